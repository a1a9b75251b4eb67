// The sender's side of a referral: what is proposed, what leaves and what does not, what follows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, answer, choose, exclude, fill, finish, follow, meetPerson, refer,
  slipOf } from './lib/acts.mjs';
import { expectStatus, newCommand } from './lib/client.mjs';
import { standing } from './lib/home.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const as = (login) => net.as(login);
const page = async (person, referral) =>
  (await as('gestora')).getJson(`/personas/${person}/derivaciones/${referral}`);
const choosing = async (person, service) =>
  (await as('gestora')).getJson(`/personas/${person}/derivar?servicio=${service}`);
const proposed = ({ proposals }) => [...proposals.first, ...proposals.more];
const named = (list, name) => list.find(({ organisation }) => organisation.startsWith(name));

async function someone(answers) {
  return (await meetPerson(await as('gestora'), answers)).person;
}

/** A POST that is to be refused; what it was told. */
async function refuse(client, path, fields, status = 422) {
  await client.getJson('/ayuda');
  const refused = expectStatus(await client.post(path, fields), status, path);
  return refused.view;
}

const inbox = async (login) => (await (await as(login))
  .getJson('/derivaciones?lado=recibidas&ver=todas')).list.items.map(({ code }) => code);

test('harm 4: the service map is the first page of a referral, with reasons in words', async () => {
  const person = await someone();
  const clinic = named(proposed(await choosing(person, 'HEALTH')), 'Clínica Poás');
  assert.ok(clinic.reasons.some((reason) => reason === 'Atiende a: Mujeres'));
  assert.ok(clinic.phone && clinic.hours && clinic.reports);
  assert.ok(clinic.account);
  const gestora = await as('gestora');
  await addNeed(gestora, person, { service: 'LEGAL', priority: 'urgent', note: 'Medidas' });
  const { needs } = await gestora.getJson(`/personas/${person}/derivar`);
  const need = needs.find(({ label }) => label === 'Asistencia legal');
  const view = await gestora.getJson(need.need_url);
  assert.equal(view.wanted.need_note, 'Medidas');
  const priority = view.form.fields.find(({ name }) => name === 'priority');
  assert.equal(priority.options.find(({ checked }) => checked).value, 'urgent');
  assert.ok(named(proposed(view), 'Consultorio Jurídico'));
});

test('family mediation is offered to nobody, not even by its address', async () => {
  const person = await someone();
  const { services } = await (await as('gestora')).getJson(`/personas/${person}/derivar`);
  assert.ok(services.length > 20 && services.every(({ value }) => value !== 'FMED'));
  assert.equal((await choosing(person, 'FMED')).proposals.any, false);
});

test('harm 3: an organisation that must not know is absent, and nothing can be sent to it',
  async () => {
    const person = await someone();
    const gestora = await as('gestora');
    const clinic = named(proposed(await choosing(person, 'HEALTH')), 'Clínica Poás');
    const draft = await choose(gestora, person, { service: 'MH', to: 'Clínica Poás' });
    await allow(gestora, draft);
    await exclude(gestora, person, { exclude_organisations: '@Clínica Poás' });

    const view = await choosing(person, 'HEALTH');
    assert.ok(!JSON.stringify(view.proposals).includes('Poás'));
    const path = `/personas/${person}/derivar?servicio=HEALTH`;
    await refuse(gestora, path, { provider: clinic.provider, kind: 'sent', priority: 'normal',
      talked_over: 'yes' }, 404);
    const preview = await gestora.getJson(`${draft}/vista`);
    assert.equal(preview.may_leave, false);
    assert.equal(preview.problem_text, 'Esta organización no debe saber.');
    await refuse(gestora, `${draft}/vista`);

    const other = await refer(gestora, person, { service: 'HEALTH', to: 'Hospital Frontera',
      kind: 'external' });
    await follow(gestora, person, other.referral, 'ejecutar',
      { channel: 'phone', when: '2026-11-23T09:00', by: 'Marta', to: 'Urgencias' });
    await follow(gestora, person, other.referral, 'resultado',
      { state: 'declined', decline_reason: 'closed' });
    const declined = await page(person, other.referral);
    assert.ok(declined.look_further);
    assert.ok(!JSON.stringify(declined.alternatives).includes('Poás'));
  });

