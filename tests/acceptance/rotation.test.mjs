// Another root key for the same deployment: interrupted at any row, taken up again, and everybody
// opens what they opened before.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { addNeed, answer, meetPerson, notesOf, refer, slipOf } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';
import { PASSPHRASE, PROGRAM, amparo, mustRun } from './lib/server.mjs';

const EXIT_BUSY = 75;
const ROUNDS = Number(process.env.AMPARO_KILL_ROUNDS ?? 6);

/** Runs to its end, or is ended after a while as a power cut would. */
function killed(args, ms) {
  return new Promise((resolve) => {
    const child = spawn(PROGRAM, args);
    child.stdin.on('error', () => {});
    child.stdin.end(`${PASSPHRASE}\n`);
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

const ask = (dir, sql) => execFileSync('sqlite3', ['-readonly', join(dir, 'amparo.db'), sql],
  { encoding: 'utf8' }).trim().split('\n').filter(Boolean);

/** The MACs of every table that has any, whatever tables there will be. */
const macsOf = (dir) => new Map(
  ask(dir, "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c " +
    "WHERE m.type = 'table' AND c.name = 'mac'")
    .map((table) => [table, ask(dir, `SELECT hex(mac) FROM ${table}`)]));

test('another root key: killed and taken up again, and nothing is lost', async (t) => {
  const net = await openNetwork();
  t.after(() => net.stop());
  const rotate = ['rotate', 'root', '--dir', net.dir, '--json'];
  let gestora = await net.as('gestora');
  const { person } = await meetPerson(gestora);
  await addNeed(gestora, person, { service: 'HEALTH' });
  const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });

  const beside = await amparo(rotate);
  assert.equal(beside.code, EXIT_BUSY, 'not beside a server');
  assert.match(beside.stderr, /server is running/);
  await net.halt();
  const former = readFileSync(join(net.dir, 'root.key'));
  const before = macsOf(net.dir);
  assert.ok(before.size >= 7 && before.get('dossier_grant').length > 5);
  let began = performance.now();
  const { rows, void: forged } = JSON.parse((await mustRun(rotate)).stdout);
  const ms = performance.now() - began;
  assert.ok(rows > 50, `${rows} rows`);
  assert.equal(forged, 0);
  assert.notDeepEqual(readFileSync(join(net.dir, 'root.key')), former);

  const after = macsOf(net.dir);
  for (const [table, macs] of before) {
    assert.equal(after.get(table).length, macs.length, table);
    assert.deepEqual(macs.filter((mac) => after.get(table).includes(mac)), [],
      `${table} was not written anew: src/work/keeping/turn.c`);
  }

  let cut = 0;
  for (let round = 0; round < ROUNDS; round++) {
    began = await killed(rotate, ms * (0.3 + 0.6 * Math.random()));
    if (began !== 0) {
      const verified = await amparo(['verify', '--dir', net.dir, '--keys']);
      if (verified.code !== 0) {
        cut++;
        assert.equal(verified.code, EXIT_BUSY, verified.stderr);
        assert.match(verified.stderr, /rotate root.* goes on/);
      }
    }
    await mustRun(rotate);
  }
  t.diagnostic(`${cut} of ${ROUNDS} were cut while rows were written`);

  await net.start();
  gestora = await net.as('gestora');
  await notesOf(gestora, person);
  const clinica = await net.as('clinica');
  const slip = await slipOf(clinica, code);
  await answer(clinica, slip, 'recibir');
  await answer(clinica, slip, 'aceptar'); // peels the outer layer, which has another key now
  assert.ok(await clinica.getJson(`/derivaciones/${slip}/contacto`));
});
