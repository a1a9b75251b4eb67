// Nothing that was entered once is asked again (WCAG 3.3.7): all forms of a case in the order of the
// work, each answered in full with values of its own. A later form that asks for the same thing
// has it filled in. What is the same thing is said by a field's name and its category; without a
// category, by its name and its question.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { send, slipOf } from './lib/acts.mjs';
import { approve, decide, invitationTo, invite, promise } from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';
import { awaken, newest, press, todayOf } from './lib/transfers.mjs';
import { routeOf, routesOf } from './lib/walk.mjs';

/** The same thing under two names. */
const SAME = { 'incident.day': 'last_incident' };

/** Asked anew on purpose: what each form is about is another thing each time. */
const ANEW = {
  mode: 'how she agreed, each time she is asked',
  copy: 'whether she wants a copy of this one',
  withheld: 'what of it is left out',
  note: 'something to add to this one',
  when: 'the moment of this one',
  told: 'whether she was told of this one',
  result: 'what became of this one',
  reason: 'why this is done',
  answer: 'to this question of supervision',
  how: 'by which way this time',
};

/** Forms that no walk here meets, because nothing of them is about her: they ask for the act itself. */
const OF_NOTHING_KEPT = {
  'who enters, and with what': ['activate', 'change_password', 'login', 'own_password', 'recover',
    'replace_app', 'second_step', 'sheet_code', 'unlock'],
  'who works here': ['team_absence', 'team_deputy', 'team_function', 'team_invite', 'team_leave',
    'team_move', 'team_roles'],
  'the map, and the rules of a country': ['import_matrix', 'report_rule', 'service_pause'],
  'what is never stored': ['page0', 'search'],
  'a no, an end, a way back: each of another thing': ['cancel', 'conference_stop', 'decline', 'drop',
    'invitation_decline', 'need_close', 'referral_cleared', 'send', 'service_declined', 'service_reopened', 'slip_cleared',
    'transfer_decline', 'transfer_drop', 'transfer_not_arrived', 'transfer_return'],
  'what somebody answers to another': ['conference_objection_answer', 'conference_outcome',
    'cleared_told', 'emergency_confirm', 'emergency_review', 'emergency_told', 'invitation_objection', 'phoned',
    'transfer_pull', 'transfer_pull_answer', 'transfer_room', 'who_told'],
  'the work of supervision': ['account_open', 'file_review', 'file_review_done', 'owner', 'reassign'],
  'what was told because a life was in danger, each time another': ['override', 'override_told'],
  'a breach, a term, a copy': ['breach', 'breach_measure', 'breach_safety', 'breach_told', 'erasure',
    'own_copy', 'retention'],
  'a child, each time a decision of its own': ['best_interests', 'child_says', 'consent_child',
    'report'],
  'what changes after an incident, and cases without a person': ['incident_after', 'meeting',
    'meeting_agreement', 'meeting_case'],
};
/** Where what a form has told stands as it was said, to be corrected or decided anew. */
const CORRECTED = ['action', 'conference_edit', 'consent_again', 'safety_line', 'six_again'];

const folder = new URL('../../forms/', import.meta.url);
const FORMS = Object.fromEntries(readdirSync(folder).map((name) => {
  const form = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  return [form.name, form.fields];
}));

let net;
let gestora;
let url;
const answered = new Map(); // meaning → the form that asked for it
const met = new Set();      // forms that were walked
const sentTo = new Set();   // addresses that they were sent to
const asked = [];           // what was asked twice
const anew = new Set();     // which of ANEW were needed

before(async () => {
  net = await openNetwork();
  await awaken(net, 'manta');
  gestora = await net.as('gestora');
});
after(() => net?.stop());

function meaningOf(form, field) {
  const name = SAME[`${form}.${field.name}`] ?? field.name;
  return `${name} | ${field.category ?? field.label}`;
}

const approvals = async (client) => (await todayOf(client))
  .filter(({ kind }) => kind === 'approval');

