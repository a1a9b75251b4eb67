// "Hoy" of each role: what stands there, what goes when it is done, and that it names nobody. And
// the pages of the offices: log, team, sweep.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { addNote, answer, change, fill, follow, meetPerson, memberOf, notesOf, refer, slipOf,
  withdraw } from './lib/acts.mjs';
import { newCommand } from './lib/client.mjs';
import { kindsOf, standing } from './lib/home.mjs';
import { openNetwork } from './lib/network.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const NAME = 'Xilonen Tlacaélel';
const PHONE = '+506 0000-9911';
const EVERYBODY = ['gestora', 'gestora2', 'supervisora', 'clinica', 'clinica2', 'coordinadora',
  'admin', 'auditora'];

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

async function met() {
  const gestora = await net.as('gestora');
  const { person } = await meetPerson(gestora, { name: NAME, phone: PHONE });
  const { identity: { code } } = await gestora.getJson(`/personas/${person}`);
  return { gestora, person, code };
}

async function sent(choice = {}) {
  const { gestora, person } = await met();
  const referral = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica', ...choice });
  return { gestora, person, ...referral };
}

async function answerOf(code, ...steps) {
  const clinica = await net.as('clinica');
  const slip = await slipOf(clinica, code);
  for (const [what, fields] of steps) {
    await answer(clinica, slip, what, fields);
  }
  return slip;
}

test('nothing waiting says what will stand there, and where to begin', async () => {
  const view = await (await net.as('consultorio')).getJson('/hoy');
  assert.equal(view.total, 0);
  assert.ok(view.start.start_url);
  assert.deepEqual(view.groups.map(({ group }) => group), ['overdue', 'today', 'new']);
});

test('an answer is noted, then told, then closed, and then it is gone', async () => {
  const { gestora, person, referral, code } = await sent();
  assert.deepEqual(await standing(gestora, code), []);
  assert.deepEqual(await standing(await net.as('clinica'), code), ['new received']);

  await answerOf(code, ['no-aceptar', { reason: 'area' }]);
  assert.deepEqual(await standing(await net.as('clinica'), code), []);
  assert.deepEqual(await standing(gestora, code), ['new answered']);
  await follow(gestora, person, referral, 'copiar');
  assert.deepEqual(await standing(gestora, code), ['today tell']);
  await follow(gestora, person, referral, 'informar', { told: 'yes' });
  assert.deepEqual(await standing(gestora, code), ['today close']);
  await follow(gestora, person, referral, 'cerrar');
  assert.deepEqual(await standing(gestora, code), []);
});

test('the steps after an answer are called on the screens as the README calls them', async () => {
  const { gestora, person, referral, url, code } = await sent();
  await answerOf(code, ['no-aceptar', { reason: 'area' }]);
  const { groups } = await gestora.getJson('/hoy');
  const row = groups.flatMap(({ list }) => list.items).find((item) => item.code === code);
  const seen = [row.act];
  assert.equal(row.act_url, url);
  for (const what of [null, 'copiar', 'informar']) {
    if (what) {
      await follow(gestora, person, referral, what, what === 'informar' ? { told: 'yes' } : null);
    }
    const view = await gestora.getJson(row.act_url);
    seen.push(...[...view.posts, ...view.actions].map(({ label }) => label));
  }
  for (const name of ['README.md', 'README.es.md']) {
    const [, step] = readFileSync(join(ROOT, name), 'utf8').match(/^5\. ([^]*?)^6\. /m);
    const named = [...step.replace(/\*\*.*?\*\*/g, '').matchAll(/\*([^*]+)\*/g)]
      .map(([, text]) => text.replace(/\s+/g, ' ')).filter((text) => text !== 'Hoy');
    assert.equal(named.length, 4, `${name}: ${named}`);
    assert.deepEqual(named.filter((text) => !seen.includes(text)), [], name);
  }
});

test('telling waits for the next safe moment and is never overdue', async () => {
  const { person, referral, code } = await sent();
  await answerOf(code, ['no-aceptar', { reason: 'area' }]);
  const gestora = await net.as('gestora');
  const { identity } = await gestora.getJson(`/personas/${person}`);
  await follow(gestora, person, referral, 'copiar');
  await follow(gestora, person, referral, 'informar',
    { told: 'pending', next_safe: '2026-11-25T10:00' });
  const both = async (moment) => {
    net.clock.set(moment);
    return [await standing(await net.as('gestora'), code),
      await standing(await net.as('gestora'), identity.code)];
  };
  assert.deepEqual(await both('2026-11-23T15:01:00Z'), [[], []]);
  assert.deepEqual(await both('2026-11-24T15:00:00Z'), [[], []], 'the day before');
  assert.deepEqual(await both('2026-11-25T16:00:00Z'), [[], ['today tell']]);
  assert.deepEqual(await both('2026-11-27T15:00:00Z'), [[], ['today tell']]);
});

