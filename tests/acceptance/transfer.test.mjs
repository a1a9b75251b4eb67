// A transfer that does not go the straight way: taken back, declined, given back, refused by her;
// what stays behind; who must not know; and a unit that asks for somebody by her code.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';

import { answer, change, exclude, fill, follow, historyOf, meetPerson, memberOf, openInEmergency,
  refer, slipOf, withdraw } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';
import { FIRST_CONTACT, agree, awaken, newest, offer, placesFor, prepare, press, reply,
  sectionsOf, todayOf } from './lib/transfers.mjs';
import { ask } from './lib/walk.mjs';

const ACCOUNT = 'Lo que contó en la primera noche.';

let net;
let gestora;
let supervisora;
let manta;
beforeEach(async () => {
  await net?.stop();
  net = await openNetwork();
  await awaken(net, 'manta', 'caroni', 'caroni2', 'caroni3');
  gestora = await net.as('gestora');
  supervisora = await net.as('supervisora');
  manta = await net.as('manta');
});
after(() => net?.stop());

const status = async (client, path) => (await client.send('GET', path)).status;
const to = 'Espacio Seguro Manta';

async function met(answers) {
  const { person, url } = await meetPerson(gestora, answers);
  const { identity: { code } } = await gestora.getJson(url);
  return { person, url, code };
}

async function sent(person, choice = {}) {
  await offer(gestora, supervisora, person, { to, ...choice });
  return newest(manta);
}

const accepted = async (person, choice) => {
  const transfer = await sent(person, choice);
  await reply(manta, transfer, 'aceptar', { owner: '@Viviana' });
  return transfer;
};

const readers = (person) => ask(net.dir, 'SELECT count(*) FROM dossier_grant WHERE dossier = ' +
  `x'${person}' AND reason = 'owner'`).trim();

test('what was not begun is not there, and neither is what has left', async () => {
  const { person, url } = await met();
  const pages = async () => [await status(gestora, `${url}/transferir/autorizacion`),
    await status(gestora, `${url}/transferir/vista`)];
  assert.deepEqual(await pages(), [404, 404]);
  assert.equal((await gestora.post(`${url}/transferir/vista`)).status, 422);
  await prepare(gestora, person, { to });
  assert.deepEqual(await pages(), [200, 200]);
  await press(gestora, person);
  await agree(supervisora);
  await press(gestora, person);
  assert.deepEqual(await pages(), [404, 404]);
});

test('her authorisation names nothing that its form does not offer', async () => {
  const { person } = await met();
  for (const category of ['narrative', 'safety_plan', 'identity', 'contact']) {
    await assert.rejects(prepare(gestora, person, { to, release: { categories: [category] } }),
      /"categories".*Elija/, category);
  }
  await prepare(gestora, person, { to });
});

test('taken back before an answer: they can open nothing, and the case goes on', async () => {
  const { person, url } = await met();
  const transfer = await sent(person);
  const page = await manta.getJson(`/transferencias/${transfer}/aceptar`);
  const owner = page.form.fields[0].options[0].value;
  await press(gestora, person, 'retirar');
  assert.equal(await status(manta, `/transferencias/${transfer}`), 404);
  assert.equal(await status(manta, url), 404);
  const late = await manta.post(`/transferencias/${transfer}/aceptar`, { owner });
  assert.equal(late.status, 404);
  const pending = ask(net.dir, "SELECT count(*) FROM dossier_grant WHERE reason = 'transfer'");
  assert.equal(pending.trim(), '0', 'nothing waits for them any more');
  assert.equal((await gestora.getJson(url)).transfer, undefined);
  await prepare(gestora, person, { to });
});

test('whom it was not sent to does not find it, whomever of their own unit they name', async () => {
  const { person } = await met();
  const transfer = await sent(person);
  const caroni = await net.as('caroni');
  const member = (login) => ask(net.dir, `SELECT lower(hex(id)) FROM member WHERE login = '${login}'`);
  await caroni.getJson('/hoy');
  for (const id of [transfer, '00'.repeat(16)]) {
    const { status: got } = await caroni.post(`/transferencias/${id}/aceptar`,
      { owner: member('caroni2').trim() });
    assert.equal(got, 404, id);
  }
  assert.equal(await status(manta, `/transferencias/${transfer}`), 200);
});

