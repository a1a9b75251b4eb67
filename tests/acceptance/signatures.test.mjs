// Who signed what: it is checked where somebody holds it in her hands, and by the organisation's
// recovery sheet over all it opens.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { addNeed, addNote, answer, meetPerson, refer, slipOf } from './lib/acts.mjs';
import { expectStatus, passwordOf, problemsOf } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { PASSPHRASE, PROGRAM, amparo } from './lib/server.mjs';
import { ask } from './lib/walk.mjs';

const EXIT_CORRUPT = 65;
const EXIT_NOT_FOUND = 66;

let net;
let gestora;
let person;
let url;
before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
  ({ person, url } = await meetPerson(gestora));
  await addNeed(gestora, person, { service: 'HEALTH' });
  const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  await answer(await net.as('clinica'), await slipOf(await net.as('clinica'), code), 'aceptar');
});
after(() => net?.stop());

const sheetOf = (name) =>
  net.made.organisations.find((one) => one.name.startsWith(name)).recovery_code;

async function verify(code, ...more) {
  const input = `${PASSPHRASE}\n${code ?? ''}\n`;
  const { stdout, ...rest } =
    await amparo(['verify', '--dir', net.dir, '--json', ...more], { input });
  return { ...rest, told: stdout ? JSON.parse(stdout) : undefined };
}

async function copyOf(client) {
  await client.getJson(`${url}/copia`);
  return (await client.post(`${url}/copia`, { shape: 'file' })).view.signatures;
}

const signersOf = (login) => Number(ask(net.dir, `SELECT count(*) FROM member_signer AS s
  JOIN member AS m ON s.member = m.id WHERE m.login = '${login}'`));

test('the sheet shows that every entry was signed by who it names, beside a running server',
  async () => {
    const { code, stderr, told } = await verify(sheetOf('Casa Ceiba'), '--sheet');
    assert.equal(code, 0, stderr);
    assert.equal(told.holds, true);
    assert.match(told.entries.organisation, /^Casa Ceiba/);
    assert.equal(told.entries.doubted, 0);
    assert.deepEqual(told.entries.damaged, []);
    const entries = Number(ask(net.dir, `SELECT count(*) FROM entry AS e WHERE EXISTS (
      SELECT 1 FROM dossier_grant AS g JOIN holder AS h ON g.holder = h.id
      WHERE g.dossier = e.dossier AND h.kind = 'escrow')`));
    assert.ok(entries > 8, `${entries} entries`);
    assert.equal(told.entries.checked, entries, 'each of them, the clinic\'s answer too');
    assert.equal(ask(net.dir, `SELECT number FROM audit WHERE outcome = 'entries_checked'`),
      String(entries), 'it stands in the log');
    await gestora.getJson(url);
  });

/** Until the program holds that file of the deployment open. */
async function opened(child, name) {
  const holds = () => readdirSync(`/proc/${child.pid}/fd`).some((fd) => {
    const path = `/proc/${child.pid}/fd/${fd}`;
    return existsSync(path) && readlinkSync(path).endsWith(name);
  });
  while (child.exitCode === null && !holds()) {
    await wait(50);
  }
}

test('while the code of the sheet is typed nothing holds the server up', async (t) => {
  const child = spawn(PROGRAM, ['verify', '--dir', net.dir, '--json', '--sheet']);
  t.after(() => child.kill());
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.write(`${PASSPHRASE}\n`);
  await opened(child, 'amparo.db');
  await addNote(gestora, person, { text: 'Mientras tanto.' });
  const emptied = () => execFileSync('sqlite3',
    [join(net.dir, 'amparo.db'), 'PRAGMA wal_checkpoint(TRUNCATE)'], { encoding: 'utf8' });
  let busy = '';
  for (let i = 0; i < 10 && busy !== '0|0|0'; i++) { // the server may be at it itself
    busy = emptied().trim();
    await wait(100);
  }
  assert.equal(busy, '0|0|0', 'somebody reads an older state');
  child.stdin.end(`${sheetOf('Casa Ceiba')}\n`);
  assert.equal(await ended, 0);
});

test('what was signed before the keys were renewed still holds', async () => {
  const before = signersOf('gestora');
  net.clock.advance({ days: 1 });
  gestora = await net.as('gestora');
  await gestora.getJson('/cuenta/llaves');
  const renewed = await gestora.post('/cuenta/llaves', { old_password: passwordOf('gestora') });
  assert.ok(renewed.go, problemsOf(renewed));
  await gestora.getJson('/ayuda'); // the new session's token
  assert.equal(signersOf('gestora'), before + 1, 'the former key stays');
  await addNote(gestora, person, { text: 'después de renovar' });

  const { code, stderr, told } = await verify(sheetOf('Casa Ceiba'), '--sheet');
  assert.equal(code, 0, stderr);
  assert.equal(told.entries.doubted, 0);
  const { doubts, text, checked } = await copyOf(gestora);
  assert.deepEqual(doubts, []);
  assert.ok(checked > 5);
  assert.match(text, new RegExp(`^Se comprobaron ${checked} anotaciones`));
});

test('another word than the sheet\'s opens nothing and leaves no line', async () => {
  const lines = () => ask(net.dir, "SELECT count(*) FROM audit WHERE outcome = 'entries_checked'");
  const before = lines();
  const { code, stderr } = await verify('aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-a', '--sheet');
  assert.equal(code, EXIT_NOT_FOUND, stderr);
  assert.match(stderr, /no recovery sheet/);
  assert.equal(lines(), before);
});

test('a key that was changed in the database is found, and what it would have to prove', async () => {
  assert.equal((await verify(undefined, '--keys')).code, 0);
  execFileSync('sqlite3', ['-cmd', '.timeout 10000', join(net.dir, 'amparo.db'),
    `UPDATE member_signer SET from_us = from_us + 1
      WHERE member = (SELECT id FROM member WHERE login = 'clinica')`]);
  const keys = await verify(undefined, '--keys');
  assert.equal(keys.code, EXIT_CORRUPT);
  assert.deepEqual(keys.told.signing_keys_void, ['clinica']);
  assert.equal(keys.told.holds, false);

  const { code, stderr, told } = await verify(sheetOf('Casa Ceiba'), '--sheet');
  assert.equal(code, EXIT_CORRUPT, stderr);
  assert.ok(told.entries.doubted > 0);
  assert.deepEqual([...new Set(told.entries.doubts.map(({ names }) => names))],
    [ask(net.dir, "SELECT name FROM member WHERE login = 'clinica'")]);
  const copy = await copyOf(gestora);
  assert.equal(copy.doubts.length, told.entries.doubted);
  assert.match(copy.text, /no (es válida|son válidas):$/);
  assert.match(copy.doubts[0].place, /Clínica/);
  assert.doesNotMatch(copy.doubts[0].who, new RegExp(told.entries.doubts[0].names),
    'another organisation\'s people have no names here');
  expectStatus(await gestora.send('GET', url), 200, 'reading goes on');
});
