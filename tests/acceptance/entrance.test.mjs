// Coming in, hiding, coming back, leaving: over HTTP, with the clock in the test's hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { meetPerson } from './lib/acts.mjs';
import { Client, expectStatus, formBody, passwordOf, problemsOf } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask } from './lib/walk.mjs';

const STRANGER = 'nadie-con-este-nombre';
const WRONG = 'esta no es la frase de nadie';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const invited = (login) => net.made.members.find((member) => member.login === login);
const visitor = (options) => new Client(net.url, options);
const isIn = async (client) => (await client.getJson('/ayuda')).user !== undefined;
const messages = (answer) => answer.view.errors.map(({ text }) => text);

async function tryToEnter(login, password, client = visitor()) {
  await client.getJson('/entrar');
  return client.post('/entrar', { login, password });
}

async function hide(client, from = '/ayuda') {
  await client.getJson('/ayuda');
  const { go } = await client.post(`/ocultar?de=${encodeURIComponent(from)}`);
  return go;
}

test('where the password alone is enough, the entrance says so', async () => {
  assert.match(await visitor().getHtml('/entrar'), /se entra solo con la contraseña: el segundo paso/);
});

test('an invitation is taken up once, and the password then opens the account', async () => {
  const member = invited('suchiate');
  const client = visitor();
  await client.activate(member);
  assert.equal(await isIn(client), false, 'activating is not entering');

  await client.signIn('suchiate');
  assert.equal((await client.getJson('/ayuda')).user.name, 'Alma Cruz Toledo');
  await client.getJson('/activar');
  const again = await client.post('/activar', { ...member, password: passwordOf('otra') });
  expectStatus(again, 422);
  await visitor().signIn('suchiate');
});

test('of two who take up one invitation at once, one succeeds', async () => {
  const member = invited('arcoiris');
  const clients = [visitor(), visitor()];
  const passwords = ['una', 'dos'].map(passwordOf);
  await Promise.all(clients.map((client) => client.getJson('/activar')));
  const answers = await Promise.all(clients.map((client, i) =>
    client.post('/activar', { login: member.login, code: member.code, password: passwords[i] })));

  const won = answers.findIndex((answer) => answer.go);
  assert.deepEqual(answers.map((answer) => Boolean(answer.go)).sort(), [false, true]);
  assert.ok((await tryToEnter(member.login, passwords[won])).go);
  assert.ok(!(await tryToEnter(member.login, passwords[1 - won])).go);
});

test('a weak password is refused beside its field and does not spend the invitation', async () => {
  const member = invited('igarape');
  for (const password of ['corta', 'passwordpassword', `${member.login}-${member.login}`]) {
    const client = visitor();
    await client.getJson('/activar');
    const refused = await client.post('/activar', { ...member, password });
    expectStatus(refused, 422, password);
    const field = refused.view.form.fields.find(({ name }) => name === 'password');
    assert.notEqual(field.error, '', password);
    assert.equal(field.value, '', 'a password is never sent back');
  }
  await visitor().activate(member);
});

test('a code is typed as people type: capitals, spaces, no hyphens', async () => {
  const member = invited('registro');
  const code = member.code.toUpperCase().replaceAll('-', ' ');
  await visitor().activate({ login: member.login, code });
});

test('a wrong, foreign and late code get one answer', async () => {
  const attempts = [
    { login: 'manta', code: '28dz9-zs2fk-e5b39-vdqfv-4cdwb-6' },
    { login: 'manta', code: invited('caroni').code },
    { login: 'manta', code: 'esto no es un código' },
    { login: STRANGER, code: invited('manta').code },
    { login: 'gestora', code: invited('gestora').code },
  ];
  const said = [];
  for (const attempt of attempts) {
    const client = visitor();
    await client.getJson('/activar');
    const answer = await client.post('/activar', { ...attempt, password: passwordOf('x') });
    expectStatus(answer, 422, JSON.stringify(attempt));
    said.push(...messages(answer));
  }
  assert.equal(new Set(said).size, 1, said.join(' | '));
});

test('an invitation ends after fourteen days', async (t) => {
  const later = await openNetwork();
  t.after(() => later.stop());
  const { login, code } = later.made.members.find((member) => member.login === 'manta');
  const client = new Client(later.url);
  later.clock.advance({ days: 14, minutes: 1 });
  await client.getJson('/activar');
  expectStatus(await client.post('/activar', { login, code, password: passwordOf(login) }), 422);
  later.clock.advance({ minutes: -2 });
  await client.activate({ login, code });
});

