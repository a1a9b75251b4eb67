// Kathya, day 16 to day 25: her needs are not met and something new has happened; those who serve
// her meet. Corrected as practice is: she says about each organisation whether it may come and what
// it hears, before anybody is told; the asylum officer joins for two items and knows of no other;
// she attends the second half, with a friend.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, answer, fill, finish, historyOf, meetPerson, refer, send, slipOf }
  from './lib/acts.mjs';
import { addItem, approve, convene, decide, guestOf, heardBy, hold, invitationTo, invitationsOf,
  invite, letCome, press, promise } from './lib/conference.mjs';
import { MONDAY, openNetwork } from './lib/network.mjs';
import { mustRun } from './lib/server.mjs';

/** In the order of the conference: title, function, and whether the asylum officer hears it. */
const ITEMS = [
  ['No hay cuarto para tres', 'problems', false],
  ['Nuevo incidente en la parada', 'problems', false],
  ['Atención por el estrangulamiento', 'progress', false],
  ['Quién hace qué', 'roles', false],
  ['Cita de refugio', 'strategies', true],
  ['Fechas del plan', 'changes', true],
];
const ALL = ITEMS.map(([title]) => title);
const FOR_ASYLUM = ITEMS.filter(([, , heard]) => heard).map(([title]) => title);
const GUESTS = { clinica: 'Clínica Poás', consultorio: 'Consultorio', albergue: 'Albergue',
  fondo: 'Fondo', agencia: 'Agencia de Protección', asilo: 'Unidad de Refugio' };

let net;
let gestora;
let person;
let url;
let conference;
const invitations = {};

before(async () => {
  net = await openNetwork({ testClock: MONDAY });
});
after(() => net?.stop());

/** Day and hour where she is: D0 is Monday 23 November 2026. */
async function at(day, time) {
  net.day(day, time);
  gestora = await net.as('gestora');
}

test('D0 to D2: health accepts, one shelter has no space and the other does not answer', async () => {
  await at(0, '09:00');
  ({ person, url } = await meetPerson(gestora, { name: 'Kathya' }));
  await addNeed(gestora, person, { service: 'SHELTER-S', priority: 'emergency' });
  const [{ need }] = (await gestora.getJson(url)).needs;
  const clinica = await net.as('clinica');
  const health = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  await answer(clinica, await slipOf(clinica, health.code), 'aceptar');

  const shelter = await refer(gestora, person, { need, to: 'Albergue', priority: 'emergency' });
  const albergue = await net.as('albergue');
  await answer(albergue, await slipOf(albergue, shelter.code), 'no-aceptar',
    { reason: 'no_capacity', detail: 'No hay espacio con dos niños' });
  await finish(gestora, person, shelter.referral);
  assert.equal((await gestora.getJson(url)).conference.proposed, false, 'one refusal is no reason');

  await at(1, '09:00');
  await refer(gestora, person, { need, to: 'Casa Alborada', priority: 'emergency' });
  await at(2, '12:00');
  const { reasons } = (await gestora.getJson(url)).conference;
  assert.ok(reasons.some(({ code }) => code === 'unanswered'), JSON.stringify(reasons));
});

test('D16: a new incident: a conference is proposed and says why, to who holds the key alone',
  async () => {
    await at(16, '10:00');
    const page = `/personas/${person}/derivar?servicio=MH`;
    const { proposals } = await gestora.getJson(page);
    const [{ provider }] = proposals.first;
    await gestora.post(proposals.decline_url, { provider });
    const again = (await gestora.getJson(page)).proposals;
    await gestora.post(again.reopen_url, { provider, why: 'new_incident' });

    const view = await gestora.getJson(url);
    const codes = view.conference.reasons.map(({ code }) => code);
    assert.deepEqual(codes.sort(), ['incident', 'unanswered', 'unmet']);
    assert.ok(view.conference.reasons.every(({ text }) => text.length > 20));
    assert.equal((await (await net.as('guardia')).send('GET', url)).status, 404);
    const hoy = JSON.stringify((await (await net.as('guardia')).getJson('/hoy')).groups);
    assert.ok(!hoy.includes(person));
  });

