// The first four days of Kathya, by the public routes. Corrected as practice is: she was choked, so
// health is an emergency and begins with a call; each thing that is told has her release first.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, addNote, allow, answer, assessRisk, choose, decide, fill, follow, historyOf, send,
  slipOf } from './lib/acts.mjs';
import { MONDAY, openNetwork } from './lib/network.mjs';
import { mustRun } from './lib/server.mjs';
import { dump } from './lib/walk.mjs';

const RULE = 'SMS «¿llega el pedido?», martes y jueves de 10 a 11. La vecina no debe saber.';
const ACCOUNT = 'Cuenta lo de la cocina y lo de la parada de bus.';

let net;
let gestora;
let clinica;
let person;
let url;
const referrals = {};

before(async () => {
  net = await openNetwork({ testClock: MONDAY });
});
after(() => net?.stop());

/** Day and hour where she is: D0 is Monday 23 November 2026. */
async function at(day, time) {
  net.day(day, time);
  gestora = await net.as('gestora');
  clinica = await net.as('clinica');
}

async function sendWithRelease(name, choice, release, answeredBy) {
  const draft = await choose(gestora, person, choice);
  await allow(gestora, draft, release);
  const preview = await gestora.getJson(`${draft}/vista`);
  assert.equal(preview.may_leave, true, preview.problem_text);
  const sent = await fill(gestora, `${draft}/vista`, { answered_by: answeredBy });
  const referral = sent.split('/')[4];
  const seen = (await gestora.getJson(url)).referrals.find((one) => one.referral === referral);
  referrals[name] = { referral, url: sent, code: seen.referral_code, preview };
  return referrals[name];
}

const stateOf = async (name) => (await gestora.getJson(referrals[name].url)).state_code;

test('D0 09:00: page 0 gives the phones that are needed now and stores nothing', async () => {
  await at(0, '09:00');
  const before = dump(net.dir);
  await gestora.getJson('/personas/nueva');
  const { view } = await gestora.post('/personas/nueva',
    { safe_to_talk: 'yes', safe_place: 'no', urgent_care: 'yes' });
  const phones = view.helps.flatMap((help) => help.phones.map((one) => one.phone_24h));
  assert.ok(phones.includes('+506 0000-0112'), 'the Clínica, day and night');
  assert.ok(phones.includes('+506 0000-0104') && phones.includes('+506 0000-0105'), 'the shelters');
  assert.equal(view.urgent_now, true);
  assert.equal(dump(net.dir), before);
});

test('D0 09:05: she says yes, and tells what she wants of the six things', async () => {
  await at(0, '09:05');
  const page = await decide(gestora, { answer: 'yes', explained: 'all', mode: 'spoken',
    copy: 'none' });
  url = await send(gestora, page, {
    safe_tonight: 'no', health_today: 'yes',     name: 'Kathya', language: 'español', may_contact: 'yes', contact_rule: RULE,
    phone: '+506 0000-4411', age: '31', with_her: 'Dos hijos, de 4 y 8 años', children: '2',
    profiles: ['women'], exclude_people: 'La vecina del segundo piso',
  });
  person = url.split('/')[2];
  const view = await gestora.getJson(url);
  assert.match(view.warning.text, /llame/i);
  assert.equal(view.identity.safe_contact, RULE);
  assert.equal(view.identity.risk.level, 'not_assessed');
  assert.ok(!JSON.stringify(view).includes('Kathya'), 'the name is shown on tap only');
});