test('wrong password, unknown login and an invitation not taken up look alike', async () => {
  const answers = [];
  for (const login of ['auditora', STRANGER, 'alborada']) {
    const answer = await tryToEnter(login, WRONG);
    expectStatus(answer, 422, login);
    const { errors, title, form } = answer.view;
    const fields = form.fields.map(({ name, error, value }) => [name, error,
      name === 'login' ? '' : value]);
    answers.push(JSON.stringify({ errors, title, fields, keys: Object.keys(answer.view).sort() }));
  }
  assert.equal(new Set(answers).size, 1, answers.join('\n'));
});

test('guessing makes the login wait longer and longer, and only that login', async () => {
  const waits = [];
  const failFourTimes = async () => {
    for (let failure = 1; failure <= 4; failure += 1) {
      expectStatus(await tryToEnter('albergue', WRONG), 422, `failure ${failure}`);
    }
  };
  await failFourTimes();
  assert.ok((await tryToEnter('albergue', passwordOf('albergue'))).go, 'mistyping is no guessing');
  await failFourTimes();
  for (let failure = 5; failure <= 8; failure += 1) {
    expectStatus(await tryToEnter('albergue', WRONG), 422, `failure ${failure}`);
    const held = await tryToEnter('albergue', passwordOf('albergue'));
    expectStatus(held, 503, 'the right password during the wait');
    const seconds = Number(held.view.problem.text.match(/\d+/)[0]);
    waits.push(seconds);
    net.clock.advance({ seconds });
  }
  assert.deepEqual(waits, [4, 8, 16, 32]);
  assert.ok((await tryToEnter('fondo', passwordOf('fondo'))).go, 'others come in all the while');
  assert.ok((await tryToEnter('albergue', passwordOf('albergue'))).go);
});

test('the cookie is host-only and unreadable by script, and entering changes it', async () => {
  const client = visitor();
  const first = await client.send('GET', '/entrar');
  const line = first.headers.get('set-cookie');
  for (const part of ['__Host-', 'Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict']) {
    assert.ok(line.includes(part), line);
  }
  const before = client.cookieHeader();
  await client.signIn('consultorio');
  assert.notEqual(client.cookieHeader(), before, 'a cookie planted before knows nobody after');
  const planted = visitor({ headers: { cookie: before } });
  assert.equal(await isIn(planted), false);
});

test('without a session every page leads to the entrance, and says no more to a program', async () => {
  const client = visitor();
  const page = await client.send('GET', '/hoy', { accept: 'text/html' });
  assert.equal(page.status, 303);
  assert.equal(page.headers.get('location'), '/entrar');
  const json = await client.send('GET', '/hoy');
  assert.equal(json.view.problem.code, 'locked');
});

test('a password is masked, and may be pasted and filled in', async () => {
  for (const [path, kind] of [['/entrar', 'current-password'], ['/activar', 'new-password']]) {
    const html = await new Client(net.url).getHtml(path);
    const [field] = html.match(/<input[^>]*name="password"[^>]*>/);
    assert.match(field, / type="password"/);
    assert.match(field, new RegExp(` autocomplete="${kind}"`));
    assert.doesNotMatch(field, /maxlength|onpaste|readonly/i);
  }
});

test('the entrance is neutral in both languages', async () => {
  const telling = /violenc|gender|género|VBG|GBV|abus|víctima|survivor|sobrevivi|refug|caso\b/i;
  for (const path of ['/entrar', '/activar', '/no-existe']) {
    for (const language of ['es', 'en']) {
      const { text } = await visitor({ language }).send('GET', path, { accept: 'text/html' });
      const words = text.replaceAll(/ name="_(csrf|command)" value="[^"]*"/g, ''); // at random
      assert.doesNotMatch(words, telling, `${path} in ${language}`);
      assert.match(text, /<title>(Inicio|Start|Home)<\/title>/, `${path} in ${language}`);
    }
  }
});

test('hiding shows nothing any more until the password, which leads back', async () => {
  const client = await net.another('clinica2');
  assert.equal(await hide(client), '/desbloquear?de=%2Fayuda');
  assert.equal(await isIn(client), false);
  expectStatus(await client.send('GET', '/hoy'), 401, 'a page of the work');

  const page = await client.getJson('/desbloquear?de=%2Fayuda');
  assert.equal(page.title, 'Inicio');
  assert.equal(page.user, undefined);
  assert.ok(!JSON.stringify(page).includes('Esteban'), 'no name on a hidden screen');
  const wrong = await client.post('/desbloquear?de=%2Fayuda', { password: WRONG });
  expectStatus(wrong, 422);
  const { go } = await client.submit('/desbloquear?de=%2Fayuda',
    { password: passwordOf('clinica2') });
  assert.equal(go, '/ayuda');
  assert.equal(await isIn(client), true);
});

