// Who is answered what: every route × whoever may ask for it, beside access_matrix.tsv.
//
// Each column is one viewer and how they stand to a person: hers, of the same unit, excluded, of
// another unit with the referral before and after acceptance, of a case that was closed, and so on.
// Whoever holds a key has a person of their own, so that what one does here is not another's. A
// cell says what the route answers with the rules on / with the rules switched off (test build),
// where only keys are left:
//
//   o  it answers: the page, or what the form did
//   x  it answers why that cannot be done now: whoever reads this may do it another time, and so it
//      counts as open wherever a key or a rule should have said that it is not there. Only a field
//      that is outside its list is refused before anything is looked for, whether it is there or not
//      (transfer_accept: who it was not sent to, transfer.test.mjs)
//   -  not found
//   s  asks to sign in
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { addNeed, answer, fill, finish, meetPerson, memberOf, refer, slipOf, withdraw }
  from './lib/acts.mjs';
import { Client, formBody, newCommand } from './lib/client.mjs';
import { addItem, convene, decide, hold, invitationTo, invite, letCome, meetAboutCases, promise }
  from './lib/conference.mjs';
import { ACTION, RULE, inOrderFor } from './lib/forms.mjs';
import { dangerTold, safetyWith } from './lib/main_job.mjs';
import { openChangedNetwork } from './lib/network.mjs';
import { startServer } from './lib/server.mjs';
import { prepare, press, reply, sectionsOf } from './lib/transfers.mjs';
import { pathOf, routesOf } from './lib/walk.mjs';

const TABLE = join(dirname(fileURLToPath(import.meta.url)), 'access_matrix.tsv');

/** Beside the demo's people: every role once more where the person is accompanied, and elsewhere. */
const ALSO = {
  ceiba: { gestora3: 'case_worker', coordina: 'coordinator', admin2: 'administrator',
    auditora2: 'auditor', mapa: 'directory_editor', registra: 'registration_officer',
    protege: 'protection_focal_point' },
  noche: { noche: 'case_worker', jefanoche: 'supervisor', puertanoche: 'focal_point' },
  yiguirro: { vecina: 'case_worker', jefa: 'supervisor', mapa2: 'directory_editor' },
};

/** Another unit of the organisation that accompanies her. */
const NIGHT = { key: 'noche', name: 'Turno de noche', area: 'cr', phone: '+506 0000-0109',
  functions: ['supervisor', 'focal_point'], members: [] };

/** Column → [login, how they stand to the person and the referral, whom she excludes]. */
const VIEWERS = {
  nobody: [null, 'received'],
  worker_own: ['gestora', 'received'],
  worker_deputy: ['gestora2', 'received'],
  worker_excluded: ['gestora2', 'received', '@Irene'],
  worker_same_unit: ['gestora3', 'received'],
  worker_other_unit: ['noche', 'received'],
  worker_elsewhere: ['vecina', 'received'],
  worker_own_case_closed: ['gestora', 'case_closed'],
  worker_deputy_case_closed: ['gestora2', 'case_closed'],
  supervisor_of_unit: ['supervisora', 'received'],
  supervisor_excluded: ['supervisora', 'received', '@Rosa'],
  supervisor_other_unit: ['jefanoche', 'received'],
  supervisor_elsewhere: ['jefa', 'received'],
  supervisor_case_closed: ['supervisora', 'case_closed'],
  receiver_before: ['clinica', 'received'],
  receiver_accepted: ['clinica', 'accepted'],
  receiver_withdrawn: ['clinica', 'withdrawn'],
  receiver_declined: ['clinica', 'declined'],
  receiver_closed: ['clinica', 'closed'],
  receiver_case_closed: ['clinica', 'case_closed'],
  receivers_deputy: ['clinica2', 'received'],
  focal_point_of_unit: ['enlace', 'received'],
  focal_point_excluded: ['enlace', 'received', '@Silvia'],
  focal_point_other_unit: ['puertanoche', 'received'],
  focal_point_elsewhere: ['consultorio', 'received'],
  coordinator_of_unit: ['coordina', 'received'],
  coordinator_elsewhere: ['coordinadora', 'received'],
  administrator_of_unit: ['admin2', 'received'],
  administrator_elsewhere: ['admin', 'received'],
  auditor_of_unit: ['auditora2', 'received'],
  auditor_elsewhere: ['auditora', 'received'],
  map_editor_of_unit: ['mapa', 'received'],
  map_editor_elsewhere: ['mapa2', 'received'],
  registration_of_unit: ['registra', 'received'],
  protection_of_unit: ['protege', 'received'],
};

