// Supervision looks at a file, what should change is done; and whoever carries more than was set is
// given another only with a reason, wherever somebody is given.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { assessRisk, change, exclude, fill, historyOf, meetPerson, memberOf }
  from './lib/acts.mjs';
import { loadOf, openCaroni } from './lib/caroni.mjs';
import { expectStatus } from './lib/client.mjs';
import { newest, prepare, press, reply, todayOf } from './lib/transfers.mjs';

let net;
let pilar;
let nubia;
before(async () => {
  net = await openCaroni({ ceiling: 2 });
  [pilar, nubia] = [await net.as('pilar'), await net.as('nubia')];
});
after(() => net?.stop());

const YES = { consent: 'yes', plan: 'yes', safety: 'na', referrals: 'yes', words: 'yes' };
const rowOf = async (client, kind, code) =>
  (await todayOf(client)).find((row) => row.kind === kind && row.code === code);
const fieldsOf = (answer) => answer.view.errors.map(({ field }) => field);

async function met(client = pilar) {
  const { person, url } = await meetPerson(client, { name: 'Amanda Yepes' });
  const { identity: { code } } = await client.getJson(url);
  return { person, url, code };
}

async function gone(one) {
  await fill(pilar, `${one.url}/cerrar`, { reason: 'asked', safety: 'not_needed',
    told_return: 'yes' });
}

describe('a file', () => {
  test('is looked at with a list; what should change is a task until it is done', async () => {
    const one = await met();
    const page = await nubia.getJson(`${one.url}/revision`);
    assert.equal(page.file_facts.find(({ label }) => label === 'Plan repasado con la persona').value, 'todavía no',
      'what stands there is not asked for');
    await fill(nubia, `${one.url}/revision`, { ...YES, plan: 'no',
      change: 'Falta repasar el plan con ella.', due: '2026-12-01' });
    const row = await rowOf(pilar, 'review_change', one.code);
    assert.match(row.next, /01\/12\/2026/);
    assert.equal(await rowOf(nubia, 'review_change', one.code), undefined);
    const { reviewed, done_url, may_review } = await pilar.getJson(row.act_url);
    assert.match(reviewed.reviewed_by, /Nubia/);
    assert.match(reviewed.change, /Falta repasar/);
    assert.equal(reviewed.points.length, 5);
    assert.equal(may_review, false);
    expectStatus(await nubia.send('GET', done_url), 404);
    await fill(pilar, done_url, { note: 'Lo repasamos el jueves.' });
    assert.equal(await rowOf(pilar, 'review_change', one.code), undefined);
    assert.match((await nubia.getJson(`${one.url}/revision`)).reviewed.changed, /el jueves/);
    const types = (await historyOf(pilar, one.person)).map(({ type }) => type);
    assert.deepEqual(types.slice(0, 2), ['file_review_done', 'file_reviewed']);
    expectStatus(await pilar.send('GET', done_url), 404);
    await gone(one);
  });

  test('is not looked at by who accompanies, and a change has a day', async () => {
    const one = await met();
    expectStatus(await pilar.post(`${one.url}/revision`, YES), 404);
    const undated = await nubia.post(`${one.url}/revision`, { ...YES, change: 'Algo' });
    expectStatus(undated, 422);
    assert.deepEqual(fieldsOf(undated), ['due']);
    const own = await met(await net.as('pilar'));
    await fill(nubia, `${own.url}/quien-acompana`, { owner: '@Nubia', why: 'asked' });
    expectStatus(await nubia.post(`${own.url}/revision`, YES), 422);
    assert.equal((await nubia.getJson(`${own.url}/revision`)).may_review, false);
    await gone(one);
    expectStatus(await nubia.post(`${one.url}/revision`, YES), 422, 'it is closed');
    await fill(nubia, `${own.url}/cerrar`, { reason: 'asked', safety: 'not_needed',
      told_return: 'yes' });
  });

  test('is due after ninety days, and a change that was not done in time is said', async () => {
    const one = await met();
    const due = async () => (await nubia.getJson('/supervision')).list.items
      .find(({ code }) => code === one.code);
    assert.equal(await due(), undefined);
    const start = net.clock.now;
    net.clock.advance({ days: 91 });
    [pilar, nubia] = [await net.as('pilar'), await net.as('nubia')];
    const item = await due();
    assert.ok(item.facts.some((fact) => /Pilar/.test(fact)));
    await fill(nubia, item.act_url, { ...YES, change: 'Fechar la autorización.',
      due: '2027-02-24' });
    assert.equal(await due(), undefined, 'looked at');
    net.clock.advance({ days: 4 });
    [pilar, nubia] = [await net.as('pilar'), await net.as('nubia')];
    const load = await loadOf(nubia, 'Pilar');
    assert.match(load.late.find(({ late_code }) => late_code === one.code).late_what,
      /lo que pidió la supervisión/);
    await gone(one);
    net.clock.set(start);
    [pilar, nubia] = [await net.as('pilar'), await net.as('nubia')];
  });
});

