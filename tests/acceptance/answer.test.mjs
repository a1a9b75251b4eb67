// The receiver's side of a referral: what opens when, what every answer does, what ends at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { answer, fill, finish, follow, meetPerson, refer, slipOf, withdraw } from './lib/acts.mjs';
import { expectStatus, newCommand, problemsOf } from './lib/client.mjs';
import { rowOf } from './lib/home.mjs';
import { openNetwork } from './lib/network.mjs';

const NAME = 'Xilonen Tlacaélel';
const PHONE = '+506 0000-9911';
const RULE = 'Solo mensaje, de 10 a 11; nunca de noche.';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** A person of her own for each test, so that no referral stands in another's way. */
async function sent(choice = {}) {
  const gestora = await net.as('gestora');
  const { person } = await meetPerson(gestora, { name: NAME, phone: PHONE, contact_rule: RULE });
  const referral = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica', ...choice });
  return { person, ...referral };
}

async function received(choice) {
  const referral = await sent(choice);
  return { ...referral, slip: await slipOf(await net.as('clinica'), referral.code) };
}

const at = (slip, what = '') => `/derivaciones/${slip}${what && `/${what}`}`;
const slipPage = async (slip, login = 'clinica') => (await net.as(login)).getJson(at(slip));
const tellsWho = (text) => [NAME, PHONE].some((told) => text.includes(told));

async function contact(slip, login = 'clinica', accept = 'application/json') {
  return (await net.as(login)).send('GET', at(slip, 'contacto'), { accept });
}

/** A POST that is to be refused; what the page said. */
async function refuse(slip, what, fields, status = 422) {
  const clinica = await net.as('clinica');
  await clinica.getJson('/ayuda');
  const refused = await clinica.post(at(slip, what), fields);
  return expectStatus(refused, status, what);
}

async function outcome({ person, referral }, login = 'gestora') {
  const client = await net.as(login);
  await follow(client, person, referral, 'copiar');
  return client.getJson(`/personas/${person}/derivaciones/${referral}`);
}

test('a function has its referral before anyone there has come in', async () => {
  const { code } = await sent({ service: 'SHELTER-S', to: 'Casa Alborada', priority: 'urgent' });
  const row = await rowOf(await net.as('gestora'), code, 'enviadas');
  assert.equal(row.state_code, 'delivered');

  const alborada = await net.another('fondo'); // any browser
  await alborada.activate(net.made.members.find(({ login }) => login === 'alborada'));
  await alborada.signIn('alborada');
  const slip = await slipOf(alborada, code);
  const page = await alborada.getJson(at(slip));
  assert.equal(page.state_code, 'delivered');
  assert.equal(page.rule, RULE);
});

test('harm 3: the contact opens with acceptance and not before', async () => {
  const { slip } = await received();
  for (const step of ['', 'recibir']) {
    if (step) {
      await answer(await net.as('clinica'), slip, step);
    }
    for (const accept of ['application/json', 'text/html']) {
      const closed = await contact(slip, 'clinica', accept);
      assert.equal(closed.status, 404);
      assert.ok(!tellsWho(closed.text));
    }
    const page = await slipPage(slip);
    assert.equal(page.contact_url, undefined);
    assert.ok(!tellsWho(JSON.stringify(page)));
    assert.ok(page.has_later, 'what comes after acceptance is named');
  }

  await answer(await net.as('clinica'), slip, 'aceptar', { first_contact: '2026-11-24T10:00' });
  const page = await slipPage(slip);
  assert.equal(page.state_code, 'accepted');
  assert.ok(!tellsWho(JSON.stringify(page)), 'the slip itself still names nobody');
  const { view, text } = await contact(slip);
  assert.equal(view.rule, RULE);
  assert.deepEqual(view.told.map(({ value }) => value).filter(tellsWho).sort(), [PHONE, NAME]);
  assert.ok(text.length > 0);
  const html = await (await net.as('clinica')).getHtml(page.contact_url);
  assert.ok(html.indexOf(RULE) < html.indexOf(PHONE), 'the rule stands before the number');
});

