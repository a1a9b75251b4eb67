// Colectivo Caroní, by the public routes: Pilar accompanies more than was set and goes on leave. Each
// person is asked; nothing moves before the answer. D0 is Monday 23 November 2026 in Cúcuta.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNote, assessRisk, fill, historyOf, meetChild, meetPerson } from './lib/acts.mjs';
import { loadOf, namesOf, openCaroni } from './lib/caroni.mjs';
import { meetAboutCases } from './lib/conference.mjs';
import { expectStatus } from './lib/client.mjs';
import { FIRST_CONTACT, newest, offer, prepare, reply, todayOf } from './lib/transfers.mjs';

const NAMES = namesOf(22);
const BRIDGE = 'Colectivo Caroní';

/** Of the first five: CO-0044, who is 52 and cares for her grandchild, and CO-0045, a boy of 10. */
const [GRANDMOTHER, BOY] = [3, 4];
const GRANDCHILD = { age: '52', with_her: 'Un nieto de 6 años', children: '1' };
const MOTHER = { said: 'spoken', consenter: 'caregiver', adult: 'Doña Nieves, su mamá',
  adult_how: 'signature', danger: 'no' };

let net;
let pilar;
let yorleny;
let nubia;
let deisy;
const people = []; // { person, url, code }, in the order they came

before(async () => {
  net = await openCaroni({ ceiling: 15 });
});
after(() => net?.stop());

async function day(n, time = '09:00') {
  net.day(n, time, '-05:00');
  [pilar, yorleny, nubia, deisy] = [await net.as('pilar'), await net.as('yorleny'),
    await net.as('nubia'), await net.as('deisy')];
}

const status = async (client, { url }) => (await client.send('GET', url)).status;
const ask = (client, { url }, answer, fields) =>
  fill(client, `${url}/reparto`, { why: 'absence', answer, ...fields });
const today = async (client, kind, { code }) =>
  (await todayOf(client)).find((row) => row.kind === kind && row.code === code);

test('D0: twenty-two people; supervision reads in words that it is more than was set', async () => {
  await day(0, '10:00');
  for (const [i, name] of NAMES.entries()) {
    const { person, url } = i === BOY
      ? await meetChild(pilar, { name, age: '10', profiles: ['boys'] }, MOTHER)
      : await meetPerson(pilar, { name, profiles: ['women'], ...(i === GRANDMOTHER && GRANDCHILD) });
    const { identity: { code } } = await pilar.getJson(url);
    people.push({ person, url, code });
  }
  for (const { person } of people.slice(0, 2)) {
    await assessRisk(pilar, person, 'high', 'Amenazas.', ['threat_to_kill']);
  }
  const load = await loadOf(nubia, 'Pilar');
  assert.match(load.load_text, /^Acompaña a 22 personas · 2 con riesgo alto · cuenta como 24 · más/);
  const { workers, ceiling_text } = await nubia.getJson('/supervision');
  assert.match(ceiling_text, /hasta 15/);
  const order = workers.map(({ worker }) => worker);
  assert.deepEqual(order, ['Luz', 'Nubia', 'Pilar', 'Yorleny'].map((first) =>
    order.find((one) => one.startsWith(first))), 'by name, not by load');
});

test('D0: it shows codes, nobody\'s name, and opens nobody', async () => {
  const [{ url }] = people;
  await fill(pilar, `${url}/seguimiento`, { next: '2026-11-24T10:00', how: 'call' });
  await day(2);
  const load = await loadOf(nubia, 'Pilar');
  const row = load.late.find(({ late_code }) => late_code === people[0].code);
  assert.match(row.late_what, /un seguimiento, desde el 24\/11\/2026/);
  const html = await nubia.getHtml('/supervision');
  const worker = await nubia.getHtml(load.worker_url);
  for (const name of NAMES) {
    assert.ok(!html.includes(name) && !worker.includes(name), name);
  }
  const { accesses } = await pilar.getJson(`${url}/accesos`);
  assert.ok(!accesses.some(({ who }) => /Nubia/.test(who)), 'a list opens no dossier');
  expectStatus(await pilar.send('GET', '/supervision'), 404);
});

