// Memory runs out at one allocation after the other, over every page and what people write. The
// program's rule is to stop then (base/arena.h): so each is a power cut at the worst moment.
// Nothing that was acknowledged is missing afterwards, and everything verifies.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { addNote, meetPerson, notesOf, refer } from '../acceptance/lib/acts.mjs';
import { Client } from '../acceptance/lib/client.mjs';
import { mainJob } from '../acceptance/lib/main_job.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { PROGRAM, mustRun, startServer, temporaryFolder } from '../acceptance/lib/server.mjs';
import { crawl, routesOf } from '../acceptance/lib/walk.mjs';

const FAILING = join(dirname(PROGRAM), '../../tests/faults/faults-amparo');
const TRIES = Number(process.env.FAULT_ALLOCATIONS ?? 1000);

let net;
let kept; // a deployment in which the main job was done, for copies
let total; // allocations of the whole run when none fails
before(async () => {
  net = await openNetwork();
  await mainJob(net);
  await net.halt();
  kept = net.dir;
  const { died, log } = await work(temporaryFolder(), '');
  assert.equal(died, false, 'it goes through when nothing fails');
  total = Number(log.match(/^allocations: (\d+)$/m)[1]);
});
after(async () => {
  await net.start();
  await net.stop();
});

test('at every allocation: nothing acknowledged is lost, and everything verifies', async () => {
  const step = Math.max(1, Math.ceil(total / TRIES));
  let deaths = 0;
  for (let n = 1; n <= total; n += step) {
    const folder = temporaryFolder();
    const way = n % 2 ? `${n}` : `${n}+`;
    const { died, acknowledged } = await work(folder, way);
    deaths += died;
    await mustRun(['verify', '--keys', '--dir', folder]);
    await expectThere(folder, acknowledged, way);
    rmSync(folder, { recursive: true });
  }
  console.log(`# ${deaths} of ${Math.ceil(total / step)} tried ended the program, of ${total}`);
  assert.ok(deaths > 0, 'no allocation was refused');
});

/** A day's work on a copy of the deployment, until the program dies: { died, log, acknowledged }. */
async function work(folder, failing) {
  cpSync(kept, folder, { recursive: true });
  const acknowledged = new Map(); // person → texts
  let server;
  try {
    server = await startServer({ dir: folder, testClock: net.clock.now, program: FAILING,
      env: { FAIL_ALLOCATION: failing } });
  } catch (error) {
    assert.match(error.message, /before it was ready/);
    return { died: true, log: '', acknowledged };
  }
  let died = false;
  try {
    await workOn(server, acknowledged);
    await server.stop();
  } catch (error) {
    assert.match(String(error), /no answer|ended with SIG/, error.stack);
    died = true;
  }
  await server.ended;
  return { died, log: server.log(), acknowledged };
}

async function workOn(server, acknowledged) {
  const client = await new Client(server.url).signIn('gestora');
  const { person } = await meetPerson(client, {});
  const texts = [];
  acknowledged.set(person, texts);
  for (let i = 0; i < 5; i += 1) {
    const text = `nota ${i}`;
    await addNote(client, person, { text });
    texts.push(text);
  }
  await refer(client, person, { service: 'HEALTH', to: 'Clínica' });
  await crawl(client, await routesOf(client), ['/hoy'], { each: 2 });
  await addNote(client, person, { text: 'al final' });
  texts.push('al final');
}

async function expectThere(folder, acknowledged, way) {
  const server = await startServer({ dir: folder, testClock: net.clock.now });
  const client = await new Client(server.url).signIn('gestora');
  for (const [person, texts] of acknowledged) {
    const found = await notesOf(client, person);
    for (const text of texts) {
      assert.equal(found.filter((one) => one === text).length, 1, `${way}: ${text}`);
    }
  }
  await server.stop();
}
