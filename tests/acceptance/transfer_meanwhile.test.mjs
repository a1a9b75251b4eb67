// While a transfer waits for an answer the case goes on: whatever happens to it, they can accept,
// and they get what there is then.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { exclude, fill, follow, meetPerson, refer, slipOf } from './lib/acts.mjs';
import { addItem, approve, convene, decide, hold, invitationTo, invite, letCome, promise }
  from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';
import { awaken, offer, press, reply, sectionsOf, todayOf } from './lib/transfers.mjs';
import { ask } from './lib/walk.mjs';

let net;
let gestora;
let supervisora;
let caroni;
before(async () => {
  net = await openNetwork();
  await awaken(net, 'caroni');
  gestora = await net.as('gestora');
  supervisora = await net.as('supervisora');
  caroni = await net.as('caroni');
});
after(() => net?.stop());

const organisation = 'Colectivo Caroní';
const to = `${organisation} (demo), Acomp`;

const met = () => meetPerson(gestora);

async function send({ person, url }, choice) {
  await offer(gestora, supervisora, person, { to, ...choice });
  const { transfer } = await gestora.getJson(url);
  return transfer.transfer_url.split('/')[2];
}

const accept = (transfer) => reply(caroni, transfer, 'aceptar', { owner: '@Pilar' });

const waiting = () => ask(net.dir,
  "SELECT count(*) FROM dossier_grant WHERE reason = 'transfer'").trim();

