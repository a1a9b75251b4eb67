// Two people write from one base: both versions are shown, nobody's words are lost by not looking.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { meetPerson } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

const THEIRS = 'Control de la presión, escribió Irene.';
const MINE = 'Anteojos nuevos, escribió Marta.';

let net;
let person;
before(async () => {
  net = await openNetwork();
  ({ person } = await meetPerson(await net.as('gestora')));
});
after(() => net?.stop());

const health = () => `/personas/${person}/salud`;
const valueOf = (view, wanted) => view.form.fields.find(({ name }) => name === wanted).value;

/** Both open the page; Irene saves first, then Marta sends hers: Marta's answer. */
async function writeFromOneBase(fields, theirs) {
  const marta = await net.another('gestora');
  const irene = await net.another('gestora2');
  await marta.getJson(health());
  await irene.submit(health(), theirs);
  return { marta, answer: await marta.post(health(), fields) };
}

test('a stale form shows both versions, and saving once more keeps both notes', async () => {
  const { marta, answer } = await writeFromOneBase({ health_needs: MINE },
    { health_needs: THEIRS });
  expectStatus(answer, 409);
  assert.equal(answer.go ?? null, null);
  const [differs, ...more] = answer.view.conflict.fields;
  assert.deepEqual([differs.name, differs.theirs, differs.yours, more.length],
    ['health_needs', THEIRS, MINE, 0]);
  const both = valueOf(answer.view, 'health_needs');
  assert.ok(both.includes(THEIRS) && both.includes(MINE), both);
  const standing = await (await net.another('gestora2')).getJson(health());
  assert.equal(valueOf(standing, 'health_needs'), THEIRS, 'nothing was changed');

  const again = await marta.post(health(), { health_needs: both });
  assert.equal(again.go, `/personas/${person}`);
  assert.equal(valueOf(await marta.getJson(health()), 'health_needs').replaceAll('\r', ''), both);
});

test('an empty field over what somebody else wrote is shown and does not erase it', async () => {
  const page = await (await net.as('gestora')).getJson(health());
  const health_needs = valueOf(page, 'health_needs');
  const { answer } = await writeFromOneBase({ health_needs, medication: 'Ninguna' },
    { health_needs, mental_health: 'Duerme poco' });
  expectStatus(answer, 409);
  assert.deepEqual(answer.view.conflict.fields.map(({ name }) => name), ['mental_health']);
  assert.equal(valueOf(answer.view, 'mental_health'), 'Duerme poco');
  assert.equal(valueOf(answer.view, 'medication'), 'Ninguna');
  const standing = await (await net.as('gestora')).getJson(health());
  assert.equal(valueOf(standing, 'mental_health'), 'Duerme poco');
});
