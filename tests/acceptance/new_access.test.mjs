// Who has lost password, paper or phone: a colleague gives a new access, and what nobody can give
// back the organisation's recovery sheet does, with two people.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { addNeed, change, exclude, fill, meetPerson, memberOf, refer, slipOf }
  from './lib/acts.mjs';
import { Client, expectStatus, problemsOf } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { PASSPHRASE, amparo, mustRun } from './lib/server.mjs';
import { ask, dump, force } from './lib/walk.mjs';

const EXIT_NOT_FOUND = 66;
const NEW = 'una-frase-nueva-y-larga-de-prueba-58';

let net;
let person;
let ids;
before(async () => {
  net = await openNetwork();
  const gestora = await net.as('gestora');
  ({ person } = await meetPerson(gestora));
  ids = Object.fromEntries(ask(net.dir, 'SELECT login, lower(hex(id)) FROM member').split('\n')
    .map((line) => line.split('|')));
});
after(() => net?.stop());
beforeEach(() => net.people.clear());

const isIn = async (client) => (await client.getJson('/ayuda')).user !== undefined;
const opens = async (client) => (await client.send('GET', `/personas/${person}`)).status;
const access = (login) => `/equipo/${ids[login]}/acceso`;
const today = async (client) =>
  (await client.getJson('/hoy')).groups.flatMap(({ list }) => list.items)
    .map(({ act_url }) => act_url).filter((url) => url?.endsWith('/acceso'));

async function post(client, path, fields) {
  await client.getJson('/ayuda');
  return client.post(path, fields);
}

/** The code that whoever helps is told. */
async function start(helper, login) {
  const answer = await post(helper, access(login));
  assert.equal(answer.go, access(login), problemsOf(answer));
  const { told_code } = await helper.getJson(access(login));
  assert.match(told_code, /^([0-9a-z]{5}-){5}[0-9a-z]$/);
  return told_code;
}

async function comeBack(login, code, password = NEW) {
  const client = new Client(net.url);
  await client.activate({ login, code }, password);
  return client.signIn(login, password);
}

test('a supervisor gives a new access, and back what the unit can open', async () => {
  const lost = await net.as('gestora');
  const supervisora = await net.as('supervisora');
  const code = await start(supervisora, 'gestora');
  assert.equal(await isIn(lost), false, 'her sessions are over');
  await assert.rejects(() => new Client(net.url).signIn('gestora'), 'and so is the password');

  const back = await comeBack('gestora', code);
  assert.equal(await opens(back), 404, 'the former key opened it');
  assert.equal((await back.getJson('/personas')).list.items.length, 0);
  assert.deepEqual(await today(back), [access('gestora')], 'she is told');

  const page = await supervisora.getJson(access('gestora'));
  assert.equal(page.waits.lines.length, 1);
  const given = await post(supervisora, page.waits.give_url);
  assert.ok(given.go, problemsOf(given));
  assert.equal(await opens(back), 200);
  assert.equal((await supervisora.getJson(access('gestora'))).waits, undefined);
  expectStatus(await post(supervisora, page.waits.give_url), 409, 'it is done');

  await post(back, `${access('gestora')}/visto`);
  assert.deepEqual(await today(back), []);
});

test('one key that does not hold does not keep the others from coming back', async () => {
  const account = "kind = 2 AND reason = 'owner'";
  const mac = ask(net.dir, `SELECT hex(mac) FROM dossier_grant WHERE ${account}`);
  const put = (value) => force(net.dir,
    `UPDATE dossier_grant SET mac = x'${value}' WHERE ${account}`);
  put('00'.repeat(32));
  const supervisora = await net.as('supervisora');
  const back = await comeBack('gestora', await start(supervisora, 'gestora'));
  const given = await post(supervisora, `${access('gestora')}/devolver`);
  assert.ok(given.go, problemsOf(given));
  assert.equal(await opens(back), 200);
  assert.equal((await supervisora.getJson(access('gestora'))).waits, undefined);
  put(mac);
  await saysThatPartIsMissing(back);
});

