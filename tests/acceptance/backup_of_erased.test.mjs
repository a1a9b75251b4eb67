// Who was erased does not come back out of an older copy once the keys that were copied with it
// have run out (30 days), whatever an operator still holds: the data of then, all keys of now, the
// custodian's sheet, the root key, the running deployment. Within the 30 days she does, as
// SECURITY.md says.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync }
  from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { addNeed, addNote, answer, decide, fill, meetPerson, post, refer, slipOf }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { PASSPHRASE, amparo, mustRun } from './lib/server.mjs';
import { ask, force, pathOf, routesOf } from './lib/walk.mjs';

const EXIT_INVALID = 64;
const EXIT_CORRUPT = 65;
const EXIT_NOT_FOUND = 66;
const KEYS_KEPT = 30; // days: docs/operating.md, amparo-backup.service
/** When her referral was long unanswered, and what was begun had not run out. */
const SILENT = '2026-12-03T15:00:00Z';
const DUMP = join(dirname(fileURLToPath(import.meta.url)), '../../src/store/dump.c');

/** Nobody else of the network has any of these. */
const WORDS = { name: 'Zenaida Quetzalí Umaña', phone: '+506 0000-7719',
  contact_rule: 'Tocar el portón verdeazul dos veces', with_her: 'Vive con la tía Eduviges',
  note: 'Guarda el pasaporte en la panera', account: 'Fue en la terraza de las begonias',
  need: 'Le duele la clavícula', reserved: 'Toma el jarabe de ipecacuana' };
const OTHER = 'Otra que se queda';
/** Begun and not sent, so it lies sealed to its writer alone. */
const BEGUN = 'Zenaida la del portón verdeazul';

let net;
let sheet;
let hers; // { person, url, code, referral: its code, slip }
let other; // who stays
let routes;
let boxes; // of her dossiers, as hex: entries and cards; wraps
const place = (...names) => join(net.folder, ...names);

before(async () => {
  net = await openNetwork();
  ['copies', 'keys'].forEach((folder) => mkdirSync(place(folder)));
  sheet = JSON.parse((await mustRun(['custodian', 'new', '--json'])).stdout);
  await mustRun(['custodian', 'add', 'Irene Mora', sheet.public_key, '--dir', net.dir]);
  const gestora = await net.as('gestora');
  routes = await routesOf(gestora);
  other = await meetPerson(gestora, { name: OTHER });
  hers = await told(gestora);
  await backup('then');
  net.clock.advance({ days: 1 });
  await eraseHer();
  net.clock.advance({ days: KEYS_KEPT });
  await mustRun(['sweep', '--dir', net.dir], { env: { AMPARO_TEST_CLOCK: net.clock.path } });
  await backup('now');
  await net.halt();
});
after(() => net?.stop());

const backup = (name) => mustRun(['backup', '--dir', net.dir, '--to', place('copies', name),
  '--keys-to', place('keys', `${name}.keys`)]);
const restore = (dir, name, keys, ...more) => amparo(['restore', '--dir', dir, '--json',
  '--from', place('copies', name), '--keys-from', keys, ...more],
{ input: `${sheet.code}\n${PASSPHRASE}\n` });

/** All that can be written about her, a referral that is under way, a form that was only begun. */
async function told(gestora) {
  const before = idsOfDossiers();
  const { name, phone, contact_rule, with_her } = WORDS;
  const { person, url } = await meetPerson(gestora, { name, phone, contact_rule, with_her });
  await addNote(gestora, person, { text: WORDS.note });
  await fill(gestora, `${url}/relato/escribir`, { text: WORDS.account });
  await fill(gestora, `${url}/reservado`, { srh_note: WORDS.reserved });
  await addNeed(gestora, person, { service: 'HEALTH', note: WORDS.need });
  const { code: referral } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const slip = await slipOf(await net.as('clinica'), referral);
  const { identity: { code } } = await gestora.getJson(url);
  const begun = await decide(gestora, { answer: 'yes', explained: 'all', mode: 'spoken',
    copy: 'none' });
  begun.form.action_url = `/borrador?de=${begun.form.action_url}`;
  expectStatus(await post(gestora, begun, { name: BEGUN }), 200);
  const list = idsOfDossiers().filter((id) => !before.includes(id)).map((id) => `x'${id}'`).join();
  const blobs = (sql) => ask(net.dir, sql).split('\n').filter(Boolean);
  boxes = { told: blobs(`SELECT hex(substr(box, 1, 48)) FROM entry WHERE dossier IN (${list})
      UNION SELECT hex(substr(box, 1, 48)) FROM card WHERE dossier IN (${list})`),
  wraps: blobs(`SELECT hex(wrap) FROM dossier_grant WHERE dossier IN (${list})`) };
  assert.ok(boxes.told.length > 15 && boxes.wraps.length > 10);
  return { person, url, code, referral, slip };
}