const isEmpty = ({ value, options = [] }) =>
  !options.some(({ checked }) => checked) && !value;

/** One page: what it asks is compared with what was answered before, then it is answered. */
async function walk(path, answers, { page, client = gestora, again = false } = {}) {
  const view = page ?? await client.getJson(path);
  const shown = view.form ?? view.ask;
  assert.ok(shown, `${path} has no form`);
  const { name } = shown;
  met.add(name);
  for (const field of shown.fields.filter(({ is_heading, is_hidden }) => !is_heading && !is_hidden)) {
    const declared = FORMS[name].find((one) => one.name === field.name);
    const meaning = declared && meaningOf(name, declared);
    const before = answered.get(meaning);
    if (before && isEmpty(field)) {
      if (ANEW[field.name]) {
        anew.add(field.name);
      } else {
        asked.push(`${name}.${field.name} at ${path}: asked by ${before} already`);
      }
    }
  }
  const go = await send(client, view, answers);
  sentTo.add(shown.action_url);
  for (const field of Object.keys(answers)) {
    const declared = FORMS[name].find((one) => one.name === field);
    if (declared && answers[field] !== undefined && !again) {
      answered.set(meaningOf(name, declared), name);
    }
  }
  return go;
}

test('met: the decision, then the six things', async () => {
  await gestora.getJson('/personas/nueva');
  await gestora.post('/personas/nueva', { safe_to_talk: 'yes', safe_place: 'yes',
    urgent_care: 'no' });
  const consent = await gestora.getJson('/personas/nueva/autorizacion');
  const decision = await gestora.post('/personas/nueva/autorizacion', { answer: 'yes',
    explained: 'all', mode: 'spoken', conditions: ['witness'], copy: 'none' });
  met.add(consent.ask.name);
  sentTo.add('/personas/nueva/autorizacion');
  url = await walk('/personas/nueva/datos', { safe_tonight: 'yes', health_today: 'yes',
    needs_first: ['HEALTH'], needs_note: 'Dormir tranquila', name: 'Yaretzi', language: 'náhuatl',
    access_needs: 'Letra grande', may_contact: 'yes', contact_rule: 'Solo jueves',
    phone: '+506 0000-9911', age: '33', with_her: 'Dos hijas', children: '2',
    other_help: 'La iglesia', profiles: ['women'], exclude_people: 'El cuñado' },
  { page: decision.view });
});

test('known better: data, risk, account, incident, safety plan', async () => {
  const at = (path) => `${url}/${path}`;
  await walk(at('identidad'), { legal_name: 'Yaretzi Tecpa', birth_date: '1993-02-03',
    nationality: 'SV', address: 'Barrio Norte', documents: 'Pasaporte' });
  await walk(at('salud'), { health_needs: 'Presión', medication: 'Ninguna',
    mental_health: 'Duerme poco' });
  await walk(at('relato/hechos'), { when: 'recent', day: '2026-11-23',
    incident_type: 'physical_assault', place: 'home', relation: 'partner' });
  await walk(at('legal'), { legal_status: 'resident', incident_type: 'physical_assault',
    last_incident: '2026-11-23' });
  await walk(at('reservado'), { gender_identity: '~declined' });
  await walk(at('riesgo'), { signs: ['stalking'], level: 'medium', reason: 'La sigue.' });
  await walk(at('relato/escribir'), { text: 'Lo contó.' });
  await walk(at('notas'), { text: 'Llamada.' });
  await walk(at('exclusion'), { exclude_people: 'El cuñado' }, { again: true });
  for (const [task, fields] of Object.entries({ tried: { what: 'a', how: 'worked' },
    unsafe: { what: 'b', avoid: 'c' }, safe: { what: 'd', reach: 'e' } })) {
    await walk(at(`seguridad/tarea/${task}`), fields);
  }
  const blocks = Object.keys(FORMS).filter((name) => /^safety_/.test(name)
    && !/_(tried|unsafe|safe|agreed)$/.test(name)).map((name) => name.slice('safety_'.length));
  for (const block of blocks) {
    const page = await gestora.getJson(at(`seguridad/parte/${block}`));
    await walk(at(`seguridad/parte/${block}`), Object.fromEntries(page.form.fields
      .filter(({ is_heading }) => !is_heading).map(({ name }) => [name, `texto ${name}`])), { page });
  }
  await walk(at('seguridad/acordado'), { review: '2026-11-27', wanted: 'yes', kept: 'memory' });
});

