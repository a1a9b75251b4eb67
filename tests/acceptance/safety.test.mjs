// The safety plan is made with her: what worries her, three tasks, what else she wants; versions
// that she agreed with, a day to look at it again, and who reads it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addNeed, allow, assessRisk, change, choose, fill, historyOf, meetPerson, openInEmergency }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** A person met by gestora: { gestora, person, url, at, plan(), task(), add() }. */
async function met() {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora);
  const { identity: { code } } = await gestora.getJson(url);
  const at = `${url}/seguridad`;
  const plan = async (client = gestora) => client.getJson(at);
  const task = async (name) => (await plan()).safety_tasks.find((one) => one.task === name);
  const add = (name, answers) => fill(gestora, `${at}/tarea/${name}`, answers);
  const agree = (answers = {}) =>
    fill(gestora, `${at}/acordado`,
      { review: '2026-11-27', wanted: 'yes', kept: 'paper', ...answers });
  return { gestora, person, url, code, at, plan, task, add, agree };
}

const rowsOf = async (login, kind, code) => {
  const today = await (await net.as(login)).getJson('/hoy');
  return today.groups.flatMap(({ group, list }) => list.items.map((row) => ({ ...row, group })))
    .filter((row) => row.kind === kind && row.code === code);
};

/** The day so many days from now, as a form takes it and as a page shows it. */
const isoAfter = (days) => new Date(net.clock.ms + days * 86_400_000 - 6 * 3_600_000)
  .toISOString().slice(0, 10);
const dayAfter = (days) => isoAfter(days).split('-').reverse().join('/');

async function agreedFor({ at, plan }, days) {
  const gestora = await net.as('gestora');
  await fill(gestora, `${at}/acordado`, { review: isoAfter(days), wanted: 'yes', kept: 'none' });
  return (await plan(gestora)).version;
}

const refused = (answer, ...fields) => {
  expectStatus(answer, 422);
  assert.deepEqual(answer.view.errors.map(({ field }) => field), fields);
};

const values = (rows) => rows.map(({ value }) => value);

describe('the plan', () => {
  test('asks first what worries her; then come the three tasks, then what she wants', async () => {
    const one = await met();
    await fill(one.gestora, `${one.at}/parte/concern`, { concern: 'Que llegue', worse: 'Viernes' });
    await one.add('tried', { what: 'Dormir con su hija', how: 'partly' });
    await one.add('unsafe', { what: 'La parada', why: 'Espera ahí', avoid: 'Ir por la escuela' });
    await one.add('safe', { what: 'La panadería', gives: 'Teléfono', knows: 'yes' });
    await fill(one.gestora, `${one.at}/parte/signals`, { signals_word: 'canela' });
    const plan = await one.plan();
    assert.deepEqual(values(plan.concern.block_rows), ['Que llegue', 'Viernes']);
    assert.deepEqual(plan.safety_tasks.map(({ task, lines }) => [task, lines[0].what]),
      [['tried', 'Dormir con su hija'], ['unsafe', 'La parada'], ['safe', 'La panadería']]);
    assert.deepEqual(values(plan.safety_tasks[0].lines[0].line_rows), ['Le sirvió en parte']);
    assert.deepEqual(plan.blocks.filter(({ written }) => written)
      .map(({ block_title }) => block_title), ['Señales acordadas']);
    const html = await one.gestora.getHtml(one.at);
    assert.match(html, /Nadie puede controlar cuándo ni dónde/);
    assert.match(html, /<title>Persona/);
    assert.ok(html.indexOf('Que llegue') < html.indexOf('Dormir con su hija'));
  });

  test('a line is changed where it stands, and may hold no more', async () => {
    const one = await met();
    await one.add('tried', { what: 'Ir donde su hermana', how: 'worked' });
    const { change_url } = (await one.task('tried')).lines[0];
    await change(one.gestora, change_url, { still: 'no', note: 'Se mudó' });
    const { lines } = await one.task('tried');
    assert.equal(lines.length, 1);
    assert.equal(lines[0].over, 'Ya no');
    assert.ok(values(lines[0].line_rows).includes('Se mudó'));
  });

  test('two who change one line from the same page see both', async () => {
    const one = await met();
    await one.add('safe', { what: 'La iglesia' });
    const { change_url } = (await one.task('safe')).lines[0];
    const { form: { base } } = await one.gestora.getJson(change_url);
    await change(await net.as('supervisora'), change_url, { what: 'La oficina' });
    const answer = await one.gestora.post(change_url, { what: 'El mercado', _base: base });
    expectStatus(answer, 409);
    assert.deepEqual(answer.view.conflict.fields.map(({ theirs, yours }) => [theirs, yours]),
      [['La oficina', 'El mercado']]);
  });

  test('has no task, part, line or version that is not in it, and none of another person', async () => {
    const one = await met();
    const other = await met();
    await one.add('safe', { what: 'La iglesia' });
    const id = (await one.task('safe')).lines[0].change_url.split('/').pop();
    for (const rest of ['tarea/failed', 'parte/risk', 'parte/safe', `lineas/${'f'.repeat(32)}`]) {
      expectStatus(await one.gestora.send('GET', `${one.at}/${rest}`), 404);
      expectStatus(await one.gestora.post(`${one.at}/${rest}`, { what: 'a' }), 404);
    }
    expectStatus(await one.gestora.send('GET', `${other.at}/lineas/${id}`), 404);
    expectStatus(await one.gestora.send('GET', `${one.at}?version=1`), 404);
    expectStatus(await one.gestora.send('GET', `${one.at}?version=x`), 404);
  });

  test('asks nothing about whether it was followed', async () => {
    const { gestora, at } = await met();
    const html = await gestora.getHtml(at);
    assert.ok(!/cumpli|fall[óo]|fracas/i.test(html));
  });
});

