// The demonstration as somebody meets it: made once, served, with its accounts and a year of what
// one unit did with some three hundred people.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { historyOf } from './lib/acts.mjs';
import { Client } from './lib/client.mjs';
import { openInvented } from './lib/invented.mjs';
import { PROGRAM, amparo, makeDeployment, mustRun, temporaryFolder } from './lib/server.mjs';
import { sectionsOf } from './lib/transfers.mjs';

const EXIT_DENIED = 77;
const PASSPHRASE = 'nada de esto es real';
/** Bytes of a later page, with what the head of the answer takes. */
const PAGE_BYTES = 8 * 1024 - 600;

let folder;
let demo;
const place = (name) => join(folder, name);
const people = {};

before(async () => {
  folder = temporaryFolder();
  demo = await openInvented('demo', place('demo'));
});
after(async () => {
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function as(login) {
  people[login] ??= await new Client(demo.url).signIn(login, demo.password);
  return people[login];
}

/** Every row of the list of people, page by page. */
async function everybody(client) {
  const rows = [];
  let path = '/personas?orden=codigo';
  while (path) {
    const { list, pager } = await client.getJson(path);
    rows.push(...list.items);
    path = pager?.next_url;
  }
  return rows;
}

test('the demo serves its accounts, is there again the next time, and says what it is', async () => {
  for (const time of ['first', 'second']) {
    await looksLikeADemo(demo, time);
    await mustRun(['member', 'list', '--dir', place('demo')], { input: `${PASSPHRASE}\n` });
    assert.equal(await demo.stop(), 0, time);
    demo = await openInvented('demo', place('demo'));
  }
});

async function looksLikeADemo({ url, accounts, password }, time) {
  const roles = new Set(accounts.flatMap((account) => account.roles));
  for (const role of ['case_worker', 'supervisor', 'focal_point', 'coordinator',
    'administrator', 'auditor']) {
    assert.ok(roles.has(role), `${time}: nobody is ${role}`);
  }
  for (const { login, organisation } of accounts) {
    assert.match(organisation, /\(demo\)$/);
    await new Client(url).signIn(login, password);
  }
  const marta = await new Client(url).signIn('gestora', password);
  const { groups } = await marta.getJson('/hoy');
  assert.ok(groups.some(({ list }) => list.items.some(({ facts }) =>
    facts.includes('Irene Quesada Mora está ausente'))), 'a deputy has the work of who is away');
  const entrance = await new Client(url).getJson('/entrar');
  assert.deepEqual([entrance.demo, entrance.password_only], [true, true]);
}

describe('a year of one unit', () => {
  test('has its three hundred people, most of them closed, some under way', async () => {
    const rows = await everybody(await as('jicarojefa'));
    assert.ok(rows.length >= 270 && rows.length <= 300, `${rows.length} in the unit`);
    assert.equal(new Set(rows.map(({ code }) => code)).size, rows.length);
    const closed = rows.filter(({ state }) => state === 'Cerrada').length;
    assert.ok(closed > 180, `${closed} are closed`);
    assert.ok(rows.length - closed > 20, `${rows.length - closed} are open`);
  });

  test('tells the whole course of somebody who was closed by agreement', async () => {
    const jefa = await as('jicarojefa');
    let types = new Set();
    let written;
    for (const { url, state } of await everybody(jefa)) {
      if (state === 'Cerrada' && !types.has('feedback_asked')) {
        const { closure } = await jefa.getJson(url);
        assert.match(closure.closure_label, /^Cerrado el/);
        const history = await historyOf(jefa, url.split('/')[2]);
        types = new Set(history.map(({ type }) => type));
        written = history.map((entry) => entry.written);
      }
    }
    for (const type of ['case_opened', 'risk_assessed', 'follow_up_set', 'follow_up_done',
      'approval_asked', 'approval_answered', 'closure_asked', 'feedback_asked']) {
      assert.ok(types.has(type), `${type} is not among ${[...types]}`);
    }
    assert.deepEqual(written, [...written].sort().reverse(), 'in the order in which it happened');
    assert.ok(new Set(written.map((moment) => moment.slice(0, 7))).size > 1, 'over months');
  });

  test('has what goes the straight way and what does not, each somewhere', async () => {
    const jefa = await as('jicarojefa');
    const missing = new Map(Object.entries({
      best_interests: /^/, report_noted: /^/, incident_known: /^/, file_reviewed: /^/,
      approval_answered: /acompaña los días de visita/, case_reopened: /^/,
      closure_asked: /Tres llamadas a su hora/, override_noted: /^/,
      reassign_asked: /^/, conference_support: /^/, transfer_ended: /No hay cupo/,
      owner_changed: /Devuelta/,
    }));
    for (const client of [jefa, await as('frontera')]) {
      for (const { url } of await everybody(client)) {
        const history = missing.size > 0 ? await historyOf(client, url.split('/')[2]) : [];
        history.filter(({ type, text }) => missing.get(type)?.test(text))
          .forEach(({ type }) => missing.delete(type));
      }
    }
    assert.deepEqual([...missing.keys()], []);
    const { list: { items } } = await jefa.getJson('/confidencialidad');
    assert.ok(items.length >= 3, `${items.length} breaches`);
    assert.ok((await (await as('jicaro1')).getJson('/servicios/avisos')).any_rules);
  });

  test('has transfers that have arrived, and some that wait for an answer', async () => {
    const frontera = await as('frontera');
    assert.ok((await everybody(frontera)).length >= 15, 'they accompany whom they took over');
    const { received } = await sectionsOf(frontera);
    assert.ok(received.some(({ state }) => /espera/i.test(state)),
      JSON.stringify(received.map(({ state }) => state)));
  });

  test('has a referral that stays, an emergency opening, and a meeting about cases', async () => {
    let stays = 0;
    for (const n of [1, 2, 3, 4, 5, 6]) {
      const worker = await as(`jicaro${n}`);
      for (const { url } of (await sectionsOf(worker)).archive) {
        stays += (await worker.getJson(url)).stays.length;
      }
    }
    assert.ok(stays > 0, 'none stays');
    const { openings } = await (await as('jicaro4')).getJson('/emergencia');
    assert.ok(openings.length > 0, 'nothing was opened in an emergency');
    const { meetings } = await (await as('clinica')).getJson('/reuniones');
    const [{ url }] = meetings.items;
    assert.equal((await (await as('clinica')).getJson(url)).agreements.length, 1);
  });

  test('has conferences that were held, and the minds of those who were asked', async () => {
    const clinica = await as('clinica');
    const { list } = await clinica.getJson('/reuniones');
    assert.ok(list.items.length >= 5, `${list.items.length} invitations`);
    const opinions = await (await as('jicarojefa')).getJson('/opiniones');
    assert.equal(opinions.enough, true);
    assert.ok(opinions.words.length > 2);
    assert.ok(opinions.questions.some((one) => one.question_answers.every(({ count }) => count > 0)));
  });

  test('keeps its pages small: today, and every list', async () => {
    const heavy = [];
    for (const login of ['jicarojefa', 'jicaro1', 'jicaro4', 'frontera', 'clinica', 'gestora']) {
      const client = await as(login);
      for (const path of ['/hoy', '/personas', '/derivaciones', '/reuniones', '/transferencias']) {
        const { status, text } = await client.send('GET', path, { accept: 'text/html' });
        const bytes = gzipSync(text).length;
        if (status === 200 && bytes > PAGE_BYTES) {
          heavy.push(`${login} ${path}: ${bytes}`);
        }
        assert.ok(status === 200 || path !== '/hoy', `${login} ${path}: ${status}`);
      }
    }
    assert.deepEqual(heavy, []);
  });

  test('leaves the five minutes of the others as they are', async () => {
    assert.equal((await everybody(await as('gestora'))).length, 3);
    const clinica = await (await as('clinica')).getJson('/hoy');
    assert.ok(clinica.total < 20, `${clinica.total} rows on the clinic's first page`);
  });

  test('names telephones that nobody has', async () => {
    const jicaro1 = await as('jicaro1');
    const [{ url }] = await everybody(jicaro1);
    const { contact_rows: rows } = await jicaro1.getJson(`${url}/contacto`);
    assert.ok(rows.some(({ value }) => /^\+506 0000-1\d{3}$/.test(value)), JSON.stringify(rows));
  });
});

test('the demo tells people its accounts by unit, and which begin with a page of their own', async () => {
  await demo.stop();
  const child = spawn(PROGRAM, ['demo', place('demo'), '--port', '0']);
  let stdout = '';
  const ended = new Promise((resolve) => child.on('close', resolve));
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => {
      stdout += data;
      const found = stdout.match(/^ready (\S+)$/m);
      if (found) {
        resolve(found[1]);
      }
    });
    ended.then((code) => reject(new Error(`the demo ended with ${code}`)));
  });
  assert.match(stdout, /nobody has entered yet shows its recovery code first/);
  const units = stdout.split('\n\n').map((block) => block.split('\n'));
  const ceiba = units.find(([name]) => name === 'Casa Ceiba (demo), Acompañamiento');
  assert.ok(ceiba.includes('  supervisora   Rosa Elena Chaves Ruiz: Supervisión'), ceiba.join('\n'));
  assert.ok(ceiba.includes('  gestora       Marta Solano Vega: Gestión de casos'));
  const names = units.flat().filter((line) => /\(demo\), /.test(line));
  assert.equal(new Set(names).size, names.length, 'each unit once');
  assert.ok(url);
  child.kill('SIGINT');
  assert.equal(await ended, 0);
});

test('the demo refuses any other deployment', async () => {
  await makeDeployment(place('made'));
  const { code, stderr, stdout } = await amparo(['demo', place('made'), '--port', '0']);
  assert.equal(code, EXIT_DENIED);
  assert.match(stderr, /no demonstration/);
  assert.equal(stdout, '');
});
