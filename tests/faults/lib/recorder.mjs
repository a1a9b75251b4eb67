// What people do, kept so that it can be done again: of each route the first request that was
// answered as they wanted, with the deployment as it stood right before it.
//
//   const recorder = new Recorder(folder);
//   const net = await openNetwork({ browser: recorder.browser });
//   await recorder.begin(net);
//   …
//   recorder.requests; // { route, login, path, fields, noted, kept, clock, phones }
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { meetPerson } from '../../acceptance/lib/acts.mjs';
import { Client } from '../../acceptance/lib/client.mjs';
import { routeOf, routesOf } from '../../acceptance/lib/walk.mjs';

const run = promisify(execFile);

/** Who comes without having signed in. */
export const NOBODY = 'nobody';

export class Recorder {
  constructor(folder) {
    this.folder = folder;
    this.known = new Map(); // route's id → request
    this.table = [];
    const recorder = this;
    this.browser = class extends Client {
      async signIn(login, password) {
        await super.signIn(login, password);
        this.login = login;
        return this;
      }

      /** As browsers do, a page is asked for anew where the connection had been closed meanwhile. */
      send(method, path, options) {
        const send = () => super.send(method, path, options);
        return recorder.record(this, method, path, options, () => send().catch((error) => {
          if (method !== 'GET' || !/hang up|ECONNRESET/.test(error)) {
            throw error;
          }
          return send();
        }));
      }
    };
  }

  /** From now on here, where somebody has a case, for notes, whatever else happens. */
  async begin(net) {
    this.net = net;
    this.table = [];
    this.noted = (await meetPerson(await net.as('gestora'))).person;
    this.table = await routesOf(new Client(net.url));
  }

  get requests() {
    return [...this.known.values()];
  }

  async record(client, method, path, { body } = {}, send) {
    const route = routeOf(this.table, method, path);
    const come = client.login || route?.permission === 'anyone';
    if (!route || !come || this.known.has(route.id)) {
      return send();
    }
    const now = await this.now();
    const answer = await send();
    const { go, code } = answer.view ?? {}; // what is made may be told on the page
    const wanted = answer.status < 400 && (!route.changes || go || code);
    if (!wanted || this.known.has(route.id)) { // meanwhile, by somebody else
      rmSync(now.kept, { recursive: true });
    } else {
      this.known.set(route.id, { route, login: client.login ?? NOBODY, path, ...now,
        fields: body === undefined ? undefined : manyOf(new URLSearchParams(body)) });
    }
    return answer;
  }

  /** The deployment as it stands while its server runs, which may close a connection meanwhile. */
  async now() {
    this.count = (this.count ?? 0) + 1;
    const kept = join(this.folder, `kept-${this.count}`);
    mkdirSync(kept, { mode: 0o700 });
    readdirSync(this.net.dir).filter((name) => !name.startsWith('amparo.db'))
      .forEach((name) => cpSync(join(this.net.dir, name), join(kept, name), { recursive: true }));
    await run('sqlite3', ['-readonly', '-bail', join(this.net.dir, 'amparo.db'),
      `.backup --async '${join(kept, 'amparo.db')}'`]);
    chmodSync(join(kept, 'amparo.db'), 0o600);
    const phones = new Map(this.net.phones);
    return { kept, noted: this.noted, clock: this.net.clock.now, phones };
  }
}

function manyOf(params) {
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]));
}
