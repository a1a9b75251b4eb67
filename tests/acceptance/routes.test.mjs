// Every route of /api/openapi.json, tried by those whom it is not for, with forms that it must not
// take, on a deployment where the main job has been done. Nothing of this changes a row.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { newCommand, formBody } from './lib/client.mjs';
import { sendRaw } from './lib/raw.mjs';
import { Surroundings } from './lib/surroundings.mjs';
import { dump, routeOf } from './lib/walk.mjs';

const NEVER_KEPT = ['code', 'app_code', 'password', 'old_password'];
const LIMIT_BODY = 256 * 1024;
const LIMIT_PARAMS = 400;
const HEADERS = {
  'content-security-policy': /^default-src 'none'; .*frame-ancestors 'none'; base-uri 'none'$/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^same-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'cache-control': /^no-store$/,
};

let all;
before(async () => {
  all = await Surroundings.open();
});
after(() => all?.close());

/** Everything that this file is answered has the headers. */
async function send(client, ...request) {
  const answer = await client.send(...request);
  for (const [name, wanted] of Object.entries(HEADERS)) {
    assert.match(answer.headers.get(name) ?? '', wanted, `${request[0]} ${request[1]}: ${name}`);
  }
  return answer;
}

/** Nothing may have changed when `attempts` is over. */
async function changingNothing(attempts) {
  const before = dump(all.net.dir);
  await attempts();
  assert.equal(dump(all.net.dir), before, 'the database is another one');
}

/** A form's body as that client's pages would send it. */
function body(client, fields) {
  return formBody({ _csrf: client.csrf, _command: newCommand(), ...fields });
}

/** Where there is nothing, under the same heading of the menu. */
function nowhere(path) {
  return `/${path.split(/[/?]/)[1]}/no/hay/tal/pagina`;
}

/** What a reader sees of an answer, without what differs from one request to the next. */
function shown({ status, text, headers }, path) {
  return {
    status,
    type: headers.get('content-type'),
    text: text.replaceAll(/[\w-]{86}/g, 'TOKEN').replaceAll(/\b[0-9a-f]{32}\b/g, 'ID')
      .replaceAll(path.replace(/\?.*/, '').replaceAll(/\b[0-9a-f]{32}\b/g, 'ID'), 'PATH'),
  };
}

describe('who has not signed in', () => {
  test('is asked to, wherever it leads, and is shown nothing', async () => {
    const nobody = all.browser();
    await changingNothing(async () => {
      for (const { path } of all.routes('GET').filter((route) => !route.open)) {
        const page = await send(nobody, 'GET', path, { accept: 'text/html' });
        assert.deepEqual([page.status, page.headers.get('location'), page.text],
          [303, '/entrar', ''], path);
        const api = await send(nobody, 'GET', path);
        assert.deepEqual([api.status, api.view.problem.code], [401, 'locked'], path);
      }
    });
  });

  test('does nothing by sending a form', async () => {
    const nobody = all.browser();
    await nobody.getJson('/entrar');
    await changingNothing(async () => {
      for (const { path } of all.routes('POST').filter((route) => !route.open)) {
        const answer = await send(nobody, 'POST', path, { body: body(nobody) });
        assert.deepEqual([answer.status, answer.view.problem.code], [401, 'locked'], path);
      }
    });
  });
});

