// Memory runs out at one allocation after the other, over every route with everybody whose role
// may use it. The program's rule is to stop there (base/arena.h): so each is a power cut at the
// worst moment. The next start serves, the log verifies, and what was acknowledged is there, once.
//
// Each single one takes long: `script/test faults` does it. Among all parts FAULT_ALLOCATIONS says
// how many are tried, spread evenly over routes and people, and over the allocations of each.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { addNote, notesOf } from '../acceptance/lib/acts.mjs';
import { Client, formBody } from '../acceptance/lib/client.mjs';
import { inOrderFor } from '../acceptance/lib/forms.mjs';
import { mustRun, startServer, temporaryFolder } from '../acceptance/lib/server.mjs';
import { Surroundings } from '../acceptance/lib/surroundings.mjs';
import { pathOf } from '../acceptance/lib/walk.mjs';
import { Memory, TRIES, endedThere, spread } from './lib/failing.mjs';

/** What was read is on record within this time (host/writer.h). */
const RECORDED_MS = 150;
const TEXT = 'nota que quedó anotada';

let all;
let kept; // the deployment that copies are taken of
const running = new Set(); // servers, for a test that fails halfway
let requests; // every route, with everybody who may: { route, login, path }
before(async () => {
  all = await Surroundings.open();
  requests = all.table.flatMap((route) => all.logins.filter((login) => all.may(login, route))
    .map((login) => ({ route, login,
      path: all.addressOf(route, login) ?? pathOf(route.pattern, all.story.ids) })));
  await all.net.halt();
  kept = all.net.dir;
});
after(async () => {
  await Promise.all([...running].map((server) => server.kill()));
  await all.net.start();
  await all.close();
});

test('at every allocation of every route: nothing acknowledged is lost, everything verifies',
  async (t) => {
    const waiting = spread(requests, TRIES).map((request, i) => ({ ...request, i }));
    const told = { tried: 0, ended: 0, requests: waiting.length };
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await tryRequest(next, told);
      }
    };
    await Promise.all(cpus().map(worker));
    t.diagnostic(`${told.ended} of ${told.tried} tried ended the program, ` +
      `in ${told.requests} requests of ${requests.length}`);
    assert.ok(told.ended > 0.9 * told.tried, JSON.stringify(told));
  });

async function tryRequest(request, told) {
  const folder = temporaryFolder();
  const memory = new Memory(folder);
  const { asked } = await carryOut(folder, memory, request, 0);
  assert.ok(asked > 0, `${request.route.id} asks for no memory`);
  const chosen = TRIES === Infinity ? Array.from({ length: asked }, (_, i) => i + 1)
    : [1 + (request.i * 7) % asked];
  for (const n of chosen) {
    const what = `${request.login} ${request.route.id}, allocation ${n}`;
    const { end, log, answered } = await carryOut(folder, memory, request, n);
    if (end) {
      endedThere(end, log, what);
    }
    told.tried += 1;
    told.ended += Boolean(end);
    await expectThere(folder, request, answered, what);
  }
  rmSync(folder, { recursive: true });
}

/**
 * The request on a copy of the deployment, where the n-th allocation from it on is refused (0:
 * none): { asked, end, log, answered }, with what it was answered if it was.
 */
async function carryOut(folder, memory, { route, login, path }, n) {
  const dir = join(folder, 'data');
  rmSync(dir, { recursive: true, force: true });
  cpSync(kept, dir, { recursive: true });
  const server = await serve(dir, memory);
  await addNote(await enter(server, 'gestora'), all.story.ids.person, { text: TEXT });
  const client = await enter(server, login);
  await wait(RECORDED_MS);
  const before = memory.count;
  memory.refuseAfter(n);
  const fields = route.method === 'POST' ? inOrderFor(client, route.id) : undefined;
  const answer = await client.send(route.method, path, { body: fields && formBody(fields) })
    .catch((error) => assert.match(String(error), /no answer/, error.stack));
  const end = await Promise.race([server.ended, wait(RECORDED_MS)]);
  const asked = memory.count - before;
  if (!end) {
    await server.kill();
  }
  return { asked, end, log: server.log(), answered: answer?.view?.go && { fields, ...answer.view } };
}

/** All holds, it serves, the note is there once, and a command that was answered is not redone. */
async function expectThere(folder, { route, login, path }, answered, what) {
  const dir = join(folder, 'data');
  await mustRun(['verify', '--keys', '--dir', dir]);
  const server = await serve(dir);
  const notes = await notesOf(await enter(server, 'gestora'), all.story.ids.person);
  assert.equal(notes.filter((one) => one === TEXT).length, 1, what);
  if (answered && route.changes) {
    const client = await enter(server, login);
    const body = formBody({ ...answered.fields, _csrf: client.csrf });
    const { view } = await client.send('POST', path, { body });
    assert.equal(view.go, answered.go, what);
  }
  await server.stop();
}

/** With a memory that can be refused, or as it is deployed. */
async function serve(dir, memory) {
  const options = { dir, testClock: all.net.clock.now };
  const server = memory ? await memory.start(options) : await startServer(options);
  running.add(server);
  server.ended.then(() => running.delete(server));
  return server;
}

async function enter(server, login) {
  const client = await new Client(server.url).signIn(login);
  await client.getJson('/ayuda'); // the session's token
  return client;
}