test('not accepted: the reason comes back, is noted, and another unit can be asked', async () => {
  const { person, url } = await met();
  const transfer = await sent(person);
  const form = await manta.getJson(`/transferencias/${transfer}/no-aceptar`);
  assert.ok(!form.form.fields[0].options.some(({ value }) => value === 'other'));
  await reply(manta, transfer, 'no-aceptar', { reason: 'no_capacity', detail: 'desde enero' });
  assert.equal(await status(manta, `/transferencias/${transfer}`), 404);
  const row = (await todayOf(gestora)).find(({ kind }) => kind === 'transfer_declined');
  const view = await gestora.getJson(row.act_url);
  assert.ok(view.rows.some(({ value }) => /No hay cupo.*desde enero/.test(value)));
  assert.ok((await gestora.post(view.note_url)).go);
  assert.ok(!(await todayOf(gestora)).some(({ kind }) => kind === 'transfer_declined'));
  const [ended] = await historyOf(gestora, person, 'derivaciones');
  assert.equal(ended.type, 'transfer_ended');
  assert.match(ended.text, /No hay cupo/);
  assert.equal((await gestora.getJson(url)).transfer, undefined);
  assert.ok((await placesFor(gestora, person)).length > 0);
});

test('the parts that the person lets go go whole, and no others', async () => {
  const { person, url } = await met();
  await fill(gestora, `${url}/relato/escribir`, { text: ACCOUNT });
  await change(gestora, `${url}/reservado`, { srh_note: 'Solo para quien acompaña.' });
  const preview = await (async () => {
    await prepare(gestora, person, { to, release: { parts: ['account'] } });
    return gestora.getJson(`${url}/transferir/vista`);
  })();
  assert.equal(preview.whole.length, 2);
  assert.equal(preview.kept.length, 2);
  const transfer = await accepted(person, { release: { parts: ['account'] } });
  assert.ok((await manta.post(`${url}/relato`)).text.includes(ACCOUNT));
  assert.ok(!JSON.stringify(await manta.getJson(`${url}/reservado`)).includes('Solo para quien'));
  await reply(manta, transfer, 'primer-contacto', { ...FIRST_CONTACT, when: '2026-11-23T08:30' });
  const members = ask(net.dir, 'SELECT count(*) FROM dossier_grant AS g JOIN holder AS h ON ' +
    "h.id = g.holder JOIN organisation AS o ON o.id = h.organisation WHERE h.kind <> 'escrow' " +
    "AND o.name LIKE 'Casa Ceiba%' AND g.kind BETWEEN 1 AND 4");
  assert.equal(members.trim(), '0', 'nobody of the former side has a key of the case');
});

test('what was opened in an emergency is reviewed and told by who accompanies from then on',
  async () => {
    const { person, url, code } = await met();
    await openInEmergency(net, url);
    await accepted(person);
    const rows = async (client) => (await todayOf(client)).filter(({ kind }) =>
      /^emergency_(review|tell)$/.test(kind)).map((row) => `${row.kind} ${row.code}`).sort();
    assert.deepEqual(await rows(manta), [`emergency_review ${code}`, `emergency_tell ${code}`]);
    assert.deepEqual([await rows(gestora), await rows(supervisora)], [[], []]);
  });

