// /api/openapi.json is made from the program; here the program is held to it, on a deployment where
// the main job has been done: its routes are these and no others, its forms and pages as it says.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';

import { Surroundings } from './lib/surroundings.mjs';
import { routeOf } from './lib/walk.mjs';

const WEB = join(dirname(fileURLToPath(import.meta.url)), '../../src/web');

/** What programs read and pages do not print: codes beside their words, ids, what a list is of. */
const CODES = `account action answer can category decision detail expected function invited item kind key level mark name need next_us organisation part
  pending person printing priority priority_code profile profiles referral release result risk
  service services side silence state state_code total type unit unit_id what
  withdrawn written`;
/** Of views that several pages share, what not all of them print. */
const SHARED = `answers area area_name asked back_url can_answer choose_url clear_url cleared
  consent_alerts contact_url drop_url due elsewhere
  first_contact found from given has_later has_phones has_referrals heard_by history hours is_active is_emergency
  is_external is_first is_good is_minor is_receiver is_self is_sent kind_label later may_import
  open_now person_url phone phone_24h phones priority_label priority_tone receive release_url report
  service_label stopped unit_name until verified`;
const NOT_PRINTED = new Set(`${CODES} ${SHARED}`.split(/\s+/));

let all;
let document;
before(async () => {
  all = await Surroundings.open();
  document = (await all.browser().send('GET', '/api/openapi.json')).view;
});
after(() => all?.close());

test('every route of the document answers, and by its methods only', async () => {
  const nobody = all.browser();
  for (const { route, path } of [...all.routes('GET'), ...all.routes('POST')]) {
    const { view, status } = await nobody.send(route.method, path,
      { body: route.method === 'POST' ? 'a=b' : undefined });
    assert.notEqual(view?.problem?.code, 'not_found', `${route.method} ${path}: ${status}`);
    const other = route.method === 'GET' ? 'POST' : 'GET';
    if (!routeOf(all.table, other, path)) {
      const told = await nobody.send(other, path, { body: other === 'POST' ? 'a=b' : undefined });
      assert.ok(told.status === 404 || told.status === 405, `${other} ${path}: ${told.status}`);
    }
  }
});

test('the document has every route that the program is made of', () => {
  const patterns = readdirSync(WEB).filter((name) => /^page_.*\.c$/.test(name))
    .flatMap((name) => [...readFileSync(join(WEB, name), 'utf8').matchAll(/\.name = "(\w+)"/g)])
    .map(([, name]) => name);
  const told = new Set(all.table.map(({ id }) => id));
  assert.deepEqual(patterns.filter((name) => !told.has(name)), []);
});

test('every link and form of every page leads to a route of the document', () => {
  const lost = [];
  for (const login of all.logins) {
    for (const [path, { addresses }] of all.pages.get(login)) {
      lost.push(...[...addresses].filter((address) => !address.startsWith('/a/') &&
        !routeOf(all.table, 'GET', address) && !routeOf(all.table, 'POST', address))
        .map((address) => `${path} → ${address}`));
    }
  }
  assert.deepEqual(lost, []);
});

test('operations have a name and a sentence of their own, a permission, their parameters', () => {
  assert.equal(document.openapi, '3.1.0');
  assert.equal(new Set(all.table.map(({ id }) => id)).size, all.table.length);
  const sentences = new Set();
  for (const [pattern, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const about = `${method} ${pattern}`;
      assert.match(operation.summary, /^[A-Z].*\.$/, about);
      assert.ok(!sentences.has(operation.summary), `${about}: ${operation.summary}`);
      sentences.add(operation.summary);
      assert.ok(operation['x-permission'], about);
      assert.deepEqual(operation.parameters.map(({ name }) => name),
        [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name]) => name), about);
    }
  }
});

test('references lead somewhere', () => {
  const lost = [];
  JSON.stringify(document, (key, value) => {
    if (key === '$ref' && !resolved({ $ref: value })) {
      lost.push(value);
    }
    return value;
  });
  assert.deepEqual(lost, []);
});

