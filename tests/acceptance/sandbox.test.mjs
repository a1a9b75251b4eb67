// The walls around a server that serves (host/sandbox.h): the main job within them as they are in
// what is deployed, and what the kernel says of every thread. Each wall by itself is in
// tests/unit/host/test_sandbox.c.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { mainJob } from './lib/main_job.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork({ env: { AMPARO_TEST_STRICT: '1',
    ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:detect_leaks=0` } });
});
after(() => net?.stop());

test('the main job is done within the walls, and they say nothing of it', async () => {
  await mainJob(net);
  await net.as('auditora');
  const lines = net.server.log().split('\n').filter((line) => !line.includes('light passwords') &&
    !line.includes('this kernel guards less'));
  assert.deepEqual(lines, ['']);
});

test('no thread is outside, none can gain rights, and nothing is dumped', () => {
  const threads = readdirSync(`/proc/${net.server.pid}/task`);
  assert.ok(threads.length >= 4, `${threads.length} threads`);
  for (const thread of threads) {
    const status = readFileSync(`/proc/${net.server.pid}/task/${thread}/status`, 'utf8');
    assert.match(status, /^NoNewPrivs:\t1$/m);
    assert.match(status, /^Seccomp:\t2$/m);
  }
  const limits = readFileSync(`/proc/${net.server.pid}/limits`, 'utf8');
  assert.match(limits, /^Max core file size +0 +0 /m);
});