describe('a version', () => {
  test('is what stood then, and stays to be read', async () => {
    const one = await met();
    await one.gestora.getJson(`${one.at}/acordado`);
    refused(await one.gestora.post(`${one.at}/acordado`,
      { review: '2026-11-27', wanted: 'yes', kept: 'none' }), undefined);
    await one.add('safe', { what: 'La panadería' });
    await one.agree({ kept: 'memory' });
    await one.add('safe', { what: 'La iglesia' });
    const plan = await one.plan();
    assert.equal(plan.version.kept, 'En la memoria');
    assert.equal(plan.version.review, '27/11/2026');
    assert.equal(plan.changed_since, true);
    await one.agree();
    const versions = (await one.plan()).versions;
    assert.deepEqual(versions.map(({ number }) => number), [2, 1]);
    const first = await one.gestora.getJson(versions[1].version_url);
    assert.deepEqual(first.safety_tasks[2].lines.map(({ what }) => what), ['La panadería']);
    assert.deepEqual([first.former, first.agree_url, first.safety_tasks[2].add_url],
      [true, '', '']);
  });

  for (const [level, last, late] of [['high', '2026-11-30', '2026-12-01'],
    ['medium', '2026-12-23', '2026-12-24'], ['low', '2027-02-21', '2027-02-22']]) {
    test(`is looked at again in time: ${level}`, async () => {
      const one = await met();
      await assessRisk(one.gestora, one.person, level, 'a');
      await one.add('safe', { what: 'La panadería' });
      const { form } = await one.gestora.getJson(`${one.at}/acordado`);
      assert.equal(form.fields.find(({ name }) => name === 'review').value, last);
      refused(await one.gestora.post(`${one.at}/acordado`,
        { review: late, wanted: 'yes', kept: 'none' }),
        'review');
      refused(await one.gestora.post(`${one.at}/acordado`,
        { review: '2026-11-22', wanted: 'yes', kept: 'none' }), 'review');
      await one.agree({ review: last });
    });
  }
});

describe('what is to be done', () => {
  test('a grave sign asks for the plan until it was gone through since', async () => {
    const one = await met();
    await assessRisk(one.gestora, one.person, 'high', 'a', ['threat_to_kill']);
    const [row] = await rowsOf('gestora', 'safety', one.code);
    assert.equal(row.act_url, one.at);
    await one.add('safe', { what: 'La panadería' });
    net.clock.advance({ minutes: 1 });
    await one.agree();
    assert.deepEqual(await rowsOf('gestora', 'safety', one.code), []);
    assert.deepEqual(await rowsOf('supervisora', 'safety_supervised', one.code), []);
  });

  test('when something happened again, it is asked what changed', async () => {
    const one = await met();
    await one.add('safe', { what: 'La panadería' });
    await one.agree();
    const page = `${one.url}/derivar?servicio=SEC`;
    const { proposals } = await one.gestora.getJson(page);
    await one.gestora.post(proposals.decline_url, { provider: proposals.first[0].provider });
    net.clock.advance({ minutes: 1 });
    assert.equal((await one.plan()).ask_changed, false);
    const again = (await one.gestora.getJson(page)).proposals;
    const told = await one.gestora.post(again.reopen_url,
      { provider: proposals.first[0].provider, why: 'new_incident' });
    assert.ok(told.go, told.text);
    assert.equal((await one.plan()).ask_changed, true);
    assert.equal((await rowsOf('gestora', 'safety', one.code)).length, 1);
    net.clock.advance({ minutes: 1 });
    await one.agree();
    assert.equal((await one.plan()).ask_changed, false);
  });

  test('the agreed day stands on the first page when it has come', async () => {
    const one = await met();
    await one.add('safe', { what: 'La panadería' });
    await one.agree({ review: '2026-11-24' });
    assert.deepEqual(await rowsOf('gestora', 'safety', one.code), []);
    net.clock.advance({ days: 1 });
    assert.deepEqual((await rowsOf('gestora', 'safety', one.code)).map(({ group }) => group),
      ['today']);
    net.clock.advance({ days: 1 });
    assert.deepEqual((await rowsOf('gestora', 'safety', one.code)).map(({ group }) => group),
      ['overdue']);
    const told = (await historyOf(await net.as('gestora'), one.person, 'plan'))[0];
    assert.equal(told.text, 'se vuelve a ver a más tardar el 24/11/2026');
  });
});