test('D0 09:15: needs, risk, legal answers; the account in a part of its own', async () => {
  await at(0, '09:15');
  await assessRisk(gestora, person, 'high', 'La estranguló una vez; amenazas de muerte.',
    ['strangulation', 'threat_to_kill', 'migration_threat']);
  await addNeed(gestora, person, { service: 'HEALTH', priority: 'emergency' });
  await addNeed(gestora, person, { service: 'LEGAL', priority: 'urgent' });
  await addNeed(gestora, person, { service: 'SHELTER-S', priority: 'emergency' });
  await addNeed(gestora, person, { service: 'CASH' });
  await fill(gestora, `/personas/${person}/legal`, { legal_status: 'asylum_seeker',
    incident_type: 'physical_assault', last_incident: '2026-11-21' });
  await fill(gestora, `/personas/${person}/salud`, { health_needs: 'Dolor al tragar.' });
  await fill(gestora, `/personas/${person}/relato/escribir`, { text: ACCOUNT });
  const view = await gestora.getJson(url);
  assert.equal(view.identity.risk.level, 'high');
  assert.equal(view.needs.length, 4);
  assert.equal(view.heard_by, 1);
});

test('D0 09:20: no police: it is listed as declined and not proposed', async () => {
  await at(0, '09:20');
  const page = `/personas/${person}/derivar?servicio=SEC`;
  const { proposals } = await gestora.getJson(page);
  const [police] = proposals.first;
  const told = await gestora.post(proposals.decline_url, { provider: police.provider });
  assert.ok(told.go, told.text);
  assert.deepEqual((await gestora.getJson(page)).proposals.first, []);
  assert.deepEqual((await gestora.getJson(url)).declined.map(({ service }) => service), ['SEC']);
});

test('D0 09:30: health is an emergency: the phone first, then the referral', async () => {
  await at(0, '09:30');
  const { preview } = await sendWithRelease('health',
    { service: 'HEALTH', to: 'Clínica', priority: 'emergency' },
    { categories: ['identity', 'contact', 'health', 'language'], withheld: [],
      until_event: 'none', until: '2026-12-23' },
    'Enfermera de turno, Sra. Brenes');
  assert.equal(preview.phones[0].phone, '+506 0000-0112');
  assert.ok(preview.now.some(({ name }) => name === 'health_needs'));
  assert.ok(preview.later.some(({ name, value }) => name === 'name' && value === 'Kathya'));
  const view = await gestora.getJson(referrals.health.url);
  assert.equal(view.state_code, 'delivered');
  assert.match(view.due, /23\/11\/2026 11:30/);
  assert.equal(view.phoned, 'Enfermera de turno, Sra. Brenes');
});

test('D0 09:40: the Clínica confirms, and accepts at 10:05: the contact opens only then', async () => {
  await at(0, '09:40');
  const slip = await slipOf(clinica, referrals.health.code);
  referrals.health.slip = slip;
  await answer(clinica, slip, 'recibir');
  const contact = `/derivaciones/${slip}/contacto`;
  assert.equal((await clinica.send('GET', contact)).status, 404);
  assert.equal(await stateOf('health'), 'received');

  await at(0, '10:05');
  await answer(clinica, slip, 'aceptar', { first_contact: '2026-11-24T08:00' });
  const opened = await clinica.getJson(contact);
  assert.equal(opened.rule, RULE);
  assert.ok(opened.told.some(({ name, value }) => name === 'phone' && value === '+506 0000-4411'));
  assert.equal(await stateOf('health'), 'accepted');
});

test('D1 10:00: the service was given; she is told in her safe hour; the referral closes', async () => {
  await at(1, '10:00');
  await answer(clinica, referrals.health.slip, 'servicio', { result: 'given' });
  await follow(gestora, person, referrals.health.referral, 'copiar');
  await at(1, '10:20');
  await follow(gestora, person, referrals.health.referral, 'informar', { told: 'yes' });
  await follow(gestora, person, referrals.health.referral, 'cerrar');
  assert.equal(await stateOf('health'), 'closed');
  const gone = await clinica.send('GET', `/derivaciones/${referrals.health.slip}/contacto`);
  assert.equal(gone.status, 404);
});

