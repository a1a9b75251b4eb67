// Memory runs out at one allocation after the other, over every route with everybody whose role
// may use it. The program's rule is to stop there (base/arena.h): so each is a power cut at the
// worst moment. The next start serves, the log verifies, and what was acknowledged is there, once.
//
// A request is made once as it is, which tells who asks for memory: which calls led there. Then it
// is made again with each of them refused. Where another person's request of the same route comes
// to the same place by the same calls, that is tried once.
//
// All on one copy of the deployment, made anew only when the request has changed it: so each start
// is the one after a stop, and finds every note acknowledged before the stops so far. What a stop
// spoils stays spoilt: `amparo verify --keys` runs after all of a request's, and wherever one that
// changes something had come to write.
//
// Each single one takes long: `script/test faults` does it. Among all parts FAULT_ALLOCATIONS says
// how many are tried, spread evenly over routes and people, and over the allocations of each.
import assert from 'node:assert/strict';
import { cpSync, rmSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { addNote, notesOf } from '../acceptance/lib/acts.mjs';
import { Client, formBody } from '../acceptance/lib/client.mjs';
import { inOrderFor } from '../acceptance/lib/forms.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { mustRun, startServer, temporaryFolder } from '../acceptance/lib/server.mjs';
import { Surroundings } from '../acceptance/lib/surroundings.mjs';
import { Phone } from '../acceptance/lib/totp.mjs';
import { openTwoSteps } from '../acceptance/lib/two_steps.mjs';
import { pathOf } from '../acceptance/lib/walk.mjs';
import { workOnCases } from './lib/casework.mjs';
import { Memory, TRIES, endedThere, spread } from './lib/failing.mjs';
import { handOver } from './lib/handing.mjs';
import { NOBODY, Recorder } from './lib/recorder.mjs';
import { workOnTeam } from './lib/teamwork.mjs';

/** Trials for each processor: they wait more than they reckon. */
const AT_ONCE = 3;
/** What was read is on record within this time (host/writer.h). */
const RECORDED_MS = 150;
/** Names of routes; without it all. */
const ONLY = process.env.FAULT_ROUTES?.split(' ');
/** What nobody does here, only asks for. */
const REFUSED = {
  start: 'leads on', six_show: 'leads on', child_show: 'leads on',
  practice: 'in practice.test', practice_talk: 'in practice.test', practice_anew: 'in practice.test',
};
/** What belongs to a session, done in it right before; fields that hold in it alone. */
const BEFORE = {
  unlock: async (client) => {
    await client.post('/ocultar');
    await client.getJson('/desbloquear');
  },
  app: async (client, trial) => {
    const { app } = await client.getJson('/cuenta/segundo-paso');
    return { app_code: trial.codeOf(new Phone(app.key)) };
  },
  setup: async (client, trial) => {
    const { key } = await client.getJson('/entrar/segundo-paso');
    return { app_code: trial.codeOf(new Phone(key)) };
  },
  code: async (client, trial) => {
    await client.getJson('/entrar/codigo');
    return { app_code: trial.codeOf(trial.phones.get(trial.login)) };
  },
};
/** Before the code of the phone. */
const HALF = ['code_show', 'code'];
const TEXT = 'nota que quedó anotada';

let table;
let folder;
let requests; // { route, login, path, noted, kept, clock, phones, fields }
const running = new Set(); // servers, for a test that fails halfway
before(async () => {
  folder = temporaryFolder();
  const recorder = new Recorder(folder);
  await within(recorder, async (net) => {
    await workOnCases(net);
    await workOnTeam(net);
    await handOver(net);
  });
  await within(recorder, async (net) => {
    await net.as('gestora2');
    await net.as('gestora2');
  }, (options) => openTwoSteps({}, options));
  await within(recorder, async (net) => {
    const all = await Surroundings.over(net);
    ({ table } = all);
    const now = await recorder.now();
    const walked = table.flatMap((route) => all.logins.filter((login) => all.may(login, route))
      .map((login) => ({ route, login, ...now,
        path: all.addressOf(route, login) ?? pathOf(route.pattern, all.story.ids) })));
    requests = [...recorder.requests, ...walked]
      .filter(({ route }) => !ONLY || ONLY.includes(route.id));
  });
});
after(async () => {
  await Promise.all([...running].map((server) => server.kill()));
  rmSync(folder, { recursive: true });
});

/** In a network of its own, which is over then. */
async function within(recorder, act, open = openNetwork) {
  const net = await open({ browser: recorder.browser });
  try {
    await recorder.begin(net);
    await act(net);
  } finally {
    await net.stop();
  }
}

test('at every allocation of every route: nothing acknowledged is lost, everything verifies',
  async (t) => {
    const waiting = spread(requests, TRIES).map((request, i) => ({ ...request, i }));
    const told = { tried: 0, requests: waiting.length, asked: 0, missed: 0,
      places: new Set(), done: new Set() };
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await tryRequest(next, told);
      }
    };
    await Promise.all(cpus().flatMap(() => Array.from({ length: AT_ONCE }, worker)));
    t.diagnostic(`${told.tried - told.missed} of ${told.tried} tried ended the program there, of ` +
      `${told.asked} allocations in ${told.requests} requests of ${requests.length}`);
    assert.ok(told.missed < 0.1 * told.tried, `${told.missed} of ${told.tried} missed`);
    if (TRIES === Infinity) {
      const never = (ONLY ?? table.map(({ id }) => id)).filter((id) => !told.done.has(id));
      assert.deepEqual(never.filter((id) => !REFUSED[id]), [],
        'whoever comes with a route does it once, where this walk begins');
      assert.deepEqual(Object.keys(REFUSED).filter((id) => told.done.has(id)), []);
    }
  });

