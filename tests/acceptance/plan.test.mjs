// The plan is made with her: goals and what could be done, her decision, who does what, how it
// goes; supervision looks at it, and a follow-up asks what is still open.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addNeed, change, fill, historyOf, meetPerson } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const ACTION = { what: 'Cita en la clínica', kind: 'assistance', in_favour: 'Queda cerca',
  against: 'Le conocen allí', decision: 'chosen', who: 'together', due: '2026-11-25' };

/** A person with one need, met by gestora: { gestora, person, plan(), need() }. */
async function met() {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora);
  await addNeed(gestora, person, { service: 'HEALTH', priority: 'urgent', note: 'Dolor' });
  const plan = async (client = gestora) => client.getJson(`${url}/plan`);
  const need = async () => (await plan()).plan_needs.find(({ need_note }) => need_note === 'Dolor');
  return { gestora, person, url, plan, need };
}

async function addAction({ gestora, need }, answers = {}) {
  await fill(gestora, (await need()).add_url, { ...ACTION, ...answers });
  return (await need()).plan_actions.at(-1);
}

const refused = (answer, ...fields) => {
  expectStatus(answer, 422);
  assert.deepEqual(answer.view.errors.map(({ field }) => field), fields);
};

const rowsOf = async (login, kind) => {
  const today = await (await net.as(login)).getJson('/hoy');
  return today.groups.flatMap(({ group, list }) => list.items.map((row) => ({ ...row, group })))
    .filter((row) => row.kind === kind);
};

describe('goals and actions', () => {
  test('stand with their need, with what speaks for and against, and who does it', async () => {
    const one = await met();
    await fill(one.gestora, (await one.need()).goal_url, { goal: 'Dormir sin dolor' });
    const added = await addAction(one);
    assert.equal((await one.need()).goal, 'Dormir sin dolor');
    assert.deepEqual([added.what, added.kind_label, added.in_favour, added.against, added.who,
      added.due, added.tag], ['Cita en la clínica', 'Asistencia', 'Queda cerca', 'Le conocen allí',
      'Las dos partes, en conjunto', '25/11/2026', 'Por hacer']);
    const told = await historyOf(one.gestora, one.person, 'plan');
    assert.deepEqual(told.map(({ type }) => type), ['action_set', 'goal_set']);
    assert.equal(told[0].text, 'Cita en la clínica · Lo quiere');
  });

  test('what was declined stays listed, has nobody to do it, and can be chosen later', async () => {
    const one = await met();
    const declined = await addAction(one, { decision: 'declined', who: undefined, due: undefined });
    assert.deepEqual([declined.tag, declined.who, declined.due, declined.progress_url,
      declined.action_refer_url], ['No lo quiere', '', '', '', '']);
    await one.gestora.getJson(`/personas/${one.person}/plan`);
    refused(await one.gestora.post(`${declined.change_url}/avance`, { state: 'done' }), undefined);
    await change(one.gestora, declined.change_url, { decision: 'chosen', who: 'person' });
    const [chosen] = (await one.need()).plan_actions;
    assert.deepEqual([chosen.tag, chosen.who], ['Por hacer', 'La persona']);
    assert.equal((await one.need()).plan_actions.length, 1, 'changed, not added again');
  });

  test('a chosen action needs somebody who does it', async () => {
    const one = await met();
    await one.gestora.getJson((await one.need()).add_url);
    refused(await one.gestora.post((await one.need()).add_url, { ...ACTION, who: undefined }), 'who');
    refused(await one.gestora.post((await one.need()).add_url, { ...ACTION, who: 'other' }),
      'who_other');
    assert.equal((await one.need()).plan_actions.length, 0);
  });

  test('progress tells what was reached and what stands in the way', async () => {
    const one = await met();
    const { progress_url } = await addAction(one);
    await fill(one.gestora, progress_url, { state: 'in_progress', progress: 'Llamamos',
      barrier: 'No hay transporte' });
    const [moved] = (await one.need()).plan_actions;
    assert.deepEqual([moved.tag, moved.progress, moved.barrier],
      ['En curso', 'Llamamos', 'No hay transporte']);
    const form = (await one.gestora.getJson(progress_url)).form.fields;
    assert.equal(form.find(({ name }) => name === 'barrier').value, 'No hay transporte',
      'not asked again');
  });

  test('two who change one action from the same page see both', async () => {
    const one = await met();
    const supervisora = await net.as('supervisora');
    const { change_url } = await addAction(one);
    const mine = await one.gestora.getJson(change_url);
    const base = mine.form.base;
    await change(supervisora, change_url, { what: 'Cita en el hospital' });
    const answer = await one.gestora.post(change_url, { ...ACTION, what: 'Cita en la farmacia',
      _base: base });
    expectStatus(answer, 409);
    assert.deepEqual(answer.view.conflict.fields.map(({ name, theirs, yours }) =>
      [name, theirs, yours]), [['what', 'Cita en el hospital', 'Cita en la farmacia']]);
    assert.equal((await one.need()).plan_actions[0].what, 'Cita en el hospital');
  });

  test('leads to a referral without telling again what was said', async () => {
    const one = await met();
    const { action_refer_url } = await addAction(one);
    const page = await one.gestora.getJson(action_refer_url);
    const said = Object.fromEntries(page.form.fields.map((field) => [field.name, field]));
    assert.equal(said.thoughts.value, 'Queda cerca · Le conocen allí');
    assert.ok(said.talked_over.options.find(({ value }) => value === 'yes').checked);
    assert.ok(said.priority.options.find(({ value }) => value === 'urgent').checked);
    await fill(one.gestora, action_refer_url, { provider: '@Consulta médica', kind: 'sent',
      priority: 'urgent', talked_over: 'yes', thoughts: said.thoughts.value });
    const need = await one.need();
    assert.equal(need.plan_actions[0].action_referrals.length, 1);
    assert.equal(need.plan_referrals.length, 0, 'it stands with its action alone');
  });

  test('of another person, or of a need that is closed, are not touched', async () => {
    const one = await met();
    const other = await met();
    const { change_url } = await addAction(one);
    const id = change_url.split('/').pop();
    const path = `${other.url}/plan/acciones/${id}`;
    expectStatus(await one.gestora.send('GET', path), 404);
    expectStatus(await one.gestora.post(path, ACTION), 404);
    const { add_url, need } = await one.need();
    await fill(one.gestora, `${one.url}/necesidades/${need}/cerrar`, { result: 'met' });
    refused(await one.gestora.post(add_url, ACTION), undefined);
  });
});

