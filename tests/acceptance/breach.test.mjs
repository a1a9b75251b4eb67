// A breach of confidentiality is a record of its own: who wrote it, supervision and the privacy
// officer read it; those whom it is about do not, whatever their role. She is told when it is safe,
// her safety plan is looked at, measures are written down, and another closes it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { change, exclude, fill, historyOf, meetPerson, memberOf } from './lib/acts.mjs';
import { openCaroni } from './lib/caroni.mjs';
import { expectStatus } from './lib/client.mjs';
import { press } from './lib/conference.mjs';
import { todayOf } from './lib/transfers.mjs';
import { ask } from './lib/walk.mjs';

const WHAT = 'Se comentó en el comedor quién venía los jueves.';

let net;
let pilar;
let yorleny;
let nubia;
let luz;
before(async () => {
  net = await openCaroni();
  await clients();
});
after(() => net?.stop());

async function clients() {
  [pilar, yorleny, nubia, luz] = [await net.as('pilar'), await net.as('yorleny'),
    await net.as('nubia'), await net.as('luz')];
}

async function met() {
  const { person, url } = await meetPerson(pilar, { name: 'Gladys Zabaleta' });
  const { identity: { code } } = await pilar.getJson(url);
  return { person, url, code };
}

const tell = (client, fields) =>
  fill(client, '/confidencialidad/nueva', { what: WHAT, risk: 'maybe', ...fields });
const status = async (client, path) => (await client.send('GET', path)).status;
const listed = async (client) => (await client.getJson('/confidencialidad')).list.items
  .map(({ url }) => url);
const rowOf = async (client, url) =>
  (await todayOf(client)).find((row) => row.kind === 'breach' && row.act_url === url);
/** Of the function's keys, how many open it. */
const supervisionHolds = (url) => ask(net.dir,
  'SELECT count(*) FROM dossier_grant AS g JOIN holder AS h ON h.id = g.holder ' +
  `WHERE g.dossier = x'${url.split('/')[2]}' AND h.function = 'supervisor'`).trim();

