// Dayana's days, by the public routes: a transfer of ownership across a border, from asking for
// room without a name to the archive. D0 is Monday 23 November 2026.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, allow, answer, assessRisk, change, choose, fill, follow, historyOf, meetPerson, refer,
  slipOf } from './lib/acts.mjs';
import { MONDAY, openNetwork } from './lib/network.mjs';
import { FIRST_CONTACT, agree, awaken, newest, placesFor, press, prepare, reply, sectionsOf,
  todayOf } from './lib/transfers.mjs';
import { ask } from './lib/walk.mjs';

const NAME = 'Dayana';
const LEGAL_NAME = 'Xilonen Tlacaélel';
const HIV = 'Tratamiento desde 2024';
const RULE = 'Solo por Signal, de noche. Nunca a la casa de su mamá.';

let net;
let arcoiris;
let supervision;
let suchiate;
let manager;
let clinica;
let person;
let transfer;
const referrals = {};

before(async () => {
  net = await openNetwork({ testClock: MONDAY });
  await awaken(net, 'arcoiris', 'arcoiris2', 'suchiate', 'suchiate2');
});
after(() => net?.stop());

async function day(n, time = '09:00') {
  net.day(n, time);
  arcoiris = await net.as('arcoiris');
  supervision = await net.as('arcoiris2');
  suchiate = await net.as('suchiate');
  manager = await net.as('suchiate2');
  clinica = await net.as('clinica');
}

