// Under 18, what is told has its own yes: who gives it, of those who may, and what the child says to
// it. What stands on file is not asked again, and whoever receives it reads a role, never a name.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, choose, fill, meetChild, meetPerson, post, refer, slipOf }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { addItem, convene, guestOf, invite, letCome } from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';
import { FIRST_CONTACT, agree, awaken, offer, prepare, reply, todayOf }
  from './lib/transfers.mjs';

const AUNT = 'Doña Petronila, su tía';
const GIRL = { said: 'written', consenter: 'trusted_adult', no_caregiver: 'unreachable', adult: AUNT,
  adult_how: 'video', danger: 'no' };
const TO = 'Colectivo Caroní (demo), Acomp';
const INTERESTS = { about: 'transfer', kind: 'short', options: 'Ir o quedarse', view: 'Quiere ir',
  took_part: 'Todos', decision: 'Va', why: 'Está cerca de su casa' };

let net;
let gestora;
let supervisora;
before(async () => {
  net = await openNetwork();
  await awaken(net, 'caroni', 'caroni2');
  gestora = await net.as('gestora');
  supervisora = await net.as('supervisora');
});
after(() => net?.stop());

const field = (page, name) => page.form.fields.find((one) => one.name === name);
const values = (page, name) => field(page, name).options.map(({ value }) => value);
const valuesOf = ({ rows }) => rows.map(({ value }) => value).join(' / ');
const RELEASE = { categories: ['profile', 'needs'], until_event: 'referral_closed', mode: 'spoken',
  copy: 'none' };

async function refused(client, page, fields, name) {
  const answer = expectStatus(await post(client, page, fields), 422, JSON.stringify(fields));
  assert.deepEqual(answer.view.errors.map((error) => error.field), [name], JSON.stringify(fields));
  return answer.view;
}

test('a referral asks what the child says, and keeps who consents from the accompaniment',
  async () => {
    const { person, url } = await meetChild(gestora, { age: '13' }, GIRL);
    const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica', kind: 'sent' });
    const page = await gestora.getJson(`${draft}/autorizacion`);
    assert.deepEqual(values(page, 'consenter'), ['on_file', 'caregiver', 'trusted_adult', 'child'],
      'nobody decides for her at 13');
    const [known] = field(page, 'consenter').options;
    assert.deepEqual([known.checked, known.label.includes(AUNT)], [true, true]);
    assert.ok(field(page, 'said').options.every(({ checked }) => !checked), 'she is asked');
    const view = await refused(gestora, page, { ...RELEASE, consenter: 'on_file',
      report_explained: 'yes' }, 'said');
    assert.equal(field(view, 'consenter').options[0].checked, true, 'nothing is lost');
    await allow(gestora, draft, { said: 'written' });
    const again = await gestora.getJson(`${draft}/autorizacion`);
    assert.deepEqual(['said', 'consenter'].map((name) =>
      field(again, name).options.find(({ checked }) => checked).value), ['written', 'on_file']);
    const { consented } = await gestora.getJson(`${draft}/vista`);
    assert.match(consented, /de su confianza · La niña, .*: Está de acuerdo, lo escribió/);
    await fill(gestora, `${draft}/vista`, {});

    assert.equal((await gestora.getJson(`${draft}/autorizacion`)).child_says, undefined, 'it left');

    const { releases, referrals } = await gestora.getJson(url);
    const release = await gestora.getJson(`${url}/autorizaciones/${releases[0].release}`);
    assert.match(valuesOf(release), /lo escribió o lo dibujó .*Doña Petronila.*No hay cómo ubicarle/);
    const print = await gestora.getJson(`${url}?imprimir=1`);
    assert.equal(print.releases[0].consented, consented);
    assert.match(await gestora.getHtml(`${url}?imprimir=1`), /<li>Otra persona adulta de su confia/);
    const copy = await gestora.post(`${url}/copia`, { shape: 'paper' });
    assert.equal(copy.view.releases[0].consented, consented, 'her own copy');

    const clinica = await net.as('clinica');
    const slip = `/derivaciones/${await slipOf(clinica, referrals[0].referral_code)}`;
    assert.equal((await clinica.getJson(slip)).consented, consented);
    const html = await clinica.getHtml(slip);
    assert.match(html, /Quién consintió<\/dt><dd[^>]*>Otra persona adulta de su confianza · La ni/);
    assert.doesNotMatch(html, /Petronila/);
  });

