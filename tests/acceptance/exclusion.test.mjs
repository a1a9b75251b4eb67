// Whom she does not want to know: what was sent, what was received, what stands on lists.
// The keys of the case itself are in case.test.mjs, of organisations in harms.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { allow, answer, change, choose, exclude, fill, meetPerson, memberOf, refer, slipOf }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** Silvia receives for Casa Ceiba: the same organisation as Marta's, who accompanies. */
const HERS = { service: 'PSS', to: 'Casa Ceiba' };
const REASON = 'Allí recibe las derivaciones alguien que no debe saber: elija otro lugar.';

const today = async (login) => (await (await net.as(login)).getJson('/hoy')).groups
  .flatMap(({ list }) => list.items);
const met = async (answers) => meetPerson(await net.as('gestora'), answers);

describe('a colleague who receives for her unit', () => {
  test('gets nothing of a person who excluded her before', async () => {
    const { person } = await met({ exclude_members: ['@Silvia'] });
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
    await exclude(gestora, person, { exclude_members: ['@Silvia'] });
    const preview = await gestora.getJson(`${draft}/vista`);
    assert.deepEqual([preview.may_leave, preview.problem_text], [false, REASON]);
    expectStatus(await gestora.post(`${draft}/vista`), 422);
  });

  test('keeps nothing of what she received, once she is excluded', async () => {
    const { person } = await met({ name: 'Xochitl Amaya' });
    const gestora = await net.as('gestora');
    const { code } = await refer(gestora, person, HERS);
    const irene = await net.as('enlace');
    const slip = await slipOf(irene, code);
    await answer(irene, slip, 'aceptar');
    const before = await irene.getJson(`/derivaciones/${slip}/contacto`);
    assert.ok(JSON.stringify(before.told).includes('Xochitl'));

    await exclude(gestora, person, { exclude_members: ['@Silvia'] });
    assert.deepEqual((await irene.getJson(`/derivaciones/${slip}`)).over?.stopped, true);
    expectStatus(await irene.send('GET', `/derivaciones/${slip}/contacto`), 404);
  });

  test('is not told of it either when she comes to the function later', async () => {
    const gestora = await net.as('gestora');
    const irene = await net.as('enlace');
    const send = async (excluded) => {
      const { person } = await met({ exclude_members: excluded });
      return { person, ...await refer(gestora, person, HERS) };
    };
    const [before, after, other] = [await send(['@Paola']), await send(), await send()];
    await exclude(gestora, after.person, { exclude_members: ['@Paola'] });

    const admin = await net.as('admin');
    const paola = await memberOf(admin, 'guardia');
    await change(admin, `${paola}/papeles`, { roles: ['case_worker', 'focal_point'] });
    await fill(irene, `${paola}/funcion`, { function: '@Punto focal', as: 'member' });
    const guardia = await net.as('guardia');
    await slipOf(guardia, other.code);
    const { list } = await guardia.getJson('/derivaciones?lado=recibidas&ver=todas');
    const rows = [...list.items, ...await today('guardia')].map(({ code }) => code);
    for (const { code } of [before, after]) {
      const slip = await slipOf(irene, code);
      assert.ok(!rows.includes(code), code);
      expectStatus(await guardia.send('GET', `/derivaciones/${slip}`), 404);
      expectStatus(await guardia.post(`/derivaciones/${slip}/aceptar`), 404);
    }
  });
});

describe('what was sent', () => {
  test('stands on no list of a supervisor or deputy who must not know', async () => {
    const { person } = await met({ exclude_members: ['@Rosa', '@Irene'] });
    const { code } = await refer(await net.as('gestora'), person,
      { service: 'HEALTH', to: 'Clínica', priority: 'emergency', answeredBy: 'Turno' });
    const own = await memberOf(await net.as('gestora'), 'gestora');
    await change(await net.as('gestora'), `${own}/ausencia`,
      { from: '2026-11-23', until: '2026-11-25' });
    net.clock.advance({ hours: 5 });
    assert.deepEqual((await today('gestora')).filter((item) => item.code === code)
      .map(({ kind }) => kind), ['silence']);
    for (const login of ['supervisora', 'gestora2']) {
      const { list } = await (await net.as(login)).getJson('/derivaciones?lado=enviadas');
      assert.ok(!list.items.some((item) => item.code === code), login);
      assert.ok(!(await today(login)).some((item) => item.code === code), login);
    }
  });
});
