// Hiding, locking, leaving, losing the line: what was being written comes back to who wrote it, and
// to nobody else.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { meetPerson, notesOf } from '../acceptance/lib/acts.mjs';
import { Client, passwordOf } from '../acceptance/lib/client.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { openChromium } from './lib/browser.mjs';
import { assertClean } from './lib/checks.mjs';

const WORKER = 'gestora';
const NAME = 'Itzel Cárdenas Poot';
const IDLE = { minutes: 61 }; // past what any deployment may set
const SAVED_WITHIN_MS = 8000;

let net;
let chrome;
let person;

before(async () => {
  net = await openNetwork();
  ({ person } = await meetPerson(await net.as(WORKER), { name: NAME }));
  chrome = await openChromium();
});

after(async () => {
  await chrome?.close();
  await net?.stop();
});

const BY_BUTTON = { 'by its button': (ana) => ana.press('[data-lock]') };
const BY_KEYS = {
  'by Shift three times': (ana) => ana.leaveBy(async () => {
    for (let i = 0; i < 3; i += 1) {
      await ana.page.keyboard.press('Shift');
    }
  }),
};

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';
  describe(how, () => {
    for (const [way, hide] of Object.entries(script ? { ...BY_BUTTON, ...BY_KEYS } : BY_BUTTON)) {
      test(`hidden ${way}, the form comes back after unlocking`, async () => {
        const text = `Escrito ${way} ${how}.`;
        const ana = await atNote({ script }, text);
        await hide(ana);
        await assertHidden(ana, text);
        await unlock(ana);
        assert.equal(await noteOf(ana), text);
        await ana.send();
        assert.ok(await wasSaved(text));
        assertClean(ana);
        await ana.close();
      });
    }

    test('after hiding, Back shows nothing', async () => {
      const ana = await atNote({ script }, 'Visto por nadie.');
      await ana.press('[data-lock]');
      await assertBackShowsNothing(ana, 'Visto por nadie.', /\/desbloquear/);
      await assertHidden(ana, 'Visto por nadie.');
      await ana.close();
    });

    test('after leaving, Back shows nothing', async () => {
      const ana = await signedIn({ script });
      await ana.open(`/personas/${person}?nombre=1`);
      assert.match(await ana.text('body'), new RegExp(NAME));
      await ana.press('form[action="/salir"] button');
      assert.equal(ana.path, '/entrar');
      await assertBackShowsNothing(ana, NAME, /\/entrar/);
      await ana.open(`/personas/${person}`);
      assert.match(ana.path, /^\/entrar/);
      await ana.close();
    });

    test('a form sent after the session has lapsed comes back after unlocking', async () => {
      const ana = await atNote({ script }, `Enviado tarde ${how}.`);
      net.clock.advance(IDLE);
      await ana.press('#main button.govuk-button');
      await assertHidden(ana, `Enviado tarde ${how}.`);
      assert.equal(await wasSaved(`Enviado tarde ${how}.`), false);
      await unlock(ana);
      assert.equal(await noteOf(ana), `Enviado tarde ${how}.`);
      await ana.send();
      assert.ok(await wasSaved(`Enviado tarde ${how}.`));
      await ana.close();
    });

    test('a double click sends once', async () => {
      const ana = await atNote({ script }, `Tocado dos veces ${how}.`);
      await ana.leaveBy(() => ana.page.locator('#main button.govuk-button').dblclick());
      await ana.open(`/personas/${person}`);
      assert.equal(await countOf(`Tocado dos veces ${how}.`), 1);
      await ana.close();
    });
  });
}

test('idle, the screen warns, then hides, and the form comes back', async () => {
  const ana = await signedIn();
  await ana.page.clock.install();
  await ana.open(`/personas/${person}/notas`);
  await ana.fill({ text: 'Escrito antes de la pausa.' });
  const minutes = Number(await ana.page.locator('body').getAttribute('data-idle-minutes'));
  assert.ok(minutes >= 1);
  await ana.page.clock.runFor((minutes - 0.5) * 60_000);
  assert.ok(await ana.page.locator('#amp-idle').isVisible(), 'the warning');
  await ana.leaveBy(() => ana.page.clock.runFor(60_000));
  await assertHidden(ana, 'Escrito antes de la pausa.');
  await unlock(ana);
  assert.equal(await noteOf(ana), 'Escrito antes de la pausa.');
  assertClean(ana);
  await ana.close();
});

test('hidden in one window, every window of that browser is hidden', async () => {
  const ana = await atNote({}, 'En la primera ventana.');
  const other = await ana.context.newPage();
  await other.goto(`${net.url}/personas/${person}`);
  await ana.press('[data-lock]');
  await other.waitForURL(/\/desbloquear/);
  await ana.close();
});

