// The risk: signs make a floor and are never added up; less than the floor, or than now, is asked
// of supervision; grave signs leave something to do at once, and a strangling is an emergency.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addNeed, change, fill, historyOf, meetPerson, memberOf } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** A person met by gestora: { gestora, person, url, code, level(), assess() }. */
async function met() {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora);
  const { identity: { code } } = await gestora.getJson(url);
  const level = async () => (await gestora.getJson(url)).identity.risk.level;
  const assess = (answers, client = gestora) =>
    fill(client, `${url}/riesgo`, { reason: 'Lo que contó', ...answers });
  return { gestora, person, url, code, level, assess };
}

const rowsOf = async (login, kind, code) => {
  const today = await (await net.as(login)).getJson('/hoy');
  return today.groups.flatMap(({ list }) => list.items)
    .filter((row) => row.kind === kind && row.code === code);
};

const refused = (answer, ...fields) => {
  expectStatus(answer, 422);
  assert.deepEqual(answer.view.errors.map(({ field }) => field), fields);
};

const waiting = async ({ gestora, url }) => (await gestora.getJson(`${url}/riesgo`)).lower;

describe('the floor', () => {
  for (const sign of ['strangulation', 'threat_to_kill', 'weapon', 'leaving_now', 'own_belief',
    'suicide_plan']) {
    test(`is high at once with ${sign}, whatever level was chosen`, async () => {
      const one = await met();
      await one.assess({ signs: [sign], level: 'low' });
      assert.equal(await one.level(), 'high');
      assert.equal((await waiting(one)).level, 'Bajo');
    });
  }

  test('is medium with any other sign, without adding up', async () => {
    const one = await met();
    const signs = ['escalation', 'forced_sex', 'stalking', 'separation', 'pregnancy',
      'child_not_his', 'substances', 'unemployment', 'avoids_arrest', 'armed_actor',
      'police_military', 'migration_threat'];
    await one.assess({ signs, level: 'not_assessed' });
    assert.equal(await one.level(), 'medium');
    const other = await met();
    await other.assess({ signs: ['police_military'], level: 'low' });
    assert.equal(await other.level(), 'medium');
    await other.assess({ signs: ['police_military'], level: 'high' });
    assert.equal(await other.level(), 'high');
  });

  test('is none without a sign: not yet assessed stays so, and is no answer later', async () => {
    const one = await met();
    await one.assess({ level: 'not_assessed' });
    assert.equal(await one.level(), 'not_assessed');
    await one.assess({ level: 'low' });
    assert.equal(await one.level(), 'low');
    await one.gestora.getJson(`${one.url}/riesgo`);
    refused(await one.gestora.post(`${one.url}/riesgo`, { level: 'not_assessed' }), 'level');
  });

  test('a level above the signs stands, and what was ticked is not asked again', async () => {
    const one = await met();
    await one.assess({ signs: ['stalking'], level: 'high' });
    assert.equal(await waiting(one), undefined);
    const { form } = await one.gestora.getJson(`${one.url}/riesgo`);
    const signs = form.fields.find(({ name }) => name === 'signs').options;
    assert.deepEqual(signs.filter(({ checked }) => checked).map(({ value }) => value),
      ['stalking']);
    const [told] = await historyOf(one.gestora, one.person, 'necesidades');
    assert.equal(told.text, 'Alto · Le siguen, vigilan o controlan · Lo que contó');
  });
});

