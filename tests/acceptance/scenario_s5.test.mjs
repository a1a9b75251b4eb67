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

test('D3: a plan for bad hours instead of a promise, in nothing that leaves', async () => {
  const page = `${url}/seguridad/parte/crisis`;
  const html = await gestora.getHtml(page);
  assert.match(html, /Nadie promete ni firma nada/);
  assert.doesNotMatch(html, /contrato|compromiso/i);
  await fill(gestora, page, { crisis_notice: 'De madrugada', crisis_who: 'Su primo Elías',
    crisis_away: 'Las pastillas, con su primo' });
  await fill(gestora, `${url}/seguridad/acordado`, { review: '2026-11-28', kept: 'none' });
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
    '/relato/hechos', '/derivar', '/cerrar', '/conservar', '/salud',
    '/legal', '/reservado', '/autorizaciones', '?imprimir=1']) {
    const html = await gestora.getHtml(`${url}${path}`);
    assert.doesNotMatch(html.replace(/<[^>]+>/g, ' '), /\b[Ee]lla\b|\bacompañada\b|víctima(?!s de trata)/, path);
    assert.doesNotMatch(html, /estadística/i, path);
  }
  const types = (await historyOf(gestora, person)).map(({ type }) => type);
  assert.ok(types.includes('service_declined') && types.includes('risk_assessed'));
});
