// One person's page: one history, her name and contact only on tap and on record, the account
// counted, and what is done with her from day to day.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addNeed, addNote, assessRisk, change, exclude, fill, historyOf, meetPerson, memberOf }
  from './lib/acts.mjs';
import { expectStatus, formBody, newCommand } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask, dump } from './lib/walk.mjs';

const NAME = 'Xiomara Quetzalli Brañas';
const PHONE = '+506 0000-7788';
const HISTORY_PAGE = 30; // src/work/case/see_history.c

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const met = async (answers) => meetPerson(await net.as('gestora'), { name: NAME, phone: PHONE,
  ...answers });
const refused = (answer, ...fields) => {
  expectStatus(answer, 422);
  assert.deepEqual(answer.view.errors.map(({ field }) => field), fields);
};

/** Reads are on record within a moment: asks until `wanted` holds of the list, or two seconds. */
async function accessesOf(url, wanted) {
  const gestora = await net.as('gestora');
  const until = Date.now() + 2000;
  let accesses;
  do {
    accesses = (await gestora.getJson(`${url}/accesos`)).accesses;
  } while (!wanted(accesses) && Date.now() < until);
  return accesses;
}

describe('name and contact', () => {
  test('stand in no page that was not asked for them', async () => {
    const gestora = await net.as('gestora');
    const { url } = await met();
    for (const path of [url, `${url}/riesgo`, `${url}/notas`, `${url}/seguimiento`,
      `${url}/necesidades`, `${url}/accesos`, `${url}/relato`, `${url}?imprimir=1`, '/personas']) {
      const html = await gestora.getHtml(path);
      assert.ok(!html.includes('Xiomara') && !html.includes('0000-7788'), path);
      assert.ok(!JSON.stringify(await gestora.getJson(path)).includes('Xiomara'), path);
    }
  });

  test('come on tap, the rule first, and on record', async () => {
    const gestora = await net.as('gestora');
    const { url } = await met();
    const html = await gestora.getHtml(`${url}/contacto`);
    const rule = html.indexOf('¿llega el pedido?');
    assert.ok(rule > 0 && rule < html.indexOf(PHONE), 'the rule stands before the phone');
    const onRecord = async (one, what) => {
      const seen = (accesses) => accesses.some((access) =>
        access.what === what && access.who === 'Marta Solano Vega');
      assert.ok(seen(await accessesOf(one, seen)), what);
    };
    await onRecord(url, 'Empezó el acompañamiento');
    await onRecord(url, 'Vio el contacto');
    const tapped = await met();
    assert.equal((await gestora.getJson(`${tapped.url}/nombre`)).name, NAME);
    await onRecord(tapped.url, 'Vio el nombre');
    const shown = await met();
    assert.equal((await gestora.getJson(`${shown.url}?nombre=1`)).identity.shown_name, NAME);
    await onRecord(shown.url, 'Vio el nombre');
  });

  test('the rule of safe contact is on every page about the person', async () => {
    const gestora = await net.as('gestora');
    const { url } = await met();
    const silent = await met({ may_contact: 'no', contact_rule: undefined, phone: undefined });
    for (const rest of ['', '/riesgo', '/notas', '/contacto', '/accesos', '/relato', '/reservado']) {
      assert.match((await gestora.getJson(url + rest)).identity.safe_contact, /llega el pedido/);
      assert.equal((await gestora.getJson(silent.url + rest)).identity.safe_contact,
        'Solo la persona nos contacta: no llame, no escriba, no visite.');
    }
  });

  test('are masked on paper, also where somebody wrote the name in a note', async () => {
    const gestora = await net.as('gestora');
    const { person, url } = await met();
    await addNote(gestora, person, { text: 'Hablé con XIOMARA; la señora Branas vuelve el martes.' });
    await addNote(gestora, person, { text: '«Xiomara no vuelve». ¿Xiomara? ¡Xiomara! “Xiomara” Xiomara…' });
    const html = await gestora.getHtml(`${url}?imprimir=1`);
    assert.ok(html.includes('Hablé con ···; la señora ··· vuelve el martes.'));
    assert.ok(html.includes('«··· no vuelve». ¿···? ¡···! “···” ···…'));
    assert.ok(!/<nav|<form/.test(html), 'no menu on paper');
  });
});

