// A network in which the main job has been done, and every page that its people can reach there:
// what tests that walk every route stand on.
import { randomBytes } from 'node:crypto';

import { fill, memberOf, openInEmergency } from './acts.mjs';
import { Client } from './client.mjs';
import { conferences } from './conference.mjs';
import { mainJob } from './main_job.mjs';
import { openNetwork } from './network.mjs';
import { crawl, pathOf, routeOf, routesOf } from './walk.mjs';

/** One account for each role, and whom each permission is for: the access matrix. */
const CASE_WORKERS = ['gestora', 'supervisora', 'guardia'];
const ACCOUNTS = [...CASE_WORKERS, 'clinica', 'coordinadora', 'admin', 'auditora'];
const MAY = {
  anyone: ACCOUNTS,
  signed_in: ACCOUNTS,
  work: ACCOUNTS,
  open_cases: CASE_WORKERS,
  supervise: ['supervisora'],
  refer: CASE_WORKERS,
  answer: ['clinica'],
  list_referrals: [...CASE_WORKERS, 'clinica'],
  read_map: ACCOUNTS.filter((login) => login !== 'auditora'),
  meet_about_cases: [...CASE_WORKERS, 'clinica', 'coordinadora'],
  tell_breach: ACCOUNTS.filter((login) => login !== 'auditora'),
  edit_map: ['coordinadora'],
  coordinate: ['coordinadora'],
  see_team: ACCOUNTS.filter((login) => login !== 'auditora'),
  administer: ['admin'],
  audit: ['auditora'],
};

/** Where pages begin, and where only an answer to a form leads. */
const STARTS = ['/', '/hoy', '/ayuda', '/entrar', '/activar', '/desbloquear',
  '/personas/nueva/autorizacion', '/personas/nueva/informacion', '/personas/nueva/datos',
  '/personas/nueva/menor',
  '/cuenta/hoja'];
/** For programs; what is asked where a second step is (second_step.test.mjs), and what is offered
 * while somebody's new access waits (new_access.test.mjs). */
const NO_PAGES = ['GET /api/openapi.json', 'GET /salud', 'GET /entrar/codigo',
  'POST /entrar/codigo', 'GET /entrar/segundo-paso', 'POST /entrar/segundo-paso',
  'POST /equipo/{member}/acceso/devolver', 'POST /equipo/{member}/hoja',
  'GET /hoja-de-recuperacion', 'GET /hoja-de-recuperacion/otra',
  'POST /hoja-de-recuperacion/otra', 'GET /hoja-de-recuperacion/guardada',
  'POST /hoja-de-recuperacion/guardada',
  // where one practises (practice.test.mjs)
  'GET /practica', 'GET /practica/conversar', 'POST /practica/de-nuevo',
  // what two units do with a transfer, from sent to the archive (transfer.test.mjs)
  'GET /transferencias/{transfer}', 'GET /transferencias/{transfer}/aceptar',
  'POST /transferencias/{transfer}/aceptar', 'GET /transferencias/{transfer}/no-aceptar',
  'POST /transferencias/{transfer}/no-aceptar', 'GET /transferencias/{transfer}/contacto',
  'GET /transferencias/{transfer}/encuentro', 'POST /transferencias/{transfer}/encuentro',
  'GET /transferencias/{transfer}/si-no-llega', 'POST /transferencias/{transfer}/si-no-llega',
  'GET /transferencias/{transfer}/no-llego', 'POST /transferencias/{transfer}/no-llego',
  'GET /transferencias/{transfer}/primer-contacto',
  'POST /transferencias/{transfer}/primer-contacto', 'GET /transferencias/{transfer}/devolver',
  'POST /transferencias/{transfer}/devolver', 'GET /transferencias/archivo/{archive}',
  'POST /transferencias/archivo/{archive}/cerrar', 'GET /transferencias/cupo/{question}',
  'POST /transferencias/cupo/{question}', 'GET /transferencias/pedidos/{pull}',
  'POST /transferencias/pedidos/{pull}', 'GET /personas/{person}/transferir/vista',
  'POST /personas/{person}/transferir/vista', 'POST /personas/{person}/transferir/anotar',
  'POST /personas/{person}/transferir/retirar',
  // what those who serve somebody learn of it (transfer.test.mjs)
  'POST /derivaciones/{slip}/enterado',
  'GET /personas/{person}/derivaciones/{referral}/quien-acompana',
  'POST /personas/{person}/derivaciones/{referral}/quien-acompana'];

