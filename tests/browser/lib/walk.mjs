// All pages that there are to look at: every GET route that a role may open, found by following the
// links of a network in which the main job has been done in many ways.
import assert from 'node:assert/strict';

import { FIRST_CONTACT, awaken, prepare, press, reply, sectionsOf, todayOf }
  from '../../acceptance/lib/transfers.mjs';
import { addNeed, answer, fill, meetPerson, openInEmergency, refer, slipOf }
  from '../../acceptance/lib/acts.mjs';
import { Client, problemsOf } from '../../acceptance/lib/client.mjs';
import { conferences } from '../../acceptance/lib/conference.mjs';
import { mainJob } from '../../acceptance/lib/main_job.mjs';
import { crawl, routesOf } from '../../acceptance/lib/walk.mjs';

/** She who is met besides the person of the main job. */
export const OTHER = 'Nayeli Tzoc Ixchel';

/** The routes that are no page: they lead on, or answer programs. */
export const NO_PAGES = ['/', '/api/openapi.json', '/salud', '/personas/{person}/nombre',
  '/registro-de-accesos/registro.csv',
  '/practica', '/practica/conversar']; // there only where one practises

export const LOGINS = ['gestora', 'clinica', 'coordinadora', 'admin', 'auditora', 'supervisora',
  'gestora2', 'guardia', 'manta'];
/** Of whom only these are looked at: what else they may open, others with the role have opened. */
const ONLY = { guardia: '/emergencia', manta: '/transferencias' };
const STARTS = ['/hoy', '/personas', '/derivaciones', '/servicios', '/servicios/importar',
  '/sin-respuesta', '/equipo', '/registro-de-accesos', '/ayuda', '/personas/nueva',
  '/personas/nueva/autorizacion', '/personas/nueva/informacion', '/entrar', '/activar',
  '/desbloquear', '/recuperar', '/reuniones', '/cuenta', '/cuenta/hoja', '/emergencia',
  '/hoja-de-recuperacion', '/hoja-de-recuperacion/otra', '/hoja-de-recuperacion/guardada',
  '/transferencias', '/transferencias/pedir', '/supervision', '/confidencialidad'];
const EACH = 8;

/** More than the main job has: somebody who is not to be called, accepted at one place, with an
 *  emergency at another. Addresses to begin with: states that there is one of. */
export async function fillNetwork(net) {
  const { referrals, back, url: hers } = await mainJob(net);
  const gestora = await net.as('gestora');
  const { person } = await meetPerson(gestora, { name: OTHER, phone: undefined,
    may_contact: 'no', contact_rule: undefined });
  const { code } = await refer(gestora, person,
    { service: 'SRH', to: 'Clínica', priority: 'urgent' });
  const slip = await slipOf(await net.as('clinica'), code);
  await answer(await net.as('clinica'), slip, 'recibir');
  await answer(await net.as('clinica'), slip, 'aceptar');
  await addNeed(gestora, person, { service: 'CMR', priority: 'emergency' });
  await refer(gestora, person, { service: 'CMR', to: 'Clínica', priority: 'emergency' });
  const { prepared, held, approved, meeting } = await conferences(net);
  await openInEmergency(net, hers);
  await useSheet(net);
  const { draft } = referrals;
  return [...await transfers(net), ...back, `${draft.url}/autorizacion`, `${draft.url}/vista`, prepared, held, approved, meeting,
    ...Object.values(referrals).map(({ url }) => url)];
}

/** The code of gestora's organisation's recovery sheet. */
export const sheetOf = (net) =>
  net.made.organisations.find(({ name }) => name.startsWith('Casa Ceiba')).recovery_code;

/** A colleague came back with new keys, and two others gave back with the sheet what they had held: the
 *  new sheet waits to be printed. */
