// What is left when the machine is gone, and what is left when somebody is at the door.
import assert from 'node:assert/strict';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync,
  symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { addNote, meetPerson, notesOf } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';
import { PASSPHRASE, PROGRAM, amparo, killed, mustRun } from './lib/server.mjs';

const EXIT_INVALID = 64;
const EXIT_CORRUPT = 65;
const EXIT_NOT_FOUND = 66;
const EXIT_CONFLICT = 75;
const EXIT_DENIED = 77;
const NEW_PASSPHRASE = 'otra frase larga para la restauración';
const ROUNDS = Number(process.env.AMPARO_KILL_ROUNDS ?? 12);

let net;
let sheet;
let person;
const place = (name) => join(net.folder, name);
const backup = (name, ...more) =>
  amparo(['backup', '--dir', net.dir, '--json', '--to', place(name), ...more]);
const restore = (dir, name, { code = sheet.code, passphrase = NEW_PASSPHRASE } = {}, ...more) =>
  amparo(['restore', '--dir', dir, '--json', '--from', place(name), ...more],
    { input: `${code}\n${passphrase}\n` });
const newSheet = async () => JSON.parse((await mustRun(['custodian', 'new', '--json'])).stdout);

function succeeded({ code, stdout, stderr }) {
  assert.equal(code, 0, stderr);
  return stdout ? JSON.parse(stdout) : null;
}

before(async () => {
  net = await openNetwork();
  sheet = await newSheet();
  const gestora = await net.as('gestora');
  ({ person } = await meetPerson(gestora, { name: 'Marisol Copiada' }));
  await addNote(gestora, person, { text: 'una nota que se copia' });
});
after(() => net?.stop());

test('without a custodian nothing is copied, and who they are is on record', async () => {
  const nobody = await backup('never');
  assert.equal(nobody.code, EXIT_INVALID);
  assert.match(nobody.stderr, /Nobody could open it/);
  assert.ok(!existsSync(place('never.keys')));

  const other = await newSheet();
  assert.notEqual(other.public_key, sheet.public_key);
  await mustRun(['custodian', 'add', 'Irene Mora', sheet.public_key, '--dir', net.dir]);
  await mustRun(['custodian', 'add', 'otra', other.public_key, '--dir', net.dir]);
  await mustRun(['custodian', 'remove', 'otra', '--dir', net.dir]);
  const all = JSON.parse((await mustRun(['custodian', 'list', '--dir', net.dir, '--json'])).stdout);
  assert.deepEqual(all, [{ name: 'Irene Mora', public_key: sheet.public_key }]);
  const last = await amparo(['custodian', 'remove', 'Irene Mora', '--dir', net.dir]);
  assert.equal(last.code, EXIT_INVALID);
  assert.match(last.stderr, /last custodian/);
  for (const key of ['00'.repeat(32), 'zz', sheet.public_key.slice(2)]) {
    assert.equal((await amparo(['custodian', 'add', 'x', key, '--dir', net.dir])).code,
      EXIT_INVALID, key);
  }
});

test('a running server is copied; nothing in the copy can be read', async () => {
  const made = succeeded(await backup('one'));
  assert.ok(made.rows > 100);
  assert.deepEqual(readdirSync(net.folder).filter((name) => name.startsWith('one')).sort(),
    ['one.data', 'one.keys', 'one.manifest']);
  for (const name of ['one.data', 'one.keys', 'one.manifest']) {
    const bytes = readFileSync(place(name), 'latin1');
    for (const word of ['gestora', 'Ceiba', 'Marisol', 'dossier', 'CREATE', PASSPHRASE]) {
      assert.ok(!bytes.includes(word), `${name} tells ${word}`);
    }
  }
  const again = await backup('one');
  assert.equal(again.code, EXIT_CONFLICT, 'an earlier backup is never written over');
  const looked = succeeded(await restore('/nowhere', 'one', {}, '--dry-run'));
  assert.deepEqual([looked.id, looked.rows], [made.id, made.rows]);
  assert.ok(!existsSync('/nowhere'));
});

test('in a folder the day is its name', async () => {
  mkdirSync(place('daily'));
  mkdirSync(place('nightly'));
  const day = () => new Date().toISOString().slice(0, 10);
  const before = day();
  const made = succeeded(await backup('daily/', '--keys-to', place('nightly/')));
  assert.ok([before, day()].some((one) => made.manifest === place(`daily/${one}.manifest`) &&
    made.keys === place(`nightly/${one}.keys`)), JSON.stringify(made));
  assert.equal((await backup('daily/', '--keys-to', place('nightly/'))).code, EXIT_CONFLICT);
});

