// A network in which the main job has been done, and every page that its people can reach there:
// what tests that walk every route stand on.
import { randomBytes } from 'node:crypto';

import { Client } from './client.mjs';
import { mainJob } from './main_job.mjs';
import { openNetwork } from './network.mjs';
import { addressesIn, crawl, pathOf, routeOf, routesOf } from './walk.mjs';

/** One account for each role, and whom each permission is for: the access matrix. */
const CASE_WORKERS = ['gestora', 'supervisora'];
const ACCOUNTS = [...CASE_WORKERS, 'clinica', 'coordinadora', 'admin', 'auditora'];
const MAY = {
  anyone: ACCOUNTS,
  signed_in: ACCOUNTS,
  work: ACCOUNTS,
  open_cases: CASE_WORKERS,
  refer: CASE_WORKERS,
  answer: ['clinica'],
  list_referrals: [...CASE_WORKERS, 'clinica'],
  read_map: ACCOUNTS.filter((login) => login !== 'auditora'),
  edit_map: ['coordinadora'],
  coordinate: ['coordinadora'],
  administer: ['admin'],
  audit: ['auditora'],
};

/** Who has the role that a page of this object asks for, and no key of the one in the story. */
const KEYLESS = { person: 'gestora2', slip: 'consultorio' };

export class Surroundings {
  static async open(options) {
    const all = new Surroundings();
    all.net = await openNetwork(options);
    all.story = await mainJob(all.net);
    all.table = await routesOf(all.browser());
    all.logins = ACCOUNTS;
    all.pages = new Map();
    for (const login of ACCOUNTS) {
      const client = await all.net.as(login);
      all.pages.set(login, await crawl(client, all.table, ['/', '/hoy', '/ayuda']));
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
    return [...this.pages.get(login).keys()];
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

  /** Patterns that nobody's pages lead to. */
  neverReached() {
    const reached = new Set();
    for (const pages of this.pages.values()) {
      for (const [path, { route, view }] of pages) {
        reached.add(`GET ${route.pattern}`);
        for (const address of [path, ...addressesIn(view)]) {
          for (const method of ['GET', 'POST']) {
            const route = routeOf(this.table, method, address);
            reached.add(route && `${method} ${route.pattern}`);
          }
        }
      }
    }
    return this.table.map((route) => `${route.method} ${route.pattern}`)
      .filter((one) => !reached.has(one));
  }

  /** An address of this route on a page of that person. */
  addressOf(route, login) {
    for (const [path, { view }] of this.pages.get(login) ?? []) {
      for (const address of [path, ...addressesIn(view)]) {
        if (routeOf(this.table, route.method, address) === route) {
          return address;
        }
      }
    }
    return undefined;
  }
}
