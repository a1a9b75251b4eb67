// What two units do with a transfer, one line per act, over the pages:
//
//   await awaken(net, 'arcoiris', 'suchiate');           // accounts that waited
//   await prepare(arcoiris, person, { to: 'Fundación Río Suchiate' });
//   await press(arcoiris, person);                        // asks supervision, or sends
//   const transfer = await received(suchiate);
//   await reply(suchiate, transfer, 'aceptar', { owner: '@Nayeli' });
import assert from 'node:assert/strict';

import { childSays, fill, send } from './acts.mjs';
import { Client, problemsOf } from './client.mjs';

/** Accounts of the plan that nobody has entered yet. */
export async function awaken(net, ...logins) {
  for (const login of logins) {
    const member = net.made.members.find((one) => one.login === login);
    await new Client(net.url).activate(member);
  }
}

export const placesFor = async (client, person) =>
  (await client.getJson(`/personas/${person}/transferir`)).form?.fields
    .find(({ name }) => name === 'place').options.map(({ label }) => label) ?? [];

/** Pages 1 and 2; the address of the preview. `release` replaces what the page proposes. */
export async function prepare(client, person, { to, reason = 'moving', priority = 'normal',
  ask_room = 'no', stays = [], closed = [], release = {} }) {
  const choice = await client.getJson(`/personas/${person}/transferir`);
  const next = await send(client, choice,
    { place: `@${to}`, reason, priority, ask_room, stays, closed });
  const page = await client.getJson(next);
  return send(client, page, {
    parts: [],
    categories: page.groups.filter(({ ticked }) => ticked).map(({ value }) => value),
    withheld: [], explained: 'yes', mode: 'spoken', copy: 'none', ...childSays(page),
    until: page.form.fields.find(({ name }) => name === 'until').value, ...release,
  });
}

/** The third page. */
export async function press(client, person, path = 'vista') {
  const answer = await client.post(`/personas/${person}/transferir/${path}`);
  assert.ok(answer.go, `${path} gave ${answer.status}: ${problemsOf(answer)}`);
  return answer.go;
}

/** What supervision is asked about, agreed to. */
export async function agree(client, answer = 'yes', note) {
  const { groups } = await client.getJson('/hoy');
  const row = groups.flatMap(({ list }) => list.items).find(({ kind }) => kind === 'approval');
  assert.ok(row, 'supervision is asked');
  return fill(client, row.act_url, { answer, note });
}

/** All of it, until it has left: her release, supervision's yes. */
export async function offer(client, supervision, person, choice) {
  await prepare(client, person, choice);
  await press(client, person);
  await agree(supervision);
  await press(client, person);
}

export async function sectionsOf(client) {
  const { sections } = await client.getJson('/transferencias');
  const names = ['received', 'sent', 'room', 'pull', 'archive'];
  return Object.fromEntries(sections.map(({ list }, i) => [names[i], list.items]));
}

/** The id of the newest transfer on that side. */
export async function newest(client, side = 'received') {
  const items = (await sectionsOf(client))[side];
  assert.ok(items.length > 0, `nothing ${side}`);
  return items.at(-1).url.split('/')[2];
}

export const reply = (client, transfer, what, fields) =>
  fill(client, `/transferencias/${transfer}/${what}`, fields);

export const FIRST_CONTACT = { how: 'in_person', answer: 'yes', mode: 'spoken' };
export const todayOf = async (client) => (await client.getJson('/hoy')).groups
  .flatMap(({ group, list }) => list.items.map((item) => ({ group, ...item })));