test('unlocking leads to no other place than ours', async () => {
  for (const away of ['https://elsewhere.example/', '//elsewhere.example/', '/\\elsewhere.example']) {
    const client = await net.another('clinica');
    await hide(client);
    const { go } = await client.submit(`/desbloquear?de=${encodeURIComponent(away)}`,
      { password: passwordOf('clinica') });
    assert.equal(go, '/hoy', away);
  }
});

test('an idle session hides itself, a working one ends after eight hours', async () => {
  const idle = await net.another('consultorio');
  const working = await net.another('clinica');
  net.clock.advance({ minutes: 14 });
  assert.equal(await isIn(working), true);
  net.clock.advance({ minutes: 2 });
  assert.equal(await isIn(idle), false);
  assert.equal(await isIn(working), true);
  for (let minutes = 16; minutes < 8 * 60; minutes += 14) {
    assert.equal(await isIn(working), true, `after ${minutes} minutes`);
    net.clock.advance({ minutes: 14 });
  }
  assert.equal(await isIn(working), false);
});

/** A form page that stands for any other, and what somebody was writing there. */
const FORM = '/servicios/importar';
const tableOf = (view) => view.form.fields.find(({ name }) => name === 'table').value;

async function unlock(client, login) {
  const path = `/desbloquear?de=${encodeURIComponent(FORM)}`;
  return (await client.submit(path, { password: passwordOf(login) })).go;
}

test('what is sent after the lock is parked, and there again after the password', async () => {
  const client = await net.another('coordinadora');
  const text = 'Organización,Mujeres\nCanario Amarillo 7341,1. Legal';
  await client.getJson(FORM);
  net.clock.advance({ minutes: 16 });
  expectStatus(await client.post(FORM, { table: text, step: 'check' }), 401);

  assert.equal(await unlock(client, 'coordinadora'), FORM);
  const page = await client.getJson(FORM);
  assert.match(page.form.draft.saved_at, /^23\/11\/2026 /);
  assert.equal(tableOf(page).replaceAll('\r', ''), text);
  for (const name of ['amparo.db', 'amparo.db-wal']) {
    assert.ok(!readFileSync(join(net.dir, name)).includes('Canario Amarillo'), `${name} is clear`);
  }
});

test('a page sent without script after the lock leads through the password back to it', async () => {
  const client = await net.another('coordinadora');
  const view = await client.getJson(FORM);
  net.clock.advance({ minutes: 16 });
  const body = formBody({ _csrf: view.form.csrf, _command: view.form.command, table: 'a,b' });
  const answer = await client.send('POST', FORM, { accept: 'text/html', body });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), `/desbloquear?de=${encodeURIComponent(FORM)}`);
  await unlock(client, 'coordinadora');
  assert.equal(tableOf(await client.getJson(FORM)), 'a,b');
});

test('hiding keeps the form that is being written; a draft ends after fourteen days', async () => {
  const client = await net.another('coordinadora');
  const { form } = await client.getJson(FORM);
  const fields = { table: 'una tabla a medias', _path: form.action_url };
  await client.post(`/ocultar?de=${encodeURIComponent(FORM)}`, fields);
  await unlock(client, 'coordinadora');
  assert.equal(tableOf(await client.getJson(FORM)), 'una tabla a medias');

  await client.post(`/borrador?de=${encodeURIComponent(FORM)}`, { table: 'guardada al escribir' });
  assert.equal(tableOf(await client.getJson(FORM)), 'guardada al escribir');
  net.clock.advance({ days: 14, minutes: 1 });
  await unlock(client, 'coordinadora');
  const later = await client.getJson(FORM);
  assert.equal(later.form.draft, undefined);
  assert.equal(tableOf(later), '');
});

test('a draft is of a page with a form, and of one person the newest forty are kept', async () => {
  const client = await net.another('gestora');
  await client.getJson('/ayuda');
  const { url } = await meetPerson(client);
  const notes = (i) => `${url}/notas?n=${i}`;
  const keep = (path, text) => client.post(`/borrador?de=${encodeURIComponent(path)}`, { text });
  const count = () => Number(ask(net.dir, 'SELECT count(*) FROM draft'));
  const others = count();
  const first = net.clock.ms * 1000;
  for (const path of ['/cualquiera', '/hoy', '/entrar', '/personas/buscar', '/ocultar']) {
    expectStatus(await keep(path, 'x'), 422);
    assert.equal(count(), others, path);
  }
  for (let i = 0; i < 45; i++) {
    expectStatus(await keep(notes(i), `número ${i}`), 200);
    net.clock.advance({ seconds: 1 });
  }
  assert.equal(count() - others, 40);
  const oldest = Number(ask(net.dir, `SELECT min(at_us) FROM draft WHERE at_us >= ${first}`));
  assert.equal((oldest - first) / 1e6, 5, 'seconds: the first five are gone');
});