test('D16: prepared with her: six organisations might come, six items, a friend', async () => {
  await at(16, '11:00');
  const path = `/personas/${person}/conferencia`;
  const asked = await gestora.getJson(path);
  const why = asked.form.fields.find(({ name }) => name === 'why').options
    .filter(({ checked }) => checked).map(({ value }) => value);
  assert.deepEqual(why.sort(), ['incident', 'unanswered', 'unmet'], 'what is known is not asked');
  conference = await convene(gestora, person, { why, when: '2026-12-11T14:00', she: 'part',
    guests: Object.values(GUESTS).map((name) => `@${name}`), until: '2027-01-15',
    not_said: 'Dónde duerme la hermana.' });
  for (const [title, fn, heard] of ITEMS) {
    await addItem(gestora, conference, { title, function: fn, all: heard ? 'yes' : 'no' });
  }
  const support = await gestora.getJson(`${conference}/apoyos`);
  const items = support.form.fields.find(({ name }) => name === 'items').options
    .filter(({ label }) => ALL.slice(3).includes(label)).map(({ value }) => value);
  await send(gestora, support, { companion: 'Yorleny, su amiga', relation: 'friend', items,
    promised: 'yes' });
  for (const login of Object.keys(GUESTS)) {
    assert.deepEqual(await invitationsOf(await net.as(login)), [], `${login} knows of nothing`);
  }
});

test('D16: she says about each what it hears; only then they are invited', async () => {
  await at(16, '11:30');
  for (const [login, place] of Object.entries(GUESTS)) {
    await letCome(gestora, conference, place,
      { titles: login === 'asilo' ? FOR_ASYLUM : ALL,
        categories: login === 'asilo' ? ['language'] : ['identity', 'language'] });
  }
  assert.equal((await gestora.getJson(`/personas/${person}/autorizaciones`)).releases
    .filter(({ service }) => service === 'conference').length, 6);
  await invite(gestora, conference);
  for (const [login, place] of Object.entries(GUESTS)) {
    const client = await net.as(login);
    invitations[login] = await invitationTo(client, gestora, conference, place);
    assert.deepEqual(await heardBy(client, invitations[login]), [], `${login} has not promised`);
    await promise(client, invitations[login]);
  }
});

test('the asylum officer sees his two items; of the choking, and of the others, nothing', async () => {
  const asilo = await net.as('asilo');
  assert.deepEqual(await heardBy(asilo, invitations.asilo), FOR_ASYLUM);
  for (const path of [invitations.asilo, '/hoy', '/reuniones']) {
    const text = await asilo.getHtml(path);
    for (const [title, , heard] of ITEMS) {
      assert.ok(heard || !text.includes(title), `${path}: ${title}`);
    }
    assert.ok(!/estrangula|Kathya|Clínica|Albergue|hermana/.test(text), path);
  }
  const clinica = await net.as('clinica');
  assert.deepEqual((await heardBy(clinica, invitations.clinica)).sort(), [...ALL].sort());
});

test('D18: held and written down in three pages', async () => {
  await at(18, '15:30');
  const came = [...Object.values(GUESTS), 'Yorleny'].map((name) => `@${name}`);
  const next = await hold(gestora, conference, { came, she_came: 'part',
    held_at: '2026-12-11T14:00' });
  assert.equal(next, `${conference}/decisiones`);
  const [{ need }] = (await gestora.getJson(url)).needs;
  const minutes = await decide(gestora, conference, [
    { kind: 'service', text: 'Cuarto familiar desde el domingo', owner: '@Albergue',
      date: '2026-12-13', need },
    { kind: 'appointment', text: 'Cita urgente de refugio', owner: '@Unidad de Refugio',
      date: '2026-12-18' },
    { kind: 'service', text: 'Ayuda en efectivo por una vez', owner: '@Agencia de Protección',
      date: '2026-12-14' },
    { kind: 'other', text: 'Cambio de escuela', owner: 'us', due: '7' },
  ]);
  assert.equal(minutes, `${conference}/acta`);
  const { decisions } = await gestora.getJson(minutes);
  assert.equal(decisions.length, 4);
  assert.ok(!JSON.stringify(decisions).includes('olic'), 'no patrol was asked for: her choice');
  await approve(gestora, conference);
  const [{ plan_actions: [action] }] = (await gestora.getJson(`/personas/${person}/plan`)).plan_needs;
  assert.match(action.what, /Cuarto familiar/, 'what was decided for a need is in her plan');
});

