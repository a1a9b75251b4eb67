// A deployment is opened by a later version of the program, whose migration makes the journal and
// the log anew (later/0002_later.sql), and at one operation on the disk after the other the power
// goes, or the program is killed. What is found then is the schema of before, whole, or the one of
// after, whole, with every row in it; the log verifies; and the next start brings it to its end.
//
// FAULT_ALLOCATIONS, among all parts, says how many operations are tried of each kind; alone, all.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { addNote, meetPerson, notesOf } from '../acceptance/lib/acts.mjs';
import { Client } from '../acceptance/lib/client.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { PROGRAM, amparo, startServer, temporaryFolder }
  from '../acceptance/lib/server.mjs';
import { ask, dump } from '../acceptance/lib/walk.mjs';
import { TRIES, spread } from './lib/failing.mjs';

const LATER = join(dirname(PROGRAM), '../../tests/faults/faults-later');
const TEXT = 'nota que quedó anotada';
const NOTES = 8;
const EXIT_CORRUPT = 65;
/** What becomes of what was written and not synced. */
const CUTS = [{ CUT_HOW: 'lost' }, { CUT_HOW: 'torn', CUT_SEED: '1' },
  { CUT_HOW: 'torn', CUT_SEED: '2' }, { CUT_HOW: 'killed' }];

let net;
let folder;
let person;
let old; // what stands in it before,
let whole; // and after a migration that nothing disturbed
let operations;
const dir = () => join(folder, 'data');
before(async () => {
  net = await openNetwork();
  const gestora = await net.as('gestora');
  ({ person } = await meetPerson(gestora));
  for (let i = 0; i < NOTES; i++) {
    await addNote(gestora, person, { text: `${TEXT} ${i}` });
  }
  await net.halt();
  folder = temporaryFolder();
  old = standing(net.dir);
  copy();
  const { code, stderr } = await later(['member', 'list'], { CUT_HOW: 'counted' });
  assert.equal(code, 0, stderr);
  operations = Number(stderr.match(/^operations (\d+)$/m)[1]);
  whole = standing(dir());
  assert.notEqual(whole.schema, old.schema);
  assert.deepEqual(whole.log.slice(0, old.log.length), old.log);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await net.start();
  await net.stop();
});

for (const cut of CUTS) {
  const name = Object.values(cut).join(' ');
  test(`a migration that is cut at every operation, ${name}: old or new, whole`, async (t) => {
    const all = Array.from({ length: operations }, (_, i) => i + 1);
    const chosen = spread(all, TRIES);
    const found = { old: 0, new: 0 };
    for (const at of chosen) {
      copy();
      const { code, stderr } = await later(['member', 'list'], { ...cut, CUT_AT: String(at) });
      assert.ok(cut.CUT_HOW !== 'killed' || code === null, `operation ${at}: ${stderr}`);
      const which = await expectWhole(`operation ${at} of ${operations}, ${name}`);
      found[which] += 1;
    }
    t.diagnostic(`${chosen.length} of ${operations} tried: ${found.old} found as before, ` +
      `${found.new} as after`);
    assert.ok(found.old > 0 && found.new > 0, JSON.stringify(found));
    await expectServed();
  });
}

function copy() {
  rmSync(dir(), { recursive: true, force: true });
  cpSync(net.dir, dir(), { recursive: true });
}

const later = (args, env) => amparo([...args, '--dir', dir()], { program: LATER, env });

/** Schema, rows and log; nobody has it open. */
function standing(where) {
  return {
    schema: ask(where, 'SELECT sql FROM sqlite_master ORDER BY type, name'),
    rows: dump(where),
    log: ask(where, 'SELECT seq, hex(chain) FROM audit ORDER BY seq').split('\n'),
  };
}

/** 'old' or 'new', as this program and the later one find it; then the later one goes on. */
async function expectWhole(what) {
  const { code, stderr } = await amparo(['verify', '--keys', '--dir', dir()]);
  if (code === 0) {
    expectSame(standing(dir()), old, what);
  } else {
    assert.equal(code, EXIT_CORRUPT, `${what}: ${stderr}`);
    assert.match(stderr, /newer than this program/, what);
    expectSame(standing(dir()), whole, what);
  }
  const again = await later(['verify', '--keys']);
  assert.equal(again.code, 0, `${what}: ${again.stderr}`);
  expectSame(standing(dir()), whole, what);
  return code === 0 ? 'old' : 'new';
}

function expectSame({ schema, rows, log }, wanted, what) {
  assert.equal(schema, wanted.schema, `${what}: the schema`);
  assert.ok(withoutLedger(rows) === withoutLedger(wanted.rows), `${what}: rows`);
  assert.deepEqual(log.slice(0, old.log.length), old.log, `${what}: the log`);
}

/** The ledger has the moment of the migration. */
const withoutLedger = (rows) => rows.split('\n')
  .filter((line) => !line.startsWith('INSERT INTO migration ')).join('\n');

async function expectServed() {
  const server = await startServer({ dir: dir(), program: LATER, testClock: net.clock.now });
  const gestora = await new Client(server.url).signIn('gestora');
  const notes = await notesOf(gestora, person);
  assert.equal(notes.filter((one) => one.startsWith(TEXT)).length, NOTES);
  await server.stop();
}
