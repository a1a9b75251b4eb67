// Who guesses waits longer each time, and gets a hundred guesses; who works in the same network with a
// browser of theirs neither waits nor is kept out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, expectStatus, passwordOf, problemsOf } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask } from './lib/walk.mjs';

const WRONG = 'esta no es la frase de nadie';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

async function attempt(client, login, password = WRONG) {
  await client.getJson('/entrar');
  return client.post('/entrar', { login, password });
}

async function guess(login, times, client) {
  let answer;
  for (let i = 0; i < times; i++) {
    answer = await attempt(client ?? new Client(net.url), login);
  }
  return answer;
}

async function left(login) {
  const client = await net.another(login);
  await client.getJson('/ayuda');
  await client.post('/salir');
  return client;
}

test('a stranger\'s guesses keep nobody out who has come in with this browser before', async () => {
  const known = await left('fondo');
  expectStatus(await guess('fondo', 6), 503, 'the network waits');
  const fresh = await attempt(new Client(net.url), 'fondo', passwordOf('fondo'));
  expectStatus(fresh, 503, 'a browser that nobody knows waits too');
  const entered = await attempt(known, 'fondo', passwordOf('fondo'));
  assert.ok(entered.go, problemsOf(entered));
});

test('a known browser is no way to guess without waiting', async () => {
  const known = await left('albergue');
  expectStatus(await guess('albergue', 6, known), 503);
  assert.ok((await attempt(new Client(net.url), 'albergue', passwordOf('albergue'))).go,
    'and what is guessed with it is not the network\'s');
});

test('the cookie of one login, or one that was made up, stands for no other', async () => {
  const known = await left('clinica');
  const cookie = known.cookies.get('__Host-d');
  await guess('consultorio', 6);
  for (const value of [cookie, `${cookie.slice(0, 33)}${'0'.repeat(32)}`, cookie.slice(0, 32), '',
    'x', `${cookie}.${'0'.repeat(32)}`.repeat(12)]) {
    const other = new Client(net.url);
    other.cookies.set('__Host-d', value);
    expectStatus(await attempt(other, 'consultorio', passwordOf('consultorio')), 503, value);
  }
});

test('several people of one browser are each known to it', async () => {
  const shared = new Client(net.url);
  for (const login of ['supervisora', 'gestora']) {
    await shared.signIn(login);
    await shared.getJson('/ayuda');
    await shared.post('/salir');
  }
  await guess('supervisora', 6);
  assert.ok((await attempt(shared, 'supervisora', passwordOf('supervisora'))).go);
});

test('what is kept of failures does not tell a login that is there from one that is not', async () => {
  const rows = () => ask(net.dir, 'SELECT hex(key), failures, next_us FROM login_guard').split('\n');
  const added = async (login) => {
    const before = new Set(rows());
    await guess(login, 5);
    return rows().filter((row) => !before.has(row)).map((row) => row.split('|'));
  };
  const there = await added('auditora');
  const missing = await added('nadie-con-este-nombre');
  const shape = (list) => list.map(([key, ...rest]) => [key.length, ...rest].join()).sort();
  assert.deepEqual(shape(there), shape(missing));
  assert.equal(there.length, 2, 'of the network, and of the account');
  const audit = ask(net.dir, 'SELECT actor IS NULL, action, object IS NULL, outcome, number FROM '
    + 'audit ORDER BY seq DESC LIMIT 10').split('\n');
  assert.equal(new Set(audit).size, 1, audit.join(' '));
});

test('guesses at the same moment count one by one', async () => {
  const clients = Array.from({ length: 12 }, () => new Client(net.url));
  await Promise.all(clients.map((client) => client.getJson('/entrar')));
  const answers = await Promise.all(clients.map((client, i) =>
    client.post('/entrar', { login: 'suchiate', password: i < 11 ? WRONG : passwordOf('suchiate') })));
  const tried = answers.filter(({ status }) => status === 422).length;
  assert.ok(tried <= 5, `${tried} were tried`);
  assert.ok(answers.some(({ status }) => status === 503));
});

const LONGEST_WAIT = { minutes: 18 };

/** A hundred guesses in a row, as slowly as one has to. */
async function guessUntilTheEnd(login, client) {
  for (let i = 0; i < 100; i++) {
    expectStatus(await attempt(client ?? new Client(net.url), login), 422, `guess ${i + 1}`);
    net.clock.advance(LONGEST_WAIT);
  }
}

test('a hundred failures end it for all but a browser that has come in before', async () => {
  const known = await left('gestora');
  await guessUntilTheEnd('gestora');
  net.clock.advance({ days: 2 });
  const fresh = new Client(net.url);
  const ended = await attempt(fresh, 'gestora', passwordOf('gestora'));
  expectStatus(ended, 503, 'the right password is not tried any more');
  assert.match(problemsOf(ended), /demasiados intentos/);
  assert.ok((await attempt(known, 'gestora', passwordOf('gestora'))).go, 'she works on');
  assert.ok((await attempt(fresh, 'gestora', passwordOf('gestora'))).go, 'which opens it for all');
});

test('a login that nobody has comes to its end in the same way, and a month forgets it', async () => {
  await guessUntilTheEnd('nadie-tampoco');
  const ended = await attempt(new Client(net.url), 'nadie-tampoco');
  assert.match(problemsOf(ended), /demasiados intentos/);
  net.clock.advance({ days: 32 });
  await net.sweep();
  expectStatus(await attempt(new Client(net.url), 'nadie-tampoco'), 422);
});

test('a known browser has a hundred guesses of its own, not one for each failure of others', async () => {
  const stolen = await left('supervisora');
  const own = await left('supervisora');
  await guessUntilTheEnd('supervisora', stolen);
  net.clock.advance({ days: 2 });
  await net.sweep();
  expectStatus(await attempt(stolen, 'supervisora', passwordOf('supervisora')), 503);
  assert.ok((await attempt(own, 'supervisora', passwordOf('supervisora'))).go);
});
