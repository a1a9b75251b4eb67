// All pages that there are to look at: every GET route that a role may open, found by following the
// links of a network in which the main job has been done in many ways.
import { addNeed, answer, meetPerson, openInEmergency, refer, slipOf }
  from '../../acceptance/lib/acts.mjs';
import { conferences } from '../../acceptance/lib/conference.mjs';
import { mainJob } from '../../acceptance/lib/main_job.mjs';
import { crawl, routesOf } from '../../acceptance/lib/walk.mjs';

/** She who is met besides the person of the main job. */
export const OTHER = 'Nayeli Tzoc Ixchel';

/** The routes that are no page: they lead on, or answer programs. */
export const NO_PAGES = ['/', '/api/openapi.json', '/salud', '/personas/{person}/nombre',
  '/registro-de-accesos/registro.csv'];

const LOGINS = ['gestora', 'clinica', 'coordinadora', 'admin', 'auditora', 'supervisora',
  'gestora2', 'guardia'];
/** Of whom only these are looked at: what else they may open, others with the role have opened. */
const ONLY = { guardia: '/emergencia' };
const STARTS = ['/hoy', '/personas', '/derivaciones', '/servicios', '/servicios/importar',
  '/sin-respuesta', '/equipo', '/registro-de-accesos', '/ayuda', '/personas/nueva',
  '/personas/nueva/autorizacion', '/personas/nueva/informacion', '/entrar', '/activar',
  '/desbloquear', '/recuperar', '/reuniones', '/cuenta', '/cuenta/hoja', '/emergencia'];
const EACH = 8;

/** More than the main job has: somebody who is not to be called, accepted at one place, with an
 *  emergency at another. Addresses to begin with: states that there is one of. */
export async function fillNetwork(net) {
  const { referrals, url: hers } = await mainJob(net);
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
  const { draft } = referrals;
  return [`${draft.url}/autorizacion`, `${draft.url}/vista`, prepared, held, approved, meeting,
    ...Object.values(referrals).map(({ url }) => url)];
}

/** { pages: [{ login, path, pattern, first, routeFirst }], patterns, unseen } */
export async function pagesOf(net, starts) {
  const routes = await routesOf(await net.as('gestora'));
  const patterns = routes.filter(({ method, pattern }) => method === 'GET'
    && !NO_PAGES.includes(pattern)).map(({ pattern }) => pattern);
  const pages = [];
  const seen = new Set();
  for (const login of LOGINS) {
    const found = await crawl(await net.as(login), routes, [...starts, ...STARTS], { each: EACH });
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