test('planned and followed up', async () => {
  const at = (path) => `${url}/${path}`;
  await walk(at('necesidades'), { service: 'LEGAL', priority: 'urgent', note: 'Una medida' });
  const [{ goal_url, add_url }] = (await gestora.getJson(at('plan'))).plan_needs;
  await walk(goal_url, { goal: 'Estar tranquila' });
  await walk(add_url, { what: 'Ir juntas', kind: 'assistance', in_favour: 'a', against: 'b',
    decision: 'chosen', who: 'together', due: '2026-12-01' });
  const [{ plan_actions: [{ progress_url: progress }] }] = (await gestora.getJson(at('plan')))
    .plan_needs.filter(({ plan_actions: actions }) => actions.length > 0);
  await walk(progress, { state: 'in_progress', progress: 'Falta la cita', barrier: 'El bus' });
  await walk(at('plan/servicio'), { service: 'PSS', note: 'Una hora' });
  await walk(at('plan/acordado'), { how: 'in_person', note: 'Con calma' });
  await walk(at('seguimiento'), { next: '2026-12-01T10:00', how: 'call' });
  await walk(at('seguimiento/hecho'), { result: 'done', channel: 'call', rule: 'confirmed',
    risk: 'same', new_needs: 'no' });
});

test('referred, from the need: neither service nor priority is chosen a second time', async () => {
  const { needs } = await gestora.getJson(url);
  const legal = needs.find(({ service }) => service === 'LEGAL');
  const page = await gestora.getJson(legal.refer_url);
  const { provider } = page.proposals.first[0];
  const priority = page.form.fields.find(({ name }) => name === 'priority').options
    .find(({ checked }) => checked)?.value;
  assert.equal(priority, 'urgent', 'the priority of the need');
  const draft = await walk(legal.refer_url, { provider, kind: 'sent', priority,
    talked_over: 'yes', thoughts: 'Le gusta' }, { page });
  const release = await gestora.getJson(draft);
  await walk(draft, { categories: release.groups.map(({ value }) => value), withheld: [],
    until_event: 'referral_closed', report_explained: release.report ? 'yes' : undefined,
    mode: 'spoken', copy: 'none' }, { page: release });
  const preview = await gestora.getJson(`${draft.split('/').slice(0, 5).join('/')}/vista`);
  const sent = await send(gestora, preview, {});
  const { code } = await gestora.getJson(sent);
  const client = await net.as('consultorio');
  const slip = `/derivaciones/${await slipOf(client, code)}`;
  await walk(`${slip}/preguntar`, { question: '¿Sube escaleras?' }, { client });
  await walk(`${sent}/informacion`, { answer: 'No' });
  await walk(`${slip}/espera`, { expected: '2026-11-25' }, { client });
  await walk(`${slip}/aceptar`, { first_contact: '2026-11-25T10:00' }, { client });
  await walk(`${slip}/servicio`, { result: 'given' }, { client });
  await gestora.post(`${sent}/copiar`);
  await walk(`${sent}/informar`, { told: 'yes' });
});

