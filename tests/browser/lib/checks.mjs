// What every page must be, whoever looks at it: open to all (WCAG 2.2 AA), fit for a small screen,
// silent about people in its title and address, quiet in the console.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa',
  'best-practice'];
const TARGET_PX = 24;

/** Every page opened from now on has axe at hand, which is read where it is asked. It notes where
 *  something stands, and not the mark-up of all that is well. */
export const bringAxe = (page) => page.addInitScript({
  content: `window.bringAxe = () => {\n${AXE}\naxe.configure({ noHtml: true });\n};` });

/** What axe finds on the page as it stands: ['rule: where', …]. It fetches nothing beforehand: that
 * would be for films and sounds, of which there are none, and takes as long as all the rest. */
export function axeFindings(page) {
  return page.evaluate(async (tags) => {
    if (!window.axe) {
      window.bringAxe();
    }
    const { violations } = await window.axe.run(document, {
      runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: false });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
  }, AXE_TAGS);
}

/** What would make everything else said of the page untrue: another width, nobody to see it, or
 *  another language than was asked for. */
export async function strangeView(page, { width, lang }) {
  const view = await page.evaluate(() =>
    `${window.innerWidth} px, ${document.visibilityState}, ${document.documentElement.lang}`);
  const wanted = `${width} px, visible, ${lang}`;
  return view === wanted ? [] : [`the page is ${view}, not ${wanted}`];
}

/** Elements that one touches and that are smaller than 24 px; a link inside a sentence may be. */
export function smallTargets(page) {
  return page.evaluate((least) => {
    const found = [];
    for (const node of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
      const label = node.matches('[type=radio], [type=checkbox]') ? node.labels[0] : null;
      const box = (label ?? node).getBoundingClientRect();
      const shown = node.checkVisibility({ visibilityProperty: true, opacityProperty: false });
      if (!shown || node.type === 'hidden' || box.width === 0 || isHidden(box)) {
        continue;
      }
      if (Math.min(box.width, box.height) + 0.5 < least && !isInSentence(node)) {
        found.push(`${node.outerHTML.slice(0, 120)} is ${Math.round(box.width)} × `
          + `${Math.round(box.height)}`);
      }
    }
    return found;

    function isHidden(box) {
      return box.width <= 1 || box.right <= 0 || box.bottom + window.scrollY <= 0;
    }

    function isInSentence(node) {
      return getComputedStyle(node).display === 'inline'
        && node.parentElement.innerText.trim().length > node.innerText.trim().length + 3;
    }
  }, TARGET_PX);
}

/** By how many pixels the page is wider than a screen of 320, which its view is. */
export function overflowAt320(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - 320;
    if (wide <= 0) {
      return [];
    }
    return [`${wide} px too wide`, ...[...document.querySelectorAll('body *')]
      .filter((node) => node.getBoundingClientRect().right > 321 && !node.closest('.amp-scroll'))
      .slice(0, 3).map((node) => node.outerHTML.slice(0, 100))];
  });
}

/** Titles say what kind of page it is, as any office's program would; no more. */
export const NEUTRAL_TITLES = {
  es: ['Inicio', 'Hoy', 'Personas', 'Persona', 'Persona nueva', 'Usted decide', 'Información',
    'Derivaciones', 'Derivación', 'Elegir el servicio', 'Qué se cuenta', 'Vista previa',
    'Autorización', 'Autorizaciones', 'Servicios', 'Sin respuesta', 'Equipo',
    'Registro de accesos', 'Reuniones', 'Transferencias', 'Opiniones', 'Supervisión',
    'Confidencialidad', 'Mi cuenta', 'Práctica', 'Ayuda'],
  en: ['Start', 'Today', 'People', 'Person', 'New person', 'You decide', 'Information',
    'Referrals', 'Referral', 'Choose the service', 'What is told', 'Preview', 'Authorisation',
    'Authorisations', 'Services', 'No answer', 'Team', 'Log of accesses', 'Meetings', 'My account',
    'Transfers', 'Opinions', 'Supervision', 'Confidentiality', 'Practice', 'Help'],
};

/** No title beyond the list, no secret in a title or an address. `seen`: as Person.seen. */
export function loudPages(seen, secrets) {
  const folded = secrets.map(fold);
  return seen.filter(({ title, path }) => {
    const shown = fold(`${title} ${decodeURIComponent(path)}`);
    return folded.some((secret) => shown.includes(secret));
  }).map(({ title, path }) => `${title}: ${path}`);
}

/** Nothing in the console, no policy broken, nothing asked of another place. */
export function assertClean(...people) {
  assert.deepEqual(people.flatMap(({ problems }) => problems), []);
}

function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
}