test('what is being written is saved by itself, and is there when the window is opened again',
  async () => {
    const ana = await atNote({}, 'Quedó a medias.');
    await ana.page.locator('.amp-saved:not(:empty)').waitFor({ timeout: SAVED_WITHIN_MS });
    await ana.page.close();
    ana.page = await ana.context.newPage();
    await ana.open(`/personas/${person}/notas`);
    assert.equal(await noteOf(ana), 'Quedó a medias.');
    assert.ok(await ana.has('.amp-draft'), 'the page says that it is a draft');
    await ana.send();
    await ana.open(`/personas/${person}/notas`);
    assert.equal(await noteOf(ana), '', 'once sent, the draft is gone');
    await ana.close();
  });

test('without a connection the text stays, and is sent once when it is back', async () => {
  const ana = await atNote({}, 'Escrito sin señal.');
  await ana.context.setOffline(true);
  await ana.page.locator('#main button.govuk-button').click();
  await ana.page.locator('#amp-trouble').waitFor();
  assert.equal(await noteOf(ana), 'Escrito sin señal.');
  await ana.context.setOffline(false);
  await ana.send();
  assert.equal(await countOf('Escrito sin señal.'), 1);
  await ana.close();
});

for (const script of [true, false]) {
  test(`who has to wait reads for how long, ${script ? 'in place' : 'without script'}`, async () => {
    const wrong = { login: script ? 'fondo' : 'clinica', password: 'esta no es la frase de nadie' };
    for (let i = 0; i < 5; i += 1) {
      const client = new Client(net.url);
      await client.getJson('/entrar');
      await client.post('/entrar', wrong);
    }
    const ana = await chrome.person(net.url, { script });
    await ana.open('/entrar');
    await ana.fill(wrong);
    await ana.page.locator('#main button.govuk-button').click();
    const said = ana.page.locator(script ? '#amp-trouble' : 'h1');
    await said.getByText(/Espere \d+ segundos/).waitFor();
    await ana.close();
  });
}

test('hidden without a connection: covered at once, kept and locked when it is back', async () => {
  const ana = await atNote({}, 'Oculto sin señal.');
  await ana.context.setOffline(true);
  await ana.page.locator('[data-lock]').click();
  await ana.page.locator('#amp-cover:not(:empty)').waitFor();
  const covered = await ana.page.evaluate(() => {
    const { left, top, right, bottom } = document.getElementById('amp-cover')
      .getBoundingClientRect();
    return left <= 0 && top <= 0 && right >= innerWidth && bottom >= innerHeight;
  });
  assert.ok(covered, 'the sheet covers all');
  await ana.context.setOffline(false);
  await ana.page.waitForURL(/\/desbloquear/);
  await unlock(ana);
  assert.equal(await noteOf(ana), 'Oculto sin señal.');
  await ana.close();
});

async function signedIn(options) {
  return (await chrome.person(net.url, options)).signIn(WORKER);
}

/** Somebody who has begun to write a note. */
async function atNote(options, text) {
  const ana = await signedIn(options);
  await ana.open(`/personas/${person}`);
  await ana.follow(`/personas/${person}/notas`);
  await ana.fill({ text });
  return ana;
}

async function unlock(ana) {
  await ana.fill({ password: passwordOf(WORKER) });
  await ana.send();
  assert.equal(ana.path, `/personas/${person}/notas`);
}

const noteOf = (ana) => ana.page.locator('[name="text"]').inputValue();

async function assertHidden(ana, text) {
  assert.match(ana.path, /^\/desbloquear/);
  const content = await contentOf(ana);
  assert.ok(!content.includes(text) && !content.includes(NAME), 'nothing of it is in the page');
}

/** Neither at once nor when the server was asked, which leads `on`. */
async function assertBackShowsNothing(ana, text, on) {
  await ana.page.goBack();
  assert.ok(!(await contentOf(ana)).includes(text));
  await ana.page.waitForURL(on);
  assert.ok(!(await contentOf(ana)).includes(text));
}

/** What went Back may lead on by itself, to the page for signing in. */
async function contentOf(ana) {
  for (;;) {
    try {
      return await ana.page.content();
    } catch (error) {
      if (!error.message.includes('navigating')) {
        throw error;
      }
      await ana.page.waitForLoadState();
    }
  }
}

const countOf = async (text) => (await notesOf(await net.as(WORKER), person))
  .filter((note) => note === text).length;
const wasSaved = async (text) => await countOf(text) > 0;
