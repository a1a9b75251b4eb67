// The second step: a code of an app after the password, before anything opens.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Client, expectStatus, passwordOf, problemsOf } from './lib/client.mjs';
import { openTwoSteps } from './lib/two_steps.mjs';
import { ask, routesOf } from './lib/walk.mjs';

const FRESH = 'otra-frase-larga-de-prueba-para-volver-71';

let net;
before(async () => {
  net = await openTwoSteps();
});
after(() => net?.stop());

const isIn = async (client) => (await client.getJson('/ayuda')).user !== undefined;

async function half(login) {
  const client = new Client(net.url);
  await client.signIn(login);
  return client;
}

async function tryCode(client, app_code) {
  await client.getJson('/entrar/codigo');
  return client.post('/entrar/codigo', { app_code });
}

test('the app is set up before anything opens, and the way on goes over the recovery code', async () => {
  const client = new Client(net.url);
  await client.activate(net.invited('gestora'));
  const { go } = await client.submit('/entrar',
    { login: 'gestora', password: passwordOf('gestora') });
  assert.equal(go, '/entrar/segundo-paso');
  const page = await client.getJson(go);
  assert.match(page.key, /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  assert.ok(page.qr.path.length > 500 && page.qr.side > 30);
  assert.equal((await client.getJson(go)).key, page.key, 'the page may be loaded again');

  const wrong = await client.post(go, { app_code: '000000' });
  expectStatus(wrong, 422);
  const { client: other, recovery } = await net.setUp(client);
  assert.match(recovery, /^([0-9a-z]{5}-){5}[0-9a-z]$/);
  assert.equal(await isIn(other), true);
  assert.equal((await other.getJson('/cuenta/hoja')).recovery_code, recovery, 'to print it again');
  await other.post('/cuenta/hoja');
  assert.equal((await other.getJson('/cuenta/hoja')).recovery_code, '');
});

test('the entrance does not say that the password is enough', async () => {
  const client = new Client(net.url);
  assert.equal((await client.getJson('/entrar')).password_only, false);
  assert.doesNotMatch(await client.getHtml('/entrar'), /solo con la contraseña/);
});

test('with half of the way gone every page leads to the step that is due', async () => {
  const { phone } = await net.comeIn('gestora2');
  const client = await half('gestora2');
  for (const { pattern, permission } of await routesOf(new Client(net.url))) {
    if (['anyone', 'signed_in'].includes(permission)) {
      continue;
    }
    const path = pattern.replaceAll(/\{\w+\}/g, '0'.repeat(32));
    const answer = await client.send('GET', path, { accept: 'text/html' });
    if (answer.status !== 404) {
      assert.deepEqual([answer.status, answer.headers.get('location')],
        [303, '/entrar/codigo'], path);
    }
  }
  await client.getJson('/entrar/codigo');
  expectStatus(await client.post('/borrador?de=/hoy', { text: 'x' }), 401);
  assert.equal(await isIn(client), false);
  await client.getJson('/entrar/codigo');
  assert.ok((await tryCode(client, net.codeOf(phone))).go);
  assert.equal(await isIn(client), true);
});

test('a lost phone: a colleague gives a new access and another app is set up; nothing else leads on',
  async () => {
    const { recovery } = await net.comeIn('clinica2');
    const stuck = await half('clinica2');
    for (const [path, fields] of [['/entrar/segundo-paso', { app_code: '000000' }],
      ['/cuenta/segundo-paso', { password: passwordOf('clinica2') }], ['/cuenta/hoja', {}]]) {
      const { key } = await stuck.getJson(path).catch(() => ({}));
      assert.equal(key, undefined, `${path} shows another app's key`);
      await stuck.post(path, fields);
      assert.equal(await isIn(stuck), false, path);
    }
    const other = new Client(net.url);
    await other.submit('/recuperar', { login: 'clinica2', code: recovery, password: FRESH });
    assert.equal((await other.submit('/entrar', { login: 'clinica2', password: FRESH })).go,
      '/entrar/codigo', 'with the printed code the app is asked for all the same');

    const { client: helper } = await net.comeIn('clinica');
    const member = ask(net.dir, "SELECT lower(hex(id)) FROM member WHERE login = 'clinica2'").trim();
    await helper.getJson('/ayuda');
    assert.ok((await helper.post(`/equipo/${member}/acceso`)).go);
    const { told_code: code } = await helper.getJson(`/equipo/${member}/acceso`);
    const back = new Client(net.url);
    await back.activate({ login: 'clinica2', code }, FRESH);
    assert.equal((await back.submit('/entrar', { login: 'clinica2', password: FRESH })).go,
      '/entrar/segundo-paso', 'as for an invitation: another app');
    const { client } = await net.setUp(back);
    assert.equal(await isIn(client), true);
    assert.deepEqual((await client.getJson('/hoy')).groups.flatMap(({ list }) => list.items)
      .map(({ act_url }) => act_url).filter((url) => url?.endsWith('/acceso')),
    [`/equipo/${member}/acceso`], 'and is told who gave it');
  });

test('a code is taken once, and no earlier one after it', async () => {
  const { phone } = await net.comeIn('albergue');
  const client = await half('albergue');
  const code = net.codeOf(phone);
  const before = phone.code(net.clock.ms, -1);
  assert.ok((await tryCode(client, code)).go);
  for (const again of [code, before]) {
    expectStatus(await tryCode(await half('albergue'), again), 422, again);
  }
  net.clock.advance({ seconds: 30 });
  assert.ok((await tryCode(await half('albergue'), phone.code(net.clock.ms))).go);
});

test('of two who give one code at once, one comes in', async () => {
  const { phone } = await net.comeIn('consultorio');
  const clients = [await half('consultorio'), await half('consultorio')];
  const code = net.codeOf(phone);
  await Promise.all(clients.map((client) => client.getJson('/entrar/codigo')));
  const answers = await Promise.all(clients.map((client) =>
    client.post('/entrar/codigo', { app_code: code })));
  assert.equal(answers.filter(({ go }) => go).length, 1, answers.map(problemsOf).join());
});

test('a clock may differ by one half minute and not by two', async () => {
  const { phone } = await net.comeIn('supervisora');
  net.clock.advance({ minutes: 10 });
  for (const [steps, status] of [[-2, 422], [2, 422], [-1, 200]]) {
    const answer = await tryCode(await half('supervisora'), phone.code(net.clock.ms, steps));
    expectStatus(answer, status, `${steps} steps`);
  }
  net.clock.advance({ minutes: 1 });
  assert.ok((await tryCode(await half('supervisora'), phone.code(net.clock.ms, 1))).go);
  expectStatus(await tryCode(await half('supervisora'), phone.code(net.clock.ms)), 422,
    'the code before the one that was taken');
});

test('whoever knows the password and guesses codes waits longer and longer', async () => {
  const { phone } = await net.comeIn('coordinadora');
  for (let i = 0; i < 5; i++) {
    expectStatus(await tryCode(await half('coordinadora'), '123456'), 422);
  }
  const made = await tryCode(await half('coordinadora'), net.codeOf(phone));
  assert.notEqual(made.status, 503, 'thirty seconds were enough for the first wait');
  for (let i = 0; i < 6; i++) {
    await tryCode(await half('coordinadora'), '123456');
  }
  assert.equal((await tryCode(await half('coordinadora'), '123456')).status, 503);
});

/** A code that the phone does not show now, nor just before and after. */
function wrongCode(phone) {
  const near = [-30, 0, 30].map((seconds) => phone.code(net.clock.ms + seconds * 1000));
  return ['123456', '234567', '345678', '456789'].find((code) => !near.includes(code));
}

test('a hundred wrong codes are the end, until she comes in with her own browser', async () => {
  const { client, phone } = await net.comeIn('fondo');
  await client.post('/salir');
  for (let i = 0; i < 100; i++) {
    expectStatus(await tryCode(await half('fondo'), wrongCode(phone)), 422, `code ${i + 1}`);
    net.clock.advance({ minutes: 18 });
  }
  const ended = await tryCode(await half('fondo'), net.codeOf(phone));
  expectStatus(ended, 503);
  assert.match(problemsOf(ended), /demasiados intentos/);
  await net.enter(client, 'fondo', phone);
  await net.enter(new Client(net.url), 'fondo', phone);
});

test('unlocking asks for the password alone; after the hours of a session both are asked', async () => {
  const { client, phone } = await net.comeIn('auditora');
  net.clock.advance({ minutes: 16 });
  assert.equal(await isIn(client), false, 'locked');
  const unlock = () => client.submit('/desbloquear?de=/ayuda',
    { password: passwordOf('auditora') });
  assert.equal((await unlock()).go, '/ayuda');
  assert.equal(await isIn(client), true);
  for (let i = 0; i < 50; i++) {
    net.clock.advance({ minutes: 9, seconds: 50 });
    if (!await isIn(client)) {
      break;
    }
  }
  assert.equal((await unlock()).go, '/entrar/codigo?de=%2Fayuda', 'eight hours are over');
  assert.equal((await client.submit('/entrar/codigo?de=/ayuda',
    { app_code: net.codeOf(phone) })).go, '/ayuda');
});

test('the key lies sealed, and a row that was taken away is no way around the step', async () => {
  const { phone } = await net.comeIn('admin');
  assert.equal(ask(net.dir, 'SELECT count(*) FROM credential WHERE instr(totp_box, '
    + `x'${phone.secret.toString('hex')}') > 0`), '0');
  const db = join(net.dir, 'amparo.db');
  const member = `(SELECT id FROM member WHERE login = 'admin')`;
  for (const sql of [`UPDATE credential SET totp_box = x'' WHERE member = ${member}`,
    `DELETE FROM credential WHERE member = ${member}`]) {
    execFileSync('sqlite3', ['-bail', db, sql]);
    const client = new Client(net.url);
    await client.getJson('/entrar');
    const answer = await client.post('/entrar',
      { login: 'admin', password: passwordOf('admin') });
    assert.equal(answer.status, 500, `${sql}: ${problemsOf(answer)}`);
    assert.equal(await isIn(client), false);
  }
});