describe('who reads it', () => {
  test('who wrote it, supervision and the privacy officer; nobody else of the unit', async () => {
    const { code } = await met();
    const breach = await tell(pilar, { code });
    const admin = await net.as('admin'); // whatever their role
    for (const client of [pilar, nubia, luz, admin]) {
      assert.ok((await client.getJson(breach)).rows.some(({ value }) => value === WHAT));
      assert.ok((await listed(client)).includes(breach));
    }
    assert.ok(await rowOf(admin, breach), 'it waits on the first page');
    for (const login of ['yorleny', 'deisy', 'marta']) {
      const client = await net.as(login);
      assert.equal(await status(client, breach), 404, login);
      assert.deepEqual(await listed(client), []);
    }
    assert.equal(await status(await net.as('veedora'), breach), 404, 'an auditor reads nothing');
    const { readers } = await pilar.getJson(breach);
    assert.deepEqual(readers.map(({ reason }) => reason).sort(),
      ['Cuida la confidencialidad', 'Cuida la confidencialidad', 'Lo anotó', 'Para que nada se pierda', 'Supervisa']);
  });

  test('a colleague whom it is about finds nothing, though they accompany her', async () => {
    const one = await met();
    const breach = await tell(yorleny, { code: one.code, members: ['@Pilar'] });
    assert.equal(await status(yorleny, breach), 200);
    assert.equal(await status(pilar, breach), 404);
    assert.ok(!(await listed(pilar)).includes(breach));
    assert.equal(await rowOf(pilar, breach), undefined);
    const told = JSON.stringify(await historyOf(pilar, one.person));
    assert.ok(!told.includes('comedor') && !told.includes('breach'), 'her case tells of none');
    const page = await pilar.getHtml(one.url);
    assert.ok(!page.includes(breach));
  });

  test('supervision that it is about holds no key, though the function would', async () => {
    const { code } = await met();
    const breach = await tell(pilar, { code, members: ['@Nubia'] });
    assert.equal(await status(nubia, breach), 404);
    assert.equal(await status(luz, breach), 200);
    assert.equal(supervisionHolds(breach), '0');
  });

  test('whom it is about comes to supervision later: the function loses its key of it', async () => {
    const { code } = await met();
    const breach = await tell(pilar, { code, members: ['@Yorleny'] });
    const admin = await net.as('admin');
    await change(admin, await memberOf(admin, 'yorleny', 'papeles'),
      { roles: ['case_worker', 'supervisor'] });
    await fill(nubia, await memberOf(nubia, 'yorleny', 'funcion'),
      { function: '@Supervisión', as: 'member' });
    yorleny = await net.another('yorleny');
    assert.equal(await status(yorleny, breach), 404);
    assert.ok(!(await listed(yorleny)).includes(breach));
    assert.equal(await status(nubia, breach), 200, 'each of the others has a key alone');
    assert.equal(supervisionHolds(breach), '0');
  });

  test('her own copy has it, without whom it is about, when who makes the copy can read it', async () => {
    const { url, code } = await met();
    const copied = async () => {
      await pilar.getJson(`${url}/copia`);
      return (await pilar.post(`${url}/copia`, { shape: 'file' })).view.breaches;
    };
    await tell(yorleny, { code, members: ['@Pilar'] });
    assert.deepEqual(await copied(), [], 'who it is about learns nothing by a copy either');
    const breach = await tell(pilar, { code, members: ['@Yorleny'] });
    await fill(pilar, `${breach}/medidas`, { text: 'Se cambió la sala.' });
    const [told, ...others] = await copied();
    assert.equal(others.length, 0);
    assert.ok(told.rows.some(({ value }) => value === WHAT));
    assert.equal(told.measures[0].measure, 'Se cambió la sala.');
    assert.ok(!JSON.stringify(told).includes('Yorleny'));
  });

  test('whom she named on her list does not read it either', async () => {
    const one = await met();
    await exclude(pilar, one.person, { exclude_members: ['@Luz'] });
    const breach = await tell(pilar, { code: one.code });
    assert.equal(await status(luz, breach), 404);
    assert.equal(await status(nubia, breach), 200);
  });

  test('written by a colleague who cannot open her case, it is in her copy all the same', async () => {
    const one = await met();
    await exclude(pilar, one.person, { exclude_members: ['@Yorleny'] });
    assert.equal(await status(yorleny, one.url), 404);
    await tell(yorleny, { code: one.code });
    await nubia.getJson(`${one.url}/copia`);
    const { view } = await nubia.post(`${one.url}/copia`, { shape: 'file' });
    assert.equal(view.breaches.length, 1);
  });

  test('written by who cannot open her case, her list holds once somebody acts who can', async () => {
    const one = await met();
    await exclude(pilar, one.person, { exclude_members: ['@Luz'] });
    const breach = await tell(await net.as('admin'), { code: one.code });
    assert.equal(await status(luz, breach), 200, 'nobody could ask her list yet');
    await fill(nubia, `${breach}/informar`, { told: 'unsafe', why: 'Vive con él' });
    assert.equal(await status(luz, breach), 404);
    assert.ok(!(await listed(luz)).includes(breach));
    for (const client of [nubia, await net.as('admin')]) {
      assert.equal(await status(client, breach), 200);
    }
    const keys = ask(net.dir, 'SELECT m.login FROM dossier_grant AS g JOIN member AS m ON ' +
      `m.holder = g.holder WHERE g.dossier = x'${breach.split('/')[2]}'`).split('\n');
    assert.ok(keys.includes('admin') && !keys.includes('luz'), keys.join());
  });

  test('whom she excludes later loses it with what is written next', async () => {
    const one = await met();
    const breach = await tell(pilar, { code: one.code });
    await exclude(pilar, one.person, { exclude_members: ['@Nubia'] });
    assert.equal(await status(nubia, breach), 200);
    await fill(pilar, `${breach}/medidas`, { text: 'Se cambió la sala.' });
    assert.equal(await status(nubia, breach), 404);
    assert.equal(supervisionHolds(breach), '0');
  });

  test('looking for whose code it is changes the keys of no other', async () => {
    const one = await met();
    const keys = () => ask(net.dir, `SELECT hex(id), version FROM dossier_grant
      WHERE kind = 1 AND dossier <> x'${one.person}' ORDER BY id`);
    const before = keys();
    await tell(nubia, { code: one.code });
    assert.ok(before.length > 0);
    assert.equal(keys(), before);
  });

  test('in clear nothing joins it to her case', async () => {
    const one = await met();
    const breach = await tell(pilar, { code: one.code });
    const id = breach.split('/')[2];
    assert.equal(ask(net.dir, `SELECT count(*) FROM task WHERE dossier = x'${id}'`).trim(), '0');
    const tables = ask(net.dir, "SELECT name FROM sqlite_master WHERE type = 'table'").split('\n');
    for (const table of tables) {
      const rows = ask(net.dir, `SELECT * FROM "${table}"`);
      assert.ok(!rows.includes('comedor') && !rows.includes(one.code), table);
    }
  });
});

