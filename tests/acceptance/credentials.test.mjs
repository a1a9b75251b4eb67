// What one comes in with and comes back with: password, recovery code, open sessions.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, expectStatus, passwordOf, problemsOf } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { Phone } from './lib/totp.mjs';
import { openTwoSteps } from './lib/two_steps.mjs';
import { ask } from './lib/walk.mjs';

let net;
before(async () => {
  net = await openTwoSteps();
});
after(() => net?.stop());

const OTHER = 'otra-frase-larga-de-nadie-74';
const isIn = async (client) => (await client.getJson('/ayuda')).user !== undefined;

async function tryToEnter(login, password) {
  const client = new Client(net.url);
  await client.getJson('/entrar');
  return client.post('/entrar', { login, password });
}

async function recover(login, code, password) {
  const client = new Client(net.url);
  await client.getJson('/recuperar');
  return client.post('/recuperar', { login, code, password });
}

const stateOf = (view, title) => view.cards.find((card) => card.card_title === title);
const rowOf = (view, title, label) =>
  stateOf(view, title).rows.find((row) => row.label === label).value;

test('the account tells who one is, and what one comes in with', async () => {
  const { client } = await net.comeIn('supervisora');
  const view = await client.getJson('/cuenta');
  assert.equal(rowOf(view, 'Quién es usted aquí', 'Usuario'), 'supervisora');
  assert.match(rowOf(view, 'Quién es usted aquí', 'Funciones'), /Supervisión/);
  assert.equal(stateOf(view, 'Segundo paso').state, 'Preparado');
  assert.equal(rowOf(view, 'Código de recuperación', 'Último uso'), 'Nunca');
  assert.equal(view.sessions.length, 1);
  assert.equal(view.sessions[0].network, '127.0.0.*');
});

test('no password is made of what anybody here knows of the account', async () => {
  const mine = 'PilarRincónDuarte1 Colectivo Caroní'; /* name and organisation */
  const { code } = net.made.members.find(({ login }) => login === 'caroni');
  const client = new Client(net.url);
  const activate = async (password) => {
    await client.getJson('/activar');
    return client.post('/activar', { login: 'caroni', code, password });
  };
  assert.match(problemsOf(await activate(mine)), /fácil de adivinar/);
  assert.ok((await activate(passwordOf('caroni'))).go, 'the code is good still');
  const { client: inside, recovery } = await net.comeIn('caroni2');
  const name = 'yorleny ospina vera';
  expectStatus(await recover('caroni2', recovery, name), 422);
  await inside.getJson('/cuenta/contrasena');
  const refused = await inside.post('/cuenta/contrasena',
    { old_password: passwordOf('caroni2'), password: name });
  expectStatus(refused, 422);
  assert.match(problemsOf(refused), /fácil de adivinar/);
  assert.equal((await recover('caroni2', recovery, OTHER)).go, '/entrar?recuperado=1');
});

test('who signs in with the former password while it is being changed is not in', async (t) => {
  const network = await openNetwork();
  t.after(() => network.stop());
  let old = passwordOf('gestora');
  for (let round = 0; round < 4; round++) {
    const client = await new Client(network.url).signIn('gestora', old);
    const others = Array.from({ length: 6 }, () => new Client(network.url));
    await Promise.all(others.map((other) => other.getJson('/entrar')));
    await client.getJson('/cuenta/contrasena');
    const [changed] = await Promise.all([
      client.post('/cuenta/contrasena', { old_password: old, password: OTHER + round }),
      ...others.map((other) => other.post('/entrar', { login: 'gestora', password: old })),
    ]);
    assert.ok(changed.go, problemsOf(changed));
    old = OTHER + round;
    assert.equal(await isIn(client), true);
    for (const other of others) {
      assert.equal(await isIn(other), false, `round ${round}`);
    }
  }
});

