// Twenty power cuts under thirty-two people who write. What was acknowledged is on its page once;
// what was on its way may be sent again with the same command and is there once as well; and what
// is verified holds. (That no answer precedes its flush is shown by tests/faults.)
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';

import { newCommand, problemsOf } from '../acceptance/lib/client.mjs';
import { addNote, meetPerson, notesOf } from '../acceptance/lib/acts.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { mustRun } from '../acceptance/lib/server.mjs';

const ROUNDS = 20;
const WRITERS = 32;
const CASES = 4; // of a round
const WHO = ['gestora', 'gestora2'];
const CUT_MS_LEAST = 50;
const CUT_MS_MOST = 800;

let net;
const written = new Map(); // person → texts acknowledged so far
let acknowledged = 0;
let sentAgain = 0;

before(async () => {
  net = await openNetwork({ testClock: false });
});
after(() => net?.stop());

for (let round = 1; round <= ROUNDS; round++) {
  test(`nothing acknowledged is lost in power cut ${round}`, async () => {
    const cutMs = randomInt(CUT_MS_LEAST, CUT_MS_MOST + 1);
    const client = await net.as(WHO[0]);
    const people = [];
    for (let i = 0; i < CASES; i++) {
      people.push((await meetPerson(client)).person);
    }
    await net.as(WHO[1]);
    const { done, pending } = await writeUntilCut(people, round, cutMs);
    await mustVerify();
    await net.start();
    await sendAgain(pending);
    [...done, ...pending].forEach(({ person, text }) => remember(person, text));
    await expectEachOnce(people);
  });
}

test('after all the cuts every note of every case is there once, and everything verifies', async () => {
  assert.ok(acknowledged > 5 * ROUNDS, `only ${acknowledged} notes were acknowledged`);
  await expectEachOnce([...written.keys()]);
  await mustVerify('--keys');
  console.log(`# ${acknowledged} notes acknowledged, ${sentAgain} sent again after a cut`);
});

/** Everybody writes one note after the other until the power goes: what was acknowledged, and
 * what was on its way. */
async function writeUntilCut(people, round, cutMs) {
  const done = [];
  const pending = [];
  let cut = false;
  const write = async (writer) => {
    const by = WHO[writer % WHO.length];
    const client = await net.as(by);
    for (let i = 0; !cut; i++) {
      const note = { person: people[(writer + i) % people.length], command: newCommand(), by,
        text: `corte ${round}, persona ${writer}, nota ${i}` };
      const written = await writeOne(client, note);
      (written ? done : pending).push(note);
      if (!written) {
        return;
      }
    }
  };
  const writers = Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i)));
  await new Promise((resolve) => setTimeout(resolve, cutMs));
  await net.kill();
  cut = true;
  await writers;
  acknowledged += done.length;
  return { done, pending };
}

/** False when no answer came. Where many write to one case the program may say that it is busy:
 * then the same is sent again, as a browser would. */
async function writeOne(client, { person, text, command }) {
  for (;;) {
    let answer;
    try {
      answer = await client.post(`/personas/${person}/notas`, { text, _command: command });
    } catch {
      return false;
    }
    if (answer.status !== 503) {
      assert.ok(answer.go, `a note gave ${answer.status}: ${problemsOf(answer)}`);
      return true;
    }
  }
}

/** The same commands once more: whether they had arrived or not, each is done once. */
async function sendAgain(pending) {
  for (const note of pending) {
    await addNote(await net.as(note.by), note.person, note);
  }
  sentAgain += pending.length;
}

function remember(person, text) {
  written.set(person, [...(written.get(person) ?? []), text]);
}

async function expectEachOnce(people) {
  const gestora = await net.as('gestora');
  for (const person of people) {
    const there = await notesOf(gestora, person);
    assert.deepEqual(there.sort(), (written.get(person) ?? []).sort(), `of ${person}`);
  }
}

async function mustVerify(...options) {
  const { stdout } = await mustRun(['verify', '--dir', net.dir, '--json', ...options]);
  assert.equal(JSON.parse(stdout).holds, true);
}