test('another function opens neither slip nor contact', async () => {
  const { slip } = await received();
  await answer(await net.as('clinica'), slip, 'aceptar');
  for (const path of [at(slip), at(slip, 'contacto'), at(slip, 'no-aceptar')]) {
    const refused = await (await net.as('consultorio')).send('GET', path);
    assert.equal(refused.status, 404, path);
  }
  const consultorio = await net.as('consultorio');
  await consultorio.getJson('/ayuda');
  expectStatus(await consultorio.post(at(slip, 'recibir')), 404);
});

test('declining needs a coded reason, and a detail where the reason asks for one', async () => {
  const referral = await received();
  const { slip } = referral;
  await refuse(slip, 'no-aceptar', { reason: 'because', detail: 'x' });
  const bare = await refuse(slip, 'no-aceptar', { reason: 'requirement' });
  assert.ok(bare.view.form.fields.find(({ name }) => name === 'detail').error);
  assert.equal((await slipPage(slip)).state_code, 'delivered');

  await answer(await net.as('clinica'), slip, 'no-aceptar',
    { reason: 'requirement', detail: 'Carné vigente' });
  const page = await slipPage(slip);
  assert.equal(page.state_code, 'declined');
  assert.ok(page.over, 'the slip is closed to whoever declined');
  assert.equal(page.told, undefined);
  assert.equal(page.rule, undefined);
  assert.equal((await contact(slip)).status, 404);

  const known = await outcome(referral);
  assert.ok(JSON.stringify(known).includes('Carné vigente'), 'the sender reads why');
});

test('on the waiting list until a day that is still to come, and looked at again then', async () => {
  const { slip, code } = await received();
  await refuse(slip, 'espera', { expected: '2026-11-20' });
  await answer(await net.as('clinica'), slip, 'espera', { expected: '2026-12-14' });
  assert.equal((await slipPage(slip)).state_code, 'waitlisted');
  assert.equal((await contact(slip)).status, 404);
  assert.equal((await rowOf(await net.as('clinica'), code)).silence, '');
  await answer(await net.as('clinica'), slip, 'aceptar');
  assert.equal((await slipPage(slip)).state_code, 'accepted');
});

test('while information is asked for it is the sender who is awaited', async () => {
  const { slip, code, person, referral } = await received();
  await answer(await net.as('clinica'), slip, 'recibir');
  const before = (await slipPage(slip)).due;
  await answer(await net.as('clinica'), slip, 'preguntar', { question: '¿Usa silla de ruedas?' });
  const asked = await slipPage(slip);
  assert.equal(asked.state_code, 'info_asked');
  assert.equal(asked.asked, '¿Usa silla de ruedas?');
  assert.notEqual(asked.due, before);

  await follow(await net.as('gestora'), person, referral, 'informacion', { answer: 'No.' });
  const told = await slipPage(slip);
  assert.equal(told.state_code, 'received');
  assert.equal(told.given, 'No.');
  assert.equal((await rowOf(await net.as('clinica'), code)).state_code, 'received');
});

test('a question may be followed by a decision, answered or not', async () => {
  const { slip } = await received();
  await answer(await net.as('clinica'), slip, 'preguntar', { question: '¿Qué idioma?' });
  await answer(await net.as('clinica'), slip, 'aceptar');
  assert.equal((await slipPage(slip)).state_code, 'accepted');
});

