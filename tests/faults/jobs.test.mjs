// Memory runs out at one allocation after the other in every job of the operator's, and in a server
// from its start to its end. The job ends there; what it was about holds, the same job done again
// goes through, and the deployment serves with everything in it.
//
// Function keys are changed over pages (memory.test.mjs), and checkpoints made by the server.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { addNote, fill, meetPerson, notesOf } from '../acceptance/lib/acts.mjs';
import { Client } from '../acceptance/lib/client.mjs';
import { meetAboutCases } from '../acceptance/lib/conference.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { DEMO_PLAN, PASSPHRASE, TestClock, amparo, mustRun, startServer, temporaryFolder }
  from '../acceptance/lib/server.mjs';
import { ask } from '../acceptance/lib/walk.mjs';
import { Memory, TRIES, endedThere, spread } from './lib/failing.mjs';

const MATRIX = join(dirname(DEMO_PLAN), 'workshop-matrix.csv');
const OTHER = 'otra frase larga solo para pruebas';
const TEXT = 'nota que quedó anotada';
/** Of a place that is come to again and again, by the same calls, so many are tried. */
const OF_PLACE = 16;
const BUSY = 75;
const CONFLICT = 75;
/** Every term is over, and what has one is gone: meetings, breaches, drafts. */
const LATER = '2046-11-23T15:00:00Z';
const OVER = `SELECT (SELECT count(*) FROM dossier WHERE kind IN (9, 11)),
  (SELECT count(*) FROM draft)`;

let net;
let folder;
let sheet;
let unit;
let person;
let there; // of what goes when it is over
const dir = () => join(folder, 'data');
const place = (name) => join(folder, name);
before(async () => {
  net = await openNetwork();
  const gestora = await net.as('gestora');
  ({ person } = await meetPerson(gestora));
  await addNote(gestora, person, { text: TEXT });
  await meetAboutCases(gestora);
  await fill(gestora, '/confidencialidad/nueva', { what: 'a', risk: 'maybe' });
  await gestora.post(`/borrador?de=/personas/${person}/notas`, { text: 'a' });
  await net.halt();
  sheet = JSON.parse((await mustRun(['custodian', 'new', '--json'])).stdout);
  for (const name of ['Irene', 'Tina']) { // the last one stays
    await mustRun(['custodian', 'add', name, sheet.public_key, '--dir', net.dir]);
  }
  there = ask(net.dir, OVER);
  const units = JSON.parse((await mustRun(['unit', 'list', '--dir', net.dir, '--json'])).stdout);
  unit = units[0].id;
  folder = temporaryFolder();
  await mustRun(['backup', '--dir', net.dir, '--to', place('whole')]);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await net.start();
  await net.stop();
});

const restoring = ['restore', '--from', 'HERE/whole', '--dir', 'HERE/other'];
/** Each with its arguments, what it reads, how it is refused once it was done, what it makes. */
const JOBS = {
  init: { args: ['init', '--dir', 'HERE/other', '--plan', DEMO_PLAN, '--light'], done: CONFLICT,
    made: 'other' },
  sweep: { args: ['sweep'] },
  'sweep, when all is over': { args: ['sweep'], later: true },
  verify: { args: ['verify', '--keys'] },
  'member list': { args: ['member', 'list'] },
  'member add': { args: ['member', 'add', '--login', 'nora', '--name', 'Nora Mora',
    '--unit', 'UNIT', '--roles', 'case_worker'], done: CONFLICT },
  'unit list': { args: ['unit', 'list'] },
  'unit add': { args: ['unit', 'add', '--organisation', 'Casa Ceiba (demo)', '--area',
    'Valle Central', '--name', 'Otra', '--functions', 'focal_point', '--member-login', 'otra',
    '--member-name', 'Tina', '--member-roles', 'focal_point'], done: CONFLICT },
  'custodian list': { args: ['custodian', 'list'] },
  'custodian new': { args: ['custodian', 'new'] },
  'custodian add': { args: ['custodian', 'add', 'Otra', 'KEY'] },
  'custodian remove': { args: ['custodian', 'remove', 'Irene'] },
  'setting list': { args: ['setting', 'list'] },
  'setting set': { args: ['setting', 'set', 'privacy_officers', 'guardia'] },
  'import matrix': { args: ['import', 'matrix', '--area', 'Valle Central', MATRIX] },
  backup: { args: ['backup', '--to', 'HERE/made'], done: CONFLICT, made: 'made.manifest' },
  restore: { args: restoring, input: 'SHEET', done: CONFLICT, made: 'other' },
  'restore, only looking': { args: [...restoring, '--dry-run'], input: 'SHEET' },
  'rotate passphrase': { args: ['rotate', 'passphrase'], input: `${PASSPHRASE}\n${OTHER}\n` },
  'rotate root': { args: ['rotate', 'root'], midway: /rotate root.* goes on/ },
  panic: { args: ['panic'] },
};

