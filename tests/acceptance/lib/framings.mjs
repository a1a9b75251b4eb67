// 24 ways to make two readers disagree on where a request ends, or to hold a connection.
import { sendRaw } from './raw.mjs';

const GET = 'GET /entrar HTTP/1.1\r\n';
const POST = 'POST /entrar HTTP/1.1\r\n';
const HOST = 'Host: localhost\r\n';
export const PLAIN = `${GET}${HOST}Accept: application/json\r\n\r\n`;
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

/** Two lengths, and a whole request between them. */
export const SMUGGLED = framings['Content-Length twice, the first shorter'];

/** Sends all of them to `target` (see sendRaw()): { count, taken } with what was not refused. */
export async function tryFramings(target) {
  const taken = [];
  const drip = sendRaw(target, [...`${GET}X-A: ${'a'.repeat(40)}`],
    { gapMs: 1000, waitMs: DRIP_MS_MAX });
  for (const [name, bytes] of Object.entries(framings)) {
    const answer = await sendRaw(target, bytes);
    if (!isRefused(answer)) {
      taken.push(`${name} (${answer.statuses.join(', ') || 'held open'})`);
    }
  }
  if (!isRefused(await drip)) {
    taken.push('one byte a second (held open)');
  }
  return { count: Object.keys(framings).length + 1, taken };
}

/** Nothing but refusals, and the connection is over. */
function isRefused({ statuses, closed }) {
  return closed && statuses.every((status) => status >= 400);
}