test('D18: each organisation has its own task and no other, and not her plan', async () => {
  const expected = { albergue: /Cuarto familiar/, asilo: /Cita urgente/,
    agencia: /efectivo/, clinica: null, consultorio: null, fondo: null };
  for (const [login, text] of Object.entries(expected)) {
    const client = await net.as(login);
    const { tasks } = await client.getJson(invitations[login]);
    assert.equal(tasks.length, text ? 1 : 0, login);
    assert.ok(!text || text.test(tasks[0].task_text), login);
    assert.equal((await client.send('GET', url)).status, 404, login);
  }
});

test('D20: she is told at the next safe moment; what she said stands beside it', async () => {
  await at(18, '16:00');
  await fill(gestora, `${conference}/informar`, { told: 'pending', next_safe: '2026-12-15T10:00' });
  await at(22, '10:05');
  const { groups } = await gestora.getJson('/hoy');
  assert.ok(groups[1].list.items.some(({ kind, url: to }) =>
    kind === 'tell_conference' && to === conference));
  await fill(gestora, `${conference}/informar`, { told: 'yes', told_at: '2026-12-15T10:02',
    said: 'Está contenta con el cuarto.' });
  const view = await gestora.getJson(conference);
  assert.match(view.told, /15\/12\/2026 10:02/);
  assert.equal(view.said, 'Está contenta con el cuarto.');
});

test('D22: what the shelter did comes back; the withdrawal of one closes it for that one alone',
  async () => {
    const albergue = await net.as('albergue');
    const { tasks } = await albergue.getJson(invitations.albergue);
    await fill(albergue, tasks[0].task_url, { state: 'done', note: 'Entró el domingo.' });
    await press(gestora, `${conference}/copiar`);
    const { decisions } = await gestora.getJson(conference);
    assert.equal(decisions[0].decision_state, 'done');
    const [{ plan_actions: [action] }] =
      (await gestora.getJson(`/personas/${person}/plan`)).plan_needs;
    assert.ok(JSON.stringify(action).includes('Entró el domingo.'), 'the plan knows it too');

    const { releases } = await gestora.getJson(`/personas/${person}/autorizaciones`);
    const fondo = releases.find(({ place, service }) =>
      service === 'conference' && place.startsWith('Fondo'));
    await fill(gestora, fondo.release_url, { by_her: 'yes' });
    assert.ok((await (await net.as('fondo')).getJson(invitations.fondo)).over.stopped);
    assert.equal((await guestOf(gestora, conference, 'Fondo')).state_code, 'stopped');
    assert.deepEqual((await heardBy(await net.as('clinica'), invitations.clinica)).length, 6);

    await press(gestora, `${conference}/cerrar`);
    const types = (await historyOf(gestora, person, 'reuniones')).map(({ type }) => type);
    for (const type of ['conference_set', 'conference_invited', 'conference_held',
      'conference_decided', 'conference_approved', 'conference_told', 'conference_closed']) {
      assert.ok(types.includes(type), type);
    }
  });

test('what was written verifies', async () => {
  await net.halt();
  const { stdout } = await mustRun(['verify', '--dir', net.dir, '--keys', '--json']);
  assert.equal(JSON.parse(stdout).holds, true);
  await net.start();
});
