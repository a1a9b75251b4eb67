// Hostile framing at the program's own socket, without a proxy before it. SECURITY.md names what is
// taken, should there ever be one. (Through nginx: tests/network.)
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { PLAIN, SMUGGLED, tryFramings } from './lib/framings.mjs';
import { sendRaw } from './lib/raw.mjs';
import { startServer } from './lib/server.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

test('what a browser sends is taken by the same socket', async () => {
  const { statuses } = await sendRaw(server.port, PLAIN + PLAIN);
  assert.deepEqual(statuses, [200, 200]);
});

test('hostile framing is refused and nothing hidden in it is answered', async (t) => {
  const { count, taken } = await tryFramings(server.port);
  assert.equal(count, 24);
  t.diagnostic(`refused ${count - taken.length} of ${count}`);
  assert.deepEqual(taken, [], 'SECURITY.md says that all are refused');
});

test('the connection ends with a refusal, so that nothing after it is read', async () => {
  const { statuses, closed } = await sendRaw(server.port, SMUGGLED);
  assert.deepEqual([statuses[0], closed], [400, true]);
  assert.ok(statuses.every((status) => status === 400));
});

test('the server goes on', async () => {
  const { statuses } = await sendRaw(server.port, PLAIN);
  assert.deepEqual(statuses, [200]);
});