test('what was restored verifies, opens, and goes on', async () => {
  await net.halt();
  const { line } = JSON.parse(
    (await mustRun(['verify', '--dir', net.dir, '--json', '--print'])).stdout);
  await net.start();
  succeeded(await backup('two'));
  const dir = place('restored');
  succeeded(await restore(dir, 'two'));
  assert.deepEqual(readdirSync(dir).sort(), ['amparo.db', 'checkpoints.txt', 'root.key']);
  const input = `${NEW_PASSPHRASE}\n`;
  const verified = await mustRun(['verify', '--dir', dir, '--json', '--keys', '--since', line],
    { input });
  assert.ok(JSON.parse(verified.stdout).since.signed, 'it is the same log, and goes on from it');
  assert.equal((await amparo(['verify', '--dir', dir, '--keys'])).code, EXIT_DENIED,
    'the former passphrase is nothing here');
  await mustRun(['rotate', 'passphrase', '--dir', dir],
    { input: `${NEW_PASSPHRASE}\n${PASSPHRASE}\n` });
  assert.equal((await amparo(['verify', '--dir', dir, '--keys'], { input })).code, EXIT_DENIED);

  const kept = net.dir;
  await net.halt();
  net.dir = dir;
  await net.start();
  const gestora = await net.as('gestora');
  assert.ok((await notesOf(gestora, person)).includes('una nota que se copia'));
  await addNote(gestora, person, { text: 'después' });
  assert.equal((await notesOf(gestora, person)).length, 2);
  await net.halt();
  net.dir = kept;
  await net.start();
  const full = await restore(dir, 'two');
  assert.equal(full.code, EXIT_CONFLICT, 'nothing is restored over something');
});

test('another sheet, a changed file, files of two backups: nothing is made of them', async () => {
  succeeded(await backup('three'));
  const dir = place('never');
  const refused = async (exit, said, name, options) => {
    const { code, stderr } = await restore(dir, name, options);
    assert.equal(code, exit, stderr);
    assert.match(stderr, said);
    assert.deepEqual(existsSync(dir) ? readdirSync(dir) : [], [], `${said}`);
  };
  const copy = (from, to) => cpSync(place(from), place(to));
  await refused(EXIT_DENIED, /sheet does not open/, 'three', { code: (await newSheet()).code });
  await refused(EXIT_INVALID, /no code/, 'three', { code: 'hola' });
  for (const part of ['keys', 'data', 'manifest']) {
    for (const other of ['keys', 'data', 'manifest']) {
      copy(`three.${other}`, `bad.${other}`);
    }
    const bytes = readFileSync(place(`bad.${part}`));
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    writeFileSync(place(`bad.${part}`), bytes);
    await refused(EXIT_CORRUPT, /damaged|changed|no manifest/, 'bad');
    copy(`three.${part}`, `bad.${part}`);
    writeFileSync(place(`bad.${part}`), readFileSync(place(`bad.${part}`)).subarray(0, -20));
    await refused(EXIT_CORRUPT, /damaged|changed|no manifest/, 'bad');
    copy(`two.${part}`, `bad.${part}`);
    await refused(EXIT_INVALID, /different backups/, 'bad');
  }
  rmSync(place('bad.manifest'));
  await refused(EXIT_NOT_FOUND, /no .*bad.manifest/, 'bad');
});

test('it restores into a folder of its own, whatever is beside it', async () => {
  const NOBODY = 65534; // as the user of the package, whose folder's parent is root's
  const who = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const parent = place('lib');
  const dir = join(parent, 'amparo');
  const program = join(parent, 'program');
  mkdirSync(dir, { recursive: true });
  cpSync(PROGRAM, program);
  for (const part of ['keys', 'data', 'manifest']) {
    cpSync(place(`two.${part}`), join(parent, `two.${part}`));
    chmodSync(join(parent, `two.${part}`), 0o644);
  }
  if (who.uid) {
    chownSync(dir, who.uid, who.gid);
  }
  chmodSync(net.folder, 0o711);
  chmodSync(parent, 0o555);
  const args = ['restore', '--dir', dir, '--from', join(parent, 'two')];
  const code = await killed(args,
    { input: `${sheet.code}\n${NEW_PASSPHRASE}\n`, program, who });
  chmodSync(parent, 0o755);
  assert.equal(code, 0);
  await mustRun(['verify', '--dir', dir, '--keys'], { input: `${NEW_PASSPHRASE}\n` });
});