describe('who is signed in', () => {
  test('is told of what is for others exactly what is told of what is not there', async () => {
    await changingNothing(async () => {
      for (const login of all.logins) {
        const client = await all.net.as(login);
        for (const { method, path } of all.refusedTo(login)) {
          for (const accept of ['application/json', 'text/html']) {
            const options = { accept, body: method === 'POST' ? body(client) : undefined };
            const there = await send(client, method, path, options);
            const missing = await send(client, method, nowhere(path), options);
            assert.equal(there.status, 404, `${login}: ${method} ${path}`);
            assert.deepEqual(shown(there, path), shown(missing, nowhere(path)),
              `${login}: ${path}`);
          }
        }
      }
    });
  });

  test('is told of what has no key for them exactly what is told of an unknown id', async () => {
    await changingNothing(async () => {
      for (const { login, route, theirs, unknown } of all.keyless()) {
        const client = await all.net.as(login);
        for (const accept of ['application/json', 'text/html']) {
          const options = { accept, body: route.method === 'POST' ? body(client) : undefined };
          const closed = await send(client, route.method, theirs, options);
          const missing = await send(client, route.method, unknown, options);
          assert.ok([404, 422].includes(closed.status), `${login}: ${theirs}: ${closed.status}`);
          assert.deepEqual(shown(closed, theirs), shown(missing, unknown), `${login}: ${theirs}`);
        }
      }
    });
  });

  test('is shown no page of others by a form that cannot be read', async () => {
    await changingNothing(async () => {
      for (const login of all.logins) {
        const client = await all.net.as(login);
        for (const { path } of all.refusedTo(login).filter(({ method }) => method === 'POST')) {
          for (const bad of [`${body(client)}&a=%ff`, body(client, { _command: 'none' })]) {
            const { view, status } = await send(client, 'POST', path, { body: bad });
            assert.deepEqual([status >= 400, view.form, view.ask, view.identity, view.code],
              [true, undefined, undefined, undefined, undefined], `${login}: ${path}`);
          }
        }
      }
    });
  });

  test('changes nothing by looking at every page', async () => {
    await changingNothing(async () => {
      for (const login of all.logins) {
        const client = await all.net.as(login);
        for (const path of all.pagesOf(login)) {
          const page = await send(client, 'GET', path, { accept: 'text/html' });
          assert.ok([200, 303].includes(page.status), `${login}: ${path}: ${page.status}`);
        }
      }
    });
  });

  test('reaches every page that has an address by following links', () => {
    assert.deepEqual(all.neverReached(), []);
  });
});

test('every page leads to a topic of the help that says something, a refused form as well', async () => {
  const topics = new Set();
  for (const login of all.logins) {
    const views = [...all.pages.get(login)].filter(([path, { status, view }]) =>
      status === 200 && view?.title && !path.startsWith('/ayuda') && !path.endsWith('/nombre'));
    assert.ok(views.length > 5, login);
    for (const [path, { view }] of views) {
      assert.match(view.help_url ?? '', /^\/ayuda\/[a-z-]+$/, `${login}: ${path}`);
      topics.add(view.help_url);
    }
  }
  const gestora = await all.net.as('gestora');
  const refused = await gestora.post(`${all.story.url}/notas`, {});
  assert.deepEqual([refused.status, refused.view.help_url], [422, '/ayuda/historia']);
  const nobody = all.browser();
  for (const topic of topics) {
    const { status, text } = await send(nobody, 'GET', topic, { accept: 'text/html' });
    assert.equal(status, 200, topic);
    assert.ok(text.split('<p class="govuk-body">').length > 3, `${topic} says little`);
  }
});

