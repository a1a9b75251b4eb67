// Mateo: partial consent, refusals, a night in which he might end his life. Corrected as practice
// is: a passed window hides no care, nobody signs a promise to live, and no page says «ella».
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, assessRisk, choose, fill, historyOf, meetPerson, send }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { todayOf } from './lib/transfers.mjs';

let net;
let gestora;
let person;
let url;
let code;

before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
});
after(() => net?.stop());

const proposed = async (service) =>
  (await gestora.getJson(`${url}/derivar?servicio=${service}`)).proposals;

test('D0: he says yes to being accompanied, in parts: he may leave anything unanswered', async () => {
  ({ person, url } = await meetPerson(gestora, { name: 'Mateo', age: '27', profiles: ['men'],
    health_today: 'yes', with_her: undefined, children: undefined, phone: undefined },
  { explained: 'except', explained_except: 'Cómo se guardan los datos: otro día' }));
  code = (await gestora.getJson(url)).identity.code;
  const { consent } = await gestora.getJson(url);
  assert.ok(JSON.stringify(consent.rows).includes('otro día'));
  await fill(gestora, `${url}/relato/hechos`, { day: '2026-11-19', incident_type: 'rape',
    place: 'route', relation: 'armed', exchanged: 'no', abduction: 'none' });
  const { view } = expectStatus(await gestora.post(`${url}/relato`), 200);
  assert.deepEqual(view.account.map(({ contexts }) => contexts), ['']);
});

test('D0: a hundred hours after: health care is offered all the same, and first', async () => {
  await addNeed(gestora, person, { service: 'HEALTH', priority: 'emergency' });
  const { first } = await proposed('HEALTH');
  assert.ok(first.some(({ organisation }) => organisation.startsWith('Clínica')));
  const view = await gestora.getJson(url);
  assert.match(view.warning.text, /atención de salud hoy/);
  assert.deepEqual(view.care.windows.map(({ code, state }) => [code, state]).slice(0, 2),
    [['pep', 'Ya pasó su plazo'], ['contraception', 'Quedan al menos 15 h']]);
  assert.match(view.care.since, /primera hora del 19\/11\/2026/, 'no more time than there is');
});

test('D0: no lawyer and no police: listed as declined, and proposed by no page again', async () => {
  for (const service of ['LEGAL', 'SEC']) {
    for (let left = (await proposed(service)).first; left.length > 0;
      left = (await proposed(service)).first) {
      const page = await proposed(service);
      const told = await gestora.post(page.decline_url, { provider: left[0].provider });
      assert.ok(told.go, told.text);
    }
  }
  net.clock.advance({ days: 3 });
  gestora = await net.as('gestora');
  await addNeed(gestora, person, { service: 'LEGAL' });
  for (const service of ['LEGAL', 'SEC']) {
    const page = await proposed(service);
    assert.deepEqual([page.first, page.more], [[], []], service);
    assert.ok(page.declined.length > 0, 'it stays listed, in case he asks');
  }
  const declined = (await gestora.getJson(url)).declined.map(({ service }) => service);
  assert.deepEqual([...new Set(declined)].sort(), ['LEGAL', 'SEC']);
});

test('D3: thoughts and pills: nobody leaves him alone, supervision knows, care comes', async () => {
  await assessRisk(gestora, person, 'high', 'Lo dijo él; tiene pastillas.',
    ['suicide_thoughts', 'suicide_plan']);
  const care = await gestora.getJson(`${url}/riesgo/atencion`);
  assert.equal(care.crisis, true);
  assert.ok(care.helps.some(({ phones }) => phones.some(({ phone_24h: phone }) => phone)));
  const asks = async (login, kind) => (await todayOf(await net.as(login)))
    .some((row) => row.kind === kind && row.code === code);
  assert.equal(await asks('supervisora', 'safety_supervised'), true);
  await send(gestora, care, { service: 'MH', priority: 'emergency' });
  const need = (await gestora.getJson(url)).needs.find(({ service }) => service === 'MH');
  assert.equal(need.priority, 'emergency');
});

const TRIAGE = { why: 'own_life', danger: 'Tiene pastillas y dijo que las tomaría hoy.',
  to: 'Triaje del hospital (demo)', data: ['identity', 'danger'], told: 'not_yet',
  not_told_why: 'Salió corriendo.', next_at: '2026-11-26T18:00' };
const rowOf = async (login, kind) => (await todayOf(await net.as(login)))
  .find((row) => row.kind === kind && row.code === code);
const overrides = async () => (await gestora.getJson(`${url}/peligro`)).overrides;

test('D3: his life is in danger now: told to the hospital, with the reason, and he is told', async () => {
  const page = `${url}/peligro`;
  assert.match(await gestora.getHtml(page), /esta página no envía nada/);
  for (const field of ['why', 'danger', 'to', 'data', 'told', 'not_told_why', 'next_at']) {
    const { status, view } = await gestora.post(page, { ...TRIAGE, [field]: undefined });
    assert.equal(status, 422, field);
    assert.deepEqual(view.errors.map(({ field: one }) => one), [field]);
  }
  await fill(gestora, page, TRIAGE);
  const [one] = await overrides();
  assert.equal(one.state, 'Espera a la supervisión');
  assert.equal((await rowOf('gestora', 'override_untold')).group, 'today');
  await fill(gestora, one.card_actions[0].url, { told_at: '2026-11-26T09:00',
    words: 'Prefiere que se lo digan antes.' });
  assert.equal(await rowOf('gestora', 'override_untold'), undefined);
  const told = await gestora.post(one.card_actions[0].url, { told_at: '2026-11-26T09:00' });
  expectStatus(told, 422, 'once');
  const [{ rows }] = await overrides();
  assert.ok(rows.some(({ value }) => value === 'Prefiere que se lo digan antes.'));
});

