// One person at one screen: Debian's Chromium, driven as she would use it. Everything is found by
// address and by the names of fields, never by words, so that the same steps run in each language.
//
//   const chrome = await openChromium();
//   const ana = await chrome.person(net.url, { script: false, lang: 'en', width: 360 });
//   await ana.signIn('gestora');
//   await ana.follow('/personas/nueva');
//   await ana.fill({ safe_to_talk: 'yes' });
//   await ana.send();
//   assertClean(ana);
//   await chrome.close();
//
// With script a form is sent by fetch and its answer put into the document; without it the browser
// navigates. send() and follow() wait for either.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { passwordOf } from '../../acceptance/lib/client.mjs';

const BUILD = join(dirname(fileURLToPath(import.meta.url)), '../../../build');
export const LOG = join(BUILD, 'log');
export const SCREENS = join(BUILD, 'screens');

export const CHROMIUM = '/usr/bin/chromium';
/** No page lives long enough to be worth what the compilers for hot code take. */
export const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--js-flags=--no-opt --no-maglev'];
export const HEIGHTS = { 320: 640, 360: 740, 1280: 900 };

const WAIT_MS = 15_000;
const POLL_MS = 15;
const LOCALES = { es: 'es-CR', en: 'en-GB' };

export async function openChromium() {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
  return {
    browser,
    /** A browser of her own: no cookie, nothing cached. */
    async person(url, options) {
      const context = await browser.newContext(contextOptions(options));
      return new Person(url, context, await context.newPage(), options);
    },
    close: () => browser.close(),
  };
}

export function contextOptions({ script = true, lang = 'es', width = 360, dark = false } = {}) {
  return {
    javaScriptEnabled: script,
    locale: LOCALES[lang],
    timezoneId: 'America/Costa_Rica',
    viewport: { width, height: HEIGHTS[width] },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  };
}

export class Person {
  constructor(url, context, page, options = {}) {
    this.url = url;
    this.context = context;
    this.page = page;
    this.script = options.script ?? true;
    this.width = options.width ?? 360; // of her page, unless the driver was told another
    this.left = 0; // pages that she has left by a link or a form
    this.clicks = 0; // links, buttons, boxes and lists that she has touched
    this.seen = []; // { title, path } of each page
    this.problems = []; // what the console, the policy and the network complained of
    context.setDefaultTimeout(WAIT_MS);
    watch(this);
  }

