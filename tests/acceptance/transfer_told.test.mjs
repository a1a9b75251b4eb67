// When her case goes to another unit, whoever serves her learns whom to call: with an account on the
// first page, until somebody has read it; without one by who accompanies now.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { answer, fill, follow, meetPerson, refer, slipOf } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';
import { awaken, newest, offer, reply, sectionsOf, todayOf } from './lib/transfers.mjs';

const to = 'Espacio Seguro Manta';
const EXECUTED = { channel: 'phone', by: 'Marta', to: 'Recepción', said_back: 'Sí',
  when: '2026-11-23T09:00' };

let net;
let gestora;
let clinica;
let manta;
before(async () => {
  net = await openNetwork();
  await awaken(net, 'manta');
  gestora = await net.as('gestora');
  clinica = await net.as('clinica');
  manta = await net.as('manta');
});
after(() => net?.stop());

async function accepted(person, choice = {}) {
  await offer(gestora, await net.as('supervisora'), person, { to, ...choice });
  const transfer = await newest(manta);
  await reply(manta, transfer, 'aceptar', { owner: '@Viviana' });
  return transfer;
}
const archiveOf = async (url) => {
  const { identity } = await manta.getJson(url);
  return (await sectionsOf(gestora)).archive.find(({ code }) => code === identity.code).url;
};
const row = async (client, kind, code) => (await todayOf(client))
  .find((one) => one.kind === kind && (!code || one.code === code));

async function served(person, service = 'HEALTH') {
  const one = await refer(gestora, person, { service, to: 'Clínica' });
  const slip = await slipOf(clinica, one.code);
  await answer(clinica, slip, 'aceptar');
  return { ...one, slip };
}

test('of a referral that goes along its provider reads who accompanies, until it is noted',
  async () => {
    const { person } = await meetPerson(gestora);
    const { slip, code } = await served(person);
    const transfer = await accepted(person);
    const { act_url } = await row(clinica, 'sender_changed', code);
    const page = await clinica.getJson(act_url);
    assert.match(page.sender.text, /Ahora es .*Manta/);
    assert.ok((await clinica.post(page.sender.note_url)).go);
    assert.equal(await row(clinica, 'sender_changed', code), undefined);
    const read = (await clinica.getJson(act_url)).sender;
    assert.match(read.text, /Manta/);
    assert.equal(read.note_url, undefined);
    assert.equal((await clinica.post(`/derivaciones/${slip}/enterado`)).status, 422, 'once');

    await reply(manta, transfer, 'devolver', { reason: 'asked', asked: 'agrees' });
    assert.ok(await row(clinica, 'sender_changed', code), 'given back: they are told again');
    assert.match((await clinica.getJson(act_url)).sender.text, /Ahora es .*Ceiba/);
    assert.ok((await clinica.post(`/derivaciones/${slip}/enterado`)).go);
  });

test('of one that stays its provider reads that another accompanies, and not who', async () => {
  const { person } = await meetPerson(gestora);
  const { referral, code } = await served(person);
  const transfer = await accepted(person, { stays: [referral] });
  const { act_url } = await row(clinica, 'sender_stays', code);
  const page = await clinica.getHtml(act_url);
  assert.match(page, /acompaña a la persona otra unidad.*sigue respondiendo .*Ceiba/);
  assert.doesNotMatch(page, /Manta/);
  await reply(manta, transfer, 'devolver', { reason: 'asked', asked: 'agrees' });
  assert.equal(await row(clinica, 'sender_stays', code), undefined);
  assert.ok(await row(clinica, 'sender_changed', code));
});

test('what has ended, or was only recorded, is nobody\'s question', async () => {
  const { person } = await meetPerson(gestora);
  const done = await served(person);
  await fill(clinica, `/derivaciones/${done.slip}/servicio`, { result: 'given' });
  await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio', kind: 'external' });
  await refer(gestora, person, { service: 'PSS', to: '', kind: 'self' });
  await accepted(person);
  assert.equal(await row(clinica, 'sender_changed', done.code), undefined);
  assert.equal(await row(manta, 'tell_who'), undefined);
});

