// Each kind of record has a term of its own: the account may be due years before the case, and what
// was told with a referral once that has ended. Two people erase one part, and the rest stays.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { answer, fill, finish, historyOf, meetPerson, refer, slipOf } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask } from './lib/walk.mjs';

/** As data/demo-plan.json says it in months. */
const DAYS = { all: 5 * 365, account: 2 * 365, referral: 365 };

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const dossiers = () => Number(ask(net.dir, 'SELECT count(*) FROM dossier'));

async function overdue(login) {
  const { groups } = await (await net.as(login)).getJson('/hoy');
  return groups.find(({ group }) => group === 'overdue').list.items
    .filter(({ kind }) => kind === 'kept_long');
}

const keeping = async (url, login = 'gestora') => (await net.as(login)).getJson(`${url}/conservar`);

async function eraseByTwo(url, part) {
  await fill(await net.as('gestora'), `${url}/conservar`, { part, reason: 'term' });
  const { asked } = await keeping(url);
  expectStatus(await (await net.as('gestora')).post(asked.confirm_url), 422);
  const confirmed = await (await net.as('supervisora')).post(asked.confirm_url);
  assert.equal(confirmed.go, `${url}/conservar`, confirmed.text);
}

/** A case with an account and a referral that came to its end. */
async function whole() {
  const gestora = await net.as('gestora');
  const clinica = await net.as('clinica');
  const { person, url } = await meetPerson(gestora, {});
  await fill(gestora, `${url}/relato/escribir`, { text: 'Lo contó una vez, despacio.' });
  const { referral, code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const slip = await slipOf(clinica, code);
  await answer(clinica, slip, 'recibir');
  await answer(clinica, slip, 'no-aceptar', { reason: 'area' });
  await finish(gestora, person, referral);
  return { person, url, referral, code, slip };
}

test('the person\'s page says until when each part is kept', async () => {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora, {});
  assert.deepEqual((await keeping(url)).kept.map(({ part }) => part), ['all']);
  await fill(gestora, `${url}/relato/escribir`, { text: 'Lo contó.' });
  const { referral } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const { kept } = await keeping(url);
  assert.deepEqual(kept.map(({ part }) => part), ['all', 'account'], 'one that is open has no day');
  assert.ok(kept.every(({ is_due: due }) => !due));
  const days = kept.map(({ until }) => Date.UTC(...until.split('/').reverse()
    .map((number, i) => (i === 1 ? number - 1 : number))) / 86_400_000);
  assert.equal(days[0] - days[1], DAYS.all - DAYS.account);
  await gestora.post(`${url}/conservar`, { part: referral, reason: 'term' });
  assert.equal((await keeping(url)).asked, undefined, 'what is under way is not erased');
});

test('the account alone: due before the case, erased by two, and it may be told anew', async () => {
  const { person, url } = await whole();
  const gestora = await net.as('gestora');
  const before = dossiers();
  const { code } = (await gestora.getJson(url)).identity;
  const due = async () => (await overdue('gestora'))
    .filter((row) => row.code === code && /relato/i.test(JSON.stringify(row.facts)));
  net.clock.advance({ days: DAYS.account - 1 });
  assert.deepEqual(await due(), []);
  net.clock.advance({ days: 2 });
  assert.deepEqual((await due()).map((row) => row.url), [`${url}/conservar`]);
  assert.deepEqual((await keeping(url)).kept.map(({ part, is_due: is }) => [part, is]).slice(0, 2),
    [['all', false], ['account', true]]);

  await eraseByTwo(url, 'account');
  assert.equal(dossiers(), before, 'an empty one stands in its place');
  const told = await gestora.post(`${url}/relato`);
  assert.ok(!told.text.includes('despacio'), 'what happened is gone');
  assert.equal((await gestora.getJson(url)).heard_by, 1, 'who has heard it still has');
  assert.deepEqual(await due(), []);
  const [line] = (await historyOf(gestora, person)).filter(({ type }) => type === 'part_erased');
  assert.match(line.text, /relato/i);
  await fill(gestora, `${url}/relato/escribir`, { text: 'Lo contó otra vez.' });
  assert.ok((await (await net.as('supervisora')).post(`${url}/relato`,
    { why: 'supervision' })).text
    .includes('Lo contó otra vez.'), 'its readers have the new key');
});

test('what was told with a referral: due after it has ended, and gone on both sides', async () => {
  const { person, url, referral, code, slip } = await whole();
  const gestora = await net.as('gestora');
  const clinica = await net.as('clinica');
  const before = dossiers();
  const about = (list) => list.items.map((item) => item.code).includes(code);
  const received = async () => about((await (await net.as('clinica'))
    .getJson('/derivaciones?lado=recibidas&ver=todas')).list);
  assert.equal(await received(), true);
  const named = (await gestora.getJson(url)).identity.code;
  net.clock.advance({ days: DAYS.referral + 1 });
  const due = (await overdue('supervisora')).filter((row) => row.code === named);
  assert.equal(due.length, 1, 'the account is kept longer');
  assert.ok((await keeping(url)).kept.find(({ part }) => part === referral).is_due);

  await eraseByTwo(url, referral);
  assert.equal(dossiers(), before - 2, 'slip and contact');
  assert.equal(await received(), false);
  expectStatus(await clinica.send('GET', `/derivaciones/${slip}`), 404);
  for (const path of ['', '/conservar', '/accesos', `/derivaciones/${referral}`, '/copia']) {
    expectStatus(await gestora.send('GET', `${url}${path}`), 200, path);
  }
  expectStatus(await gestora.post(`${url}/copia`, { shape: 'file' }), 200);
  assert.ok((await historyOf(gestora, person)).some(({ text }) => text?.includes(code)));
  assert.equal((await keeping(url)).kept.some(({ part }) => part === referral), false);
  assert.equal((await gestora.getJson(url)).referrals.length, 1, 'that there was one is known');
});

test('a part may be kept longer by itself, with a reason', async () => {
  const { url, referral } = await whole();
  const gestora = await net.as('gestora');
  const before = (await keeping(url)).kept;
  await fill(gestora, `${url}/conservar/hasta`,
    { part: referral, until: '2049-05-01', why: 'Sigue un juicio' });
  const after = (await keeping(url)).kept;
  assert.equal(after.find(({ part }) => part === referral).until, '01/05/2049');
  assert.deepEqual(after.find(({ part }) => part === 'account'),
    before.find(({ part }) => part === 'account'));
});

test('the auditor reads which part was erased, without a name', async () => {
  const { url, code } = await whole();
  await eraseByTwo(url, 'account');
  const { tombstones } = await (await net.as('auditora')).getJson('/registro-de-accesos/borrados');
  assert.ok(tombstones.some(({ what, dossiers: many }) => /relato/i.test(what) && many === 1));
  assert.ok(!JSON.stringify(tombstones).includes(code));
});