test('a new password needs the present one; other sessions end and the code stays', async () => {
  const { client, phone, recovery } = await net.comeIn('gestora');
  const other = await net.enter(new Client(net.url), 'gestora', phone);
  const change = async (old_password, password) => {
    await client.getJson('/cuenta/contrasena');
    return client.post('/cuenta/contrasena', { old_password, password });
  };
  expectStatus(await change(OTHER, OTHER), 422, 'not the present one');
  expectStatus(await change(passwordOf('gestora'), 'corta'), 422, 'too short');
  assert.equal(await isIn(other), true);
  const before = client.cookieHeader();
  const changed = await change(passwordOf('gestora'), OTHER);
  assert.equal(changed.go, '/cuenta', problemsOf(changed));
  assert.notEqual(client.cookieHeader(), before, 'a session of its own');
  assert.deepEqual([await isIn(client), await isIn(other)], [true, false]);
  assert.equal((await client.getJson('/hoy')).user.name, 'Marta Solano Vega');
  expectStatus(await tryToEnter('gestora', passwordOf('gestora')), 422);
  assert.ok((await tryToEnter('gestora', OTHER)).go);
  assert.equal((await recover('gestora', recovery, passwordOf('gestora'))).go,
    '/entrar?recuperado=1', 'the printed code is good still');
});

test('a printed code gives a new password and nothing past the second step', async () => {
  const { client, phone, recovery } = await net.comeIn('clinica');
  const done = await recover('clinica', recovery.toUpperCase().replaceAll('-', ' '), OTHER);
  assert.equal(done.go, '/entrar?recuperado=1', problemsOf(done));
  assert.equal(await isIn(client), false, 'sessions are over');

  const back = new Client(net.url);
  const { go } = await back.submit('/entrar', { login: 'clinica', password: OTHER });
  assert.equal(go, '/entrar/codigo');
  assert.equal(await isIn(back), false);
  const entered = await back.submit(go, { app_code: net.codeOf(phone) });
  assert.equal(entered.go, '/cuenta/hoja', 'a new code is made');
  const { recovery_code: fresh } = await back.getJson('/cuenta/hoja');
  assert.notEqual(fresh, recovery);
  const page = await back.getJson('/cuenta');
  assert.notEqual(rowOf(page, 'Código de recuperación', 'Último uso'), 'Nunca');
  assert.ok((await back.getJson('/hoy')).groups, 'the functions open as before');

  expectStatus(await recover('clinica', recovery, passwordOf('clinica')), 422, 'it is spent');
  assert.equal(ask(net.dir, "SELECT count(*) FROM audit WHERE outcome = 'recovered'") > 0, true);
});

test('a wrong code, a code of another and an unknown name get one answer', async () => {
  const { recovery } = await net.comeIn('consultorio');
  const said = [];
  for (const [login, code] of [['consultorio', '28dz9-zs2fk-e5b39-vdqfv-4cdwb-6'],
    ['clinica', recovery], ['nadie', recovery], ['consultorio', 'nada'],
    ['albergue', recovery]]) {
    const answer = await recover(login, code, OTHER);
    expectStatus(answer, 422, `${login} ${code}`);
    said.push(answer.view.errors.map(({ text }) => text).join());
  }
  assert.equal(new Set(said).size, 1, said.join(' | '));
});

test('whoever guesses recovery codes waits longer and longer', async () => {
  await net.comeIn('admin');
  let status = 422;
  for (let i = 0; i < 6 && status === 422; i++) {
    ({ status } = await recover('admin', '28dz9-zs2fk-e5b39-vdqfv-4cdwb-6', OTHER));
  }
  assert.equal(status, 503);
});

test('a new recovery code needs the password and takes the place of the former', async () => {
  const { client, recovery } = await net.comeIn('coordinadora');
  const make = async (old_password) => {
    await client.getJson('/cuenta/codigo');
    return client.post('/cuenta/codigo', { old_password });
  };
  expectStatus(await make(OTHER), 422);
  assert.equal((await make(passwordOf('coordinadora'))).go, '/cuenta/hoja');
  const { recovery_code: fresh } = await client.getJson('/cuenta/hoja');
  expectStatus(await recover('coordinadora', recovery, OTHER), 422);
  assert.ok((await recover('coordinadora', fresh, OTHER)).go);
});