/** The account did not come back: nobody is told that a list or a copy is whole. */
async function saysThatPartIsMissing(client) {
  const of = `/personas/${person}`;
  const before = dump(net.dir);
  await assert.rejects(() => exclude(client, person, { exclude_members: ['@Irene'] }),
    /gave 409/, 'a list half kept');
  expectStatus(await post(client, `${of}/copia`, { shape: 'file' }), 409, 'a copy with a hole');
  assert.equal(dump(net.dir), before);
}

test('who shares a function gives its key at once', async () => {
  const gestora2 = await net.as('gestora2');
  await addNeed(gestora2, person, { service: 'HEALTH' });
  const { code: referral } = await refer(gestora2, person, { service: 'HEALTH', to: 'Clínica' });
  const clinica2 = await net.as('clinica2');
  const code = await start(clinica2, 'clinica');
  const back = await comeBack('clinica', code);
  const slip = await slipOf(back, referral);
  assert.equal((await back.send('GET', `/derivaciones/${slip}`)).status, 200);
});

test('nobody else can: not for another unit, not for oneself, not without a function', async () => {
  for (const [helper, login] of [['gestora2', 'gestora'], ['supervisora', 'supervisora'],
    ['clinica2', 'gestora'], ['coordinadora', 'clinica'], ['auditora', 'admin']]) {
    const client = await net.as(helper);
    expectStatus(await post(client, access(login)), 404, `${helper} for ${login}`);
  }
  assert.equal(ask(net.dir, "SELECT state FROM member WHERE login = 'supervisora'"), 'active');
});

/** The administrator, who holds no key, gives her a new access: nobody is left in the function. */
async function loseSupervision() {
  const admin = await net.another('admin');
  const back = await comeBack('supervisora', await start(admin, 'supervisora'));
  assert.equal(await opens(back), 404);
  expectStatus(await post(admin, `${access('supervisora')}/devolver`), 409, 'the admin has no key');
  return back;
}

/** Whether somebody is told that about her. */
const tells = async (client, what) => (await client.getJson('/hoy')).groups
  .flatMap(({ list }) => list.items)
  .some(({ kind, act_url }) => kind === what && act_url === access('supervisora'));

const SHEET = '/hoja-de-recuperacion';
const sheetOf = (path) => ({
  path,
  confirm: async (client, code) => {
    await client.getJson(`${path}/confirmar`);
    return client.post(`${path}/confirmar`, { code });
  },
});

test('two people and the sheet give back what nobody else can', async () => {
  const back = await loseSupervision();
  const sheet = net.made.organisations.find(({ name }) => name.startsWith('Casa Ceiba'))
    .recovery_code;
  const one = await new Client(net.url).signIn('gestora', NEW);
  const two = await net.another('gestora2');
  const { path, confirm } = sheetOf(`/equipo/${ids.supervisora}/hoja`);
  expectStatus(await confirm(two, sheet), 409, 'nobody has asked');
  assert.ok((await post(one, path)).go);
  assert.equal((await today(back)).length, 2, 'she is told of the access and of the sheet');
  const third = await net.another('guardia');
  assert.ok(await tells(two, 'sheet_asked') && await tells(third, 'sheet_asked'),
    'and so is everybody who is in a function with her');
  expectStatus(await confirm(one, sheet), 409, 'not by who asked');
  expectStatus(await confirm(back, sheet), 409, 'not by whom it is about');
  expectStatus(await post(await net.another('coordinadora'), `${path}/confirmar`, { code: sheet }),
    404, 'another organisation');
  expectStatus(await confirm(two, '28dz9-zs2fk-e5b39-vdqfv-4cdwb-6'), 422);
  expectStatus(await two.send('GET', SHEET), 404, 'there is no new sheet to print');

  const used = await confirm(two, sheet);
  assert.equal(used.go, SHEET, problemsOf(used));
  assert.equal(await opens(back), 200, 'her function opens again');
  assert.equal(await opens(one), 200);
  assert.ok(await tells(one, 'sheet_used') && await tells(third, 'sheet_used'));
  for (const outcome of ['sheet_asked', 'sheet_used']) {
    assert.equal(ask(net.dir, `SELECT count(*) FROM audit WHERE outcome = '${outcome}'`), '1');
  }
});