test('the service: in part keeps it open, given or not given ends it', async () => {
  const results = [
    ['given', undefined, 'service_given'],
    ['not', 'no_show', 'service_not'],
  ];
  const reasons = (await serviceForm()).options.map(({ value }) => value);
  for (const [result, reason, state] of results) {
    const referral = await received();
    await answer(await net.as('clinica'), referral.slip, 'aceptar');
    await refuse(referral.slip, 'servicio', { result: 'not' });
    await answer(await net.as('clinica'), referral.slip, 'servicio',
      { result: 'partly', reason: reasons[0] });
    assert.equal((await slipPage(referral.slip)).state_code, 'service_partly');
    if (result === 'given') {
      await answer(await net.as('clinica'), referral.slip, 'servicio', { result });
      const page = await slipPage(referral.slip);
      assert.equal(page.state_code, state);
      assert.ok(page.over);
      assert.equal((await contact(referral.slip)).status, 404);
    }
  }
  const none = await received();
  await answer(await net.as('clinica'), none.slip, 'aceptar');
  await answer(await net.as('clinica'), none.slip, 'servicio',
    { result: 'not', reason: reasons[1] });
  assert.equal((await slipPage(none.slip)).state_code, 'service_not');
  assert.equal((await contact(none.slip)).status, 404);
});

async function serviceForm() {
  const { slip } = await received();
  await answer(await net.as('clinica'), slip, 'aceptar');
  const { form } = await (await net.as('clinica')).getJson(at(slip, 'servicio'));
  return form.fields.find(({ name }) => name === 'reason');
}

test('harm 2: a withdrawn authorisation reaches the receiver at once', async () => {
  const { slip, code, person } = await received();
  await answer(await net.as('clinica'), slip, 'aceptar');
  const gestora = await net.as('gestora');
  const [{ release }] = (await gestora.getJson(`/personas/${person}`)).releases;
  await withdraw(gestora, person, release);

  const page = await slipPage(slip);
  assert.equal(page.state_code, 'stopped');
  assert.equal(page.state, 'Sin efecto: no continúe');
  assert.ok(page.over.stopped);
  assert.equal(page.code, code);
  assert.equal(page.told, undefined);
  assert.equal((await contact(slip)).status, 404);
  const row = await rowOf(await net.as('clinica'), code);
  assert.equal(row.state_code, 'stopped');
  assert.ok(!JSON.stringify(row).includes('Salud'), 'not even the service is told any more');

  const late = await refuse(slip, 'servicio', { result: 'given' }, 409);
  assert.equal(late.view.state_code, 'stopped', 'the page says what has become of it');
});

test('a cancelled referral says the same, also when its sender has closed it', async () => {
  const { slip, code, person, referral } = await received();
  await answer(await net.as('clinica'), slip, 'recibir');
  const gestora = await net.as('gestora');
  await follow(gestora, person, referral, 'anular', { why: 'not_safe' });
  assert.equal((await slipPage(slip)).state_code, 'stopped');
  await follow(gestora, person, referral, 'cerrar');
  const page = await slipPage(slip);
  assert.equal(page.state_code, 'stopped');
  assert.ok(!JSON.stringify(page).includes('No es seguro'), 'why is the case\'s own');
  assert.equal((await rowOf(await net.as('clinica'), code)).state_code, 'stopped');
});

test('two colleagues who answer at once: one answer counts, the other is told', async () => {
  const { slip } = await received();
  const clients = [await net.as('clinica'), await net.as('clinica2')];
  const forms = [['aceptar', {}], ['no-aceptar', { reason: 'profile' }]];
  for (const client of clients) {
    await client.getJson('/ayuda');
  }
  const answers = await Promise.all(clients.map((client, i) =>
    client.post(at(slip, forms[i][0]), { ...forms[i][1], _command: newCommand() })));
  const statuses = answers.map(({ go, status }) => (go ? 'taken' : status)).sort();
  assert.deepEqual(statuses, [409, 'taken'], answers.map(problemsOf).join('\n'));
});

test('the same answer sent again has one effect', async () => {
  const { slip } = await received();
  const clinica = await net.as('clinica');
  const page = await clinica.getJson(at(slip));
  const fields = { _command: page.receive.command };
  const first = await clinica.post(at(slip, 'recibir'), fields);
  const again = await clinica.post(at(slip, 'recibir'), fields);
  assert.equal(again.go, first.go);
  assert.equal((await slipPage(slip)).history.length, 2);
});

