// Closing together, or at once when the person asks for it; taking it up again with the same
// history; and how it was, asked by another and shown among many.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addNeed, allow, answer, assessRisk, change, choose, fill, finish, historyOf, meetPerson,
  memberOf, refer, slipOf } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { addItem, approve, convene, decide, guestOf, hold, invitationTo, invite, letCome, promise }
  from './lib/conference.mjs';
import { openChangedNetwork, openNetwork } from './lib/network.mjs';
import { awaken, newest, prepare, press } from './lib/transfers.mjs';

let net;
before(async () => {
  net = await openNetwork();
  await awaken(net, 'manta', 'suchiate', 'suchiate2');
});
after(() => net?.stop());

const MET = { reason: 'met', safety: 'yes', agreed: 'yes', told_return: 'yes' };
const HERS = { reason: 'asked', safety: 'not_needed', told_return: 'yes' };

const ANSWERS = { result: 'given', comfortable: 'yes', options: 'yes', decided: 'no',
  kept_secret: 'yes', better: 'na', helped: 'La escucha del jueves' };

async function met() {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora);
  return { gestora, person, url, shown: async (login = 'gestora') =>
    (await net.as(login)).getJson(url) };
}

const close = (one, answers = HERS) => fill(one.gestora, `${one.url}/cerrar`, answers);
const rowOf = async (login, kind, code) => {
  const { groups } = await (await net.as(login)).getJson('/hoy');
  return groups.flatMap(({ list }) => list.items)
    .find((row) => row.kind === kind && row.code === code);
};
const refused = (answer, ...fields) => {
  expectStatus(answer, 422);
  assert.deepEqual(answer.view.errors.map(({ field }) => field), fields);
};