test('D2: Pilar\'s leave and who stands in; nobody has been asked yet', async () => {
  const load = await loadOf(nubia, 'Pilar');
  const { absence_url } = await nubia.getJson(load.worker_url);
  await fill(nubia, `${absence_url}/ausencia`, { from: '2026-11-30', until: '2027-02-26' });
  const worker = await nubia.getJson(load.worker_url);
  assert.match(worker.workers[0].away, /30\/11\/2026 – 26\/02\/2027/);
  assert.match(worker.workers[0].deputy, /Yorleny/);
  assert.equal(worker.list.items.length, 22);
  assert.ok(worker.list.items.every(({ facts }) => facts.includes('sin preguntar')));
});

test('D2: five agree to go to the team of the bridge: her yes, supervision and acceptance', async () => {
  await fill(pilar, `${people[BOY].url}/interes`, { about: 'transfer', kind: 'short',
    options: 'Ir al otro equipo, o esperar a Pilar.', view: 'Quiere ir si va su mamá.',
    took_part: 'Él, su mamá, Pilar', decision: 'Va.', why: 'Está cerca de la escuela.' });
  for (const one of people.slice(0, 5)) {
    await prepare(pilar, one.person, { to: BRIDGE, reason: 'organisational' });
    assert.equal(await status(deisy, one), 404, 'not before she, supervision and Deisy agreed');
    await offer(pilar, nubia, one.person, { to: BRIDGE, reason: 'organisational' });
    one.transfer = await newest(deisy);
    await reply(deisy, one.transfer, 'aceptar', { owner: '@Deisy' });
    assert.equal(await status(deisy, one), 200);
    assert.equal(await status(pilar, one), 404);
    assert.equal(await status(nubia, one), 404);
  }
  assert.match((await loadOf(await net.as('marta'), 'Deisy')).load_text,
    /Acompaña a 5 personas · 2 con riesgo alto · cuenta como 7 · hay espacio/);
});

test('D3: the boy is asked anew by Deisy, and it stays who consents for him', async () => {
  await day(3);
  const { url, transfer } = people[BOY];
  await reply(deisy, transfer, 'primer-contacto', { ...FIRST_CONTACT, when: '2026-11-26T08:30',
    said: 'spoken', consenter: 'on_file' });
  const said = (await deisy.getJson(url)).consent.rows.map(({ value }) => value).join(' / ');
  assert.match(said, /Está de acuerdo, lo dijo .* Doña Nieves, su mamá/);
  assert.equal(await today(deisy, 'consent_again', people[BOY]), undefined);
});

test('D2: the sixth refuses: nothing leaves, and she stays with the supervisor', async () => {
  const sixth = people[5];
  await prepare(pilar, sixth.person, { to: BRIDGE, reason: 'organisational' });
  const said = await pilar.post(`${sixth.url}/transferir/no-enviar`, { said_no: 'yes' });
  assert.ok(said.go);
  assert.equal(await status(pilar, sixth), 200);
  await ask(pilar, sixth, 'refuses', { note: 'Quiere a alguien que ya conoce.' });
  assert.equal(await status(deisy, sixth), 404);
  assert.equal(await status(pilar, sixth), 404);
  assert.ok(await today(nubia, 'take_over', sixth));
  const history = await historyOf(nubia, sixth.person);
  assert.match(history.find(({ type }) => type === 'reassign_asked').text,
    /No quiere a otra persona del equipo.*Quiere a alguien que ya conoce/);
  assert.match(history.find(({ type }) => type === 'owner_changed').text, /Nubia.*no quiso/);
});

test('D2: who could not be asked safely stays where she is, until the next safe moment', async () => {
  const later = people[6];
  await ask(pilar, later, 'not_yet', { again: '2026-11-27T10:00' });
  assert.equal(await status(pilar, later), 200);
  const { list } = await nubia.getJson((await loadOf(nubia, 'Pilar')).worker_url);
  const row = list.items.find(({ code }) => code === later.code);
  assert.match(row.next, /27\/11\/2026 10:00/);
  assert.equal(await today(pilar, 'reassign', later), undefined, 'not before');
  await day(4, '10:30');
  assert.ok(await today(pilar, 'reassign', later));
  assert.ok(await today(nubia, 'reassign', later));
});

