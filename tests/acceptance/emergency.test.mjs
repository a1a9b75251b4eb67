// Emergency opening: contact, risk and safety plan, for four hours, with a reason and a second
// person; whoever must not know gets nothing; everybody concerned is told.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';

import { assessRisk, change, fill, meetPerson, memberOf } from './lib/acts.mjs';
import { Client } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { awaken } from './lib/transfers.mjs';

const NAME = 'Xilonen Tlacaélel';
const PHONE = '+506 0000-9911';
const NOTE = 'Llamaron del hospital.';

let net;
beforeEach(async () => {
  await net?.stop();
  net = await openNetwork();
});
after(() => net?.stop());

async function met(answers = {}) {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora, { name: NAME, phone: PHONE, ...answers });
  await assessRisk(gestora, person, 'high', 'La siguieron ayer.');
  return { person, url, code: (await gestora.getJson(url)).identity.code };
}

const asks = (code, fields = {}) => ({ code, reason: 'health', note: NOTE, second: '@Rosa',
  life: 'no', ...fields });

async function ask(login, code, fields) {
  const client = await net.as(login);
  return fill(client, '/emergencia', asks(code, fields));
}

async function refused(login, code, fields, field = 'code') {
  const client = await net.as(login);
  const { form } = await client.getJson('/emergencia');
  const { second, ...rest } = asks(code, fields);
  const { options } = form.fields.find(({ name }) => name === 'second');
  const wanted = options.find(({ label }) => label.startsWith(second.slice(1)));
  const { status, view } = await client.post('/emergencia', { ...rest, second: wanted.value });
  assert.equal(status, 422);
  assert.deepEqual(view.errors.map((error) => error.field), [field]);
  return view;
}

const rowsOf = async (login) => (await (await net.as(login)).getJson('/hoy')).groups
  .flatMap(({ list }) => list.items);
const rowOf = async (login, kind) => (await rowsOf(login)).find((row) => row.kind === kind);

async function opened(login = 'guardia') {
  const { openings } = await (await net.as(login)).getJson('/emergencia');
  return openings.find(({ opening_url }) => opening_url)?.opening_url;
}

test('opens with a second person, for four hours, and shows no more than it must', async () => {
  const { person, code } = await met();
  const guardia = await net.as('guardia');
  assert.equal((await guardia.send('GET', `/personas/${person}`)).status, 404);
  await ask('guardia', code);
  assert.equal(await opened(), undefined, 'not before the second person');
  assert.equal(await rowOf('gestora', 'emergency_tell'), undefined);

  const confirm = await rowOf('supervisora', 'emergency_confirm');
  await fill(await net.as('supervisora'), confirm.act_url, { answer: 'yes' });
  const page = await guardia.getJson(await opened());
  const values = page.rows.map(({ value }) => value);
  assert.ok(values.includes(NAME) && values.includes(PHONE) && values.includes('Alto'));
  assert.match(page.rule, /llega el pedido/);
  assert.equal((await guardia.send('GET', `/personas/${person}`)).status, 404, 'the case stays');

  net.clock.advance({ hours: 4 });
  assert.equal(await opened(), undefined);
  const [path] = [`/emergencia/${confirm.act_url.split('/')[2]}`];
  assert.equal((await (await net.as('guardia')).send('GET', path)).status, 404);
});

test('opens at once where a life is at stake, and ends when the second person says no', async () => {
  const { code } = await met();
  const path = await ask('guardia', code, { life: 'yes', reason: 'life' });
  const guardia = await net.as('guardia');
  assert.ok((await guardia.getJson(path)).rows.some(({ value }) => value === NAME));
  const confirm = await rowOf('supervisora', 'emergency_confirm');
  await fill(await net.as('supervisora'), confirm.act_url, { answer: 'no' });
  assert.equal((await guardia.send('GET', path)).status, 404);
  assert.ok(await rowOf('gestora', 'emergency_review'), 'it is reviewed all the same');
});