/** A server is tried below; these make what they serve, or say one line. */
const NO_JOBS = ['demo', 'practice', 'serve', 'version'];

test('every command is tried, in every way that it can be asked', async () => {
  const commands = [...(await mustRun(['--help'])).stdout.matchAll(/^ {2}(\w+) {2,}/gm)]
    .map(([, name]) => name).filter((name) => !NO_JOBS.includes(name));
  assert.ok(commands.length > 8);
  const ways = [];
  for (const command of commands) {
    const [usage] = (await mustRun([command, '--help'])).stdout.split('\n');
    const [, verbs = ''] = usage.match(/\[OPTION…\] ([a-z].*)$/) ?? [];
    ways.push(...verbs.split(' | ').map((verb) => `${command} ${verb.split(' ')[0]}`.trim()));
  }
  assert.deepEqual(ways.filter((way) => !JOBS[way]), []);
});

for (const [name, job] of Object.entries(JOBS)) {
  test(`${name}: at every allocation`, async (t) => {
    const memory = new Memory(folder);
    copy(job);
    const { code, stderr } = await run(memory, job);
    assert.equal(code, 0, stderr);
    const { all, chosen } = choose(memory);
    for (const n of chosen) {
      copy(job);
      const result = await run(memory, job, n);
      endedThere(result, result.stderr, `${name}, allocation ${n}`);
      assert.equal(memory.count, n, `${name}: asked for more after the ${n}th was refused`);
      await expectWhole(name, job, result);
    }
    t.diagnostic(`${chosen.length} of ${all.length} tried ended the program`);
  });
}

test('a server from its start to its end: at every allocation', async (t) => {
  const memory = new Memory(folder);
  copy({});
  await (await memory.start({ dir: dir(), testClock: net.clock.now })).stop();
  const { all, chosen } = choose(memory);
  for (const n of chosen) {
    copy({});
    const begun = memory.start({ dir: dir(), testClock: net.clock.now, refuse: n });
    await assert.rejects(begun.then((server) => server.stop()), /stopped at \S+(arena|keyring|deployment)\.c/);
    await mustRun(['verify', '--keys', '--dir', dir()]);
    await expectServed(dir());
  }
  t.diagnostic(`${chosen.length} of ${all.length} tried ended the program`);
});

/** Which of the allocations are tried: spread evenly, and so those of each place. */
function choose(memory) {
  const all = memory.callers(0, memory.count);
  const numbers = new Map();
  all.forEach((caller, i) => numbers.set(caller, [...numbers.get(caller) ?? [], i + 1]));
  const each = [...numbers.values()].flatMap((some) => spread(some, OF_PLACE));
  return { all, chosen: spread(each.sort((a, b) => a - b), Math.ceil(TRIES / 8)) };
}

