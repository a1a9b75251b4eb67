// A member renews their own keys: what they open stays, and what the former keys opened is gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { addNeed, answer, change, exclude, fill, meetPerson, memberOf, openInEmergency, refer,
  slipOf } from './lib/acts.mjs';
import { Client, expectStatus, passwordOf, problemsOf } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask } from './lib/walk.mjs';

const KEYS = '/cuenta/llaves';
const ROUNDS = Number(process.env.AMPARO_KILL_ROUNDS ?? 6);

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const isIn = async (client) => (await client.getJson('/ayuda')).user !== undefined;

async function renew(client, login, password = passwordOf(login)) {
  await client.getJson(KEYS);
  return client.post(KEYS, { old_password: password });
}

/** What the member's own key opens: every wrap, the public keys and generations. */
const wrapsOf = (login) => ask(net.dir, `
  SELECT hex(g.wrap) FROM dossier_grant AS g JOIN member AS m ON g.holder = m.holder
    WHERE m.login = '${login}'
  UNION ALL SELECT hex(w.wrap) FROM holder_wrap AS w JOIN member AS m ON w.by_holder = m.holder
    WHERE m.login = '${login}'
  UNION ALL SELECT hex(h.public) FROM holder AS h JOIN member AS m ON h.id = m.holder
    WHERE m.login = '${login}'
  UNION ALL SELECT hex(d.box) FROM draft AS d JOIN member AS m ON d.member = m.id
    WHERE m.login = '${login}'`).split('\n');

test('what opened before opens after, and nothing is left under the former keys', async () => {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora);
  await addNeed(gestora, person, { service: 'HEALTH' });
  const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const form = `${url}/notas`;
  await gestora.getJson(form);
  await gestora.post(`/borrador?de=${encodeURIComponent(form)}`, { text: 'Xochitl sin terminar' });
  const other = await net.another('gestora');
  const before = wrapsOf('gestora');
  assert.ok(before.length > 8, `${before.length} wraps`);

  expectStatus(await renew(gestora, 'gestora', 'otra-frase-larga-de-nadie-74'), 422);
  assert.deepEqual(wrapsOf('gestora'), before, 'not without the password');
  const cookie = gestora.cookieHeader();
  const renewed = await renew(gestora, 'gestora');
  assert.equal(renewed.go, '/cuenta/hoja', problemsOf(renewed));
  assert.notEqual(gestora.cookieHeader(), cookie, 'a session of its own');
  assert.equal((await gestora.getJson('/cuenta')).sessions.length, 1);
  assert.equal(await isIn(other), false, 'the others are over');
  const now = new Set(wrapsOf('gestora'));
  assert.equal(now.size, before.length);
  assert.deepEqual(before.filter((wrap) => now.has(wrap)), []);

  const { recovery_code } = await gestora.getJson('/cuenta/hoja');
  const again = await net.another('gestora');
  for (const client of [gestora, again]) {
    await client.getJson(url);
    await client.getJson(`${url}/reservado`);
    assert.match(JSON.stringify(await client.getJson(form)), /Xochitl sin terminar/);
    await addNeed(client, person, { service: 'LEGAL' });
  }
  await (await net.as('supervisora')).getJson(url);
  const clinica = await net.as('clinica');
  await renew(clinica, 'clinica');
  const slip = await slipOf(clinica, code);
  await answer(clinica, slip, 'aceptar');
  await clinica.getJson(`/derivaciones/${slip}/contacto`);

  const lost = new Client(net.url);
  await lost.getJson('/recuperar');
  const back = await lost.post('/recuperar', { login: 'gestora', code: recovery_code,
    password: 'una-frase-nueva-y-larga-de-prueba-58' });
  assert.ok(back.go, problemsOf(back));
  const recovered = await new Client(net.url).signIn('gestora',
    'una-frase-nueva-y-larga-de-prueba-58');
  await recovered.getJson(url);
  assert.equal(ask(net.dir, "SELECT count(*) FROM audit WHERE outcome = 'own_keys_renewed'"), '2');
});

test('a grant that only waits is renewed too, and still opens with a second person alone',
  async () => {
    const fresh = await openNetwork();
    try {
      const gestora = await fresh.as('gestora');
      const { url } = await meetPerson(gestora, { exclude_members: ['@Irene'] });
      const guardia = await fresh.as('guardia');
      assert.ok((await renew(guardia, 'guardia')).go);
      expectStatus(await guardia.send('GET', url), 404);
      await openInEmergency(fresh, url);
      const { openings } = await guardia.getJson('/emergencia');
      assert.ok((await guardia.getJson(openings[0].opening_url)).rows.length > 0);
    } finally {
      await fresh.stop();
    }
  });

test('who is given a function afterwards, and gives one, does so with the new keys', async () => {
  const { url } = await meetPerson(await net.as('gestora2'));
  for (const login of ['supervisora', 'guardia']) {
    assert.ok((await renew(await net.as(login), login)).go);
  }
  const admin = await net.as('admin');
  const paola = await memberOf(admin, 'guardia');
  await change(admin, `${paola}/papeles`, { roles: ['case_worker', 'supervisor'] });
  expectStatus(await (await net.another('guardia')).send('GET', url), 404);
  await fill(await net.as('supervisora'), `${paola}/funcion`,
    { function: '@Supervisión', as: 'member' });
  for (const client of [await net.as('guardia'), await net.another('guardia')]) {
    expectStatus(await client.send('GET', url), 200);
  }
});

test('keys that are renewed while a colleague writes to them are renewed, or it is said', async (t) => {
  const fresh = await openNetwork();
  t.after(() => fresh.stop());
  const gestora2 = await fresh.as('gestora2'); // for whom gestora stands in: each time a new key
  const people = await Promise.all(Array.from({ length: 6 }, () => meetPerson(gestora2)));
  for (let round = 0; round < ROUNDS; round++) {
    const gestora = await fresh.another('gestora');
    let done = false;
    const renewing = renew(gestora, 'gestora').finally(() => (done = true));
    while (!done) {
      await Promise.all(people.map(({ person }) => exclude(gestora2, person, {})));
    }
    const { go, status } = await renewing;
    assert.ok(go === '/cuenta/hoja' || status === 503, `${status} ${go}`);
    assert.equal(await isIn(gestora), true);
  }
});

test('the power goes while keys are renewed: all of it, or nothing', async (t) => {
  const gestora2 = await net.as('gestora2');
  const { url } = await meetPerson(gestora2);
  const began = performance.now();
  assert.ok((await renew(gestora2, 'gestora2')).go);
  const ms = performance.now() - began;
  const answered = [];
  for (let round = 0; round < ROUNDS; round++) {
    const client = await net.another('gestora2');
    const going = renew(client, 'gestora2').then(({ go }) => Boolean(go), () => false);
    const last = round === ROUNDS - 1; // at once, further and further on, and right after it
    await (last ? going : wait(ms * (round / ROUNDS)));
    await net.kill();
    answered.push(await going);
    await net.start();
    await (await net.another('gestora2')).getJson(url);
  }
  t.diagnostic(`${answered.filter((done) => !done).length} of ${ROUNDS} were cut`);
  assert.deepEqual([answered[0], answered.at(-1)], [false, true]);
});