/** Who has the role that a page of this object asks for, and no key of the one in the story. */
const KEYLESS = { person: 'gestora2', slip: 'consultorio' };

/** The main job and what stands beside it: the story of the main job. */
export async function tellAll(net) {
  const story = await mainJob(net);
  await conferences(net);
  await openInEmergency(net, story.url);
  await disable(net, 'clinica2'); // so that there is somebody to come back, and a key to finish
  return story;
}

export class Surroundings {
  static async open(options) {
    return Surroundings.over(await openNetwork(options));
  }

  /** On a network in which nothing was done yet, or nothing that is in the way. */
  static async over(net) {
    const all = new Surroundings();
    all.net = net;
    all.story = await tellAll(net);
    all.table = await routesOf(all.browser());
    for (const login of Object.values(KEYLESS)) {
      await (await all.net.as(login)).getJson('/hoy'); // what was left to be said to them
    }
    await all.net.another('gestora'); // a session that she can end from the other
    all.logins = ACCOUNTS;
    all.pages = new Map();
    all.found = new Map();
    for (const login of ACCOUNTS) {
      const client = await all.net.as(login);
      all.pages.set(login, await crawl(client, all.table, STARTS, { each: 16 }));
      all.found.set(login, all.addressesFound(login));
    }
    return all;
  }

  close() {
    return this.net.stop();
  }

  browser() {
    return new Client(this.net.url);
  }

  pagesOf(login) {
    return [...this.pages.get(login)].filter(([, { status }]) => status < 400)
      .map(([path]) => path);
  }

  may(login, route) {
    return MAY[route.permission].includes(login);
  }

  /** Every route of a method with an address that exists: { route, path, login, open }. */
  routes(method) {
    return this.table.filter((route) => route.method === method).flatMap((route) => {
      const login = MAY[route.permission].find((one) => this.addressOf(route, one)) ??
        MAY[route.permission][0];
      const path = this.addressOf(route, login) ?? pathOf(route.pattern, this.story.ids);
      return [{ route, path, login, open: route.permission === 'anyone' }];
    });
  }

  refusedTo(login) {
    return ['GET', 'POST'].flatMap((method) =>
      this.routes(method).filter(({ route }) => !this.may(login, route))
        .map(({ path }) => ({ method, path })));
  }

  /** Routes of one object, for somebody whose role may and whose keys do not open it. */
  keyless() {
    return this.table.flatMap((route) => {
      const name = Object.keys(KEYLESS).find((one) => route.pattern.includes(`{${one}}`));
      if (!name) {
        return [];
      }
      const { ids } = this.story;
      return [{
        login: KEYLESS[name],
        route,
        theirs: pathOf(route.pattern, ids),
        unknown: pathOf(route.pattern, { ...ids, [name]: randomBytes(16).toString('hex') }),
      }];
    });
  }

  /** Routes that nobody's pages lead to. */
  neverReached() {
    const reached = new Set(NO_PAGES);
    for (const found of this.found.values()) {
      [...found.keys()].forEach((name) => reached.add(name));
    }
    return this.table.map(nameOf).filter((name) => !reached.has(name));
  }

  /** An address of this route on a page of that person. */
  addressOf(route, login) {
    return this.found.get(login)?.get(nameOf(route));
  }

  /** Route → the first address of it that this person's pages have. */
  addressesFound(login) {
    const found = new Map();
    const paths = [...this.pages.get(login)].flatMap(([path, page]) => [path, ...page.addresses]);
    for (const path of new Set(paths)) {
      for (const method of ['GET', 'POST']) {
        const route = routeOf(this.table, method, path);
        if (route && !found.has(nameOf(route))) {
          found.set(nameOf(route), path);
        }
      }
    }
    return found;
  }
}

async function disable(net, login) {
  const admin = await net.as('admin');
  await fill(admin, await memberOf(admin, login, 'desactivar'), {});
}

function nameOf({ method, pattern }) {
  return `${method} ${pattern}`;
}
