// The people one accompanies: codes in every list, found by name however it is written, and only
// by those who hold a key.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { after, before, describe, test } from 'node:test';

import { fill, meetPerson } from './lib/acts.mjs';
import { Client, expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { dump } from './lib/walk.mjs';

const PAGE = 50;

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

async function search(login, query) {
  const client = await net.as(login);
  await client.getJson('/personas');
  const { view } = expectStatus(await client.post('/personas/buscar', { query }), 200);
  return view.list.items.map(({ code }) => code);
}

async function met(answers) {
  const gestora = await net.as('gestora');
  const one = await meetPerson(gestora, answers);
  return { ...one, code: (await gestora.getJson(one.url)).identity.code };
}

describe('the search', () => {
  test('finds a name with or without accents, in the usual spellings, in either order', async () => {
    const { code } = await met({ name: 'Jimena de la Cruz Valdés' });
    for (const query of ['Jimena', 'JIMENA', 'jiména', 'Ximena', 'Gimena', 'baldes', 'valdez',
      'Valdés Cruz', 'cruz jimena', 'Jim', 'Jimnea']) {
      assert.deepEqual(await search('gestora', query), [code], query);
    }
    for (const query of ['Marisol', 'Cruzado', 'x', 'de la']) {
      assert.ok(!(await search('gestora', query)).includes(code), query);
    }
  });

  test('finds the legal name too, once it is written down', async () => {
    const { code, url } = await met({ name: 'Lupe' });
    await fill(await net.as('gestora'), `${url}/identidad`, { legal_name: 'Guadalupe Hinojosa' });
    assert.deepEqual(await search('gestora', 'inojosa'), [code]);
  });

  test('finds a code however it is typed, and nobody by a wrong one', async () => {
    const { code } = await met({ name: 'Nadie' });
    for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ''),
      code.replaceAll('-', ' '), code.replace(/0/g, 'o')]) {
      assert.deepEqual(await search('gestora', typed), [code], typed);
    }
    const last = code.at(-1) === 'A' ? 'B' : 'A';
    assert.deepEqual(await search('gestora', code.slice(0, -1) + last), []);
  });

  test('answers with codes, never names, and leaves no trace of what was looked for', async () => {
    const { code } = await met({ name: 'Eduviges Palomares' });
    const gestora = await net.as('gestora');
    await gestora.getJson('/personas');
    const before = dump(net.dir);
    const answer = await gestora.post('/personas/buscar', { query: 'palomares' },
      { accept: 'text/html' });
    expectStatus(answer, 200);
    assert.ok(answer.text.includes(code) && !answer.text.includes('Eduviges'));
    assert.equal(dump(net.dir), before);
    expectStatus(await gestora.send('GET', '/personas/buscar?query=palomares'), 200);
    assert.equal(gestora.view.list, undefined, 'an address finds nobody');
  });

  test('finds for the deputy and the supervisor, and not for the excluded or another organisation',
    async () => {
      const shared = await met({ name: 'Hermenegilda Uno' });
      const kept = await met({ name: 'Hermenegilda Dos', exclude_members: ['@Irene'] });
      assert.deepEqual((await search('supervisora', 'hermenegilda')).sort(),
        [shared.code, kept.code].sort());
      assert.deepEqual(await search('gestora2', 'hermenegilda'), [shared.code]);
      assert.deepEqual(await search('gestora2', kept.code), []);
      const stranger = await invitedOne();
      assert.deepEqual(await search(stranger, 'hermenegilda'), []);
      assert.deepEqual(await search(stranger, shared.code), []);
    });

  test('wants something to look for', async () => {
    const gestora = await net.as('gestora');
    await gestora.getJson('/personas');
    for (const query of ['', '   ', 'a'.repeat(81)]) {
      const answer = expectStatus(await gestora.post('/personas/buscar', { query }), 422);
      assert.deepEqual(answer.view.errors.map(({ field }) => field), ['query']);
      assert.ok(answer.view.ask, 'the form is back');
    }
  });
});