test('what is referred, recorded and convened meanwhile goes along', async () => {
  const { person, url } = await met();
  const transfer = await send({ person, url });
  const clinica = await net.as('clinica');
  const { referral, code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio', kind: 'external' });
  await refer(gestora, person, { service: 'PSS', to: organisation });
  const conference = await convene(gestora, person,
    { when: '2026-12-11T14:00', guests: ['@Clínica', `@${to}`] });
  await addItem(gestora, conference, { title: 'Cuarto' });
  for (const place of ['Clínica', to]) {
    await letCome(gestora, conference, place);
  }
  await invite(gestora, conference);
  await accept(transfer);
  const slip = await slipOf(clinica, code);
  assert.match((await clinica.getJson(`/derivaciones/${slip}`)).from, /Caroní/);
  await follow(caroni, person, referral, 'anular', { why: 'mistake' });
  assert.equal((await caroni.getJson(url)).referrals.length, 3);
  await fill(caroni, `${conference}/anular`, { why: 'not_needed' });
  assert.equal(waiting(), '0', 'nothing waits for them any more');
});

test('a referral to the same unit that was agreed to be closed does not stand in the way',
  async () => {
    const { person, url } = await met();
    const { referral } = await refer(gestora, person, { service: 'PSS', to: organisation });
    await accept(await send({ person, url }, { closed: [referral] }));
    const page = await caroni.getJson(`${url}/derivaciones/${referral}`);
    assert.match(page.state, /anul|detuv/i);
  });

test('a referral to the same unit that is stopped meanwhile stays with who sent it', async () => {
  const { person, url } = await met();
  const { referral, code } = await refer(gestora, person, { service: 'PSS', to: organisation });
  const transfer = await send({ person, url });
  await follow(gestora, person, referral, 'anular', { why: 'mistake' });
  await accept(transfer);
  assert.equal((await caroni.getJson(url)).referrals
    .find((one) => one.referral === referral).state, 'closed');
  const kept = [];
  for (const { url: archive } of (await sectionsOf(gestora)).archive) {
    kept.push(...(await gestora.getJson(archive)).stays.map((one) => one.code));
  }
  assert.deepEqual(kept, [code]);
});

test('an invitation of the same unit that is taken back meanwhile stays too', async () => {
  const { person, url } = await met();
  const conference = await convene(gestora, person,
    { when: '2026-12-11T14:00', guests: [`@${to}`] });
  await addItem(gestora, conference, { title: 'Cuarto' });
  await letCome(gestora, conference, to);
  await invite(gestora, conference);
  const transfer = await send({ person, url });
  await fill(gestora, `${conference}/anular`, { why: 'not_needed' });
  await accept(transfer);
  assert.equal((await caroni.send('GET', conference)).status, 200);
  await exclude(caroni, person, { exclude_people: 'La tía' });
});

test('an account that is erased meanwhile is handed over empty', async () => {
  const { person, url } = await met();
  await fill(gestora, `${url}/relato/escribir`, { text: 'Lo que contó.' });
  const transfer = await send({ person, url }, { release: { parts: ['account'] } });
  await fill(gestora, `${url}/conservar`, { part: 'account', reason: 'her_right' });
  const { asked } = await supervisora.getJson(`${url}/conservar`);
  assert.ok((await supervisora.post(asked.confirm_url)).go);
  await accept(transfer);
  await fill(caroni, `${url}/relato/escribir`, { text: 'Lo cuenta otra vez.' });
  assert.ok((await caroni.post(`${url}/relato`)).text.includes('otra vez'));
});

test('not accepted: what came meanwhile waits for them no more', async () => {
  const { person, url } = await met();
  const transfer = await send({ person, url });
  await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  await reply(caroni, transfer, 'no-aceptar', { reason: 'area' });
  const { note_url } = await gestora.getJson(`/transferencias/${transfer}`);
  assert.ok((await gestora.post(note_url)).go);
  assert.equal(waiting(), '0');
  await send({ person, url });
  await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
  await press(gestora, person, 'retirar');
  assert.equal(waiting(), '0');
});

test('what a conference left to do is the new owner\'s', async () => {
  const { person, url } = await met();
  const clinica = await net.as('clinica');
  const conference = await convene(gestora, person,
    { when: '2026-12-11T14:00', guests: ['@Clínica'] });
  await letCome(gestora, conference, 'Clínica');
  await invite(gestora, conference);
  const invitation = await invitationTo(clinica, gestora, conference, 'Clínica');
  await promise(clinica, invitation);
  await hold(gestora, conference, { came: ['@Clínica'], held_at: '2026-11-23T08:30' });
  await decide(gestora, conference, [{ kind: 'visit', owner: 'us', date: '2026-11-23' }]);
  await approve(gestora, conference);
  await fill(gestora, `${conference}/informar`,
    { told: 'pending', next_safe: '2026-11-23T18:00' });
  await fill(clinica, `${invitation}/objecion`, { text: 'Es para el lunes.' });
  const left = async (login) => (await todayOf(await net.as(login))).map(({ kind }) => kind)
    .filter((kind) => /^(decision|tell_conference|invitation_answer)$/.test(kind)).sort();
  const all = ['decision', 'invitation_answer', 'tell_conference'];
  assert.deepEqual(await left('gestora'), all);
  await accept(await send({ person, url }));
  net.clock.advance({ days: 1 }); /* it is earlier where they are */
  assert.deepEqual(await left('gestora'), []);
  assert.deepEqual(await left('caroni'), all);
  const { act_url: row } = (await todayOf(await net.as('caroni')))
    .find(({ kind }) => kind === 'decision');
  assert.equal(row, conference);
});

test('an invitation never promised to, whose time is over, stands in nobody\'s way',
  async () => {
    [gestora, supervisora] = [await net.another('gestora'), await net.another('supervisora')];
    const { person, url } = await met();
    const conference = await convene(gestora, person,
      { when: '2026-11-24T14:00', until: '2026-11-25', guests: [`@${to}`] });
    await addItem(gestora, conference, { title: 'Cuarto' });
    await letCome(gestora, conference, to);
    await invite(gestora, conference);
    const transfer = await send({ person, url });
    net.clock.advance({ days: 3 });
    caroni = await net.another('caroni');
    await accept(transfer);
    assert.ok((await caroni.getJson(url)).identity.code);
  });