test('is told at once to whoever accompanies, reviewed by others, and told to the person',
  async () => {
    const { url, code } = await met();
    await ask('guardia', code, { life: 'yes', second: '@Irene' });
    const told = await rowOf('gestora', 'emergency_tell');
    const review = await rowOf('supervisora', 'emergency_review');
    const gestora = await net.as('gestora');
    const page = await gestora.getJson(told.act_url);
    assert.ok(page.rows.some(({ value }) => value === NOTE));
    const { accesses } = await gestora.getJson(`${url}/accesos`);
    assert.ok(accesses.some(({ who, what }) => who.startsWith('Paola') && /emergencia/.test(what)));

    await fill(await net.as('supervisora'), review.act_url, { finding: 'right', note: 'Bien.' });
    assert.equal(await rowOf('supervisora', 'emergency_review'), undefined);
    net.clock.advance({ minutes: 40 });
    const later = await net.as('gestora');
    await later.getJson(told.act_url);
    for (const told_at of ['2026-11-23T08:59', '2026-11-23T09:41']) {
      const { status, view } = await later.post(told.act_url, { told_at });
      assert.deepEqual([status, view.errors.map(({ field }) => field)], [422, ['told_at']]);
    }
    await fill(later, told.act_url, { told_at: '2026-11-23T09:30' });
    assert.equal(await rowOf('gestora', 'emergency_tell'), undefined);
    assert.ok((await later.getJson(told.act_url)).rows.some(({ value }) => /23\/11\/2026 09:30/
      .test(value)));
  });

test('two openings of one person at a time: each has its own answer, review and telling',
  async () => {
    const { code } = await met();
    await ask('guardia', code, { life: 'yes' });
    await ask('guardia', code, { life: 'yes' });
    const all = async (login, kind) => (await rowsOf(login)).filter((row) => row.kind === kind);
    for (const [login, kind, fields] of [
      ['supervisora', 'emergency_confirm', { answer: 'yes' }],
      ['gestora', 'emergency_tell', { told_at: '2026-11-23T09:00' }]]) {
      const before = await all(login, kind);
      assert.equal(before.length, 2, kind);
      assert.equal(new Set(before.map((row) => row.act_url)).size, 2, 'each leads to its own');
      await fill(await net.as(login), before[0].act_url, fields);
      const left = await all(login, kind);
      assert.deepEqual(left.map((row) => row.act_url), [before[1].act_url], kind);
    }
    assert.equal((await all('gestora', 'emergency_review')).length, 2);
  });

test('its rows have the code, for whoever may open the person', async () => {
  const { code } = await met();
  await met();
  await ask('guardia', code, { life: 'yes' });
  for (const [login, kind] of [['gestora', 'emergency_tell'], ['gestora', 'emergency_review'],
    ['supervisora', 'emergency_confirm']]) {
    assert.equal((await rowOf(login, kind)).code, code, kind);
  }
});

test('a supervisor who must not know is told of no opening, and another is', async () => {
  const { code } = await met({ exclude_members: ['@Rosa'] });
  const other = await met();
  await ask('guardia', code, { life: 'yes', second: '@Irene' });
  assert.equal(await rowOf('supervisora', 'emergency_review'), undefined);
  await ask('guardia', other.code, { life: 'yes', second: '@Irene' });
  const rows = (await rowsOf('supervisora')).filter(({ kind }) => kind.startsWith('emergency'));
  assert.deepEqual(rows.map((row) => `${row.kind} ${row.code}`),
    [`emergency_review ${other.code}`]);
});

test('the review is late after three days', async () => {
  const { code } = await met();
  await ask('guardia', code, { life: 'yes', second: '@Irene' });
  net.clock.advance({ days: 3, hours: 1 });
  const { groups } = await (await net.as('supervisora')).getJson('/hoy');
  const overdue = groups.find(({ group }) => group === 'overdue').list.items;
  assert.ok(overdue.some(({ kind }) => kind === 'emergency_review'));
});

/** Who has the review on "Hoy" now. */
async function reviewers(code, logins = ['supervisora', 'gestora', 'gestora2', 'guardia']) {
  const found = [];
  for (const login of logins) {
    const rows = await rowsOf(login);
    if (rows.some((row) => row.kind === 'emergency_review' && row.code === code)) {
      found.push(login);
    }
  }
  return found;
}

async function tryReview(login, path) {
  const client = await net.as(login);
  const { status } = await client.send('GET', path);
  return status === 200
    ? (await client.post(path, { finding: 'right', note: 'Bien.' })).status : status;
}

