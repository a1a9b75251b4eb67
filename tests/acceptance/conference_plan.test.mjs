// What a person's plan says already is not written a second time for a conference.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, answer, change, fill, meetPerson, post, refer, slipOf } from './lib/acts.mjs';
import { addItem, convene, heardBy, invitationTo, invite, letCome, press, promise }
  from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
let gestora;
let clinica;
let person;
let url;

before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
  clinica = await net.as('clinica');
  ({ person } = await meetPerson(gestora, { name: 'Kathya' }));
  await addNeed(gestora, person, { service: 'SHELTER-S' });
  const [{ need }] = (await gestora.getJson(`/personas/${person}`)).needs;
  const plan = `/personas/${person}/plan`;
  await fill(gestora, `${plan}/necesidades/${need}/meta`, { goal: 'Dormir tranquila' });
  const add = (fields) => fill(gestora, `${plan}/necesidades/${need}/accion`,
    { kind: 'protection', decision: 'chosen', ...fields });
  await add({ what: 'Buscar cuarto con Kathya', who: 'together', due: '2026-12-02' });
  await add({ what: 'Hablar con el dueño', who: 'worker' });
  await add({ what: 'Ir a casa de la tía', decision: 'declined' });
  const [{ progress_url: progress }] = (await gestora.getJson(plan)).plan_needs[0].plan_actions;
  await fill(gestora, progress, { state: 'in_progress', progress: 'Vio dos cuartos',
    barrier: 'Piden fiador' });
  const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  const slip = await slipOf(clinica, code);
  await answer(clinica, slip, 'recibir');
  await answer(clinica, slip, 'aceptar');
  url = await convene(gestora, person,
    { when: '2026-12-11T14:00', guests: ['@Clínica', '@Albergue'] });
});
after(() => net?.stop());

const plannedFor = async (code) => (await gestora.getJson(url)).functions
  .find((section) => section.function === code).planned;
const titled = async (code, start) =>
  (await plannedFor(code)).find(({ planned_title }) => planned_title.startsWith(start));

test('each part of a conference shows what the plan says of it', async () => {
  const shown = {};
  for (const { function: code, planned } of (await gestora.getJson(url)).functions) {
    shown[code] = planned.map(({ planned_title, planned_text }) =>
      [planned_title, planned_text].join(': '));
  }
  assert.equal(shown.problems.length, 1);
  assert.match(shown.problems[0], /^Albergue.*: Meta: Dormir tranquila$/);
  assert.deepEqual(shown.progress,
    ['Buscar cuarto con ···: Meta: Dormir tranquila · En curso · Logrado: Vio dos cuartos · ' +
      'Lo que impide: Piden fiador'], 'with what was reached and what is in the way, unnamed');
  assert.equal(shown.roles.length, 3, 'two open actions and a referral; what she declined is none');
  assert.match(shown.roles[0], /^Buscar cuarto con ···: .+ · para el 02\/12\/2026$/);
  assert.match(shown.roles[1], /^Hablar con el dueño: [^·]+$/);
  assert.match(shown.roles[2], /^Salud.*: Clínica Poás.* · Aceptada$/,
    'as they answered, before the case has copied it');
  assert.deepEqual([...shown.strategies, ...shown.changes], []);
  assert.match(await gestora.getHtml(url), /Lo que impide: Piden fiador/);
});

test('it becomes an item with the words that will be told, and is offered no more', async () => {
  const { take_url } = await titled('progress', 'Buscar');
  const page = await gestora.getJson(take_url);
  const value = (name) => page.form.fields.find((field) => field.name === name)?.value;
  assert.deepEqual([value('function'), value('title')], ['progress', 'Buscar cuarto con ···']);
  assert.match(value('text'), /Piden fiador/);
  assert.equal(page.form.fields.find(({ name }) => name === 'all').options
    .some(({ checked }) => checked), false, 'whether it is for all is still asked');
  const refused = await post(gestora, page,
    { function: 'progress', title: '', text: 'Piden fiador.', all: 'yes' });
  assert.equal(refused.status, 422);
  assert.deepEqual(await titled('progress', 'Buscar') !== undefined, true);

  await change(gestora, take_url, { text: 'Piden fiador.', all: 'yes' });
  assert.equal(await titled('progress', 'Buscar'), undefined);
  assert.notEqual(await titled('roles', 'Buscar'), undefined, 'who does it is another thing');
  const { functions } = await gestora.getJson(url);
  const [item] = functions.find((section) => section.function === 'progress').items;
  assert.equal(item.item_text, 'Piden fiador.');
  await press(gestora, item.drop_url);
  assert.notEqual(await titled('progress', 'Buscar'), undefined, 'taken out it is offered again');
});

test('what was taken is heard by those whom the person lets hear it, the plan by nobody',
  async () => {
    await change(gestora, (await titled('roles', 'Hablar')).take_url, { all: 'no' });
    await addItem(gestora, url, { title: 'Cuarto para tres' });
    await letCome(gestora, url, 'Clínica',
      { titles: ['Hablar con el dueño', 'Cuarto para tres'] });
    await letCome(gestora, url, 'Albergue');
    await invite(gestora, url);
    const albergue = await net.as('albergue');
    const theirs = await invitationTo(albergue, gestora, url, 'Albergue');
    const hers = await invitationTo(clinica, gestora, url, 'Clínica');
    await promise(albergue, theirs);
    await promise(clinica, hers);
    assert.deepEqual(await heardBy(albergue, theirs), ['Cuarto para tres']);
    assert.deepEqual((await heardBy(clinica, hers)).sort(),
      ['Cuarto para tres', 'Hablar con el dueño']);
    for (const page of [await albergue.getHtml(theirs), await clinica.getHtml(hers)]) {
      assert.doesNotMatch(page, /Piden fiador|Dormir tranquila|la tía/);
    }
  });

test('of another person\'s plan nothing can be taken', async () => {
  const { person: other } = await meetPerson(gestora);
  const there = await convene(gestora, other, { when: '2026-12-11T14:00', guests: ['@Clínica'] });
  const id = (await titled('roles', 'Buscar')).take_url.split('de=')[1].slice(0, 32);
  assert.equal((await gestora.send('GET', `${there}/temas?parte=roles&de=${id}`)).status, 404);
});