describe('what is due', () => {
  test('stands on the first page of who accompanies, and goes when it is done', async () => {
    const one = await met();
    const { code } = (await one.plan()).identity;
    const { progress_url } = await addAction(one);
    const mine = async () => (await rowsOf('gestora', 'action')).filter((row) => row.code === code);
    assert.deepEqual(await mine(), [], 'its day has not come');
    net.clock.advance({ days: 2 });
    assert.deepEqual((await mine()).map(({ group }) => group), ['today']);
    net.clock.advance({ days: 1 });
    assert.deepEqual((await mine()).map(({ group }) => group), ['overdue']);
    assert.deepEqual((await rowsOf('supervisora', 'action')).filter((row) => row.code === code), [],
      'it is of who accompanies');
    await fill(await net.as('gestora'), progress_url, { state: 'done' });
    assert.deepEqual(await mine(), []);
  });
});

describe('supervision', () => {
  const agree = async (one) => {
    await fill(one.gestora, `${one.url}/plan/acordado`, { how: 'in_person', note: 'Le parece bien' });
    const { approval, approval_url } = await one.plan();
    return { ...approval, url: approval_url };
  };

  test('is asked when the plan was gone through together, and the plan is in force', async () => {
    const one = await met();
    await one.gestora.getJson(`${one.url}/plan`);
    refused(await one.gestora.post(`${one.url}/plan/acordado`, { how: 'in_person' }), undefined);
    await addAction(one);
    const approval = await agree(one);
    assert.equal(approval.label, 'Espera a la supervisión');
    assert.match((await one.plan()).agreed, /^2\d\/11\/2026/);
    const { code } = (await one.plan()).identity;
    const [row] = (await rowsOf('supervisora', 'approval')).filter((item) => item.code === code);
    assert.equal(row.act_url, approval.url);
    assert.deepEqual((await rowsOf('gestora', 'approval')).filter((item) => item.code === code), []);
    const page = await (await net.as('supervisora')).getJson(approval.url);
    assert.equal(page.what, 'El plan hecho con la persona');
    assert.equal(page.look_url, `${one.url}/plan`);
  });

  test('agrees, or says what should change; asked anew, the former answer is over', async () => {
    const one = await met();
    const { code } = (await one.plan()).identity;
    await addAction(one);
    const first = await agree(one);
    const supervisora = await net.as('supervisora');
    await supervisora.getJson(first.url);
    refused(await supervisora.post(first.url, { answer: 'change' }), 'note');
    await fill(supervisora, first.url, { answer: 'change', note: 'Falta el transporte' });
    const [row] = (await rowsOf('gestora', 'approval_change')).filter((item) => item.code === code);
    assert.equal(row.act_url, first.url);
    assert.equal((await one.plan()).approval.note, 'Falta el transporte');
    await addAction(one, { what: 'Pagar el bus' });
    const second = await agree(one);
    assert.notEqual(second.url, first.url);
    assert.deepEqual((await rowsOf('gestora', 'approval_change'))
      .filter((item) => item.code === code), []);
    refused(await supervisora.post(first.url, { answer: 'yes' }), undefined);
    await fill(supervisora, second.url, { answer: 'yes' });
    assert.equal((await one.plan()).approval.label, 'De acuerdo');
    assert.deepEqual((await rowsOf('supervisora', 'approval'))
      .filter((item) => item.code === code), []);
    assert.equal((await one.plan()).changed_since, false);
    await addAction(one, { what: 'Otra cosa' });
    assert.equal((await one.plan()).changed_since, true);
  });

  test('only supervision answers, and nobody is asked where there is nobody else', async () => {
    const one = await met();
    await addAction(one);
    const asked = await agree(one);
    expectStatus(await one.gestora.post(asked.url, { answer: 'yes' }), 404);
    const supervisora = await net.as('supervisora');
    await supervisora.getJson(`${one.url}/plan`);
    await fill(supervisora, `${one.url}/plan/acordado`, { how: 'remote' });
    const own = (await one.plan()).approval_url;
    refused(await supervisora.post(own, { answer: 'yes' }), undefined);
    assert.equal((await one.plan()).approval.label, 'Nadie más supervisa en esta unidad');
  });
});

