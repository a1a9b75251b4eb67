// The program whose memory runs out: failing_memory.c.
//
//   const memory = new Memory(folder);
//   const { signal, stderr } = await memory.run(['sweep', '--dir', dir], { refuse: 17 });
//   const server = await memory.start({ dir, testClock });
//   memory.refuseAfter(3); // the third from now
//   memory.callers(before, memory.count); // who asked for each since
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { PASSPHRASE, PROGRAM, startServer } from '../../acceptance/lib/server.mjs';

const CALLERS_AT = 16;
const ASKED_MAX = 65536; // failing_memory.c
const FAILING = join(dirname(PROGRAM), '../../tests/faults/faults-amparo');

/** How many are tried, spread evenly over all; without it each single one is. */
export const TRIES = Number(process.env.FAULT_ALLOCATIONS ?? Infinity);

/** `count` of these, spread evenly. */
export function spread(all, count) {
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(all.length, count) },
    (_, i) => all[Math.floor((i + 0.5) * step)]);
}

export class Memory {
  constructor(folder) {
    this.path = join(folder, 'allocations');
    writeFileSync(this.path, Buffer.alloc(CALLERS_AT + 8 * ASKED_MAX));
    this.file = openSync(this.path, 'r+');
  }

  /** How many allocations there were since the program began. */
  get count() {
    const bytes = Buffer.alloc(8);
    readSync(this.file, bytes, 0, 8, 0);
    return Number(bytes.readBigUInt64LE());
  }

  /** Who asked for those after the first `from`, up to the `to`-th: the calls that led to each. */
  callers(from, to) {
    assert.ok(to <= ASKED_MAX);
    const bytes = Buffer.alloc(8 * (to - from));
    readSync(this.file, bytes, 0, bytes.length, CALLERS_AT + 8 * from);
    return Array.from({ length: to - from }, (_, i) => bytes.readBigUInt64LE(8 * i).toString(16));
  }

  /** The n-th from now is refused; 0: none. */
  refuseAfter(n) {
    this.write(8, n === 0 ? 0 : this.count + n);
  }

  write(at, number) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(number));
    writeSync(this.file, bytes, 0, 8, at);
  }

  begin(refuse) {
    this.write(0, 0);
    this.write(8, refuse);
    return { FAIL_ALLOCATION: this.path };
  }

  /** A command, to its end: { code, signal, stdout, stderr }. */
  run(args, { refuse = 0, input = `${PASSPHRASE}\n`, env = {} } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(FAILING, args,
        { env: { ...process.env, ...env, ...this.begin(refuse) } });
      const result = { stdout: '', stderr: '' };
      child.on('error', reject);
      child.stdin.on('error', () => {});
      child.stdout.on('data', (data) => (result.stdout += data));
      child.stderr.on('data', (data) => (result.stderr += data));
      child.on('close', (code, signal) => resolve({ code, signal, ...result }));
      child.stdin.end(input);
    });
  }

  /** A server; with `refuse` it may end before it is ready. */
  start({ refuse = 0, ...options }) {
    return startServer({ ...options, program: FAILING, env: this.begin(refuse) });
  }
}

/** It ended where memory was refused, by check(), and nowhere else: so from then on is once. */
export function endedThere({ signal }, stderr, what) {
  assert.equal(signal, 'SIGTRAP', `${what}: ${stderr}`);
  assert.match(stderr, /^amparo: stopped at \S+(arena|keyring|deployment)\.c:\d+: [\w>-]+$/m, what);
}