test('a service she declined stays listed, is not proposed, and comes back when she asks',
  async () => {
    const person = await someone();
    const gestora = await as('gestora');
    const path = `/personas/${person}/derivar`;
    const legal = named(proposed(await choosing(person, 'LEGAL')), 'Consultorio');
    const { provider } = legal;
    await gestora.post(`${path}/no-quiere?servicio=LEGAL`, { provider });

    const without = await choosing(person, 'LEGAL');
    assert.equal(named(proposed(without), 'Consultorio'), undefined);
    assert.equal(named(without.proposals.declined, 'Consultorio').provider, provider);
    const wish = { provider, kind: 'sent', priority: 'normal', talked_over: 'yes' };
    await refuse(gestora, `${path}?servicio=LEGAL`, wish);
    await refuse(gestora, `${path}/reabrir?servicio=LEGAL`, { provider, why: 'we_want' });
    assert.equal(named(proposed(await choosing(person, 'LEGAL')), 'Consultorio'), undefined);

    for (const why of ['asked', 'new_incident']) {
      await gestora.getJson('/ayuda');
      const { go } = await gestora.post(`${path}/reabrir?servicio=LEGAL`, { provider, why });
      assert.equal(go, `${path}?servicio=LEGAL`);
      assert.ok(named(proposed(await choosing(person, 'LEGAL')), 'Consultorio'));
      await gestora.post(`${path}/no-quiere?servicio=LEGAL`, { provider });
    }
  });

test('dropping a draft because she does not want the service keeps that too', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const draft = await choose(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
  await gestora.post(`${draft}/no-enviar`, { declined: 'yes' });
  assert.ok(named((await choosing(person, 'LEGAL')).proposals.declined, 'Consultorio'));
  const view = await gestora.getJson(draft);
  assert.ok(view.is_dropped);
  await refuse(gestora, `${draft}/vista`);
});

test('three pages and three posts: what the preview shows is what its receiver reads', async () => {
  const person = await someone({ access_needs: 'Lengua de señas' });
  const gestora = await as('gestora');
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás',
    thoughts: 'Queda lejos de la parada' });
  await allow(gestora, draft);
  const preview = await gestora.getJson(`${draft}/vista`);
  const sent = await fill(gestora, `${draft}/vista`, {});
  assert.equal(sent, draft, 'the page after sending is the referral itself');
  const view = await gestora.getJson(sent);
  assert.equal(view.state_code, 'delivered');
  assert.ok(view.steps.some(({ text }) => text.includes('Atención integral')));
  assert.ok(view.due && view.phones.length > 0);

  const clinica = await as('clinica');
  const slip = await slipOf(clinica, view.code);
  const read = await clinica.getJson(`/derivaciones/${slip}`);
  const pairs = (items) => items.map(({ name, value }) => `${name}=${value}`).sort();
  assert.deepEqual(pairs(read.told), pairs(preview.now));
  assert.equal(read.rule, preview.rule);
  assert.deepEqual(read.later.sort(), preview.later.map(({ label }) => label).sort());
  assert.ok(!JSON.stringify(read).includes('lejos'), 'what was weighed is never sent');
  await answer(clinica, slip, 'aceptar');
  const contact = await clinica.getJson(`/derivaciones/${slip}/contacto`);
  assert.deepEqual(pairs(contact.told), pairs(preview.later));
  const receiver = preview.readers.find(({ is_receiver }) => is_receiver);
  assert.ok(receiver.name.startsWith('Atención integral'));
  assert.ok(preview.readers.some(({ name }) => name === 'Marta Solano Vega'));
});

test('"No se envía" has labels and no values', async () => {
  const person = await someone({ with_her: 'Su madre, que no camina' });
  const gestora = await as('gestora');
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  await allow(gestora, draft);
  const { not_sent: kept } = await gestora.getJson(`${draft}/vista`);
  assert.ok(kept.some(({ name }) => name === 'with_her'));
  assert.ok(kept.some(({ name }) => name === 'hiv'), 'listed whether or not there is an answer');
  assert.ok(kept.every((item) => item.value === undefined));
  const html = await gestora.getHtml(`${draft}/vista`);
  assert.ok(!html.includes('Su madre'));
});