describe('a service of the own unit', () => {
  test('is written down without a referral', async () => {
    const one = await met();
    await fill(one.gestora, `${one.url}/plan/servicio`, { service: 'PSS', need: '@Salud',
      note: 'Escucha' });
    const [given] = (await one.plan()).own_services;
    assert.equal(given.service_note, 'Escucha');
    assert.match(given.given, /^2\d\/11\/2026$/);
    const [told] = await historyOf(one.gestora, one.person, 'plan');
    assert.equal(told.type, 'service_given');
  });
});

describe('a follow-up', () => {
  const due = async (one) => fill(one.gestora, `${one.url}/seguimiento`,
    { next: '2026-12-10T10:00', how: 'call' });
  const done = (one, answers) => fill(one.gestora, `${one.url}/seguimiento/hecho`,
    { result: 'done', rule: 'confirmed', ...answers });

  test('closes the needs that are met, and nothing else', async () => {
    const one = await met();
    await addNeed(one.gestora, one.person, { service: 'LEGAL', note: 'Medida' });
    await due(one);
    assert.equal(await done(one, { channel: 'call', needs_met: ['@Salud'], note: 'Está mejor' }),
      one.url);
    const needs = (await one.plan()).plan_needs.map(({ need_note, need_open }) =>
      [need_note, need_open]);
    assert.deepEqual(needs.filter(([note]) => note), [['Medida', true], ['Dolor', false]]);
    const told = (await historyOf(one.gestora, one.person, 'seguimiento'))[0];
    assert.equal(told.text, 'Hablamos · Por teléfono · Está mejor');
  });

  test('asks whether contact is still safe, and leads on to what is new', async () => {
    const one = await met();
    await due(one);
    const path = `${one.url}/seguimiento/hecho`;
    await one.gestora.getJson(path);
    refused(await one.gestora.post(path, { result: 'done' }), 'rule');
    assert.equal(await done(one, { risk: 'higher', new_needs: 'yes' }), `${one.url}/riesgo`);
    await due(one);
    assert.equal(await done(one, { rule: 'changed', new_needs: 'yes' }), `${one.url}/datos`);
    await due(one);
    assert.equal(await done(one, { new_needs: 'yes' }), `${one.url}/necesidades`);
    await due(one);
    assert.equal(await fill(one.gestora, path, { result: 'not_safe' }), one.url,
      'nothing is asked of somebody who was not spoken to');
  });
});
