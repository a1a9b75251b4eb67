// Where one practises: seven roles with their cards, one invented person, a conference played to
// its end, questions afterwards, and the way back to the beginning. It is no place for real data,
// and no deployment with real data becomes one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { addNote, fill, notesOf } from './lib/acts.mjs';
import { Client, expectStatus } from './lib/client.mjs';
import { addItem, approve, convene, decide, heardBy, hold, invitationTo, invitationsOf, invite,
  letCome, press, promise } from './lib/conference.mjs';
import { openInvented } from './lib/invented.mjs';
import { MONDAY, openNetwork } from './lib/network.mjs';
import { DEMO_PLAN, PASSPHRASE, amparo, makeDeployment, mustRun, startServer, temporaryFolder }
  from './lib/server.mjs';
import { REAL } from './lib/two_steps.mjs';
import { crawl, routesOf } from './lib/walk.mjs';

const EXIT_INVALID = 64;
const EXIT_CORRUPT = 65;
const EXIT_NOT_FOUND = 66;
const EXIT_DENIED = 77;
/** Printed by nobody, known to all: it opens the root key of a practice deployment. */
const KNOWN = 'esto es una práctica';
const BANNER = /<p class="amp-demo">(Práctica: nada de esto|Practice: nothing here) (es|is) real</;
const ROLES = { gestora: 'Gestora o gestor de casos', salud: 'Servicio de salud',
  legal: 'Servicio legal', psicologia: 'Servicio psicológico',
  albergue: 'Dirección de un albergue seguro', acnur: 'Oficial de protección de ACNUR',
  asilo: 'Oficial de protección o asilo del gobierno' };
const GUESTS = { salud: 'Clínica', legal: 'Consultorio', psicologia: 'Centro', albergue: 'Albergue',
  acnur: 'Agencia', asilo: 'Unidad de Refugio' };

let folder;
let practice;
let conference; // its address
const people = {};
const place = (name) => join(folder, name);
const run = (...args) => amparo(['practice', ...args]);