const status = async (client, path) => (await client.send('GET', path)).status;
/** What the transfer's own page says of who accompanies, and of who else still answers. */
const says = async (client) => {
  const { rows } = await client.getJson(`/transferencias/${transfer}`);
  const of = (name) => rows.find(({ label }) => label === name)?.value.replace(/ \(.*/, '');
  return [of('Acompaña y responde ahora'), of('Responsable hasta el primer contacto')];
};
const cores = () => Number(ask(net.dir, 'SELECT count(*) FROM dossier WHERE kind = 1'));

test('D0: met in Izabal: profile, risk, what is reserved, two referrals', async () => {
  await day(0);
  ({ person } = await meetPerson(arcoiris, { name: NAME, age: '24', profiles: ['lgbti'],
    contact_rule: RULE, phone: '+502 0000-9924' }));
  await change(arcoiris, `/personas/${person}/identidad`, { legal_name: LEGAL_NAME });
  await assessRisk(arcoiris, person, 'high', 'La buscan; extorsión.');
  await addNeed(arcoiris, person, { service: 'LEGAL', priority: 'urgent' });
  await fill(arcoiris, `/personas/${person}/legal`, { legal_status: 'asylum_seeker' });
  await change(arcoiris, `/personas/${person}/reservado`, { hiv: 'positive', srh_note: HIV });
  await fill(arcoiris, `/personas/${person}/relato/escribir`, { text: 'Lo que le pasó.' });
  await change(arcoiris, `/personas/${person}/salud`, { health_needs: 'Hormonas.' });
  const draft = await choose(arcoiris, person, { service: 'CASH', to: '' });
  await allow(arcoiris, draft);
  assert.match(await arcoiris.getHtml(`${draft}/vista`), /Usted sigue acompañando y respondiendo/);
  assert.ok((await arcoiris.post(`${draft}/no-enviar`, { declined: 'no' })).go);
  referrals.hormones = await refer(arcoiris, person, { service: 'HEALTH', to: 'Clínica Poás' });
  referrals.legal = await refer(arcoiris, person, { service: 'LEGAL', to: 'Consultorio' });
  const slip = await slipOf(clinica, referrals.hormones.code);
  await answer(clinica, slip, 'recibir');
  assert.match(await clinica.getHtml(`/derivaciones/${slip}`), /Sigue acompañando a la persona/);
});

test('D1: only units that accompany people of the profile are offered, with their focal points',
  async () => {
    await day(1);
    const places = await placesFor(arcoiris, person);
    assert.match(await arcoiris.getHtml(`/personas/${person}/transferir`),
      /Transferir es entregar: desde que aceptan, acompañan y responden ellos/);
    assert.equal(places.length, 1, 'Casa Ceiba, Manta, Caroní and Igarapé serve other profiles');
    assert.match(places[0], /Fundación Río Suchiate.*Otro país: México.*Punto focal: Alma Cruz Toledo/);
  });

test('D1: room is asked without saying for whom, and nothing clear joins it to the case',
  async () => {
    const preview = await prepare(arcoiris, person, { to: 'Fundación Río Suchiate',
      ask_room: 'yes', reason: 'protection', priority: 'urgent',
      closed: [referrals.legal.referral],
      release: { categories: ['profile', 'language', 'legal_status', 'risk'] } });
    assert.match(preview, /transferir\/vista$/);
    const [question] = (await sectionsOf(suchiate)).room;
    const view = await suchiate.getJson(question.act_url);
    const text = JSON.stringify(view);
    assert.match(text, /18-24/);
    assert.match(text, /LGBTI/);
    for (const word of [NAME, LEGAL_NAME, RULE, person, 'GT-']) {
      assert.ok(!text.includes(word), word);
    }
    assert.equal((await sectionsOf(suchiate)).received.length, 0, 'no transfer has left');
    const id = question.act_url.split('/').at(-1);
    const joined = ask(net.dir, "SELECT count(*) FROM dossier_grant AS a JOIN dossier_grant AS b " +
      `ON a.dossier = x'${id}' AND b.dossier = x'${person}' AND a.id = b.id`);
    assert.equal(joined.trim(), '0');
    assert.equal(ask(net.dir, `SELECT count(*) FROM task WHERE dossier = x'${id}'`).trim(), '0');
  });

test('D2: there is room', async () => {
  await day(2);
  const [question] = (await sectionsOf(suchiate)).room;
  await fill(suchiate, question.act_url, { answer: 'yes' });
  const row = (await todayOf(arcoiris)).find(({ kind }) => kind === 'room_answered');
  assert.match(row.state, /Hay cupo/);
  const preview = await arcoiris.getJson(`/personas/${person}/transferir/vista`);
  assert.match(preview.room, /Hay cupo/);
});

test('D3: the preview says what goes whole, what not, and that it crosses a border', async () => {
  await day(3);
  const preview = await arcoiris.getJson(`/personas/${person}/transferir/vista`);
  assert.equal(preview.to.abroad, true);
  assert.equal(preview.to.country, 'México');
  assert.equal(preview.whole.length, 1, 'the main part alone');
  assert.deepEqual(preview.kept.length, 3, 'account, safety plan and reserved part stay');
  assert.ok(preview.now.every(({ category }) => !['health', 'srh', 'sogiesc'].includes(category)));
  assert.ok(!JSON.stringify(preview.now).includes(HIV));
  assert.match(await arcoiris.getHtml(`/personas/${person}/transferir/vista`),
    /Hasta que acepten, usted acompaña y responde/);
  const { text } = await arcoiris.send('GET', `/personas/${person}/transferir/autorizacion`,
    { headers: { accept: 'text/html' } });
  assert.match(text, /Cruza una frontera \(México\)/);
});

test('D3: nothing leaves before supervision agrees; then it is sent', async () => {
  await press(arcoiris, person);
  assert.equal((await sectionsOf(suchiate)).received.length, 0);
  await agree(supervision);
  const row = (await todayOf(arcoiris)).find(({ kind }) => kind === 'transfer_agreed');
  assert.match(row.act_url, /transferir\/vista$/);
  await press(arcoiris, person);
  transfer = await newest(suchiate);
  const view = await suchiate.getJson(`/transferencias/${transfer}`);
  assert.equal(view.state_code, 'sent');
  assert.equal(view.abroad, true);
  assert.ok(!JSON.stringify(view).includes(NAME));
  assert.equal(await status(suchiate, `/personas/${person}`), 404);
  assert.equal(await status(manager, `/personas/${person}`), 404);
  assert.equal(await status(arcoiris, `/personas/${person}`), 200, 'ownership stays');
  for (const client of [arcoiris, suchiate]) {
    assert.deepEqual(await says(client), ['Red Arcoíris Izabal', undefined]);
  }
  const legal = (await arcoiris.getJson(referrals.legal.url)).state_code;
  assert.equal(legal, 'cancelled', 'closed in Guatemala');
});

test('D4: accepted, with who will accompany: ownership and keys move in one commit', async () => {
  await day(4);
  const before = cores();
  assert.match(await suchiate.getHtml(`/transferencias/${transfer}/aceptar`),
    /Desde este momento su unidad responde por la persona/);
  await reply(suchiate, transfer, 'aceptar', { owner: '@Nayeli' });
  assert.equal(await status(manager, `/personas/${person}`), 200);
  assert.equal(await status(suchiate, `/personas/${person}`), 404, 'the focal point keeps nothing');
  assert.equal(await status(arcoiris, `/personas/${person}`), 404);
  assert.equal(await status(supervision, `/personas/${person}`), 404);
  assert.equal(cores(), before, 'counted once');
  const rows = (await todayOf(arcoiris)).filter(({ kind }) => kind === 'responsible');
  assert.equal(rows.length, 1, 'responsible until the first contact');
  for (const client of [arcoiris, manager]) {
    assert.deepEqual(await says(client), ['Fundación Río Suchiate', 'Red Arcoíris Izabal']);
  }
  const contact = await arcoiris.getJson(`/transferencias/${transfer}/contacto`);
  assert.equal(contact.rule, RULE);
  assert.ok(contact.rows.some(({ value }) => value === NAME));
});

test('D4: what was held back cannot be opened by the receiver, whose parts are empty', async () => {
  const account = await manager.post(`/personas/${person}/relato`);
  assert.ok(!account.text.includes('Lo que le pasó'));
  const reserved = await manager.getJson(`/personas/${person}/reservado`);
  assert.ok(!JSON.stringify(reserved).includes(HIV));
  assert.ok(JSON.stringify(await manager.getJson(`/personas/${person}/contacto`))
    .includes(LEGAL_NAME), 'the main part went whole');
});

test('D4: the referral that goes along is answered to the new unit, which its provider reads',
  async () => {
    const slip = await clinica.getJson(`/derivaciones/${await slipOf(clinica,
      referrals.hormones.code)}`);
    assert.match(slip.from, /Fundación Río Suchiate/);
    await follow(manager, person, referrals.hormones.referral, 'anular', { why: 'mistake' });
    assert.equal((await manager.getJson(`/personas/${person}/derivaciones/${
      referrals.hormones.referral}`)).state_code, 'cancelled');
  });

test('D5: hand-over by video with her, and what is done if she does not arrive', async () => {
  await day(5);
  await reply(arcoiris, transfer, 'encuentro', { when: '2026-11-28T16:00', how: 'video',
    present: ['sender', 'receiver'], she_comes: 'yes' });
  await reply(manager, transfer, 'si-no-llega', { expected: '2026-12-05', wait_days: '7',
    looks: 'receiver', ways: ['own_channel'], phrase: 'mariposa azul' });
  for (const client of [arcoiris, manager]) {
    const view = await client.getJson(`/transferencias/${transfer}`);
    assert.ok(view.agreed.some(({ value }) => value === 'mariposa azul'));
    assert.equal(view.meeting.length, 4);
  }
  const form = await manager.getJson(`/transferencias/${transfer}/si-no-llega`);
  assert.ok(!/familia/.test(JSON.stringify(form.form.fields.find(({ name }) => name === 'ways'))));
});

test('D20: had she not arrived it would stand overdue on both sides, with no family to ask',
  async () => {
    const moment = net.clock.now;
    await day(20);
    for (const client of [arcoiris, manager]) {
      const row = (await todayOf(client)).find(({ kind }) => kind === 'no_arrival');
      assert.equal(row?.group, 'overdue');
    }
    await reply(manager, transfer, 'no-llego', { done: ['own_channel'], again: '2026-12-20' });
    assert.ok(!(await todayOf(manager)).some(({ kind }) => kind === 'no_arrival'));
    for (const client of [await net.as('arcoiris'), manager]) {
      const { missed } = await client.getJson(`/transferencias/${transfer}`);
      assert.match(missed[1].value, /Se escribió por el medio/, 'both know what was done');
      assert.equal(missed[2].value, '20/12/2026');
    }
    const late = await manager.post(`/transferencias/${transfer}/no-llego`,
      { done: 'own_channel', again: '2027-03-01' });
    assert.equal(late.status, 422);
    const agreed = await manager.post(`/transferencias/${transfer}/si-no-llega`,
      { expected: '2027-02-25', wait_days: '7', looks: 'receiver', ways: 'own_channel',
        phrase: 'mariposa azul' });
    assert.deepEqual(agreed.view.errors.map(({ field }) => field), ['expected']);
    assert.ok(moment < net.clock.now);
  });

test('D21: she has arrived: her own consent, and the former side can open nothing any more',
  async () => {
    await day(21);
    const archive = (await sectionsOf(arcoiris)).archive[0].url;
    await reply(manager, transfer, 'primer-contacto',
      { ...FIRST_CONTACT, when: '2026-12-14T08:30' });
    assert.equal(await status(arcoiris, `/transferencias/${transfer}`), 404);
    assert.equal(await status(arcoiris, `/transferencias/${transfer}/contacto`), 404);
    assert.equal((await sectionsOf(arcoiris)).sent.length, 0);
    assert.deepEqual(await says(manager), ['Fundación Río Suchiate', undefined]);
    const kept = await arcoiris.getJson(archive);
    assert.match(kept.rows.find(({ label }) => label === 'Se transfirió a').value, /Suchiate/);
    assert.ok(kept.rows.some(({ value }) => /^GT-/.test(value)));
    const text = JSON.stringify(kept);
    for (const word of [NAME, LEGAL_NAME, HIV, RULE, '9924']) {
      assert.ok(!text.includes(word), word);
    }
    const left = ask(net.dir, "SELECT count(*) FROM dossier_grant AS g JOIN holder AS h " +
      'ON h.id = g.holder JOIN member AS m ON m.holder = h.id ' +
      "WHERE m.login IN ('arcoiris', 'arcoiris2') AND g.kind IN (1, 2, 3, 4)");
    assert.equal(left.trim(), '0', 'no key of hers is left with the former side');
    const escrow = ask(net.dir, "SELECT count(*) FROM dossier_grant AS g JOIN holder AS h " +
      'ON h.id = g.holder JOIN organisation AS o ON o.id = h.organisation ' +
      "WHERE h.kind = 'escrow' AND o.name LIKE 'Red Arco%' AND g.kind IN (2, 3, 4)");
    assert.equal(escrow.trim(), '3', 'what she held back lies with the escrow');
  });

test('the history, who has opened it and her own copy go on with the new unit', async () => {
  const history = await historyOf(manager, person);
  for (const type of ['case_opened', 'referral_sent', 'transfer_sent', 'owner_changed',
    'transfer_started']) {
    assert.ok(history.some((item) => item.type === type), type);
  }
  assert.match(history.find(({ type }) => type === 'owner_changed').text, /Nayeli/);
  const { accesses } = await manager.getJson(`/personas/${person}/accesos`);
  assert.ok(accesses.some(({ place }) => /Arcoíris/.test(place)), 'from before');
  assert.ok(accesses.some(({ who }) => /Nayeli/.test(who)));
  const { text } = await manager.post(`/personas/${person}/copia`, { shape: 'file' });
  assert.ok(text.includes(LEGAL_NAME), 'her own copy');
});
