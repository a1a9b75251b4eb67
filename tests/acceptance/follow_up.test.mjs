// Follow-up: of what she said then nothing is lost. What is still to be written stays on the way of
// who accompanies her until it is, safe contact first.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addNeed, answer, assessRisk, change, fill, historyOf, meetPerson, openInEmergency, refer,
  slipOf } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** A person met by gestora: { gestora, person, url, code, view(), done(), left() }. */
async function met(answers) {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora, answers);
  const view = () => gestora.getJson(url);
  const { identity: { code } } = await view();
  const agree = () => fill(gestora, `${url}/seguimiento`, { next: '2026-12-10T10:00', how: 'call' });
  const done = (said = {}) => fill(gestora, `${url}/seguimiento/hecho`,
    { result: 'done', channel: 'call', rule: 'confirmed', ...said });
  const left = async () => (await view()).follow_up_left.map(({ left_url }) => left_url);
  return { gestora, person, url, code, view, agree, done, left };
}

const rowsOf = async (login, code) => {
  const today = await (await net.as(login)).getJson('/hoy');
  return today.groups.flatMap(({ group, list }) => list.items.map((row) => ({ ...row, group })))
    .filter((row) => row.kind === 'follow_up_left' && row.code === code);
};
const ways = async (one) => (await rowsOf('gestora', one.code)).map(({ act_url }) => act_url);

const NEW_RULE = 'Solo llamadas a la panadería, de 3 a 4.';

describe('what is still to be written after a follow-up', () => {
  test('is all that she said, safe contact first, until each is written', async () => {
    const one = await met();
    await one.agree();
    assert.deepEqual(await one.left(), []);
    const at = ['/datos', '/riesgo', '/necesidades'].map((rest) => one.url + rest);
    assert.equal(await one.done({ rule: 'changed', risk: 'higher', new_needs: 'yes' }), at[0]);
    assert.deepEqual(await one.left(), at);
    assert.deepEqual((await ways(one)).sort(), [...at].sort());
    assert.deepEqual(await rowsOf('supervisora', one.code), [], 'it is of who accompanies');
    await change(one.gestora, at[0], { contact_rule: NEW_RULE });
    assert.deepEqual(await one.left(), at.slice(1));
    await assessRisk(one.gestora, one.person, 'high', 'a');
    assert.deepEqual(await ways(one), [at[2]]);
    net.clock.advance({ days: 1 });
    assert.deepEqual((await rowsOf('gestora', one.code)).map(({ group }) => group), ['overdue']);
    await addNeed(await net.as('gestora'), one.person, { service: 'LEGAL' });
    assert.deepEqual(await ways(one), []);
  });

  test('is asked one after another, and what she said before stands beside it', async () => {
    const one = await met();
    assert.equal(await one.done({ risk: 'lower', new_needs: 'yes' }), `${one.url}/riesgo`);
    assert.equal(await one.done({ new_needs: 'yes' }), `${one.url}/necesidades`);
    assert.equal(await one.done({ risk: 'same', new_needs: 'no' }), one.url);
    assert.deepEqual(await one.left(), [`${one.url}/riesgo`], 'there are no new needs any more');
  });
});

describe('a contact that was not agreed', () => {
  test('is written down, with or without one that is agreed for later', async () => {
    const one = await met();
    assert.equal((await one.view()).follow_up.is_due, false);
    await one.done({ note: 'Vino sola' });
    const [told] = await historyOf(one.gestora, one.person, 'seguimiento');
    assert.equal(told.text, 'Hablamos · Por teléfono · Vino sola');
    await one.agree();
    await one.done();
    assert.match((await one.view()).follow_up.when, /^10\/12\/2026/, 'what was agreed holds');
    await fill(one.gestora, `${one.url}/seguimiento/hecho`, { result: 'moved' });
    assert.equal((await one.view()).follow_up.is_due, false);
  });

  test('on the day that was agreed is that one', async () => {
    const one = await met();
    const today = new Date(net.clock.ms).toISOString().slice(0, 10);
    await fill(one.gestora, `${one.url}/seguimiento`, { next: `${today}T16:00`, how: 'call' });
    await one.done();
    assert.equal((await one.view()).follow_up.is_due, false);
  });
});