describe('closing', () => {
  test('waits for supervision, and is closed with its answer', async () => {
    const one = await met();
    await fill(one.gestora, `${one.url}/seguimiento`, { next: '2026-12-10T10:00', how: 'call' });
    await close(one, MET);
    const waiting = await one.shown();
    assert.match(waiting.closure.closure_label, /espera/);
    assert.ok(waiting.follow_up.is_due, 'work goes on until then');
    await addNeed(one.gestora, one.person, { service: 'CASH' });
    const row = await rowOf('supervisora', 'approval', waiting.identity.code);
    await fill(await net.as('supervisora'), row.act_url, { answer: 'yes' });
    const closed = await one.shown();
    assert.match(closed.closure.closure_label, /^Cerrado el 2\d\/11\/2026$/);
    for (const page of ['/necesidades', '/seguridad', '/relato', '/transferir']) {
      const { identity } = await one.gestora.getJson(one.url + page);
      assert.equal(identity.closed, closed.closure.closure_label, `${page} says so first`);
    }
    assert.equal(waiting.identity.closed, '');
    assert.equal(closed.follow_up.is_due, false);
    const listed = (await one.gestora.getJson('/personas?orden=codigo')).list.items
      .find(({ code }) => code === closed.identity.code);
    assert.equal(listed.state, 'Cerrada');
  });

  test('is not agreed: it stays open, and who accompanies reads why', async () => {
    const one = await met();
    await close(one, { ...MET, reason: 'no_contact', safety: undefined, agreed: undefined,
      told_return: undefined });
    const { identity: { code } } = await one.shown();
    const row = await rowOf('supervisora', 'approval', code);
    await fill(await net.as('supervisora'), row.act_url,
      { answer: 'change', note: 'Falta probar con la vecina' });
    assert.match((await one.shown()).closure.closure_label, /pide un cambio/);
    assert.ok(await rowOf('gestora', 'approval_change', code));
    await addNeed(one.gestora, one.person, { service: 'CASH' });
  });

  test('is at once when the person asks for it; supervision looks at it afterwards', async () => {
    const one = await met();
    await close(one);
    const { closure, identity: { code } } = await one.shown();
    assert.match(closure.closure_label, /^Cerrado/);
    assert.equal(closure.closure_reason, 'La persona pide cerrar');
    assert.ok(await rowOf('supervisora', 'approval', code));
  });

  test('asks first for what is open with others, unless it is the person who asks', async () => {
    const one = await met();
    const { referral, code } = await refer(one.gestora, one.person,
      { service: 'HEALTH', to: 'Clínica' });
    const page = await one.gestora.getJson(`${one.url}/cerrar`);
    assert.equal(page.open_referrals.length, 1);
    refused(await one.gestora.post(`${one.url}/cerrar`, MET), undefined);
    const clinica = await net.as('clinica');
    const slip = await slipOf(clinica, code);
    await answer(clinica, slip, 'aceptar');
    await answer(clinica, slip, 'servicio', { result: 'given' });
    await finish(one.gestora, one.person, referral);
    await close(one, MET);
    const other = await met();
    await refer(other.gestora, other.person, { service: 'HEALTH', to: 'Clínica' });
    await close(other);
    assert.match((await other.shown()).closure.closure_label, /^Cerrado/);
  });

  test('lets nothing leave that was prepared before', async () => {
    const one = await met();
    const draft = await choose(one.gestora, one.person, { service: 'HEALTH', to: 'Clínica' });
    await allow(one.gestora, draft);
    const other = await choose(one.gestora, one.person, { service: 'LEGAL', to: 'Consultorio' });
    const conference = await convene(one.gestora, one.person,
      { when: '2026-12-11T14:00', guests: ['@Clínica'] });
    await letCome(one.gestora, conference, 'Clínica');
    await prepare(one.gestora, one.person, { to: 'Espacio Seguro Manta' });
    await close(one);
    assert.match((await one.gestora.getJson(`${draft}/vista`)).problem_text, /cerrado/);
    for (const path of [`${draft}/vista`, `${conference}/invitar`,
      `${one.url}/transferir/vista`]) {
      const { go, text } = await one.gestora.post(path);
      assert.ok(!go, path);
      assert.match(text, /cerrado/, path);
    }
    await assert.rejects(allow(one.gestora, other), /cerrado/);
    await assert.rejects(addItem(one.gestora, conference, { title: 'Cuarto' }), /cerrado/);
    await assert.rejects(prepare(one.gestora, one.person, { to: 'Espacio Seguro Manta' }),
      /cerrado/);
    const unmade = await met();
    await close(unmade);
    await assert.rejects(convene(unmade.gestora, unmade.person,
      { when: '2026-12-11T14:00', guests: ['@Clínica'] }), /cerrado/);
  });

  test('waits for a conference and a transfer that are under way', async () => {
    const one = await met();
    await prepare(one.gestora, one.person, { to: 'Espacio Seguro Manta' });
    await press(one.gestora, one.person);
    const { act_url: asked } = await rowOf('supervisora', 'approval',
      (await one.shown()).identity.code);
    await fill(await net.as('supervisora'), asked, { answer: 'yes' });
    await press(one.gestora, one.person);
    refused(await one.gestora.post(`${one.url}/cerrar`, MET), undefined);
    const other = await met();
    const conference = await convene(other.gestora, other.person,
      { when: '2026-12-11T14:00', guests: ['@Clínica'] });
    await letCome(other.gestora, conference, 'Clínica');
    await invite(other.gestora, conference);
    refused(await other.gestora.post(`${other.url}/cerrar`, MET), undefined);
    await fill(other.gestora, `${conference}/anular`, { why: 'not_needed' });
    await close(other, MET);
  });

  test('is not agreed with over what was begun since', async () => {
    const one = await met();
    await close(one, MET);
    await refer(one.gestora, one.person, { service: 'HEALTH', to: 'Clínica' });
    const row = await rowOf('supervisora', 'approval', (await one.shown()).identity.code);
    refused(await (await net.as('supervisora')).post(row.act_url, { answer: 'yes' }), undefined);
    assert.match((await one.shown()).closure.closure_label, /espera/);
  });

  test('takes no work until it is taken up again, with the same history', async () => {
    const one = await met();
    await close(one);
    const before = await historyOf(one.gestora, one.person);
    for (const [path, fields] of [['notas', { text: 'a' }], ['riesgo', { level: 'low', reason: 'a' }],
      ['necesidades', { service: 'CASH', priority: 'normal' }], ['cerrar', MET],
      ['seguimiento', { next: '2026-12-10T10:00', how: 'call' }],
      ['relato/escribir', { text: 'Lo contó después.' }], ['seguridad/tarea/safe', { what: 'a' }],
      ['seguridad/parte/bag', { bag_where: 'a' }],
      ['seguridad/acordado', { review: '2026-11-26', wanted: 'not_now', put_off_why: 'a' }]]) {
      await one.gestora.getJson(`${one.url}/${path}`);
      refused(await one.gestora.post(`${one.url}/${path}`, fields), undefined);
    }
    assert.deepEqual(await historyOf(one.gestora, one.person), before);
    assert.equal(await fill(one.gestora, `${one.url}/reabrir`, { why: 'returned' }),
      `${one.url}/datos`);
    assert.equal((await one.shown()).closure, undefined);
    await addNeed(one.gestora, one.person, { service: 'CASH' });
    const after = await historyOf(one.gestora, one.person);
    assert.deepEqual(after.slice(-before.length), before);
    expectStatus(await one.gestora.post(`${one.url}/reabrir`, { why: 'returned' }), 422);
  });

  test('that was taken up again asks supervision nothing, and what is due stays due', async () => {
    const one = await met();
    await close(one);
    const { identity: { code } } = await one.shown();
    const { act_url: asked } = await rowOf('supervisora', 'approval', code);
    await fill(one.gestora, `${one.url}/reabrir`, { why: 'returned' });
    await fill(one.gestora, `${one.url}/seguimiento`, { next: '2026-11-23T18:00', how: 'call' });
    assert.ok(await rowOf('gestora', 'follow_up', code));
    assert.equal(await rowOf('supervisora', 'approval', code), undefined);
    expectStatus(await (await net.as('supervisora')).post(asked, { answer: 'yes' }), 422);
    assert.ok(await rowOf('gestora', 'follow_up', code));
  });
});