test('an office without account is told by who accompanies now, if she agrees', async () => {
  const { person, url } = await meetPerson(gestora);
  const outside = async (service) => {
    const one = await refer(gestora, person, { service, to: 'Oficina', kind: 'external' });
    await follow(gestora, person, one.referral, 'ejecutar', EXECUTED);
    return one;
  };
  const told = await outside('ASYLUM');
  await accepted(person);
  const { act_url, code } = await row(manta, 'tell_who');
  assert.equal(code, (await manta.getJson(url)).identity.code);
  assert.equal(act_url, told.url);
  const page = await manta.getJson(told.url);
  assert.ok(page.steps.some(({ text }) => /^Ahora acompaña su unidad/.test(text)));
  const { act_url: form } = page.actions.find(({ key }) => key === 'who_told');
  const soon = await manta.post(form, { told: 'yes', channel: 'phone', to: 'Recepción',
    when: '2026-12-24T09:00' });
  assert.equal(soon.status, 422, 'still to come');
  await fill(manta, form, { told: 'yes', channel: 'phone', to: 'Recepción',
    when: '2026-11-23T09:00' });
  assert.equal(await row(manta, 'tell_who'), undefined);
  const now = await manta.getJson(told.url);
  assert.ok(!now.actions.some(({ key }) => key === 'who_told'));
  assert.match(now.history.find(({ type }) => type === 'referral_who_told').text,
    /Sí · Teléfono · Recepción/);
  assert.equal((await manta.post(form, { told: 'no' })).status, 422, 'once');
});

test('what was deleted of a referral that stayed is told to who sent it', async () => {
  const { person, url } = await meetPerson(gestora);
  const { referral, code, slip } = await served(person);
  await accepted(person, { stays: [referral] });
  const archive = await archiveOf(url);
  assert.ok((await gestora.post(`${archive}/cerrar`, { slip })).go);
  assert.equal(await row(gestora, 'cleared'), undefined, 'they have not answered yet');
  assert.equal((await row(gestora, 'close', code)).act_url, archive);
  await fill(clinica, `/derivaciones/${slip}/borrado`, { cleared: 'deleted' });
  const { act_url } = await row(gestora, 'cleared');
  assert.equal(act_url, archive);
  const [stay] = (await gestora.getJson(act_url)).stays;
  assert.equal(stay.code, code);
  assert.match(stay.cleared, /Les pidieron|contestaron|respondieron/i);
  assert.ok((await gestora.post(`${archive}/cerrar`, { slip })).go);
  assert.equal(await row(gestora, 'cleared'), undefined);
});

test('answered after it was closed, it is read all the same', async () => {
  const { person, url } = await meetPerson(gestora);
  const { referral, slip } = await served(person);
  await accepted(person, { stays: [referral] });
  const archive = await archiveOf(url);
  const press = async () => assert.ok((await gestora.post(`${archive}/cerrar`, { slip })).go);
  await press();
  await press();
  assert.equal((await gestora.getJson(archive)).stays[0].is_open, false);
  await fill(clinica, `/derivaciones/${slip}/borrado`, { cleared: 'nothing' });
  assert.ok(await row(gestora, 'cleared'));
  await press();
  assert.equal(await row(gestora, 'cleared'), undefined);
  assert.equal((await gestora.getJson(archive)).stays[0].is_open, false);
});

test('the hand-over meeting stands on the first page of both sides on its day', async () => {
  const { person } = await meetPerson(gestora);
  const transfer = await accepted(person);
  const { code } = await manta.getJson(`/transferencias/${transfer}`);
  const meetings = async () => [await row(gestora, 'handover_meeting', code),
    await row(manta, 'handover_meeting', code)];
  await reply(gestora, transfer, 'encuentro', { when: '2026-11-25T16:00', how: 'video',
    present: ['sender', 'receiver'], she_comes: 'yes' });
  assert.deepEqual(await meetings(), [undefined, undefined], 'it is not today');
  net.clock.advance({ days: 2 });
  [gestora, manta] = [await net.as('gestora'), await net.as('manta')];
  for (const one of await meetings()) {
    assert.match(one.state, /^Hoy es el encuentro de entrega: .*25\/11/);
    assert.equal(one.group, 'today');
  }
  net.clock.advance({ days: 1 });
  [gestora, manta] = [await net.as('gestora'), await net.as('manta')];
  assert.deepEqual(await meetings(), [undefined, undefined], 'it was yesterday');
  assert.ok(await row(gestora, 'responsible', code));
  assert.ok(await row(manta, 'first_contact', code));
});