describe('the one history', () => {
  test('tells all that was done, by whom, when it was and when it was written down', async () => {
    const gestora = await net.as('gestora');
    const { person } = await met({ needs_first: ['HEALTH'] });
    net.clock.advance({ minutes: 5 });
    await addNote(gestora, person, { text: 'Vino ayer.', told_at: '2026-11-22T10:00' });
    await addNeed(gestora, person, { service: 'LEGAL', priority: 'urgent', note: 'Una medida' });
    await assessRisk(gestora, person, 'high', 'Amenazas');
    const items = await historyOf(gestora, person);
    assert.deepEqual(items.map(({ type }) => type), ['risk_assessed', 'need_added', 'note_added',
      'risk_assessed', 'need_added', 'exclusion_set', 'answers_set', 'services_consent',
      'case_opened']);
    const note = items.find(({ type }) => type === 'note_added');
    assert.deepEqual([note.when, note.by, note.text],
      ['22/11/2026 10:00', 'Marta Solano Vega', 'Vino ayer.']);
    assert.match(note.recorded, /^23\/11\/2026 09:/);
    assert.ok(note.written > note.at);
    assert.equal(items[0].text, 'Alto · Amenazas');
    assert.equal(items[1].text, 'Asistencia legal · Urgente · Una medida');
    assert.deepEqual((await historyOf(gestora, person, 'notas')).map(({ type }) => type),
      ['note_added']);
    assert.deepEqual((await historyOf(gestora, person, 'necesidades')).map(({ type }) => type),
      ['risk_assessed', 'need_added', 'risk_assessed', 'need_added']);
  });

  test('longer than a page goes on at the next, and stands whole on paper', async () => {
    const gestora = await net.as('gestora');
    const { person, url } = await met();
    for (let i = 0; i < HISTORY_PAGE + 1; i++) {
      await addNote(gestora, person, { text: `Nota ${i}` });
    }
    const first = await gestora.getJson(url);
    assert.equal(first.timeline.items.length, HISTORY_PAGE);
    assert.ok(first.older_url);
    const all = await historyOf(gestora, person);
    assert.equal(all.filter(({ type }) => type === 'note_added').length,
      HISTORY_PAGE + 1);
    assert.equal(new Set(all.map(({ type, text }) => type + text)).size, all.length);
    assert.equal((await gestora.getJson(`${url}?imprimir=1`)).timeline.items.length, all.length);
  });

  test('says who can open it, and everyone who did', async () => {
    const { url } = await met();
    const { readers } = await (await net.as('gestora')).getJson(url);
    assert.deepEqual(readers.map(({ name }) => name).sort(), ['Casa Ceiba (demo): Hoja de ' +
      'recuperación, guardada cerrada', 'Casa Ceiba (demo): Supervisión de la unidad',
    'Irene Quesada Mora', 'Marta Solano Vega']);
    for (const login of ['supervisora', 'gestora2']) {
      await (await net.as(login)).getJson(url);
    }
    const all = (accesses) => ['Rosa Elena', 'Irene', 'Marta'].every((name) =>
      accesses.some(({ who, what }) => who.startsWith(name) && what === 'Abrió'));
    assert.ok(all(await accessesOf(url, all)), 'somebody who opened it is not on record');
  });
});