async function useSheet(net) {
  const [admin, one, two] = await Promise.all(['admin', 'gestora2', 'gestora']
    .map((login) => net.as(login)));
  const { organisations } = await admin.getJson('/equipo');
  const { member_url: lost } = organisations.flatMap(({ members }) => members)
    .find(({ login }) => login === 'enlace');
  await admin.getJson(`${lost}/acceso`);
  await admin.post(`${lost}/acceso`);
  const { told_code: code } = await admin.getJson(`${lost}/acceso`);
  await new Client(net.url).activate({ login: 'enlace', code });
  await one.getJson(`${lost}/acceso`);
  await one.post(`${lost}/hoja`);
  await two.getJson(`${lost}/hoja/confirmar`);
  const used = await two.post(`${lost}/hoja/confirmar`, { code: sheetOf(net) });
  assert.equal(used.go, '/hoja-de-recuperacion', problemsOf(used));
}

/** To another unit: one prepared with its question for room, one that waits for an answer, one
 * accepted, one that has arrived; and somebody whom that unit asks for. */
async function transfers(net) {
  await awaken(net, 'manta');
  const [gestora, supervisora, manta] = [await net.as('gestora'), await net.as('supervisora'),
    await net.as('manta')];
  const to = 'Espacio Seguro Manta';
  const leave = async () => {
    const { person, url } = await meetPerson(gestora);
    const { identity: { code } } = await gestora.getJson(url);
    await prepare(gestora, person, { to });
    await press(gestora, person);
    const asked = (await todayOf(supervisora)).find((row) => row.kind === 'approval' &&
      row.code === code);
    await fill(supervisora, asked.act_url, { answer: 'yes' });
    await press(gestora, person);
  };
  const paths = [];
  for (const step of ['none', 'accepted', 'arrived']) {
    await leave();
    const address = (await sectionsOf(manta)).received.map(({ url }) => url)
      .find((url) => !paths.includes(url));
    paths.push(address);
    const transfer = address.split('/')[2];
    if (step !== 'none') {
      await reply(manta, transfer, 'aceptar', { owner: '@Viviana' });
    }
    if (step === 'arrived') {
      await reply(manta, transfer, 'primer-contacto',
        { ...FIRST_CONTACT, when: '2026-11-23T08:30' });
    }
  }
  const draft = await meetPerson(gestora);
  const preview = await prepare(gestora, draft.person, { to, ask_room: 'yes' });
  const { identity: { code } } = await gestora.getJson(draft.url);
  await fill(manta, '/transferencias/pedir', { code, how: 'here' });
  return [...paths, preview, preview.replace('/vista', '/autorizacion')];
}

/** { pages: [{ login, path, pattern, first, routeFirst }], patterns, unseen } */
export async function pagesOf(net, starts) {
  const routes = await routesOf(await net.as('gestora'));
  const patterns = routes.filter(({ method, pattern }) => method === 'GET'
    && !NO_PAGES.includes(pattern)).map(({ pattern }) => pattern);
  const pages = [];
  const seen = new Set();
  const all = await Promise.all(LOGINS.map(async (login) => ({ login,
    found: await crawl(await net.as(login), routes, [...starts, ...STARTS], { each: EACH }) })));
  for (const { login, found } of all) {
    for (const [path, { route, status }] of found) {
      if (status === 200 && !NO_PAGES.includes(route.pattern) &&
        route.pattern.startsWith(ONLY[login] ?? '/')) {
        const pair = `${login} ${route.pattern}${queryNames(path)}`;
        pages.push({ login, path, pattern: route.pattern, first: !seen.has(pair),
          routeFirst: !seen.has(route.pattern) });
        seen.add(pair).add(route.pattern);
      }
    }
  }
  return { pages, patterns, unseen: patterns.filter((pattern) => !seen.has(pattern)) };
}

function queryNames(path) {
  return [...new URL(path, 'http://x').searchParams.keys()].sort().join('&');
}

/** A name for the picture of a page. */
export function slugOf(login, path) {
  const words = path.replace(/[0-9a-f]{32}/g, 'x').replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return `${words || 'inicio'}-${login}`;
}
