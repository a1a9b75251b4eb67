// «Colibrí», 13, alone and far from home, by the public routes. Corrected as practice is: what is
// told has a release each, who could not breathe is seen today, and the duty to report is the
// deployment's own text. D0 is Monday 23 November 2026, in Tapachula.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, askChild, assessRisk, choose, decide, fill, follow, historyOf, meetPerson,
  post, send } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openChangedNetwork } from './lib/network.mjs';
import { prepare, todayOf } from './lib/transfers.mjs';

const AUNT = { adult: 'Su tía, en Puebla', adult_age: '34', adult_how: 'video' };
const OBJECTION = 'Le da miedo la policía.';
const GIRL = { name: 'Colibrí', age: '13', safe_tonight: 'no', health_today: 'yes',
  profiles: ['girls'], with_her: undefined, children: undefined };

let net;
let worker;
let person;
let url;
let health;

before(async () => {
  net = await openChangedNetwork(({ organisations }) => {
    const [unit] = organisations.find(({ name }) => name.startsWith('Fundación Río')).units;
    unit.functions.push('supervisor');
    unit.members.push({ login: 'suchiate3', name: 'Itzel Ramos Luna', roles: ['supervisor'],
      functions: ['supervisor'] });
  }, ['coordinadora', 'suchiate2', 'suchiate3', 'caroni']);
  const coordinadora = await net.as('coordinadora');
  await fill(coordinadora, '/servicios/avisos/nuevo', { country: 'MX', under_age: '18',
    what: 'Violencia sexual contra una persona menor (dato de ejemplo)',
    services: ['CMR'], who: 'Quien atiende', to: 'Procuraduría (dato de ejemplo)',
    within: 'el mismo día', law: 'Dato de ejemplo', reviewed_by: 'Licda. Ofelia Mora',
    reviewed_on: '2026-11-02', in_force: 'yes' });
});
after(() => net?.stop());

async function at(day, time = '09:00') {
  net.day(day, time);
  worker = await net.as('suchiate2');
}
const D0 = '2026-11-23';

test('D0 13:40: the limits are said first; a helper of who did it cannot consent', async () => {
  await at(0, '13:40');
  const { lines } = await worker.getJson('/personas/nueva/autorizacion');
  assert.ok(lines.some(({ text }) => /una vida corre peligro/.test(text)));
  const page = await askChild(worker, GIRL);
  assert.match(page.says, /por escrito/, 'the band of 12 to 14');
  const refused = await post(worker, page, { said: 'written', consenter: 'trusted_adult',
    no_caregiver: 'unreachable', ...AUNT, adult: 'Quien la trajo', danger: 'yes' });
  expectStatus(refused, 422, 'an alleged perpetrator');
  assert.equal(refused.view.errors[0].field, 'danger');
});

test('D0 13:50: her assent in writing, her aunt by video; the mother cannot be reached',
  async () => {
    await at(0, '13:50');
    url = await send(worker, await askChild(worker, GIRL), { said: 'written',
      consenter: 'trusted_adult', no_caregiver: 'unreachable', ...AUNT, danger: 'no' });
    person = url.split('/')[2];
    const { consent, identity, consent_alerts: alerts } = await worker.getJson(url);
    const said = consent.rows.map(({ value }) => value).join(' / ');
    assert.match(said, /lo escribió o lo dibujó/);
    assert.match(said, /Su tía, en Puebla · Por video/);
    assert.match(said, /24\/11\/2027/, 'asked again when she may be 15');
    assert.deepEqual(alerts, []);
    assert.ok(!JSON.stringify(identity).includes('Colibrí'));
  });

const left = ({ care }) => care.windows.map(({ code, state }) => [code, state]);

test('D0 13:52: what is in time, before anybody asks what happened', async () => {
  await at(0, '13:52');
  const { care } = await worker.getJson(url);
  assert.match(care.since, /Si fue violencia sexual/);
  assert.deepEqual(left({ care }).slice(0, 2),
    [['pep', 'En las primeras 72 h'], ['contraception', 'En las primeras 120 h']]);
});

