// How long a person's data are kept, her own copy, and her erasure: by two people, for good, in the
// files too.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { answer, fill, historyOf, meetPerson, refer, slipOf, withdraw } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { addItem, convene, invitationTo, invite, letCome, promise } from './lib/conference.mjs';
import { TOLD, mainJob } from './lib/main_job.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask } from './lib/walk.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const kinds = async (login, group) => (await (await net.as(login)).getJson('/hoy')).groups
  .find((one) => one.group === group).list.items.map(({ kind }) => kind);

const keptOf = async (url) =>
  (await (await net.as('gestora')).getJson(`${url}/conservar`)).kept;

/** Rows of the database as text; each is a blob's hex. */
const blobs = (sql) => ask(net.dir, sql).split('\n').filter(Boolean);

async function erase(person, by = 'supervisora') {
  await fill(await net.as('gestora'), `/personas/${person}/conservar`, { part: 'all', reason: 'her_right' });
  const client = await net.as(by);
  const { asked } = await client.getJson(`/personas/${person}/conservar`);
  return client.post(asked.confirm_url, { _command: asked.confirm_command });
}

test('her own copy holds all of it, and says that it was made and by whom', async () => {
  const { person, url } = await mainJob(net);
  const gestora = await net.as('gestora');
  await fill(gestora, `${url}/reservado`, { srh_note: TOLD.reserved });
  await fill(gestora, `${url}/salud`, { health_needs: TOLD.health });
  await (await net.as('supervisora')).getJson(url);
  await wait(300); // a read is on disk within 100 ms
  await gestora.getJson(`${url}/copia`);
  const { text } = await gestora.post(`${url}/copia`, { shape: 'paper' }, { accept: 'text/html' });
  for (const [what, said] of Object.entries(TOLD)) {
    assert.ok(text.includes(said), `${what} is not in the copy`);
  }
  assert.ok(text.includes('Constancia de domicilio'), 'what a provider answered');
  assert.ok(text.includes('Rosa Elena Chaves Ruiz'), 'who opened it');
  const { view, headers } = await gestora.post(`${url}/copia`, { shape: 'file' });
  assert.match(headers.get('content-type'), /json/);
  assert.deepEqual(view.account.map((part) => part.text).filter(Boolean), [TOLD.account]);
  assert.equal(view.breaches.length, 1);
  assert.ok(view.copies.length >= 5);
  const made = (await historyOf(gestora, person)).filter(({ type }) => type === 'copy_given');
  assert.deepEqual(made.map(({ by }) => by.split(',')[0]),
    ['Marta Solano Vega', 'Marta Solano Vega']);
});

test('her own copy says who was invited to a conference and what was for them to hear', async () => {
  const gestora = await net.as('gestora');
  const clinica = await net.as('clinica');
  const { person, url } = await meetPerson(gestora, {});
  const at = await convene(gestora, person, { when: '2026-12-11T14:00',
    guests: ['@Clínica', '@Consultorio'] });
  await addItem(gestora, at, { title: 'Turno del sábado', text: 'Que sea con doctora.', all: 'no' });
  await addItem(gestora, at, { title: 'Solo para el Consultorio', all: 'no' });
  await letCome(gestora, at, 'Clínica', { titles: ['Turno del sábado'] });
  await letCome(gestora, at, 'Consultorio', { titles: ['Solo para el Consultorio'] });
  await invite(gestora, at);
  await promise(clinica, await invitationTo(clinica, gestora, at, 'Clínica'));

  await gestora.getJson(`${url}/copia`);
  const { view } = await gestora.post(`${url}/copia`, { shape: 'file' });
  const heard = view.invitations.map(({ guest_place, promised, functions }) => [guest_place,
    promised, functions.flatMap(({ items }) => items.map((item) => item.item_title))]);
  assert.equal(heard.length, 2);
  assert.deepEqual(heard[0].slice(1), ['Karla Brenes Soto', ['Turno del sábado']]);
  assert.deepEqual(heard[1].slice(1), ['', ['Solo para el Consultorio']]);
  assert.ok(heard[0][0].startsWith('Clínica Poás') && heard[1][0].startsWith('Consultorio'));
  const { text } = await gestora.post(`${url}/copia`, { shape: 'paper' }, { accept: 'text/html' });
  for (const said of ['Que sea con doctora.', 'Solo para el Consultorio', 'Karla Brenes Soto']) {
    assert.ok(text.includes(said), said);
  }
});

test('whoever makes the copy is counted among those who know the account', async () => {
  const { url } = await meetPerson(await net.as('gestora'), {});
  await fill(await net.as('gestora'), `${url}/relato/escribir`, { text: 'Lo contó despacio.' });
  const rosa = await net.as('supervisora');
  await rosa.getJson(`${url}/copia`);
  await rosa.post(`${url}/copia`, { shape: 'paper' });
  assert.equal((await rosa.getJson(url)).heard_by, 2);
});

test('one asks and another confirms: never one alone', async () => {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora, {});
  await fill(gestora, `${url}/conservar`, { part: 'all', reason: 'her_right' });
  expectStatus(await gestora.post(`${url}/conservar`, { part: 'all', reason: 'term' }), 422);
  expectStatus(await gestora.post(`${url}/conservar/borrar`), 422);
  assert.ok((await kinds('supervisora', 'today')).includes('erasure'));
  assert.ok(!(await kinds('gestora', 'today')).includes('erasure'));
  const rosa = await net.as('supervisora');
  const dropped = await rosa.post(`${url}/conservar/no-borrar`);
  assert.ok(dropped.go, dropped.text);
  expectStatus(await rosa.post(`${url}/conservar/borrar`), 422);
  assert.equal((await gestora.getJson(url)).person, person);
});