test('two referrals of one person share nothing by which their receivers could join them',
  async () => {
    const person = await someone();
    const gestora = await as('gestora');
    const health = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
    const legal = await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
    const { identity } = await gestora.getJson(`/personas/${person}`);
    const read = async (login, { code }) => {
      const client = await as(login);
      const slip = await slipOf(client, code);
      return JSON.stringify({ ...await client.getJson(`/derivaciones/${slip}`), csrf: '' });
    };
    const one = await read('clinica', health);
    const two = await read('consultorio', legal);
    const ids = (text) => text.match(/[0-9a-f]{32}/g) ?? [];
    assert.notEqual(health.code.slice(3, 8), legal.code.slice(3, 8));
    assert.deepEqual(ids(one).filter((id) => ids(two).includes(id)), []);
    for (const text of [one, two]) {
      assert.ok(!text.includes(identity.code) && !text.includes(person));
      assert.ok(!text.includes(health.referral) && !text.includes(legal.referral));
    }
  });

test('sent twice is sent once: the same POST again, and two at one moment', async () => {
  const gestora = await as('gestora');
  for (const together of [false, true]) {
    const person = await someone();
    const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
    await allow(gestora, draft);
    const before = (await inbox('clinica')).length;
    await gestora.getJson(`${draft}/vista`);
    const path = `${draft}/vista`;
    const command = newCommand();
    const send = (own) => gestora.post(path, { _command: own });
    const answers = together
      ? await Promise.all([1, 2, 3, 4].map((i) => send(i < 3 ? command : newCommand())))
      : [await send(command), await send(command)];
    const went = answers.filter(({ go }) => go === draft);
    assert.ok(went.length >= 1, JSON.stringify(answers.map(({ status }) => status)));
    assert.ok(together || went.length === 2, 'a repetition is given the first one\'s answer');
    assert.ok(answers.every(({ go, status }) => go === draft || status === 422));
    assert.equal((await inbox('clinica')).length, before + 1);
    const late = await refuse(gestora, path);
    assert.ok(late.left);
  }
});

test('no second referral to the same service while one is open', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const first = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  const second = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  await allow(gestora, first);
  await allow(gestora, second);
  await fill(gestora, `${first}/vista`, {});
  assert.equal((await gestora.getJson(`${second}/vista`)).problem_text,
    'Ya hay una derivación abierta a este servicio.');
  await refuse(gestora, `${second}/vista`);
  await assert.rejects(choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' }));
});

test('she goes herself: nothing is told to anyone, and it closes on what she tells', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const before = await inbox('consultorio');
  const draft = await choose(gestora, person, { service: 'LEGAL', to: 'Consultorio', kind: 'self' });
  const preview = await gestora.getJson(`${draft}/vista`);
  assert.deepEqual([preview.now, preview.later], [[], []]);
  assert.match(preview.token, /^TK-/);
  await fill(gestora, `${draft}/vista`, {});
  assert.deepEqual(await inbox('consultorio'), before);
  const view = await gestora.getJson(draft);
  assert.equal(view.state_code, 'recorded');
  assert.equal(view.token, preview.token);
  const referral = draft.split('/')[4];
  await refuse(gestora, `${draft}/ejecutar`,
    { channel: 'phone', when: '2026-11-23T08:00', by: 'Marta', to: 'Nadie' });
  await refuse(gestora, `${draft}/cerrar`);
  await follow(gestora, person, referral, 'resultado', { state: 'service_given' });
  await follow(gestora, person, referral, 'cerrar');
  assert.equal((await gestora.getJson(draft)).state_code, 'closed');
});

test('an external referral: recorded and told are two facts with their own times', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const { referral, url } = await refer(gestora, person,
    { service: 'HEALTH', to: 'Hospital Frontera', kind: 'external' });
  const told = { channel: 'phone', by: 'Marta Solano', to: 'Enfermera de turno' };
  assert.equal((await gestora.getJson(url)).state_code, 'recorded');
  await refuse(gestora, `${url}/resultado`, { state: 'accepted' });
  net.clock.advance({ minutes: 8 });
  for (const when of ['2031-01-01T10:00', '2026-11-23T08:59']) { // before she allowed it
    const { errors } = await refuse(gestora, `${url}/ejecutar`, { ...told, when });
    assert.deepEqual(errors.map(({ field }) => field), ['when']);
  }
  assert.equal((await gestora.getJson(url)).state_code, 'recorded');

  await follow(gestora, person, referral, 'ejecutar',
    { ...told, when: '2026-11-23T09:00', said_back: 'Que venga mañana' });
  const view = await gestora.getJson(url);
  assert.equal(view.state_code, 'executed');
  const done = view.history.find(({ type }) => type === 'referral_executed');
  assert.ok(done.when.endsWith('09:00'));
  assert.ok(done.recorded, 'when it was written down stands beside it');
  assert.ok(done.text.includes('Enfermera de turno') && done.text.includes('mañana'));

  await refuse(gestora, `${url}/cerrar`);
  await follow(gestora, person, referral, 'resultado',
    { state: 'service_not', not_given_reason: 'no_show' });
  await refuse(gestora, `${url}/cerrar`);
  await follow(gestora, person, referral, 'informar', { told: 'unsafe' });
  await follow(gestora, person, referral, 'cerrar');
  assert.equal((await gestora.getJson(url)).state_code, 'closed');
  net.clock.set('2026-11-23T15:00:00Z');
});

