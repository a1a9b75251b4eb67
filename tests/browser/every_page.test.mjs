// Every page that a role may open, in both languages, on a phone and on a laptop: open to all
// (axe), fit for 320 px, touchable, silent about people, quiet in the console, light on the line.
// With PICTURES in the environment the Spanish ones are kept as pictures in build/screens.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { TOLD_THERE } from '../acceptance/lib/conference.mjs';
import { openInvented } from '../acceptance/lib/invented.mjs';
import { TOLD } from '../acceptance/lib/main_job.mjs';
import { MONDAY, openNetwork } from '../acceptance/lib/network.mjs';
import { temporaryFolder } from '../acceptance/lib/server.mjs';
import { LOG, SCREENS, openChromium } from './lib/browser.mjs';
import { NEUTRAL_TITLES, axeFindings, bringAxe, loudPages, overflowAt320, smallTargets,
  strangeView } from './lib/checks.mjs';
import { LOGINS, OTHER, fillNetwork, pagesOf, sheetOf, slugOf } from './lib/walk.mjs';
import { openScales } from './lib/weights.mjs';

const LANGUAGES = ['es', 'en'];
const WIDTHS = [360, 1280];
const NARROW = 320;
const { PICTURES } = process.env;
const KB = 1024;
const FIRST = { bytes: 45 * KB, requests: 5 };
const LATER = { bytes: 8 * KB, requests: 1 };
// Reached only by sending a form; byForms() goes there.
const BY_FORMS = ['/entrar/codigo', '/entrar/segundo-paso', '/personas/nueva/datos',
  '/personas/nueva/menor'];

const PRACTISING = { '': ['/entrar'], facilita: ['/practica', '/practica/conversar', '/equipo'],
  gestora: ['/practica', '/hoy', '/personas'], asilo: ['/practica'] };

let net;
let chrome;
let all;
const weights = [];

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

/** Several people at once, each in a browser of their own: a page waits more often than it reckons. */
describe('every page is open to all, and silent', { concurrency: 3 }, () => {
  for (const login of LOGINS) {
    for (const lang of LANGUAGES) {
      test(`of ${login} in ${lang}, at 360 px and at 1280 px`, async () => {
        const person = await (await chrome.person(net.url, { lang })).signIn(login);
        await prepare(person);
        const scales = await openScales(person);
        const found = [];
        for (const page of looksIn(lang).filter((one) => one.login === login)) {
          if (page.routeFirst) {
            await weigh(scales, person, page);
          } else {
            await person.open(page.path);
          }
          found.push(...await look(person, lang, slugOf(login, page.path), page));
        }
        if (login === 'gestora') {
          await person.setWindow('normal');
          await byForms(person, async (name) => found.push(...await look(person, lang, name)));
        }
        found.push(...loudPages(person.seen,
          [...Object.values(TOLD), ...Object.values(TOLD_THERE), OTHER]),
          ...strangeTitles(person, lang), ...person.problems);
        await person.close();
        assert.deepEqual(found, []);
      });
    }
  }
});

describe('where one practises, every page is so too', { concurrency: true }, () => {
  let folder;
  let practice;
  before(async () => {
    folder = temporaryFolder();
    practice = await openInvented('practice', join(folder, 'data'), { testClock: MONDAY });
  });
  after(async () => {
    await practice?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const lang of LANGUAGES) {
    test(`in ${lang}: before entering, who leads, who plays`, async () => {
      const found = [];
      for (const [login, paths] of Object.entries(PRACTISING)) {
        const person = await chrome.person(practice.url, { lang });
        if (login) {
          await person.signIn(login, practice.password);
        }
        await prepare(person);
        const scales = await openScales(person);
        for (const path of paths) {
          await weigh(scales, person,
            { login, path, pattern: path, limit: login ? LATER : FIRST });
          assert.ok(await person.has('.amp-demo'), `${path} does not say what it is`);
          found.push(...await look(person, lang, `ejercicio-${slugOf(login || 'nadie', path)}`));
        }
        found.push(...strangeTitles(person, lang), ...person.problems);
        await person.close();
      }
      assert.deepEqual(found, []);
    });
  }
});

test('pages are light: the first ≤ 45 KB in 5 requests, later ones ≤ 8 KB in one', async () => {
  for (const path of ['/entrar', '/activar', '/ayuda']) {
    const visitor = await chrome.person(net.url, { width: 360 });
    const scales = await openScales(visitor);
    await weigh(scales, visitor, { login: '', path, pattern: path, limit: FIRST });
    await visitor.close();
  }
  weights.sort((a, b) => b.bytes - a.bytes);
  writeFileSync(`${LOG}/browser-weights.json`, `${JSON.stringify(weights, null, 1)}\n`);
  const heavy = weights.filter(({ bytes, requests, limit }) =>
    bytes > limit.bytes || requests > limit.requests);
  assert.deepEqual(heavy.map(({ path, of }) => `${path}: ${of.join(', ')}`), []);
});

/** Drawing takes as long as all else that a page is, and is for pictures only. */
async function prepare(person) {
  await bringAxe(person.page);
  if (!PICTURES) {
    await person.setWindow('minimized');
  }
}

async function weigh(scales, person, { login, path, pattern, limit = LATER }) {
  weights.push({ login, path, pattern, limit, ...await scales.weigh(() => person.open(path)) });
}

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

async function look(person, lang, name, { first = true, widths = WIDTHS } = {}) {
  const { page } = person;
  const found = [];
  // Beginning with the width at which the last page was left: making a page wide costs.
  const all = [NARROW, ...widths];
  for (const width of person.width === NARROW ? all : all.reverse()) {
    await person.widen(width);
    found.push(...await strangeView(page, { width, lang }));
    if (width === NARROW) {
      found.push(...await overflowAt320(page));
      continue;
    }
    if (PICTURES && lang === LANGUAGES[0] && widths === WIDTHS) {
      await person.picture(`${SCREENS}/${name}-${width}.png`);
    }
    found.push(...first ? await axeFindings(page) : [], ...await smallTargets(page));
  }
  return found.map((what) => `${person.path}: ${what}`);
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
