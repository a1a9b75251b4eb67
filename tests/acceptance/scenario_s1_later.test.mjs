// Kathya's plan to be safer, the incident at the bus stop on day 16, and the end on day 140.
// Corrected as practice is: nobody asks whether a plan was followed; what she declined is asked
// about again, and only her yes brings it back; the copy on paper exists only if she wants one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, answer, assessRisk, change, fill, finish, historyOf, meetPerson, refer, slipOf }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { MONDAY, openNetwork } from './lib/network.mjs';
import { mustRun } from './lib/server.mjs';
import { todayOf } from './lib/transfers.mjs';

let net;
let gestora;
let person;
let url;
let plan;
let code;

before(async () => {
  net = await openNetwork({ testClock: MONDAY });
});
after(() => net?.stop());

/** Day and hour where she is: D0 is Monday 23 November 2026. */
async function at(day, time) {
  net.day(day, time);
  gestora = await net.as('gestora');
}

const dateOn = (day) =>
  new Date(Date.parse('2026-11-23T12:00:00Z') + day * 86400_000).toISOString().slice(0, 10);
const rowOf = async (login, kind) => (await todayOf(await net.as(login)))
  .find((row) => row.kind === kind && row.code === code);
const add = (task, fields) => fill(gestora, `${plan}/tarea/${task}`, fields);

test('D0: signs of grave danger ask for the plan, of who accompanies and of supervision', async () => {
  await at(0, '09:00');
  ({ person, url } = await meetPerson(gestora, { name: 'Kathya' }));
  plan = `${url}/seguridad`;
  code = (await gestora.getJson(url)).identity.code;
  await fill(gestora, `${url}/relato/hechos`, { when: 'before', day: '2026-11-21',
    incident_type: 'physical_assault', place: 'home', relation: 'partner' });
  const { view } = expectStatus(await gestora.post(`${url}/relato`), 200);
  assert.deepEqual(view.account.map(({ contexts }) => contexts), ['Violencia de pareja']);
  await assessRisk(gestora, person, 'high', 'La estranguló una vez; amenazas de muerte.',
    ['strangulation', 'threat_to_kill', 'migration_threat']);
  assert.equal((await rowOf('gestora', 'safety')).act_url, plan);
  assert.ok(await rowOf('supervisora', 'safety_supervised'));
});

test('D0: three tasks in her words, what worries her first, a word that asks for help', async () => {
  await at(0, '10:00');
  await fill(gestora, `${plan}/parte/concern`, { concern: 'Que cumpla la amenaza',
    worse: 'Cuando cobra' });
  await add('tried', { what: 'Dormir con su hija', how: 'partly' });
  await add('tried', { what: 'Esconder el teléfono', how: 'worse' });
  await add('tried', { what: 'Ir donde su hermana', how: 'worked', note: 'Se mudó', still: 'no' });
  await add('unsafe', { what: 'La parada a las 17:00', avoid: 'Bajarse antes' });
  await add('unsafe', { what: 'La cocina' });
  await add('safe', { what: 'La panadería', knows: 'yes' });
  await add('safe', { what: 'La oficina de la iglesia' });
  await fill(gestora, `${plan}/parte/signals`, { signals_word: 'canela',
    signals_who: 'La panadera: llama' });
  await fill(gestora, `${plan}/parte/bag`, { bag_where: 'En la panadería' });
  await fill(gestora, `${plan}/parte/children`, { children_where: 'Con la vecina del tercer piso' });
  await fill(gestora, `${plan}/parte/digital`, { digital_shared: 'La cuenta de correo es compartida' });
  await fill(gestora, `${plan}/acordado`, { review: dateOn(7), wanted: 'yes', kept: 'memory' });
  const shown = await gestora.getJson(plan);
  assert.deepEqual(shown.safety_tasks.map(({ task, lines }) => [task, lines.length]),
    [['tried', 3], ['unsafe', 2], ['safe', 2]]);
  assert.equal(shown.safety_tasks[0].lines[2].over, 'Ya no');
  assert.match(JSON.stringify(shown.blocks), /canela/);
  assert.equal(shown.list_url, '', 'she keeps it in her memory: no paper');
  assert.equal(await rowOf('gestora', 'safety'), undefined);
  for (const page of [url, `${url}?imprimir=1`, '/hoy', '/personas']) {
    assert.doesNotMatch(await gestora.getHtml(page), /canela|panadería/, page);
  }
});

test('D1: mediation is not on the list, and the police she does not want is not proposed', async () => {
  await at(1, '09:00');
  await addNeed(gestora, person, { service: 'SEC', priority: 'urgent' });
  const { services } = await gestora.getJson(`${url}/derivar`);
  assert.ok(!services.some(({ value }) => value === 'FMED'));
  const page = `${url}/derivar?servicio=SEC`;
  const { proposals } = await gestora.getJson(page);
  await gestora.post(proposals.decline_url, { provider: proposals.first[0].provider });
  assert.deepEqual((await gestora.getJson(page)).proposals.first, []);
  await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio', priority: 'urgent' });
});

