// What stands around every page: the headers of every route in every form, pages without anything
// inline, cookies; forms as people really sent them, sent again from elsewhere; and looking, which
// changes nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Client, passwordOf } from './lib/client.mjs';
import { sendRaw } from './lib/raw.mjs';
import { Surroundings } from './lib/surroundings.mjs';
import { dump } from './lib/walk.mjs';

/** Whole values: a header that is sent twice arrives here as one with a comma. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; " +
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; " +
    "base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
const KEPT = { 'cache-control': 'no-store' };
const TELLS_TOO_MUCH = ['server', 'x-powered-by', 'via', 'access-control-allow-origin'];
const COOKIE = /^__Host-[ad]=[\w.-]*; Path=\/; Secure; HttpOnly; SameSite=Strict(; Max-Age=\d+)?$/;
const GIVES_COOKIE = ['/entrar', '/activar', '/salir', '/desbloquear'];
const INLINE = [/<script(?![^>]*\ssrc=)/i, /<style/i, /\sstyle=/i, /\son[a-z]+=/i, /javascript:/i,
  /\s(?:src|href|action|formaction|poster|srcset)="(?!\/(?!\/)|#|data:|tel:|mailto:|otpauth:|\?|")/i];

let all;
let sent = []; // what people sent in the main job: { client, path, body }

before(async () => {
  const { send } = Client.prototype;
  Client.prototype.send = async function recording(method, path, options = {}) {
    const answer = await send.call(this, method, path, options);
    if (method === 'POST' && (answer.view?.go ?? answer.headers.get('location'))) {
      sent.push({ client: this, path, body: options.body });
    }
    return answer;
  };
  all = await Surroundings.open();
  Client.prototype.send = send;
  sent = sent.filter(({ client }) => client.url === all.net.url); // not of making the network
});
after(() => all?.close());

/** Several stand in one line; ours have no comma. */
function cookiesOf(headers) {
  return (headers.get('set-cookie') ?? '').split(', ').filter(Boolean);
}

function assertHeaders({ headers }, what) {
  for (const [name, value] of Object.entries({ ...HEADERS, ...KEPT })) {
    assert.equal(headers.get(name), value, `${what}: ${name}`);
  }
  for (const name of TELLS_TOO_MUCH) {
    assert.equal(headers.get(name), null, `${what}: ${name}`);
  }
  for (const cookie of cookiesOf(headers)) {
    assert.match(cookie, COOKIE, what);
    assert.ok(GIVES_COOKIE.some((path) => what.includes(` ${path}`)), `${what} sets a cookie`);
  }
}

/** Nothing but the log of accesses may be another when `attempts` is over. */
async function changingNothing(attempts) {
  const whole = () => dump(all.net.dir, { without: ['audit', 'audit_checkpoint'] });
  const before = whole();
  await attempts();
  assert.equal(whole(), before, 'the database is another one');
}

describe('every route', () => {
  const clients = async () => [all.browser(),
    ...await Promise.all(all.logins.map((login) => all.net.as(login)))];

  test('is answered with all headers, once each, to whoever asks in whatever form', async () => {
    const kinds = new Set();
    await changingNothing(async () => {
      for (const client of await clients()) {
        for (const { path } of all.routes('GET')) {
          for (const [method, accept] of [['GET', 'text/html'], ['GET', 'application/json'],
            ['HEAD', 'text/html'], ['GET', 'image/png']]) {
            const answer = await client.send(method, path, { accept });
            assertHeaders(answer, `${method} ${path}`);
            kinds.add(answer.status);
          }
        }
      }
    });
    assert.deepEqual([...kinds].sort(), [200, 303, 401, 404], 'all kinds of answers were seen');
  });

  test('has no script, style or handler of its own in its page, and nothing from elsewhere',
    async () => {
      for (const login of all.logins) {
        const client = await all.net.as(login);
        for (const path of all.pagesOf(login)) {
          const html = await client.send('GET', path, { accept: 'text/html' });
          for (const inline of INLINE) {
            assert.doesNotMatch(html.text, inline, `${login}: ${path}`);
          }
        }
      }
    });

  test('refuses with the same headers', async () => {
    const client = await all.net.as('gestora');
    for (const { path } of all.routes('POST')) {
      for (const [body, headers] of [['a=b', {}], ['a=%zz', {}],
        ['a=b', { 'content-type': 'application/json' }], ['a'.repeat(300_000), {}]]) {
        const answer = await client.send('POST', path, { body, headers });
        assert.ok(answer.status >= 400, `${path}: ${answer.status}`);
        assertHeaders(answer, `POST ${path}`);
      }
    }
    for (const method of ['PUT', 'DELETE', 'OPTIONS']) {
      assertHeaders(await client.send(method, '/hoy'), `${method} /hoy`);
    }
    const { text } = await sendRaw(all.net.port,
      'GET /hoy HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (const [name, value] of Object.entries({ ...HEADERS, ...KEPT })) {
      assert.equal(text.toLowerCase().split(`\r\n${name}: ${value.toLowerCase()}\r\n`).length, 2,
        `${name} stands once in\n${text}`);
    }
  });
});

