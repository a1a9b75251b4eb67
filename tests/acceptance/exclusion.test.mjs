// Whom she does not want to know: what was sent, what was received, what stands on lists.
// The keys of the case itself are in case.test.mjs, of organisations in harms.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { allow, answer, change, choose, exclude, fill, meetPerson, memberOf, refer, slipOf }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { addItem, approve, convene, decide, guestOf, hold, invitationTo, invite, letCome, promise }
  from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';
import { awaken, prepare, press, reply, sectionsOf } from './lib/transfers.mjs';

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
    const silvia = await net.as('enlace');
    const slip = await slipOf(silvia, code);
    await answer(silvia, slip, 'aceptar');
    const before = await silvia.getJson(`/derivaciones/${slip}/contacto`);
    assert.ok(JSON.stringify(before.told).includes('Xochitl'));

    await exclude(gestora, person, { exclude_members: ['@Silvia'] });
    assert.deepEqual((await silvia.getJson(`/derivaciones/${slip}`)).over?.stopped, true);
    expectStatus(await silvia.send('GET', `/derivaciones/${slip}/contacto`), 404);
  });

  test('is not told of it either when she comes to the function later', async () => {
    const gestora = await net.as('gestora');
    const silvia = await net.as('enlace');
    const send = async (excluded) => {
      const { person } = await met({ exclude_members: excluded });
      return { person, ...await refer(gestora, person, HERS) };
    };
    const [before, after, other] = [await send(['@Paola']), await send(), await send()];
    await exclude(gestora, after.person, { exclude_members: ['@Paola'] });

    const admin = await net.as('admin');
    const paola = await memberOf(admin, 'guardia');
    await change(admin, `${paola}/papeles`, { roles: ['case_worker', 'focal_point'] });
    await fill(silvia, `${paola}/funcion`, { function: '@Punto focal', as: 'member' });
    const guardia = await net.as('guardia');
    await slipOf(guardia, other.code);
    const { list } = await guardia.getJson('/derivaciones?lado=recibidas&ver=todas');
    const rows = [...list.items, ...await today('guardia')].map(({ code }) => code);
    for (const { code } of [before, after]) {
      const slip = await slipOf(silvia, code);
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

/** Deisy accompanies in one unit of the organisation, Pilar receives in the other and supervises. */
describe('a colleague of another unit', () => {
  const THERE = 'Colectivo Caroní (demo), Acomp';
  const HERE = 'Colectivo Caroní (demo), Equipo';
  const codesOf = (items) => items.map(({ code }) => code);
  before(() => awaken(net, 'caroni', 'caroni2', 'caroni3'));

  /** Invited to a conference, with a task of it; and a transfer that waits. */
  async function sent(excluded) {
    const [deisy, pilar] = [await net.as('caroni3'), await net.as('caroni')];
    const { person, url: hers } = await meetPerson(deisy, { exclude_members: excluded });
    const url = await convene(deisy, person, { when: '2026-12-11T14:00', guests: [`@${THERE}`] });
    await addItem(deisy, url, { title: 'Cupo turquesa', text: 'Pide la cama.' });
    await letCome(deisy, url, THERE);
    await invite(deisy, url);
    const invitation = await invitationTo(pilar, deisy, url, THERE);
    await promise(pilar, invitation);
    await hold(deisy, url, { came: [`@${THERE}`], held_at: '2026-11-23T08:30' });
    await decide(deisy, url, [{ kind: 'service', text: 'Guardar cama', owner: '@Colectivo',
      due: '2' }]);
    await approve(deisy, url);
    await prepare(deisy, person, { to: THERE });
    await press(deisy, person);
    const transfer = (await deisy.getJson(hers)).transfer.transfer_url;
    return { person, invitation, transfer, codes: [(await guestOf(deisy, url, THERE)).code,
      (await pilar.getJson(transfer)).code] };
  }

  /** What Pilar had and gave away again: it stands in her archive. */
  async function givenAway(excluded) {
    const [deisy, pilar] = [await net.as('caroni3'), await net.as('caroni')];
    const { person, url } = await meetPerson(pilar, { exclude_members: excluded });
    const { identity: { code } } = await pilar.getJson(url);
    await prepare(pilar, person, { to: HERE });
    await press(pilar, person);
    const transfer = (await pilar.getJson(url)).transfer.transfer_url;
    await reply(deisy, transfer.split('/')[2], 'aceptar', { owner: '@Deisy' });
    const { archive } = await sectionsOf(pilar);
    return { codes: [code, (await pilar.getJson(transfer)).code], transfer,
      archive: archive.find((one) => one.code === code).url };
  }

  test('keeps nothing of an invitation, once she is excluded', async () => {
    const { person, invitation } = await sent();
    const pilar = await net.as('caroni');
    assert.match(JSON.stringify(await pilar.getJson(invitation)), /Cupo turquesa/);
    await exclude(await net.as('caroni3'), person, { exclude_members: ['@Pilar'] });
    const { over, functions } = await pilar.getJson(invitation);
    assert.deepEqual([over?.stopped, functions], [true, undefined]);
  });

  test('is not told of an invitation or a transfer when she comes to the function later',
    async () => {
      const [before, after, other] = [await sent(['@Yorleny']), await sent(), await sent()];
      const [gone, stays] = [await givenAway(['@Yorleny']), await givenAway()];
      await exclude(await net.as('caroni3'), after.person, { exclude_members: ['@Yorleny'] });

      const admin = await net.as('admin');
      const yorleny = await memberOf(admin, 'caroni2');
      await change(admin, `${yorleny}/papeles`,
        { roles: ['case_worker', 'focal_point', 'supervisor'] });
      for (const name of ['@Punto focal', '@Supervisión']) {
        await fill(await net.as('caroni'), `${yorleny}/funcion`, { function: name, as: 'member' });
      }
      net.clock.advance({ days: 2 });
      const caroni2 = await net.as('caroni2');
      const shown = [...await today('caroni2'), ...(await caroni2.getJson('/reuniones')).list.items,
        ...Object.values(await sectionsOf(caroni2)).flat()];
      for (const code of [...other.codes, ...stays.codes]) {
        assert.ok(codesOf(shown).includes(code), `${code} is among ${codesOf(shown)}`);
      }
      assert.deepEqual((await today('caroni2')).filter(({ code }) => code === other.codes[0])
        .map(({ kind }) => kind), ['decision']);
      for (const { codes, ...paths } of [before, after, gone]) {
        assert.deepEqual(codesOf(shown).filter((code) => codes.includes(code)), []);
        for (const path of [paths.invitation, paths.transfer, paths.archive].filter(Boolean)) {
          expectStatus(await caroni2.send('GET', path), 404, path);
        }
      }
      for (const { invitation, transfer } of [before, after]) {
        expectStatus(await caroni2.post(`${invitation}/compromiso`, { promise: 'yes' }), 404);
        expectStatus(await caroni2.post(`${invitation}/destruido`), 404);
        expectStatus(await caroni2.post(`${transfer}/no-aceptar`, { reason: 'area' }), 404);
      }
      expectStatus(await caroni2.send('GET', other.invitation), 200);
    });
});