/** Who holds no key of any of it, and so shares one story: whatever they could do to it is refused. */
const KEYLESS = new RegExp('^(nobody|coordinator_elsewhere|administrator|auditor|map_editor|' +
  'registration|protection)|_other_unit$');

/** Whose keys open a meeting of the unit; who is of an invited function, or holds the case's keys. */
const MEETS = new RegExp('^(worker_(own|deputy|excluded|same_unit)|' +
  'supervisor_(of_unit|excluded|case)|focal_point_(of_unit|excluded)|coordinator_of)');
const RECEIVES_INVITATION = /^(receiver|worker_own|worker_deputy|supervisor_(of_unit|case))/;

/** These go last, in this order: each leaves less to be asked for. */
const LAST = ['slip_receive', 'slip_ask', 'slip_waitlist', 'slip_accept', 'slip_service',
  'slip_decline', 'transfer_go_on', 'transfer_decline', 'transfer_withdraw', 'transfer_note',
  'referral_copy', 'referral_told', 'referral_close', 'referral_cancel',
  'conference_decision_drop', 'conference_told', 'invitation_object', 'invitation_task',
  'invitation_decline',
  'invitation_destroy', 'conference_approve', 'conference_close', 'conference_stop',
  'meeting_done', 'meeting_close', 'release_withdraw', 'exclusion', 'reopen', 'hide', 'leave'];

/** Of what these stories do not have: a sheet that waits, somebody to come back,
 * a practice; and what the receiver of a transfer answers, who is none of the viewers. */
const OF_OTHER_STORIES = ['new_sheet', 'new_sheet_kept_show', 'sheet_again_show',
  'practice', 'practice_talk', 'transfer_accept_show', 'transfer_decline_show', 'team_finish_key',
  'sheet_ask', 'sheet_use', 'new_sheet_kept', 'sheet_again', 'practice_anew', 'archive_close',
  'room', 'transfer_decline'];

let folder;
let table;
let stories;
const seen = { on: null, off: null };

before(async () => {
  const net = await openWithAll();
  ({ folder } = net);
  table = inOrder(await routesOf(new Client(net.url)));
  stories = await storiesOfAll(net);
  await net.halt();
  const copy = join(folder, 'copy');
  cpSync(net.dir, copy, { recursive: true });
  [seen.on, seen.off] = await Promise.all([askAll(net.dir, net.clock.now),
    askAll(copy, net.clock.now, { AMPARO_TEST_POLICY_OFF: '1' })]);
});

test('every cell is as the table says', () => {
  const got = [['route', ...Object.keys(VIEWERS)], ...table.map(({ id }) => [id,
    ...Object.keys(VIEWERS).map((viewer) => `${seen.on[viewer][id]}/${seen.off[viewer][id]}`)])];
  const text = `${got.map((cells) => cells.join('\t')).join('\n')}\n`;
  const wanted = readFileSync(TABLE, 'utf8');
  const differing = text.split('\n').filter((line) => !wanted.split('\n').includes(line));
  if (text !== wanted) {
    mkdirSync('build/log', { recursive: true });
    writeFileSync('build/log/access_matrix.tsv', text);
  }
  assert.deepEqual(differing, [], 'build/log/access_matrix.tsv has what was answered: read it');
  assert.equal(text, wanted);
  assert.ok(table.length * Object.keys(VIEWERS).length >= 2000);
});

const opens = (cell) => cell === 'o' || cell === 'x';

test('somebody is answered by every route, so that who is not is seen', () => {
  const shut = table.filter(({ id }) =>
    !Object.keys(VIEWERS).some((viewer) => /[ox]/.test(seen.on[viewer][id]))).map(({ id }) => id);
  assert.deepEqual(shut, OF_OTHER_STORIES);
});