test('killed at any moment, neither leaves anything half made', async (t) => {
  let began = performance.now();
  succeeded(await backup('whole'));
  const backupMs = performance.now() - began;
  began = performance.now();
  succeeded(await restore(place('timed'), 'whole'));
  const restoreMs = performance.now() - began;
  const cut = { backup: 0, restore: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const name = `cut${round}`;
    const later = round / ROUNDS; // the first as soon as there is something half made
    await killed(['backup', '--dir', net.dir, '--to', place(name)],
      { began: () => existsSync(place(`${name}.keys.part`)), ms: backupMs * later });
    if (existsSync(place(`${name}.manifest`))) {
      succeeded(await restore('/nowhere', name, {}, '--dry-run'));
    } else {
      cut.backup++;
      succeeded(await backup(name));
      assert.ok(!existsSync(place(`${name}.data.part`)) && !existsSync(place(`${name}.keys.part`)));
    }
    const dir = place(`back${round}`);
    const code = await killed(['restore', '--dir', dir, '--from', place('whole')],
      { input: `${sheet.code}\n${NEW_PASSPHRASE}\n`,
        began: () => existsSync(join(dir, 'unfinished')), ms: restoreMs * later });
    if (existsSync(join(dir, 'unfinished')) || !existsSync(join(dir, 'root.key'))) {
      cut.restore++;
      assert.notEqual(code, 0);
      assert.notEqual((await amparo(['serve', '--dir', dir, '--port', '0'],
        { input: `${NEW_PASSPHRASE}\n` })).code, 0, 'nothing serves what is half there');
      succeeded(await restore(dir, 'whole'));
    }
    await mustRun(['verify', '--dir', dir, '--keys'], { input: `${NEW_PASSPHRASE}\n` });
    assert.deepEqual(readdirSync(dir).sort(), ['amparo.db', 'checkpoints.txt', 'root.key']);
    rmSync(dir, { recursive: true });
  }
  t.diagnostic(`cut before their end: ${JSON.stringify(cut)} of ${ROUNDS} each`);
  assert.ok(cut.backup > 0 && cut.restore > 0, 'none was cut');
});

test('panic: the key is gone, the server too, and only a sheet brings it back', async (t) => {
  succeeded(await backup('last'));
  const began = performance.now();
  const { stdout: told } = await mustRun(['panic', '--dir', net.dir], { input: '' });
  const took = Math.round(performance.now() - began);
  assert.ok(!readdirSync(net.dir).some((name) => name.startsWith('root.key')));
  await assert.rejects(fetch(`${net.server.url}/entrar`), 'nobody answers any more');
  await net.halt().catch(() => {});
  const started = await amparo(['serve', '--dir', net.dir, '--port', '0']);
  assert.equal(started.code, EXIT_NOT_FOUND, started.stderr);
  assert.equal((await amparo(['panic', '--dir', net.dir])).code, EXIT_NOT_FOUND);
  t.diagnostic(`${took} ms`);
  assert.match(told, /server: stopped/);

  const unclear = place('unclear'); // whether a server runs there cannot be seen
  mkdirSync(unclear);
  symlinkSync('serve.lock', join(unclear, 'serve.lock')); // leads nowhere
  writeFileSync(join(unclear, 'root.key'), 'a key');
  const seen = await amparo(['panic', '--dir', unclear]);
  assert.notEqual(seen.code, 0);
  assert.match(seen.stderr, /Cannot see whether a server is running/);
  assert.match(seen.stdout, /root key: destroyed\n$/);
  assert.deepEqual(readdirSync(unclear), ['serve.lock']);

  mkdirSync(place('elsewhere'));
  assert.notEqual((await restore(place('elsewhere'), 'last', {}, '--root-only')).code, 0);
  assert.ok(!existsSync(join(place('elsewhere'), 'root.key')));
  succeeded(await restore(net.dir, 'last', { passphrase: PASSPHRASE }, '--root-only'));
  assert.notEqual((await restore(net.dir, 'last', {}, '--root-only')).code, 0, 'there is one');
  await net.start();
  const gestora = await net.as('gestora');
  assert.ok((await notesOf(gestora, person)).includes('una nota que se copia'));
});