describe('who carries more than was set', () => {
  test('is given another by the page of who accompanies only with a reason', async () => {
    const [a, b, c] = [await met(), await met(), await met()];
    for (const { url } of [a, b]) {
      await fill(nubia, `${url}/quien-acompana`, { owner: '@Yorleny', why: 'asked' });
    }
    const page = await nubia.getJson(`${c.url}/quien-acompana`);
    const over = page.form.fields.find(({ name }) => name === 'over');
    assert.ok(!over.is_note, 'not asked for before it is needed');
    const owner = page.form.fields.find(({ name }) => name === 'owner').options
      .find(({ label }) => label.startsWith('Yorleny')).value;
    const told = await nubia.post(`${c.url}/quien-acompana`, { owner, why: 'asked' });
    expectStatus(told, 422);
    assert.deepEqual(fieldsOf(told), ['over']);
    assert.ok(told.view.form.fields.find(({ name }) => name === 'over').is_note);
    expectStatus(await pilar.send('GET', c.url), 200);
    await fill(nubia, `${c.url}/quien-acompana`, { owner: '@Yorleny', why: 'asked',
      over: 'Habla su lengua.' });
    expectStatus(await pilar.send('GET', c.url), 404);
    for (const { url } of [a, b, c]) {
      await fill(await net.as('yorleny'), `${url}/cerrar`, { reason: 'asked',
        safety: 'not_needed', told_return: 'yes' });
    }
    assert.match((await loadOf(nubia, 'Yorleny')).load_text, /Acompaña a 0 personas/,
      'whoever is closed does not count');
  });

  test('counts somebody at high risk as two, also when a transfer is accepted', async () => {
    const deisy = await net.as('deisy');
    const own = await meetPerson(deisy, { name: 'Elvira Yepes' });
    assert.ok(own.person);
    const one = await met();
    await assessRisk(pilar, one.person, 'high', 'Amenazas.', ['threat_to_kill']);
    await prepare(pilar, one.person, { to: 'Colectivo Caroní', reason: 'organisational' });
    await press(pilar, one.person);
    await fill(nubia, (await rowOf(nubia, 'approval', one.code)).act_url, { answer: 'yes' });
    await press(pilar, one.person);
    const transfer = await newest(deisy);
    const path = `/transferencias/${transfer}/aceptar`;
    const page = await deisy.getJson(path);
    const owner = page.form.fields.find(({ name }) => name === 'owner').options
      .find(({ label }) => label.startsWith('Deisy')).value;
    const told = await deisy.post(path, { owner });
    expectStatus(told, 422);
    assert.deepEqual(fieldsOf(told), ['over']);
    assert.match(told.view.errors[0].text, /3 \/ 2/);
    expectStatus(await pilar.send('GET', one.url), 200);
    await reply(deisy, transfer, 'aceptar', { owner: '@Deisy', over: 'Nadie más puede.' });
    const [changed] = (await historyOf(deisy, one.person))
      .filter(({ type }) => type === 'owner_changed');
    assert.match(changed.text, /Nadie más puede/);
  });
});

describe('another colleague of the unit', () => {
  test('is of the same unit, is not the one who accompanies, and is nobody excluded', async () => {
    const one = await met();
    await exclude(pilar, one.person, { exclude_members: ['@Luz'] });
    const { form } = await pilar.getJson(`${one.url}/reparto`);
    const names = form.fields.find(({ name }) => name === 'owner').options
      .map(({ label }) => label.split(' ')[0]);
    assert.deepEqual(names.sort(), ['Nubia', 'Yorleny']);
    const answer = await pilar.post(`${one.url}/reparto`,
      { why: 'share', answer: 'agrees', owner: '00'.repeat(16) });
    expectStatus(answer, 422);
    const past = await pilar.post(`${one.url}/reparto`,
      { why: 'share', answer: 'not_yet', again: '2026-11-01T10:00' });
    assert.deepEqual(fieldsOf(past), ['again']);
    assert.ok(!(await historyOf(pilar, one.person)).some(({ type }) => type === 'reassign_asked'));
    await gone(one);
    expectStatus(await pilar.send('GET', `${one.url}/reparto`), 422);
  });
});

test('who refuses another colleague stays with the supervisor who accompanies', async () => {
  const one = await met();
  await fill(nubia, `${one.url}/quien-acompana`, { owner: '@Nubia', why: 'asked' });
  await change(await net.as('admin'), await memberOf(nubia, 'yorleny', 'papeles'),
    { roles: ['case_worker', 'supervisor'] });
  await fill(nubia, await memberOf(nubia, 'yorleny', 'funcion'),
    { function: '@Supervisión', as: 'member' });
  const yorleny = await net.another('yorleny');
  await fill(yorleny, `${one.url}/reparto`, { why: 'absence', answer: 'refuses', note: 'Con Nubia.' });
  const [{ type }] = await historyOf(yorleny, one.person);
  assert.equal(type, 'reassign_asked', 'nothing moved');
});

test('who stands in sees what supervision asks for meanwhile', async () => {
  const one = await met();
  await fill(nubia, `${one.url}/revision`, { ...YES, change: 'Falta el plan.', due: '2026-12-01' });
  const yorleny = await net.as('yorleny');
  assert.equal(await rowOf(yorleny, 'review_change', one.code), undefined);
  await change(pilar, (await memberOf(pilar, 'pilar', 'ausencia')),
    { from: '2026-11-01', until: '2027-12-31' });
  assert.ok(await rowOf(yorleny, 'review_change', one.code));
});