test('a referral that stays is answered by who had it, and closed from the archive', async () => {
  const { person, url } = await met();
  const clinica = await net.as('clinica');
  const { referral, code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const slip = await slipOf(clinica, code);
  await accepted(person, { stays: [referral] });
  assert.equal((await manta.getJson(url)).referrals
    .find((one) => one.referral === referral).state, 'closed');
  assert.match((await clinica.getJson(`/derivaciones/${slip}`)).from, /Casa Ceiba/);
  await answer(clinica, slip, 'recibir');
  await answer(clinica, slip, 'aceptar');
  const [{ url: archive }] = (await sectionsOf(gestora)).archive;
  const kept = await gestora.getJson(archive);
  assert.equal(kept.stays[0].code, code);
  assert.match(kept.stays[0].state, /Aceptada/);
  assert.ok((await gestora.post(kept.close_url, { slip: kept.stays[0].slip })).go);
  assert.match((await clinica.getJson(`/derivaciones/${slip}`)).state, /no continúe/i);
  const other = await gestora.post(kept.close_url, { slip: '00'.repeat(16) });
  assert.equal(other.status, 404);
});

test('an organisation that must not know is not offered, and sending to it is refused', async () => {
  const { person, url } = await met();
  await prepare(gestora, person, { to });
  await exclude(gestora, person, { exclude_organisations: [`@${to}`] });
  assert.ok((await placesFor(gestora, person)).every((label) => !label.startsWith(to)));
  const preview = await gestora.getJson(`${url}/transferir/vista`);
  assert.equal(preview.may_go, false);
  assert.equal((await gestora.post(`${url}/transferir/vista`)).status, 422);
});

test('an exclusion takes back what was offered to them', async () => {
  const { person } = await met();
  const transfer = await sent(person);
  await exclude(gestora, person, { exclude_organisations: [`@${to}`] });
  assert.equal(await status(manta, `/transferencias/${transfer}`), 404);
  const [{ type }] = (await historyOf(gestora, person, 'derivaciones'));
  assert.equal(type, 'transfer_ended');
});

test('the release withdrawn takes back what was offered by it', async () => {
  const { person, url } = await met();
  const transfer = await sent(person);
  const { releases } = await gestora.getJson(url);
  await withdraw(gestora, person, releases.at(-1).release);
  assert.equal(await status(manta, `/transferencias/${transfer}`), 404);
});

test('a colleague who must not know is in no receiving unit that is offered, and is not named',
  async () => {
    const pilar = await net.as('caroni');
    const open = await meetPerson(pilar, { exclude_members: ['@Deisy'] });
    assert.ok((await placesFor(pilar, open.person)).every((label) => !/puente/.test(label)));
    const other = await meetPerson(pilar, {});
    assert.ok((await placesFor(pilar, other.person)).some((label) =>
      /Equipo del puente.*De su misma organización/.test(label)));
  });

test('within one organisation too the list of who must not know can stand, and change', async () => {
  const [pilar, deisy] = [await net.as('caroni'), await net.as('caroni3')];
  const give = async (excluded) => {
    const { person, url } = await meetPerson(pilar, { exclude_members: excluded });
    await prepare(pilar, person, { to: 'Colectivo Caroní (demo), Equipo' });
    await press(pilar, person);
    const { transfer_url: transfer } = (await pilar.getJson(url)).transfer;
    await reply(deisy, transfer.split('/')[2], 'aceptar', { owner: '@Deisy' });
    assert.equal(await status(pilar, `${transfer}/contacto`), 200, 'until the first contact');
    return { person, transfer };
  };
  await give(['@Yorleny']);
  const { person, transfer } = await give();
  await exclude(deisy, person, { exclude_members: ['@Yorleny'] });
  assert.equal(await status(pilar, `${transfer}/contacto`), 200);
  await exclude(deisy, person, { exclude_members: ['@Pilar'] });
  assert.equal(await status(pilar, `${transfer}/contacto`), 404);
  assert.equal(await status(pilar, transfer), 404);
});

test('given back before the first contact, everything is as it was', async () => {
  const { person, url } = await met();
  await fill(gestora, `${url}/relato/escribir`, { text: ACCOUNT });
  const { referral } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const stays = await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
  const transfer = await accepted(person, { stays: [stays.referral] });
  assert.equal(await status(gestora, url), 404);
  await reply(manta, transfer, 'devolver', { reason: 'did_not_arrive', asked: 'could_not' });
  assert.equal(await status(manta, url), 404);
  assert.equal(await status(manta, `/transferencias/${transfer}`), 404);
  assert.equal(await status(supervisora, url), 200);
  const row = (await todayOf(gestora)).find(({ kind }) => kind === 'take_over');
  assert.ok(row, 'stands on the first page of who has her again');
  assert.ok((await gestora.post(`${url}/relato`)).text.includes(ACCOUNT),
    'what she had held back is there');
  const states = Object.fromEntries((await gestora.getJson(url)).referrals
    .map((one) => [one.referral, one.state]));
  assert.equal(states[referral], 'delivered');
  assert.equal(states[stays.referral], 'delivered');
  assert.deepEqual((await sectionsOf(gestora)).archive, []);
  await follow(gestora, person, stays.referral, 'anular', { why: 'mistake' });
  assert.match((await historyOf(gestora, person))
    .find(({ type }) => type === 'owner_changed').text, /Devuelta.*no llegó/);
});

test('erased for good after a transfer, nothing of hers is left with who had her before', async () => {
  const caroni = await net.as('caroni');
  const { person, url } = await met();
  await fill(gestora, `${url}/relato/escribir`, { text: ACCOUNT });
  for (const priority of ['normal', 'urgent']) { // the second draft asks for room anew
    await prepare(gestora, person, { to: 'Colectivo Caroní (demo), Acomp', priority,
      ask_room: 'yes' });
  }
  await offer(gestora, supervisora, person, { to: 'Colectivo Caroní (demo), Acomp' });
  const transfer = await newest(caroni);
  await reply(caroni, transfer, 'aceptar', { owner: '@Yorleny' });
  const yorleny = await net.as('caroni2');
  await reply(yorleny, transfer, 'primer-contacto', { ...FIRST_CONTACT, when: '2026-11-23T08:30' });
  await fill(yorleny, `${url}/conservar`, { part: 'all', reason: 'her_right' });
  const { asked } = await caroni.getJson(`${url}/conservar`);
  assert.ok((await caroni.post(asked.confirm_url)).go);
  assert.equal(ask(net.dir, 'SELECT count(*) FROM dossier').trim(), '0');
  assert.deepEqual((await sectionsOf(gestora)).archive, []);
});

test('whom the new side excludes has no key of the transfer any more, whatever the function',
  async () => {
    const pilar = await net.as('caroni');
    const { person } = await met();
    await offer(gestora, supervisora, person, { to: 'Colectivo Caroní (demo), Acomp' });
    const transfer = await newest(pilar);
    await reply(pilar, transfer, 'aceptar', { owner: '@Yorleny' });
    const yorleny = await net.as('caroni2');
    await exclude(yorleny, person, { exclude_members: ['@Pilar'] });
    assert.equal(await status(pilar, `/transferencias/${transfer}`), 404);
    assert.equal(await status(yorleny, `/transferencias/${transfer}`), 200);
    assert.equal(ask(net.dir, 'SELECT count(*) FROM dossier_grant WHERE dossier = ' +
      `x'${transfer}' AND reason = 'receiver'`).trim(), '0');
  });

test('after the first contact a case is not given back but transferred again', async () => {
  const { person } = await met();
  const transfer = await accepted(person);
  await reply(manta, transfer, 'primer-contacto', { ...FIRST_CONTACT, when: '2026-11-23T08:30' });
  const { can } = await manta.getJson(`/transferencias/${transfer}`);
  assert.deepEqual(can, []);
  assert.ok((await placesFor(manta, person)).some((label) => /Casa Ceiba/.test(label)));
});

test('without her yes there is no first contact', async () => {
  const { person } = await met();
  const transfer = await accepted(person);
  const path = `/transferencias/${transfer}/primer-contacto`;
  await manta.getJson(path);
  const { status: refused } = await manta.post(path,
    { ...FIRST_CONTACT, answer: 'no', when: '2026-11-23T08:30' });
  assert.equal(refused, 422);
});

test('an acceptance and a withdrawal at once leave exactly one of them', async () => {
  const { person, url } = await met();
  const transfer = await sent(person);
  const path = `/transferencias/${transfer}/aceptar`;
  const { form } = await manta.getJson(path);
  const { value: owner } = form.fields[0].options[0];
  const [one, other] = await Promise.all([manta.post(path, { owner }),
    gestora.post(`${url}/transferir/retirar`)]);
  assert.equal([one, other].filter(({ go }) => go).length, 1);
  assert.equal(readers(person), '1');
  assert.equal([await status(manta, url), await status(gestora, url)].filter((s) => s === 200)
    .length, 1);
});

test('an emergency opens for the organisation that accompanies, not for the former one',
  async () => {
    const { person, code } = await met();
    await accepted(person);
    const functions = ask(net.dir, 'SELECT DISTINCT o.name FROM dossier_grant AS g JOIN holder ' +
      'AS h ON h.id = g.holder JOIN organisation AS o ON o.id = h.organisation ' +
      "WHERE g.reason = 'emergency' AND g.kind = (SELECT kind FROM dossier_grant WHERE reason " +
      "= 'former' LIMIT 1)").trim();
    assert.match(functions, /^Espacio Seguro Manta/);
    const guardia = await net.as('guardia');
    const { form } = await guardia.getJson('/emergencia');
    const second = form.fields.find(({ name }) => name === 'second').options
      .find(({ label }) => label.startsWith('Rosa')).value;
    const { status: refused } = await guardia.post('/emergencia',
      { code, reason: 'health', note: 'x', second, life: 'no' });
    assert.equal(refused, 422);
  });

test('a request by code says the same whether there is somebody or not, and shows nothing',
  async () => {
    const { person, url, code } = await met();
    const heard = [];
    const { code: nobodys } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    for (const asked of [code, nobodys]) {
      await manta.getJson('/transferencias/pedir');
      const { status: got, go } = await manta.post('/transferencias/pedir',
        { code: asked, how: 'here' });
      heard.push({ got, go, notice: (await manta.getJson(go)).notice });
    }
    assert.deepEqual(heard[0], heard[1]);
    const rows = (await sectionsOf(manta)).pull
      .map(({ code: _, next: __, ...rest }) => JSON.stringify(rest));
    assert.equal(rows[0], rows[1], 'and the same ever after');
    assert.equal(await status(manta, url), 404);

    const row = (await todayOf(gestora)).find(({ kind }) => kind === 'pull');
    const view = await gestora.getJson(row.act_url);
    assert.ok(view.rows.some(({ value }) => /Espacio Seguro Manta/.test(value)));
    assert.equal(await status(manta, row.act_url), 404, 'who asked does not see what is decided');
    assert.equal(await status(await net.as('guardia'), row.act_url), 404);
    const next = await fill(gestora, row.act_url, { answer: 'transfer', asked: 'yes' });
    assert.equal(next, `/personas/${person}/transferir`);
    assert.deepEqual((await sectionsOf(manta)).pull
      .map(({ code: _, next: __, ...rest }) => JSON.stringify(rest)), rows);
    assert.ok(!(await todayOf(gestora)).some(({ kind }) => kind === 'pull'));
  });

test('S9: to another unit of the same agency too it takes her yes, supervision and acceptance',
  async () => {
    const pilar = await net.as('caroni');
    const deisy = await net.as('caroni3');
    const { person, url } = await meetPerson(pilar, { name: 'Ibis' });
    await prepare(pilar, person, { to: 'Colectivo Caroní', reason: 'organisational' });
    const preview = await pilar.getJson(`${url}/transferir/vista`);
    assert.equal(preview.needs_approval, false, 'Pilar is the whole supervision of her unit');
    await press(pilar, person);
    assert.equal(await status(deisy, url), 404, 'not before it is accepted');
    const transfer = await newest(deisy);
    await reply(deisy, transfer, 'aceptar', { owner: '@Deisy' });
    assert.equal(await status(deisy, url), 200);
    assert.equal(await status(pilar, url), 404);
    const escrow = ask(net.dir, "SELECT count(*) FROM dossier_grant WHERE dossier = " +
      `x'${person}' AND reason = 'escrow'`).trim();
    assert.equal(escrow, '1', 'the same escrow, once');
  });

test('S9: who says no stays, with another of the unit or with supervision', async () => {
  const { person, url } = await met();
  await prepare(gestora, person, { to });
  const answered = await gestora.post(`${url}/transferir/no-enviar`, { said_no: 'yes' });
  assert.ok(answered.go);
  const [ended] = await historyOf(gestora, person, 'derivaciones');
  assert.match(ended.text, /prefiere quedarse/);
  assert.equal((await sectionsOf(manta)).received.length, 0);
  const admin = await net.as('admin');
  assert.ok(await memberOf(admin, 'gestora'));
  assert.equal(await status(supervisora, url), 200);
  await fill(supervisora, `${url}/quien-acompana`, { owner: '@Irene', why: 'asked' });
  assert.equal(readers(person), '1');
});

test('supervision asks for a change: nothing leaves', async () => {
  const { person, url } = await met();
  await prepare(gestora, person, { to });
  await press(gestora, person);
  await agree(supervisora, 'change', 'Falta hablar del riesgo del viaje.');
  const preview = await gestora.getJson(`${url}/transferir/vista`);
  assert.equal(preview.approved, false);
  assert.match(preview.approval.note, /riesgo del viaje/);
  assert.equal((await sectionsOf(manta)).received.length, 0);
});

test('what supervision agreed to is her authorisation as it was: another one is asked anew',
  async () => {
    const { person, url } = await met();
    await prepare(gestora, person, { to });
    await press(gestora, person);
    await agree(supervisora);
    await prepare(gestora, person, { to, release: { parts: ['account'] } });
    assert.equal((await gestora.getJson(`${url}/transferir/vista`)).approved, false);
    await press(gestora, person);
    assert.equal((await sectionsOf(manta)).received.length, 0);
  });