describe('a lower level', () => {
  const answer = async (one, login, answers) =>
    fill(await net.as(login), (await waiting(one)).approval_url, answers);

  test('needs a reason, and counts from the yes of supervision on', async () => {
    const one = await met();
    await one.assess({ level: 'high' });
    await one.gestora.getJson(`${one.url}/riesgo`);
    refused(await one.gestora.post(`${one.url}/riesgo`, { level: 'medium' }), 'reason');
    await one.assess({ level: 'medium', reason: 'Se mudó lejos' });
    assert.equal(await one.level(), 'high');
    const [row] = await rowsOf('supervisora', 'approval', one.code);
    assert.deepEqual(row.facts, ['Un nivel de riesgo más bajo']);
    assert.equal((await waiting(one)).why, 'Se mudó lejos');
    const page = await (await net.as('supervisora')).getJson(row.act_url);
    assert.equal(page.look_url, `${one.url}/riesgo`);
    await answer(one, 'supervisora', { answer: 'yes' });
    assert.equal(await one.level(), 'medium');
    assert.equal(await waiting(one), undefined);
  });

  test('that supervision does not agree with changes nothing', async () => {
    const one = await met();
    await one.assess({ level: 'high' });
    await one.assess({ level: 'low' });
    await answer(one, 'supervisora', { answer: 'change', note: 'Él sabe dónde vive' });
    assert.equal(await one.level(), 'high');
    assert.equal(await waiting(one), undefined);
    assert.equal((await rowsOf('gestora', 'approval_change', one.code)).length, 1);
  });

  test('is not agreed with by who asks for it, supervision or not', async () => {
    const one = await met();
    await one.assess({ level: 'high' });
    const admin = await net.as('admin');
    const supervisora = await net.as('supervisora');
    await supervisora.getJson(`${one.url}/riesgo`);
    refused(await supervisora.post(`${one.url}/riesgo`,
      { level: 'low', reason: 'Lo que contó' }), 'level'); /* she alone supervises here */
    const paola = await memberOf(admin, 'guardia');
    await change(admin, `${paola}/papeles`, { roles: ['case_worker', 'supervisor'] });
    await fill(supervisora, `${paola}/funcion`, { function: '@Supervisión', as: 'member' });
    await one.assess({ level: 'low' }, supervisora);
    const { approval_url } = await waiting(one);
    await supervisora.getJson(approval_url);
    refused(await supervisora.post(approval_url, { answer: 'yes' }), undefined);
    assert.equal(await one.level(), 'high');
  });

  test('is overtaken by what is assessed since, and waits for nobody then', async () => {
    const one = await met();
    await one.assess({ level: 'high' });
    await one.assess({ level: 'low' });
    const { approval_url } = await waiting(one);
    await one.assess({ level: 'high', reason: 'Le volvió a buscar' });
    assert.deepEqual(await rowsOf('supervisora', 'approval', one.code), []);
    const supervisora = await net.as('supervisora');
    await supervisora.getJson(approval_url);
    refused(await supervisora.post(approval_url, { answer: 'yes' }), undefined);
    assert.equal(await one.level(), 'high');
  });
});