test('each row leads to its one action', async () => {
  const { gestora, code } = await sent();
  await answerOf(code, ['aceptar']);
  for (const [login, wanted] of [['gestora', code], ['admin', '']]) {
    const { groups } = await (await net.as(login)).getJson('/hoy');
    const items = groups.flatMap(({ list }) => list.items);
    assert.ok(items.some((item) => item.code === wanted), login);
    for (const { act_url: url } of items) {
      await (await net.as(login)).getJson(url);
    }
  }
  assert.ok(gestora);
});

test('an answer that nobody notes becomes the supervisor\'s too', async () => {
  const { code } = await sent({ priority: 'emergency', answeredBy: 'Recepción' });
  await answerOf(code, ['no-aceptar', { reason: 'area' }]);
  net.clock.advance({ hours: 25 });
  assert.deepEqual(await standing(await net.as('gestora'), code), ['overdue answered']);
  assert.deepEqual(await standing(await net.as('supervisora'), code), ['overdue answered']);
});

test('a follow-up is for its day, then overdue; after a day for the supervisor as well', async () => {
  net.clock.set('2026-12-07T15:00:00Z');
  const { person, code } = await met();
  await fill(await net.as('gestora'), `/personas/${person}/seguimiento`,
    { next: '2026-12-08T10:00', how: 'message' });
  assert.deepEqual(await standing(await net.as('gestora'), code), []);
  net.clock.set('2026-12-08T14:00:00Z');
  assert.deepEqual(await standing(await net.as('gestora'), code), ['today follow_up']);
  net.clock.set('2026-12-08T17:00:00Z');
  assert.deepEqual(await standing(await net.as('gestora'), code), ['overdue follow_up']);
  assert.deepEqual(await standing(await net.as('supervisora'), code), []);
  net.clock.set('2026-12-09T14:00:00Z');
  assert.deepEqual(await standing(await net.as('supervisora'), code), ['overdue follow_up_lags']);
  assert.deepEqual(await standing(await net.as('clinica'), code), []);

  const irene = () => net.as('gestora2').then((client) => standing(client, code));
  assert.deepEqual(await irene(), ['overdue follow_up_lags'], 'who might stand in');
  const gestora = await net.as('gestora');
  const absence = `${await memberOf(gestora, 'gestora')}/ausencia`;
  await change(gestora, absence, { from: '2026-12-09', until: '2026-12-10' });
  assert.deepEqual(await irene(), ['overdue follow_up'], 'who stands in, once');
  await change(gestora, absence, { from: undefined, until: undefined });
});

test('what has no effect any more stands on the receiver\'s home at once', async () => {
  const { gestora, person, code } = await sent();
  const [{ release }] = (await gestora.getJson(`/personas/${person}`)).releases;
  await withdraw(gestora, person, release);
  const { groups } = await (await net.as('clinica')).getJson('/hoy');
  const row = groups[2].list.items.find((item) => item.code === code);
  assert.equal(row.state, 'Sin efecto: no continúe');
  assert.deepEqual(await standing(gestora, code), ['today close']);
  net.clock.advance({ days: 4 });
  assert.deepEqual(await standing(await net.as('clinica'), code), []);
});

test('an unfinished form is found again, and goes when it was sent', async () => {
  const { gestora, person } = await met();
  const path = `/personas/${person}/notas`;
  await gestora.getJson('/ayuda');
  const kept = await gestora.post(`/borrador?de=${encodeURIComponent(path)}`, { text: 'Falta' });
  assert.equal(kept.status, 200);
  const drafts = async () => (await (await net.as('gestora')).getJson('/hoy')).groups
    .flatMap(({ list }) => list.items).filter(({ kind }) => kind === 'draft')
    .map(({ act_url: url }) => url);
  assert.ok((await drafts()).includes(path));
  for (const login of EVERYBODY.slice(1)) {
    const { groups } = await (await net.as(login)).getJson('/hoy');
    assert.ok(!JSON.stringify(groups).includes(person), login);
  }
  await addNote(gestora, person, { text: 'Falta y ya no.' });
  assert.ok(!(await drafts()).includes(path));
});

