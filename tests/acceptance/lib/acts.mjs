// What people do with the program, one line per act, over its pages:
//
//   const { person } = await meetPerson(gestora, { name: 'Kathya' });
//   await addNeed(gestora, person, { service: 'HEALTH', priority: 'urgent' });
//   const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
//   const slip = await slipOf(clinica, code);
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

const GIRL = { name: 'Colibrí', age: '13', with_her: undefined, children: undefined,
  profiles: ['girls'] };
const CHILD = { said: 'written', consenter: 'caregiver', adult: 'Su mamá', adult_how: 'signature',
  danger: 'no' };

/** Pages 1 to 3: her yes, the six things. `answers` replace those of an invented woman; undefined
 * leaves one out. { person, url } */
export async function meetPerson(client, answers = {}, consent = {}) {
  const page = await decide(client, { ...CONSENT, ...consent });
  const url = await send(client, page, { ...SIX, ...answers, alike: 'yes' });
  return { person: url.split('/')[2], url };
}

/** Page 1 alone: with a yes the page of the six things comes back as a view. */
export async function decide(client, consent) {
  await client.getJson('/personas/nueva/autorizacion');
  const answer = await client.post('/personas/nueva/autorizacion', consent);
  return expectStatus(answer, 200, 'the decision').view;
}

/** As meetPerson(), of somebody under 18: who consents stands in `child`. */
export async function meetChild(client, answers = {}, child = {}) {
  const url = await send(client, await askChild(client, answers), { ...CHILD, ...child });
  return { person: url.split('/')[2], url };
}

/** The page that asks who consents. */
export async function askChild(client, answers = {}) {
  const page = await decide(client, CONSENT);
  const answer = await post(client, page, { ...SIX, ...GIRL, ...answers, alike: 'yes' });
  return expectStatus(answer, 200, 'the six things of somebody under 18').view;
}

/** A form as it stands on a page, with what is hidden in it: where it leads. */
export async function send(client, page, fields) {
  const answer = await post(client, page, fields);
  const { action_url: url } = page.form ?? page.ask;
  assert.ok(answer.go, `POST ${url} gave ${answer.status}: ${problemsOf(answer)}`);
  return answer.go;
}

/** The same, whatever the answer is. */
export async function post(client, page, fields) {
  const form = page.form ?? page.ask;
  assert.ok(form, `no form on the page ${page.here_url}`);
  const hidden = form.fields.filter((field) => field.is_hidden);
  const carried = {};
  for (const { name, value } of hidden) {
    carried[name] = [carried[name] ?? [], value].flat();
  }
  return client.post(form.action_url, { ...carried, ...chosen(form, fields) });
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

export const assessRisk = (client, person, level, reason, signs) =>
  fill(client, `/personas/${person}/riesgo`, { level, reason, signs });

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

/**
 * The three pages of a referral: { referral, url, code }.
 *
 * @param to          how the organisation's name begins
 * @param kind        'sent', 'self' (she goes there herself) or 'external'
 * @param release     answers of the second page; what is not named stands as the page proposes it
 * @param answeredBy  of an emergency: who answered the phone
 */
export async function refer(client, person, { answeredBy, release, ...choice }) {
  const url = await choose(client, person, choice);
  if (choice.kind !== 'self') {
    await allow(client, url, release);
  }
  const sent = await fill(client, `${url}/vista`, { answered_by: answeredBy });
  const referral = sent.split('/')[4];
  const { referrals } = await client.getJson(`/personas/${person}`);
  const { referral_code: code } = referrals.find((one) => one.referral === referral);
  return { referral, url: sent, code };
}

/** The page of a colleague, or one of its forms. */
export async function memberOf(client, login, form) {
  const { organisations } = await client.getJson('/equipo');
  const member = organisations.flatMap(({ members }) => members)
    .find((one) => one.login === login);
  assert.ok(member, `${login} is not in the team`);
  return form ? `${member.member_url}/${form}` : member.member_url;
}

/** The first page: the address of the draft. */
export async function choose(client, person, { need, service, to, kind = 'sent',
  priority = 'normal', talked_over = 'yes', thoughts }) {
  const query = need ? `necesidad=${need}` : `servicio=${service}`;
  const page = await client.getJson(`/personas/${person}/derivar?${query}`);
  const { first, more } = page.proposals;
  const proposed = [...first, ...more].find(({ organisation }) => organisation.startsWith(to));
  assert.ok(proposed, `${to} is not proposed for ${service ?? need}, but: ` +
    [...first, ...more].map(({ organisation }) => organisation));
  const go = await send(client, page,
    { provider: proposed.provider, kind, priority, talked_over, thoughts });
  return go.split('/').slice(0, 5).join('/');
}

/** What a permission asks besides, under 18: the child agrees, who consents stands there already. */
export function childSays({ form }) {
  const { options = [] } = form.fields.find(({ name }) => name === 'consenter') ?? {};
  return options.length > 0 ? { said: 'spoken', consenter: options[0].value } : {};
}

/** The second page: her release for the draft at this address. */
export async function allow(client, url, release = {}) {
  const page = await client.getJson(`${url}/autorizacion`);
  const withheld = page.groups.flatMap(({ items }) => items)
    .filter(({ left_out }) => left_out).map(({ value }) => value);
  return send(client, page, {
    categories: page.groups.filter(({ ticked }) => ticked).map(({ value }) => value),
    withheld,
    until_event: 'referral_closed',
    report_explained: page.report ? 'yes' : undefined,
    mode: 'spoken',
    copy: 'none',
    ...childSays(page),
    ...release,
  });
}

/**
 * The sender's side, after it has left: 'copiar', 'cerrar', or with a form 'llamada', 'ejecutar',
 * 'informacion', 'resultado', 'informar', 'anular'.
 */
export async function follow(client, person, referral, what, fields) {
  const path = `/personas/${person}/derivaciones/${referral}/${what}`;
  if (fields) {
    return fill(client, path, fields);
  }
  const answer = await client.post(path);
  assert.ok(answer.go, `POST ${path} gave ${answer.status}: ${problemsOf(answer)}`);
  return answer.go;
}

/** What came back, told to her, closed. */
export async function finish(client, person, referral, told = { told: 'yes' }) {
  await follow(client, person, referral, 'copiar');
  await follow(client, person, referral, 'informar', told);
  return follow(client, person, referral, 'cerrar');
}

export async function withdraw(client, person, release, by_her = 'yes') {
  return fill(client, `/personas/${person}/autorizaciones/${release}`, { by_her });
}

/** The receiver's name for a referral, from the list of what was received. */
export async function slipOf(client, code) {
  const { list } = await client.getJson('/derivaciones?lado=recibidas&ver=todas');
  const item = list.items.find((one) => one.code === code);
  assert.ok(item, `${code} was not received, but: ${list.items.map((one) => one.code)}`);
  return item.url.split('/')[2];
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

/** An emergency opening, so that there is something to confirm, to read, to review and to tell. */
export async function openInEmergency(net, url, second = '@Rosa') {
  const { identity: { code } } = await (await net.as('gestora')).getJson(url);
  await fill(await net.as('guardia'), '/emergencia',
    { code, reason: 'health', note: 'a', second, life: 'yes' });
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
      fields[name] = checked.length > 0 ? checked : value ? [value] : [];
    }
  }
  return fields;
}