test('D1 11:00: the legal release has no account, and the form no word of it', async () => {
  await at(1, '11:00');
  await sendWithRelease('legal', { service: 'LEGAL', to: 'Consultorio', priority: 'urgent' },
    { categories: ['identity', 'contact', 'legal_status', 'incident_type', 'language'],
      withheld: [], until_event: 'case_closed' });
  const consultorio = await net.as('consultorio');
  const slip = await slipOf(consultorio, referrals.legal.code);
  referrals.legal.slip = slip;
  const view = await consultorio.getJson(`/derivaciones/${slip}`);
  const told = view.told.map(({ name }) => name);
  assert.ok(told.includes('legal_status') && told.includes('incident_type'), told.join());
  for (const hidden of [ACCOUNT, 'Dolor al tragar', 'estranguló', 'Kathya']) {
    assert.ok(!JSON.stringify(view).includes(hidden), hidden);
  }
  assert.doesNotMatch(JSON.stringify(view), /\b4411\b|00004411/, 'nor without its prefix');
  await answer(consultorio, slip, 'recibir');
});

test('D1 14:00: the shelter has no room for two children: another comes up', async () => {
  await at(1, '14:00');
  await sendWithRelease('shelter', { service: 'SHELTER-S', to: 'Albergue', priority: 'emergency' },
    { categories: ['children', 'risk', 'language', 'identity', 'contact'], withheld: [] },
    'Gloria, en la puerta');
  const albergue = await net.as('albergue');
  const slip = await slipOf(albergue, referrals.shelter.code);
  const told = (await albergue.getJson(`/derivaciones/${slip}`)).told;
  assert.ok(told.some(({ name, value }) => name === 'children' && value === '2'));
  await at(1, '14:40');
  await answer(await net.as('albergue'), slip, 'recibir');
  await answer(await net.as('albergue'), slip, 'no-aceptar',
    { reason: 'no_capacity', detail: 'Sin lugar para dos niños; posible el 10/12' });
  const view = await gestora.getJson(referrals.shelter.url);
  assert.equal(view.state_code, 'declined');
  assert.match(JSON.stringify(view.history), /No hay cupo.*Sin lugar para dos niños/);
  assert.deepEqual(view.alternatives.map(({ organisation }) => organisation),
    ['Casa Alborada (demo)']);
  const closed = await (await net.as('albergue')).getJson(`/derivaciones/${slip}`);
  assert.equal(closed.told, undefined, 'declining closes the slip too');
  await follow(gestora, person, referrals.shelter.referral, 'copiar');
  await follow(gestora, person, referrals.shelter.referral, 'informar',
    { told: 'pending', next_safe: '2026-11-26T10:00' });
  await follow(gestora, person, referrals.shelter.referral, 'cerrar'); // telling her may wait
});

test('D1 16:00: the second shelter, where nobody has come in yet, is sent to and rings', async () => {
  await at(1, '16:00');
  await sendWithRelease('second', { service: 'SHELTER-S', to: 'Casa Alborada',
    priority: 'emergency' },
  { categories: ['children', 'risk', 'language', 'identity', 'contact'], withheld: [] },
  'no contestan');
  const coordinadora = await net.as('coordinadora');
  assert.deepEqual((await coordinadora.getJson('/sin-respuesta')).rows, []);
});

test('D2 08:00: its silence is with the coordinator: provider, service, hours, code', async () => {
  await at(2, '08:00');
  const { rows } = await (await net.as('coordinadora')).getJson('/sin-respuesta');
  assert.deepEqual(rows.map(({ code, provider, hours }) => [code, provider, hours]),
    [[referrals.second.code, 'Casa Alborada (demo)', 16]]);
  const told = JSON.stringify(rows);
  for (const hidden of ['Kathya', person, 'CR-']) {
    assert.ok(!told.includes(hidden), hidden);
  }
  const { groups } = await (await net.as('supervisora')).getJson('/hoy');
  assert.ok(JSON.stringify(groups[0]).includes(referrals.second.code), 'her supervisor sees it');
  const view = await gestora.getJson(referrals.second.url);
  assert.equal(view.silence, 'escalated');
});