describe('how it was', () => {
  async function answered(helped) {
    const one = await met();
    await close(one, { ...HERS, feedback: 'yes' });
    await fill(await net.as('supervisora'), `${one.url}/opinion`, { ...ANSWERS, helped });
    return one;
  }

  test('is asked by another than who accompanied, once, and only where it was wanted', async () => {
    const one = await met();
    await close(one, { ...HERS, feedback: 'yes' });
    const supervisora = await net.as('supervisora');
    const { identity: { code } } = await one.shown();
    assert.ok(await rowOf('supervisora', 'feedback', code));
    assert.equal(await rowOf('gestora', 'feedback', code), undefined);
    expectStatus(await one.gestora.post(`${one.url}/opinion`, ANSWERS), 404);
    await fill(supervisora, `${one.url}/opinion`, ANSWERS);
    assert.equal(await rowOf('supervisora', 'feedback', code), undefined);
    expectStatus(await supervisora.post(`${one.url}/opinion`, ANSWERS), 404);
    const unwanted = await met();
    await close(unwanted);
    expectStatus(await supervisora.post(`${unwanted.url}/opinion`, ANSWERS), 404);
    const told = JSON.stringify(await historyOf(one.gestora, one.person));
    assert.ok(!told.includes('escucha del jueves'), 'her worker does not read it');
  });

  test('is shown from as many on as the deployment says', async () => {
    const others = net;
    net = await openChangedNetwork(({ settings }) => {
      settings.opinions_least = 3;
    });
    try {
      const enough = [];
      for (const helped of ['Uno', 'Dos', 'Tres']) {
        await answered(helped);
        enough.push((await (await net.as('supervisora')).getJson('/opiniones')).enough);
      }
      assert.deepEqual(enough, [false, false, true]);
      const page = await (await net.as('supervisora')).getJson('/opiniones');
      assert.equal(page.opinions_least, 3);
    } finally {
      await net.stop();
      net = others;
    }
  });

  test('is shown among many, with no sign of whose it is', async () => {
    const supervisora = await net.as('supervisora');
    const few = await supervisora.getJson('/opiniones');
    assert.equal(few.enough, false);
    assert.deepEqual([few.questions, few.words], [[], []]);
    const people = [];
    for (const helped of ['Zapato azul', 'Mesa redonda', 'Árbol alto', 'Nube gris', 'Canto']) {
      people.push(await answered(helped));
    }
    const many = await supervisora.getJson('/opiniones');
    assert.ok(many.enough);
    assert.deepEqual(many.words, [...many.words].sort());
    assert.ok(many.words.includes('Zapato azul'));
    const [first] = many.questions;
    assert.ok(first.question_answers.find(({ answer_label }) => answer_label === 'Sí').count >= 5);
    const text = JSON.stringify(many);
    for (const { person } of people) {
      assert.ok(!text.includes(person));
    }
    expectStatus(await (await net.as('gestora')).send('GET', '/opiniones'), 404);
  });
});