/** One request at each of its allocations that no other one of the route had, or at one of them. */
async function tryRequest(request, told) {
  const trial = new Trial(request, told);
  await trial.begin();
  const whole = await trial.carryOut(0);
  if (wasDone(request.route, whole.answer)) {
    told.done.add(request.route.id);
  }
  if (request.route.method === 'POST') {
    await trial.begin();
  }
  const { callers } = whole;
  told.asked += callers.length;
  assert.ok(callers.length > 0, `${request.route.id} asks for no memory`);
  const chosen = TRIES === Infinity ? callers : [callers[(request.i * 7) % callers.length]];
  for (const caller of chosen) {
    const key = `${request.route.id} ${caller}`;
    if (!told.places.has(key)) {
      told.places.add(key);
      await trial.refuse(1 + callers.indexOf(caller), caller, whole);
    }
  }
  await trial.finish();
}

/** Not refused: it came to what the route is for. What is done may be answered with a page. */
const wasDone = ({ method }, { status }) => (method === 'GET' ? status === 200 : status < 400);

/** A deployment on which one request is made again and again. */
class Trial {
  constructor(request, told) {
    Object.assign(this, request, { told, folder: temporaryFolder() });
    this.dir = join(this.folder, 'data');
    this.memory = new Memory(this.folder);
  }

  /** A copy on which nothing has happened. */
  async begin() {
    rmSync(this.dir, { recursive: true, force: true });
    cpSync(this.kept, this.dir, { recursive: true });
    this.notes = [];
  }

  /** With the n-th refused, for which `caller` asks unless others ask meanwhile: then once more. */
  async refuse(n, caller, whole) {
    const what = `${this.login} ${this.route.id}, allocation ${n}`;
    let hit = false;
    for (let trial = 0; !hit && trial < 3; trial++) {
      const { end, log, wrote, fields, answer, callers } = await this.carryOut(n);
      if (end) {
        endedThere(end, log, what);
        assert.equal(callers.length, n, `${what}: asked for more after it was refused`);
      }
      hit = callers[n - 1] === caller && Boolean(end);
      if (this.route.method === 'POST' && (wrote || answer)) {
        await mustRun(['verify', '--keys', '--dir', this.dir]);
        await this.expectOnce(fields, answer, whole, what);
        await this.begin();
      }
    }
    this.told.tried += 1;
    this.told.missed += !hit;
  }

