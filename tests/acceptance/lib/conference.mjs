// What people do with a conference and a meeting, one line per act, over its pages:
//
//   const url = await convene(gestora, person, { when: '2026-12-11T14:00', guests: ['@Clínica'] });
//   await addItem(gestora, url, { function: 'problems', title: 'Cupo', all: 'yes' });
//   await letCome(gestora, url, 'Clínica');
//   await invite(gestora, url);
//   const invitation = await invitationOf(clinica);
//   await promise(clinica, invitation);
import assert from 'node:assert/strict';

import { childSays, fill, meetPerson, send } from './acts.mjs';
import { problemsOf } from './client.mjs';

/** Prepares it: the address of its page. */
export function convene(client, person, { guests, ...answers }) {
  return fill(client, `/personas/${person}/conferencia`, {
    wish: 'yes', why: ['asked'], place: 'Sala 2', she: 'whole', until: '2027-01-15',
    guests, ...answers });
}

export const addItem = (client, url, fields) =>
  fill(client, `${url}/temas`, { function: 'problems', all: 'yes', ...fields });

/** Her yes for one organisation: the items that the page proposes, or those of these titles. */
export async function letCome(client, url, place, { titles, ...fields } = {}) {
  const path = await answerPath(client, url, place);
  const page = await client.getJson(path);
  const options = (name) => page.form.fields.find((field) => field.name === name).options ?? [];
  const ticked = (name) => options(name).filter(({ checked }) => checked)
    .map(({ value }) => value);
  const items = titles
    ? titles.map((title) => {
      const option = options('items').find(({ label }) => label === title);
      assert.ok(option, `no item ${title}, but: ${options('items').map(({ label }) => label)}`);
      return option.value;
    })
    : ticked('items');
  return send(client, page, { answer: 'yes', items, categories: ticked('categories'),
    mode: 'spoken', copy: 'none', ...childSays(page), ...fields });
}

export async function refuseToCome(client, url, place) {
  return fill(client, await answerPath(client, url, place), { answer: 'no' });
}

export async function guestOf(client, url, place) {
  const { guests } = await client.getJson(url);
  const guest = guests.find((one) => one.guest_place.startsWith(place));
  assert.ok(guest, `${place} is not among: ${guests.map((one) => one.guest_place)}`);
  return guest;
}

async function answerPath(client, url, place) {
  const { answer_url } = await guestOf(client, url, place);
  assert.ok(answer_url, `nothing to answer for ${place}`);
  return answer_url;
}

/** A POST without a page of its own, which must lead on. */
export async function press(client, path, fields) {
  const answer = await client.post(path, fields);
  assert.ok(answer.go, `POST ${path} gave ${answer.status}: ${problemsOf(answer)}`);
  return answer.go;
}

export async function invite(client, url) {
  const { invite: button } = await client.getJson(url);
  assert.ok(button, 'nobody to invite');
  return press(client, button.invite_url);
}

/** The addresses of what a function was invited to. */
export async function invitationsOf(client) {
  const { list } = await client.getJson('/reuniones');
  return list.items.map((item) => item.url);
}

/** The one of this conference, found by its code. */
export async function invitationTo(client, convener, url, place) {
  const { code } = await guestOf(convener, url, place);
  const { list } = await client.getJson('/reuniones');
  const item = list.items.find((one) => one.code === code);
  assert.ok(item, `${code} was not received, but: ${list.items.map((one) => one.code)}`);
  return item.url;
}

export const promise = (client, invitation) =>
  fill(client, `${invitation}/compromiso`, { promise: 'yes' });

/** Titles under each of the five functions, as the invited function sees them. */
export async function heardBy(client, invitation) {
  const { functions = [] } = await client.getJson(invitation);
  return functions.flatMap(({ items }) => items.map((item) => item.item_title));
}