test('what is no page and never changes may be kept, and has the other headers', async () => {
  const page = await all.browser().getHtml('/entrar');
  const assets = [...page.matchAll(/(?:src|href)="(\/a\/[^"]+)"/g)].map(([, path]) => path);
  assert.ok(assets.length >= 2, page);
  for (const path of assets) {
    const { headers } = await all.browser().send('GET', path, { accept: '*/*' });
    assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable', path);
    for (const [name, value] of Object.entries(HEADERS)) {
      assert.equal(headers.get(name), value, `${path}: ${name}`);
    }
    assert.deepEqual(cookiesOf(headers), [], path);
  }
});

test('every cookie is of this host alone; that of the session goes with it', async () => {
  const client = all.browser();
  const entered = await client.submit('/entrar',
    { login: 'clinica', password: passwordOf('clinica') });
  const cookies = cookiesOf(entered.headers);
  assert.ok(cookies.some((one) => one.startsWith('__Host-a=')), 'a session');
  cookies.forEach((one) => assert.match(one, COOKIE));
  await client.getJson('/ayuda');
  const { headers } = await client.post('/salir', {}, { accept: 'text/html' });
  assert.match(cookiesOf(headers)[0], /^__Host-a=; .*; Max-Age=0$/);
  assert.equal(headers.get('clear-site-data'), '"cache", "storage"');
});

describe('what was sent in earnest, sent again', () => {
  const again = async ({ client, path, body }, { token, headers }) => {
    const fields = new URLSearchParams(body);
    if (token === null) {
      fields.delete('_csrf');
    } else if (token) {
      fields.set('_csrf', token);
    }
    return client.send('POST', path, { body: fields.toString(), headers });
  };
  const refused = async (how) => {
    await changingNothing(async () => {
      for (const one of sent) {
        const answer = await again(one, how);
        assert.deepEqual([answer.status, answer.view?.problem?.code], [404, 'denied'], one.path);
        assert.deepEqual(cookiesOf(answer.headers), [], one.path);
      }
    });
  };

  test('was much', () => {
    const forms = new Set(sent.map(({ path }) => path.replaceAll(/[0-9a-f]{32}/g, '{}')));
    assert.ok(forms.size >= 20, `${forms.size} forms: ${[...forms].join(' ')}`);
  });

  test('without its token it is refused and changes nothing', () => refused({ token: null }));

  test("with another's token too", async () => {
    const stranger = await all.net.another('consultorio');
    await stranger.getJson('/ayuda');
    await refused({ token: stranger.csrf });
  });

  for (const headers of [{ origin: 'https://example.org' }, { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' },
    { origin: 'http://127.0.0.1.example.org' }]) {
    test(`from another place too: ${JSON.stringify(headers)}`, () => refused({ headers }));
  }

  test('as it was, it changes nothing a second time', async () => {
    const once = sent.filter(({ path }) => !GIVES_COOKIE.includes(path));
    await changingNothing(async () => {
      for (const one of once) {
        const answer = await again(one, {});
        assert.ok(answer.status < 500 && answer.view?.problem?.code !== 'denied',
          `${one.path}: ${answer.status} ${answer.text.slice(0, 200)}`);
      }
    });
  });
});