/** The deployment as it was, and nothing of what the job makes. */
function copy({ made }) {
  rmSync(dir(), { recursive: true, force: true });
  cpSync(net.dir, dir(), { recursive: true });
  readdirSync(folder).filter((one) => made && one.startsWith(made.split('.')[0]))
    .forEach((one) => rmSync(place(one), { recursive: true }));
}

function argumentsOf({ args }) {
  const named = args.map((one) => one.replace('HERE', folder).replace('KEY', sheet.public_key)
    .replace('UNIT', unit));
  return args.includes('--dir') || args.includes('new') ? named : [...named, '--dir', dir()];
}

const inputOf = ({ input = `${PASSPHRASE}\n` }) =>
  (input === 'SHEET' ? `${sheet.code}\n${PASSPHRASE}\n` : input);

const run = (memory, job, refuse = 0) =>
  memory.run(argumentsOf(job), { refuse, input: inputOf(job), env: envOf(job) });

const envOf = ({ later }) =>
  (later ? { AMPARO_TEST_CLOCK: new TestClock(place('later'), LATER).path } : {});

/** Done again it goes through, unless it had been done; and all that there was is there. */
async function expectWhole(name, job, { stdout }) {
  if (name === 'rotate passphrase') {
    return expectOneOpens();
  }
  if (name === 'panic') {
    return expectBroughtBack();
  }
  assert.ok([there, '0|0'].includes(ask(dir(), OVER)), `${name}: ${ask(dir(), OVER)}`);
  const verified = await amparo(['verify', '--keys', '--dir', dir()]);
  if (verified.code !== 0) {
    assert.equal(verified.code, BUSY, verified.stderr);
    assert.match(verified.stderr, job.midway ?? /never/, name);
  }
  const again = await amparo(argumentsOf(job), { input: inputOf(job), env: envOf(job) });
  assert.ok([0, job.done].includes(again.code), `${name}: ${again.code} ${again.stderr}`);
  assert.ok(!stdout || job.done === undefined || again.code === job.done,
    `${name} told that it was done, and it was not`);
  await mustRun(['verify', '--keys', '--dir', dir()]);
  assert.equal(ask(dir(), OVER), job.later ? '0|0' : there, name);
  if (name === 'init') {
    const listed = await mustRun(['member', 'list', '--json', '--dir', place('other')]);
    assert.equal(JSON.parse(listed.stdout).length, net.made.members.length, 'everybody is there');
  }
  if (name === 'backup') {
    await mustRun(['restore', '--dry-run', '--from', place('made'), '--dir', place('never')],
      { input: `${sheet.code}\n` });
  }
  await expectServed(job.made === 'other' && name === 'restore' ? place('other') : dir());
}

/** The former passphrase or the new one, never none and never both. */
async function expectOneOpens() {
  const codes = [];
  for (const passphrase of [PASSPHRASE, OTHER]) {
    codes.push((await amparo(['verify', '--keys', '--dir', dir()],
      { input: `${passphrase}\n` })).code);
  }
  assert.equal(codes.filter((code) => code === 0).length, 1, codes.join());
  if (codes[1] === 0) {
    await mustRun(['rotate', 'passphrase', '--dir', dir()], { input: `${OTHER}\n${PASSPHRASE}\n` });
  }
  await expectServed(dir());
}

/** What had been destroyed stays so; then a sheet brings it back. */
async function expectBroughtBack() {
  const there = existsSync(join(dir(), 'root.key'));
  assert.equal((await amparo(['panic', '--dir', dir()])).code === 0, there);
  await mustRun(['restore', '--root-only', '--from', place('whole'), '--dir', dir()],
    { input: `${sheet.code}\n${PASSPHRASE}\n` });
  await mustRun(['verify', '--keys', '--dir', dir()]);
  await expectServed(dir());
}

async function expectServed(where) {
  const server = await startServer({ dir: where, testClock: net.clock.now });
  const gestora = await new Client(server.url).signIn('gestora');
  assert.deepEqual(await notesOf(gestora, person), [TEXT]);
  await server.stop();
}
