// What is counted of care in time: in each unit, for who supervises it, of enough people or of none.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, choose, fill, follow, meetPerson } from './lib/acts.mjs';
import { openChangedNetwork, openNetwork } from './lib/network.mjs';

let net;
let gestora;

before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
});
after(() => net?.stop());

const counted = async () => (await (await net.as('supervisora')).getJson('/supervision')).care_text;

/** Somebody who comes 33 hours after, and is seen `seen` hours after it, or not. */
async function came({ seen, day = '2026-11-22', wants = true }) {
  const { person, url } = await meetPerson(gestora, { name: `Persona ${Math.random()}` });
  await fill(gestora, `${url}/relato/hechos`, { day, incident_type: 'sexual_assault' });
  if (wants) {
    await addNeed(gestora, person, { service: 'HEALTH', priority: 'emergency' });
  }
  if (seen) {
    const draft = await choose(gestora, person,
      { service: 'HEALTH', to: 'Clínica', kind: 'external', priority: 'emergency' });
    await allow(gestora, draft, { categories: ['profile', 'needs'] });
    const referral = (await fill(gestora, `${draft}/vista`, {})).split('/')[4];
    await follow(gestora, person, referral, 'ejecutar', { channel: 'phone', by: 'Marta',
      to: 'Guardia', when: '2026-11-23T09:00' });
    await follow(gestora, person, referral, 'resultado',
      { state: 'service_given', told_at: seen });
  }
}

test('of four nothing is said; of five, how many were cared for in time', async () => {
  await came({ seen: '2026-11-23T09:00' });
  await came({ seen: '2026-11-23T09:00' });
  await came({ day: '2026-11-01' });
  await came({ wants: false });
  await came({});
  await came({});
  net.clock.advance({ days: 3 });
  gestora = await net.as('gestora');
  assert.match(await counted(), /^Menos de 5 personas/);
  await came({ day: '2026-11-25' });
  assert.match(await counted(), /^Menos de 5 personas/, 'who still has time is not counted yet');
  net.clock.advance({ days: 3 });
  assert.match(await counted(), /5 personas que la querían · 2 recibieron atención a tiempo/);
});

test('times that somebody of the place reviewed replace those that are shipped, with the name', async () => {
  const other = await openChangedNetwork((plan) => {
    plan.settings.care_windows = 'Dra. Sol Mora; 2026-11-02; pep=48, evidence=96';
  }, ['gestora']);
  try {
    const client = await other.as('gestora');
    const { url } = await meetPerson(client, {});
    assert.equal((await client.getJson(url)).care, undefined, 'nothing is known of her');
    await fill(client, `${url}/legal`, { incident_type: 'rape', last_incident: '2026-11-22' });
    const { care } = await client.getJson(url);
    assert.deepEqual(care.windows.map(({ code, state }) => [code, state]),
      [['pep', 'Quedan al menos 15 h'], ['evidence', 'Quedan al menos 63 h']]);
    assert.equal(care.reviewed, 'Plazos revisados aquí por Dra. Sol Mora · 02/11/2026.');
  } finally {
    await other.stop();
  }
});

test('asked again, a no is said to be what it is then: nothing is erased by it', async () => {
  gestora = await net.as('gestora');
  const { url } = await meetPerson(gestora, {});
  const first = /solo queda un número en la cuenta/;
  assert.match(await gestora.getHtml('/personas/nueva/autorizacion'), first);
  const again = await gestora.getHtml(`${url}/consentimiento`);
  assert.match(again, /Lo que ya está escrito se conserva/);
  assert.doesNotMatch(again, first);
});
