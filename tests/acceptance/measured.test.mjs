// What script/bench measures with is a whole deployment: its command can be used, all of it holds.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { PROGRAM, amparo, mustRun, temporaryFolder } from './lib/server.mjs';

const PLAN = join(dirname(fileURLToPath(import.meta.url)), '../../bench/plan.json');
const [FILL, LOOPBACK] = ['fill', 'loopback'].map((name) =>
  join(dirname(PROGRAM), `../../bench/bench-${name}`));

const place = temporaryFolder();
const [dir, told] = ['data', 'told.json'].map((name) => join(place, name));
after(() => rmSync(place, { recursive: true }));

test('a filled deployment is whole, verifies and is backed up', async () => {
  const filled = await amparo([dir, PLAN, '5', told], { program: FILL });
  assert.equal(filled.code, 0, filled.stderr);
  const { many, passphrase } = JSON.parse(readFileSync(told, 'utf8'));
  assert.equal(many.cases.length, 5);
  const input = `${passphrase}\n`;
  await mustRun(['verify', '--dir', dir, '--keys'], { input });
  const { public_key: key } = JSON.parse((await mustRun(['custodian', 'new', '--json'])).stdout);
  await mustRun(['custodian', 'add', 'measured', key, '--dir', dir], { input });
  await mustRun(['backup', '--dir', dir, '--to', join(place, 'kept')], { input });
});

test('the pages whose instructions are counted are shown, to who is in', async () => {
  const { few } = JSON.parse(readFileSync(told, 'utf8'));
  for (const path of ['/personas', `/personas/${few.cases[0]}`]) {
    const asked = await amparo([dir, told, '1', 'few', path], { program: LOOPBACK });
    assert.equal(asked.code, 0, asked.stderr);
    assert.ok(Number(asked.stdout) > 5000, `${path}: ${asked.stdout}`);
  }
});
