// A browser's worth of requests through nginx: over HTTP/2, or over HTTP/1.1, from an address of
// its own (all of 127.0.0.0/8 is this machine).
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request } from 'node:https';

import { Client } from '../../acceptance/lib/client.mjs';

export class TlsClient extends Client {
  constructor(nginx, { address = '127.0.0.1', http2 = false, ...options } = {}) {
    super(`https://localhost:${nginx.port}`, options);
    const tls = (more) => nginx.tls({ localAddress: address, ...more });
    if (http2) {
      this.session = connectHttp2(this.url, {
        createConnection: () => tls({ ALPNProtocols: ['h2'] }),
      });
      this.session.on('error', () => {});
    } else {
      this.agent = new Agent({ keepAlive: true });
      this.agent.createConnection = () => tls();
    }
  }

  close() {
    this.session?.close();
    this.agent?.destroy();
  }

  exchange(method, path, headers, body) {
    return this.session ? this.exchange2(method, path, headers, body)
      : this.exchange1(method, path, headers, body);
  }

  exchange1(method, path, headers, body) {
    return new Promise((resolve, reject) => {
      const sent = request(this.url + path, { method, headers, agent: this.agent }, (response) => {
        collect(response, (text) => resolve({
          status: response.statusCode,
          headers: headersOf(response.headers),
          text,
          protocol: response.httpVersion,
        }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  exchange2(method, path, headers, body) {
    return new Promise((resolve, reject) => {
      const stream = this.session.request({ ':method': method, ':path': path, ...headers });
      let answered;
      stream.on('response', (given) => (answered = given));
      stream.on('error', reject);
      collect(stream, (text) => (answered ? resolve({
        status: answered[':status'],
        headers: headersOf(answered),
        text,
        protocol: '2.0',
      }) : reject(new Error('no answer'))));
      stream.end(body);
    });
  }
}

function collect(stream, done) {
  const parts = [];
  stream.on('data', (data) => parts.push(data));
  stream.on('end', () => done(Buffer.concat(parts).toString('utf8')));
}

function headersOf(given) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (!name.startsWith(':')) {
      [value].flat().forEach((one) => headers.append(name, one));
    }
  }
  return headers;
}