test('another app takes the place of the former', async () => {
  const { client, phone } = await net.comeIn('auditora');
  const { app } = await client.getJson('/cuenta/segundo-paso');
  const next = new Phone(app.key);
  const send = async (app_code, old_password) => {
    await client.getJson('/cuenta/segundo-paso');
    return client.post('/cuenta/segundo-paso', { app_code, old_password });
  };
  const password = passwordOf('auditora');
  expectStatus(await send(net.codeOf(phone), password), 422, 'of the former app');
  expectStatus(await send(net.codeOf(next), OTHER), 422, 'without the password');
  assert.equal((await send(net.codeOf(next), password)).go, '/cuenta');
  await net.enter(new Client(net.url), 'auditora', next);
  await assert.rejects(() => net.enter(new Client(net.url), 'auditora', phone));
});

test('one ends one of one\'s sessions, or all others, and nobody else\'s', async () => {
  const { client, phone } = await net.comeIn('gestora2');
  const others = [];
  for (let i = 0; i < 3; i++) {
    others.push(await net.enter(new Client(net.url), 'gestora2', phone));
  }
  const view = await client.getJson('/cuenta');
  assert.equal(view.sessions.length, 4);
  assert.equal(view.sessions.filter(({ this_one }) => this_one).length, 1);
  const first = view.sessions.find(({ end_url }) => end_url);
  assert.equal((await client.post(first.end_url)).go, '/cuenta');
  const left = await Promise.all(others.map(isIn));
  assert.equal(left.filter(Boolean).length, 2);

  const stranger = await net.comeIn('albergue');
  const rest = (await client.getJson('/cuenta')).sessions.find(({ end_url }) => end_url);
  await stranger.client.getJson('/cuenta');
  await stranger.client.post(rest.end_url);
  assert.equal((await Promise.all(others.map(isIn))).filter(Boolean).length, 2);

  await client.getJson('/cuenta');
  await client.post('/cuenta/sesiones/terminar');
  assert.deepEqual([await isIn(client), ...await Promise.all(others.map(isIn))],
    [true, false, false, false]);
  assert.equal(await isIn(stranger.client), true);
});

test('the minutes until the lock and the hours of a session are settings', async (t) => {
  const short = await openTwoSteps({ demo: 1, second_factor: 'off', idle_minutes: 3,
    session_hours: 1 });
  t.after(() => short.stop());
  const client = new Client(short.url);
  await client.activate(short.invited('gestora'));
  await client.signIn('gestora');
  short.clock.advance({ minutes: 2, seconds: 50 });
  assert.equal(await isIn(client), true);
  short.clock.advance({ minutes: 3, seconds: 10 });
  assert.equal(await isIn(client), false);
  await client.submit('/desbloquear', { password: passwordOf('gestora') });
  for (let minutes = 6; minutes < 60; minutes += 2) {
    assert.equal(await isIn(client), true, `after ${minutes} minutes`);
    short.clock.advance({ minutes: 2 });
  }
  short.clock.advance({ minutes: 1 });
  assert.equal(await isIn(client), false, 'an hour after the password, however busy');
});

test('who was kept out by a hundred guesses comes back with the recovery code', async () => {
  const { recovery, phone } = await net.comeIn('suchiate');
  for (let i = 0; i < 100; i++) {
    expectStatus(await tryToEnter('suchiate', OTHER), 422);
    net.clock.advance({ minutes: 18 });
  }
  expectStatus(await tryToEnter('suchiate', passwordOf('suchiate')), 503);
  assert.ok((await recover('suchiate', recovery, OTHER)).go);
  await net.enter(new Client(net.url), 'suchiate', phone, OTHER);
});
