// Silence: who hears of it, when, by which calendar; and who does not.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';

import { answer, follow, meetPerson, refer, slipOf } from './lib/acts.mjs';
import { rowOf, silenceOf, standing } from './lib/home.mjs';
import { openNetwork } from './lib/network.mjs';

const NAME = 'Xilonen Tlacaélel';

/** The Clínica's focal point and deputy, the sender and her supervisor, others, the coordination. */
const ROLES = ['clinica', 'clinica2', 'gestora', 'supervisora', 'gestora2', 'consultorio'];

let net;
beforeEach(async () => {
  await net?.stop();
  net = await openNetwork();
});
after(() => net?.stop());

/** Moments are local: Costa Rica's. */
const moment = (local) => `${local}:00-06:00`;

async function sentAt(local, choice = {}) {
  net.clock.set(moment(local));
  const gestora = await net.as('gestora');
  const { person } = await meetPerson(gestora, { name: NAME });
  const referral = await refer(gestora, person,
    { service: 'HEALTH', to: 'Clínica', priority: 'urgent', ...choice });
  return { person, ...referral };
}

/** Where it stands at that moment, for everybody it stands anywhere for. */
async function whoHears(local, code) {
  net.clock.set(moment(local));
  const heard = {};
  for (const login of ROLES) {
    const rows = await standing(await net.as(login), code);
    if (rows.length > 0) {
      heard[login] = rows.join(', ');
    }
  }
  if (await silenceOf(await net.as('coordinadora'), code)) {
    heard.coordinadora = 'told';
  }
  return heard;
}

const NEW = { clinica: 'new received' };
const HALF = { clinica: 'today received' };
const OVER = {
  clinica: 'overdue received',
  clinica2: 'overdue received',
  gestora: 'overdue silence',
  supervisora: 'overdue silence',
};
const LONG = { ...OVER, coordinadora: 'told' };

test('half, whole and one and a half of the time, in the receiver\'s hours', async () => {
  // urgent: a day of opening, 07:00 to 16:00
  const { code } = await sentAt('2026-11-23T09:00');
  assert.deepEqual(await whoHears('2026-11-23T13:29', code), NEW);
  assert.deepEqual(await whoHears('2026-11-23T13:30', code), HALF);
  assert.deepEqual(await whoHears('2026-11-24T08:59', code), HALF);
  assert.deepEqual(await whoHears('2026-11-24T09:00', code), OVER);
  assert.deepEqual(await whoHears('2026-11-24T13:29', code), OVER);
  assert.deepEqual(await whoHears('2026-11-24T13:30', code), LONG);
});

test('no clock runs over the weekend or a holiday, but for emergencies', async () => {
  const friday = await sentAt('2026-11-27T15:00');
  assert.deepEqual(await whoHears('2026-11-29T23:00', friday.code), NEW);
  assert.deepEqual(await whoHears('2026-11-30T14:59', friday.code), HALF);
  assert.deepEqual(await whoHears('2026-11-30T15:00', friday.code), OVER);

  const eve = await sentAt('2026-11-30T15:30'); // 1 December is a holiday
  assert.deepEqual(await whoHears('2026-12-01T16:00', eve.code), NEW);
  assert.deepEqual(await whoHears('2026-12-02T15:29', eve.code), HALF);
  assert.deepEqual(await whoHears('2026-12-02T15:30', eve.code), OVER);
});

test('an emergency runs at night', async () => {
  const { code } = await sentAt('2026-11-27T20:00',
    { priority: 'emergency', answeredBy: 'Recepción, turno de noche' });
  assert.deepEqual(await whoHears('2026-11-27T20:59', code), NEW);
  assert.deepEqual(await whoHears('2026-11-27T21:00', code), HALF);
  assert.deepEqual(await whoHears('2026-11-27T22:00', code), OVER);
  assert.deepEqual(await whoHears('2026-11-27T23:00', code), LONG);
});