describe('what follows', () => {
  test('she is told, the safety plan is looked at, a measure, and another closes it', async () => {
    const one = await met();
    const page = await pilar.getJson(`/confidencialidad/nueva?persona=${one.person}`);
    assert.equal(page.form.fields.find(({ name }) => name === 'code').value, one.code,
      'what is known is not asked again');
    const breach = await tell(pilar, { code: one.code, when: '2026-11-20', risk: 'yes' });
    const step = async (client = pilar) => (await client.getJson(breach)).step_label;
    assert.match(await step(), /Falta informar/);
    assert.ok((await pilar.getJson(breach)).rows.some(({ value }) => value === '20/11/2026'));
    assert.ok(await rowOf(nubia, breach));

    await fill(pilar, `${breach}/informar`, { told: 'not_yet', again: '2026-11-24T10:00',
      why: 'Hoy está con él.' });
    assert.equal(await rowOf(pilar, breach), undefined, 'not before the safe moment');
    net.clock.advance({ days: 1, hours: 2 });
    await clients();
    assert.ok(await rowOf(pilar, breach));
    await fill(pilar, `${breach}/informar`, { told: 'yes', told_at: '2026-11-24T10:10' });
    expectStatus(await pilar.post(`${breach}/informar`, { told: 'not_yet' }), 422,
      'what was told stays told');
    assert.match(await step(), /Falta revisar el plan de seguridad/);
    assert.equal((await pilar.getJson(breach)).plan_url, `${one.url}/seguridad`);
    assert.equal((await luz.getJson(breach)).plan_url, '', 'who cannot open her case is led nowhere');
    await fill(pilar, `${breach}/seguridad`, { result: 'done' });

    expectStatus(await nubia.post(`${breach}/cerrar`), 422);
    await fill(nubia, `${breach}/medidas`, { text: 'Las citas ya no se dicen en voz alta.' });
    const { close_url } = await pilar.getJson(breach);
    assert.equal(close_url, '', 'not by who wrote it');
    expectStatus(await pilar.post(`${breach}/cerrar`), 422);
    assert.equal(await rowOf(pilar, breach), undefined);
    assert.ok(await rowOf(luz, breach));
    await luz.getJson(breach);
    assert.ok((await luz.post(`${breach}/cerrar`)).go);
    const closed = await pilar.getJson(breach);
    assert.equal(closed.step_label, 'Cerrada');
    assert.ok(closed.rows.some(({ value }) => /24\/11\/2026 10:10/.test(value)));
    assert.ok(closed.rows.some(({ value }) => /Luz/.test(value)));
    expectStatus(await pilar.post(`${breach}/medidas`, { text: 'a' }), 422);
    assert.equal(await rowOf(nubia, breach), undefined);
  });

  test('where telling her is not safe, it says why; of nobody in particular only measures follow',
    async () => {
      const { code } = await met();
      const breach = await tell(pilar, { code });
      const bare = await pilar.post(`${breach}/informar`, { told: 'unsafe' });
      assert.deepEqual(bare.view.errors.map(({ field }) => field), ['why']);
      await fill(pilar, `${breach}/informar`, { told: 'unsafe', why: 'Le leen el teléfono.' });
      await fill(pilar, `${breach}/seguridad`, { result: 'not_needed', why: 'No la reconocieron.' });
      assert.match((await pilar.getJson(breach)).step_label, /Todavía no hay ninguna medida/);
      const nobody = await tell(pilar, { what: 'Quedó una lista de códigos en la impresora.',
        risk: 'no' });
      const view = await pilar.getJson(nobody);
      assert.ok(!view.rows.some(({ label }) => label === 'Cuándo'), 'what was not said');
      assert.match(view.step_label, /Todavía no hay ninguna medida/);
      assert.equal(view.told_url, '');
    });

  test('what is typed as a code must be one, and the day cannot be to come', async () => {
    for (const [fields, field] of [[{ code: 'Gladys' }, 'code'], [{ when: '2027-03-01' }, 'when'],
      [{ what: undefined }, 'what']]) {
      const answer = await pilar.post('/confidencialidad/nueva',
        { what: WHAT, risk: 'no', ...fields });
      expectStatus(answer, 422);
      assert.deepEqual(answer.view.errors.map((error) => error.field), [field]);
    }
  });
});