test('D0 14:00: forty hours after, at least 32 are left for one and 80 for the other', async () => {
  await at(0, '13:54');
  const told = { when: 'before', day: '2026-11-21', incident_type: 'rape', place: 'route',
    relation: 'other', abduction: 'none' };
  const ahead = await worker.post(`${url}/relato/hechos`, { ...told, day: D0, hour: '15' });
  assert.deepEqual(expectStatus(ahead, 422).view.errors.map(({ field }) => field), ['hour']);
  await fill(worker, `${url}/relato/hechos`, { ...told, hour: '22' });
  await at(0, '14:00');
  const view = await worker.getJson(url);
  assert.deepEqual(left(view), [['pep', 'Quedan al menos 32 h'],
    ['contraception', 'Quedan al menos 80 h'], ['hepatitis_b', 'Quedan al menos 12 días']]);
  assert.match(view.care.since, /21\/11\/2026/);
  assert.match(view.care.reviewed, /nadie los ha revisado/);
  assert.match(await worker.getHtml(url), /vale la pena en cualquier momento/);
  const page = `${url}/derivar?servicio=`;
  assert.deepEqual(left(await worker.getJson(`${page}CMR`)), left(view));
  assert.equal((await worker.getJson(`${page}LEGAL`)).care, undefined);
});

test('D0 14:15: she could not breathe: care today; the service knows nothing before her release',
  async () => {
    await at(0, '14:15');
    await addNeed(worker, person, { service: 'CMR', priority: 'emergency' });
    const { needs } = await worker.getJson(url);
    const to = await fill(worker, `${url}/riesgo`, { level: 'high', reason: 'La sujetó del cuello.',
      signs: ['strangulation', 'forced_sex'] });
    assert.match(to, /riesgo\/atencion$/);
    const draft = await choose(worker, person, { need: needs[0].need, to: 'Hospital Frontera',
      kind: 'external', priority: 'emergency' });
    assert.equal((await worker.getJson(draft)).care.windows[0].code, 'pep');
    const before = await worker.getJson(`${draft}/vista`);
    assert.equal(before.may_leave, false, 'no release yet');
    const asked = await worker.getJson(`${draft}/autorizacion`);
    assert.match(asked.reports, /menor de edad/, 'what this service must report, said before');
    const silent = await post(worker, asked, { categories: ['needs'], until_event: 'case_closed',
      report_explained: 'no', mode: 'spoken', copy: 'none' });
    expectStatus(silent, 422, 'not explained');
    await allow(worker, draft, { categories: ['profile', 'language', 'needs', 'health'] });
    const preview = await worker.getJson(`${draft}/vista`);
    assert.ok(preview.not_sent.length > 0);
    assert.ok(!JSON.stringify(preview.now).includes('Colibrí'));
    health = (await fill(worker, `${draft}/vista`, {})).split('/')[4];
  });

test('D0 14:25: told by phone, seen at 15:40', async () => {
  await at(0, '14:26');
  await follow(worker, person, health, 'ejecutar', { channel: 'phone', by: 'Nayeli',
    to: 'Urgencias', when: `${D0}T14:25`, said_back: 'Que venga ya' });
  await at(0, '15:45');
  await follow(worker, person, health, 'resultado',
    { state: 'service_given', told_at: `${D0}T15:40` });
  const view = await worker.getJson(`${url}/derivaciones/${health}`);
  assert.equal(view.state_code, 'service_given');
  assert.equal(view.care, undefined, 'she was seen: nothing counts down any more');
  assert.equal((await worker.getJson(url)).care, undefined);
});

test('what happened to her is child sexual abuse, and nobody chose that word', async () => {
  const { account: [told] } = expectStatus(await worker.post(`${url}/relato`), 200).view;
  assert.equal(told.contexts, 'Abuso sexual infantil');
});