describe('the account', () => {
  test('is counted once for each who writes or opens it, and cannot be read otherwise', async () => {
    const { url } = await met();
    const told = 'Lo contó mirando el limonero torcido.';
    const heard = async () => (await (await net.as('gestora')).getJson(url)).heard_by;
    const open = async (login) => {
      const client = await net.as(login);
      assert.ok(!(await client.getHtml(`${url}/relato`)).includes(told));
      const { view } = expectStatus(await client.post(`${url}/relato`,
        login === 'gestora' ? {} : { why: 'supervision' }), 200);
      return view;
    };
    assert.equal(await heard(), 0);
    await fill(await net.as('gestora'), `${url}/relato/escribir`, { text: told });
    assert.equal(await heard(), 1);
    assert.equal((await open('gestora')).heard_by, 1, 'who wrote it has heard it already');
    assert.deepEqual((await open('supervisora')).account.map(({ text }) => text), [told]);
    assert.equal((await open('supervisora')).heard_by, 2);
    assert.equal((await open('gestora2')).heard_by, 3);
    assert.equal((await (await net.as('gestora')).getJson(url)).heard_text,
      '3 personas del equipo han escuchado o leído el relato.');
    assert.ok(!(await (await net.as('gestora')).getHtml(url)).includes(told));
    const known = (accesses) => accesses.some(({ part, who }) =>
      part === 'el relato' && who.startsWith('Rosa'));
    assert.ok(known(await accessesOf(url, known)), 'the opening of the account is not on record');
  });

  test('four openings at once by one person count one', async () => {
    const { url } = await met();
    await fill(await net.as('gestora'), `${url}/relato/escribir`, { text: 'Algo' });
    const other = await net.as('supervisora');
    await other.getJson(`${url}/relato`);
    const answers = await Promise.all([1, 2, 3, 4].map(() => other.send('POST', `${url}/relato`,
      { body: formBody({ _csrf: other.csrf, _command: newCommand(), why: 'asked' }) })));
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200]);
    assert.equal((await other.getJson(url)).heard_by, 2);
  });

  test('that is empty counts nobody', async () => {
    const { url } = await met();
    const gestora = await net.as('gestora');
    await gestora.getJson(`${url}/relato`);
    assert.deepEqual((await gestora.post(`${url}/relato`)).view.account, []);
    assert.equal((await gestora.getJson(url)).heard_by, 0);
  });
});

describe('day to day', () => {
  test('a need is added and closed once, with what became of it', async () => {
    const gestora = await net.as('gestora');
    const { person, url } = await met();
    await addNeed(gestora, person, { service: 'CASH' });
    const [{ need, close_url }] = (await gestora.getJson(url)).needs;
    await fill(gestora, close_url, { result: 'partly', note: 'Un mes' });
    const [closed] = (await gestora.getJson(url)).needs;
    assert.deepEqual([closed.need, closed.is_open, closed.result_label],
      [need, false, 'Resuelta en parte']);
    await gestora.getJson(close_url);
    expectStatus(await gestora.post(close_url, { result: 'met' }), 422);
    expectStatus(await gestora.post(close_url.replace(need, 'f'.repeat(32)), { result: 'met' }),
      404);
  });

  test('a level of risk needs a reason, "not yet assessed" needs none', async () => {
    const gestora = await net.as('gestora');
    const { person, url } = await met();
    assert.equal((await gestora.getJson(url)).identity.risk.level, 'not_assessed');
    await assessRisk(gestora, person, 'not_assessed');
    for (const level of ['low', 'medium', 'high']) {
      await gestora.getJson(`${url}/riesgo`);
      refused(await gestora.post(`${url}/riesgo`, { level }), 'reason');
    }
    await assessRisk(gestora, person, 'medium', 'Vive cerca');
    assert.deepEqual((await gestora.getJson(url)).identity.risk,
      { label: 'Medio', level: 'medium', tone: 'warn' });
  });

  test('a follow-up lies ahead, is one task of its owner, and ends when it is done', async () => {
    const gestora = await net.as('gestora');
    const { url } = await met();
    const path = `${url}/seguimiento`;
    const open = () => dump(net.dir).split('\n')
      .filter((line) => line.includes("'follow_up'") && line.includes(url.split('/')[2])).length;
    await gestora.getJson(path);
    refused(await gestora.post(path, { next: '2026-11-22T10:00', how: 'call' }), 'next');
    await gestora.getJson(`${path}/hecho`);
    expectStatus(await gestora.post(`${path}/hecho`, { result: 'done' }), 422);
    await fill(gestora, path, { next: '2026-11-25T10:00', how: 'call' });
    await fill(await net.as('supervisora'), path, { next: '2026-11-24T10:00', how: 'here' });
    const due = (await gestora.getJson(url)).follow_up;
    assert.deepEqual([due.when, due.how], ['24/11/2026 10:00', 'La persona viene aquí']);
    assert.equal(open(), 2, 'the first is finished, the second open');
    assert.equal(await fill(gestora, `${path}/hecho`, { result: 'moved' }), path);
    assert.equal((await gestora.getJson(url)).follow_up.is_due, false);
  });

  test('what took place lies in the past', async () => {
    const gestora = await net.as('gestora');
    const { url } = await met();
    for (const [path, fields] of [['notas', { text: 'a' }], ['relato/escribir', { text: 'a' }]]) {
      await gestora.getJson(`${url}/${path}`);
      refused(await gestora.post(`${url}/${path}`, { ...fields, told_at: '2026-12-24T10:00' }),
        'told_at');
    }
  });

  test('a repeated or parallel note is one note', async () => {
    const gestora = await net.as('gestora');
    const { person, url } = await met();
    await gestora.getJson(url);
    const body = formBody({ _csrf: gestora.csrf, _command: newCommand(), text: 'Una vez' });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() =>
      gestora.send('POST', `${url}/notas`, { body })));
    assert.deepEqual(new Set(answers.map(({ view }) => view.go)), new Set([url]));
    assert.equal((await historyOf(gestora, person, 'notas')).length, 1);
  });

  test('notes written at the same time all stand', async () => {
    const gestora = await net.as('gestora');
    const { person, url } = await met();
    await gestora.getJson(url);
    await Promise.all([1, 2, 3, 4, 5, 6].map((i) => addNote(gestora, person, { text: `n${i}` })));
    assert.deepEqual((await historyOf(gestora, person, 'notas')).map(({ text }) => text).sort(),
      ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']);
  });

  test('the answers of the six things can be changed, and an erased phone is gone', async () => {
    const gestora = await net.as('gestora');
    const { url } = await met({ name: 'Primitiva Zúñiga' });
    await fill(gestora, `${url}/datos`, { name: 'Eudosia', may_contact: 'no', age: '31' });
    assert.ok(!(await gestora.getHtml(`${url}/contacto`)).includes('0000-7788'));
    assert.ok(!(await gestora.getHtml(`${url}/datos`)).includes('0000-7788'));
    const { view } = await gestora.post('/personas/buscar', { query: 'zuniga' });
    assert.equal(view.found, 0, 'the card follows');
    await fill(gestora, `${url}/datos`, { name: 'Eudosia', age: '16' });
    const [{ text }] = (await gestora.getJson(url)).consent_alerts;
    assert.match(text, /pedir de nuevo el consentimiento/);
  });

  test('the reserved part is a dossier of its own', async () => {
    const gestora = await net.as('gestora');
    const { person, url } = await met();
    await fill(gestora, `${url}/reservado`, { srh_note: 'Consulta del pasillo añil' });
    assert.equal((await gestora.getJson(`${url}/reservado`)).form.fields
      .find(({ name }) => name === 'srh_note').value, 'Consulta del pasillo añil');
    assert.ok(!(await gestora.getHtml(url)).includes('añil'));
    assert.ok((await historyOf(gestora, person)).every(({ text }) => text !== 'Parte reservada'));
  });
});