test('a rule never opens what it does not open when it is off', () => {
  for (const [viewer, { id }] of allCells()) {
    assert.ok(!opens(seen.on[viewer][id]) || opens(seen.off[viewer][id]), `${viewer} ${id}`);
  }
});

test('without a key nothing of a person opens, whatever the rules', () => {
  const keyed = ['worker_own', 'worker_deputy', 'supervisor_of_unit', 'worker_own_case_closed',
    'worker_deputy_case_closed', 'supervisor_case_closed'];
  const receives = ['receiver_before', 'receiver_accepted', 'receiver_case_closed',
    'receivers_deputy'];
  for (const [viewer, { id, pattern }] of allCells()) {
    if (pattern.includes('{person}') && !keyed.includes(viewer)) {
      assert.ok(!opens(seen.off[viewer][id]), `${viewer} ${id}`);
    }
    if (pattern.includes('{breach}') && !(keyed.includes(viewer) && !/deputy/.test(viewer))) {
      assert.ok(!opens(seen.off[viewer][id]), `${viewer} ${id}`);
    }
    // the state is asked before the key: who once received it is told that it is over
    const state = /^receiver_(withdrawn|declined|closed)$/.test(viewer) || id === 'slip_service';
    if (/\{(invitation|meeting)\}/.test(pattern) && !pattern.includes('{person}')) {
      const group = /\{meeting\}/.test(pattern) ? MEETS : RECEIVES_INVITATION;
      assert.ok(!opens(seen.off[viewer][id]) || group.test(viewer), `${viewer} ${id}`);
    }
    if (pattern.includes('{slip}') && !state && ![...keyed, ...receives].includes(viewer)) {
      assert.ok(!opens(seen.off[viewer][id]), `${viewer} ${id}`);
    }
  }
  assert.equal(seen.off.receiver_before.slip_contact, '-');
  assert.equal(seen.off.receiver_accepted.slip_contact, 'o');
});

after(() => rmSync(folder, { recursive: true, force: true }));
function allCells() {
  return Object.keys(VIEWERS).flatMap((viewer) => table.map((route) => [viewer, route]));
}

/** The demo's network with ALSO, everybody activated. */
function openWithAll() {
  return openChangedNetwork(({ organisations }) => {
    organisations.find(({ name }) => name.startsWith('Casa Ceiba')).units.push(NIGHT);
    const units = organisations.flatMap((organisation) => organisation.units ?? []);
    for (const [key, people] of Object.entries(ALSO)) {
      const { members, functions } = units.find((unit) => unit.key === key);
      for (const [login, role] of Object.entries(people)) {
        members.push({ login, name: `Nadie ${login}`, roles: [role],
          functions: functions.filter((name) => name === role) });
      }
    }
  }, ['manta', ...Object.values(VIEWERS).map(([login]) => login)]);
}

/** A person and a referral for each who holds a key of any of it, and one for all others: the ids
 * that paths are filled with. */
async function storiesOfAll(net) {
  const found = {};
  for (const [viewer, [, state, excluded]] of Object.entries(VIEWERS)) {
    const one = KEYLESS.test(viewer) ? 'nobody' : viewer;
    found[one] ??= await storyOf(net, state, excluded);
    found[viewer] = found[one];
  }
  return found;
}