test('D0 18:00: the report cannot be kept without whether she was told; her objection stays beside',
  async () => {
    await at(0, '18:00');
    const page = await worker.getJson(url);
    assert.match(page.report_due.text, /obligue a avisar/);
    const reports = await worker.getJson(`${url}/avisos`);
    assert.match(JSON.stringify(reports.rules), /Licda\. Ofelia Mora/);
    const report = { rule: '@Violencia sexual', done: 'reported', to: 'Procuraduría',
      wish: 'objects', objection: OBJECTION, along: 'yes' };
    const without = await post(worker, reports, report);
    assert.deepEqual(without.view.errors.map(({ field }) => field), ['told_before']);
    await send(worker, reports, { ...report, told_before: 'yes' });
    const { reports: [kept] } = await worker.getJson(`${url}/avisos`);
    assert.ok(kept.rows.some(({ value }) => value === OBJECTION));
    assert.equal((await worker.getJson(url)).report_due, undefined, 'nothing is due any more');
  });

test('D0 18:30: four others, who want care and are not seen', async () => {
  await at(0, '18:30');
  for (let i = 0; i < 4; i++) {
    const other = await meetPerson(worker, { name: `Otra ${i}`, profiles: ['women'] });
    await fill(worker, `${other.url}/relato/hechos`, { day: '2026-11-22', incident_type: 'rape' });
    await addNeed(worker, other.person, { service: 'CMR', priority: 'emergency' });
  }
});

test('D1: best interests on where to live do not hold shelter up, and a transfer waits for its own',
  async () => {
    await at(1);
    const care = { kind: 'short', options: 'Albergue de la Procuraduría, o con su tía en Puebla.',
      view: 'Quiere ir con su tía.', took_part: 'Ella, su tía por video, Nayeli',
      decision: 'Albergue hasta que se confirme a la tía.', why: 'Hoy es lo más seguro.' };
    const shelter = await choose(worker, person, { service: 'ALTCARE', to: 'Procuraduría',
      kind: 'external', priority: 'urgent' });
    await allow(worker, shelter, { categories: ['profile', 'needs'] });
    assert.equal((await worker.getJson(`${shelter}/vista`)).may_leave, true, 'nothing pending');
    await fill(worker, `${url}/interes`, { about: 'care', ...care });
    await prepare(worker, person, { to: 'Colectivo Caroní', reason: 'moving',
      release: { categories: ['profile'] } });
    const held = await worker.getJson(`${url}/transferir/vista`);
    assert.match(held.problem_text, /interés superior en esta transferencia/);
    expectStatus(await worker.post(`${url}/transferir/vista`), 422, 'it does not leave');
    await fill(worker, `${url}/interes`, { about: 'transfer', ...care });
    const free = await worker.getJson(`${url}/transferir/vista`);
    assert.deepEqual([free.may_go, free.problem_text], [true, '']);
    const history = await historyOf(worker, person);
    assert.ok(history.some(({ text }) => /Quiere ir con su tía/.test(text)), 'her view');
  });

test('D4: of five who came in time she is the one whom care reached within 72 hours', async () => {
  await at(4);
  const { care_text: counted } = await (await net.as('suchiate3')).getJson('/supervision');
  assert.match(counted, /5 personas que la querían · 1 recibió atención a tiempo/);
});

const asks = async () => (await todayOf(worker)).find(({ kind }) => kind === 'consent_again');

test('nobody knows her birthday: from the first day on which she may be 15 it is asked', async () => {
  await at(365);
  assert.equal(await asks(), undefined, 'the day before');
  await at(366);
  const row = await asks();
  assert.equal(row.group, 'today');
  const page = await worker.getJson(row.act_url);
  assert.match(page.consent_alerts[0].text, /Tal vez cumplió años/);
  assert.match(page.says, /por escrito/, 'still the band of 12 to 14');
  await send(worker, page, { said: 'written', consenter: 'trusted_adult',
    no_caregiver: 'unreachable', ...AUNT, danger: 'no' });
  assert.equal(await asks(), undefined, 'she is 14');
});

test('at 15 consent is asked again: then it is her own', async () => {
  await at(730);
  assert.equal(await asks(), undefined, 'the day before');
  await at(731);
  const row = await asks();
  assert.equal(row.group, 'today');
  const page = await worker.getJson(row.act_url);
  assert.match(page.says, /decide la persona adolescente/);
  await fill(worker, row.act_url, { said: 'spoken', consenter: 'child',
    no_caregiver: 'not_wanted' });
  assert.equal(await asks(), undefined);
  assert.match((await historyOf(worker, person))[0].text, /decide por sí misma/);
});