describe('what a conference left to do', () => {
  /** One that was held: something for us, something for the Clínica. */
  async function conferred() {
    const one = await met();
    await addNeed(one.gestora, one.person, { service: 'CASH' });
    const { url, clinica } = await invited(one, '2026-12-11T14:00');
    await promise(clinica, await invitationTo(clinica, one.gestora, url, 'Clínica'));
    await hold(one.gestora, url, { came: ['@Clínica'], held_at: '2026-11-23T08:30' });
    await decide(one.gestora, url, [
      { kind: 'visit', owner: 'us', due: '2', need: '@Transferencias' },
      { kind: 'service', text: 'Control de presión', owner: '@Clínica', due: '2' }]);
    return { ...one, conference: url, code: (await one.shown()).identity.code };
  }
  async function invited(one, when) {
    const url = await convene(one.gestora, one.person, { when, guests: ['@Clínica'] });
    await letCome(one.gestora, url, 'Clínica');
    await invite(one.gestora, url);
    return { url, clinica: await net.as('clinica') };
  }
  const told = (one, answer) => fill(one.gestora, `${one.conference}/informar`,
    { told: answer, told_at: answer === 'yes' ? '2026-11-23T09:00' : undefined });

  test('that did not take place does not, and who was invited reads it', async () => {
    const one = await met();
    const { identity: { code } } = await one.shown();
    const { url, clinica } = await invited(one, '2026-11-24T14:00');
    await close(one);
    assert.equal((await one.gestora.getJson(url)).state, 'stopped');
    const invitation = await invitationTo(clinica, one.gestora, url, 'Clínica');
    assert.equal((await clinica.getJson(invitation)).state_code, 'stopped');
    net.clock.advance({ days: 2 });
    assert.equal(await rowOf('gestora', 'conference', code), undefined);
  });

  test('whose hour has passed may have been held, also with nobody of an account', async () => {
    const one = await met();
    const [when, until] = [1, 72].map((hours) =>
      new Date(net.clock.ms + (hours - 6) * 3600_000).toISOString().slice(0, 16));
    const url = await convene(one.gestora, one.person,
      { when, until: until.slice(0, 10), guests: ['@Clínica'] });
    await fill(one.gestora, `${url}/apoyos`, { companion: 'Lic. Zúñiga', relation: 'service',
      organisation: '@Delegación de Seguridad', mode: 'spoken', promised: 'yes' });
    net.clock.advance({ hours: 2 });
    one.gestora = await net.another('gestora');
    await close(one);
    assert.equal((await one.gestora.getJson(url)).state, 'prepared');
    await hold(one.gestora, url, { came: ['@Lic. Zúñiga'], held_at: when });
    assert.equal((await one.gestora.getJson(url)).state, 'held');
  });

  test('ends with the closing, is told so, and does not come back with her', async () => {
    const one = await conferred();
    await approve(one.gestora, one.conference);
    refused(await one.gestora.post(`${one.url}/cerrar`, MET), undefined);
    await told(one, 'pending');
    refused(await one.gestora.post(`${one.url}/cerrar`, MET), undefined);
    await told(one, 'yes');
    const { closing_facts: facts } = await one.gestora.getJson(`${one.url}/cerrar`);
    assert.ok(facts.includes('1 decisión de una conferencia termina con el cierre'), `${facts}`);
    assert.ok(facts.some((fact) => /^1 decisión .* sigue a cargo/.test(fact)), `${facts}`);
    await fill(one.gestora, `${one.url}/seguimiento`, { next: '2026-11-27T10:00', how: 'call' });
    net.clock.advance({ days: 3 });
    for (const kind of ['decision', 'action', 'follow_up']) {
      assert.ok(await rowOf('gestora', kind, one.code), `${kind} is overdue until then`);
    }
    one.gestora = await net.as('gestora');
    await close(one, MET);
    const asked = await rowOf('supervisora', 'approval', one.code);
    await fill(await net.as('supervisora'), asked.act_url, { answer: 'yes' });

    assert.equal(await rowOf('gestora', 'decision', one.code), undefined);
    assert.ok(await rowOf('clinica', 'decision', (await theirs(one)).code), 'theirs stays theirs');
    const line = (await historyOf(one.gestora, one.person))
      .find(({ type }) => type === 'conference_outcome');
    assert.match(line.text, /^Visita.*No se hizo: se cerró antes$/);
    const { decisions } = await one.gestora.getJson(one.conference);
    assert.deepEqual(decisions.map(({ decision_state: state }) => state), ['ended', '']);
    assert.ok(decisions.every(({ outcome_url: url }) => !url));

    await fill(one.gestora, `${one.url}/reabrir`, { why: 'returned' });
    for (const kind of ['decision', 'action', 'follow_up', 'follow_up_lags']) {
      assert.equal(await rowOf('gestora', kind, one.code), undefined, kind);
      assert.equal(await rowOf('supervisora', kind, one.code), undefined, kind);
    }
    const { plan_needs: [{ plan_actions: [action] }] } = await one.gestora.getJson(
      `${one.url}/plan`);
    assert.match(action.what, /^Visita/);
    assert.deepEqual([action.due, action.is_late], ['', false], 'a day is agreed anew');
  });

  test('ends as well where its minutes are approved after the closing', async () => {
    const one = await conferred();
    await close(one);
    await approve(one.gestora, one.conference);
    net.clock.advance({ days: 3 });
    assert.equal(await rowOf('gestora', 'decision', one.code), undefined);
    assert.ok(await rowOf('gestora', 'tell_conference', one.code), 'she is still told');
  });

  test('can still be answered when the conference itself is closed', async () => {
    const one = await conferred();
    await approve(one.gestora, one.conference);
    await told(one, 'yes');
    assert.ok((await one.gestora.post(`${one.conference}/cerrar`)).go);
    const { decisions: [{ outcome_url: url }] } = await one.gestora.getJson(one.conference);
    await fill(one.gestora, url, { state: 'done' });
    net.clock.advance({ days: 3 });
    assert.equal(await rowOf('gestora', 'decision', one.code), undefined);
  });

  const theirs = ({ gestora, conference }) => guestOf(gestora, conference, 'Clínica');
});