test('a referral that is under way is stopped first', async () => {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora, {});
  await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  assert.equal((await gestora.getJson(`${url}/conservar`)).open.length, 1);
  expectStatus(await gestora.post(`${url}/conservar`, { part: 'all', reason: 'her_right' }), 422);
  const [{ release }] = (await gestora.getJson(url)).releases;
  await withdraw(gestora, person, release);
  expectStatus(await erase(person), 200);
  expectStatus(await gestora.send('GET', url), 404);
});

test('what was erased opens for nobody and stands in no file', async () => {
  const gestora = await net.as('gestora');
  const clinica = await net.as('clinica');
  const before = blobs('SELECT hex(id) FROM dossier');
  const { person, url } = await meetPerson(gestora, { name: 'Itzel Borrada' });
  const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const slip = await slipOf(clinica, code);
  await answer(clinica, slip, 'no-aceptar', { reason: 'area' });
  const hers = blobs('SELECT hex(id) FROM dossier').filter((id) => !before.includes(id));
  assert.equal(hers.length, 7, 'five parts, slip and contact');
  const list = hers.map((id) => `x'${id}'`).join(',');
  const boxes = blobs(`SELECT hex(box) FROM entry WHERE dossier IN (${list})
    UNION SELECT hex(box) FROM card WHERE dossier IN (${list})
    UNION SELECT hex(wrap) FROM dossier_grant WHERE dossier IN (${list})`);
  assert.ok(boxes.length > 20 && holds(boxes[0]), 'they can be found while they are there');

  const confirmed = await erase(person);
  assert.equal(confirmed.go, '/personas');
  for (const login of ['gestora', 'gestora2', 'supervisora', 'clinica']) {
    const client = await net.as(login);
    expectStatus(await client.send('GET', url), 404);
    expectStatus(await client.send('GET', `/derivaciones/${slip}`), 404);
  }
  expectStatus(await gestora.send('GET', '/hoy'), 200);
  expectStatus(await clinica.send('GET', '/derivaciones?lado=recibidas&ver=todas'), 200);
  await emptyLog();
  assert.deepEqual(boxes.filter(holds), [], 'boxes and wraps in the files');
  assert.equal(ask(net.dir, `SELECT count(*) FROM dossier WHERE id IN (${list})`), '0');
});

test('a line without a name stays, for the auditor', async () => {
  const { person, url } = await meetPerson(await net.as('gestora'), { name: 'Nayeli Borrada' });
  const { code } = (await (await net.as('gestora')).getJson(url)).identity;
  await erase(person);
  const auditora = await net.as('auditora');
  const { tombstones } = await auditora.getJson('/registro-de-accesos/borrados');
  assert.ok(tombstones.some(({ why, asked_by, confirmed_by, dossiers }) => dossiers === 5 &&
    why === 'La persona lo pide' && /gestión de casos/i.test(asked_by) &&
    /superv/i.test(confirmed_by)), JSON.stringify(tombstones));
  const all = JSON.stringify(tombstones);
  for (const hers of [person, 'Nayeli', code, 'Marta', 'Rosa']) {
    assert.ok(!all.includes(hers), hers);
  }
  const { rows } = await auditora.getJson('/registro-de-accesos');
  assert.ok(rows.some(({ action }) => action === 'erasure_confirm'));
});

test('when the time for keeping is over, it is on "Hoy", and can be put off with a reason', async () => {
  const gestora = await net.as('gestora');
  const { url } = await meetPerson(gestora, {});
  const { code } = (await gestora.getJson(url)).identity;
  const overdue = async (login) => (await (await net.as(login)).getJson('/hoy')).groups
    .find(({ group }) => group === 'overdue').list.items
    .some((row) => row.kind === 'kept_long' && row.code === code);
  assert.equal(await overdue('gestora'), false);
  net.clock.advance({ days: 5 * 365 - 1 });
  assert.equal(await overdue('gestora'), false);
  net.clock.advance({ days: 2 });
  assert.equal(await overdue('gestora'), true);
  assert.equal(await overdue('supervisora'), true);
  const [due] = await keptOf(url);
  assert.deepEqual([due.part, due.is_due], ['all', true]);
  const path = `${url}/conservar/hasta`;
  await gestora.getJson(path);
  expectStatus(await gestora.post(path, { part: 'all', until: '2020-01-01', why: 'a' }), 422);
  expectStatus(await gestora.post(path, { part: 'nothing', until: '2039-05-01', why: 'a' }), 422);
  await fill(gestora, path, { part: 'all', until: '2039-05-01', why: 'Sigue un juicio' });
  assert.equal((await keptOf(url))[0].until, '01/05/2039');
});

/** True when the file or its write-ahead log has these bytes. */
function holds(hex) {
  const bytes = Buffer.from(hex, 'hex');
  return ['amparo.db', 'amparo.db-wal']
    .some((name) => readFileSync(join(net.dir, name)).includes(bytes));
}

/** Until the writer has emptied the write-ahead log: it waits until nobody reads. */
async function emptyLog() {
  for (let tries = 0; tries < 100; tries += 1) {
    if (statSync(join(net.dir, 'amparo.db-wal')).size === 0) {
      return;
    }
    await wait(100);
  }
  assert.fail('the write-ahead log is still there');
}
