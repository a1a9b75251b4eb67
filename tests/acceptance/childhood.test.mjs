// Under 18: who consents is asked before anything is opened, a no holds what is not vital, consent
// is asked again at another age, and the law's duties are the deployment's own words.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, askChild, change, choose, fill, historyOf, meetChild, meetPerson, post,
  refer, send } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { addItem, convene, guestOf, letCome } from './lib/conference.mjs';
import { RULE } from './lib/forms.mjs';
import { openNetwork } from './lib/network.mjs';
import { agree, todayOf } from './lib/transfers.mjs';
import { dump } from './lib/walk.mjs';

/** LIMIT_REPORT_RULES of src/base/limits.h. */
const RULES_MAX = 60;
const ADULT = { adult: 'Doña Petronila, su abuela', adult_how: 'spoken', danger: 'no' };

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const as = (login) => net.as(login);

async function refused(fields, answers, field) {
  const gestora = await as('gestora');
  const answer = await post(gestora, await askChild(gestora, answers), fields);
  expectStatus(answer, 422, JSON.stringify(fields));
  assert.deepEqual(answer.view.errors.map((error) => error.field), [field], JSON.stringify(fields));
  return answer.view;
}

test('nobody who is said to have used violence consents, and nothing is opened', async () => {
  await as('gestora');
  const before = dump(net.dir);
  for (const age of ['4', '9', '13', '16']) {
    const view = await refused({ said: 'spoken', consenter: 'caregiver', ...ADULT, danger: 'yes' },
      { age }, 'danger');
    assert.match(view.errors[0].text, /no se le pide nunca/);
    assert.equal(view.form.fields.find(({ name }) => name === 'age')?.value, age,
      'what was told before is carried along');
  }
  assert.equal(dump(net.dir), before);
});

for (const [who, danger, alert] of [
  ['a protective mother who lives with him', 'lives_with', /vive con la persona señalada/],
  ['somebody of whom it is not known', 'unknown', /No se sabe si quien consiente usó violencia/]]) {
  test(`${who} may consent, with a reason that supervision reads`, async () => {
    const mother = { said: 'spoken', consenter: 'caregiver', ...ADULT, danger };
    await refused(mother, { age: '9' }, 'danger_why');
    const gestora = await as('gestora');
    const { url } = await meetChild(gestora, { age: '9' },
      { ...mother, danger_why: 'Se va con ella a la casa de la tía esta noche.' });
    const again = await gestora.getJson(`${url}/consentimiento`);
    assert.equal(again.form.fields.find(({ name }) => name === 'adult').value, ADULT.adult,
      'who it was stands there already');
    const page = await gestora.getJson(url);
    assert.match(page.consent_alerts[0].text, alert);
    assert.ok(page.consent.rows.some(({ value }) => /casa de la tía/.test(value)));
    const supervisora = await as('supervisora');
    const row = (await todayOf(supervisora)).find(({ kind }) => kind === 'approval');
    assert.match(JSON.stringify(row.facts), /menor de 18/);
    await agree(supervisora);
  });
}

test('who may consent follows from the age, and a younger caregiver warns only', async () => {
  const worker = { said: 'spoken', consenter: 'worker', no_caregiver: 'unreachable' };
  const alone = { said: 'spoken', consenter: 'child', no_caregiver: 'not_wanted' };
  await refused(worker, { age: '13' }, 'consenter');
  await refused(alone, { age: '11' }, 'consenter');
  await refused({ ...alone, no_caregiver: undefined }, { age: '13' }, 'no_caregiver');
  await refused({ said: 'no', consenter: 'caregiver', ...ADULT }, { age: '16' }, 'consenter');
  await refused({ ...alone, said: 'no' }, { age: '16' }, 'said');
  const gestora = await as('gestora');
  await meetChild(gestora, { age: '5' }, { ...worker, said: 'not_able', said_why: 'Tiene sueño' });
  await meetChild(gestora, { age: '16' }, alone);
  const { url } = await meetChild(gestora, { age: '13' }, { adult_age: '12' });
  assert.match((await gestora.getJson(url)).consent_alerts[0].text, /tiene menos años/);
});

test('a no of the child holds every service but what a life depends on', async () => {
  const gestora = await as('gestora');
  const { person, url } = await meetChild(gestora, { age: '10', profiles: ['girls'] },
    { said: 'no' });
  const text = /solo sigue lo que salva la vida/;
  assert.match((await gestora.getJson(url)).consent_alerts[0].text, text);
  const held = await choose(gestora, person, { service: 'NFI', to: 'Fondo', kind: 'sent' });
  await allow(gestora, held);
  const preview = await gestora.getJson(`${held}/vista`);
  assert.equal(preview.may_leave, false);
  assert.match(preview.problem_text, text);
  expectStatus(await post(gestora, preview, {}), 422, 'sending it all the same');
  await refer(gestora, person, { service: 'HEALTH', to: 'Clínica', priority: 'emergency' });
  await fill(gestora, `${url}/consentimiento`, { said: 'spoken', consenter: 'caregiver', ...ADULT });
  assert.deepEqual((await gestora.getJson(url)).consent_alerts, []);
  await fill(gestora, `${held}/vista`, {});
  const history = await historyOf(gestora, person);
  assert.match(history.find(({ type }) => type === 'services_consent').text, /Petronila/);
});