test('whoever asked or confirmed does not review it: where nobody else supervises, who accompanies',
  async () => {
    const { code } = await met();
    await ask('guardia', code);
    const { act_url: path } = await rowOf('supervisora', 'emergency_confirm');
    await fill(await net.as('supervisora'), path, { answer: 'yes' });
    assert.deepEqual(await reviewers(code), ['gestora']);
    const { act_url: review } = await rowOf('gestora', 'emergency_review');
    assert.equal(await tryReview('guardia', review), 404);
    assert.equal(await tryReview('supervisora', review), 422);
    assert.equal(await tryReview('gestora2', review), 422, 'it is for one');
    assert.equal(await tryReview('gestora', review), 200);
    assert.deepEqual(await reviewers(code), []);
  });

test('who accompanies confirms, and supervision must not know: who stands in reviews', async () => {
  const { code } = await met({ exclude_members: ['@Rosa'] });
  await ask('guardia', code, { life: 'yes', second: '@Marta' });
  assert.deepEqual(await reviewers(code), ['gestora2']);
  const { act_url: review } = await rowOf('gestora2', 'emergency_review');
  assert.equal(await tryReview('gestora', review), 422);
  assert.equal(await tryReview('gestora2', review), 200);
});

test('where there are two alone, who accompanies reviews what the other asked for', async () => {
  await awaken(net, 'suchiate', 'suchiate2');
  const alma = await net.as('suchiate');
  const { url } = await meetPerson(alma);
  const { identity: { code } } = await alma.getJson(url);
  await ask('suchiate2', code, { life: 'yes', second: '@Alma' });
  const { act_url: path } = await rowOf('suchiate', 'emergency_confirm');
  await fill(alma, path, { answer: 'yes' });
  const { act_url: review } = await rowOf('suchiate', 'emergency_review');
  assert.equal(await tryReview('suchiate2', review), 404);
  assert.equal(await tryReview('suchiate', review), 200);
  assert.deepEqual(await reviewers(code, ['suchiate', 'suchiate2']), []);
});

test('the review goes along when another accompanies, and never to who asked', async () => {
  const { url, code } = await met();
  await ask('guardia', code, { life: 'yes' });
  assert.deepEqual(await reviewers(code), ['gestora']);
  const give = async (login, owner) =>
    fill(await net.as(login), `${url}/quien-acompana`, { owner, why: 'asked' });
  await give('gestora', '@Irene');
  assert.deepEqual(await reviewers(code), ['gestora2']);
  await give('gestora2', '@Paola');
  assert.deepEqual(await reviewers(code), ['supervisora'], 'who confirmed, and nobody else is left');
  const { act_url: review } = await rowOf('supervisora', 'emergency_review');
  assert.equal(await tryReview('guardia', review), 422);
  assert.equal(await tryReview('supervisora', review), 200);
});

test('it is said where the second person is chosen who reviews', async () => {
  const { form } = await (await net.as('guardia')).getJson('/emergencia');
  assert.match(form.fields.find(({ name }) => name === 'second').why, /Quien confirma no la revisa/);
});

test('the list of who must not know beats it, and sounds like an unknown code', async () => {
  const { code } = await met({ exclude_members: ['@Paola'] });
  const hidden = await refused('guardia', code);
  const unknown = await refused('guardia', 'CR-0000-0000');
  assert.deepEqual(hidden.errors, unknown.errors);
  const elsewhere = await met();
  await change(await net.as('gestora'), `${elsewhere.url}/exclusion`,
    { exclude_members: ['@Paola'] });
  await refused('guardia', elsewhere.code);
});

for (const life of ['yes', 'no']) {
  test(`the second person left: another of the function answers, life at stake: ${life}`, async () => {
    const { code } = await met();
    await ask('guardia', code, { life, second: '@Irene' });
    const { act_url: path } = await rowOf('gestora2', 'emergency_confirm');
    const admin = await net.as('admin');
    await fill(admin, await memberOf(admin, 'gestora2', 'desactivar'), {});
    assert.deepEqual(await reviewers(code, ['supervisora']), life === 'yes' ? ['supervisora'] : []);

    assert.equal(await rowOf('guardia', 'emergency_confirm'), undefined, 'never who asked');
    const guardia = await net.as('guardia');
    assert.equal((await guardia.send('GET', path)).status, 404);
    assert.equal((await guardia.post(path, { answer: 'yes' })).status, 404);
    assert.equal((await rowOf('gestora', 'emergency_confirm')).act_url, path);
    await fill(await net.as('supervisora'), path, { answer: 'yes' });
    for (const login of ['supervisora', 'gestora']) {
      assert.equal(await rowOf(login, 'emergency_confirm'), undefined, login);
    }
    assert.ok(await opened());
    assert.deepEqual(await reviewers(code, ['supervisora', 'gestora']), ['gestora'],
      'not who answered');
  });
}