  /**
   * The request, where the n-th allocation from it on is refused (0: none). What was acknowledged
   * before is there, and a note is acknowledged right before it. { callers, end, log, wrote, fields,
   * answer }, with the answer if there was one.
   */
  async carryOut(n) {
    const { route, path } = this;
    const server = await this.serve(this.memory);
    const gestora = await this.findNotes(server);
    this.notes.push(`${TEXT} ${this.notes.length}`);
    await addNote(gestora, this.noted, { text: this.notes.at(-1) });
    const client = await this.come(server, gestora);
    const fields = route.method === 'POST'
      ? this.fields ?? inOrderFor(client, route.id) : undefined;
    const body = await this.bodyOf(client, fields);
    await wait(RECORDED_MS);
    const [before, state] = [this.memory.count, stateOf(this.dir)];
    this.memory.refuseAfter(n);
    const answer = await client.send(route.method, path, { body })
      .catch((error) => assert.match(String(error), /no answer/, error.stack));
    const end = await Promise.race([server.ended, wait(RECORDED_MS)]);
    const callers = this.memory.callers(before, this.memory.count);
    await server.kill(); // where it ended by itself, what was its own goes
    return { callers, end, log: server.log(), wrote: stateOf(this.dir) !== state, fields, answer };
  }

  /** Whoever makes the request. */
  async come(server, gestora) {
    const { route, login, path } = this;
    if (login !== NOBODY) {
      return login === 'gestora' ? gestora
        : this.enter(server, login, { half: HALF.includes(route.id) });
    }
    const client = new Client(server.url);
    await client.send('GET', path); // the token
    return client;
  }

  /** In, with the code of the phone where there is one. */
  async enter(server, login, { half } = {}) {
    const client = await new Client(server.url).signIn(login);
    const phone = this.phones.get(login);
    if (phone && !half) {
      await client.submit('/entrar/codigo', { app_code: this.codeOf(phone) });
    }
    await client.getJson('/ayuda'); // the session's token
    return client;
  }

  /** None is taken twice: of the next half minute, whatever server comes then. */
  codeOf(phone) {
    this.server.clock.advance({ seconds: 30 });
    this.clock = this.server.clock.now;
    return phone.code(this.clock.getTime());
  }

  /** The same fields, but for what belongs to the client's session. */
  async bodyOf(client, fields) {
    const own = this.fields && await BEFORE[this.route.id]?.(client, this);
    return fields && formBody({ ...fields, ...own, _csrf: client.csrf });
  }

  /** The same command once more: it is done once, and answered as it was, or as it would have been. */
  async expectOnce(fields, answer, whole, what) {
    const server = await this.serve();
    const gestora = await this.findNotes(server);
    if (this.route.changes && (answer ?? whole.answer).view?.go) {
      const client = await this.come(server, gestora);
      const body = await this.bodyOf(client, fields);
      const { status, view } = await client.send('POST', this.path, { body });
      assert.equal(status, whole.answer.status, what);
      if (answer) {
        assert.equal(view.go, answer.view.go, what);
      }
    }
    await server.stop();
  }

  /** Every note that was acknowledged, once, for who wrote it. */
  async findNotes(server) {
    const gestora = await this.enter(server, 'gestora');
    const found = await notesOf(gestora, this.noted);
    assert.deepEqual(found.filter((one) => one.startsWith(TEXT)).sort(), [...this.notes].sort(),
      `${this.login} ${this.route.id}`);
    return gestora;
  }

  /** With a memory that can be refused, or as it is deployed. */
  async serve(memory) {
    const options = { dir: this.dir, testClock: this.clock };
    const server = memory ? await memory.start(options) : await startServer(options);
    running.add(server);
    server.ended.then(() => running.delete(server));
    this.server = server;
    return server;
  }

  /** After all of them it is served, and everything verifies. */
  async finish() {
    await mustRun(['verify', '--keys', '--dir', this.dir]);
    const server = await this.serve();
    await this.findNotes(server);
    await server.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** Another one when anything was written. */
function stateOf(dir) {
  return ['amparo.db', 'amparo.db-wal'].map((name) => {
    const at = statSync(join(dir, name), { bigint: true, throwIfNoEntry: false });
    return at && `${at.size} ${at.mtimeNs}`;
  }).join();
}