  get path() {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  /** Types an address. */
  async open(path) {
    const answer = await this.page.goto(this.url + path);
    await this.note();
    return answer;
  }

  async signIn(login, password = passwordOf(login)) {
    await this.open('/entrar');
    await this.fill({ login, password });
    await this.send();
    assert.doesNotMatch(this.path, /^\/entrar/, `${login} did not come in`);
    return this;
  }

  /** Touches the link to that address (or what a selector finds). */
  async follow(target) {
    const link = this.page.locator(target.startsWith('/') ? `a[href="${target}"]` : target);
    await this.leaveBy(() => link.first().click());
  }

  /** Touches a button and waits for what comes of it. */
  async press(selector) {
    await this.leaveBy(() => this.page.locator(selector).first().click());
  }

  /** Touches a box or a circle that a form shares with other buttons. */
  async tick(selector) {
    await this.page.locator(selector).check();
    this.clicks += 1;
  }

  /** Sends the form of a field by the keyboard. */
  async enter(name) {
    await this.leaveBy(() => this.page.locator(`#main [name="${name}"]`).press('Enter'));
    this.clicks -= 1;
  }

  /** { field: value }: as forms/*.json name them; a list ticks several; "~unknown" and its like are
   *  the answers beside a field. */
  async fill(answers, form = '#main') {
    for (const [name, value] of Object.entries(answers)) {
      for (const one of [value].flat()) {
        await this.answer(form, name, String(one));
      }
    }
  }

  async answer(form, name, value) {
    const own = this.page.locator(`${form} [name="${name}"]`);
    if (value.startsWith('~') && await own.first().getAttribute('value') !== value
      && !(await this.page.locator(`${form} [name="${name}"][value="${value}"]`).count())) {
      await this.page.locator(`${form} [name="${name}_not"][value="${value}"]`).check();
      this.clicks += 1;
      return;
    }
    const { tag, type } = await own.first().evaluate((node) => ({
      tag: node.localName, type: node.type }));
    if (type === 'radio' || type === 'checkbox') {
      await this.page.locator(`${form} [name="${name}"][value="${value}"]`).check();
      this.clicks += 1;
    } else if (tag === 'select') {
      await own.selectOption(value);
      this.clicks += 1;
    } else {
      await own.fill(value);
    }
  }

  /** Sends the page's form by its own button. With `refused` errors are what is expected. */
  async send({ refused = false, button = '#main button.govuk-button' } = {}) {
    await this.press(button);
    const errors = await this.errors();
    if (refused) {
      assert.notDeepEqual(errors, [], `${this.path} took what it should refuse`);
    } else {
      assert.deepEqual(errors, [], `${this.path} refused`);
    }
  }

  errors() {
    return this.page.locator('.govuk-error-summary__list li').allTextContents();
  }

  text(selector = 'main') {
    return this.page.locator(selector).first().innerText();
  }

  has(selector) {
    return this.page.locator(selector).count().then((count) => count > 0);
  }

  /** The addresses of the page's links that fit, in their order. */
  async links(pattern) {
    const all = await this.page.locator('a[href]').evaluateAll((nodes) =>
      nodes.map((node) => node.getAttribute('href')));
    return [...new Set(all.filter((href) => pattern.test(href)))];
  }

  /** The one link that fits, followed. */
  async followTo(pattern) {
    const [first] = await this.links(pattern);
    assert.ok(first, `${this.path} has no link to ${pattern}`);
    await this.follow(first);
  }

  /** How many pages lay between where she stood and where `way` brought her. */
  async pagesOf(way) {
    return (await this.effortOf(way)).pages;
  }

  /** The same, and how often she touched something on the way. */
  async effortOf(way) {
    const { left, clicks } = this;
    await way();
    return { pages: this.left - left - 1, clicks: this.clicks - clicks };
  }

  /** Chromium's own tools, for what the driver does slowly. */
  async tools() {
    this.session ??= await this.context.newCDPSession(this.page);
    return this.session;
  }

  /** 'minimized', her window shows nothing: pages load, are laid out and run as before, for half of
   *  the work; only touching them takes long, as it waits for frames. 'normal' again. */
  async setWindow(windowState) {
    const tools = await this.tools();
    const { windowId } = await tools.send('Browser.getWindowForTarget');
    await tools.send('Browser.setWindowBounds', { windowId, bounds: { windowState } });
  }

  /** The page is so wide from now on, the window as it was. */
  async widen(width) {
    if (width !== this.width) {
      const height = HEIGHTS[width];
      await (await this.tools()).send('Emulation.setDeviceMetricsOverride', { width, height,
        screenWidth: width, screenHeight: height, deviceScaleFactor: 1, mobile: false });
      this.width = width;
    }
  }

  /** Of the whole page; what floats would cover what it shows, and stands at its end meanwhile. */
  async picture(path) {
    const tools = await this.tools();
    const place = (position) => this.page.evaluate((to) =>
      document.querySelector('.amp-lock')?.style.setProperty('position', to), position);
    await place('static');
    const { cssContentSize } = await tools.send('Page.getLayoutMetrics');
    const { data } = await tools.send('Page.captureScreenshot', { captureBeyondViewport: true,
      optimizeForSpeed: true, clip: { ...cssContentSize, scale: 1 } });
    await place('');
    writeFileSync(path, data, 'base64');
  }

  close() {
    return this.context.close();
  }

  /** Does what makes this page go, and waits until another stands in its place. */
  async leaveBy(act) {
    await this.page.evaluate(() => document.body.setAttribute('data-before', ''));
    await act();
    await this.settle();
    this.left += 1;
    this.clicks += 1;
    await this.note();
  }

  async settle() {
    const end = Date.now() + WAIT_MS;
    while (Date.now() < end) {
      const done = await this.page.evaluate(() => document.readyState !== 'loading'
        && !document.body?.hasAttribute('data-before')).catch(() => false);
      if (done) {
        return;
      }
      const trouble = await this.page.locator('#amp-trouble:visible').allTextContents()
        .catch(() => []);
      assert.deepEqual(trouble, [], `${this.path} was not sent`);
      await new Promise((next) => setTimeout(next, POLL_MS));
    }
    throw new Error(`${this.path} did not go on`);
  }

  async note() {
    this.seen.push({ title: await this.page.title(), path: this.path });
  }
}

/** A refused form (422) and its like are answers, though Chromium writes them down as errors. */
const ANSWERED = /Failed to load resource: the server responded with a status of 4\d\d/;

function watch(person) {
  const { page, problems } = person;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !ANSWERED.test(message.text())) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) {
      problems.push(`${response.status()}: ${new URL(response.url()).pathname}`);
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(person.url)) {
      problems.push(`asked elsewhere: ${request.url()}`);
    }
  });
}