before(async () => {
  folder = temporaryFolder();
  practice = await openInvented('practice', place('practice'), { testClock: MONDAY });
});
after(async () => {
  await practice?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(login, at = practice) {
  const client = await new Client(at.url).signIn(login, practice.password);
  await client.getJson('/ayuda');
  return client;
}

/** The one person of the exercise: { person, url }. */
async function personOf(gestora) {
  const { list: { items } } = await gestora.getJson('/personas');
  assert.equal(items.length, 1);
  return { person: items[0].url.split('/')[2], url: items[0].url };
}

describe('seven roles', () => {
  test('sign in with the one password, and each has the own card and no other', async () => {
    assert.equal(practice.accounts.length, 8, 'seven who play, one who leads');
    for (const [login, role] of Object.entries(ROLES)) {
      people[login] = await signIn(login);
      const page = await people[login].getJson('/practica');
      assert.deepEqual(page.cards.map((card) => card.role), [role]);
      assert.equal(page.leads, undefined);
      const [{ knows, wants, may }] = page.cards;
      assert.ok(knows.length > 1 && wants.length > 0 && may.length > 1, login);
    }
    people.facilita = await signIn('facilita');
    const { cards, leads } = await people.facilita.getJson('/practica');
    assert.deepEqual(cards.map(({ role }) => role), Object.values(ROLES));
    assert.ok(leads.anew_url);
  });

  test('read their cards in English too', async () => {
    const client = new Client(practice.url, { language: 'en' });
    await client.signIn('acnur', practice.password);
    await client.getJson('/practica');
    await client.post('/idioma', { lang: 'en' });
    assert.equal((await client.getJson('/practica')).cards[0].role, 'UNHCR protection officer');
  });

  test('talk it over: a question for each of the six harms', async () => {
    const html = await people.legal.getHtml('/practica/conversar');
    for (const n of [1, 2, 3, 4, 5, 6]) {
      assert.match(html, new RegExp(`<h2[^>]*>${n}\\. [^<]+</h2>\\s*<p[^>]*>¿[^<]+\\?</p>`));
    }
  });
});

describe('the conference', () => {
  test('is prepared with the person, who says what each one hears', async () => {
    const { gestora } = people;
    const { person } = await personOf(gestora);
    const { reasons } = (await gestora.getJson(`/personas/${person}`)).conference;
    assert.ok(reasons.some(({ code }) => code === 'unmet'), 'there is a reason for it');
    conference = await convene(gestora, person, { when: '2026-11-24T10:00',
      guests: Object.values(GUESTS).map((name) => `@${name}`) });
    await addItem(gestora, conference, { title: 'Un cuarto para tres', function: 'problems' });
    await addItem(gestora, conference,
      { title: 'La fecha de la entrevista', function: 'strategies' });
    for (const [login, name] of Object.entries(GUESTS)) {
      assert.deepEqual(await invitationsOf(people[login]), [], `${login} knows of nothing yet`);
      await letCome(gestora, conference, name,
        login === 'asilo' ? { titles: ['La fecha de la entrevista'] } : {});
    }
    await invite(gestora, conference);
  });

  test('is heard by six, each what is theirs', async () => {
    for (const [login, name] of Object.entries(GUESTS)) {
      const invitation = await invitationTo(people[login], people.gestora, conference, name);
      await promise(people[login], invitation);
      assert.deepEqual(await heardBy(people[login], invitation), login === 'asilo'
        ? ['La fecha de la entrevista']
        : ['Un cuarto para tres', 'La fecha de la entrevista'], login);
    }
  });

  test('is held, written down, told to the person, and over', async () => {
    practice.clock.set('2026-11-24T17:00:00Z');
    const gestora = people.gestora = await signIn('gestora');
    await hold(gestora, conference, { came: Object.values(GUESTS).map((name) => `@${name}`),
      held_at: '2026-11-24T10:00' });
    await decide(gestora, conference, [
      { kind: 'service', text: 'El cuarto familiar desde el domingo', owner: '@Albergue', due: '7' },
      { kind: 'appointment', text: 'La entrevista esta semana', owner: '@Unidad', due: '2' },
    ]);
    await approve(gestora, conference);
    await fill(gestora, `${conference}/informar`,
      { told: 'yes', told_at: '2026-11-24T10:55', said: 'Le parece bien.' });
    people.albergue = await signIn('albergue');
    const invitation = await invitationTo(people.albergue, gestora, conference, 'Albergue');
    const { tasks: [task] } = await people.albergue.getJson(invitation);
    assert.match(task.task_text, /cuarto familiar/);
    await fill(people.albergue, task.task_url, { state: 'done', note: 'Guardado.' });
    await press(gestora, `${conference}/copiar`);
    await press(gestora, `${conference}/cerrar`);
  });
});

describe('that it is a practice', () => {
  const seen = new Set();
  const unsaid = [];
  const look = (path, { status, headers, text }) => {
    if (status === 303 || !headers.get('content-type')?.startsWith('text/html')) {
      return; // leads on, or is for programs
    }
    seen.add(path);
    if (!BANNER.test(text)) {
      unsaid.push(path);
    }
  };

  test('stands on every page, errors and what is for paper too', async () => {
    const table = await routesOf(people.gestora);
    await crawl(new Client(practice.url), table, ['/entrar', '/ayuda', '/no-hay'], { look });
    for (const login of ['gestora', 'albergue', 'facilita']) {
      await crawl(await signIn(login), table, ['/hoy', '/practica', '/no-hay'], { each: 2, look });
    }
    const { url } = await personOf(people.gestora);
    for (const path of [url, `${url}/accesos`]) {
      look(`${path}?imprimir=1`, await people.gestora.send('GET', `${path}?imprimir=1`,
        { accept: 'text/html' }));
      assert.ok(seen.has(`${path}?imprimir=1`), path);
    }
    assert.deepEqual(unsaid, []);
    assert.ok(seen.size > 100, `${seen.size} pages`);
    assert.equal((await people.gestora.getJson('/hoy')).practice, true);
  });

  test('stands on the paper that is counted: her list, and the minutes', async () => {
    const { gestora } = people;
    const { url } = await personOf(gestora);
    await fill(gestora, `${url}/seguridad/tarea/safe`, { what: 'La panadería' });
    await fill(gestora, `${url}/seguridad/acordado`,
      { review: '2026-11-27', wanted: 'yes', kept: 'paper' });
    for (const path of [`${url}/seguridad/lista`, `${conference}/acta/papel`]) {
      const answer = expectStatus(await gestora.post(path, {}, { accept: 'text/html' }), 200, path);
      look(path, answer);
      assert.ok(seen.has(path), path);
    }
    assert.deepEqual(unsaid, []);
  });
});

describe('beginning anew', () => {
  test('is by the button of who leads: all of the round is gone, for everybody', async () => {
    const { person, url } = await personOf(people.gestora);
    await addNote(people.gestora, person, { text: 'de la primera ronda' });
    people.facilita = await signIn('facilita');
    const { leads } = await people.facilita.getJson('/practica');
    const { go } = await people.facilita.post(leads.anew_url, { _command: leads.anew_command });
    assert.equal(go, '/practica');
    assert.equal((await people.facilita.getJson(go)).notice.text,
      'Todo está como al principio.');

    const gestora = people.gestora = await signIn('gestora');
    assert.equal((await personOf(gestora)).url, url, 'the same person is there');
    assert.deepEqual((await notesOf(gestora, person)).filter((note) => /ronda/.test(note)), []);
    people.albergue = await signIn('albergue');
    assert.deepEqual(await invitationsOf(people.albergue), []);
    await convene(gestora, person, { when: '2026-11-26T10:00', guests: ['@Albergue'] });
  });

  test('is by the command too, beside the server, and the log of both is still whole', async () => {
    const { person } = await personOf(people.gestora);
    await addNote(people.gestora, person, { text: 'de la segunda ronda' });
    const { code, stderr, stdout } = await run(place('practice'), '--reset', '--json');
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { begun_anew: true });
    assert.deepEqual((await notesOf(people.gestora, person)).filter((note) => /ronda/.test(note)),
      []);
    const { stdout: told } = await mustRun(['verify', '--dir', place('practice'), '--keys',
      '--json'], { input: `${KNOWN}\n` });
    assert.equal(JSON.parse(told).holds, true);
  });

  test('twice the same press is one, and nobody else may', async () => {
    for (const login of Object.keys(ROLES)) {
      people[login] = await signIn(login);
      expectStatus(await people[login].post('/practica/de-nuevo'), 404, login);
    }
    people.facilita = await signIn('facilita');
    const { leads } = await people.facilita.getJson('/practica');
    await people.facilita.post(leads.anew_url, { _command: leads.anew_command });
    const { person } = await personOf(people.gestora);
    await addNote(people.gestora, person, { text: 'de la tercera ronda' });
    await people.facilita.post(leads.anew_url, { _command: leads.anew_command });
    assert.ok((await notesOf(people.gestora, person)).includes('de la tercera ronda'));
  });

  test('is there after a backup was restored, which keeps what it is', async () => {
    const sheet = JSON.parse((await mustRun(['custodian', 'new', '--json'])).stdout);
    const dir = place('practice');
    await mustRun(['custodian', 'add', 'una', sheet.public_key, '--dir', dir],
      { input: `${KNOWN}\n` });
    await mustRun(['backup', '--dir', dir, '--to', place('copy')], { input: `${KNOWN}\n` });
    await mustRun(['restore', '--dir', place('restored'), '--from', place('copy')],
      { input: `${sheet.code}\n${PASSPHRASE}\n` });
    const restored = await startServer({ dir: place('restored'), testClock: practice.clock.now });
    try {
      const facilita = await signIn('facilita', restored);
      const page = await facilita.getJson('/practica');
      assert.equal(page.practice, true);
      const gestora = await signIn('gestora', restored);
      const { person } = await personOf(gestora);
      assert.ok((await notesOf(gestora, person)).includes('de la tercera ronda'));
      assert.ok((await facilita.post(page.leads.anew_url)).go);
      assert.ok(!(await notesOf(gestora, person)).includes('de la tercera ronda'));
    } finally {
      await restored.stop();
    }
  });

  test('keeps its keys: they are not turned under the beginning', async () => {
    const { code, stderr } = await amparo(['rotate', 'root', '--dir', place('restored')]);
    assert.equal(code, EXIT_INVALID);
    assert.match(stderr, /for practice/);
  });
});

describe('what is not there to practise in', () => {
  const realPlan = (settings) => {
    const plan = JSON.parse(readFileSync(DEMO_PLAN, 'utf8'));
    Object.assign(plan.settings, settings);
    writeFileSync(place('plan.json'), JSON.stringify(plan));
    return place('plan.json');
  };

  test('is refused, with its own passphrase and with the known one, and stays as it is', async () => {
    await makeDeployment(place('real'), { plan: realPlan(REAL) });
    const known = place('known');
    await mustRun(['init', '--dir', known, '--plan', realPlan(REAL), '--light'],
      { input: `${KNOWN}\n` });
    await mustRun(['init', '--dir', place('demo'), '--plan', realPlan({ demo: 1 }), '--light'],
      { input: `${KNOWN}\n` });
    for (const dir of ['real', 'known', 'demo'].map(place)) {
      const before = readFileSync(join(dir, 'amparo.db'));
      for (const more of [['--port', '0'], ['--reset']]) {
        const { code, stderr, stdout } = await run(dir, ...more);
        assert.equal(code, EXIT_DENIED, `${dir} ${more}`);
        assert.match(stderr, /not there to practise in/);
        assert.equal(stdout, '');
      }
      assert.ok(before.equals(readFileSync(join(dir, 'amparo.db'))), dir);
    }
    assert.equal((await run(place('nowhere'), '--reset')).code, EXIT_NOT_FOUND);
  });

  test('does not become one by a plan, nor by force in the database', async () => {
    const { code, stderr } = await amparo(['init', '--dir', place('planned'), '--plan',
      realPlan({ demo: 'practice' }), '--light']);
    assert.equal(code, EXIT_INVALID);
    assert.match(stderr, /amparo practice/);
    execFileSync('sqlite3', [join(place('real'), 'amparo.db'), 'INSERT OR REPLACE INTO setting ' +
      "SELECT 'demo', 'practice', mac FROM setting LIMIT 1"]);
    const served = await amparo(['serve', '--dir', place('real'), '--port', '0']);
    assert.equal(served.code, EXIT_CORRUPT);
    assert.match(served.stderr, /demo was changed by force/);
  });

  test('has none of its pages, and nobody goes back to a beginning', async () => {
    const net = await openNetwork();
    try {
      const admin = await net.as('admin');
      for (const path of ['/practica', '/practica/conversar']) {
        assert.equal((await admin.send('GET', path)).status, 404);
      }
      expectStatus(await admin.post('/practica/de-nuevo'), 404);
      assert.equal((await admin.getJson('/hoy')).practice, false);
      assert.ok(!(await admin.getHtml('/hoy')).includes('Práctica'));
    } finally {
      await net.stop();
    }
  });

  test('is no demonstration either: the demo refuses it', async () => {
    const { code, stderr } = await amparo(['demo', place('practice'), '--port', '0']);
    assert.equal(code, EXIT_DENIED);
    assert.match(stderr, /no demonstration/);
  });
});