async function storyOf(net, state, excluded) {
  const gestora = await net.as('gestora');
  const clinica = await net.as('clinica');
  const { person, url } = await meetPerson(gestora,
    { exclude_members: excluded ? [excluded] : undefined });
  await addNeed(gestora, person, { service: 'HEALTH' });
  const [{ need }] = (await gestora.getJson(url)).needs;
  const { proposals } = await gestora.getJson(`${url}/derivar?necesidad=${need}`);
  const [{ provider }] = proposals.first;
  const { referral, code } = await refer(gestora, person, { need, to: 'Clínica' });
  const [{ release }] = (await gestora.getJson(url)).releases;
  const slip = await slipOf(clinica, code);
  const plan = { ...await planOf(gestora, url), ...await safetyWith(gestora, url, 'a') };
  await fill(gestora, `${url}/relato/hechos`, { when: 'recent', incident_type: 'physical_assault',
    place: 'street', relation: 'former_partner' });
  if (state === 'declined') {
    await answer(clinica, slip, 'no-aceptar', { reason: 'area' });
  } else if (!['received', 'case_closed'].includes(state)) {
    await answer(clinica, slip, 'aceptar');
  }
  if (state === 'withdrawn') {
    await withdraw(gestora, person, release);
  } else if (state === 'closed') {
    await answer(clinica, slip, 'servicio', { result: 'given' });
    await finish(gestora, person, referral);
  }
  const story = { person, need, referral, release, slip, provider, ...plan, topic: 'seguridad',
    ...await supervisionOf(net, url, excluded),
    session: newCommand(), opening: await openingOf(net, url, excluded),
    ...await conferenceOf(net, person), ...await transfersOf(net, person, url, excluded),
    ...await staff(net), rule: await ruleOf(net), service: provider,
    of: await othersOf(net, excluded) };
  if (state === 'case_closed') {
    await fill(await net.as('gestora'), `${url}/cerrar`,
      { reason: 'asked', safety: 'not_needed', told_return: 'yes', feedback: 'yes' });
  }
  return story;
}

/** A file that supervision looked at, unless it must not know of her; and a breach. */
async function supervisionOf(net, url, excluded) {
  const gestora = await net.as('gestora');
  const { identity: { code } } = await gestora.getJson(url);
  if (excluded !== '@Rosa') {
    await fill(await net.as('supervisora'), `${url}/revision`, { consent: 'yes', plan: 'yes',
      safety: 'na', referrals: 'yes', words: 'yes', change: 'a', due: '2026-12-01' });
  }
  const breach = await fill(gestora, '/confidencialidad/nueva', { code, what: 'a', risk: 'no' });
  return { breach: breach.split('/')[2] };
}

/** A conference of hers that was held with the Clínica, and a meeting of her unit. */
async function conferenceOf(net, person) {
  const gestora = await net.as('gestora');
  const clinica = await net.as('clinica');
  const url = await convene(gestora, person, { when: '2026-12-11T14:00', guests: ['@Clínica'] });
  await addItem(gestora, url, { title: 'a' });
  await fill(gestora, `${url}/apoyos`, { companion: 'a', relation: 'friend', promised: 'no' });
  await letCome(gestora, url, 'Clínica');
  await invite(gestora, url);
  const invitation = await invitationTo(clinica, gestora, url, 'Clínica');
  await promise(clinica, invitation);
  await hold(gestora, url, { came: ['@Clínica'], held_at: '2026-11-23T08:30' });
  await decide(gestora, url, [{ kind: 'visit', owner: 'us', due: '2' }]);
  const { guests: [{ unit }], functions, decisions: [{ decision }], supports: [{ sign_url }] } =
    await gestora.getJson(url);
  const [{ item }] = functions.flatMap(({ items }) => items);
  const meeting = await meetAboutCases(gestora);
  const { agreements: [{ done_url }] } = await gestora.getJson(meeting);
  return { conference: url.split('/')[4], unit, item, decision, task: decision,
    support: sign_url.split('/').at(-2),
    invitation: invitation.split('/')[3], meeting: meeting.split('/')[2],
    agreement: done_url.split('/')[4] };
}

/** Offered to Manta after a question for room, asked for by another unit; and what is kept of
 * somebody else who was transferred. By supervision, who has nobody to ask. */
async function transfersOf(net, person, url, excluded) {
  const gestora = await net.as('gestora');
  const rosa = await net.as(excluded === '@Rosa' ? 'gestora' : 'supervisora');
  const manta = await net.as('manta');
  const { identity: { code } } = await gestora.getJson(url);
  await fill(await net.as('vecina'), '/transferencias/pedir', { code, how: 'here' });
  const other = await meetPerson(gestora, {});
  const moved = {};
  for (const [one, by] of [[other.person, await net.as('supervisora')], [person, rosa]]) {
    await prepare(by, one, { to: 'Espacio Seguro Manta', ask_room: 'yes' });
    await press(by, one);
    moved[one] = (await by.getJson(`/personas/${one}`)).transfer.transfer_url.split('/')[2];
  }
  await reply(manta, moved[other.person], 'aceptar', { owner: '@Viviana', over: 'a' });
  const { archive } = await sectionsOf(gestora);
  const { room } = await sectionsOf(rosa);
  const { pull } = await sectionsOf(gestora);
  const last = (items) => items.at(-1).url || items.at(-1).act_url;
  const asked = pull.find((item) => item.code === code);
  return { transfer: moved[person], archive: last(archive).split('/')[3],
    question: last(room).split('/')[3], pull: asked.url.split('/')[3] };
}

