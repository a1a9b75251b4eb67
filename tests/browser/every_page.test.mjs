// Every page that a role may open, in both languages, on a phone and on a laptop: open to all
// (axe), fit for 320 px, touchable, silent about people, quiet in the console, light on the line.
// The pictures of the Spanish ones are kept in build/screens.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { openNetwork } from '../acceptance/lib/network.mjs';
import { TOLD_THERE } from '../acceptance/lib/conference.mjs';
import { TOLD } from '../acceptance/lib/main_job.mjs';
import { HEIGHTS, LOG, SCREENS, openChromium } from './lib/browser.mjs';
import { NEUTRAL_TITLES, axeFindings, loudPages, overflowAt320, smallTargets } from './lib/checks.mjs';
import { OTHER, fillNetwork, pagesOf, sheetOf, slugOf } from './lib/walk.mjs';
import { openScales } from './lib/weights.mjs';

const LANGUAGES = ['es', 'en'];
const WIDTHS = [360, 1280];
const KB = 1024;
const FIRST = { bytes: 45 * KB, requests: 5 };
const LATER = { bytes: 8 * KB, requests: 1 };
// Reached only by sending a form; byForms() goes there.
const BY_FORMS = ['/entrar/codigo', '/entrar/segundo-paso', '/personas/nueva/datos',
  '/personas/nueva/menor'];

let net;
let chrome;
let all;

before(async () => {
  net = await openNetwork();
  all = await pagesOf(net, await fillNetwork(net));
  chrome = await openChromium();
  rmSync(SCREENS, { recursive: true, force: true });
  mkdirSync(SCREENS, { recursive: true });
  mkdirSync(LOG, { recursive: true });
});

after(async () => {
  await chrome?.close();
  await net?.stop();
});

test('the walk finds a page of every route', () => {
  assert.deepEqual(all.unseen.sort(), BY_FORMS);
});

describe('every page is open to all, and silent', { concurrency: true }, () => {
  for (const lang of LANGUAGES) {
    test(`in ${lang}, at 360 px and at 1280 px`, async () => {
      const found = [];
      for (const [login, pages] of byLogin(looksIn(lang))) {
        const person = await (await chrome.person(net.url, { lang })).signIn(login);
        for (const page of pages) {
          await person.open(page.path);
          found.push(...await look(person, lang, slugOf(login, page.path), page));
        }
        if (login === 'gestora') {
          await byForms(person, async (name) => found.push(...await look(person, lang, name)));
        }
        found.push(...loudPages(person.seen,
          [...Object.values(TOLD), ...Object.values(TOLD_THERE), OTHER]),
          ...strangeTitles(person, lang), ...person.problems);
        await person.close();
      }
      assert.deepEqual(found, []);
    });
  }
});

test('pages are light: the first ≤ 45 KB in 5 requests, later ones ≤ 8 KB in one', async () => {
  const table = [];
  for (const path of ['/entrar', '/activar', '/ayuda']) {
    const visitor = await chrome.person(net.url, { width: 360 });
    const scales = await openScales(visitor);
    table.push({ login: '', path, pattern: path, limit: FIRST,
      ...await scales.weigh(() => visitor.open(path)) });
    await visitor.close();
  }
  for (const [login, pages] of byLogin(all.pages.filter(({ routeFirst }) => routeFirst))) {
    const person = await (await chrome.person(net.url, { width: 360 })).signIn(login);
    const scales = await openScales(person);
    for (const { path, pattern } of pages) {
      table.push({ login, path, pattern, limit: LATER,
        ...await scales.weigh(() => person.open(path)) });
    }
    await person.close();
  }
  table.sort((a, b) => b.bytes - a.bytes);
  writeFileSync(`${LOG}/browser-weights.json`, `${JSON.stringify(table, null, 1)}\n`);
  const heavy = table.filter(({ bytes, requests, limit }) =>
    bytes > limit.bytes || requests > limit.requests);
  assert.deepEqual(heavy.map(({ path, of }) => `${path}: ${of.join(', ')}`), []);
});

/** Each route is looked at in both languages and widths; for a further role that may open it, and
 *  in each further state, in one of them. */
function looksIn(lang) {
  return all.pages.flatMap((page, i) => {
    if (page.routeFirst) {
      return [{ ...page, widths: WIDTHS }];
    }
    return LANGUAGES[i % 2] === lang ? [{ ...page, widths: [WIDTHS[(i >> 1) % 2]] }] : [];
  });
}

function byLogin(pages) {
  const logins = [...new Set(pages.map(({ login }) => login))];
  return logins.map((one) => [one, pages.filter(({ login }) => login === one)]);
}

async function look(person, lang, name, { first = true, widths = WIDTHS } = {}) {
  const { page } = person;
  const found = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: HEIGHTS[width] });
    if (lang === LANGUAGES[0] && widths === WIDTHS) {
      await picture(page, `${SCREENS}/${name}-${width}.png`);
    }
    found.push(...first ? await axeFindings(page) : [], ...await smallTargets(page));
  }
  found.push(...await overflowAt320(page));
  const spoken = await page.locator('html').getAttribute('lang');
  if (spoken !== lang) {
    found.push(`speaks ${spoken}`);
  }
  return found.map((what) => `${person.path}: ${what}`);
}

/** Of the whole page; what floats would cover what it shows, and stands at its end meanwhile. */
async function picture(page, path) {
  const place = (position) => page.evaluate((to) =>
    document.querySelector('.amp-lock')?.style.setProperty('position', to), position);
  await place('static');
  await page.screenshot({ path, fullPage: true });
  await place('');
}

/** Pages that only a form brings. */
async function byForms(person, lookAt) {
  await person.open('/personas/nueva');
  await person.fill({ safe_to_talk: 'no', safe_place: 'no', urgent_care: 'yes' });
  await person.send();
  await lookAt('form-ayuda-urgente');
  await person.open('/personas/nueva/autorizacion');
  await person.send({ refused: true });
  await lookAt('form-autorizacion-rechazada');
  await person.fill({ answer: 'yes', explained: 'all', mode: 'spoken', copy: 'none' });
  await person.send();
  await lookAt('form-seis-cosas');
  await person.fill({ may_contact: 'yes', age: 'x' });
  await person.send({ refused: true });
  await lookAt('form-seis-cosas-rechazadas');
  await person.fill({ may_contact: '~declined', age: '16' });
  await person.send();
  await lookAt('form-menor-de-edad');
  await person.open('/personas/nueva/autorizacion');
  await person.fill({ answer: 'info_only' });
  await person.send();
  await lookAt('form-solo-informacion');
  await person.open('/personas');
  await person.fill({ query: TOLD.name.split(' ')[0] });
  await person.send();
  await lookAt('form-buscar');
  await person.open('/hoja-de-recuperacion/otra');
  await person.fill({ code: sheetOf(net) });
  await person.send();
  await lookAt('form-hoja-nueva');
  await person.open('/no-hay');
  await lookAt('no-hay');
  await person.open('/hoy');
  await person.press('[data-lock]');
  await lookAt('desbloquear');
}

function strangeTitles({ seen }, lang) {
  const known = NEUTRAL_TITLES[lang];
  return [...new Set(seen.map(({ title }) => title.replace(/^[^:]+: /, '')))]
    .filter((title) => !known.includes(title)).map((title) => `the title "${title}"`);
}