describe('on paper', () => {
  const list = async (one) => {
    await one.gestora.getJson(one.at);
    return one.gestora.post(`${one.at}/lista`);
  };

  test('it is a list without a heading, only if she wants one, and counted', async () => {
    const one = await met();
    await one.add('safe', { what: 'Panadería', reach: 'Bus 14' });
    await one.add('unsafe', { what: 'La parada', why: 'Espera ahí', avoid: 'Por la escuela' });
    await one.agree({ review: '2026-12-01', kept: 'memory' });
    assert.equal((await one.plan()).list_url, '');
    expectStatus(await list(one), 422);
    await one.agree({ review: '2026-12-01', kept: 'paper' });
    const { text } = expectStatus(await one.gestora.post(`${one.at}/lista`, {},
      { accept: 'text/html' }), 200);
    assert.match(text, /Panadería[\s\S]*Bus 14[\s\S]*Por la escuela/);
    assert.match(text, /<title>Lista/);
    assert.ok(!/La parada|Espera ahí|[Ss]eguridad|plan|Amparo/.test(text), text);
    assert.equal((await one.plan()).printed, 'Se imprimió 1 vez');
  });
});

describe('who reads it', () => {
  const SECRET = 'La panadería del farol';

  test('nothing of it is in a case, a print, or a referral that does not name it', async () => {
    const one = await met();
    await one.add('safe', { what: SECRET });
    await fill(one.gestora, `${one.at}/parte/concern`, { concern: SECRET });
    await one.agree();
    await addNeed(one.gestora, one.person, { service: 'LEGAL' });
    const draft = await choose(one.gestora, one.person, { service: 'LEGAL', to: 'Consultorio' });
    const { groups } = await one.gestora.getJson(`${draft}/autorizacion`);
    await allow(one.gestora, draft, { withheld: [],
      categories: groups.map(({ value }) => value).filter((value) => value !== 'safety_plan') });
    const preview = await one.gestora.getJson(`${draft}/vista`);
    assert.ok(preview.not_sent.some(({ category }) => category === 'safety_plan'));
    for (const page of [draft, `${draft}/vista`, one.url, `${one.url}?imprimir=1`]) {
      assert.ok(!(await one.gestora.getHtml(page)).includes(SECRET), page);
    }
  });

  test('an emergency opening and her own copy have it in words', async () => {
    const one = await met();
    await one.add('safe', { what: SECRET, gives: 'Una llave' });
    await fill(one.gestora, `${one.at}/parte/bag`, { bag_where: 'Donde la vecina' });
    await openInEmergency(net, one.url);
    const guardia = await net.as('guardia');
    const [{ opening_url: url }] = (await guardia.getJson('/emergencia')).openings;
    const { plan_cards } = await guardia.getJson(url);
    const told = plan_cards.flatMap(({ rows }) => values(rows));
    assert.deepEqual(told, [SECRET, 'Una llave', 'Donde la vecina']);
    const { view } = await (async () => {
      await one.gestora.getJson(`${one.url}/copia`);
      return one.gestora.post(`${one.url}/copia`, { shape: 'paper' });
    })();
    assert.ok(JSON.stringify(view).includes(SECRET));
  });

  test('whoever has no key, or is excluded, is told that it is not here', async () => {
    const gestora = await net.as('gestora');
    const { url } = await meetPerson(gestora, { exclude_members: ['@Irene'] });
    for (const login of ['gestora2', 'guardia', 'clinica', 'coordinadora']) {
      const client = await net.as(login);
      for (const rest of ['', '/tarea/safe', '/parte/bag', '/acordado']) {
        expectStatus(await client.send('GET', `${url}/seguridad${rest}`), 404);
      }
      expectStatus(await client.post(`${url}/seguridad/lista`), 404);
    }
  });
});