test('D4: fifteen agree to Yorleny; for the sixteenth a reason is asked, and it bars nothing',
  async () => {
    const rest = people.slice(6);
    for (const one of rest.slice(0, 15)) {
      await ask(nubia, one, 'agrees', { owner: '@Yorleny' });
      assert.equal(await status(pilar, one), 404);
      assert.equal(await status(yorleny, one), 200);
    }
    assert.equal(await today(nubia, 'reassign', people[6]), undefined);
    assert.match((await loadOf(nubia, 'Yorleny')).load_text, /15 personas · justo lo fijado/);
    const last = rest[15];
    const { form } = await nubia.getJson(`${last.url}/reparto`);
    const owner = form.fields.find(({ name }) => name === 'owner').options
      .find(({ label }) => label.startsWith('Yorleny')).value;
    const told = await nubia.post(`${last.url}/reparto`,
      { why: 'absence', answer: 'agrees', owner });
    expectStatus(told, 422);
    assert.deepEqual(told.view.errors.map(({ field }) => field), ['over']);
    assert.match(told.view.errors[0].text, /16 \/ 15/);
    assert.equal(await status(pilar, last), 200, 'nothing moved');
    await ask(nubia, last, 'agrees', { owner: '@Yorleny', over: 'Ya se conocen del taller.' });
    const [changed] = (await historyOf(yorleny, last.person))
      .filter(({ type }) => type === 'owner_changed');
    assert.match(changed.text, /Yorleny.*Una ausencia larga.*Ya se conocen del taller/);
    assert.match((await loadOf(nubia, 'Pilar')).load_text, /Acompaña a 0 personas · hay espacio/);
  });

test('D4: the monthly review of cases has codes and no name', async () => {
  const meeting = await meetAboutCases(nubia,
    { units: ['@Colectivo Caroní (demo), Acompañamiento'] });
  for (const { code } of people.slice(6, 8)) {
    await fill(nubia, `${meeting}/casos`, { code, question: '¿Qué falta del plan?' });
  }
  const html = await yorleny.getHtml(meeting);
  assert.ok(people.slice(6, 8).every(({ code }) => html.includes(code)));
  assert.ok(NAMES.every((name) => !html.includes(name)));
  expectStatus(await deisy.send('GET', meeting), 404);
});

test('D39: no contact for 35 days: closing waits for supervision, which finds a way not tried',
  async () => {
    const silent = people[7];
    await fill(yorleny, `${silent.url}/seguimiento`, { next: '2026-11-27T11:00', how: 'call' });
    await day(39);
    await fill(yorleny, `${silent.url}/seguimiento/hecho`, { result: 'not_reached' });
    await fill(yorleny, `${silent.url}/cerrar`, { reason: 'no_contact', note: 'Se llamó dos veces.' });
    const { closure } = await yorleny.getJson(silent.url);
    assert.match(closure.closure_label, /espera/, 'not closed without supervision');
    await addNote(yorleny, silent.person, { text: 'Sigue abierto.' });
    const asked = await today(nubia, 'approval', silent);
    await fill(nubia, asked.act_url,
      { answer: 'change', note: 'Falta probar el mensaje de la tienda, que es el canal seguro.' });
    assert.match((await yorleny.getJson(silent.url)).closure.closure_label, /pide un cambio/);
    assert.ok(await today(yorleny, 'approval_change', silent));
    await addNote(yorleny, silent.person, { text: 'Se escribió por la tienda.' });
  });

test('D39: who asks to close is closed, and three months later the same history goes on', async () => {
  const hers = people[8];
  await fill(yorleny, `${hers.url}/cerrar`, { reason: 'asked', safety: 'not_needed',
    told_return: 'yes', note: 'Se va con su hermana.' });
  assert.match((await yorleny.getJson(hers.url)).closure.closure_label, /^Cerrado/);
  expectStatus(await yorleny.post(`${hers.url}/notas`, { text: 'a' }), 422);
  const before = await historyOf(yorleny, hers.person);
  await day(39 + 92);
  await fill(yorleny, `${hers.url}/reabrir`, { why: 'returned' });
  const now = await historyOf(yorleny, hers.person);
  assert.deepEqual(now.slice(-before.length), before);
  assert.equal(now.length, before.length + 1);
  await addNote(yorleny, hers.person, { text: 'Volvió.' });
});

test('in Colombia a referral is a remisión, on every page', async () => {
  const page = await yorleny.getJson('/derivaciones');
  assert.equal(page.title, 'Remisiones');
  assert.ok(page.nav.some(({ label }) => label === 'Remisiones'));
  for (const path of ['/derivaciones', people[7].url, `${people[7].url}/derivar?servicio=CM`,
    '/ayuda/derivar', '/hoy']) {
    const words = (await yorleny.getHtml(path)).replace(/<[^>]*>/g, ' ');
    assert.match(words, /[Rr]emi/, path);
    assert.doesNotMatch(words, /[Dd]eriv/, path);
  }
});