/** Codes: of the sheet that was used last, and of the one that stands beside it. */
let papers;

const toPrint = async (client) => (await client.getJson('/hoy')).groups
  .flatMap(({ list }) => list.items).some(({ act_url }) => act_url === SHEET);
const give = async (client, path, code) => {
  await client.getJson(path);
  return client.post(path, { code });
};
const again = (client, code) => give(client, `${SHEET}/otra`, code);
const keep = (client, code) => give(client, `${SHEET}/guardada`, code);
const told = async (client) => (await client.getJson(SHEET)).told_code;

test('a new sheet that is not on paper loses nothing, whatever stops in between', async () => {
  const sheet = net.made.organisations.find(({ name }) => name.startsWith('Casa Ceiba'))
    .recovery_code;
  await net.kill(); // the code was told to a session that is gone
  await net.start();
  let two = await net.another('gestora2');
  const one = await new Client(net.url).signIn('gestora', NEW);
  assert.equal(await toPrint(two), true, 'who was told it is asked');
  assert.equal(await told(two), undefined);
  expectStatus(await keep(one, sheet), 409, 'the code of the former is not on the new paper');
  const elsewhere = await net.another('coordinadora');
  expectStatus(await elsewhere.send('GET', SHEET), 404, 'another organisation has none');
  expectStatus(await post(elsewhere, `${SHEET}/guardada`, { code: sheet }), 404);
  expectStatus(await post(elsewhere, `${SHEET}/otra`, { code: sheet }), 404);
  expectStatus(await again(two, '28dz9-zs2fk-e5b39-vdqfv-4cdwb-6'), 422);
  net.clock.advance({ minutes: 1 });

  assert.equal((await again(two, sheet)).go, SHEET, 'with the former sheet a code is made again');
  const first = await told(two);
  assert.equal((await again(one, sheet)).go, SHEET, 'by anybody who has it');
  const second = await told(one);
  assert.notEqual(first, second);
  assert.equal(await toPrint(two), false);
  assert.equal(await told(two), undefined, 'what is void is not printed');
  assert.equal(await toPrint(one), true);
  expectStatus(await again(two, first), 422, 'a code in whose place another was made is void');
  expectStatus(await keep(two, first), 422);
  net.clock.advance({ minutes: 1 });

  await net.halt(); // and the root key may move on in between
  const { void: forged } = JSON.parse(
    (await mustRun(['rotate', 'root', '--dir', net.dir, '--json'])).stdout);
  assert.equal(forged, 0);
  await net.start();
  two = await net.another('gestora2');
  const owner = await new Client(net.url).signIn('gestora', NEW);
  const kept = await keep(owner, second);
  assert.equal(kept.go, '/hoy', problemsOf(kept));
  assert.equal(await toPrint(owner), false);
  expectStatus(await two.send('GET', SHEET), 404);

  await loseSupervision();
  const { path, confirm } = sheetOf(`/equipo/${ids.supervisora}/hoja`);
  assert.ok((await post(owner, path)).go);
  expectStatus(await confirm(two, sheet), 422, 'once it is on paper the former sheet is void');
  net.clock.advance({ minutes: 1 });
  assert.equal((await confirm(two, second)).go, SHEET, 'and the new one is the sheet');
  papers = { used: second, fresh: await told(two) };
});

/** What a code opens of all that stands beside the dossiers of Casa Ceiba. */
async function verify(dir, code) {
  const { code: status, stdout } = await amparo(['verify', '--dir', dir, '--json', '--sheet'],
    { input: `${PASSPHRASE}\n${code}\n` });
  return { status, dossiers: stdout ? JSON.parse(stdout).entries.dossiers : undefined };
}

const beside = (dir) => Number(ask(dir, `SELECT count(*) FROM dossier_grant AS g
  JOIN holder AS h ON g.holder = h.id JOIN organisation AS o ON h.organisation = o.id
  WHERE h.kind = 'escrow' AND o.name LIKE 'Casa Ceiba%'`));