test('harm 1: no page of the receiver asks for the account', async () => {
  const { slip } = await received();
  const html = await (await net.as('clinica')).getHtml(at(slip));
  assert.match(html, /No hace falta que cuente otra vez/);
  for (const what of ['aceptar', 'espera', 'preguntar', 'no-aceptar']) {
    const { form } = await (await net.as('clinica')).getJson(at(slip, what));
    assert.ok(form.fields.length <= 2, what);
  }
});

test('answering takes two pages from the list', async () => {
  const { code } = await sent();
  const clinica = await net.as('clinica');
  const row = await rowOf(clinica, code);
  const slip = await clinica.getJson(row.url);
  const { answer_url: accept } = slip.answers.find(({ key }) => key === 'accept');
  const go = await fill(clinica, accept, {});
  assert.equal((await clinica.getJson(go)).state_code, 'accepted');
});

test('an external referral stands on the lists of its sender and unit with both its times', async () => {
  const gestora = await net.as('gestora');
  const { code, person, referral } = await sent(
    { service: 'ASYLUM', to: 'Oficina', kind: 'external' });
  const recorded = await rowOf(gestora, code, 'enviadas');
  assert.equal(recorded.state_code, 'recorded');
  net.clock.advance({ hours: 3 });
  await follow(await net.as('gestora'), person, referral, 'ejecutar', {
    channel: '@Tel', by: 'Marta', to: 'Ventanilla 3', when: '2026-11-23T10:30' });
  for (const login of ['gestora', 'supervisora']) {
    const row = await rowOf(await net.as(login), code, 'enviadas');
    assert.equal(row.state_code, 'executed');
    assert.ok(row.facts.some((fact) => fact.startsWith('Registrada: 23/11/2026 09:')), row.facts);
    assert.ok(row.facts.includes('Comunicada: 23/11/2026 10:30'), row.facts);
  }
});

test('a supervisor sees the unit\'s, another worker only her own', async () => {
  const { code } = await sent();
  await rowOf(await net.as('supervisora'), code, 'enviadas');
  const { list } = await (await net.as('gestora2')).getJson('/derivaciones?lado=enviadas&ver=todas');
  assert.ok(!list.items.some((item) => item.code === code));
});

test('a closed referral leaves the open list and stays among all', async () => {
  const referral = await received();
  await answer(await net.as('clinica'), referral.slip, 'aceptar');
  await answer(await net.as('clinica'), referral.slip, 'servicio', { result: 'given' });
  const gestora = await net.as('gestora');
  await finish(gestora, referral.person, referral.referral);
  for (const [login, side] of [['gestora', 'enviadas'], ['clinica', 'recibidas']]) {
    const client = await net.as(login);
    const open = await client.getJson(`/derivaciones?lado=${side}`);
    assert.ok(!open.list.items.some(({ code }) => code === referral.code), login);
    await rowOf(client, referral.code, side);
  }
});

test('a long list comes in pages, each row once', async () => {
  const gestora = await net.as('gestora');
  for (let i = 0; i < 26; i++) {
    const { person } = await meetPerson(gestora);
    await refer(gestora, person, { service: 'NFI', to: 'Fondo', kind: 'self' });
    await refer(gestora, person, { service: 'CASH', to: 'Fondo', kind: 'self' });
  }
  const codes = [];
  let path = '/derivaciones?lado=enviadas&ver=todas';
  while (path) {
    const page = await gestora.getJson(path);
    assert.ok(page.list.items.length <= 50);
    codes.push(...page.list.items.map(({ code }) => code));
    path = page.pager?.next_url;
  }
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.length >= 52);
  const broken = await gestora.send('GET', '/derivaciones?lado=enviadas&desde=nada');
  assert.equal(broken.status, 422);
});

test('browsers that leave a form\'s origin unnamed are let in, other places are not', async () => {
  const clinica = await net.as('clinica');
  const { slip } = await received();
  await clinica.getJson('/ayuda');
  const send = (site) => clinica.post(at(slip, 'recibir'), {},
    { headers: { origin: 'null', 'sec-fetch-site': site } });
  assert.equal((await send('cross-site')).go ?? null, null);
  assert.ok((await send('same-origin')).go);
});
