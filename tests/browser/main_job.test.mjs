// The main job at the screen: with script and without, in both languages, on a phone and on a
// laptop (every pair of these at least once), and how many pages it takes.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openNetwork } from '../acceptance/lib/network.mjs';
import { LOG, openChromium } from './lib/browser.mjs';
import { assertClean, loudPages } from './lib/checks.mjs';
import { accept, addNeed, find, finish, giveService, meet, newJob, refer, toldIn }
  from './lib/job.mjs';

const WAYS = [
  { script: true, lang: 'es', width: 360, name: 'Xiomara Quirós Ñandú' },
  { script: true, lang: 'en', width: 1280, name: 'Yorleny Bermúdez Zúñiga' },
  { script: false, lang: 'es', width: 1280, name: 'Eduvigis Madrigal Peña' },
  { script: false, lang: 'en', width: 360, name: 'Guiselle Badilla Güell' },
];
const PAGES_MAX = { refer: 3, answer: 2, find: 2 };

let net;
let chrome;
const counts = {};

before(async () => {
  net = await openNetwork();
  chrome = await openChromium();
});

after(async () => {
  mkdirSync(LOG, { recursive: true });
  writeFileSync(`${LOG}/browser-counts.json`, `${JSON.stringify(counts, null, 2)}\n`);
  await chrome?.close();
  await net?.stop();
});

for (const way of WAYS) {
  const label = `${way.script ? 'with' : 'without'} script, ${way.lang}, ${way.width} px`;
  test(`main job ${label}: met, agreed, referred, answered, told, closed, in one history`,
    async () => {
      const job = newJob(way.name);
      const worker = await (await chrome.person(net.url, way)).signIn('gestora');
      const receiver = await (await chrome.person(net.url, way)).signIn('clinica');

      await meet(worker, job);
      await addNeed(worker, job);
      const pages = { refer: await worker.pagesOf(() => refer(worker, job)) };
      await receiver.open('/derivaciones');
      pages.answer = await receiver.pagesOf(() => accept(receiver, job));
      await opensContact(receiver, job);
      await caseKnows(worker, job, 'good');
      await giveService(receiver, job);
      await finish(worker, job);
      await worker.open('/hoy');
      pages.find = await worker.pagesOf(() => find(worker, job));
      counts[label] = pages;

      await oneHistory(worker, job);
      for (const [what, most] of Object.entries(PAGES_MAX)) {
        assert.ok(pages[what] <= most, `${what} took ${pages[what]} pages, at most ${most}`);
      }
      assert.deepEqual(loudPages([...worker.seen, ...receiver.seen], toldIn(job)), []);
      assertClean(worker, receiver);
      await worker.close();
      await receiver.close();
    });
}

/** What acceptance opens, with the rule of safe contact before any datum. */
async function opensContact(receiver, job) {
  await receiver.followTo(/\/contacto$/);
  const text = await receiver.page.locator('main').textContent();
  assert.ok(text.includes(job.name) && text.includes(job.phone), 'the contact is open');
  assert.ok(text.indexOf(job.rule) < text.indexOf(job.phone), 'the rule comes first');
  await receiver.follow(job.slip);
}

/** Her case shows where the referral stands as soon as the receiver has answered. */
async function caseKnows(worker, job, tone) {
  await worker.open(job.url);
  const row = worker.page.locator('.amp-row', { hasText: job.code });
  assert.ok(await row.locator(`.amp-tag--${tone}`).count(), await row.innerText());
}

async function oneHistory(worker, job) {
  const text = await worker.page.locator('main').textContent();
  assert.ok(!text.includes(job.phone), 'no contact on the page of the case');
  const acts = await worker.page.locator('.amp-timeline__item').count();
  assert.ok(acts >= 8, `the history tells ${acts} acts`);
}
