// Whom she does not want to know: what was sent, what was received, what stands on lists.
// The keys of the case itself are in case.test.mjs, of organisations in harms.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { allow, answer, choose, exclude, fill, meetPerson, refer, slipOf } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** Irene receives for Casa Ceiba: the same organisation as Marta's, who accompanies. */
const HERS = { service: 'PSS', to: 'Casa Ceiba' };
const REASON = 'Allí recibe las derivaciones alguien que no debe saber: elija otro lugar.';

const met = async (answers) => meetPerson(await net.as('gestora'), answers);

describe('a colleague who receives for her unit', () => {
  test('gets nothing of a person who excluded her before', async () => {
    const { person } = await met({ exclude_members: ['@Irene'] });
    const gestora = await net.as('gestora');
    const page = await gestora.getJson(`/personas/${person}/derivar?servicio=PSS`);
    const { provider } = page.proposals.first.find(({ organisation }) =>
      organisation.startsWith('Casa Ceiba'));
    const refused = await gestora.post(`/personas/${person}/derivar?servicio=PSS`,
      { provider, kind: 'sent', priority: 'normal', talked_over: 'yes' });
    expectStatus(refused, 422);
    assert.deepEqual(refused.view.errors.map(({ field, text }) => [field, text]),
      [['kind', REASON]]);
  });

  test('gets nothing that was prepared before she was excluded', async () => {
    const { person } = await met();
    const gestora = await net.as('gestora');
    const draft = await choose(gestora, person, HERS);
    await allow(gestora, draft);
    await exclude(gestora, person, { exclude_members: ['@Irene'] });
    const preview = await gestora.getJson(`${draft}/vista`);
    assert.deepEqual([preview.may_leave, preview.problem_text], [false, REASON]);
    expectStatus(await gestora.post(`${draft}/vista`), 422);
  });

  test('keeps nothing of what she received, once she is excluded', async () => {
    const { person } = await met({ name: 'Xochitl Amaya' });
    const gestora = await net.as('gestora');
    const { code } = await refer(gestora, person, HERS);
    const irene = await net.as('gestora2');
    const slip = await slipOf(irene, code);
    await answer(irene, slip, 'aceptar');
    const before = await irene.getJson(`/derivaciones/${slip}/contacto`);
    assert.ok(JSON.stringify(before.told).includes('Xochitl'));

    await exclude(gestora, person, { exclude_members: ['@Irene'] });
    assert.deepEqual((await irene.getJson(`/derivaciones/${slip}`)).over?.stopped, true);
    expectStatus(await irene.send('GET', `/derivaciones/${slip}/contacto`), 404);
  });
});
