// Walking the whole program: its routes as /api/openapi.json tells them, the pages that a person
// can reach by following links, and what stands in the database before and after.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** [{ id, method, pattern, permission, changes, form (of the body), forms (by name), schema }] */
export async function routesOf(client) {
  const { paths } = (await client.send('GET', '/api/openapi.json')).view;
  return Object.entries(paths).flatMap(([pattern, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const body = operation.requestBody?.content['application/x-www-form-urlencoded'].schema;
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        pattern,
        permission: operation['x-permission'],
        changes: body?.properties._command !== undefined,
        form: body,
        forms: operation['x-forms'],
        schema: operation.responses['200'].content?.['application/json'].schema,
      };
    }));
}

/** The pattern's path with its names filled: "/personas/{person}", { person: … }. */
export function pathOf(pattern, ids) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => ids[name]);
}

const shapes = new Map(); // of patterns: a walk asks for each route at each of thousands of links

/** True when the path (without its query) is one of the pattern's. */
export function fits(pattern, path) {
  if (!shapes.has(pattern)) {
    const shape = pattern.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/?]+');
    shapes.set(pattern, new RegExp(`^${shape}(\\?|$)`));
  }
  return shapes.get(pattern).test(path);
}

/** As route_find(): the first that fits, and a path that is written out goes before a name. */
export function routeOf(routes, method, path) {
  const fitting = routes.filter((route) => route.method === method && fits(route.pattern, path));
  return fitting.find((route) => !route.pattern.includes('{')) ?? fitting[0];
}

/** Every address inside a view: values of keys that are, or end in, "url" or "href". */
export function addressesIn(view) {
  const found = [];
  const look = (value, key) => {
    if (Array.isArray(value)) {
      value.forEach((one) => look(one, key));
    } else if (value && typeof value === 'object') {
      Object.entries(value).forEach(([name, one]) => look(one, name));
    } else if (typeof value === 'string' && /(^|_)(url|href)$/.test(key) && value.startsWith('/')) {
      found.push(value.split('#')[0]);
    }
  };
  look(view, '');
  return [...new Set(found)];
}

/** Addresses of links and forms, as the page for people has them. */
export function linksIn(html) {
  const found = [...html.matchAll(/(?:href|action|formaction)="(\/[^"#]*)/g)]
    .map(([, path]) => path.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
  return [...new Set(found)].filter((path) => !path.startsWith('/a/'));
}

/**
 * Follows links from `starts`: Map path → { route, status, view, addresses } of every GET route
 * that answered (addresses that only a POST has left out). At most `each` pages of one pattern.
 * `look` is shown each as a browser gets it.
 */
export async function crawl(client, routes, starts = ['/hoy'],
  { each = 12, look = () => {} } = {}) {
  const pages = new Map();
  const counts = new Map();
  const known = new Set(starts);
  for (const path of known) { // and over what is added meanwhile
    const route = routeOf(routes, 'GET', path);
    const count = counts.get(route?.pattern) ?? 0;
    if (!route || count >= each) {
      continue;
    }
    counts.set(route.pattern, count + 1);
    const { status, view } = await client.send('GET', path);
    const page = await client.send('GET', path, { accept: 'text/html' });
    look(path, page);
    const leads = page.headers.get('location');
    const addresses = [...addressesIn(view), ...linksIn(page.text), ...(leads ? [leads] : [])];
    pages.set(path, { route, status, view, addresses: new Set(addresses) });
    addresses.forEach((address) => known.add(address));
  }
  return pages;
}

// Kept of reads and of refused attempts too: the log, the guard of log-ins.
const ALSO_OF_READS = ['audit', 'audit_checkpoint', 'command', 'login_guard'];

/** What the database answers to one question, read beside the program. */
export function ask(dir, sql) {
  return execFileSync('sqlite3', ['-readonly', '-bail', join(dir, 'amparo.db'), sql],
    { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 }).trimEnd();
}

/** What somebody does who has the file and not the program, also while the program writes. */
export function force(dir, sql) {
  execFileSync('sqlite3', ['-bail', '-cmd', '.timeout 5000', join(dir, 'amparo.db'), sql]);
}

/** What stands in the database, as text, without what reads leave too. */
export function dump(dir, { without = ALSO_OF_READS } = {}) {
  const tables = ask(dir, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .split('\n').filter((name) => name && !without.includes(name));
  return ask(dir, `.dump --data-only ${tables.map((name) => `"${name}"`).join(' ')}`);
}
