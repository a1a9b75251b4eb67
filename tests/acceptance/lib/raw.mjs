// Bytes to the socket as they are, for requests that no client library would send.
import { connect } from 'node:net';

/**
 * `target` is a port here, or a function that opens a TLS connection.
 * Sends `parts` (strings or buffers, `gapMs` apart) and collects what comes back until the other
 * side closes or `waitMs` are over: { text, closed, ms, statuses }.
 */
export function sendRaw(target, parts, { gapMs = 0, waitMs = 1500 } = {}) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const socket = typeof target === 'function' ? target() : connect(target, '127.0.0.1');
    let text = '';
    let timer;
    let ended = false;
    const end = (closed) => {
      if (!ended) {
        ended = true;
        clearTimeout(timer);
        socket.destroy();
        resolve({ text, closed, ms: Date.now() - started, statuses: statusesOf(text) });
      }
    };
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('close', () => end(true));
    socket.on('error', (error) => (['ECONNRESET', 'EPIPE'].includes(error.code) ? end(true)
      : reject(error)));
    socket.on(typeof target === 'function' ? 'secureConnect' : 'connect', async () => {
      timer = setTimeout(() => end(false), waitMs);
      for (const part of [parts].flat()) {
        if (ended) {
          return;
        }
        socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
        if (gapMs > 0) {
          await new Promise((next) => setTimeout(next, gapMs));
        }
      }
    });
  });
}

/** Of every answer in the stream: a request hidden in another would give a second one. */
function statusesOf(text) {
  return [...text.matchAll(/HTTP\/1\.[01] (\d{3}) [A-Z]/g)].map(([, status]) => Number(status));
}