describe('where nobody else of the unit supervises', () => {
  async function alone(login = 'manta') {
    const client = await net.as(login);
    const { person, url } = await meetPerson(client);
    return { client, person, url };
  }
  const told = async ({ client, person }) => (await historyOf(client, person))
    .filter(({ type }) => type === 'approval_asked').map(({ text }) => text).join();

  test('closing waits for nobody, and the history says so', async () => {
    const one = await alone();
    await fill(one.client, `${one.url}/cerrar`, MET);
    assert.match((await one.client.getJson(one.url)).closure.closure_label, /^Cerrado el/);
    assert.match(await told(one), /Nadie más supervisa/);
  });

  test('a plan made together stands, and a transfer is sent', async () => {
    const one = await alone();
    await addNeed(one.client, one.person, { service: 'CASH' });
    const [need] = (await one.client.getJson(`${one.url}/plan`)).plan_needs;
    await fill(one.client, need.goal_url, { goal: 'Tener ingresos' });
    await fill(one.client, `${one.url}/plan/acordado`, { how: 'in_person' });
    assert.match((await one.client.getJson(`${one.url}/plan`)).approval.label, /^Nadie más/);
    await prepare(one.client, one.person, { to: 'Casa Ceiba' });
    assert.equal((await one.client.getJson(`${one.url}/transferir/vista`)).needs_approval, false);
    await press(one.client, one.person);
    assert.ok(await newest(await net.as('enlace')));
    assert.equal((await told(one)).match(/Nadie más supervisa/g).length, 2);
  });

  test('risk is not lowered, and that is said at once', async () => {
    const one = await alone();
    await assessRisk(one.client, one.person, 'high', 'Vive en la misma casa', ['stalking']);
    const risk = await one.client.getJson(`${one.url}/riesgo`);
    refused(await one.client.post(`${one.url}/riesgo`,
      { level: 'low', reason: 'Se fue del país', signs: [], base: risk.form.base }), 'level');
    assert.equal((await one.client.getJson(one.url)).identity.risk.level, 'high');
  });

  test('what she says of how it was is kept', async () => {
    const suchiate2 = await net.as('suchiate2');
    await change(suchiate2, `${await memberOf(suchiate2, 'suchiate2')}/suplencia`,
      { deputy: ['@Alma'] });
    const one = await alone('suchiate2');
    const suchiate = await net.as('suchiate');
    await fill(one.client, `${one.url}/cerrar`, { ...HERS, feedback: 'yes' });
    await fill(suchiate, `${one.url}/opinion`, ANSWERS);
    expectStatus(await suchiate.post(`${one.url}/opinion`, ANSWERS), 404);
  });
});
