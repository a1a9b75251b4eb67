// The main job, step by step as the people of the invented network do it on their screens:
//
//   const job = newJob('Kathya Quirós Ñandú');
//   await meet(worker, job);            // page 0, her decision, the six things: a case
//   await addNeed(worker, job);
//   await refer(worker, job);           // three pages
//   await accept(receiver, job);
//   await giveService(receiver, job);
//   await finish(worker, job);          // outcome copied, told to her, closed
//
// What is said in it stands in `job`, so that a test can look for it where it must not be.
import assert from 'node:assert/strict';

const REFERRAL = /^\/personas\/[^/]+\/derivaciones\/[^/?]+$/;
const SLIP = /^\/derivaciones\/[^/?]+$/;

export function newJob(name, phone = '+506 0000-5501') {
  return {
    name,
    phone,
    rule: 'Solo mensaje «¿ya salió el arroz?», jueves de 10 a 11.',
    need: 'Control de presión, sin escaleras.',
    note: 'Prefiere esperar junto al jacarandá.',
    organisation: 'Clínica Poás',
  };
}

/** Everything about her that must stand in no title, address or file. */
export function toldIn({ name, phone, rule, need, note }) {
  return [...name.split(' ').filter((word) => word.length > 3), phone, rule, need, note];
}

/** From "Hoy" to her case. */
export async function meet(worker, job) {
  await worker.open('/hoy');
  await worker.follow('/personas');
  await worker.follow('/personas/nueva');
  await worker.fill({ safe_to_talk: 'yes', safe_place: 'yes', urgent_care: 'no' });
  await worker.send();
  await worker.follow('/personas/nueva/autorizacion');
  await worker.fill({ answer: 'yes', explained: 'all', mode: 'spoken', copy: 'none' });
  await worker.send();
  await worker.fill({
    safe_tonight: 'yes', health_today: 'no', needs_first: '~unknown', name: job.name,
    language: 'español', access_needs: '~not_asked', may_contact: 'yes', contact_rule: job.rule,
    phone: job.phone, age: '31', with_her: '~declined', children: '0', profiles: 'women',
  });
  await worker.send();
  job.url = worker.path;
  assert.match(job.url, /^\/personas\/[^/]+$/);
}

/** From her case and back to it. */
export async function addNeed(worker, job) {
  await worker.followTo(/\/necesidades$/);
  await worker.fill({ service: 'HEALTH', priority: 'urgent', note: job.need });
  await worker.send();
  assert.equal(worker.path, job.url);
}

/** From her case to the referral that was sent. */
export async function refer(worker, job) {
  await worker.followTo(/\/derivar\?necesidad=/);
  const provider = worker.page.locator('.govuk-radios__item', { hasText: job.organisation });
  await provider.locator('[name="provider"]').first().check();
  await worker.fill({ kind: 'sent', priority: 'urgent', talked_over: 'yes' });
  await worker.send();
  await worker.fill({ until_event: 'referral_closed', report_explained: 'yes', mode: 'spoken',
    copy: 'none' });
  await worker.send();
  await worker.send();
  job.referral = worker.path;
  assert.match(job.referral, REFERRAL);
  job.code = await worker.text('main .amp-code');
}

/** From the list of what was received to the slip, accepted. */
export async function accept(receiver, job) {
  const row = receiver.page.locator('.amp-row', { hasText: job.code });
  job.slip = await row.locator('a').first().getAttribute('href');
  assert.match(job.slip, SLIP);
  await receiver.follow(job.slip);
  await receiver.followTo(/\/aceptar$/);
  await receiver.send();
  assert.equal(receiver.path, job.slip);
}

export async function giveService(receiver) {
  await receiver.followTo(/\/servicio$/);
  await receiver.fill({ result: 'given' });
  await receiver.send();
}

/** The outcome into the case, told to her, closed. */
export async function finish(worker, job) {
  await worker.open('/hoy');
  await worker.follow(job.referral);
  await worker.press('form[action$="/copiar"] button');
  await worker.followTo(/\/informar$/);
  await worker.fill({ told: 'yes' });
  await worker.send();
  await worker.press('form[action$="/cerrar"] button');
}

/** By name, from "Hoy" to her case. */
export async function find(worker, job) {
  await worker.follow('/personas');
  await worker.fill({ query: job.name.split(' ')[1].toLowerCase() });
  await worker.send();
  await worker.follow(job.url);
  assert.equal(worker.path, job.url);
}
