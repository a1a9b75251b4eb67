// Memory runs out at one allocation after the other, where one practises: the routes that only such
// a deployment has. It ends there; the next start serves, and all of it verifies.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { Client } from '../acceptance/lib/client.mjs';
import { openInvented } from '../acceptance/lib/invented.mjs';
import { MONDAY } from '../acceptance/lib/network.mjs';
import { PROGRAM, mustRun, temporaryFolder } from '../acceptance/lib/server.mjs';
import { Memory, TRIES, spread } from './lib/failing.mjs';

const FAILING = join(dirname(PROGRAM), '../../tests/faults/faults-amparo');
/** It opens the root key of a practice deployment (acceptance/practice.test.mjs). */
const KNOWN = 'esto es una práctica';
const ROUTES = [['gestora', 'GET', '/practica'], ['salud', 'GET', '/practica/conversar'],
  ['facilita', 'POST', '/practica/de-nuevo']];

let folder;
let kept;
let password;
before(async () => {
  folder = temporaryFolder();
  kept = join(folder, 'kept');
  const made = await openInvented('practice', kept, { testClock: MONDAY });
  ({ password } = made);
  assert.equal(await made.stop(), 0);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The request on a copy, where the n-th allocation from it on is refused (0: none). */
async function ask([login, method, path], n) {
  const own = temporaryFolder();
  const dir = join(own, 'data');
  cpSync(kept, dir, { recursive: true });
  const memory = new Memory(own);
  Object.assign(process.env, memory.begin(0));
  const running = await openInvented('practice', dir, { testClock: MONDAY, program: FAILING });
  delete process.env.FAIL_ALLOCATION;
  const client = await new Client(running.url).signIn(login, password);
  await client.getJson('/ayuda');
  const before = memory.count;
  memory.refuseAfter(n);
  const answer = await (method === 'GET' ? client.send('GET', path) : client.post(path))
    .catch((error) => assert.match(String(error), /no answer/, error.stack));
  await new Promise((next) => setTimeout(next, 150)); // the record of what was read
  const callers = memory.callers(before, memory.count);
  const ended = await running.stop();
  await mustRun(['verify', '--keys', '--dir', dir], { input: `${KNOWN}\n` });
  const again = await openInvented('practice', dir, { testClock: MONDAY });
  const back = await new Client(again.url).signIn('gestora', password);
  assert.equal((await back.getJson('/practica')).cards.length, 1);
  assert.equal(await again.stop(), 0);
  rmSync(own, { recursive: true });
  return { status: answer?.status, callers, ended };
}

for (const route of ROUTES) {
  test(`${route[1]} ${route[2]}: it ends there, and all is as before or after`, async (t) => {
    const whole = await ask(route, 0);
    assert.ok(whole.status < 400, `${whole.status}`);
    const places = [...new Set(whole.callers)].map((one) => whole.callers.indexOf(one) + 1);
    const tried = spread(places, TRIES === Infinity ? Infinity : 1);
    let hit = 0;
    for (const n of tried) {
      hit += (await ask(route, n)).ended === null; // by a signal
    }
    t.diagnostic(`${hit} of ${tried.length} tried ended the program there`);
    assert.ok(hit > 0 && hit >= 0.8 * tried.length);
  });
}
