// Whatever two units do with a case, at each instant exactly one has it: a random walk over the
// real program, checked after each step in the database and by who can write.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { fill, follow, meetPerson, refer } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';
import { FIRST_CONTACT, agree, awaken, press, prepare, reply, sectionsOf } from
  './lib/transfers.mjs';
import { ask } from './lib/walk.mjs';

const STEPS = 40;
const SEED = 20261123;

// Who accompanies and answers in each unit, and how the unit and its people are called.
const UNITS = {
  ceiba: { login: 'gestora', answers: 'enlace', to: 'Casa Ceiba', owner: '@Marta' },
  manta: { login: 'manta', answers: 'manta', to: 'Espacio Seguro Manta', owner: '@Viviana' },
  caroni: { login: 'caroni', answers: 'caroni', to: 'Colectivo Caroní (demo), Acomp',
    owner: '@Pilar' },
  puente: { login: 'caroni3', answers: 'caroni3', to: 'Colectivo Caroní (demo), Equipo',
    owner: '@Deisy' },
};

let net;
let seed = SEED;
const any = (list) => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return list[(seed >>> 16) % list.length];
};

before(async () => {
  net = await openNetwork();
  await awaken(net, 'manta', 'caroni', 'caroni3');
});
after(() => net?.stop());

const client = (unit) => net.as(UNITS[unit].login);

test('there is exactly one owner after each of many steps', async () => {
  const { person, url } = await meetPerson(await client('ceiba'), {});
  const state = { owner: 'ceiba', former: null, to: null, transfer: null, open: null };
  const done = new Set();

  const acts = {
    async offer() {
      const to = any(Object.keys(UNITS).filter((unit) => unit !== state.owner));
      const own = await client(state.owner);
      await prepare(own, person, { to: UNITS[to].to });
      await press(own, person);
      if (state.owner === 'ceiba') {
        await agree(await net.as('supervisora'));
        await press(own, person);
      }
      const { transfer } = await own.getJson(url);
      Object.assign(state, { to, open: 'sent', transfer: transfer.transfer_url.split('/')[2] });
    },
    async accept() {
      await reply(await net.as(UNITS[state.to].answers), state.transfer, 'aceptar',
        { owner: UNITS[state.to].owner });
      Object.assign(state, { former: state.owner, owner: state.to, open: 'accepted' });
    },
    async decline() {
      await reply(await net.as(UNITS[state.to].answers), state.transfer, 'no-aceptar',
        { reason: 'area' });
      state.open = null;
    },
    async withdraw() {
      await press(await client(state.owner), person, 'retirar');
      state.open = null;
    },
    async giveBack() {
      await reply(await client(state.owner), state.transfer, 'devolver',
        { reason: 'asked', asked: 'agrees' });
      Object.assign(state, { owner: state.former, open: null });
    },
    async contact() {
      await reply(await client(state.owner), state.transfer, 'primer-contacto',
        { ...FIRST_CONTACT, when: '2026-11-23T08:00' });
      state.open = null;
    },
    async pull() {
      const { identity } = await (await client(state.owner)).getJson(url);
      const other = any(Object.keys(UNITS) // who had her until the first contact still reads a part
        .filter((unit) => unit !== state.owner && unit !== state.former));
      await fill(await client(other), '/transferencias/pedir', { code: identity.code,
        how: 'here' });
    },
    async refer() { // whatever waits for an answer meanwhile
      const own = await client(state.owner);
      const { referral } = await refer(own, person, { service: 'HEALTH', to: '', kind: 'self' });
      await follow(own, person, referral, 'anular', { why: 'mistake' });
    },
    async within() { // another of the unit and back: whoever supervises hands over
      const rosa = await net.as('supervisora');
      await fill(rosa, `${url}/quien-acompana`, { owner: '@Irene', why: 'asked' });
      await fill(rosa, `${url}/quien-acompana`, { owner: '@Marta', why: 'asked' });
    },
  };
  const possible = () => [
    ...(state.open === null ? ['offer', 'offer', 'offer'] : []),
    ...(state.open === 'sent' ? ['refer', 'accept', 'accept', 'decline', 'withdraw'] : []),
    ...(state.open === 'accepted' ? ['giveBack', 'contact'] : []),
    ...(state.owner === 'ceiba' ? ['within'] : []),
    'pull',
  ];

  for (let step = 0; step < STEPS; step++) {
    const name = any(possible());
    await acts[name]();
    done.add(name);
    net.clock.advance({ minutes: 1 });
    const where = `step ${step}, ${name}, with ${state.owner}`;
    const owners = ask(net.dir, 'SELECT m.login FROM dossier_grant AS g JOIN member AS m ON ' +
      `m.holder = g.holder WHERE g.dossier = x'${person}' AND g.reason = 'owner'`).trim();
    assert.equal(owners, UNITS[state.owner].login, where);
    const wrote = [];
    for (const unit of Object.keys(UNITS)) {
      const { go } = await (await client(unit)).post(`${url}/notas`, { text: `Nota ${step}.` });
      wrote.push(...(go ? [unit] : []));
    }
    assert.deepEqual(wrote, [state.owner], where);
  }
  assert.equal(done.size, Object.keys(acts).length, [...done].join());
  assert.equal(ask(net.dir, 'SELECT count(*) FROM dossier WHERE kind = 1').trim(), '1',
    'counted once');
  assert.equal((await sectionsOf(await client(state.owner))).sent
    .filter(({ state: now }) => /espera respuesta/.test(now)).length, state.open === 'sent' ? 1 : 0);
});