test('each step answered starts the time of the next', async () => {
  const { code } = await sentAt('2026-11-23T09:00');
  net.clock.set(moment('2026-11-24T14:00'));
  assert.ok(await silenceOf(await net.as('coordinadora'), code));
  const slip = await slipOf(await net.as('clinica'), code);
  await answer(await net.as('clinica'), slip, 'recibir');
  // to decide: two days of opening from now
  assert.deepEqual(await whoHears('2026-11-24T14:01', code), {});
  assert.deepEqual(await whoHears('2026-11-26T14:00', code), OVER);
  await answer(await net.as('clinica'), slip, 'aceptar');
  // to serve: three more; what the answer asks of the sender stands beside it
  assert.equal((await whoHears('2026-11-26T14:01', code)).clinica, undefined);
  const late = await whoHears('2026-12-02T14:00', code);
  assert.equal(late.clinica, 'overdue received');
  assert.equal(late.clinica2, 'overdue received');
  assert.equal(late.coordinadora, undefined);
});

test('on the waiting list nobody is awaited before the day that was said', async () => {
  const { code } = await sentAt('2026-11-23T09:00');
  const slip = await slipOf(await net.as('clinica'), code);
  await answer(await net.as('clinica'), slip, 'espera', { expected: '2026-12-14' });
  assert.equal((await whoHears('2026-12-11T12:00', code)).clinica, undefined);
  assert.equal((await whoHears('2026-12-14T12:00', code)).clinica, 'today received');
  assert.equal((await whoHears('2026-12-16T15:59', code)).clinica, 'overdue received');
});

test('what was asked is the sender\'s to answer: no receiver and no coordination hears of it', async () => {
  const { code, person, referral } = await sentAt('2026-11-23T09:00');
  const slip = await slipOf(await net.as('clinica'), code);
  await answer(await net.as('clinica'), slip, 'preguntar', { question: '¿Qué idioma?' });
  assert.deepEqual(await whoHears('2026-11-23T09:01', code), { gestora: 'new asked' });
  assert.deepEqual(await whoHears('2026-11-27T16:00', code),
    { gestora: 'overdue asked', supervisora: 'overdue asked' });
  await follow(await net.as('gestora'), person, referral, 'informacion', { answer: 'Español.' });
  assert.deepEqual(await whoHears('2026-11-27T16:01', code), NEW);
});

test('the coordination is told provider, unit, service, hours and code; no person', async () => {
  const { code } = await sentAt('2026-11-23T09:00');
  net.clock.set(moment('2026-11-24T15:00'));
  const coordinadora = await net.as('coordinadora');
  const row = await silenceOf(coordinadora, code);
  assert.deepEqual(row, {
    code,
    provider: 'Clínica Poás (demo)',
    unit: 'Atención integral',
    service: row.service,
    awaited: 'No confirma la recepción',
    hours: 30,
  });
  assert.match(row.service, /^Atención|^Salud/);
  const html = await coordinadora.getHtml('/sin-respuesta');
  assert.ok(!html.includes(NAME));
  assert.ok(!/\/personas\/|\/derivaciones\//.test(html), 'nothing leads to anybody');
  const { groups } = await coordinadora.getJson('/hoy');
  assert.deepEqual(groups[0].list.items.map(({ kind }) => kind), ['no_answer']);
});

test('silence is shown to the coordination and to nobody else', async () => {
  for (const login of ['gestora', 'supervisora', 'clinica', 'admin', 'auditora']) {
    const refused = await (await net.as(login)).send('GET', '/sin-respuesta');
    assert.equal(refused.status, 404, login);
  }
});

test('lists say it too, to both sides', async () => {
  const { code } = await sentAt('2026-11-23T09:00');
  net.clock.set(moment('2026-11-24T10:00'));
  for (const [login, side] of [['clinica', 'recibidas'], ['gestora', 'enviadas']]) {
    const row = await rowOf(await net.as(login), code, side);
    assert.equal(row.silence, 'due');
    assert.equal(row.is_late, true);
    assert.match(row.next, /^Sin respuesta\./);
  }
});