/** Those refusals have the same words, whoever asks. */
const heldBack = (answer, what) =>
  assert.match(expectStatus(answer, 422, what).text, /solo sigue lo que salva la vida/, what);

test('a no holds what the own unit gives too, unless a life depends on it or it was before',
  async () => {
    const gestora = await as('gestora');
    const { person, url } = await meetChild(gestora, { age: '9', profiles: ['girls'] },
      { said: 'no' });
    const page = await gestora.getJson(`${url}/plan/servicio`);
    const give = (fields) => post(gestora, page, fields);
    heldBack(await give({ service: 'PSS' }), 'a service of the own unit');
    heldBack(await give({ service: 'SEC' }), 'no emergency');
    await addNeed(gestora, person, { service: 'SEC', priority: 'emergency' });
    heldBack(await give({ service: 'PSS' }), 'another service');
    await fill(gestora, `${url}/plan/servicio`, { service: 'SEC', need: '@Policía' });
    assert.ok((await give({ service: 'PSS', told_at: '2026-11-20T10:00' })).go, 'before the no');
    const { own_services: given } = await gestora.getJson(`${url}/plan`);
    assert.equal(given.length, 2);
  });

test('a no convenes no conference, and of one under way nobody more is told', async () => {
  const gestora = await as('gestora');
  const answers = { when: '2026-12-11T14:00', guests: ['@Clínica'] };
  const first = await meetChild(gestora, { age: '9' }, { said: 'no' });
  const page = await gestora.getJson(`${first.url}/conferencia`);
  const guests = page.form.fields.find(({ name }) => name === 'guests').options
    .filter(({ label }) => label.startsWith('Clínica')).map(({ value }) => value);
  heldBack(await post(gestora, page, { wish: 'yes', why: ['asked'], place: 'Sala 2', she: 'whole',
    until: '2027-01-15', ...answers, guests }), 'convening');
  const { person, url } = await meetChild(gestora, { age: '9' });
  const conference = await convene(gestora, person, answers);
  await addItem(gestora, conference, { title: 'Cupo' });
  await letCome(gestora, conference, 'Clínica');
  await fill(gestora, `${url}/consentimiento`, { said: 'no', consenter: 'caregiver', ...ADULT });
  const { invite } = await gestora.getJson(conference);
  heldBack(await gestora.post(invite.invite_url, { _command: invite.command }), 'inviting');
  const item = await gestora.getJson(`${conference}/temas`);
  heldBack(await post(gestora, item, { function: 'problems', title: 'b', all: 'yes' }), 'an item');
  const { answer_url: asked } = await guestOf(gestora, conference, 'Clínica');
  const again = await gestora.getJson(asked);
  heldBack(await post(gestora, again, { answer: 'yes', mode: 'spoken', copy: 'none' }), 'a yes');
  await send(gestora, again, { answer: 'no' });
});

test('who must not know, and who is of another house, finds none of the pages', async () => {
  const gestora = await as('gestora');
  const { url } = await meetChild(gestora, { exclude_members: ['@Irene'] });
  const other = await as('consultorio');
  for (const page of ['consentimiento', 'interes', 'avisos', 'peligro']) {
    expectStatus(await other.send('GET', `${url}/${page}`), 404, page);
    expectStatus(await (await as('gestora2')).send('GET', `${url}/${page}`), 404, page);
  }
});

test('an age learnt later asks for consent at once; best interests are for who is under 18',
  async () => {
    const gestora = await as('gestora');
    const { person, url } = await meetPerson(gestora, { age: undefined });
    const answers = { about: 'care', kind: 'short', options: 'Con la tía o en el albergue',
      view: 'Con la tía', took_part: 'Ella, la tía y yo', decision: 'Con la tía', why: 'Es seguro' };
    const page = await gestora.getJson(`${url}/interes`);
    assert.equal(page.is_minor, false);
    expectStatus(await gestora.post(`${url}/interes`, answers), 422, 'nobody knows the age');
    await change(gestora, `${url}/datos`, { age: '12' });
    const rows = (await todayOf(gestora)).filter(({ kind }) => kind === 'consent_again');
    assert.ok(rows.some(({ url: to }) => to === `${url}/consentimiento`));
    await fill(gestora, `${url}/interes`, answers);
    const { interests } = await gestora.getJson(`${url}/interes`);
    assert.deepEqual(interests[0].rows.slice(0, 5).map(({ value }) => value),
      ['Con la tía o en el albergue', 'Con la tía', 'Ella, la tía y yo', 'Con la tía', 'Es seguro']);
    assert.ok((await historyOf(gestora, person)).some(({ type }) => type === 'best_interests'));
  });