test("what a page's form has is what its POST is said to take", () => {
  let forms = 0;
  for (const [path, { form, ask }] of views()) {
    const shown = form ?? ask;
    const post = shown && routeOf(all.table, 'POST', shown.action_url);
    if (!shown) {
      continue;
    }
    assert.ok(post, `${path} sends to ${shown.action_url}`);
    forms++;
    for (const field of shown.fields.filter(({ is_hidden: hidden }) => !hidden)) {
      const schema = post.form.properties[field.name];
      assert.ok(schema, `${path}: ${field.name} is not in the document`);
      const values = schema.enum ?? schema.items?.enum;
      for (const { value } of values ? field.options : []) {
        assert.ok(values.includes(value), `${path}: ${field.name} offers ${value}`);
      }
    }
    const missing = (post.form.required ?? []).filter((name) =>
      !shown.fields.some((field) => field.name === name));
    assert.ok(missing.every((name) => drawnByThePage(path, name)), `${path}: ${missing}`);
  }
  assert.ok(forms > 30, `${forms} forms`);
});

/** Fields that a page does not list, but draws among what they are about. */
function drawnByThePage(path, name) {
  return /\/(derivar|autorizacion)$/.test(path.split('?')[0]) && ['provider'].includes(name);
}

test('a refused form has one of the statuses that the document names', async () => {
  for (const { route, path, login } of all.routes('POST')) {
    const client = await all.net.as(login);
    const refused = () => client.send('POST', path, { body: 'a=%ff' });
    // reading has held the loop: a connection may have ended without being noticed
    const { status } = await refused().catch(refused);
    const named = Object.keys(document.paths[route.pattern].post.responses).map(Number);
    assert.ok(named.includes(status), `${path}: ${status}`);
  }
});

test('each page sends what its template is said to read, and beside it only what is listed', () => {
  const more = new Map();
  for (const [path, view, route] of views()) {
    compare(view, [route.schema], (key) => more.set(key, path));
  }
  const unlisted = [...more].filter(([key]) => !NOT_PRINTED.has(key));
  assert.deepEqual(unlisted, []);
  const needless = [...NOT_PRINTED].filter((key) => !more.has(key));
  assert.deepEqual(needless, [], 'they are printed by now, or sent no longer');
});

test('what a template prints is a text, a number or a flag', () => {
  const wrong = [];
  for (const [path, view, route] of views()) {
    compare(view, [route.schema], () => {}, (key, value, types) =>
      wrong.push(`${path}: ${key} is ${JSON.stringify(value).slice(0, 60)}, not ${types}`));
  }
  assert.deepEqual(wrong, []);
});

/** Goes through a view beside the schemas of its place: keys that none of them reads, and values
 * that are of no type that their readers name. */
function compare(view, schemas, unread, mistyped = () => {}) {
  for (const [key, value] of Object.entries(view)) {
    const readers = readersOf(key, schemas);
    if (readers.length === 0) {
      unread(key);
      continue;
    }
    for (const { type } of readers.filter((reader) => reader.type)) {
      if (!type.includes(value === null ? 'null' : typeof value)) {
        mistyped(key, value, type);
      }
    }
    for (const inner of [value].flat().filter((one) => one && typeof one === 'object')) {
      compare(inner, readers, unread, mistyped);
    }
  }
}

/** [path, view, route] of every page that answered. */
function views() {
  return all.logins.flatMap((login) => [...all.pages.get(login)]
    .filter(([, { status, view, route }]) => status === 200 && view && route.schema)
    .map(([path, { view, route }]) => [path, view, route]));
}

function resolved({ $ref, ...schema }) {
  return $ref ? $ref.slice(2).split('/').reduce((at, part) => at?.[part], document) : schema;
}

/** Every schema that speaks of this place: itself and those that it includes. */
function partsOf(schema) {
  const whole = resolved(schema);
  return [whole, ...(whole.allOf ?? []).flatMap(partsOf)];
}

const readers = new Map(); // schema → key → what readersIn() found

/** Schemas of a key: where a template reads it, at this place or inside it, since a name that is
 * not found is looked for further out. */
function readersOf(key, schemas) {
  return [...new Set(schemas.flatMap((schema) => readersIn(schema, key)))];
}

function readersIn(schema, key) {
  const known = readers.get(schema) ?? new Map();
  readers.set(schema, known);
  if (!known.has(key)) {
    known.set(key, partsOf(schema).flatMap(({ properties = {} }) =>
      Object.entries(properties).flatMap(([name, inner]) =>
        [...(name === key ? [inner] : []), ...readersIn(inner, key)])));
  }
  return known.get(key);
}
