// When it is proposed that those who serve a person meet, and to whom.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { addNeed, answer, fill, follow, meetPerson, refer, slipOf } from './lib/acts.mjs';
import { convene } from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
let gestora;
let person;
let url;

before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

beforeEach(async () => {
  gestora = await net.as('gestora');
  ({ person, url } = await meetPerson(gestora));
});

const later = async (time) => {
  net.clock.advance(time);
  gestora = await net.as('gestora');
};
const day = (days = 0) => new Date(net.clock.ms + days * 86400e3).toISOString().slice(0, 10);
const now = () => new Date(net.clock.ms - 6 * 3600e3).toISOString().slice(0, 16);
const reasons = async () => (await gestora.getJson(url)).conference.reasons.map(({ code }) => code);

/** Told by telephone, to an office that has no account. */
async function tellOutside(need) {
  const { referral } = await refer(gestora, person,
    { need, to: 'Oficina', kind: 'external' });
  await follow(gestora, person, referral, 'ejecutar',
    { channel: 'phone', by: 'a', to: 'a', said_back: 'a', when: now() });
  return referral;
}

test('the silence of an office without an account counts as any other', async () => {
  await addNeed(gestora, person, { service: 'ASYLUM' });
  const [{ need }] = (await gestora.getJson(url)).needs;
  const refused = await tellOutside(need);
  await follow(gestora, person, refused, 'resultado', { state: 'declined',
    decline_reason: 'no_capacity', detail: 'en enero', told_at: now() });
  await follow(gestora, person, refused, 'informar', { told: 'yes' });
  await follow(gestora, person, refused, 'cerrar');
  await tellOutside(need);
  await later({ days: 1 });
  assert.deepEqual(await reasons(), [], 'they still have time');
  await later({ days: 30 });
  assert.deepEqual(await reasons(), ['unanswered']);
});

test('an incident follows a safety plan too, and a new version of it does not answer it', async () => {
  const tell = () => fill(gestora, `${url}/relato/hechos`, { when: 'recent', day: day() });
  const agree = (review, wanted = { wanted: 'yes', kept: 'none' }) =>
    fill(gestora, `${url}/seguridad/acordado`, { review, ...wanted });
  await tell();
  assert.deepEqual(await reasons(), [], 'nothing was planned before it');
  await agree(day(7), { wanted: 'not_now', put_off_why: 'Lo está pensando' });
  await later({ days: 1 });
  await tell();
  assert.deepEqual(await reasons(), [], 'she wanted none yet');
  await fill(gestora, `${url}/seguridad/tarea/safe`, { what: 'La panadería' });
  await agree(day(7));
  await later({ days: 2 });
  assert.deepEqual(await reasons(), []);
  await tell();
  assert.deepEqual(await reasons(), ['incident']);
  await later({ minutes: 5 });
  await agree(day(7));
  assert.deepEqual(await reasons(), ['incident']);
});

/** The row on "Hoy" of somebody. */
async function proposedTo(login) {
  const { groups } = await (await net.as(login)).getJson('/hoy');
  return groups.flatMap(({ list }) => list.items)
    .find((row) => row.kind === 'conference_proposed' && row.act_url.includes(person));
}

/** Whether her row of the list of people says so. */
async function listedAs(login) {
  const { list } = await (await net.as(login)).getJson('/personas');
  const row = list.items.find((item) => item.url === url);
  return row?.facts.includes('Puede ayudar que se reúnan quienes atienden a la persona');
}

async function unmetNeed() {
  await addNeed(gestora, person, { service: 'SHELTER-S', priority: 'emergency' });
  assert.equal(await proposedTo('gestora'), undefined, 'there is time yet');
  assert.equal(await listedAs('gestora'), false);
  await later({ days: 5 });
}

test('who accompanies her and supervision find it on their day, and nobody without the key',
  async () => {
    await unmetNeed();
    const { identity: { code } } = await gestora.getJson(url);
    for (const login of ['gestora', 'supervisora']) {
      const row = await proposedTo(login);
      assert.equal(row?.code, code, login);
      assert.equal(row.act_url, `${url}/conferencia`);
      assert.match(row.facts.join(), /^Una necesidad sigue sin atenderse.* · Albergue/);
      assert.equal(await listedAs(login), true, login);
    }
    for (const login of ['gestora2', 'guardia', 'enlace', 'clinica', 'coordinadora', 'admin']) {
      assert.equal(await proposedTo(login), undefined, login);
    }
    const [{ need }] = (await gestora.getJson(url)).needs;
    await fill(gestora, `${url}/necesidades/${need}/cerrar`, { result: 'met' });
    assert.equal(await proposedTo('gestora'), undefined, 'the reason has ended');
    assert.equal(await listedAs('gestora'), false);
  });

test('two that do not take her are on her worker\'s day before the case has copied their answers',
  async () => {
    await addNeed(gestora, person, { service: 'SHELTER-S' });
    const [{ need }] = (await gestora.getJson(url)).needs;
    const albergue = await net.as('albergue');
    const first = await refer(gestora, person, { need, to: 'Albergue' });
    await refer(gestora, person, { need, to: 'Casa Alborada' });
    await answer(albergue, await slipOf(albergue, first.code), 'no-aceptar',
      { reason: 'no_capacity', detail: 'en enero' });
    assert.equal(await proposedTo('gestora'), undefined, 'one refusal is no reason');
    await later({ days: 10 });
    const { facts } = await proposedTo('gestora');
    assert.match(facts.join(), /^Dos derivaciones por una misma necesidad/);
    assert.ok(await proposedTo('supervisora'));
    assert.equal(await listedAs('gestora'), true);
    const second = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    assert.equal((await proposedTo('gestora')).facts.length, 1, second.code);
  });

test('her no takes it away, until something new happens; preparing one takes it away too',
  async () => {
    await unmetNeed();
    await fill(gestora, `${url}/conferencia`, { wish: 'no', why: ['unmet'] });
    assert.equal(await proposedTo('gestora'), undefined);
    await addNeed(gestora, person, { service: 'CASH', priority: 'emergency' });
    await later({ days: 5 });
    assert.match((await proposedTo('gestora')).facts.join(), /^Una necesidad[^,]* · [^,]*$/);
    await convene(gestora, person, { when: `${day(9)}T10:00`, guests: ['@Clínica'],
      until: day(20) });
    assert.equal(await proposedTo('gestora'), undefined);
    assert.equal(await proposedTo('supervisora'), undefined);
  });