test('D3: another countersigns within a day; if nobody does, all who can open it see it overdue', async () => {
  const asked = await rowOf('supervisora', 'approval');
  assert.match(asked.facts.join(), /sin el sí de la persona/);
  const own = await gestora.post(asked.url, { answer: 'yes' });
  assert.notEqual(own.status, 303, 'nobody countersigns what they wrote');
  net.clock.advance({ hours: 23 });
  assert.equal(await rowOf('gestora', 'override_late'), undefined);
  net.clock.advance({ hours: 2 });
  gestora = await net.as('gestora');
  for (const login of ['gestora', 'gestora2', 'supervisora']) {
    assert.equal((await rowOf(login, 'override_late')).group, 'overdue', login);
  }
  assert.equal((await overrides())[0].state, 'Pasó un día y nadie lo refrendó');
  await fill(await net.as('supervisora'), asked.url, { answer: 'change',
    note: 'Bastaba con decir dónde estaba.' });
  const [{ state, rows, card_actions: [breach] }] = await overrides();
  assert.equal(state, 'Supervisión no está de acuerdo');
  assert.ok(rows.some(({ value }) => value === 'Bastaba con decir dónde estaba.'));
  assert.match(breach.url, /^\/confidencialidad\/nueva/, 'it may be a breach');
  assert.equal(await rowOf('supervisora', 'override_late'), undefined);
});

test('all of it is in the history, and among who has opened it; a yes countersigns it', async () => {
  const texts = (await historyOf(gestora, person)).map(({ text }) => text).join('\n');
  assert.match(texts, /Triaje del hospital/);
  assert.match(texts, /Prefiere que se lo digan antes/);
  const { accesses } = await gestora.getJson(`${url}/accesos`);
  assert.ok(accesses.some(({ what }) => what === 'Contó algo por un peligro'));
  await fill(gestora, `${url}/peligro`, { ...TRIAGE, told: 'before', not_told_why: undefined,
    next_at: undefined });
  const supervisora = await net.as('supervisora');
  const { url: page } = (await todayOf(supervisora)).find((row) => row.kind === 'approval' &&
    row.code === code && /sin el sí/.test(row.facts.join()));
  await fill(supervisora, page, { answer: 'yes' });
  assert.equal((await overrides())[0].state, 'Refrendado');
});

test('D3: a plan for bad hours instead of a promise, in nothing that leaves', async () => {
  const page = `${url}/seguridad/parte/crisis`;
  const html = await gestora.getHtml(page);
  assert.match(html, /Nadie promete ni firma nada/);
  assert.doesNotMatch(html, /contrato|compromiso/i);
  await fill(gestora, page, { crisis_notice: 'De madrugada', crisis_who: 'Su primo Elías',
    crisis_away: 'Las pastillas, con su primo' });
  await fill(gestora, `${url}/seguridad/acordado`,
    { review: '2026-11-28', wanted: 'yes', kept: 'none' });
  const draft = await choose(gestora, person,
    { service: 'MH', to: 'Clínica', priority: 'emergency' });
  const { groups } = await gestora.getJson(`${draft}/autorizacion`);
  await allow(gestora, draft, { categories: groups.map(({ value }) => value), withheld: [] });
  const preview = await gestora.getJson(`${draft}/vista`);
  assert.ok(!JSON.stringify([preview.now, preview.later]).includes('pastillas, con'));
  await fill(gestora, `${draft}/vista`, { answered_by: 'Guardia de la clínica' });
});

test('the gap is on the map: for men nobody is the first door', async () => {
  const { columns } = await gestora.getJson('/servicios/vacios');
  const gaps = columns.find(({ profile }) => profile === 'men').gaps.map(({ kind }) => kind);
  assert.ok(gaps.includes('no_entry'), gaps.join());
});

test('no page about him says «ella», and none asks to be counted', async () => {
  for (const path of ['', '/plan', '/seguridad', '/riesgo', '/riesgo/atencion', '/relato',
    '/relato/hechos', '/derivar', '/cerrar', '/conservar', '/salud', '/peligro',
    '/legal', '/reservado', '/autorizaciones', '?imprimir=1']) {
    const html = await gestora.getHtml(`${url}${path}`);
    assert.doesNotMatch(html.replace(/<[^>]+>/g, ' '), /\b[Ee]lla\b|\bacompañada\b|víctima(?!s de trata)/, path);
    assert.doesNotMatch(html, /estadística/i, path);
  }
  const types = (await historyOf(gestora, person)).map(({ type }) => type);
  assert.ok(types.includes('service_declined') && types.includes('risk_assessed'));
});
