// The pictures of the README, taken anew from a demonstration that is being served:
//
//   PORT=8477 script/demo                                    (in another terminal)
//   node docs/screens/take.mjs http://127.0.0.1:8477
//
// Somebody invented is met, and a referral for her is written as far as its preview and sent, so
// that its receiver has something to show. Needs what script/setup test and tests/ bring.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openChromium } from '../../tests/browser/lib/browser.mjs';
import { addNeed, meet } from '../../tests/browser/lib/job.mjs';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const PASSWORD = 'amparo-demo-2026';
const PHONE = { width: 360, height: 900 };
const url = process.argv[2] ?? 'http://127.0.0.1:8470';

const job = {
  name: 'Ximena Zelaya',
  phone: '+506 0000-0177',
  rule: 'Solo mensaje: «¿llegó el pedido?». Jueves de 10 a 11.',
  need: 'Control de presión. Le cuesta subir escaleras.',
};

const chrome = await openChromium();
try {
  const worker = await (await chrome.person(url, { width: 1280 })).signIn('gestora', PASSWORD);
  await take(worker, 'hoy');
  await meet(worker, job);
  await addNeed(worker, job);
  await choose(worker);
  await take(worker, 'vista-previa');
  await worker.send();
  const code = await worker.text('main .amp-code');

  const phone = await chrome.person(url, { width: PHONE.width });
  const receiver = await phone.signIn('clinica', PASSWORD);
  await receiver.follow(`.amp-row:has-text("${code}") a`);
  await take(receiver, 'recibida');
} finally {
  await chrome.close();
}

/** From her case to the preview. */
async function choose(worker) {
  await worker.followTo(/\/derivar\?necesidad=/);
  await worker.page.locator('.govuk-radios__item', { hasText: 'Clínica Poás' })
    .locator('[name="provider"]').first().check();
  await worker.fill({ kind: 'sent', priority: 'urgent', talked_over: 'yes' });
  await worker.send();
  await worker.fill({ until_event: 'referral_closed', report_explained: 'yes', mode: 'spoken',
    copy: 'none' });
  await worker.send();
}

/** On a laptop the whole page; on a phone one screen of it, where "Ocultar" floats. */
async function take({ page }, name) {
  const { width } = page.viewportSize();
  const path = join(FOLDER, `${name}.png`);
  if (width === PHONE.width) {
    await page.setViewportSize(PHONE);
    await page.screenshot({ path });
    return;
  }
  const height = await page.locator('main').evaluate((node) =>
    Math.ceil(node.getBoundingClientRect().bottom));
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height } });
}