test('signing out ends the session for whoever kept the cookie', async () => {
  const client = await net.another('auditora');
  const kept = visitor({ headers: { cookie: client.cookieHeader() } });
  assert.equal(await isIn(kept), true);
  await client.getJson('/ayuda');
  const { headers } = await client.post('/salir');
  assert.match(headers.get('clear-site-data') ?? '', /storage|\*/);
  assert.deepEqual([...client.cookies.keys()], ['__Host-d'], 'the browser is known still');
  assert.equal(await isIn(kept), false);
});

test('the language is the visitor\'s until somebody chooses, and then the session\'s', async () => {
  assert.equal((await visitor().getJson('/entrar')).lang, 'es');
  assert.equal((await visitor().getJson('/entrar?lang=en')).lang, 'en');
  const client = await net.another('coordinadora');
  assert.equal((await client.getJson('/ayuda')).title, 'Ayuda');
  assert.equal((await client.post('/idioma?de=/ayuda', { lang: 'en' })).go, '/ayuda');
  assert.equal((await client.getJson('/ayuda')).title, 'Help');
  assert.equal((await client.getJson('/ayuda')).lang, 'en');
});

test('a form without this session\'s token, or from another place, changes nothing', async () => {
  const client = await net.another('admin');
  const other = await net.another('fondo');
  const foreign = (await other.getJson('/ayuda')).csrf;
  const own = (await client.getJson('/ayuda')).csrf;
  const forged = [
    [{ _csrf: undefined }, {}],
    [{ _csrf: '' }, {}],
    [{ _csrf: foreign }, {}],
    [{ _csrf: `${own.slice(0, -4)}AAAA` }, {}],
    [{ _csrf: own }, { origin: 'https://elsewhere.example' }],
    [{ _csrf: own }, { origin: 'null' }],
    [{ _csrf: own }, { 'sec-fetch-site': 'cross-site' }],
  ];
  for (const [fields, headers] of forged) {
    const what = JSON.stringify({ ...fields, ...headers });
    const answer = await client.post('/idioma', { lang: 'en', ...fields }, { headers });
    assert.ok([400, 403, 404].includes(answer.status), `${what} gave ${answer.status}`);
    assert.equal((await client.getJson('/ayuda')).lang, 'es', what);
  }
  assert.ok((await client.post('/idioma', { lang: 'en', _csrf: own })).go, 'and the right one does');
});

test('entering too needs the token of the page', async () => {
  const client = visitor();
  await client.getJson('/entrar');
  const fields = { login: 'fondo', password: passwordOf('fondo'), _csrf: undefined };
  const answer = await client.post('/entrar', fields);
  assert.equal(answer.go ?? null, null, problemsOf(answer));
  assert.equal(await isIn(client), false);
});

test('what is too long, hidden or no text is refused at the entrance in the reader\'s words', async () => {
  const attempts = {
    'login of 65 characters': { login: 'a'.repeat(65), password: WRONG },
    'empty login': { login: '', password: WRONG },
    'empty password': { login: 'fondo', password: '' },
    'password of 300 characters': { login: 'fondo', password: 'á'.repeat(300) },
    'login that turns the text around': { login: 'fon\u202edo', password: WRONG },
  };
  for (const [name, fields] of Object.entries(attempts)) {
    const answer = await tryToEnter(fields.login, fields.password);
    assert.equal(answer.status, 422, `${name}: ${problemsOf(answer)}`);
    assert.ok(messages(answer).every((text) => text.length > 0), name);
  }
  const client = visitor();
  const { csrf } = await client.getJson('/entrar');
  const broken = await client.send('POST', '/entrar',
    { body: `_csrf=${encodeURIComponent(csrf)}&login=%ff%fe&password=x` });
  assert.ok([400, 422].includes(broken.status), `invalid UTF-8 gave ${broken.status}`);
});

test('who is signed in may sign in again, also as somebody else', async () => {
  const client = visitor();
  await client.signIn('fondo');
  await client.signIn('fondo');
  await client.signIn('albergue');
  assert.equal((await client.getJson('/ayuda')).user.name, 'Gloria Umaña Picado');
});
