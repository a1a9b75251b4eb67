// One browser's worth of requests: a cookie jar, pages as JSON or HTML, forms with what belongs to
// them. Redirects are not followed: a POST tells where it leads.
//
//   const ana = new Client(server.url);
//   await ana.activate(server.made.members[0]);      // the first time, with the one-time code
//   await ana.signIn('ana');                         // later, or in another browser
//   const { go } = await ana.submit('/personas/nueva', { name: '…' });
//   const view = await ana.getJson(go);
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** An idle connection is given up before the server does: it would end under the next request. */
const agent = new Agent({ keepAlive: true, timeout: 4000 });

export function newCommand() {
  return randomBytes(16).toString('hex');
}

/** Every test's password for a login: long enough, and no word list has it. */
export function passwordOf(login) {
  return `girasol-${login}-tarde-lenta-39`;
}

export class Client {
  constructor(url, { language = 'es', headers = {} } = {}) {
    this.url = url;
    this.headers = { 'accept-language': language, ...headers };
    this.cookies = new Map();
    this.view = null; // the last JSON view
    this.csrf = undefined; // of the last page that had one: it is good for all of a session's
  }

  /** Any request. { status, headers, text, view } with `view` when the answer is JSON. */
  async send(method, path, { accept = 'application/json', body, headers = {} } = {}) {
    const response = await this.exchange(method, path, {
      ...this.headers,
      accept,
      ...(this.cookies.size > 0 && { cookie: this.cookieHeader() }),
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    }, body).catch((error) => {
      throw new Error(`${method} ${path}: no answer (${error})`);
    });
    this.keepCookies(response.headers.get('set-cookie') ?? '');
    const { text } = response;
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    const view = isJson && method !== 'HEAD' ? JSON.parse(text) : null;
    this.view = view ?? this.view;
    this.csrf = view?.form?.csrf ?? view?.csrf ?? this.csrf;
    return { status: response.status, headers: response.headers, text, view };
  }

  /** Over the wire and back: { status, headers, text }; a header that was sent twice has both in
   *  one line. Not by fetch, which takes as long for each of so many requests as the program. */
  async exchange(method, path, headers, body) {
    const sent = request(this.url + path,
      { agent, method, headers: { 'accept-encoding': 'gzip', ...headers } });
    sent.on('error', () => {}); // once there is an answer it is no news that sending was cut short
    sent.end(body);
    const [response] = await once(sent, 'response');
    const { statusCode: status, rawHeaders } = response;
    const given = new Headers();
    for (let i = 0; i < rawHeaders.length; i += 2) {
      given.append(rawHeaders[i], rawHeaders[i + 1]);
    }
    const bytes = Buffer.concat(await response.toArray());
    const packed = given.get('content-encoding') === 'gzip' && bytes.length > 0;
    return { status, headers: given, text: String(packed ? gunzipSync(bytes) : bytes) };
  }

  /** The page's view; anything but 200 is an error. */
  async getJson(path) {
    const answer = await this.send('GET', path);
    expectStatus(answer, 200, `GET ${path}`);
    return answer.view;
  }

  async getHtml(path) {
    const answer = await this.send('GET', path, { accept: 'text/html' });
    expectStatus(answer, 200, `GET ${path}`);
    return answer.text;
  }

  /**
   * Sends a form, as JSON's reader: { status, view, go }. Token, command and base come from the
   * last JSON view; `fields` may name its own. Arrays send a name several times; undefined sends
   * nothing.
   */
  async post(path, fields = {}, { accept, headers } = {}) {
    const body = formBody({ ...this.hidden(path), ...fields });
    const answer = await this.send('POST', path, { accept, headers, body });
    return { ...answer, go: answer.view?.go ?? answer.headers.get('location') };
  }

  /** The same for what must work: a GET of the form first, then the POST, which must lead on. */
  async submit(path, fields = {}) {
    await this.getJson(path);
    const answer = await this.post(path, fields);
    assert.ok(answer.go, `POST ${path} gave ${answer.status}: ${problemsOf(answer)}`);
    return answer;
  }

  /** Takes up an invitation: { login, code } as init told it. */
  async activate({ login, code }, password = passwordOf(login)) {
    await this.submit('/activar', { login, code, password });
    return this;
  }

  async signIn(login, password = passwordOf(login)) {
    await this.submit('/entrar', { login, password });
    return this;
  }

  /** What a form's hidden fields would hold. */
  hidden(path) {
    const form = this.view?.form;
    const ours = form?.action_url === path;
    return {
      _csrf: this.csrf,
      _command: (ours && form.command) || newCommand(),
      _base: ours ? form.base : undefined,
    };
  }

  cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Several stand in one line: Debian 12 cannot tell them apart, and ours have no comma. */
  keepCookies(line) {
    for (const cookie of line.split(', ').filter(Boolean)) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      if (/; *max-age=0/i.test(cookie)) {
        this.cookies.delete(name);
      } else {
        this.cookies.set(name, value);
      }
    }
  }
}

export function expectStatus(answer, status, what = 'the request') {
  assert.equal(answer.status, status, `${what} gave ${answer.status}: ${problemsOf(answer)}`);
  return answer;
}

/** What the page complains of, for a test's message. */
export function problemsOf(answer) {
  const view = answer.view;
  if (!view) {
    return answer.text.slice(0, 300);
  }
  return JSON.stringify(view.problem ?? view.errors ?? view).slice(0, 600);
}

export function formBody(fields) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null) {
        body.append(name, one);
      }
    }
  }
  return body.toString();
}