test('nor does whom she excluded answer for a second person whose function was taken', async () => {
  const { code } = await met({ exclude_members: ['@Rosa'] });
  const path = await ask('guardia', code, { life: 'yes', second: '@Irene' });
  const { act_url: confirm } = await rowOf('gestora2', 'emergency_confirm');
  const admin = await net.as('admin');
  const { functions } = await admin.getJson(await memberOf(admin, 'gestora2'));
  assert.ok((await admin.post(functions.find(({ label }) => /emergencia/i.test(label)).take_url)).go);
  assert.equal(await rowOf('supervisora', 'emergency_confirm'), undefined);
  const rosa = await net.as('supervisora');
  assert.equal((await rosa.send('GET', confirm)).status, 404);
  assert.equal((await rosa.post(confirm, { answer: 'no' })).status, 404);
  await fill(await net.as('gestora'), confirm, { answer: 'no' });
  assert.equal((await (await net.as('guardia')).send('GET', path)).status, 404);
});

test('an exclusion ends an opening that is in force', async () => {
  const { url, code } = await met();
  const path = await ask('guardia', code, { life: 'yes' });
  const guardia = await net.as('guardia');
  assert.equal((await guardia.send('GET', path)).status, 200);
  await change(await net.as('gestora'), `${url}/exclusion`, { exclude_members: ['@Paola'] });
  assert.equal((await guardia.send('GET', path)).status, 404);
});

test('who is excluded and comes to the supervision later reviews nothing of hers', async () => {
  const { code } = await met({ exclude_members: ['@Irene'] });
  const other = await met();
  for (const one of [code, other.code]) {
    await ask('guardia', one, { life: 'yes', second: '@Marta' });
  }
  const reviews = (await rowsOf('supervisora')).filter(({ kind }) => kind === 'emergency_review');
  const admin = await net.as('admin');
  const member = await memberOf(admin, 'gestora2');
  await change(admin, `${member}/suplencia`, { deputy: 'nobody' });
  await change(admin, `${member}/papeles`,
    { roles: ['case_worker', 'focal_point', 'supervisor'] });
  await fill(await net.as('supervisora'), `${member}/funcion`,
    { function: '@Supervisión', as: 'member' });
  const irene = await net.as('gestora2');
  const seen = [];
  for (const { act_url } of reviews) {
    seen.push((await irene.send('GET', act_url)).status);
  }
  assert.deepEqual(seen.sort(), [200, 404]);
  const { errors } = await refused('gestora2', code);
  assert.deepEqual(errors, (await refused('gestora2', 'CR-0000-0000')).errors);
});

test('what the former keys opened in an emergency sounds like an unknown code, not like a failure',
  async () => {
    const { code } = await met({ exclude_members: ['@Irene'] });
    const guardia = await memberOf(await net.as('admin'), 'guardia');
    await (await net.as('supervisora')).post(`${guardia}/acceso`);
    const { told_code: told } = await (await net.as('supervisora')).getJson(`${guardia}/acceso`);
    const back = new Client(net.url);
    await back.activate({ login: 'guardia', code: told });
    const lost = await refused('guardia', code);
    assert.deepEqual(lost.errors, (await refused('guardia', 'CR-0000-0000')).errors);
  });

test('nobody excluded is the second person', async () => {
  const { code } = await met({ exclude_members: ['@Irene'] });
  await refused('guardia', code, { second: '@Irene' }, 'second');
  assert.ok(await ask('guardia', code, { second: '@Rosa' }));
});

test('what changes is there when it is needed', async () => {
  const { person, code } = await met();
  const gestora = await net.as('gestora');
  await assessRisk(gestora, person, 'high', 'Está con su hermana.');
  const path = await ask('guardia', code, { life: 'yes' });
  const { rows } = await (await net.as('guardia')).getJson(path);
  assert.ok(rows.some(({ value }) => value === 'Está con su hermana.'));
});