function idsOfDossiers() {
  return ask(net.dir, 'SELECT hex(id) FROM dossier').split('\n').filter(Boolean);
}

async function eraseHer() {
  await answer(await net.as('clinica'), hers.slip, 'no-aceptar', { reason: 'area' });
  await fill(await net.as('gestora'), `${hers.url}/conservar`,
    { part: 'all', reason: 'her_right' });
  const rosa = await net.as('supervisora');
  const { asked } = await rosa.getJson(`${hers.url}/conservar`);
  const { go } = await rosa.post(asked.confirm_url, { _command: asked.confirm_command });
  assert.equal(go, '/personas');
}

/** Who accompanies, the deputy, supervision, who received, who is told of silence. */
const STAFF = ['gestora', 'gestora2', 'supervisora', 'clinica', 'coordinadora'];
const NOTHING = Object.fromEntries([...STAFF, 'guardia'].map((login) => [login, []]));
const LISTS = ['/hoy', '/personas', '/personas/nueva/datos', '/sin-respuesta',
  '/derivaciones?lado=recibidas&ver=todas', '/derivaciones?lado=enviadas&ver=todas'];

/** login → what of hers they are shown: on lists, in a search, at addresses they may have kept. */
async function shown() {
  const wanted = { ...WORDS, begun: BEGUN, code: hers.code, referral: hers.referral };
  const kept = routes.filter(({ method, pattern }) => method === 'GET' &&
    /\{(person|slip)\}/.test(pattern) && pattern.match(/\{/g).length === 1);
  const paths = [...LISTS, ...kept.map(({ pattern }) => pathOf(pattern, hers)),
    `${hers.url}?nombre=1`];
  const forms = [[`${hers.url}/copia`, { shape: 'paper' }], [`${hers.url}/relato`],
    ['/personas/buscar', { query: 'Zenaida' }]];
  const found = {};
  for (const login of STAFF) {
    const client = await net.as(login);
    const texts = [];
    for (const path of paths) {
      texts.push((await client.send('GET', path)).text);
    }
    for (const [path, fields] of forms) {
      texts.push((await client.post(path, fields)).text);
    }
    found[login] = Object.keys(wanted)
      .filter((what) => texts.some((text) => text.includes(wanted[what])));
  }
  const guardia = await net.as('guardia');
  const emergency = await post(guardia, await guardia.getJson('/emergencia'),
    { code: hers.code, reason: 'health', note: 'a', second: '@Rosa', life: 'yes' });
  return { ...found, guardia: emergency.go ? ['emergency'] : [] };
}

/** How many dossiers the organisation's recovery sheet opens there. */
async function opened(dir) {
  const ceiba = net.made.organisations.find(({ name }) => name.startsWith('Casa Ceiba'));
  const { stdout } = await mustRun(['verify', '--dir', dir, '--json', '--sheet'],
    { input: `${PASSPHRASE}\n${ceiba.recovery_code}\n` });
  return JSON.parse(stdout).entries.dossiers;
}

/** Serves that folder while `act` lasts, with a clock that stands where its holder wants it. */
async function serving(dir, moment, act) {
  net.dir = dir;
  net.clock.ms = Date.parse(moment); // its file went with the server
  await net.start();
  try {
    return await act();
  } finally {
    await net.halt();
  }
}

/** All files in these folders as one, to look for what must not be there. */
const bytesOf = (...folders) => Buffer.concat(folders.flatMap((folder) => readdirSync(folder)
  .map((name) => readFileSync(join(folder, name)))));
const holds = (bytes, hex) => bytes.includes(Buffer.from(hex, 'hex'));
const inClear = (bytes) => [...Object.values(WORDS), BEGUN].filter((word) => bytes.includes(word));

test('within the term she is there again: whoever keeps the keys that long keeps her', async () => {
  const { code, stderr } = await restore(place('then'), 'then', place('keys', 'then.keys'));
  assert.equal(code, 0, stderr);
  const all = [...Object.keys(WORDS), 'code', 'referral'];
  cpSync(place('then'), place('again'), { recursive: true }); // reading leaves its own
  await serving(place('again'), SILENT, async () => assert.deepEqual(await shown(), {
    gestora: [...Object.keys(WORDS), 'begun', 'code', 'referral'],
    gestora2: all,
    supervisora: all,
    clinica: ['contact_rule', 'referral'],
    coordinadora: ['referral'],
    guardia: ['emergency'],
  }));
});

test('the data of then is not restored with the keys of now, nor with none', async () => {
  const [then, now] = ['then', 'now'].map((name) => place('keys', `${name}.keys`));
  const refused = async (keys, exit, said, ...more) => {
    const dir = place('never');
    const { code, stderr } = await restore(dir, 'then', keys, ...more);
    assert.equal(code, exit, stderr);
    assert.match(stderr, said);
    assert.deepEqual(existsSync(dir) ? readdirSync(dir) : [], []);
  };
  const renamed = place('keys', 'renamed.keys'); // as if it were of that backup
  const bytes = readFileSync(now);
  const at = bytes.indexOf('\n') + 1;
  readFileSync(then).copy(bytes, at, at, at + 16);
  writeFileSync(renamed, bytes);
  rmSync(then); // its 30 days are over
  await refused(then, EXIT_NOT_FOUND, /Cannot read/);
  for (const more of [[], ['--dry-run']]) {
    await refused(now, EXIT_INVALID, /different backups/, ...more);
    await refused(renamed, EXIT_CORRUPT, /damaged/, ...more);
  }
});

test('nothing of hers is in the deployment, nor in a copy that was made since', async () => {
  const { code, stderr } = await restore(place('now'), 'now', place('keys', 'now.keys'));
  assert.equal(code, 0, stderr);
  const then = bytesOf(place('then'));
  const now = bytesOf(place('data'), place('now'));
  for (const hex of [...boxes.told, ...boxes.wraps]) {
    assert.ok(holds(then, hex) && !holds(now, hex));
  }
  assert.deepEqual(inClear(Buffer.concat([then, now])), []);
  await serving(place('now'), SILENT, async () => assert.deepEqual(await shown(), NOTHING));
  assert.ok(await opened(place('again')) > await opened(place('now')));
});

test('the data of then and all keys of now, put together by force, open nothing of hers', async () => {
  // as somebody would with a program of their own: the sheet opens the rows of the old data
  const mixed = place('mixed');
  cpSync(place('then'), mixed, { recursive: true });
  cpSync(place('now', 'root.key'), join(mixed, 'root.key'));
  const { keys, data } = tablesOfParts();
  assert.deepEqual([...keys, ...data, 'migration'].sort(), ask(mixed,
    "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").split('\n').sort());
  force(mixed, `ATTACH '${place('now', 'amparo.db')}' AS now; ${keys.map((table) =>
    `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM now.${table};`).join('')} VACUUM;`);
  const bytes = bytesOf(mixed);
  assert.ok(boxes.told.every((hex) => holds(bytes, hex)), 'what was told is there, sealed');
  assert.ok(!boxes.wraps.some((hex) => holds(bytes, hex)), 'and no key of it');
  assert.deepEqual(inClear(bytes), []);
  await serving(mixed, SILENT, async () => {
    assert.deepEqual(await shown(), NOTHING);
    const gestora = await net.as('gestora');
    assert.equal(await opened(mixed), await opened(place('now')));
    assert.ok((await gestora.getHtml(`${other.url}?nombre=1`)).includes(OTHER), 'who stays opens');
  });
});

/** { keys, data }: which table lies in which file of a backup. */
function tablesOfParts() {
  const parts = { keys: [], data: [] };
  for (const [, table, part] of readFileSync(DUMP, 'utf8').matchAll(/\{"(\w+)", DUMP_(\w+)\}/g)) {
    parts[part.toLowerCase()].push(table);
  }
  return parts;
}
