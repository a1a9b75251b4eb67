// Yuliza, 16, of whom a union was arranged: her own consent, no word to her parents, and an
// authorisation that she takes back and gives again for less. D0 is Monday 23 November 2026, Izabal.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, askChild, change, choose, fill, follow, historyOf, post, send, withdraw }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { MONDAY, openNetwork } from './lib/network.mjs';
import { awaken, todayOf } from './lib/transfers.mjs';

const RULE = 'Solo en la escuela, con la maestra. Nunca a su casa ni a sus padres.';
const REASON = 'La quieren unir con un hombre de 34 años.';
const YULIZA = { name: 'Yuliza', age: '16', profiles: ['girls', 'women'], contact_rule: RULE,
  phone: undefined, with_her: undefined, children: undefined, exclude_people: 'Sus padres' };
const OWN = { said: 'spoken', consenter: 'child', no_caregiver: 'violence' };

let net;
let worker;
let person;
let url;
let faro;

before(async () => {
  net = await openNetwork({ testClock: MONDAY });
  await awaken(net, 'arcoiris', 'arcoiris2');
  await fill(await net.as('coordinadora'), '/servicios/avisos/nuevo', { country: 'GT',
    under_age: '18', what: 'Embarazo de una persona menor (dato de ejemplo)', services: ['SRH'],
    who: 'Quien atiende', to: 'Oficina de la Niñez (dato de ejemplo)', law: 'Dato de ejemplo',
    reviewed_by: 'Lic. Abel Tzul', reviewed_on: '2026-11-03', in_force: 'yes' });
});
after(() => net?.stop());

async function day(n, time = '09:00') {
  net.day(n, time);
  worker = await net.as('arcoiris');
}

/** To an organisation without account: allowed, written down, told by phone. */
async function tell(choice, release, when) {
  const draft = await choose(worker, person, { kind: 'external', ...choice });
  await allow(worker, draft, release);
  const preview = await worker.getJson(`${draft}/vista`);
  assert.equal(preview.may_leave, true, preview.problem_text);
  const referral = (await fill(worker, `${draft}/vista`, {})).split('/')[4];
  await follow(worker, person, referral, 'ejecutar', { channel: 'phone', by: 'Saúl',
    to: 'Recepción', when, said_back: 'Anotado' });
  return { referral, preview };
}

test('D0: at 16 her own consent is enough, and against her no nobody begins anything', async () => {
  await day(0);
  const page = await askChild(worker, YULIZA);
  assert.match(page.says, /decide la persona adolescente/);
  const parents = { said: 'no', consenter: 'caregiver', adult: 'Su mamá', adult_how: 'spoken',
    danger: 'no' };
  expectStatus(await post(worker, page, parents), 422, 'her parents against her no');
  expectStatus(await post(worker, page, { ...OWN, said: 'no' }), 422, 'her own no');
  url = await send(worker, await askChild(worker, YULIZA), OWN);
  person = url.split('/')[2];
  const view = await worker.getJson(url);
  assert.equal(view.identity.safe_contact, RULE);
  assert.ok(view.consent.rows.some(({ value }) => /decide por sí misma/.test(value)));
});

test('D0: the duty to report is explained, and that she does not want it stands beside', async () => {
  await addNeed(worker, person, { service: 'SRH', priority: 'urgent' });
  assert.ok((await worker.getJson(url)).report_due);
  await fill(worker, `${url}/avisos`, { rule: '@Embarazo', done: 'explained', wish: 'objects',
    objection: 'Teme que avisen a sus padres.' });
  const { reports: [one] } = await worker.getJson(`${url}/avisos`);
  assert.ok(one.rows.some(({ value }) => value === 'Teme que avisen a sus padres.'));
  assert.ok((await worker.getJson(url)).report_due, 'explained is not reported');
  await fill(worker, `${url}/avisos`, { rule: '@Embarazo', done: 'not_due',
    note: 'La norma local empieza a los 14 años cumplidos; lo revisó la supervisión.' });
  assert.equal((await worker.getJson(url)).report_due, undefined);
});