test('duties to report are shipped empty; who edits the map writes them, with who reviewed them',
  async () => {
    const gestora = await as('gestora');
    const { person, url } = await meetChild(gestora, { age: '15' },
      { consenter: 'child', no_caregiver: 'not_wanted' });
    assert.equal((await gestora.getJson('/servicios/avisos')).any_rules, false);
    assert.equal((await gestora.getJson(url)).report_due, undefined);
    expectStatus(await gestora.send('GET', '/servicios/avisos/nuevo'), 404, 'a case worker');
    const coordinadora = await as('coordinadora');
    const rule = { country: 'CR', what: 'Violencia contra una persona menor', under_age: '18',
      services: ['CMR'], who: 'Quien atiende', to: 'Oficina de la Niñez', within: '24 horas',
      law: 'Ley de ejemplo', in_force: 'yes' };
    const form = await coordinadora.getJson('/servicios/avisos/nuevo');
    const nobody = await post(coordinadora, form, rule);
    assert.deepEqual(nobody.view.errors.map(({ field }) => field), ['reviewed_by', 'reviewed_on']);
    const whole = { ...rule, reviewed_by: 'Licda. Ofelia Mora', reviewed_on: '2026-11-02' };
    const empty = await post(coordinadora, form,
      { ...whole, under_age: undefined, services: undefined });
    assert.deepEqual(empty.view.errors.map(({ field }) => field), ['under_age']);
    await send(coordinadora, form, whole);
    assert.equal((await gestora.getJson(url)).report_due, undefined, 'no such need');
    await addNeed(gestora, person, { service: 'CMR' });
    assert.match((await gestora.getJson(url)).report_due.text, /obligue a avisar/);
    const { rules } = await gestora.getJson(`${url}/avisos`);
    for (const value of ['Oficina de la Niñez', 'Licda. Ofelia Mora', '02/11/2026']) {
      assert.ok(rules[0].rows.some((row) => row.value === value), value);
    }
    const { rules: [{ card_actions: [{ url: edit }] }] } =
      await coordinadora.getJson('/servicios/avisos');
    const stale = await coordinadora.getJson(edit);
    await change(coordinadora, edit, { to: 'Otra oficina' });
    await fill(gestora, `${url}/avisos`, { rule: '@Violencia', done: 'reported', told_before: 'yes',
      wish: 'agrees' });
    const { reports: [{ rows }] } = await gestora.getJson(`${url}/avisos`);
    assert.ok(rows.some(({ value }) => value === 'Otra oficina'), 'the rule says to whom');
    expectStatus(await post(coordinadora, stale, { ...whole, to: 'Tercera' }), 409,
      'somebody else changed it');
    await change(coordinadora, edit, { in_force: 'no' });
    assert.equal((await gestora.getJson(url)).report_due, undefined, 'not in force');
  });

test('a report says whether the person was told before, or why not, with wish and objection',
  async () => {
    const gestora = await as('gestora');
    const { person, url } = await meetPerson(gestora);
    const page = await gestora.getJson(`${url}/avisos`);
    const report = { rule: 'other', done: 'reported', to: 'Fiscalía', wish: 'objects',
      objection: 'Teme que él se entere.' };
    for (const [fields, missing] of [[{}, 'told_before'], [{ told_before: 'no' }, 'not_told_why'],
      [{ told_before: 'yes', to: undefined }, 'to'], [{ told_before: 'yes', wish: undefined }, 'wish'],
      [{ told_before: 'yes', objection: undefined }, 'objection']]) {
      const answer = await post(gestora, page, { ...report, ...fields });
      assert.deepEqual(answer.view.errors?.map(({ field }) => field), [missing]);
    }
    assert.equal((await gestora.getJson(`${url}/avisos`)).any_reports, false);
    await fill(gestora, `${url}/avisos`, { ...report, told_before: 'no',
      not_told_why: 'No estaba' });
    const { reports: [{ rows }] } = await gestora.getJson(`${url}/avisos`);
    for (const value of ['No', 'No estaba', 'No lo quiere', 'Teme que él se entere.']) {
      assert.ok(rows.some((row) => row.value === value), value);
    }
    assert.match((await historyOf(gestora, person))[0].text, /Teme que él se entere/);
  });

test('a country takes so many duties to report and no more; another country still does', async () => {
  const coordinadora = await as('coordinadora');
  await coordinadora.getJson('/servicios/avisos/nuevo');
  let answer;
  for (let i = 0; i <= RULES_MAX; i++) {
    answer = await coordinadora.post('/servicios/avisos/nuevo', { ...RULE, country: 'BR' });
    assert.equal(Boolean(answer.go), i < RULES_MAX, `${i}`);
  }
  assert.match(answer.text, /cambie una de las que hay/);
  await fill(coordinadora, '/servicios/avisos/nuevo', { ...RULE, country: 'CO' });
  const { rules } = await coordinadora.getJson('/servicios/avisos');
  const full = rules.find((rule) => /Brasil/.test(JSON.stringify(rule)));
  await change(coordinadora, full.card_actions[0].url, { to: 'Otra oficina' });
});