describe('a form is refused and nothing is changed', () => {
  const refusedAs = async (fields, headers, code) => {
    await changingNothing(async () => {
      for (const { path, login } of all.routes('POST')) {
        const client = await all.net.as(login);
        const answer = await send(client, 'POST', path,
          { body: body(client, fields), headers });
        assert.equal(answer.view.problem?.code, code, `${login}: ${path}: ${answer.text}`);
        assert.ok(answer.status >= 400 && answer.view.go === undefined, path);
      }
    });
  };

  test('without a token', () => refusedAs({ _csrf: undefined }, {}, 'denied'));

  test("with another person's token", async () => {
    const other = await all.net.as('consultorio');
    await refusedAs({ _csrf: other.csrf }, {}, 'denied');
  });

  test('from another origin', () =>
    refusedAs({}, { origin: 'https://example.org' }, 'denied'));

  test('from a page that only pretends to have none', () =>
    refusedAs({}, { origin: 'null' }, 'denied'));

  test('from another site', () =>
    refusedAs({}, { 'sec-fetch-site': 'cross-site' }, 'denied'));

  test('from a neighbour of the site', () =>
    refusedAs({}, { 'sec-fetch-site': 'same-site' }, 'denied'));

  const unreadable = async (bytes, status, headers = {}) => {
    await changingNothing(async () => {
      for (const { path, login } of all.routes('POST')) {
        const client = await all.net.as(login);
        const answer = await send(client, 'POST', path, { body: bytes(client), headers });
        assert.equal(answer.status, status, `${login}: ${path}: ${answer.text.slice(0, 200)}`);
        assert.equal(answer.view?.go, undefined, path);
      }
    });
  };
  const withToken = (rest) => (client) =>
    Buffer.concat([Buffer.from(`${body(client)}&`), Buffer.from(rest)]);

  test('that is larger than any form', () =>
    unreadable(withToken(`text=${'a'.repeat(LIMIT_BODY)}`), 413));

  test('with more answers than any form has', () =>
    unreadable(withToken('a=1&'.repeat(LIMIT_PARAMS)), 422));

  test('of another kind', () =>
    unreadable(withToken('a=b'), 422, { 'content-type': 'application/json' }));

  test('with bytes that are no text', () =>
    unreadable(withToken([0x61, 0x3d, 0xff, 0xfe]), 422));

  test('with escapes that are no text', () => unreadable(withToken('a=%C3%28'), 422));

  test('with an escape that is none', () => unreadable(withToken('a=%zz'), 422));

  test('with a NUL', () => unreadable(withToken('a=%00'), 422));

  test('that was cut off on its way', async () => {
    await changingNothing(async () => {
      for (const { path, login } of all.routes('POST')) {
        const client = await all.net.as(login);
        const whole = body(client);
        const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\n` +
          `Cookie: ${client.cookieHeader()}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
          `Content-Length: ${whole.length + 10}\r\n\r\n`;
        const { statuses } = await sendRaw(all.net.port, head + whole, { waitMs: 60 });
        assert.deepEqual(statuses, [], path);
      }
    });
  });
});

test('what is written on a page with a form comes back from a draft', async () => {
  const kept = new Set();
  const unkept = new Set();
  for (const login of all.logins) {
    const client = await all.net.as(login);
    for (const [path, { status, view }] of all.pages.get(login)) {
      const shown = status === 200 && view?.form;
      const post = shown && routeOf(all.table, 'POST', shown.action_url);
      if (!post || kept.has(post.pattern)) {
        continue;
      }
      if (!shown.autosave_url) {
        unkept.add(post.pattern);
        continue;
      }
      const { name } = shown.fields.find((field) => (field.is_text || field.is_note) &&
        !NEVER_KEPT.includes(field.name)) ?? {};
      const answer = await client.post(shown.autosave_url, { [name ?? 'a']: 'a medias' });
      assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.view)}`);
      const { form } = await client.getJson(path);
      assert.ok(form.draft, path);
      assert.equal(form.fields.find((field) => field.name === name)?.value, name && 'a medias',
        path);
      kept.add(post.pattern);
      all.net.clock.advance({ seconds: 1 }); // the newest forty are kept
    }
  }
  assert.ok(kept.size > 60, `${kept.size} forms`);
  const changing = [...unkept].filter((pattern) => !kept.has(pattern) &&
    routeOf(all.table, 'POST', pattern).changes);
  assert.deepEqual(changing, [], 'nothing else that is written is lost');
});

test('a method that a page does not have changes nothing', async () => {
  const client = await all.net.as('gestora');
  await changingNothing(async () => {
    for (const { path } of all.routes('GET')) {
      for (const method of ['PUT', 'DELETE', 'PATCH']) {
        const answer = await client.send(method, path);
        assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${path}`);
      }
    }
  });
});