test('somebody else may consent to this one thing; who is said to have used violence never', async () => {
  const { person } = await meetChild(gestora, { age: '9' });
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica', kind: 'sent' });
  const page = await gestora.getJson(`${draft}/autorizacion`);
  assert.deepEqual(values(page, 'consenter'), ['on_file', 'caregiver', 'trusted_adult', 'worker']);
  const other = { ...RELEASE, report_explained: 'yes', said: 'spoken', consenter: 'caregiver',
    adult: 'Su papá' };
  await refused(gestora, page, { ...other, danger: 'yes' }, 'danger');
  await refused(gestora, page, { ...other, danger: 'lives_with' }, 'danger_why');
  await refused(gestora, page, { ...other, consenter: 'child', no_caregiver: 'none' }, 'consenter');
  await allow(gestora, draft, { ...other, danger: 'lives_with', danger_why: 'Lo cuida bien.' });
  const row = (await todayOf(supervisora)).find(({ kind }) => kind === 'approval');
  assert.match(JSON.stringify(row.facts), /menor de 18/);
  await agree(supervisora);
  const again = await gestora.getJson(`${draft}/autorizacion`);
  assert.equal(field(again, 'adult').value, 'Su papá');
});

test('her no holds what is told, but not what a life depends on; at 16 nobody is asked instead',
  async () => {
    const { person } = await meetChild(gestora, { age: '10' });
    const said = { ...RELEASE, report_explained: 'yes', said: 'no', consenter: 'on_file' };
    const help = await choose(gestora, person, { service: 'NFI', to: 'Fondo', kind: 'sent' });
    await refused(gestora, await gestora.getJson(`${help}/autorizacion`), said, 'said');
    await addNeed(gestora, person, { service: 'HEALTH', priority: 'emergency' });
    await refer(gestora, person, { service: 'HEALTH', to: 'Clínica', priority: 'emergency',
      release: { said: 'no' } });
    const own = await meetChild(gestora, { age: '16' },
      { said: 'spoken', consenter: 'child', no_caregiver: 'not_wanted' });
    const draft = await choose(gestora, own.person, { service: 'NFI', to: 'Fondo', kind: 'sent' });
    const page = await gestora.getJson(`${draft}/autorizacion`);
    assert.deepEqual(values(page, 'consenter'), ['on_file', 'caregiver']);
    await refused(gestora, page, { ...said, consenter: 'caregiver', adult: 'Su mamá', danger: 'no' },
      'consenter');
  });

test('who is of age is asked nothing of this', async () => {
  const { person } = await meetPerson(gestora);
  const draft = await choose(gestora, person, { service: 'NFI', to: 'Fondo', kind: 'sent' });
  const page = await gestora.getJson(`${draft}/autorizacion`);
  assert.equal(field(page, 'said'), undefined);
  await allow(gestora, draft, { said: 'spoken', consenter: 'on_file' });
  assert.equal((await gestora.getJson(`${draft}/vista`)).consented, '');
});

