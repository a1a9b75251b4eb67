// When something fails, the page gives a reference, and so does the operator's line: the one leads
// to the other, and neither says anything about anybody.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { meetPerson } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

test('a page that failed and the line about it have one reference', async () => {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora, { name: 'Xilonen Referida' });
  execFileSync('sqlite3', ['-bail', join(net.dir, 'amparo.db'),
    `UPDATE entry SET box = zeroblob(60) WHERE dossier = x'${person}'`]);

  const json = await gestora.send('GET', url);
  const html = await gestora.send('GET', url, { accept: 'text/html' });
  assert.deepEqual([json.status, html.status], [500, 500]);
  const { reference } = json.view.problem;
  const [shown] = html.text.match(/\b[0-9a-f]{8}\b(?=<\/p>)/);
  assert.match(reference, /^[0-9a-f]{8}$/);
  assert.notEqual(reference, shown, 'each request has its own');
  await wait(100);
  const log = net.server.log();
  for (const one of [reference, shown]) {
    assert.equal(log.split('\n').filter((line) => line.includes(`request ${one} failed`)).length, 1);
  }
  assert.ok(!log.includes(person) && !log.includes('Xilonen'));
});

test('what is not there has no line, and no reference', async () => {
  const { view } = await (await net.as('gestora')).send('GET', `/personas/${'0'.repeat(32)}`);
  assert.equal(view.problem.code, 'not_found');
  assert.equal(view.problem.reference, undefined);
});