/** The power goes so many milliseconds after the new sheet's code was sent. */
async function cutWhileKeeping(ms) {
  const client = await new Client(net.url).signIn('gestora', NEW);
  if ((await client.send('GET', SHEET)).status === 404) {
    return; // it came through the cut before
  }
  await client.getJson(`${SHEET}/guardada`);
  const sent = client.post(`${SHEET}/guardada`, { code: papers.fresh }).catch(() => undefined);
  await wait(ms);
  await net.kill();
  await sent;
  await net.start();
}

test('a used sheet and a database from before open nothing of what comes after', async () => {
  const old = ask(net.dir, '.dump --data-only holder holder_wrap');
  assert.deepEqual(await verify(net.dir, papers.used),
    { status: 0, dossiers: beside(net.dir) }, 'until the new one is on paper');
  for (const ms of [1, 8]) {
    await cutWhileKeeping(ms);
    assert.deepEqual(await verify(net.dir, papers.fresh), { status: 0, dossiers: beside(net.dir) },
      `cut after ${ms} ms`);
  }
  const owner = await new Client(net.url).signIn('gestora', NEW);
  if ((await owner.send('GET', SHEET)).status === 200) {
    const kept = await keep(owner, papers.fresh);
    assert.equal(kept.go, '/hoy', problemsOf(kept));
  }
  assert.equal(await toPrint(await net.another('gestora2')), false);

  const others = beside(net.dir);
  await owner.getJson('/ayuda');
  await meetPerson(owner);
  assert.ok(beside(net.dir) > others);
  assert.deepEqual(await verify(net.dir, papers.fresh), { status: 0, dossiers: beside(net.dir) });
  assert.equal((await verify(net.dir, papers.used)).status, EXIT_NOT_FOUND);
  await net.halt();
  const copy = join(net.folder, 'copy');
  cpSync(net.dir, copy, { recursive: true });
  await net.start();
  force(copy, `DELETE FROM holder_wrap; DELETE FROM holder; ${old}`);
  assert.deepEqual(await verify(copy, papers.used), { status: 0, dossiers: 0 },
    'with every key as it was before');
});

test('a request for the sheet is over after three days', async () => {
  const code = await start(await net.another('admin'), 'albergue');
  const back = await comeBack('albergue', code);
  const path = `/equipo/${ids.albergue}/hoja`;
  assert.ok((await post(back, path)).go, 'whom it is about may ask');
  assert.ok((await back.getJson(access('albergue'))).sheet);
  net.clock.advance({ days: 3, minutes: 1 });
  const later = await new Client(net.url).signIn('albergue', NEW);
  assert.equal((await later.getJson(access('albergue'))).sheet, undefined);
});

test('who waits for a function to be given back goes on waiting when another leaves it',
  async (t) => {
    const others = net;
    net = await openNetwork();
    t.after(async () => {
      await net.stop();
      net = others;
    });
    const admin = await net.as('admin');
    const supervisora = await net.as('supervisora');
    for (const login of ['gestora', 'gestora2']) {
      const own = await net.as(login);
      await change(own, `${await memberOf(own, login)}/suplencia`, { deputy: 'nobody' });
    }
    for (const login of ['gestora2', 'guardia']) {
      const member = await memberOf(admin, login);
      await change(admin, `${member}/papeles`, { roles: ['case_worker', 'supervisor'] });
      await fill(supervisora, `${member}/funcion`, { function: '@Supervisión', as: 'member' });
    }
    const path = `${await memberOf(admin, 'gestora2')}/acceso`;
    assert.ok((await post(admin, path)).go);
    const { told_code: code } = await admin.getJson(path);
    await fill(admin, await memberOf(admin, 'guardia', 'desactivar'), {});
    const back = await comeBack('gestora2', code);
    const { url } = await meetPerson(await net.as('gestora'));
    expectStatus(await back.send('GET', url), 404);
    const { waits } = await supervisora.getJson(path);
    assert.ok((await post(supervisora, waits.give_url)).go);
    expectStatus(await back.send('GET', url), 200);
  });