test('recorded for an office without account, and then told by phone', async () => {
  const page = await gestora.getJson(`${url}/derivar?servicio=ASYLUM`);
  const { provider } = page.proposals.first.concat(page.proposals.more)
    .find(({ organisation }) => organisation.startsWith('Oficina'));
  const draft = await send(gestora, page, { provider, kind: 'external', priority: 'normal',
    talked_over: 'yes' }); // another referral: each is asked about
  const release = await gestora.getJson(draft);
  await send(gestora, release, { categories: ['language'], withheld: [],
    until_event: 'referral_closed', report_explained: release.report ? 'yes' : undefined,
    mode: 'spoken', copy: 'none' });
  const at = draft.split('/').slice(0, 5).join('/');
  await send(gestora, await gestora.getJson(`${at}/vista`), {});
  await walk(`${at}/ejecutar`, { channel: 'phone', when: '2026-11-23T09:00', by: 'Marta',
    to: 'Ventanilla', said_back: 'Cita en diez días' });
  await walk(`${at}/resultado`, { state: 'service_given', told_at: '2026-11-23T09:00' });
  const { releases: [{ release_url: last }] } = await gestora.getJson(`${url}/autorizaciones`);
  await walk(last, { by_her: 'yes' });
});

test('met about: what is known of it is ticked, and what was chosen first is not asked later',
  async () => {
    const conference = await walk(`${url}/conferencia`, { wish: 'yes', why: ['asked'],
      when: '2026-12-11T14:00', place: 'Sala 2', she: 'whole', guests: ['@Clínica'],
      until: '2027-01-15' });
    await walk(`${conference}/temas`, { function: 'problems', title: 'Cupo', text: 'Pronto',
      all: 'yes' });
    const { guests: [{ answer_url: path }] } = await gestora.getJson(conference);
    const page = await gestora.getJson(path);
    const ticked = (name) => page.form.fields.find((field) => field.name === name).options
      .filter(({ checked }) => checked).map(({ value }) => value);
    assert.ok(ticked('items').length > 0, 'the item that all hear');
    await walk(path, { answer: 'yes', items: ticked('items'), categories: ticked('categories'),
      mode: 'spoken', copy: 'none' }, { page });
    await invite(gestora, conference);
    const clinica = await net.as('clinica');
    met.add('invitation_promise');
    const invitation = await invitationTo(clinica, gestora, conference, 'Clínica');
    sentTo.add(`${invitation}/compromiso`);
    await promise(clinica, invitation);
    net.clock.set(new Date('2026-12-11T16:30:00-06:00'));
    gestora = await net.as('gestora');
    await walk(`${conference}/apoyos`, { companion: 'Su amiga', relation: 'friend',
      promised: 'yes' });
    const held = await gestora.getJson(`${conference}/asistencia`);
    assert.equal(held.form.fields.find(({ name }) => name === 'held_at').value.slice(0, 16),
      '2026-12-11T14:00', 'the moment that was agreed');
    await walk(`${conference}/asistencia`, { came: ['@Clínica'], she_came: 'whole', rules: 'yes',
      held_at: '2026-12-11T14:00' }, { page: held });
    met.add('conference_decisions');
    sentTo.add(`${conference}/decisiones`);
    await decide(gestora, conference, [{ kind: 'visit', owner: 'us', due: '2' }]);
    await approve(gestora, conference);
    await walk(`${conference}/informar`, { told: 'yes', told_at: '2026-12-11T16:00',
      said: 'Bien' });
  });

test('opened in an emergency, by its code alone', async () => {
  const { identity: { code } } = await gestora.getJson(url);
  const client = await net.as('guardia');
  await walk('/emergencia', { code, reason: 'health', note: 'Llamaron', second: '@Rosa',
    life: 'yes' }, { client });
});

test('closed, asked how it was, and taken up again', async () => {
  const at = (path) => `${url}/${path}`;
  await walk(at('cerrar'), { reason: 'asked', note: 'Se muda', safety: 'yes', told_return: 'yes',
    feedback: 'yes' });
  await walk(at('opinion'), { result: 'given', comfortable: 'yes', options: 'yes' },
    { client: await net.as('supervisora') });
  await walk(at('reabrir'), { why: 'returned', note: 'Volvió' });
});

