// Another root key for the same deployment: interrupted at any row, taken up again, and everybody
// opens what they opened before.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { addNeed, answer, meetPerson, memberOf, notesOf, openInEmergency, refer, slipOf }
  from './lib/acts.mjs';
import { Client, passwordOf, problemsOf } from './lib/client.mjs';
import { MONDAY, openNetwork } from './lib/network.mjs';
import { DEMO_PLAN, PASSPHRASE, PROGRAM, amparo, killed, makeDeployment, mustRun, startServer,
  temporaryFolder } from './lib/server.mjs';
import { Phone } from './lib/totp.mjs';
import { awaken, offer } from './lib/transfers.mjs';
import { REAL } from './lib/two_steps.mjs';

const EXIT_BUSY = 75;
const ROUNDS = Number(process.env.AMPARO_KILL_ROUNDS ?? 6);

/** True once the file has been replaced for the second time since. */
function changedTwice(path) {
  let { ino } = statSync(path);
  let changes = 0;
  return () => {
    const now = statSync(path).ino;
    changes += now === ino ? 0 : 1;
    ino = now;
    return changes >= 2;
  };
}

const ask = (dir, sql) => execFileSync('sqlite3', ['-readonly', join(dir, 'amparo.db'), sql],
  { encoding: 'utf8' }).trim().split('\n').filter(Boolean);

/** The MACs of every table that has any, whatever tables there will be. */
const macsOf = (dir) => new Map(
  ask(dir, "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c " +
    "WHERE m.type = 'table' AND c.name = 'mac'")
    .map((table) => [table, ask(dir, `SELECT hex(mac) FROM ${table}`)]));

/** What a quiet network has none of: an opening, a transfer, a sheet asked for and a new one. */
async function aRowInEachTable(net) {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora);
  await openInEmergency(net, url);
  await awaken(net, 'manta');
  await offer(gestora, await net.as('supervisora'), person, { to: 'Espacio Seguro Manta' });

  const admin = await net.as('admin');
  const post = async (client, path, fields) => {
    const answered = await client.post(path, fields);
    assert.ok(answered.go, `${path}: ${problemsOf(answered)}`);
  };
  for (const login of ['supervisora', 'albergue']) {
    await post(admin, await memberOf(admin, login, 'acceso'));
  }
  const supervisora = await memberOf(gestora, 'supervisora', 'hoja');
  await post(gestora, supervisora);
  const sheet = net.made.organisations.find(({ name }) => name.startsWith('Casa Ceiba'));
  const second = await net.as('gestora2');
  await second.getJson(`${supervisora}/confirmar`);
  await post(second, `${supervisora}/confirmar`, { code: sheet.recovery_code });
  const albergue = net.made.members.find(({ login }) => login === 'albergue');
  const code = (await admin.getJson(await memberOf(admin, 'albergue', 'acceso'))).told_code;
  const back = new Client(net.url);
  await back.activate({ ...albergue, code });
  await back.signIn('albergue');
  await post(back, await memberOf(back, 'albergue', 'hoja'));
}

test('another root key: killed and taken up again, and nothing is lost', async (t) => {
  const net = await openNetwork();
  t.after(() => net.stop());
  const rotate = ['rotate', 'root', '--dir', net.dir, '--json'];
  let gestora = await net.as('gestora');
  const { person } = await meetPerson(gestora);
  await addNeed(gestora, person, { service: 'HEALTH' });
  const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  await aRowInEachTable(net);

  const beside = await amparo(rotate);
  assert.equal(beside.code, EXIT_BUSY, 'not beside a server');
  assert.match(beside.stderr, /server is running/);
  await net.halt();
  const former = readFileSync(join(net.dir, 'root.key'));
  const before = macsOf(net.dir);
  assert.ok(before.size >= 7 && before.get('dossier_grant').length > 5);
  for (const [table, macs] of before) {
    assert.ok(macs.length > 0, `${table} is empty here`);
  }
  const { rows, void: forged } = JSON.parse((await mustRun(rotate)).stdout);
  assert.ok(rows > 50, `${rows} rows`);
  assert.equal(forged, 0);
  assert.notDeepEqual(readFileSync(join(net.dir, 'root.key')), former);

  const after = macsOf(net.dir);
  for (const [table, macs] of before) {
    assert.equal(after.get(table).length, macs.length, table);
    assert.deepEqual(macs.filter((mac) => after.get(table).includes(mac)), [],
      `${table} was not written anew: src/work/keeping/turn.c`);
  }

  const key = join(net.dir, 'root.key');
  let cut = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { ino } = statSync(key); // another file as soon as both secrets are in it
    await killed(rotate, { began: () => statSync(key).ino !== ino, ms: round * 2 });
    const verified = await amparo(['verify', '--dir', net.dir, '--keys']);
    if (verified.code !== 0) {
      cut++;
      assert.equal(verified.code, EXIT_BUSY, verified.stderr);
      assert.match(verified.stderr, /rotate root.* goes on/);
    }
    await mustRun(rotate);
  }
  await killed(rotate, { began: changedTwice(key) }); // the former secret goes from it at the end
  const last = await amparo(['verify', '--dir', net.dir, '--keys']);
  assert.ok([0, EXIT_BUSY].includes(last.code), last.stderr);
  await mustRun(rotate);
  t.diagnostic(`${cut} of ${ROUNDS} were cut while rows were written`);
  assert.ok(cut > 0, 'none was cut');

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
  for (const what of ['root', 'passphrase']) {
    const beside = await amparo(['rotate', what, '--dir', net.dir]);
    assert.equal(beside.code, EXIT_BUSY, beside.stderr);
    assert.match(beside.stderr, /Another command works on/);
  }
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
  Object.assign(plan.settings, REAL);
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