test('what she was told of an earlier outcome is not told of a later one, whenever that was',
  async () => {
    const person = await someone();
    const gestora = await as('gestora');
    const { referral, url } = await refer(gestora, person,
      { service: 'HEALTH', to: 'Hospital Frontera', kind: 'external' });
    await follow(gestora, person, referral, 'ejecutar',
      { channel: 'phone', by: 'Marta', to: 'Turno', when: '2026-11-23T09:00' });
    net.clock.advance({ minutes: 5 });
    await follow(gestora, person, referral, 'resultado', { state: 'accepted' });
    net.clock.advance({ minutes: 1 });
    await follow(gestora, person, referral, 'informar', { told: 'yes' });
    net.clock.advance({ minutes: 1 });
    await follow(gestora, person, referral, 'resultado',
      { state: 'service_given', told_at: '2026-11-23T09:03' });
    assert.deepEqual((await gestora.getJson(url)).marks.map(({ key }) => key), ['to_tell']);
    await refuse(gestora, `${url}/cerrar`);
    await follow(gestora, person, referral, 'informar', { told: 'yes' });
    await follow(gestora, person, referral, 'cerrar');
    net.clock.set('2026-11-23T15:00:00Z');
  });

test('an emergency shows the phone first and keeps who answered', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const draft = await choose(gestora, person,
    { service: 'CMR', to: 'Clínica Poás', priority: 'emergency' });
  await allow(gestora, draft);
  const html = await gestora.getHtml(`${draft}/vista`);
  assert.ok(html.indexOf('Llame primero') < html.indexOf('Se envía'));
  const preview = await gestora.getJson(`${draft}/vista`);
  assert.equal(preview.phones[0].phone, '+506 0000-0112', 'the one that answers at night');
  await fill(gestora, `${draft}/vista`, { answered_by: 'Karla' });
  assert.equal((await gestora.getJson(draft)).phoned, 'Karla');

  const other = await refer(gestora, await someone(),
    { service: 'CMR', to: 'Clínica Poás', priority: 'emergency' });
  const silent = await gestora.getJson(other.url);
  assert.ok(silent.actions.some(({ key }) => key === 'phoned'));
  await fill(gestora, `${other.url}/llamada`, { answered_by: 'Esteban' });
  assert.equal((await gestora.getJson(other.url)).phoned, 'Esteban');
});

test('she is told later, or cannot be told safely: neither keeps a referral from closing',
  async () => {
    const gestora = await as('gestora');
    const clinica = await as('clinica');
    const tellings = [
      { told: 'pending', next_safe: '2026-11-24T10:00' },
      { told: 'unsafe' },
      { told: 'yes' },
    ];
    for (const told of tellings) {
      const person = await someone();
      const sent = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
      await refuse(gestora, `${sent.url}/cerrar`);
      await refuse(gestora, `${sent.url}/informar`, told);
      await answer(clinica, await slipOf(clinica, sent.code), 'no-aceptar', { reason: 'area' });
      const open = await gestora.getJson(sent.url);
      assert.ok(open.marks.some(({ key }) => key === 'to_tell'));
      await refuse(gestora, `${sent.url}/cerrar`);
      await follow(gestora, person, sent.referral, 'informar', told);
      await follow(gestora, person, sent.referral, 'cerrar');
      const closed = await gestora.getJson(sent.url);
      assert.equal(closed.state_code, 'closed');
      const waits = closed.marks.some(({ key }) => key === 'to_tell');
      assert.equal(waits, told.told === 'pending');
      assert.ok(closed.history.some(({ type }) => type === 'referral_outcome'),
        'what was answered is copied without being asked for');
    }
  });

