// Roles and rules are one wall, keys another. Here the first is switched off (test build only):
// whoever holds no key still opens nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { answer, withdraw } from './lib/acts.mjs';
import { TOLD } from './lib/main_job.mjs';
import { openNetwork } from './lib/network.mjs';
import { tellAll } from './lib/surroundings.mjs';
import { ask, pathOf, routesOf } from './lib/walk.mjs';

const OF_HERS = [TOLD.name, TOLD.phone, TOLD.rule, TOLD.note, TOLD.account];

let net;
let story;
let ids;
let table;
let code;
let sent; // codes of what was sent for her
before(async () => {
  net = await openNetwork();
  story = await tellAll(net);
  ({ ids } = story);
  table = await routesOf(net.browser());
  const view = await (await net.as('gestora')).getJson(story.url);
  code = view.identity.code;
  sent = view.referrals.map((one) => one.referral_code).filter(Boolean);
  assert.ok(sent.length >= 3, `${sent}`);
  await net.halt();
  await net.start({ env: { AMPARO_TEST_POLICY_OFF: '1' } });
});
after(() => net?.stop());

/** Tries every GET route with the ids of the story, and the lists: no word of hers comes back, and
 * no code of hers but what was sent to that very place. */
async function opensNothingOfHers(login, received) {
  const client = await net.as(login);
  for (const route of table.filter(({ method }) => method === 'GET')) {
    const path = pathOf(route.pattern, ids);
    for (const accept of ['application/json', 'text/html']) {
      const { status, text } = await client.send('GET', path, { accept });
      if (/\{(person|slip)\}/.test(route.pattern)) {
        assert.equal(status, 404, `${login}: ${path}`);
      }
      for (const told of [...OF_HERS, code, ...sent.filter((one) => one !== received)]) {
        assert.ok(!text.includes(told), `${login}: ${path} tells ${told}`);
      }
    }
  }
  await client.getJson('/personas');
  const { view } = await client.post('/personas/buscar', { query: TOLD.name.split(' ')[0] });
  assert.equal(view.found, 0, `${login} finds her`);
}

test('policy is off: an administrator reaches the lists that only case workers have', async () => {
  const { list } = await (await net.as('admin')).getJson('/personas');
  assert.deepEqual(list.items, []);
  assert.equal((await (await net.as('clinica')).send('GET', '/registro-de-accesos')).status, 200);
});

test('with policy off the case still opens for who holds its key', async () => {
  const view = await (await net.as('gestora')).getJson(story.url);
  assert.equal(view.identity.code, code);
});

test('with policy off the administrator opens no dossier', () => opensNothingOfHers('admin'));

test('with policy off the auditor opens no dossier', () => opensNothingOfHers('auditora'));

test('with policy off the coordinator opens no dossier', () => opensNothingOfHers('coordinadora'));

test('with policy off a colleague whom she excluded opens nothing', () =>
  opensNothingOfHers('gestora2'));

test('with policy off the focal point of another service opens nothing', () =>
  opensNothingOfHers('fondo', story.referrals.cash.code));

test('with policy off the receiver opens neither case nor contact before acceptance', async () => {
  const clinica = await net.as('clinica');
  const slip = await clinica.getJson(`/derivaciones/${ids.slip}`);
  assert.equal(slip.state_code, 'received');
  assert.equal(slip.contact_url, undefined);
  const said = await clinica.send('GET', `/derivaciones/${ids.slip}/contacto`);
  assert.equal(said.status, 404);
  const person = await clinica.send('GET', story.url);
  assert.equal(person.status, 404);
  for (const answered of [JSON.stringify(slip), said.text, person.text]) {
    assert.ok(!answered.includes(TOLD.name) && !answered.includes(TOLD.phone));
  }
});

test('with policy off the receiver opens the contact after acceptance, and the case never', async () => {
  await answer(await net.as('clinica'), ids.slip, 'aceptar');
  const clinica = await net.as('clinica');
  const { told } = await clinica.getJson(`/derivaciones/${ids.slip}/contacto`);
  assert.deepEqual(told.filter(({ name }) => name === 'phone').map(({ value }) => value),
    [TOLD.phone]);
  for (const route of table.filter(({ method, pattern }) =>
    method === 'GET' && pattern.includes('{person}'))) {
    const path = pathOf(route.pattern, ids);
    assert.equal((await clinica.send('GET', path)).status, 404, path);
  }
});

test('with policy off the receiver opens nothing after withdrawal', async () => {
  const { referrals, releases } = await (await net.as('gestora')).getJson(story.url);
  assert.ok(referrals.some(({ referral }) => referral === ids.referral));
  assert.ok(releases.some(({ release, is_active }) => release === ids.release && is_active));
  const before = grantsOfReceiver();
  await withdraw(await net.as('gestora'), ids.person, ids.release);
  assert.deepEqual(grantsOfReceiver(), before.map((count) => count - 1), 'slip, contact');
  const clinica = await net.as('clinica');
  const slip = await clinica.getJson(`/derivaciones/${ids.slip}`);
  assert.equal(slip.over.stopped, true);
  assert.deepEqual([slip.told, slip.rule, slip.contact_url], [undefined, undefined, undefined]);
  const contact = await clinica.send('GET', `/derivaciones/${ids.slip}/contacto`);
  assert.equal(contact.status, 404);
  for (const answered of [JSON.stringify(slip), contact.text]) {
    OF_HERS.forEach((told) => assert.ok(!answered.includes(told), told));
  }
});

/** How many slips and how many contacts the Clínica's function holds keys of. */
function grantsOfReceiver() {
  const holder = `SELECT receiver_holder FROM referral WHERE slip = x'${ids.slip}'`;
  return [5, 6].map((kind) => Number(ask(net.dir,
    `SELECT count(*) FROM dossier_grant WHERE kind = ${kind} AND holder = (${holder})`)));
}