describe('safe contact that is another now', () => {
  test('is nowhere told as it was before: nobody calls until it is written', async () => {
    const one = await met();
    const { identity: { safe_contact: before } } = await one.view();
    await one.done({ rule: 'changed' });
    const { identity: { safe_contact: now } } = await one.view();
    assert.match(now, /cambió[^]*no llame, no escriba/);
    assert.ok(!now.includes(before));
    await openInEmergency(net, one.url);
    const guardia = await net.as('guardia');
    const [{ opening_url: opening }] = (await guardia.getJson('/emergencia')).openings;
    assert.ok(!(await guardia.getHtml(opening)).includes(before));
    const form = (await one.gestora.getJson(`${one.url}/datos`)).form.fields;
    assert.equal(form.find(({ name }) => name === 'contact_rule').value, '');
    assert.equal(form.find(({ name }) => name === 'phone').value, '+506 0000-4411');
    await change(one.gestora, `${one.url}/datos`, { contact_rule: NEW_RULE });
    assert.equal((await one.view()).identity.safe_contact, NEW_RULE);
    assert.deepEqual(await one.left(), []);
  });

  test('is not put back by a page that was open before', async () => {
    const one = await met();
    const page = await one.gestora.getJson(`${one.url}/datos`);
    await one.done({ rule: 'changed' });
    const said = Object.fromEntries(page.form.fields.filter(({ value }) => value)
      .map(({ name, value }) => [name, value]));
    expectStatus(await one.gestora.post(`${one.url}/datos`,
      { ...said, may_contact: 'yes', _base: page.form.base }), 409);
    assert.deepEqual(await one.left(), [`${one.url}/datos`]);
  });

  test('may be that only she makes contact', async () => {
    const one = await met();
    await one.done({ rule: 'changed' });
    await change(one.gestora, `${one.url}/datos`, { may_contact: 'no', contact_rule: undefined });
    assert.deepEqual(await one.left(), []);
    assert.match((await one.view()).identity.safe_contact, /Solo la persona/);
  });
});

describe('days and hours of safe contact', () => {
  const RULE = { contact_days: ['tue', 'thu'], contact_from: '10', contact_to: '11' };
  const WHEN = /martes, jueves · 10:00–11:00/;
  const plan = (one, next, more) => one.gestora.post(`${one.url}/seguimiento`,
    { next, how: 'message', ...more });
  const fieldOf = ({ view }) => view.form.fields.find(({ name }) => name === 'outside');

  test('stand with the rule, and a contact at another moment needs a reason', async () => {
    const one = await met(RULE);
    assert.match((await one.view()).identity.safe_contact, WHEN);
    const first = await one.gestora.send('GET', `${one.url}/seguimiento`);
    assert.equal(fieldOf(first).is_note, false, 'it is asked only where it is needed');
    for (const wrong of ['2026-12-02T10:00', '2026-12-03T22:00', '2026-12-03T11:00',
      '2026-12-03T09:59']) {
      const page = expectStatus(await plan(one, wrong), 422, wrong);
      assert.match(fieldOf(page).error, WHEN);
      assert.equal(fieldOf(page).is_note, true);
    }
    assert.equal((await one.view()).follow_up.is_due, false);
    assert.ok((await plan(one, '2026-12-03T10:59')).go);
    assert.ok((await plan(one, '2026-12-02T22:00', { outside: 'Ella lo pidió' })).go);
    const [told] = await historyOf(one.gestora, one.person, 'seguimiento');
    assert.match(told.text, /Ella lo pidió/);
    assert.ok((await plan(one, '2026-12-02T22:00', { how: 'here' })).go, 'who comes chooses');
  });

  test('go past midnight, and are any where none were said', async () => {
    const night = await met({ contact_from: '22', contact_to: '2' });
    expectStatus(await plan(night, '2026-12-02T12:00'), 422);
    for (const right of ['2026-12-02T23:00', '2026-12-03T01:30']) {
      assert.ok((await plan(night, right)).go, right);
    }
    const any = await met();
    assert.ok((await plan(any, '2026-12-06T03:00')).go);
  });

  test('end with the rule, and go wherever it goes', async () => {
    const one = await met(RULE);
    await openInEmergency(net, one.url);
    const guardia = await net.as('guardia');
    const { openings } = await guardia.getJson('/emergencia');
    const read = await Promise.all(openings.filter(({ opening_url: at }) => at)
      .map(({ opening_url: at }) => guardia.getJson(at)));
    assert.ok(read.some(({ rule }) => WHEN.test(rule)));
    const sent = await refer(one.gestora, one.person, { service: 'HEALTH', to: 'Clínica' });
    const clinica = await net.as('clinica');
    const slip = await slipOf(clinica, sent.code);
    await answer(clinica, slip, 'recibir');
    await answer(clinica, slip, 'aceptar');
    assert.match(await clinica.getHtml(`/derivaciones/${slip}`), WHEN);
    await one.done({ rule: 'changed' });
    await change(one.gestora, `${one.url}/datos`, { contact_rule: NEW_RULE });
    assert.equal((await one.view()).identity.safe_contact, NEW_RULE);
    assert.ok((await plan(one, '2026-12-06T03:00')).go);
  });
});
