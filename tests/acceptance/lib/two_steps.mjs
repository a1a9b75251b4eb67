// The invented network where the second step is required, nobody activated yet.
//
//   const net = await openTwoSteps();
//   const { client, phone } = await net.comeIn('gestora');   // activates and sets up the app
//   await net.enter(new Client(net.url), 'gestora', phone);  // password and code
//   await net.stop();
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client, passwordOf } from './client.mjs';
import { MONDAY } from './network.mjs';
import { DEMO_PLAN, startServer, temporaryFolder } from './server.mjs';
import { Phone } from './totp.mjs';

/** Of a plan whose people exist. */
export const REAL = { demo: 0, second_factor: 'required' };

/** @param browser  what its people come with */
export async function openTwoSteps(settings = {}, { browser = Client } = {}) {
  const folder = temporaryFolder();
  const plan = JSON.parse(readFileSync(DEMO_PLAN, 'utf8'));
  Object.assign(plan.settings, REAL, settings);
  const path = join(folder, 'plan.json');
  writeFileSync(path, JSON.stringify(plan));
  const server = await startServer({ plan: path, testClock: MONDAY });
  return new TwoSteps(server, folder, browser);
}

class TwoSteps {
  constructor(server, folder, browser) {
    this.phones = new Map(); // by login
    this.browser = browser;
    this.server = server;
    this.folder = folder;
    this.url = server.url;
    this.dir = server.dir;
    this.clock = server.clock;
    this.made = server.made;
  }

  invited(login) {
    return this.made.members.find((member) => member.login === login);
  }

  /** Activates, signs in and sets up an app: { client, phone, code } with the recovery code. */
  async comeIn(login, password = passwordOf(login)) {
    const client = new this.browser(this.url);
    await client.activate(this.invited(login), password);
    await client.signIn(login, password);
    const made = await this.setUp(client);
    this.phones.set(login, made.phone);
    return made;
  }

  /** That person's new browser, the first time with a phone that is set up. */
  async as(login) {
    const phone = this.phones.get(login);
    return phone ? this.enter(new this.browser(this.url), login, phone)
      : (await this.comeIn(login)).client;
  }

  async setUp(client) {
    const { key } = await client.getJson('/entrar/segundo-paso');
    const phone = new Phone(key);
    const { go } = await client.submit('/entrar/segundo-paso', { app_code: this.codeOf(phone) });
    const recovery = go === '/cuenta/hoja'
      ? (await client.getJson(go)).recovery_code : undefined;
    return { client, phone, recovery };
  }

  /** The code of the next half minute: none is taken twice. */
  codeOf(phone) {
    this.clock.advance({ seconds: 30 });
    return phone.code(this.clock.ms);
  }

  async enter(client, login, phone, password = passwordOf(login)) {
    await client.signIn(login, password);
    const { go } = await client.submit('/entrar/codigo', { app_code: this.codeOf(phone) });
    assert.doesNotMatch(go, /^\/entrar/);
    return client;
  }

  async stop() {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
