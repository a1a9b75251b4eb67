// What another place knows of her safety plan: what helps, from the version she agreed with last,
// by a release that names it, and only to who has accepted or promised.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, answer, choose, fill, meetPerson, refer, slipOf, withdraw }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { addItem, convene, invitationTo, invite, letCome, promise } from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';

const SAFE = 'La panadería del farol';
const AVOID = 'Ir por la escuela';
const BAG = 'Cédulas y las llaves';
const DANGER = ['La parada', 'Espera ahí', 'Donde la vecina', 'Que llegue', 'Dormir con su hija',
  'Una llave'];

let net;
let gestora;
let clinica;
before(async () => {
  net = await openNetwork();
  [gestora, clinica] = [await net.as('gestora'), await net.as('clinica')];
});
after(() => net?.stop());

/** A person with a plan of all sorts: { person, url, at, agree() }. */
async function planned() {
  const { person, url } = await meetPerson(gestora);
  const at = `${url}/seguridad`;
  await fill(gestora, `${at}/parte/concern`, { concern: 'Que llegue' });
  await fill(gestora, `${at}/tarea/tried`, { what: 'Dormir con su hija', how: 'partly' });
  await fill(gestora, `${at}/tarea/unsafe`,
    { what: 'La parada', why: 'Espera ahí', avoid: AVOID });
  await fill(gestora, `${at}/tarea/safe`, { what: SAFE, gives: 'Una llave', knows: 'yes' });
  await fill(gestora, `${at}/parte/bag`, { bag_where: 'Donde la vecina', bag_what: BAG });
  await addNeed(gestora, person, { service: 'HEALTH' });
  return { person, url, at,
    agree: () => fill(gestora, `${at}/acordado`,
      { review: '2026-11-27', wanted: 'yes', kept: 'none' }) };
}

const tell = async (person, release) => {
  const { code, referral } = await refer(gestora, person,
    { service: 'HEALTH', to: 'Clínica Poás', release });
  const slip = await slipOf(clinica, code);
  return { slip, referral };
};

const groupOf = async (draft) => (await gestora.getJson(`${draft}/autorizacion`)).groups
  .find(({ value }) => value === 'safety_plan');
const valuesOf = (items) => items.map(({ value }) => value);
const contactOf = async (slip) =>
  (await clinica.getJson(`/derivaciones/${slip}/contacto`)).told.map(({ value }) => value);

test('is asked for only once there is a version she agreed with, and never ticked', async () => {
  const one = await planned();
  const draft = await choose(gestora, one.person, { service: 'HEALTH', to: 'Clínica Poás' });
  assert.equal(await groupOf(draft), undefined);
  await assert.rejects(allow(gestora, draft, { categories: ['safety_plan'] }), /gave 422/);
  await one.agree();
  const group = await groupOf(draft);
  assert.deepEqual([group.ticked, group.is_later, group.is_plan], [false, true, true]);
  assert.deepEqual(valuesOf(group.items), ['safety_safe', 'safety_avoid', 'safety_bag']);
  const page = await gestora.getHtml(`${draft}/autorizacion`);
  assert.match(page, /Ningún servicio puede pedirlo como condición/);
  for (const text of [SAFE, AVOID, BAG, ...DANGER]) {
    assert.ok(!page.includes(text), text);
  }
});

test('goes as what helps, after acceptance, and nothing of where the danger is', async () => {
  const one = await planned();
  await one.agree();
  const { slip } = await tell(one.person, { categories: ['needs', 'safety_plan'] });
  const before_ = JSON.stringify(await clinica.getJson(`/derivaciones/${slip}`));
  for (const text of [SAFE, AVOID, BAG]) {
    assert.ok(!before_.includes(text), text);
  }
  expectStatus(await clinica.send('GET', `/derivaciones/${slip}/contacto`), 404);
  await answer(clinica, slip, 'recibir');
  await answer(clinica, slip, 'aceptar');
  assert.deepEqual(await contactOf(slip), [SAFE, AVOID, BAG]);
  const page = await clinica.getHtml(`/derivaciones/${slip}/contacto`);
  for (const text of DANGER) {
    assert.ok(!page.includes(text), text);
  }
});

test('what she leaves out stays; what is written later is not told; her no closes it', async () => {
  const one = await planned();
  await one.agree();
  await fill(gestora, `${one.at}/tarea/safe`, { what: 'La capilla', knows: 'yes' });
  const { slip, referral } = await tell(one.person,
    { categories: ['safety_plan'], withheld: ['safety_bag'] });
  await answer(clinica, slip, 'recibir');
  await answer(clinica, slip, 'aceptar');
  assert.deepEqual(await contactOf(slip), [SAFE, AVOID]);
  await one.agree();
  assert.deepEqual(await contactOf(slip), [SAFE, AVOID]);
  const { releases } = await gestora.getJson(`${one.url}/autorizaciones`);
  const [{ release_url: url }] = releases;
  assert.ok((await gestora.getHtml(url)).includes('Plan de seguridad: lo que ayuda'));
  await withdraw(gestora, one.person, url.split('/').at(-1));
  expectStatus(await clinica.send('GET', `/derivaciones/${slip}/contacto`), 404, referral);
});

test('in a conference only for whom she named it, after they promised', async () => {
  const one = await planned();
  await one.agree();
  const albergue = await net.as('albergue');
  const url = await convene(gestora, one.person,
    { when: '2026-11-23T09:00', guests: ['@Clínica', '@Albergue'] });
  await addItem(gestora, url, { title: 'Cuarto' });
  const { guests: [{ answer_url }] } = await gestora.getJson(url);
  assert.match(await gestora.getHtml(answer_url), /Ningún servicio puede pedirlo como condición/);
  await letCome(gestora, url, 'Clínica', { categories: ['safety_plan'] });
  await letCome(gestora, url, 'Albergue');
  await invite(gestora, url);
  const hers = await invitationTo(clinica, gestora, url, 'Clínica');
  const theirs = await invitationTo(albergue, gestora, url, 'Albergue');
  assert.ok(!(await clinica.getHtml(hers)).includes(SAFE));
  await promise(clinica, hers);
  await promise(albergue, theirs);
  assert.deepEqual(valuesOf((await clinica.getJson(hers)).told), [SAFE, AVOID, BAG]);
  assert.ok(!(await albergue.getHtml(theirs)).includes(SAFE));
});