test('a conference asks it organisation by organisation, with a yes only', async () => {
  const { person, url } = await meetChild(gestora, { age: '13' }, GIRL);
  const conference = await convene(gestora, person,
    { when: '2026-12-11T14:00', guests: ['@Clínica'] });
  await addItem(gestora, conference, { title: 'Cupo' });
  const { answer_url: asked } = await guestOf(gestora, conference, 'Clínica');
  const page = await gestora.getJson(asked);
  assert.equal(field(page, 'said').show_if, 'answer=yes');
  await fill(gestora, asked, { answer: 'no' });
  const yes = { answer: 'yes', mode: 'spoken', copy: 'none', consenter: 'on_file' };
  await refused(gestora, page, yes, 'said');
  await refused(gestora, page, { ...yes, said: 'no' }, 'said');
  await letCome(gestora, conference, 'Clínica');
  await invite(gestora, conference);
  const { releases } = await gestora.getJson(url);
  assert.match(releases.at(-1).consented, /de su confianza · .* Está de acuerdo, lo dijo/);
  const support = await gestora.getJson(`${conference}/apoyos`);
  assert.equal(field(support, 'said').show_if, 'relation=service');
});

/** The case of a child, accepted there for Yorleny; before the first contact. */
async function moved(answers, child) {
  const { person, url } = await meetChild(gestora, answers, child);
  await fill(gestora, `${url}/interes`, INTERESTS);
  await offer(gestora, supervisora, person, { to: TO });
  const pilar = await net.as('caroni');
  const { transfer: { transfer_url: path } } = await gestora.getJson(url);
  const transfer = path.split('/')[2];
  const told = await pilar.getJson(path);
  await reply(pilar, transfer, 'aceptar', { owner: '@Yorleny' });
  return { yorleny: await net.as('caroni2'), url, told, contact: `${path}/primer-contacto` };
}

const CONTACT = { ...FIRST_CONTACT, when: '2026-11-23T08:30' };
const consentOf = async (client, url) => valuesOf((await client.getJson(url)).consent);

test('S2, her girl: the first contact after a transfer asks her and keeps who consents', async () => {
  const { yorleny, url, told, contact } = await moved({ age: '13' }, GIRL);
  assert.match(valuesOf(told), /de su confianza · .* Está de acuerdo, lo dijo/);
  assert.doesNotMatch(JSON.stringify(told), /Petronila/);
  const page = await yorleny.getJson(contact);
  await refused(yorleny, page, { ...CONTACT, consenter: 'on_file' }, 'said');
  await fill(yorleny, contact, { ...CONTACT, said: 'written', consenter: 'on_file' });
  assert.match(await consentOf(yorleny, url),
    /lo escribió o lo dibujó .*Doña Petronila.*No hay cómo ubicarle/);
  assert.deepEqual((await todayOf(yorleny)).filter(({ kind }) => kind === 'consent_again'), []);
});

test('S9, the boy of 10: another adult there; his no holds what is begun there', async () => {
  const { yorleny, url, contact } = await moved({ age: '10', profiles: ['boys'] });
  await fill(yorleny, contact, { ...CONTACT, said: 'no', consenter: 'trusted_adult',
    no_caregiver: 'unreachable', adult: 'Su abuelo', danger: 'no' });
  assert.match(await consentOf(yorleny, url), /No está de acuerdo .*Su abuelo/);
  const { consent_alerts: [alert] } = await yorleny.getJson(url);
  assert.match(alert.text, /solo sigue lo que salva la vida/);
  assert.ok((await todayOf(await net.as('caroni'))).some(({ kind }) => kind === 'approval'), 'supervision is told');
});

test('at 16 a no to the new unit is no first contact: the case is given back', async () => {
  const { yorleny, contact } = await moved({ age: '16' },
    { said: 'spoken', consenter: 'child', no_caregiver: 'not_wanted' });
  const page = await yorleny.getJson(contact);
  assert.deepEqual(values(page, 'consenter'), ['on_file', 'caregiver']);
  await refused(yorleny, page, { ...CONTACT, said: 'no', consenter: 'on_file' }, 'said');
});

test('a transfer is not offered against the no', async () => {
  const { person, url } = await meetChild(gestora, { age: '10' });
  await fill(gestora, `${url}/interes`, INTERESTS);
  await assert.rejects(prepare(gestora, person, { to: TO, release: { said: 'no' } }), /«no» vale/);
});
