// When it is proposed that those who serve a person meet, and to whom.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { addNeed, fill, follow, meetPerson, refer } from './lib/acts.mjs';
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
  const agree = (review) => fill(gestora, `${url}/seguridad/acordado`, { review, kept: 'none' });
  await tell();
  assert.deepEqual(await reasons(), [], 'nothing was planned before it');
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
