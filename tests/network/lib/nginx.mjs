// The real nginx with packaging/nginx/amparo.conf as it is shipped, but for names, ports and paths;
// behind it the program at a Unix socket.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';

export const PACKAGING = join(dirname(fileURLToPath(import.meta.url)),
  '../../../packaging/nginx');
const SHIPPED = join(PACKAGING, 'amparo.conf');
const READY_MS_MAX = 10_000;

/** @returns port, plainPort, caFile, tls(options), filesWritten(), log(), stop() */
export async function startNginx(folder, socket) {
  const here = (name) => join(folder, name);
  mkdirSync(here('bodies'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
    '-nodes', '-days', '90', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
    '-keyout', here('key.pem'), '-out', here('certificate.pem')], { stdio: 'pipe' });
  const [port, plainPort] = [await freePort(), await freePort()];
  writeFileSync(here('amparo.conf'), adapted({ port, plainPort, socket, here }));
  writeFileSync(here('nginx.conf'), `
    ${process.getuid() === 0 ? 'user root;' : ''}
    daemon off;
    worker_processes 1;
    pid ${here('nginx.pid')};
    error_log ${here('error.log')} warn;
    events { worker_connections 2048; }
    http {
      client_body_temp_path ${here('bodies')};
      proxy_temp_path ${here('answers')};
      fastcgi_temp_path ${here('unused1')};
      uwsgi_temp_path ${here('unused2')};
      scgi_temp_path ${here('unused3')};
      include ${here('amparo.conf')};
    }`);
  const child = spawn('nginx', ['-c', here('nginx.conf'), '-e', here('error.log')]);
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve((said += error)));
    child.on('close', resolve);
  });
  const ca = readFileSync(here('certificate.pem'));
  const tls = (options = {}) => connect({ host: '127.0.0.1', port, servername: 'localhost', ca,
    ...options });
  await ready(tls, () => said + readFileSync(here('error.log'), 'utf8'));
  return {
    port,
    plainPort,
    caFile: here('certificate.pem'),
    tls,
    /** Bodies and answers that nginx put into files; a file has a number even when it is gone. */
    filesWritten: () => ['bodies', 'answers'].flatMap((name) => readdirSync(here(name))),
    log: () => said + readFileSync(here('error.log'), 'utf8'),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Every line that is an operator's is there, and is replaced. */
function adapted({ port, plainPort, socket, here }) {
  let text = readFileSync(SHIPPED, 'utf8');
  const put = (pattern, value) => {
    if (!pattern.test(text)) {
      throw new Error(`${SHIPPED} has no ${pattern}`);
    }
    text = text.replaceAll(pattern, value);
  };
  put(/^ *listen \[::\].*\n/gm, '');
  put(/listen 443 /g, `listen 127.0.0.1:${port} `);
  put(/listen 80 /g, `listen 127.0.0.1:${plainPort} `);
  put(/server_name amparo\.example\.org;/g, 'server_name localhost;');
  put(/ssl_certificate \/\S+;/g, `ssl_certificate ${here('certificate.pem')};`);
  put(/ssl_certificate_key \/\S+;/g, `ssl_certificate_key ${here('key.pem')};`);
  put(/unix:\/run\/amparo\/http;/g, `unix:${socket};`);
  put(/\/var\/log\/nginx\/amparo\.log/g, here('error.log'));
  return text;
}

async function ready(tls, said) {
  for (let ms = 0; ms < READY_MS_MAX; ms += 50) {
    const stands = await new Promise((resolve) => {
      const socket = tls();
      socket.on('secureConnect', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('secureConnect', () => socket.destroy());
    });
    if (stands) {
      return;
    }
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`nginx is not ready:\n${said()}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
