// What people do with the program, one line per act, over its pages:
//
//   const { person } = await meetPerson(gestora, { name: 'Kathya' });
//   await addNeed(gestora, person, { service: 'HEALTH', priority: 'urgent' });
//   const { referral, slip } = await refer(gestora, person, { service: 'HEALTH', to: 'Poás' });
//   await answer(clinica, slip, 'recibir');
//   await answer(clinica, slip, 'aceptar');
//
// Every act fails the test when it is not taken. A choice may be named by its value or, with
// "@", by how its label begins: { exclude_members: '@Irene' }.
import assert from 'node:assert/strict';

import { expectStatus, problemsOf } from './client.mjs';

const CONSENT = { answer: 'yes', explained: 'all', mode: 'spoken', copy: 'none' };
const SIX = {
  safe_tonight: 'yes',
  health_today: 'no',
  name: 'Kathya Rojas Peña',
  language: 'español',
  may_contact: 'yes',
  contact_rule: 'SMS «¿llega el pedido?», martes y jueves de 10 a 11; la vecina no debe saber.',
  phone: '+506 0000-4411',
  age: '31',
  with_her: 'Dos hijos, de 4 y 8 años',
  children: '2',
  profiles: ['women'],
};

/** Pages 1 to 3: her yes, the six things. `answers` replace those of an invented woman; undefined
 * leaves one out. { person, url } */
export async function meetPerson(client, answers = {}, consent = {}) {
  const page = await decide(client, { ...CONSENT, ...consent });
  const url = await send(client, page, { ...SIX, ...answers });
  return { person: url.split('/')[2], url };
}

/** Page 1 alone: with a yes the page of the six things comes back as a view. */
export async function decide(client, consent) {
  await client.getJson('/personas/nueva/autorizacion');
  const answer = await client.post('/personas/nueva/autorizacion', consent);
  return expectStatus(answer, 200, 'the decision').view;
}

/** A form as it stands on a page, with what is hidden in it: where it leads. */
export async function send(client, page, fields) {
  const form = page.form ?? page.ask;
  assert.ok(form, `no form on the page ${page.here_url}`);
  const hidden = form.fields.filter((field) => field.is_hidden);
  const carried = {};
  for (const { name, value } of hidden) {
    carried[name] = [carried[name] ?? [], value].flat();
  }
  const answer = await client.post(form.action_url, { ...carried, ...chosen(form, fields) });
  assert.ok(answer.go, `POST ${form.action_url} gave ${answer.status}: ${problemsOf(answer)}`);
  return answer.go;
}

/** The form of a page, filled in and sent. */
export async function fill(client, path, fields) {
  return send(client, await client.getJson(path), fields);
}

/** As fill(), for answers that stand already: those that are not named are sent as they are. */
export async function change(client, path, fields) {
  const page = await client.getJson(path);
  return send(client, page, { ...standing(page.form), ...fields });
}

export const addNeed = (client, person, { service, priority = 'normal', note }) =>
  fill(client, `/personas/${person}/necesidades`, { service, priority, note });

export const assessRisk = (client, person, level, reason) =>
  fill(client, `/personas/${person}/riesgo`, { level, reason });

export const exclude = (client, person, fields) =>
  change(client, `/personas/${person}/exclusion`, fields);

/** Without asking for the page first: for those who write many. */
export async function addNote(client, person, { text, command, told_at }) {
  const answer = await client.post(`/personas/${person}/notas`,
    { text, told_at, ...(command && { _command: command }) });
  assert.ok(answer.go, `the note gave ${answer.status}: ${problemsOf(answer)}`);
}

/** Every line of the one history, the newest first. */
export async function historyOf(client, person, only = '') {
  const items = [];
  let path = `/personas/${person}?tipo=${only}`;
  while (path) {
    const page = await client.getJson(path);
    items.push(...page.timeline.items);
    path = page.older_url;
  }
  return items;
}

export async function notesOf(client, person) {
  return (await historyOf(client, person, 'notas'))
    .filter(({ type }) => type === 'note_added').map(({ text }) => text);
}

/** The receiver's side: 'recibir', 'preguntar', 'aceptar', 'espera', 'no-aceptar', 'servicio'. */
export async function answer(client, slip, what, fields = {}) {
  const page = await client.getJson(`/derivaciones/${slip}`);
  const path = `/derivaciones/${slip}/${what}`;
  if (what === 'recibir') {
    assert.ok(page.receive, `no reception to confirm, but: ${page.can}`);
    const { go, ...told } = await client.post(path, { _command: page.receive.command });
    assert.ok(go, `POST ${path} gave ${told.status}: ${problemsOf(told)}`);
    return go;
  }
  return fill(client, path, fields);
}

/** Values of a form's fields; "@words" is the option whose label begins so. */
function chosen(form, fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => {
    const options = form.fields.find((field) => field.name === name)?.options ?? [];
    const one = (text) => {
      if (typeof text !== 'string' || !text.startsWith('@')) {
        return text;
      }
      const option = options.find(({ label }) => label.startsWith(text.slice(1)));
      assert.ok(option, `${name} has no ${text}, but: ${options.map(({ label }) => label)}`);
      return option.value;
    };
    return [name, Array.isArray(value) ? value.map(one) : one(value)];
  }));
}

/** What a browser would send of a form that nobody touched. */
function standing(form) {
  const fields = {};
  for (const { name, value, options = [], is_heading } of form.fields) {
    const checked = options.filter((option) => option.checked).map((option) => option.value);
    if (!is_heading) {
      fields[name] = [...checked, ...(value ? [value] : [])];
    }
  }
  return fields;
}
