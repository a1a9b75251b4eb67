// What stands on somebody's "Hoy" and lists, as short words for tests.
//
//   await kindsOf(clinica);                 // { overdue: [], today: [], new: ['received DV-…'] }
//   await rowOf(gestora, code, 'enviadas');
import assert from 'node:assert/strict';

/** Of each group, "kind code" of its rows. */
export async function kindsOf(client) {
  const { groups } = await client.getJson('/hoy');
  return Object.fromEntries(groups.map(({ group, list }) =>
    [group, list.items.map(({ kind, code }) => `${kind} ${code}`.trim())]));
}

/** Every row about that code, as "group kind". */
export async function standing(client, code) {
  const { groups } = await client.getJson('/hoy');
  return groups.flatMap(({ group, list }) => list.items
    .filter((item) => item.code === code).map(({ kind }) => `${group} ${kind}`));
}

/** The row of a list, open or over. */
export async function rowOf(client, code, side = 'recibidas') {
  const { list } = await client.getJson(`/derivaciones?lado=${side}&ver=todas`);
  const row = list.items.find((item) => item.code === code);
  assert.ok(row, `${code} does not stand under ${side}`);
  return row;
}

/** What the coordination is shown of a code; undefined when it is not there. */
export async function silenceOf(client, code) {
  const { rows } = await client.getJson('/sin-respuesta');
  return rows.find((row) => row.code === code);
}
