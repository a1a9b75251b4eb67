// Another root key for the same deployment: interrupted at any row, taken up again, and everybody
// opens what they opened before.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { addNeed, answer, meetPerson, notesOf, refer, slipOf } from './lib/acts.mjs';
import { Client, passwordOf } from './lib/client.mjs';
import { MONDAY, openNetwork } from './lib/network.mjs';
import { DEMO_PLAN, PASSPHRASE, PROGRAM, amparo, makeDeployment, mustRun, startServer,
  temporaryFolder } from './lib/server.mjs';
import { Phone } from './lib/totp.mjs';

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

test('no other key is made while somebody has read this one', async (t) => {
  const net = await openNetwork();
  t.after(() => net.stop());
  await net.halt();
  const passphrase = 'otra frase larga solo para pruebas';
  const child = spawn(PROGRAM, ['rotate', 'passphrase', '--dir', net.dir]);
  const ended = new Promise((resolve) => child.on('close', resolve));
  t.after(() => child.kill());
  child.stdin.write(`${PASSPHRASE}\n`);
  await wait(3000); // it has read the keys, and waits for the new passphrase
  const beside = await amparo(['rotate', 'root', '--dir', net.dir]);
  assert.equal(beside.code, EXIT_BUSY, beside.stderr);
  assert.match(beside.stderr, /Another command works on/);
  child.stdin.end(`${passphrase}\n`);
  assert.equal(await ended, 0);

  const input = `${passphrase}\n`;
  await mustRun(['rotate', 'root', '--dir', net.dir], { input });
  await mustRun(['verify', '--dir', net.dir, '--keys'], { input });
  await mustRun(['rotate', 'passphrase', '--dir', net.dir],
    { input: `${input}${PASSPHRASE}\n` });
  await net.start();
  await net.as('gestora');
});

test('the codes of the app come from the same phone, under another key', async (t) => {
  const folder = temporaryFolder();
  const dir = join(folder, 'data');
  const plan = JSON.parse(readFileSync(DEMO_PLAN, 'utf8'));
  Object.assign(plan.settings, { demo: 0, second_factor: 'required' });
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
  const made = await makeDeployment(dir, { plan: join(folder, 'plan.json') });
  let server = await startServer({ dir, testClock: MONDAY });
  t.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const first = new Client(server.url);
  await first.activate(made.members.find(({ login }) => login === 'gestora'));
  await first.signIn('gestora');
  const { key } = await first.getJson('/entrar/segundo-paso');
  const phone = new Phone(key);
  await first.submit('/entrar/segundo-paso', { app_code: phone.code(server.clock.ms) });
  await server.stop();
  const boxOf = () => ask(dir, "SELECT hex(totp_box) FROM credential WHERE totp_box <> ''");
  const before = boxOf();
  await mustRun(['rotate', 'root', '--dir', dir, '--json']);
  assert.ok(before && boxOf() !== before);

  server = await startServer({ dir, testClock: '2026-11-23T15:05:00Z' });
  const client = new Client(server.url);
  await client.signIn('gestora', passwordOf('gestora'));
  const { go } = await client.submit('/entrar/codigo', { app_code: phone.code(server.clock.ms) });
  assert.doesNotMatch(go, /^\/entrar/);
  assert.ok((await client.getJson('/ayuda')).user);
});
