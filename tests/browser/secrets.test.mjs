// What stays on the computer when the browser is closed: after the main job, with script, no name,
// phone, rule or note of hers stands in any file of Chromium's profile.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, constants } from 'node:zlib';

import { chromium } from 'playwright-core';

import { passwordOf } from '../acceptance/lib/client.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { temporaryFolder } from '../acceptance/lib/server.mjs';
import { CHROMIUM, CHROMIUM_ARGS, Person, contextOptions } from './lib/browser.mjs';
import { accept, addNeed, find, finish, giveService, meet, newJob, refer, toldIn }
  from './lib/job.mjs';

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const TYPED_ONLY = 'Borrador con el barrilete morado.';
const SENT_PLAIN = 'barrileteceleste';

let net;
let profiles;

before(async () => {
  net = await openNetwork();
  profiles = temporaryFolder();
});

after(async () => {
  await net?.stop();
  rmSync(profiles, { recursive: true, force: true });
});

test('secrets: after the main job Chromium’s profile holds nothing about her', async () => {
  const job = newJob('Tlaltecuhtli Zarzamora Ñuñoa', '+506 0000-9137');
  const profile = join(profiles, 'script');
  await inOneProfile(profile, job);
  const secrets = [...toldIn(job), TYPED_ONLY, passwordOf('gestora')];
  assert.deepEqual(placesOf(profile, secrets), []);
});

test('the same look finds what a form leaves that the browser itself sends', async () => {
  const folder = join(profiles, 'plain');
  const ana = await openProfile(folder, { script: false });
  await ana.signIn('gestora');
  await ana.open('/personas/nueva/autorizacion');
  await ana.fill({ answer: 'yes', explained: 'except', explained_except: SENT_PLAIN,
    mode: 'spoken', copy: 'none' });
  await ana.send();
  await letItBeWritten();
  await ana.close();
  assert.notDeepEqual(placesOf(folder, [SENT_PLAIN]), []);
});

/** A worker and then a receiver at one computer, as in a small office. */
async function inOneProfile(profile, job) {
  const ana = await openProfile(profile);
  await ana.signIn('gestora');
  await meet(ana, job);
  await letItBeWritten();
  await addNeed(ana, job);
  await refer(ana, job);
  await leave(ana);
  await ana.signIn('clinica');
  await ana.open('/derivaciones');
  await accept(ana, job);
  await ana.followTo(/\/contacto$/);
  await ana.page.locator('summary').click();
  await ana.follow(job.slip);
  await giveService(ana);
  await letItBeWritten();
  await leave(ana);
  await ana.signIn('gestora');
  await finish(ana, job);
  await ana.open('/hoy');
  await find(ana, job);
  await writeAndLook(ana, job);
  await letItBeWritten();
  await ana.close();
}

/** A note, the name on tap, the contact, a search once more, and a form left open. */
async function writeAndLook(ana, job) {
  await ana.follow(`${job.url}/notas`);
  await ana.fill({ text: job.note });
  await ana.send();
  await ana.page.locator('button.amp-reveal').first().click();
  await ana.page.locator('.amp-name__text', { hasText: job.name }).waitFor();
  await ana.follow(`${job.url}/contacto`);
  assert.ok((await ana.page.content()).includes(job.phone));
  await ana.open(`${job.url}/notas`);
  await ana.fill({ text: TYPED_ONLY });
  await ana.page.locator('.amp-saved:not(:empty)').waitFor();
}

async function openProfile(folder, options) {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM, args: CHROMIUM_ARGS, ...contextOptions(options) });
  return new Person(net.url, context, context.pages()[0], options);
}

/** Chromium writes its session files some seconds after a page. */
function letItBeWritten() {
  return new Promise((done) => setTimeout(done, 4000));
}

async function leave(ana) {
  await ana.press('form[action="/salir"] button');
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** ['file: secret', …], as plain bytes, as addresses write it, in UTF-16, and inside gzip. */
function placesOf(profile, secrets) {
  return filesIn(profile).flatMap((file) => {
    const bytes = readFileSync(file);
    const all = [bytes, ...unpacked(bytes)];
    return secrets.filter((secret) => formsOf(secret).some((form) =>
      all.some((one) => one.includes(form)))).map((secret) =>
      `${file.slice(profile.length)}: ${secret}`);
  });
}

function formsOf(secret) {
  return [
    Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(secret, 'latin1'),
    Buffer.from(encodeURIComponent(secret)),
    Buffer.from(new URLSearchParams({ a: secret }).toString().slice(2)),
  ];
}

function unpacked(bytes) {
  const found = [];
  for (let at = bytes.indexOf(GZIP); at >= 0; at = bytes.indexOf(GZIP, at + 1)) {
    try {
      found.push(gunzipSync(bytes.subarray(at), { finishFlush: constants.Z_SYNC_FLUSH }));
    } catch {
      // not the start of a stream
    }
  }
  return found;
}