test('D1: the school is told of a letter of support, not why', async () => {
  await day(1);
  await fill(worker, `${url}/relato/escribir`, { text: REASON });
  await addNeed(worker, person, { service: 'EDU-R', note: 'Carta de apoyo para volver a clases' });
  const { needs } = await worker.getJson(url);
  const { need } = needs.find(({ service }) => service === 'EDU-R');
  const { preview } = await tell({ need, to: 'Escuela Nueva Esperanza' },
    { categories: ['needs'], withheld: ['needs_first'] }, '2026-11-24T09:00');
  assert.deepEqual(preview.now.map(({ value }) => value), ['Carta de apoyo para volver a clases']);
  assert.ok(!JSON.stringify(preview).includes(REASON));
});

test('D2: the Agencia knows what she allowed; D15 she takes it back: they are asked to delete',
  async () => {
    await day(2);
    faro = await tell({ service: 'LEGAL', to: 'Agencia Faro' },
      { categories: ['profile', 'language', 'needs', 'legal_status'], until_event: 'case_closed' },
      '2026-11-25T09:00');
    await day(15);
    const before = await worker.getJson(`${url}/derivaciones/${faro.referral}`);
    assert.equal(before.cleared, '');
    await withdraw(worker, person, before.release_url.split('/').pop());
    const after = await worker.getJson(`${url}/derivaciones/${faro.referral}`);
    assert.equal(after.state_code, 'stopped');
    assert.match(after.cleared, /Pídales borrar/);
    expectStatus(await worker.post(`${url}/derivaciones/${faro.referral}/ejecutar`,
      { channel: 'phone', by: 'a', to: 'a', said_back: 'a', when: '2026-12-08T09:00' }), 422,
      'nothing is told by it any more');
  });

test('D17: they answer that it was deleted, once; what was is still on record', async () => {
  await day(17);
  const path = `${url}/derivaciones/${faro.referral}`;
  const asked = await worker.getJson(`${path}/borrado`);
  assert.match(asked.form.fields[0].label, /Qué dicen/, 'what others say, not what she did');
  await fill(worker, `${path}/borrado`, { cleared: 'deleted' });
  const view = await worker.getJson(path);
  assert.match(view.cleared, /Se borró o se destruyó · 10\/12\/2026/);
  expectStatus(await worker.post(`${path}/borrado`, { cleared: 'by_law' }), 422, 'twice');
  const release = await worker.getJson(view.release_url);
  assert.match(release.over[0].cleared, /Se borró/);
  const types = (await historyOf(worker, person)).map(({ type }) => type);
  for (const type of ['release_given', 'referral_executed', 'release_withdrawn']) {
    assert.ok(types.includes(type), type);
  }
});

test('D20: she comes back and allows less', async () => {
  await day(20);
  await follow(worker, person, faro.referral, 'cerrar');
  const { preview } = await tell({ service: 'LEGAL', to: 'Agencia Faro' },
    { categories: ['language'] }, '2026-12-13T09:00');
  assert.deepEqual(preview.now.map(({ category }) => category), ['language']);
  const { releases } = await worker.getJson(`${url}/autorizaciones`);
  assert.deepEqual(releases.filter(({ place }) => /Faro/.test(place))
    .map(({ state_code: code }) => code).sort(), ['active', 'withdrawn']);
});

test('her 18th birthday is on the day it comes: then she consents as everybody does', async () => {
  await change(worker, `${url}/identidad`, { birth_date: '2008-12-23' });
  const asks = async () => (await todayOf(worker)).find(({ kind }) => kind === 'consent_again');
  await day(29);
  assert.equal(await asks(), undefined);
  await day(30);
  const row = await asks();
  const page = await worker.getJson(row.act_url);
  assert.equal(page.form.name, 'consent_services');
  await fill(worker, row.act_url, { answer: 'yes', explained: 'all', mode: 'spoken',
    copy: 'none' });
  assert.equal(await asks(), undefined);
  assert.equal((await worker.getJson(`${url}/interes`)).is_minor, false);
});
