// What belongs to no case has a term too, and goes by itself when it is over: what was asked before
// a transfer, what the former side remembers and what she held back from it, meetings, opinions,
// breaches. A case never does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { fill, historyOf, meetPerson } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { meetAboutCases } from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';
import { PASSPHRASE, amparo } from './lib/server.mjs';
import { FIRST_CONTACT, awaken, newest, offer, prepare, reply, sectionsOf } from
  './lib/transfers.mjs';
import { ask } from './lib/walk.mjs';

/** As domain/entry.h numbers them. */
const KINDS = { account: 2, meeting: 9, feedback: 10, breach: 11, archive: 14, capacity: 15,
  pull: 16 };
/** As data/demo-plan.json says it in months. */
const DAYS = { case: 5 * 365, account: 2 * 365, referral: 365 };

let net;
let moved; // the person whose case went to another organisation
let start;
before(async () => {
  net = await openNetwork();
  await awaken(net, 'manta', 'caroni', 'caroni2');
  await everything();
  start = net.clock.now;
});
after(() => net?.stop());

async function everything() {
  const [gestora, caroni] = [await net.as('gestora'), await net.as('caroni')];
  const supervisora = await net.as('supervisora');
  moved = await meetPerson(gestora);
  const { identity: { code } } = await gestora.getJson(moved.url);
  await fill(gestora, `${moved.url}/relato/escribir`, { text: 'Lo que no quiso llevar.' });
  const to = 'Colectivo Caroní (demo), Acomp';
  await prepare(gestora, moved.person, { to, ask_room: 'yes' });
  await offer(gestora, supervisora, moved.person, { to });
  const transfer = await newest(caroni);
  await reply(caroni, transfer, 'aceptar', { owner: '@Yorleny' });
  const yorleny = await net.as('caroni2');
  await reply(yorleny, transfer, 'primer-contacto', { ...FIRST_CONTACT, when: '2026-11-23T08:30' });
  await fill(yorleny, `${moved.url}/relato/escribir`, { text: 'Lo que contó después.' });
  await fill(await net.as('manta'), '/transferencias/pedir', { code, how: 'here' });

  const closed = await meetPerson(gestora);
  await fill(gestora, `${closed.url}/cerrar`,
    { reason: 'asked', safety: 'not_needed', told_return: 'yes', feedback: 'yes' });
  await fill(supervisora, `${closed.url}/opinion`, { result: 'given', comfortable: 'yes',
    options: 'yes', decided: 'no', kept_secret: 'yes', better: 'na' });
  await meetAboutCases(gestora, { units: ['@Casa Ceiba', '@Clínica'] });
  await fill(gestora, '/confidencialidad/nueva', { what: 'Se comentó.', risk: 'maybe' });
}

const there = () => Object.fromEntries(Object.entries(KINDS).map(([name, kind]) =>
  [name, Number(ask(net.dir, `SELECT count(*) FROM dossier WHERE kind = ${kind}`))]));

async function sweptAfter(days) {
  net.clock.set(start.getTime() + days * 86_400_000);
  await net.sweep();
  return there();
}

test('each goes when its own term is over and not before, and the cases stay', async () => {
  const all = there();
  assert.deepEqual(all,
    { account: 3, meeting: 1, feedback: 1, breach: 1, archive: 1, capacity: 1, pull: 1 });
  const cores = ask(net.dir, 'SELECT id FROM dossier WHERE kind = 1 ORDER BY id');

  assert.deepEqual(await sweptAfter(DAYS.referral - 1), all);
  const asked = { ...all, capacity: 0, pull: 0 };
  assert.deepEqual(await sweptAfter(DAYS.referral), asked);
  assert.deepEqual(await sweptAfter(DAYS.account - 1), asked);
  const untold = { ...asked, account: 2 };
  assert.deepEqual(await sweptAfter(DAYS.account), untold, 'what she held back, and no other');
  assert.deepEqual(await sweptAfter(DAYS.case - 1), untold);
  assert.deepEqual(await sweptAfter(DAYS.case),
    { account: 2, meeting: 0, feedback: 0, breach: 0, archive: 0, capacity: 0, pull: 0 });
  assert.equal(ask(net.dir, 'SELECT id FROM dossier WHERE kind = 1 ORDER BY id'), cores);
});

test('what remains opens as before, and the log says what went', async () => {
  const [gestora, yorleny] = [await net.as('gestora'), await net.as('caroni2')];
  assert.deepEqual((await sectionsOf(gestora)).archive, []);
  assert.deepEqual((await sectionsOf(await net.as('caroni'))).room, []);
  for (const path of ['', '/conservar', '/transferir']) {
    expectStatus(await yorleny.send('GET', `${moved.url}${path}`), 200, path);
  }
  assert.ok((await historyOf(yorleny, moved.person)).length > 0);
  for (const path of ['/reuniones', '/confidencialidad', '/hoy']) {
    expectStatus(await gestora.send('GET', path), 200, path);
  }
  const { rows } = await (await net.as('auditora'))
    .getJson('/registro-de-accesos?resultado=term_over');
  assert.equal(rows.length, 7);
  assert.match(rows[0].outcome, /plazo/);
  const checked = await amparo(['verify', '--dir', net.dir, '--keys'],
    { input: `${PASSPHRASE}\n`, env: { AMPARO_TEST_CLOCK: net.clock.path } });
  assert.equal(checked.code, 0, checked.stderr);
});