/** What of the story another has: a transfer that was prepared and is not sent, a colleague of the
 * unit. */
async function othersOf(net, excluded) {
  const gestora = await net.as('gestora');
  const { person } = await meetPerson(gestora,
    { exclude_members: excluded ? [excluded] : undefined });
  await prepare(gestora, person, { to: 'Espacio Seguro Manta' });
  const [{ worker_url: colleague }] = (await (await net.as('supervisora'))
    .getJson('/supervision')).workers;
  return { transfer_release_show: { person }, transfer_preview: { person },
    supervision_worker: { member: colleague.split('/')[2] } };
}

/** A duty to report, by who edits the map there. */
async function ruleOf(net) {
  const mapa = await net.as('mapa');
  await fill(mapa, '/servicios/avisos/nuevo', RULE);
  const { rules } = await mapa.getJson('/servicios/avisos');
  return rules[0].card_actions[0].url.split('/').pop();
}

/** A plan with one action, which supervision is asked to look at. */
async function planOf(gestora, url) {
  const [{ add_url }] = (await gestora.getJson(`${url}/plan`)).plan_needs;
  await fill(gestora, add_url, ACTION);
  await fill(gestora, `${url}/plan/acordado`, { how: 'remote' });
  const { plan_needs: [{ plan_actions: [{ action }] }], approval_url } =
    await gestora.getJson(`${url}/plan`);
  return { action, approval: approval_url.split('/').pop(),
    override: await dangerTold(gestora, url) };
}

/** An emergency opening by a colleague who accompanies somebody else. */
async function openingOf(net, url, excluded) {
  const { identity: { code } } = await (await net.as('gestora')).getJson(url);
  const path = await fill(await net.as('gestora3'), '/emergencia', { code, reason: 'health',
    note: 'a', second: excluded === '@Rosa' ? '@Irene' : '@Rosa', life: 'yes' });
  return path.split('/')[2];
}

/** Somebody of the team who is the last of a function: what would end an account is refused. */
async function staff(net) {
  const admin = await net.as('admin');
  const path = await memberOf(admin, 'albergue');
  const [{ take_url }] = (await admin.getJson(path)).functions;
  return { member: path.split('/')[2], function: take_url.split('/')[4] };
}

function inOrder(routes) {
  const turn = ({ id, method }) => LAST.indexOf(id) + (method === 'POST' ? 1 : 0);
  return routes.sort((a, b) => turn(a) - turn(b));
}

/** viewer → route → what it is answered. */
async function askAll(dir, testClock, env) {
  const server = await startServer({ dir, testClock, env });
  const answers = {};
  for (const [viewer, [login]] of Object.entries(VIEWERS)) {
    const client = new Client(server.url);
    if (login) {
      await client.signIn(login);
    }
    await client.getJson(login ? '/ayuda' : '/entrar');
    answers[viewer] = {};
    for (const route of table) {
      answers[viewer][route.id] = await ask(client, route, stories[viewer]);
    }
  }
  await server.stop();
  return answers;
}

async function ask(client, { id, method, pattern }, ids) {
  const own = { ...ids, ...ids.of[id] };
  const body = method === 'POST' ? formBody(inOrderFor(client, id, own)) : undefined;
  const { status, headers, text } = await client.send(method, pathOf(pattern, own), { body });
  assert.ok(status < 500, `${id}: ${status} ${text}`);
  if (status === 404) {
    return '-';
  }
  if (status === 422) {
    return 'x';
  }
  return status === 401 || headers.get('location') === '/entrar' ? 's' : 'o';
}