test('D2 11:00: the cash fund puts her on its waiting list', async () => {
  await at(2, '11:00');
  await sendWithRelease('cash', { service: 'CASH', to: 'Fondo' },
    { categories: ['children', 'language', 'identity', 'contact'], withheld: [] });
  const fondo = await net.as('fondo');
  const slip = await slipOf(fondo, referrals.cash.code);
  await answer(fondo, slip, 'recibir');
  await answer(fondo, slip, 'espera', { expected: '2026-12-10' });
  assert.equal(await stateOf('cash'), 'waitlisted');
  assert.equal((await fondo.send('GET', `/derivaciones/${slip}/contacto`)).status, 404);
  await follow(gestora, person, referrals.cash.referral, 'copiar');
});

test('D3: her safe hour is on the page of the day; the lawyer accepts; she is told both', async () => {
  await at(3, '09:00');
  const consultorio = await net.as('consultorio');
  await answer(consultorio, referrals.legal.slip, 'aceptar', { first_contact: '2026-11-26T14:00' });
  const { groups } = await gestora.getJson('/hoy');
  const telling = groups[1].list.items.find(({ kind }) => kind === 'tell');
  assert.deepEqual([telling?.url, /10:00/.test(telling?.next)], [referrals.shelter.url, true]);

  await at(3, '10:10');
  await follow(gestora, person, referrals.shelter.referral, 'informar', { told: 'yes' });
  const after = await gestora.getJson('/hoy');
  assert.ok(!JSON.stringify(after.groups).includes(referrals.shelter.referral), 'it is done');
  await follow(gestora, person, referrals.legal.referral, 'copiar');
  await addNote(gestora, person, { text: 'Se le informó por SMS, según la regla.',
    told_at: '2026-11-26T10:05' });
  assert.equal(await stateOf('legal'), 'accepted');
  assert.equal(await stateOf('shelter'), 'closed');
});

test('D3: the history stands in one place, each thing with its two times', async () => {
  await at(3, '10:30');
  const items = await historyOf(gestora, person);
  const types = items.map(({ type }) => type).reverse();
  const inOrder = ['case_opened', 'services_consent', 'answers_set', 'risk_assessed', 'need_added',
    'account_heard', 'service_declined', 'release_given', 'referral_sent', 'referral_outcome',
    'referral_told', 'referral_closed', 'release_given', 'referral_sent', 'release_given',
    'referral_sent', 'referral_outcome', 'referral_told', 'referral_closed', 'release_given',
    'referral_sent', 'release_given', 'referral_sent', 'referral_told', 'referral_outcome',
    'note_added'];
  let from = 0;
  for (const type of inOrder) {
    const found = types.indexOf(type, from);
    assert.ok(found >= 0, `no ${type} after ${types.slice(0, from)}`);
    from = found + 1;
  }
  const note = items.find(({ type }) => type === 'note_added');
  assert.deepEqual([note.when, note.recorded], ['26/11/2026 10:05', '26/11/2026 10:10']);
  assert.ok(items.every(({ by, when }) => by && when));

  const view = await gestora.getJson(url);
  assert.deepEqual(Object.fromEntries(view.referrals.map(({ referral_code: code, state }) =>
    [Object.keys(referrals).find((name) => referrals[name].code === code), state])),
  { health: 'closed', legal: 'accepted', shelter: 'closed', second: 'delivered',
    cash: 'waitlisted' });
  assert.equal(view.releases.length, 5);
  assert.equal(view.heard_by, 1);
});

test('what was written verifies', async () => {
  await net.halt();
  const { stdout } = await mustRun(['verify', '--dir', net.dir, '--keys', '--json']);
  assert.equal(JSON.parse(stdout).holds, true);
  await net.start();
});