describe('grave signs', () => {
  test('leave the safety plan to be made, for who accompanies and for supervision', async () => {
    const one = await met();
    await one.assess({ signs: ['stalking'], level: 'medium' });
    assert.deepEqual(await rowsOf('gestora', 'safety', one.code), []);
    await one.assess({ signs: ['stalking', 'threat_to_kill'], level: 'high' });
    assert.equal((await rowsOf('gestora', 'safety', one.code)).length, 1);
    assert.equal((await rowsOf('supervisora', 'safety_supervised', one.code)).length, 1);
    assert.deepEqual(await rowsOf('gestora2', 'safety', one.code), []);
  });

  test('a strangling leads to who gives care now, and to the need, once', async () => {
    const one = await met();
    const at = await one.assess({ signs: ['strangulation'], level: 'high' });
    assert.equal(at, `${one.url}/riesgo/atencion`);
    const page = await one.gestora.getJson(at);
    assert.equal(page.helps.length, 1);
    assert.ok(page.helps[0].phones.some(({ phone_24h }) => phone_24h === '+506 0000-0112'));
    const chosen = Object.fromEntries(page.form.fields.map(({ name, options = [] }) =>
      [name, options.find(({ checked }) => checked)?.value]));
    assert.equal(chosen.service, 'HEALTH');
    assert.equal(chosen.priority, 'emergency');
    await addNeed(one.gestora, one.person, { service: 'HEALTH', priority: 'emergency' });
    const then = await one.gestora.getJson(at);
    assert.equal(then.form, undefined, 'the need is not asked twice');
    assert.match(then.care_refer_url, /derivar\?necesidad=/);
    assert.equal(await one.assess({ signs: ['strangulation'], level: 'high' }), one.url);
  });

  test('that come again are asked about, and count as new: care, and a task for both', async () => {
    const one = await met();
    const again = async () => (await one.gestora.getJson(`${one.url}/riesgo`)).form.fields
      .find(({ name }) => name === 'again');
    const tasks = async () => [await rowsOf('gestora', 'safety', one.code),
      await rowsOf('supervisora', 'safety_supervised', one.code)].map(({ length }) => length);
    assert.equal((await again()).is_choices, false, 'nothing was ticked before');
    await one.assess({ signs: ['strangulation', 'weapon', 'stalking'], level: 'high' });
    await fill(one.gestora, `${one.url}/seguridad/tarea/safe`, { what: 'La panadería' });
    net.clock.advance({ minutes: 1 });
    await fill(one.gestora, `${one.url}/seguridad/acordado`,
      { review: '2026-11-27', wanted: 'yes', kept: 'none' });
    assert.deepEqual(await tasks(), [0, 0]);
    net.clock.advance({ minutes: 1 });
    assert.equal(await one.assess({ signs: ['strangulation', 'weapon'], level: 'high' }), one.url);
    assert.deepEqual(await tasks(), [0, 0], 'ticked still, and nothing new');
    assert.deepEqual((await again()).options.map(({ value, checked }) => [value, checked]),
      [['strangulation', false], ['weapon', false]]);
    const at = await one.assess({ signs: ['weapon'], again: ['strangulation'], level: 'high' });
    assert.equal(at, `${one.url}/riesgo/atencion`);
    assert.deepEqual(await tasks(), [1, 1]);
    const [told] = await historyOf(one.gestora, one.person, 'necesidades');
    assert.match(told.text, /de nuevo: Le apretaron el cuello/);
    assert.deepEqual((await again()).options.map(({ value, checked }) => [value, checked]),
      [['strangulation', false], ['weapon', false]], 'it is asked anew each time');
  });

  test('that come again without a need of care leave the tasks alone', async () => {
    const one = await met();
    await one.assess({ signs: ['threat_to_kill'], level: 'high' });
    await fill(one.gestora, `${one.url}/seguridad/tarea/safe`, { what: 'La panadería' });
    net.clock.advance({ minutes: 1 });
    await fill(one.gestora, `${one.url}/seguridad/acordado`,
      { review: '2026-11-27', wanted: 'yes', kept: 'none' });
    net.clock.advance({ minutes: 1 });
    const said = { signs: ['threat_to_kill'], again: ['threat_to_kill'], level: 'high' };
    assert.equal(await one.assess(said), one.url);
    assert.equal((await rowsOf('supervisora', 'safety_supervised', one.code)).length, 1);
    await one.gestora.getJson(`${one.url}/riesgo`);
    refused(await one.gestora.post(`${one.url}/riesgo`,
      { ...said, reason: 'a', again: ['weapon'] }), 'again');
  });

  test('a plan to end life that is told after a strangling leads to its own care', async () => {
    const one = await met();
    const at = await one.assess({ signs: ['strangulation'], level: 'high' });
    await addNeed(one.gestora, one.person, { service: 'HEALTH', priority: 'emergency' });
    assert.equal(await one.assess({ signs: ['strangulation', 'suicide_plan'], level: 'high' }), at);
    const page = await one.gestora.getJson(at);
    assert.equal(page.form.fields.find(({ name }) => name === 'service').options
      .find(({ checked }) => checked).value, 'MH');
    await addNeed(one.gestora, one.person, { service: 'MH', priority: 'emergency' });
    assert.equal((await one.gestora.getJson(at)).form, undefined);
  });

  test('who knows how to end their life is not left alone: care for it, and a plan, no promise',
    async () => {
      const one = await met();
      await one.assess({ signs: ['suicide_thoughts'], level: 'medium' });
      assert.deepEqual(await rowsOf('supervisora', 'safety_supervised', one.code), []);
      const at = await one.assess({ signs: ['suicide_plan'], level: 'high' });
      assert.equal(at, `${one.url}/riesgo/atencion`);
      assert.equal((await rowsOf('supervisora', 'safety_supervised', one.code)).length, 1);
      const page = await one.gestora.getJson(at);
      assert.equal(page.form.fields.find(({ name }) => name === 'service').options
        .find(({ checked }) => checked).value, 'MH');
      assert.deepEqual([page.crisis, page.breath], [true, false]);
      const crisis = await one.gestora.getHtml(page.crisis_url);
      assert.match(crisis, /Nadie promete ni firma nada/);
      await fill(one.gestora, page.crisis_url, { crisis_who: 'Su primo, de noche' });
      const { blocks } = await one.gestora.getJson(`${one.url}/seguridad`);
      assert.ok(blocks.some(({ written, block_rows: rows }) =>
        written && rows[0].value === 'Su primo, de noche'));
      const both = await one.assess({ signs: ['strangulation', 'suicide_plan'], level: 'high' });
      assert.equal(both, at);
      assert.match(await one.gestora.getHtml(at), /No deje sola a la persona[^]*respirar/);
    });
});

test('two who assess from the same page see both', async () => {
  const one = await met();
  const { form: { base } } = await one.gestora.getJson(`${one.url}/riesgo`);
  await one.assess({ signs: ['weapon'], level: 'high' }, await net.as('supervisora'));
  const answer = await one.gestora.post(`${one.url}/riesgo`,
    { level: 'low', reason: 'Está tranquila', _base: base });
  expectStatus(answer, 409);
  assert.deepEqual(answer.view.conflict.fields.map(({ name }) => name),
    ['signs', 'level', 'reason']);
  assert.equal(await one.level(), 'high');
});