test('an external referral: to be told, then to be asked about', async () => {
  const { gestora, person, referral, code } = await sent(
    { service: 'ASYLUM', to: 'Oficina', kind: 'external' });
  assert.deepEqual(await standing(gestora, code), ['today execute']);
  const now = net.clock.now.toISOString().slice(0, 10);
  await follow(gestora, person, referral, 'ejecutar',
    { channel: '@Tel', by: 'Marta', to: 'Ventanilla', when: `${now}T08:00` });
  assert.deepEqual(await standing(gestora, code), []);
  net.clock.advance({ days: 30 });
  assert.deepEqual(await standing(await net.as('gestora'), code), ['overdue ask_outcome']);
});

test('no home, list or office names anybody who is accompanied', async () => {
  const { code } = await sent({ priority: 'urgent' });
  await answerOf(code, ['aceptar']);
  const pages = ['/hoy', '/derivaciones', '/derivaciones?lado=enviadas&ver=todas',
    '/sin-respuesta', '/equipo', '/registro-de-accesos'];
  let seen = 0;
  for (const login of EVERYBODY) {
    for (const page of pages) {
      for (const accept of ['application/json', 'text/html']) {
        const { status, text } = await (await net.as(login)).send('GET', page, { accept });
        seen += status === 200;
        assert.ok(!text.includes(NAME) && !text.includes(PHONE), `${login} ${page}`);
      }
    }
  }
  assert.ok(seen > EVERYBODY.length * 2);
});

test('the log names no member and is the auditor\'s alone', async () => {
  await (await net.as('gestora')).getJson('/personas');
  await new Promise((resolve) => setTimeout(resolve, 300)); // on disk within 100 ms
  const auditora = await net.as('auditora');
  const first = await auditora.getJson('/registro-de-accesos');
  assert.equal(first.rows.length, 50);
  const names = ['Marta Solano', 'Karla Brenes', 'Rosa Elena'];
  for (const name of names) {
    assert.ok(!JSON.stringify(first.rows).includes(name), name);
  }
  assert.ok(first.rows.some(({ who }) => who === 'Acompañamiento: Gestión de casos'));
  const next = await auditora.getJson(first.pager.next_url);
  assert.equal(next.rows[0].seq, first.rows[49].seq - 1);
  for (const login of ['admin', 'gestora', 'supervisora', 'coordinadora', 'clinica']) {
    const { status } = await (await net.as(login)).send('GET', '/registro-de-accesos');
    assert.equal(status, 404, login);
  }
});

test('the team is seen by the administrator whole, by colleagues as far as they are', async () => {
  const { organisations } = await (await net.as('admin')).getJson('/equipo');
  const members = organisations.flatMap((one) => one.members);
  const clinica2 = members.find(({ login }) => login === 'clinica2');
  assert.equal(clinica2.state_code, 'active');
  assert.match(clinica2.functions, /suplencia/);
  assert.equal(members.find(({ login }) => login === 'manta').state_code, 'invited');
  for (const login of ['gestora', 'coordinadora', 'clinica']) {
    const { organisations: [own, ...others] } = await (await net.as(login)).getJson('/equipo');
    assert.ok(own.members.some((one) => one.login === login), login);
    assert.deepEqual(others, [], `${login} sees no other organisation`);
  }
  assert.equal((await (await net.as('auditora')).send('GET', '/equipo')).status, 404);
});

test('the administrator and the auditor open nothing about anybody', async () => {
  const { person, referral, code } = await sent({ priority: 'urgent' });
  const slip = await answerOf(code, ['aceptar']);
  const pages = [`/personas/${person}`, `/personas/${person}/derivaciones/${referral}`,
    `/derivaciones/${slip}`, `/derivaciones/${slip}/contacto`, '/derivaciones'];
  for (const login of ['admin', 'auditora', 'coordinadora']) {
    for (const page of pages) {
      const { status } = await (await net.as(login)).send('GET', page);
      assert.equal(status, 404, `${login} ${page}`);
    }
  }
});

test('the sweep forgets ids of commands after thirty days, and not before', async () => {
  const { person } = await met();
  const command = newCommand();
  const write = async () => addNote(await net.as('gestora'), person, { text: 'Una vez.', command });
  await write();
  for (const [days, notes] of [[29, 1], [2, 2]]) {
    net.clock.advance({ days });
    await net.sweep();
    await write();
    assert.equal((await notesOf(await net.as('gestora'), person)).length, notes, `${days} days`);
  }
});
