// The policy switched off in a test build: keys alone decide, and they decide the same.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { answer, meetPerson, refer, slipOf, withdraw } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';

const NAME = 'Xilonen Tlacaélel';
const PHONE = '+506 0000-9911';

let net;
before(async () => {
  net = await openNetwork({ env: { AMPARO_TEST_POLICY_OFF: '1' } });
});
after(() => net?.stop());

async function sent(answers = {}) {
  const gestora = await net.as('gestora');
  const { person } = await meetPerson(gestora, { name: NAME, phone: PHONE, ...answers });
  const referral = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  return { person, ...referral, slip: await slipOf(await net.as('clinica'), referral.code) };
}

async function opens(login, path) {
  const { status, text } = await (await net.as(login)).send('GET', path);
  assert.ok(status === 200 || status === 404, `${login} ${path} gave ${status}`);
  assert.ok(status === 200 || !(text.includes(NAME) || text.includes(PHONE)));
  return status === 200;
}

test('the policy is off: a role alone keeps nobody out', async () => {
  assert.equal(await opens('clinica', '/equipo'), true);
});

test('the receiver opens neither case nor contact before acceptance', async () => {
  const { person, referral, slip } = await sent();
  assert.equal(await opens('clinica', `/derivaciones/${slip}`), true);
  for (const path of [`/derivaciones/${slip}/contacto`, `/personas/${person}`,
    `/personas/${person}/contacto`, `/personas/${person}/derivaciones/${referral}`]) {
    assert.equal(await opens('clinica', path), false, path);
  }
  await answer(await net.as('clinica'), slip, 'aceptar');
  assert.equal(await opens('clinica', `/derivaciones/${slip}/contacto`), true);
  assert.equal(await opens('clinica', `/personas/${person}`), false);
});

test('nor anything after a withdrawal', async () => {
  const { person, slip } = await sent();
  await answer(await net.as('clinica'), slip, 'aceptar');
  const gestora = await net.as('gestora');
  const [{ release }] = (await gestora.getJson(`/personas/${person}`)).releases;
  await withdraw(gestora, person, release);
  const page = await (await net.as('clinica')).getJson(`/derivaciones/${slip}`);
  assert.ok(page.over.stopped);
  assert.equal(page.told, undefined);
  assert.equal(await opens('clinica', `/derivaciones/${slip}/contacto`), false);
});

test('nor after declining', async () => {
  const { slip } = await sent();
  await answer(await net.as('clinica'), slip, 'no-aceptar', { reason: 'area' });
  const page = await (await net.as('clinica')).getJson(`/derivaciones/${slip}`);
  assert.equal(page.told, undefined);
  assert.equal(await opens('clinica', `/derivaciones/${slip}/contacto`), false);
});

test('whoever holds no key of it opens nothing: other functions, offices', async () => {
  const { person, slip } = await sent();
  await answer(await net.as('clinica'), slip, 'aceptar');
  for (const login of ['consultorio', 'admin', 'auditora', 'coordinadora']) {
    for (const path of [`/personas/${person}`, `/derivaciones/${slip}`,
      `/derivaciones/${slip}/contacto`]) {
      assert.equal(await opens(login, path), false, `${login} ${path}`);
    }
  }
});

test('an excluded colleague opens nothing', async () => {
  const { person } = await sent();
  assert.equal(await opens('gestora2', `/personas/${person}`), true, 'the deputy reads');
  const hidden = await sent({ exclude_members: ['@Irene'] });
  assert.equal(await opens('gestora2', `/personas/${hidden.person}`), false);
  assert.equal(await opens('gestora2', `/derivaciones/${hidden.slip}`), false);
  assert.equal(await opens('gestora2', `/derivaciones/${hidden.slip}/contacto`), false);
  assert.equal(await opens('supervisora', `/personas/${hidden.person}`), true);
});
