// The invented network of data/demo-plan.json, with every account that does not wait activated.
//
//   const net = await openNetwork();                     // Monday 09:00 in the Valle Central
//   const gestora = await net.as('gestora');             // signed in
//   net.clock.advance({ days: 1 });
//   await net.as('gestora');                             // her session had locked: again signed in
//   await net.stop();
//
// Making the network takes seconds: it is made once for each build of the program and kept beside
// it, and every test gets a copy of its own. What its people do there is in acts.mjs.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Client } from './client.mjs';
import { DEMO_PLAN, PROGRAM, amparo, makeDeployment, startServer, temporaryFolder }
  from './server.mjs';

/** A Monday, 09:00 where Casa Ceiba is: everybody is at work. */
export const MONDAY = '2026-11-23T15:00:00Z';

const KEPT = join(dirname(PROGRAM), 'networks');
const IDLE_MS = 10 * 60_000; // well within the session's own

/** Everybody's login who does not wait, as the plan has them. */
export function logins() {
  return loginsOf(JSON.parse(readFileSync(DEMO_PLAN, 'utf8')));
}

function loginsOf(plan) {
  return plan.organisations
    .flatMap((organisation) => organisation.units ?? [])
    .flatMap((unit) => unit.members)
    .filter((member) => !member.waits)
    .map((member) => member.login);
}

/**
 * A running copy of the network.
 *
 * @param testClock  where its clock stands at first; false: the true time
 * @param browser    what its people come with (Client)
 * @param env, args  as startServer()
 */
export async function openNetwork({ testClock = MONDAY, ...options } = {}) {
  const kept = await keptNetwork(testClock !== false);
  const folder = temporaryFolder();
  cpSync(join(kept, 'data'), join(folder, 'data'), { recursive: true });
  const made = JSON.parse(readFileSync(join(kept, 'made.json'), 'utf8'));
  const net = new Network(folder, made, testClock, options);
  await net.start();
  return net;
}

/**
 * The network with another plan, made for one test: `change` gets the plan, `active` are those
 * whose accounts are activated (absent: as openNetwork(), and who came with the change).
 */
export async function openChangedNetwork(change, active) {
  const plan = JSON.parse(readFileSync(DEMO_PLAN, 'utf8'));
  change(plan);
  return openPlan(plan, active);
}

/** A network with a plan of its own. */
export async function openPlan(plan, active) {
  const folder = temporaryFolder();
  const path = join(folder, 'plan.json');
  const clock = join(folder, 'clock');
  writeFileSync(path, JSON.stringify(plan));
  writeFileSync(clock, `${BigInt(Date.parse(MONDAY)) * 1000n}\n`);
  const made = await makeDeployment(join(folder, 'data'),
    { plan: path, env: { AMPARO_TEST_CLOCK: clock } });
  const net = new Network(folder, made, MONDAY, {});
  await net.start();
  const used = new Set(active ?? loginsOf(plan));
  for (const member of made.members.filter(({ login }) => used.has(login))) {
    await new Client(net.url).activate(member);
  }
  return net;
}

class Network {
  constructor(folder, made, moment, options) {
    this.folder = folder;
    this.dir = join(folder, 'data');
    this.made = made;
    this.moment = moment;
    this.options = options;
    this.people = new Map();
  }

  /** Starts on the same folder again, after kill() or halt(); `options` are for this time only. */
  async start(options = {}) {
    const clock = this.moment === false ? {} : { testClock: this.clock?.now ?? this.moment };
    this.server = await startServer({ dir: this.dir, ...clock, ...this.options, ...options });
    this.clock = this.server.clock;
    this.url = this.server.url;
    this.port = this.server.port;
    this.people.clear();
  }

  /** That person's browser, signed in; a session that the clock has locked is opened anew. */
  async as(login) {
    const now = this.clock?.ms ?? Date.now();
    const known = this.people.get(login);
    if (known && now - known.seenMs < IDLE_MS) {
      known.seenMs = now;
      return known.client;
    }
    const client = known?.client ?? this.browser();
    await client.signIn(login);
    await client.getJson('/ayuda'); // the session's token
    this.people.set(login, { client, seenMs: now });
    return client;
  }

  /** A new browser of that person, beside the one of as(). */
  async another(login, options) {
    return this.browser(options).signIn(login);
  }

  browser(options) {
    return new (this.options.browser ?? Client)(this.url, options);
  }

  /** So many days after the first Monday, at that time where Casa Ceiba is; never back. */
  day(n, time, zone = '-06:00') {
    const moment = new Date(Date.parse(`${MONDAY.slice(0, 10)}T${time}:00${zone}`) +
      n * 86_400_000);
    assert.ok(moment >= this.clock.now, `day ${n}, ${time} is past`);
    this.clock.set(moment);
  }

  /** What the server does by itself each hour. */
  async sweep() {
    const { code, stderr } = await amparo(['sweep', '--dir', this.dir],
      { env: { AMPARO_TEST_CLOCK: this.clock.path } });
    assert.equal(code, 0, stderr);
  }

  /** Stops in good order; the folder stays. */
  halt() {
    return this.server.stop();
  }

  /** As a power cut would; the folder stays. */
  kill() {
    return this.server.kill();
  }

  async stop() {
    try {
      await this.halt();
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }
}

/** The folder that copies are taken of: { data/, made.json }. Made when there is none. */
async function keptNetwork(testClock) {
  const { mtimeMs, size } = statSync(PROGRAM);
  const made = createHash('sha256').update(`${mtimeMs} ${size} `).update(readFileSync(DEMO_PLAN));
  const path = join(KEPT, `${testClock ? 'clock' : 'now'}-${made.digest('hex').slice(0, 16)}`);
  if (existsSync(path)) {
    return path;
  }
  mkdirSync(KEPT, { recursive: true });
  forgetOld();
  const making = `${path}.${process.pid}`;
  await makeNetwork(making, testClock);
  try {
    renameSync(making, path);
  } catch (error) {
    rmSync(making, { recursive: true, force: true }); // another test was quicker
    if (!existsSync(path)) {
      throw error;
    }
  }
  return path;
}

async function makeNetwork(folder, testClock) {
  const clockFile = join(folder, 'clock');
  const dir = join(folder, 'data');
  mkdirSync(folder);
  writeFileSync(clockFile, `${BigInt(Date.parse(MONDAY)) * 1000n}\n`);
  const env = testClock ? { AMPARO_TEST_CLOCK: clockFile } : {};
  const made = await makeDeployment(dir, { env });
  writeFileSync(join(folder, 'made.json'), JSON.stringify(made));
  const server = await startServer({ dir, env });
  const active = new Set(logins());
  for (const member of made.members.filter(({ login }) => active.has(login))) {
    await new Client(server.url).activate(member);
  }
  await server.stop();
}

/** What other builds of the program left, if nobody can be copying it any more. */
function forgetOld() {
  for (const name of readdirSync(KEPT)) {
    const path = join(KEPT, name);
    if (Date.now() - statSync(path).mtimeMs > 3600_000) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
