// A disk that is full while people work: what cannot be kept is refused and said, what cannot be
// recorded is read by nobody, and when there is room again the same server goes on by itself.
// (prlimit of util-linux keeps the files of the running server from growing.)
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { addNote, meetPerson, notesOf } from './lib/acts.mjs';
import { Client, newCommand } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { mustRun } from './lib/server.mjs';
import { ask } from './lib/walk.mjs';

const ROOM = 100_000; // for some changes, and a part of the next; not for the server's own trial
const TRIALS_MS = 2500; // two of them
const WAIT_MS_MAX = 20_000;
const WELL = [200, '{"ok":true}'];
const UNWELL = [503, '{"ok":false,"code":"unwritable"}'];

let net;
let gestora;
let english;
let person;
let url;
before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
  english = await net.another('gestora'); // in a browser that asks for Spanish
  await english.getJson('/ayuda');
  await english.post('/idioma', { lang: 'en' });
  ({ person, url } = await meetPerson(gestora));
  await english.getJson(url);
  await addNote(gestora, person, { text: 'nota 0' }); // and with it what was read
});
after(() => net?.stop());

const walBytes = () => statSync(join(net.dir, 'amparo.db-wal')).size;

function letGrow(bytes) {
  execFileSync('prlimit', ['--pid', String(net.server.pid), `--fsize=${bytes}:`]);
}

async function health() {
  const { status, text } = await new Client(net.url).send('GET', '/salud');
  return [status, text];
}

async function becomes(wanted, meanwhile = async () => {}) {
  const began = performance.now();
  while (String(await health()) !== String(wanted)) {
    assert.ok(performance.now() - began < WAIT_MS_MAX, `the health is ${await health()}`);
    await meanwhile();
    await new Promise((next) => setTimeout(next, 20));
  }
  assert.deepEqual(await health(), wanted);
}

const sendNote = (client, text, command) =>
  client.post(`/personas/${person}/notas`, { text, _command: command });

function expectRefused(answer, sentence) {
  assert.deepEqual([answer.status, answer.view.problem.code, answer.view.problem.text],
    [500, 'io', sentence]);
}

async function expectHolds() {
  const { stdout } = await mustRun(['verify', '--dir', net.dir, '--json', '--keys']);
  assert.equal(JSON.parse(stdout).holds, true);
}

test('a change that the disk has no room for is refused whole, and what was answered is there',
  async () => {
    await becomes(WELL);
    const entries = () => Number(ask(net.dir, 'SELECT count(*) FROM entry'));
    const before = entries();
    letGrow(walBytes() + ROOM);
    const taken = [];
    let command;
    let refused;
    while (!refused && taken.length < 100) {
      command = newCommand();
      const answer = await sendNote(gestora, `nota ${taken.length + 1}`, command);
      if (answer.go) {
        taken.push(answer.go);
      } else {
        refused = answer;
      }
    }
    assert.ok(taken.length > 0);
    expectRefused(refused, 'Algo salió mal. No se cambió nada.');
    assert.deepEqual(await health(), UNWELL);

    letGrow(walBytes() + ROOM);
    taken.push((await sendNote(gestora, `nota ${taken.length + 1}`, newCommand())).go);
    assert.ok(taken.at(-1), 'a little room is enough for a note');
    await gestora.getJson(url);
    await new Promise((next) => setTimeout(next, TRIALS_MS));
    assert.deepEqual(await health(), UNWELL, 'but the next change may need more');

    letGrow(0);
    expectRefused(await sendNote(english, 'in English', newCommand()),
      'Something went wrong. Nothing was changed.');
    expectRefused(await gestora.send('GET', url), 'Algo salió mal. No se cambió nada.');
    assert.equal((await gestora.send('GET', '/ayuda')).status, 200, 'what tells nothing of anybody');
    assert.equal(entries(), before + taken.length);
    await expectHolds();

    letGrow('unlimited');
    await becomes(WELL); // with nobody at work
    assert.ok((await sendNote(gestora, `nota ${taken.length + 1}`, command)).go);
    assert.equal(entries(), before + taken.length + 1);
    assert.deepEqual((await notesOf(gestora, person)).reverse(),
      Array.from({ length: taken.length + 2 }, (_, i) => `nota ${i}`));
    await expectHolds();
  });

test('a reading that could not be recorded is the last, and stands in the log when there is room',
  async () => {
    const shown = () => Number(ask(net.dir,
      "SELECT count(*) FROM audit WHERE action = 'case_show' AND outcome = 'opened'"));
    await sendNote(gestora, 'all that was read before is on disk with it', newCommand());
    const before = shown();
    letGrow(0);
    await gestora.getJson(url);
    await becomes(UNWELL);
    for (const client of [gestora, english]) {
      const { status, text } = await client.send('GET', url);
      assert.equal(status, 500);
      assert.ok(!text.includes('nota 0'));
    }
    assert.equal(shown(), before);

    letGrow('unlimited');
    await becomes(WELL, () => sendNote(gestora, 'with somebody always at work', newCommand()));
    assert.equal(shown(), before + 1);
    await gestora.getJson(url);
    await expectHolds();
    assert.match(net.server.log(), /commit failed: io, /);
  });