/** Decisions of one page: [{ kind, text, owner, due or date, need }]. */
export function decide(client, url, decisions, agreed = 'yes') {
  const fields = { agreed };
  decisions.forEach(({ kind, text, owner, due, date, need }, i) => {
    const n = i + 1;
    Object.assign(fields, { [`kind_${n}`]: kind, [`text_${n}`]: text,
      [`need_${n}`]: need, [`owner_${n}`]: owner,
      [`due_${n}`]: date ? 'date' : `days_${due}`, [`date_${n}`]: date });
  });
  return fill(client, `${url}/decisiones`, fields);
}

export const hold = (client, url, fields) =>
  fill(client, `${url}/asistencia`, { rules: 'yes', she_came: 'whole', ...fields });

export const approve = (client, url) => press(client, `${url}/acta`);

/** What is told in them, for tests that look where it must not be found. */
export const TOLD_THERE = {
  item: 'Cupo del cuarto turquesa',
  text: 'Pide la cama junto al tamarindo.',
  companion: 'Doña Eduviges del Rocío',
  decision: 'Llevar el colchón azafrán',
};

/**
 * Conferences of three people by `gestora`, so that every page of them is there: one in
 * preparation, one held, one whose minutes are approved and objected to; and a meeting about cases.
 * Clínica Poás has an invitation that waits, one that it promised to, one with a task.
 *
 * @returns { prepared, held, approved }: addresses; meeting
 */
export async function conferences(net, { when = '2026-12-11T14:00' } = {}) {
  const gestora = await net.as('gestora');
  const clinica = await net.as('clinica');
  const begin = async () => {
    const { person } = await meetPerson(gestora);
    const url = await convene(gestora, person, { when, guests: ['@Clínica', '@Albergue'] });
    await addItem(gestora, url, { title: TOLD_THERE.item, text: TOLD_THERE.text });
    return url;
  };
  const prepared = await begin();
  await letCome(gestora, prepared, 'Clínica');
  await invite(gestora, prepared);
  await letCome(gestora, prepared, 'Albergue');
  await addItem(gestora, prepared, { title: 'Otro tema', function: 'changes', all: 'no' });
  await fill(gestora, `${prepared}/apoyos`, { companion: TOLD_THERE.companion,
    relation: 'friend', promised: 'no' });

  const held = await begin();
  const approved = await begin();
  for (const url of [held, approved]) {
    await letCome(gestora, url, 'Clínica');
    await invite(gestora, url);
    await promise(clinica, await invitationTo(clinica, gestora, url, 'Clínica'));
    await hold(gestora, url, { came: ['@Clínica'], held_at: '2026-11-23T08:30' });
    await decide(gestora, url, [
      { kind: 'service', text: TOLD_THERE.decision, owner: '@Clínica', due: '7' },
      { kind: 'visit', owner: 'us', due: '2' },
    ]);
  }
  await approve(gestora, approved);
  await fill(gestora, `${approved}/informar`, { told: 'pending' });
  await fill(clinica, `${await invitationTo(clinica, gestora, approved, 'Clínica')}/objecion`,
    { text: 'Es para el lunes.' });
  return { prepared, held, approved, meeting: await meetAboutCases(gestora) };
}

export async function meetAboutCases(client, { units = ['@Casa Ceiba'],
  question = '¿Quién puede dar un cupo?', text = 'Llamar al albergue' } = {}) {
  const meeting = await fill(client, '/reuniones/nueva', { about: 'Casos del mes',
    when: '2026-12-11T09:00', place: 'Sala 1', units });
  const { own_codes: [code] } = await client.getJson(`${meeting}/casos`);
  await fill(client, `${meeting}/casos`, { code, question });
  const page = await client.getJson(`${meeting}/acuerdos`);
  const owners = page.form.fields.find(({ name }) => name === 'owner').options;
  await fill(client, `${meeting}/acuerdos`, { code, text,
    owner: owners.find(({ label }) => label === page.user.name).value, due: '2026-12-15' });
  return meeting;
}
