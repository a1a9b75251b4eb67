// The log has a term too: what is older says nothing any more, its hashes stay, and every checkpoint
// that was kept elsewhere is proved as before. Nobody shortens it without the server's key.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { meetPerson } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { amparo } from './lib/server.mjs';
import { ask, force } from './lib/walk.mjs';

const EXIT_CORRUPT = 65;
/** As data/demo-plan.json says it in months. */
const DAYS = 5 * 365;
const BARE = "at_us = 0, actor = NULL, action = 'forgotten', object = NULL, outcome = '', " +
  'number = 0, rows_hash = zeroblob(32)';

let net;
let person;
let line; // a checkpoint of the first day, on paper
let rows; // of the log on that day
before(async () => {
  net = await openNetwork();
  person = await meetPerson(await net.as('gestora'));
  await net.halt();
  ({ line, audit_rows: rows } = await verified('--print'));
  await net.start();
});
after(() => net?.stop());

const run = (...args) => amparo([...args, '--dir', net.dir],
  { env: { AMPARO_TEST_CLOCK: net.clock.path } });
const verify = (...more) => run('verify', '--json', ...more);

async function verified(...more) {
  const { code, stdout, stderr } = await verify(...more);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

const told = () => Number(ask(net.dir, 'SELECT count(*) FROM audit WHERE actor IS NOT NULL OR ' +
  'object IS NOT NULL OR at_us > 0'));

test('before its time nothing is forgotten', async () => {
  net.clock.advance({ days: DAYS - 1 });
  await net.sweep();
  assert.ok(told() > rows);
  const page = await (await net.as('gestora')).getJson(`${person.url}/accesos`);
  assert.ok(page.accesses.length > 0);
  assert.ok(!page.log_since);
});

test('when it is over, who did what is gone, in the file too, and the proof stays', async () => {
  const mark = ask(net.dir, 'SELECT hex(rows_hash) FROM audit WHERE seq = 1');
  const inFile = () =>
    readFileSync(join(net.dir, 'amparo.db')).includes(Buffer.from(mark, 'hex'));
  assert.ok(inFile());
  net.clock.advance({ days: 1, minutes: 30 });
  await net.sweep();
  const after = Number(ask(net.dir, 'SELECT count(*) FROM audit WHERE at_us = 0'));
  assert.equal(after, rows);
  const early = ask(net.dir, `SELECT count(*) FROM audit WHERE seq <= ${rows} AND (actor IS NOT ` +
    "NULL OR object IS NOT NULL OR number <> 0 OR outcome <> '' OR action <> 'forgotten')");
  assert.equal(Number(early), 0);
  await net.halt(); // its last act is to empty the write-ahead log
  assert.equal(inFile(), false);
  await net.start();
  const found = await verified('--keys', '--since', line);
  assert.equal(found.audit_rows_forgotten, rows);
  assert.ok(found.since.consistency.length > 0);
});

test('the pages say from when on they tell, and tell nothing of before', async () => {
  const gestora = await net.as('gestora');
  const page = await gestora.getJson(`${person.url}/accesos`);
  assert.equal(page.log_since, '23/11/2026');
  assert.ok(page.accesses.every(({ when }) => /2031/.test(when)), 'those of the years after');
  for (const path of ['/accesos', '/accesos?imprimir=1']) {
    assert.match(await gestora.getHtml(`${person.url}${path}`), /antes del 23\/11\/2026 ya no/);
  }
  expectStatus(await gestora.post(`${person.url}/copia`, { shape: 'file' }), 200);
  const log = await (await net.as('auditora')).getJson('/registro-de-accesos');
  assert.equal(log.log_since, '23/11/2026');
  const swept = await (await net.as('auditora'))
    .getJson('/registro-de-accesos?resultado=log_forgotten');
  assert.deepEqual(swept.rows.map(({ number }) => number), [rows]);
  assert.match(swept.rows[0].outcome, /borró las líneas más viejas/);
});

test('who has only the database cannot shorten it', async () => {
  await net.halt();
  const kept = ask(net.dir, "SELECT value FROM setting WHERE name = 'log_forgotten'");
  force(net.dir, 'CREATE TABLE kept AS SELECT * FROM audit');
  force(net.dir, `UPDATE audit SET ${BARE} WHERE seq = ${rows + 1}`);
  const early = await verify();
  assert.equal(early.code, EXIT_CORRUPT);
  assert.match(early.stderr, new RegExp(`row ${rows + 1}`));
  force(net.dir, `UPDATE setting SET value = '${rows + 1}' WHERE name = 'log_forgotten'`);
  const forced = await verify('--keys');
  assert.equal(forced.code, EXIT_CORRUPT);
  assert.match(forced.stderr, /shortened by force/);
  const sizes = () => readFileSync(join(net.dir, 'checkpoints.txt'), 'utf8').length;
  const before = sizes();
  await net.start();
  await net.halt();
  assert.equal(sizes(), before, 'and nothing is signed that goes on from it');
  force(net.dir, `UPDATE setting SET value = '${kept}' WHERE name = 'log_forgotten'`);
  force(net.dir, `DELETE FROM audit WHERE seq = ${rows + 1}`);
  force(net.dir, `INSERT INTO audit SELECT * FROM kept WHERE seq = ${rows + 1}`);
  force(net.dir, 'DROP TABLE kept');
  await verified('--keys', '--since', line);
  await net.start();
});