describe('the day to look at it again', () => {
  test('comes earlier when the risk rises afterwards, on the page and on the first one', async () => {
    const one = await met();
    await assessRisk(one.gestora, one.person, 'low', 'a');
    await one.add('safe', { what: 'La panadería' });
    const { review } = await agreedFor(one, 60);
    net.clock.advance({ minutes: 1 });
    await assessRisk(one.gestora, one.person, 'medium', 'a', ['stalking']);
    assert.equal((await one.plan()).version.review, dayAfter(30));
    net.clock.advance({ days: 1 });
    await assessRisk(await net.as('gestora'), one.person, 'high', 'a', ['stalking']);
    assert.equal((await one.plan(await net.as('gestora'))).version.review, dayAfter(7));
    assert.notEqual(review, dayAfter(7));
    net.clock.advance({ days: 6 });
    assert.deepEqual(await rowsOf('gestora', 'safety', one.code), []);
    net.clock.advance({ days: 1 });
    assert.equal((await rowsOf('gestora', 'safety', one.code)).length, 1);
    net.clock.advance({ days: 1 });
    const [late] = await rowsOf('gestora', 'safety', one.code);
    assert.equal(late.group, 'overdue');
  });

  test('stays as it was agreed when it is earlier, or the risk was assessed before', async () => {
    const one = await met();
    await assessRisk(one.gestora, one.person, 'medium', 'a');
    net.clock.advance({ days: 20 });
    const gestora = await net.as('gestora');
    await fill(gestora, `${one.at}/tarea/safe`, { what: 'La panadería' });
    await agreedFor(one, 25);
    const agreed = dayAfter(25);
    assert.equal((await one.plan(gestora)).version.review, agreed);
    net.clock.advance({ minutes: 1 });
    await assessRisk(gestora, one.person, 'medium', 'a', ['stalking']);
    assert.equal((await one.plan(gestora)).version.review, agreed);
  });
});

describe('a plan that she does not want now', () => {
  const WHY = 'Hoy quiere dormir';
  const later = (one, days, why = WHY) => fill(one.gestora, `${one.at}/acordado`,
    { wanted: 'not_now', put_off_why: why, review: isoAfter(days) });

  test('is asked about again on a day that the risk allows, and not before', async () => {
    const one = await met();
    await assessRisk(one.gestora, one.person, 'high', 'a', ['threat_to_kill']);
    assert.equal((await rowsOf('supervisora', 'safety_supervised', one.code)).length, 1);
    net.clock.advance({ minutes: 1 });
    const page = `${one.at}/acordado`;
    await one.gestora.getJson(page);
    const said = { wanted: 'not_now', review: isoAfter(8) };
    refused(await one.gestora.post(page, { ...said, review: isoAfter(7) }), 'put_off_why');
    refused(await one.gestora.post(page, { ...said, put_off_why: WHY }), 'review');
    await later(one, 7);
    assert.deepEqual(await rowsOf('gestora', 'safety', one.code), []);
    assert.deepEqual(await rowsOf('supervisora', 'safety_supervised', one.code), []);
    const { not_now: told, version, versions } = await one.plan();
    assert.deepEqual([told.put_off_why, told.again], [WHY, dayAfter(7)]);
    assert.deepEqual([version, versions], [undefined, []], 'it is no version');
    const [entry] = await historyOf(one.gestora, one.person, 'plan');
    assert.equal(entry.type, 'safety_put_off');
    assert.ok(!(await one.gestora.getHtml(one.url)).includes(WHY), 'her reason lies with the plan');
    net.clock.advance({ days: 7 });
    const [row] = await rowsOf('gestora', 'safety', one.code);
    assert.match(row.state, /preguntar/i);
  });

  test('is asked about at once when a grave sign is new, and can still be made', async () => {
    const one = await met();
    await assessRisk(one.gestora, one.person, 'low', 'a');
    net.clock.advance({ minutes: 1 });
    await later(one, 80);
    net.clock.advance({ minutes: 1 });
    await assessRisk(one.gestora, one.person, 'medium', 'a', ['stalking']);
    assert.equal((await one.plan()).not_now.again, dayAfter(30), 'it follows the risk');
    await assessRisk(one.gestora, one.person, 'high', 'a', ['weapon']);
    assert.equal((await rowsOf('gestora', 'safety', one.code)).length, 1);
    refused(await one.gestora.post(`${one.at}/acordado`,
      { review: isoAfter(1), wanted: 'yes', kept: 'none' }), undefined);
    await one.add('safe', { what: 'La panadería' });
    net.clock.advance({ minutes: 1 });
    const { number } = await agreedFor(one, 3);
    assert.equal(number, 1);
    assert.equal((await one.plan()).not_now, undefined);
    assert.deepEqual(await rowsOf('gestora', 'safety', one.code), []);
  });
});