test('D16: at the bus stop: what changed is asked, and a conference is proposed', async () => {
  await at(16, '10:00');
  const next = await fill(gestora, `${url}/relato/hechos`, { when: 'recent', day: dateOn(15),
    incident_type: 'physical_assault', place: 'street', relation: 'partner' });
  const asked = await gestora.getJson(next);
  assert.match(await gestora.getHtml(next), /¿Qué cambió\?[^]*por qué no funcionó/);
  assert.deepEqual(asked.form.fields.map(({ name }) => name), ['services']);
  assert.equal((await gestora.getJson(plan)).ask_changed, true);
  assert.ok(await rowOf('gestora', 'safety'));
  const { reasons } = (await gestora.getJson(url)).conference;
  assert.ok(reasons.some(({ code: why }) => why === 'incident'), JSON.stringify(reasons));
  assert.equal((await gestora.getJson(`${url}/relato`)).incidents_text, 'Se contaron 2 incidentes');
});

test('D16: police patrol: still not wanted, so still not proposed; the stop is not safe', async () => {
  await at(16, '10:10');
  assert.equal(await fill(gestora, `${url}/relato/hechos/despues`, {}), plan);
  const { proposals } = await gestora.getJson(`${url}/derivar?servicio=SEC`);
  assert.deepEqual([proposals.first, proposals.declined.length], [[], 1]);
  const stop = (await gestora.getJson(plan)).safety_tasks[1].lines[0];
  await change(gestora, stop.change_url, { avoid: 'Ir con la panadera', still: 'change' });
  await fill(gestora, `${plan}/acordado`, { review: dateOn(23), wanted: 'yes', kept: 'memory' });
  const shown = await gestora.getJson(plan);
  assert.equal(shown.ask_changed, false);
  assert.deepEqual(shown.versions.map(({ number }) => number), [2, 1]);
  const first = await gestora.getJson(shown.versions[1].version_url);
  assert.ok(!JSON.stringify(first).includes('Ir con la panadera'), 'the first stays as it was');
});

test('D20 to D125: six follow-ups, each asks whether contact is still safe', async () => {
  const days = [20, 27, 48, 75, 100, 125];
  for (const [i, day] of days.entries()) {
    await at(day - 1, '09:00');
    await fill(gestora, `${url}/seguimiento`, { next: `${dateOn(day)}T10:00`, how: 'message' });
    await at(day, '10:05');
    assert.ok(await rowOf('gestora', 'follow_up'), `follow-up ${i + 1} stands on the first page`);
    const { form } = await gestora.getJson(`${url}/seguimiento/hecho`);
    assert.equal(form.fields.find(({ name }) => name === 'rule').required, true);
    await fill(gestora, `${url}/seguimiento/hecho`, { result: 'done', channel: 'message',
      rule: 'confirmed', risk: 'same', new_needs: 'no' });
  }
  const types = (await historyOf(gestora, person, 'seguimiento')).map(({ type }) => type);
  assert.equal(types.filter((type) => type === 'follow_up_done').length, 6);
});

test('D130: the protection order is in force; the referral is told to her and closed', async () => {
  await at(130, '10:00');
  const [legal] = (await gestora.getJson(url)).referrals;
  const consultorio = await net.as('consultorio');
  const slip = await slipOf(consultorio, legal.referral_code);
  await answer(consultorio, slip, 'aceptar');
  await answer(consultorio, slip, 'servicio', { result: 'given' });
  await finish(gestora, person, legal.referral);
  assert.equal((await gestora.getJson(legal.referral_url)).state_code, 'closed');
});

test('D140: closed together, with supervision; she knows that she may come back', async () => {
  await at(140, '10:00');
  await fill(gestora, `${url}/cerrar`, { reason: 'met', safety: 'yes', agreed: 'yes',
    told_return: 'yes', feedback: 'yes', note: 'Orden vigente; vive con su hermana.' });
  assert.match((await gestora.getJson(url)).closure.closure_label, /espera/);
  const approval = await rowOf('supervisora', 'approval');
  await fill(await net.as('supervisora'), approval.act_url, { answer: 'yes' });
  assert.match((await gestora.getJson(url)).closure.closure_label, /^Cerrado/);
  assert.equal(await rowOf('gestora', 'safety'), undefined, 'nothing is due any more');
});

test('D141: how it was is asked by another, in words that stand nowhere near her name', async () => {
  await at(141, '10:00');
  expectStatus(await gestora.post(`${url}/opinion`, { result: 'given' }), 404);
  const words = 'Que nunca me hicieron repetirlo';
  await fill(await net.as('gestora2'), `${url}/opinion`, { result: 'given', comfortable: 'yes',
    options: 'yes', decided: 'yes', kept_secret: 'yes', better: 'yes', helped: words });
  assert.ok(!(await gestora.getHtml(`${url}?imprimir=1`)).includes(words));
  assert.ok((await historyOf(gestora, person)).some(({ type }) => type === 'feedback_asked'));
});

test('one history from day 0 to day 141, and what was written verifies', async () => {
  const types = new Set((await historyOf(gestora, person)).map(({ type }) => type));
  for (const type of ['incident_known', 'account_heard', 'risk_assessed', 'safety_review_set',
    'service_declined', 'follow_up_set', 'referral_closed', 'closure_asked', 'approval_answered']) {
    assert.ok(types.has(type), type);
  }
  await net.halt();
  const { stdout } = await mustRun(['verify', '--dir', net.dir, '--keys', '--json']);
  assert.equal(JSON.parse(stdout).holds, true);
  await net.start();
});
