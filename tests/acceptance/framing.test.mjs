// Hostile framing at the program's own socket, without a proxy before it: 24 ways to make two
// readers disagree on where a request ends, or to hold a connection. SECURITY.md names what is
// taken, should there ever be one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { sendRaw } from './lib/raw.mjs';
import { startServer } from './lib/server.mjs';

const LEAST_REFUSED = 18;
const GET = 'GET /entrar HTTP/1.1\r\n';
const POST = 'POST /entrar HTTP/1.1\r\n';
const HOST = 'Host: localhost\r\n';
const PLAIN = `${GET}${HOST}Accept: application/json\r\n\r\n`;
const HIDDEN = 'GET /ayuda HTTP/1.1\r\nHost: localhost\r\n\r\n';
const DRIP_MS_MAX = 20_000;

const framings = {
  'Content-Length twice, equal':
    `${POST}${HOST}Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b`,
  'Content-Length twice, the first shorter':
    `${POST}${HOST}Content-Length: 3\r\nContent-Length: ${3 + HIDDEN.length}\r\n\r\na=b${HIDDEN}`,
  'Content-Length twice, the second shorter':
    `${POST}${HOST}Content-Length: ${3 + HIDDEN.length}\r\nContent-Length: 3\r\n\r\na=b${HIDDEN}`,
  'Content-Length and Transfer-Encoding':
    `${POST}${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'unknown Transfer-Encoding':
    `${POST}${HOST}Transfer-Encoding: cow\r\n\r\n0\r\n\r\n`,
  'Transfer-Encoding twice':
    `${POST}${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
  'Content-Length +3': `${POST}${HOST}Content-Length: +3\r\n\r\na=b`,
  'Content-Length 3x': `${POST}${HOST}Content-Length: 3x\r\n\r\na=b`,
  'Content-Length -1': `${POST}${HOST}Content-Length: -1\r\n\r\na=b`,
  'Content-Length 3, 3': `${POST}${HOST}Content-Length: 3, 3\r\n\r\na=b`,
  'blank before the colon': `${GET}${HOST}X-A : b\r\n\r\n`,
  'folded header': `${GET}${HOST}X-A: b\r\n c\r\n\r\n`,
  'bare LF': 'GET /entrar HTTP/1.1\nHost: localhost\n\n',
  'no Host': `${GET}\r\n`,
  'two Hosts': `${GET}${HOST}Host: elsewhere\r\n\r\n`,
  '%00 in the path': `GET /entrar%00x HTTP/1.1\r\n${HOST}\r\n`,
  'raw NUL': `${GET}${HOST}X-A: b\0c\r\n\r\n`,
  'bare CR': `${GET}${HOST}X-A: b\rX-B: c\r\n\r\n`,
  'target of 64 KiB': `GET /${'a'.repeat(64 * 1024)} HTTP/1.1\r\n${HOST}\r\n`,
  '200 headers of 1 KiB':
    `${GET}${HOST}${`X-A: ${'b'.repeat(1000)}\r\n`.repeat(200)}\r\n`,
  TRACE: `TRACE /entrar HTTP/1.1\r\n${HOST}\r\n`,
  'chunk size that overflows':
    `${POST}${HOST}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\na=b\r\n0\r\n\r\n`,
  'chunk line that ends in LF':
    `${POST}${HOST}Transfer-Encoding: chunked\r\n\r\n3\na=b\r\n0\r\n\r\n`,
};

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
  const names = [...Object.keys(framings), 'one byte a second'];
  const taken = [];
  assert.equal(names.length, 24);
  const drip = sendRaw(server.port, [...`${GET}X-A: ${'a'.repeat(40)}`],
    { gapMs: 1000, waitMs: DRIP_MS_MAX });
  for (const [name, bytes] of Object.entries(framings)) {
    const answer = await sendRaw(server.port, bytes);
    if (!isRefused(answer)) {
      taken.push(`${name} (${answer.statuses.join(', ') || 'held open'})`);
    }
  }
  if (!(await drip).closed) {
    taken.push('one byte a second (held open)');
  }
  t.diagnostic(`refused ${names.length - taken.length} of ${names.length}`);
  for (const name of taken) {
    t.diagnostic(`taken: ${name}`);
  }
  assert.ok(names.length - taken.length >= LEAST_REFUSED, taken.join('\n'));
  assert.deepEqual(taken, [], 'SECURITY.md says that all are refused');
});

test('the connection ends with a refusal, so that nothing after it is read', async () => {
  const { statuses, closed } = await sendRaw(server.port,
    `${POST}${HOST}Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b${HIDDEN}`);
  assert.deepEqual([statuses[0], closed], [400, true]);
  assert.ok(statuses.every((status) => status === 400));
});

test('the server goes on', async () => {
  const { statuses } = await sendRaw(server.port, PLAIN);
  assert.deepEqual(statuses, [200]);
});

/** Nothing but refusals, and the connection is over. */
function isRefused({ statuses, closed }) {
  return closed && statuses.every((status) => status >= 400);
}