test('that she is still to be told stands on "Hoy" until it is done', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const clinica = await as('clinica');
  const sent = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  await answer(clinica, await slipOf(clinica, sent.code), 'no-aceptar', { reason: 'area' });
  await follow(gestora, person, sent.referral, 'informar',
    { told: 'pending', next_safe: '2026-11-23T16:00' });
  const { identity } = await gestora.getJson(sent.url);
  assert.deepEqual(await standing(gestora, identity.code), ['today tell']);
  await follow(gestora, person, sent.referral, 'cerrar');
  assert.deepEqual(await standing(gestora, identity.code), ['today tell'], 'closed or not');
  await follow(gestora, person, sent.referral, 'informar', { told: 'yes' });
  assert.deepEqual(await standing(gestora, identity.code), []);
});

test('a new answer has to be told anew', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const clinica = await as('clinica');
  const sent = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  const slip = await slipOf(clinica, sent.code);
  await answer(clinica, slip, 'aceptar');
  await follow(gestora, person, sent.referral, 'informar', { told: 'yes' });
  assert.deepEqual((await gestora.getJson(sent.url)).marks, []);
  net.clock.advance({ minutes: 5 });
  await answer(await as('clinica'), slip, 'servicio', { result: 'given' });
  const view = await (await as('gestora')).getJson(sent.url);
  assert.ok(view.marks.some(({ key }) => key === 'to_tell'));
  await refuse(gestora, `${sent.url}/cerrar`);
  await finish(gestora, person, sent.referral);
  assert.equal((await gestora.getJson(sent.url)).state_code, 'closed');
});

test('harm 5: silence is a state of its own, and when it is long the map is asked again',
  async () => {
    const person = await someone();
    const { url } = await refer(await as('gestora'), person,
      { service: 'SHELTER-S', to: 'Albergue Luz Serena', priority: 'emergency' });
    const seen = async () => (await as('gestora')).getJson(url);
    const silent = ({ marks }) => marks.some(({ key }) => key === 'no_answer');
    assert.ok(!silent(await seen()));
    net.clock.advance({ hours: 2, minutes: 1 });
    const due = await seen();
    assert.ok(silent(due));
    assert.equal(due.state_code, 'delivered');
    assert.ok(!due.look_further);
    net.clock.advance({ hours: 1 });
    const long = await seen();
    assert.ok(long.look_further);
    assert.ok(named(long.alternatives, 'Casa Alborada'));
    assert.equal(named(long.alternatives, 'Albergue Luz Serena'), undefined);
    net.clock.set('2026-11-23T15:00:00Z');
  });

test('whoever stands in sends for the one whose case it is: both can follow it', async () => {
  const person = await someone();
  const { url, code } = await refer(await as('gestora2'), person,
    { service: 'HEALTH', to: 'Clínica Poás' });
  for (const login of ['gestora', 'gestora2', 'supervisora']) {
    assert.equal((await (await as(login)).getJson(url)).code, code);
  }
  const before = (await (await as('gestora')).getJson(url)).readers.map(({ name }) => name);
  await exclude(await as('gestora'), person, { exclude_members: '@Irene' });
  const irene = await as('gestora2');
  expectStatus(await irene.send('GET', url), 404);
  const after_ = (await (await as('gestora')).getJson(url)).readers.map(({ name }) => name);
  assert.deepEqual(before.filter((name) => !after_.includes(name)), ['Irene Quesada Mora']);
});

test('every act of a referral by who has no key finds nothing', async () => {
  const person = await someone();
  const { url } = await refer(await as('gestora'), person,
    { service: 'HEALTH', to: 'Clínica Poás' });
  const suchiate = await net.another('fondo'); // any browser
  await suchiate.activate(net.made.members.find(({ login }) => login === 'suchiate'));
  await suchiate.signIn('suchiate');
  for (const what of ['', '/vista', '/autorizacion', '/anular', '/informar']) {
    expectStatus(await suchiate.send('GET', url + what), 404);
  }
  await refuse(suchiate, `${url}/anular`, { why: 'mistake' }, 404);
  assert.equal((await (await as('gestora')).getJson(url)).state_code, 'delivered');
});