describe('another organisation', () => {
  test('is told of a person exactly what it is told of nobody, as quickly', async () => {
    const { person } = await met({ name: 'Secreta' });
    const stranger = await net.as(await invitedOne());
    const nobody = randomBytes(16).toString('hex');
    const shown = async (id, rest) => {
      const { status, text } = await stranger.send('GET', `/personas/${id}${rest}`,
        { accept: 'text/html' });
      return [status, text.replaceAll(id, 'ID').replaceAll(/[\w-]{86}/g, 'TOKEN')];
    };
    for (const rest of ['', '/nombre', '/contacto', '/accesos', '/relato', '/riesgo', '/datos']) {
      assert.deepEqual(await shown(person, rest), await shown(nobody, rest), rest);
      assert.equal((await shown(person, rest))[0], 404);
    }
    const times = { [person]: [], [nobody]: [] };
    for (let i = 0; i < 60; i++) {
      for (const id of i % 2 ? [person, nobody] : [nobody, person]) {
        const start = performance.now();
        await stranger.send('GET', `/personas/${id}`);
        times[id].push(performance.now() - start);
      }
    }
    const median = (id) => times[id].sort((a, b) => a - b)[times[id].length / 2];
    const ratio = median(person) / median(nobody);
    assert.ok(ratio > 0.6 && ratio < 1.6, `there ${median(person)} ms, not there ${median(nobody)}`);
  });
});

describe('the list', () => {
  test('is empty at first and says how to begin', async () => {
    const { list, total } = await (await net.as(await invitedOne())).getJson('/personas');
    assert.deepEqual([list.items, total], [[], 0]);
    assert.match(list.empty, /Persona nueva/);
  });

  test('has what is due first, or goes by code, fifty a page, each person once', async () => {
    const gestora = await net.as('gestora');
    const late = await met({ name: 'Tardía' });
    const soon = await met({ name: 'Pronta' });
    await fill(gestora, `${late.url}/seguimiento`, { next: '2026-11-27T10:00', how: 'here' });
    await fill(gestora, `${soon.url}/seguimiento`, { next: '2026-11-24T10:00', how: 'here' });
    while ((await gestora.getJson('/personas')).total <= PAGE) {
      await meetPerson(gestora, { name: 'Más' });
    }
    const pages = async (login, query) => {
      const client = await net.as(login);
      const items = [];
      for (let path = `/personas${query}`; path; path = client.view.pager?.next_url) {
        items.push(...(await client.getJson(path)).list.items);
      }
      return items.map(({ code }) => code);
    };
    const due = await pages('gestora', '');
    assert.deepEqual(due.slice(0, 2), [soon.code, late.code]);
    const byCode = await pages('gestora', '?orden=codigo');
    assert.deepEqual(byCode, [...byCode].sort());
    assert.deepEqual([...new Set(byCode)], byCode);
    assert.deepEqual([...due].sort(), byCode);
    const first = await gestora.getJson('/personas');
    assert.equal(first.list.items.length, PAGE);
    assert.equal(first.pager.previous_url, '');
    assert.ok(first.list.items.every((item) => item.shown_name === ''));
    for (const odd of ['?pagina=0', '?pagina=-3', '?pagina=x', '?pagina=99999999999999999999']) {
      expectStatus(await gestora.send('GET', `/personas${odd}`), 200);
    }
    assert.deepEqual((await pages('supervisora', '?orden=codigo')).length >= byCode.length - 1, true);
  });

  test('says when a follow-up is overdue', async () => {
    const one = await met({ name: 'Vencida' });
    await fill(await net.as('gestora'), `${one.url}/seguimiento`,
      { next: '2026-11-23T11:00', how: 'here' });
    net.clock.advance({ days: 1 });
    const [item] = (await (await net.as('gestora')).getJson('/personas')).list.items;
    assert.deepEqual([item.code, item.is_late, item.next],
      [one.code, true, 'Próximo: 23/11/2026 11:00']);
  });
});

/** Somebody of another organisation who may open cases, invited and now active. */
let invited;
async function invitedOne() {
  if (!invited) {
    const member = net.made.members.find(({ login }) => login === 'suchiate');
    await new Client(net.url).activate(member);
    invited = member.login;
  }
  return invited;
}