test('transferred: contact, risk, needs and referrals are taken from the case', async () => {
  const choice = await gestora.getJson(`${url}/transferir`);
  const priority = choice.form.fields.find(({ name }) => name === 'priority').options
    .find(({ checked }) => checked)?.value;
  assert.equal(priority, 'emergency', 'as her needs are');
  const next = await walk(`${url}/transferir`, { place: '@Espacio Seguro Manta', reason: 'moving',
    priority, ask_room: 'no' }, { page: choice });
  const names = FORMS.transfer_choice.concat(FORMS.transfer_release).map(({ name }) => name);
  assert.ok(!names.some((name) => /phone|rule|risk|address|age|language/.test(name)));
  const page = await gestora.getJson(next);
  await walk(next, { parts: ['account', 'safety', 'reserved'], categories: page.groups.map(({ value }) => value), withheld: [],
    explained: 'yes', mode: 'spoken', copy: 'none',
    until: page.form.fields.find(({ name }) => name === 'until').value }, { page });
  await press(gestora, url.split('/')[2]);
  const supervisora = await net.as('supervisora');
  for (let asks = await approvals(supervisora); asks.length > 0;
    asks = await approvals(supervisora)) {
    await walk(asks[0].act_url, { answer: 'yes' }, { client: supervisora });
  }
  await press(gestora, url.split('/')[2]);
  const client = await net.as('manta');
  const transfer = `/transferencias/${await newest(client)}`;
  await walk(`${transfer}/aceptar`, { owner: (await client.getJson(`${transfer}/aceptar`)).form
    .fields[0].options[0].value }, { client });
  await walk(`${transfer}/encuentro`, { when: '2026-12-14T10:00', how: 'phone', present: 'sender',
    she_comes: 'no' }, { client });
  await walk(`${transfer}/si-no-llega`, { expected: '2026-12-20', wait_days: '3', looks: 'both',
    ways: 'wait', phrase: 'mariposa' }, { client });
  await walk(`${transfer}/primer-contacto`, { when: '2026-12-11T16:20', how: 'phone',
    answer: 'yes', mode: 'spoken' }, { client });
  gestora = client;
});

test('looked at again where she went, everything stands as it was said', async () => {
  for (const path of ['datos', 'identidad', 'salud', 'legal', 'exclusion',
    'seguridad/parte/crisis']) {
    const { form } = await gestora.getJson(`${url}/${path}`);
    const empty = form.fields.filter((field) => {
      const declared = FORMS[form.name].find(({ name }) => name === field.name);
      return declared && answered.get(meaningOf(form.name, declared)) && isEmpty(field);
    });
    assert.deepEqual(empty.map(({ name }) => `${path}: ${name}`), []);
  }
});

test('nothing was asked twice', () => {
  assert.deepEqual(asked, []);
  assert.deepEqual([...anew].sort(), Object.keys(ANEW).sort(), 'no exception without need');
});

test('every form is walked, or asks for nothing about the person', () => {
  const others = Object.values(OF_NOTHING_KEPT).flat();
  assert.deepEqual(Object.keys(FORMS).filter((name) => !met.has(name)).sort(), others.sort());
  const about = others.filter((name) => FORMS[name].some(({ category }) => category));
  assert.deepEqual(about, [], 'what has a category is about the person: walk it');
});

test('every route with such a form is walked, or is where that form is corrected', async () => {
  const routes = (await routesOf(gestora)).filter(({ method }) => method === 'POST');
  const walked = new Set([...sentTo].map((path) => routeOf(routes, 'POST', path).id));
  const others = new Set(Object.values(OF_NOTHING_KEPT).flat());
  assert.deepEqual(routes.filter(({ id, forms }) => !walked.has(id) && forms
    && !forms.every((name) => others.has(name))).map(({ id }) => id).sort(), CORRECTED);
});