test('who has opened it leaves nothing out, page after page', async () => {
  const { url } = await met();
  await (await net.as('supervisora')).getJson(url);
  net.clock.advance({ minutes: 2 });
  const gestora = await net.as('gestora');
  for (let i = 0; i < 60; i++) {
    await gestora.getJson(url);
  }
  const all = async () => {
    const rows = [];
    for (let path = `${url}/accesos`; path;) {
      const page = await gestora.getJson(path);
      rows.push(...page.accesses);
      path = page.older_url;
    }
    return rows;
  };
  const until = Date.now() + 2000;
  let rows = await all();
  while (!rows.some(({ who }) => who.startsWith('Rosa')) && Date.now() < until) {
    rows = await all();
  }
  assert.ok(rows.some(({ who, what }) => who.startsWith('Rosa') && what === 'Abrió'),
    JSON.stringify(rows));
});

describe('who must not know', () => {
  test('loses every key at once, and gets it back when taken off the list', async () => {
    const { person, url } = await met();
    const irene = await net.as('gestora2');
    await irene.getJson(url);
    await exclude(await net.as('gestora'), person, { exclude_members: ['@Irene'] });
    for (const rest of ['', '/nombre', '/contacto', '/relato', '/reservado', '/accesos']) {
      expectStatus(await irene.send('GET', url + rest), 404);
    }
    expectStatus(await irene.post(`${url}/notas`, { text: 'a' }), 404);
    const list = (await irene.getJson('/personas')).list.items;
    assert.ok(list.every((item) => item.url !== url));
    await exclude(await net.as('gestora'), person, { exclude_members: [] });
    await irene.getJson(url);
    await irene.getJson(`${url}/reservado`);
  });

  test('may be the supervisor, and holds from the first moment', async () => {
    const { url } = await met({ exclude_members: ['@Rosa'] });
    const rosa = await net.as('supervisora');
    expectStatus(await rosa.send('GET', url), 404);
    assert.ok((await rosa.getJson('/personas')).list.items.every((item) => item.url !== url));
    const other = await met();
    await rosa.getJson(other.url);
  });

  test('is entered by a supervisor too, without bringing anybody in', async () => {
    const { person, url } = await met();
    await exclude(await net.as('supervisora'), person, { exclude_members: ['@Irene'] });
    expectStatus(await (await net.as('gestora2')).send('GET', url), 404);
    const { readers } = await (await net.as('gestora')).getJson(url);
    assert.equal(readers.length, 3);
    await (await net.as('supervisora')).getJson(url);
  });

  test('cannot be who accompanies the person', async () => {
    const { url } = await met();
    const rosa = await net.as('supervisora');
    const page = await rosa.getJson(`${url}/exclusion`);
    const marta = page.form.fields[0].options.find(({ label }) => label.startsWith('Marta'));
    refused(await rosa.post(`${url}/exclusion`, { exclude_members: marta.value }),
      'exclude_members');
  });

  test('holds for somebody who comes to the key of the supervision later', async () => {
    const { person, url } = await met({ name: 'Izel Cuautli', exclude_members: ['@Irene'] });
    const admin = await net.as('admin');
    const member = await memberOf(admin, 'gestora2');
    await change(admin, `${member}/suplencia`, { deputy: 'nobody' });
    await change(admin, `${member}/papeles`,
      { roles: ['case_worker', 'focal_point', 'supervisor'] });
    const given = await fill(await net.as('supervisora'), `${member}/funcion`,
      { function: '@Supervisión', as: 'member' });
    assert.match(await (await net.as('supervisora')).getHtml(given), /no debe saber de ellas/);
    const irene = await net.as('gestora2');
    const held = (await admin.getJson(member)).functions.map(({ label }) => label);
    assert.ok(held.some((label) => label.startsWith('Supervisión')), held.join());
    const other = await met();
    await irene.getJson(other.url);
    for (const rest of ['', '/nombre', '/contacto', '/relato', '/reservado', '/accesos']) {
      expectStatus(await irene.send('GET', url + rest), 404);
    }
    const listed = JSON.stringify(await irene.getJson('/personas?orden=codigo'));
    assert.ok(!listed.includes(person));
    assert.equal((await irene.post('/personas/buscar', { query: 'Izel Cuautli' })).view.found, 0);

    const rosa = await net.as('supervisora'); // whose key was the function's
    await rosa.getJson(`${url}/reservado`);
    const { readers } = await rosa.getJson(url);
    assert.ok(readers.some(({ name }) => name.startsWith('Rosa')), 'she has it alone now');
    const keys = ask(net.dir, `SELECT count(*) FROM dossier_grant AS g
      JOIN holder AS h ON h.id = g.holder WHERE h.function = 'supervisor'
        AND g.dossier = x'${person}'`);
    assert.equal(keys, '0', 'and the function has none');
    await net.halt();
    await net.start({ env: { AMPARO_TEST_POLICY_OFF: '1' } });
    const off = await net.as('gestora2');
    for (const rest of ['', '/nombre', '/contacto', '/relato', '/reservado', '/accesos']) {
      expectStatus(await off.send('GET', url + rest), 404);
    }
    await off.getJson(other.url);
    await net.halt();
    await net.start();
  });

  test('opens nothing even when the policy is switched off: there is no key', async () => {
    const { url } = await met({ exclude_members: ['@Irene'] });
    await net.halt();
    await net.start({ env: { AMPARO_TEST_POLICY_OFF: '1' } });
    try {
      const irene = await net.as('gestora2');
      const admin = await net.as('admin');
      const clinica = await net.as('clinica');
      for (const client of [irene, admin, clinica]) {
        for (const rest of ['', '/nombre', '/contacto', '/relato', '/reservado', '/accesos']) {
          expectStatus(await client.send('GET', url + rest), 404);
        }
        expectStatus(await client.post(`${url}/relato`, { why: 'asked' }), 404);
      }
      assert.deepEqual((await admin.getJson('/personas')).list.items, []);
      await (await net.as('supervisora')).getJson(url);
    } finally {
      await net.halt();
      await net.start();
    }
  });
});
