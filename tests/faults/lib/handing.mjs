// What two units do when a case changes hands, from asking for room to the archive: every page of
// it once. The cases are of people met for it.
import { addNeed, answer, fill, follow, meetPerson, refer, slipOf } from '../../acceptance/lib/acts.mjs';
import { FIRST_CONTACT, awaken, newest, offer, prepare, press, reply, sectionsOf, todayOf }
  from '../../acceptance/lib/transfers.mjs';

const TO = 'Espacio Seguro Manta';
const OWNER = { owner: '@Viviana' };
const NOW = '2026-11-23T08:30';
const TOLD = '2026-11-23T09:00'; // after she said yes to it
const NO_ARRIVAL_DAYS = 20;

export async function handOver(net) {
  await awaken(net, 'manta');
  const [gestora, supervisora, manta] = [await net.as('gestora'), await net.as('supervisora'),
    await net.as('manta')];
  const met = () => meetPerson(gestora, {});
  const sent = async (person, choice = {}) => {
    await offer(gestora, supervisora, person, { to: TO, ...choice });
    return newest(manta);
  };
  await askForRoom(gestora, manta, await met());
  await decline(gestora, manta, await met(), sent);
  const back = await met();
  await sent(back.person);
  await press(gestora, back.person, 'retirar');
  await giveBack(gestora, manta, await met(), sent);
  await pull(gestora, manta, await met());
  const goes = await met();
  const stays = await refer(gestora, goes.person, { service: 'LEGAL', to: 'Consultorio' });
  const served = await serve(await net.as('clinica'), gestora, goes.person);
  const transfer = await sent(goes.person, { stays: [stays.referral] });
  await reply(manta, transfer, 'aceptar', OWNER);
  await served.client.post(`/derivaciones/${served.slip}/enterado`);
  await fill(manta, `${served.outside}/quien-acompana`,
    { told: 'yes', channel: 'phone', to: 'a', when: TOLD });
  await arrive(net, gestora, manta, transfer);
}

/** Two that go along with the case: one is answered, the other was told by phone. */
async function serve(client, gestora, person) {
  const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const slip = await slipOf(client, code);
  await answer(client, slip, 'aceptar');
  const outside = await refer(gestora, person,
    { service: 'ASYLUM', to: 'Oficina', kind: 'external' });
  await follow(gestora, person, outside.referral, 'ejecutar',
    { channel: 'phone', by: 'a', to: 'a', said_back: 'a', when: TOLD });
  return { client, slip, outside: outside.url };
}

async function askForRoom(gestora, manta, { person, url }) {
  await prepare(gestora, person, { to: TO, ask_room: 'yes' });
  const [question] = (await sectionsOf(manta)).room;
  await fill(manta, question.act_url, { answer: 'yes' });
  await gestora.getJson(`${url}/transferir/vista`);
  await gestora.post(`${url}/transferir/no-enviar`, { said_no: 'yes' });
}

async function decline(gestora, manta, { person }, sent) {
  const transfer = await sent(person);
  await manta.getJson(`/transferencias/${transfer}`);
  await reply(manta, transfer, 'no-aceptar', { reason: 'no_capacity', detail: 'a' });
  const row = (await todayOf(gestora)).find(({ kind }) => kind === 'transfer_declined');
  const { note_url } = await gestora.getJson(row.act_url);
  await gestora.post(note_url);
}

async function giveBack(gestora, manta, { person }, sent) {
  await addNeed(gestora, person, { service: 'HEALTH' });
  const transfer = await sent(person);
  await reply(manta, transfer, 'aceptar', OWNER);
  await gestora.getJson(`/transferencias/${transfer}/contacto`);
  await reply(manta, transfer, 'devolver', { reason: 'did_not_arrive', asked: 'could_not' });
}

async function pull(gestora, manta, { url }) {
  const { identity: { code } } = await gestora.getJson(url);
  await fill(manta, '/transferencias/pedir', { code, how: 'here' });
  const row = (await todayOf(gestora)).find(({ kind }) => kind === 'pull');
  await fill(gestora, row.act_url, { answer: 'no', asked: 'yes' });
}

/** She is waited for, does not come, and comes. */
async function arrive(net, gestora, manta, transfer) {
  await reply(gestora, transfer, 'encuentro', { when: '2026-11-28T16:00', how: 'video',
    present: ['sender', 'receiver'], she_comes: 'yes' });
  await reply(manta, transfer, 'si-no-llega', { expected: '2026-12-05', wait_days: '7',
    looks: 'receiver', ways: ['own_channel'], phrase: 'a' });
  net.clock.advance({ days: NO_ARRIVAL_DAYS });
  const [later, theirs] = [await net.as('manta'), await net.as('gestora')];
  await reply(later, transfer, 'no-llego', { done: ['own_channel'], again: '2026-12-20' });
  await reply(later, transfer, 'primer-contacto', { ...FIRST_CONTACT, when: NOW });
  const [{ url: archive }] = (await sectionsOf(theirs)).archive;
  const kept = await theirs.getJson(archive);
  await theirs.post(kept.close_url, { slip: kept.stays[0].slip });
}