describe('when her data are erased', () => {
  const erase = async ({ url }, confirms) => {
    await fill(pilar, `${url}/conservar`, { part: 'all', reason: 'her_right' });
    await confirms.getJson(`${url}/conservar`);
    assert.ok((await confirms.post(`${url}/conservar/borrar`)).go);
  };
  const kept = (url) => {
    const tables = ask(net.dir, "SELECT name FROM sqlite_master WHERE type = 'table'").split('\n');
    return tables.filter((table) => table.startsWith('dossier') || table === 'entry'
      || table === 'card' || table === 'task').filter((table) => {
      const columns = ask(net.dir, `SELECT name FROM pragma_table_info('${table}')`).split('\n');
      const column = columns.includes('dossier') ? 'dossier' : 'id';
      return ask(net.dir, `SELECT count(*) FROM "${table}"
        WHERE "${column}" = x'${url.split('/')[2]}'`).trim() !== '0';
    });
  };
  const NEW = (before, after) => after.filter((url) => !before.includes(url));

  test('what happened is kept for the same people, without her', async () => {
    const one = await met();
    const breach = await tell(pilar, { code: one.code, members: ['@Yorleny'],
      others: 'La vecina', when: '2026-11-20' });
    await fill(pilar, `${breach}/informar`, { told: 'unsafe', why: 'Vive con él' });
    for (const text of ['Se cambió la sala.', 'Se habló con la familia Savaleta.',
      `Se revisó ${one.code}.`]) {
      await fill(pilar, `${breach}/medidas`, { text });
    }
    assert.ok(kept(breach).length >= 3, 'there is something to erase');
    const readers = (await nubia.getJson(breach)).readers;
    const before = await listed(nubia);
    await erase(one, nubia);
    assert.deepEqual(kept(breach), [], 'nothing of it is in the database');
    assert.equal(await status(nubia, breach), 404);
    const [left, ...others] = NEW(before, await listed(nubia));
    assert.equal(others.length, 0);
    for (const client of [pilar, nubia, luz]) {
      const page = await client.getJson(left);
      assert.ok(!new RegExp(`Savaleta|${one.code}|comedor|vecina|Vive con`)
        .test(JSON.stringify(page)));
      assert.deepEqual(page.measures.map(({ measure }) => measure), ['Se cambió la sala.',
        'Lo anotado nombraba a la persona', 'Lo anotado nombraba a la persona']);
      for (const value of ['20/11/2026', /Yorleny/, /No se pudo|No sería|peligro/, /datos de la persona se borraron/]) {
        assert.ok(page.rows.some((row) => (value.test ? value.test(row.value)
          : row.value === value)), `${value} is not in ${JSON.stringify(page.rows)}`);
      }
      assert.deepEqual(page.readers, readers);
    }
    assert.equal(await status(yorleny, left), 404);
    await press(nubia, `${left}/cerrar`);
    assert.match((await pilar.getJson(left)).step_label, /^Cerrad/);
  });

  test('also of one whose writer could not open her case, once somebody has acted who can',
    async () => {
      const one = await met();
      const breach = await tell(await net.as('admin'), { code: one.code, members: ['@Nubia'] });
      await fill(yorleny, `${breach}/medidas`, { text: 'Se cambió la sala.' }); // supervises by now
      await erase(one, nubia);
      const row = await rowOf(luz, breach);
      assert.match(row.what ?? row.state, /Se borraron los datos de la persona/);
      const left = await press(luz, (await luz.getJson(breach)).close_url);
      assert.deepEqual(kept(breach), []);
      assert.ok(!JSON.stringify(await yorleny.getJson(left)).includes(one.code));
    });

  test('where who confirmed could not read it, those who can take her out of it', async () => {
    const one = await met();
    const breach = await tell(pilar, { code: one.code, members: ['@Nubia'] });
    assert.equal(await status(nubia, breach), 404);
    await erase(one, nubia);
    const row = await rowOf(luz, breach);
    assert.match(row.what ?? row.state, /Se borraron los datos de la persona/);
    const page = await luz.getJson(breach);
    assert.ok(!page.told_url && !page.safety_url, 'nothing else can be done about her');
    const left = await press(luz, page.close_url);
    assert.deepEqual(kept(breach), []);
    assert.ok(!JSON.stringify(await pilar.getJson(left)).includes(one.code));
    assert.equal(await status(nubia, left), 404, 'it names her still');
  });
});

test('the list has them all, the newest first, in pages', async () => {
  const written = [];
  for (let i = 0; i < 51; i++) {
    net.clock.advance({ minutes: 1 });
    const answer = await pilar.post('/confidencialidad/nueva', { what: WHAT, risk: 'no' });
    assert.ok(answer.go, answer.text);
    written.unshift(answer.go);
  }
  const pages = [];
  for (let path = '/confidencialidad'; path; path = pilar.view.pager?.next_url) {
    pages.push((await pilar.getJson(path)).list.items.map(({ url }) => url));
  }
  assert.deepEqual(pages.map((page) => page.length).slice(0, -1),
    Array(pages.length - 1).fill(50));
  const all = pages.flat();
  assert.deepEqual(all.slice(0, written.length), written);
  assert.equal(new Set(all).size, all.length);
  assert.equal(pilar.view.pager.text.split(' / ')[1], String(all.length));
  const first = await pilar.getJson('/confidencialidad?pagina=-3');
  assert.equal(first.pager.previous_url, '');
  assert.match(await pilar.getHtml('/confidencialidad'), /rel="next"/);
});
