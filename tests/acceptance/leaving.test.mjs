// Whoever leaves has no access with the next request, and nothing of what they did is lost: it
// belongs to the deputy or to the supervision from the same commit on, to exactly one.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { addNote, answer, change, fill, meetPerson, memberOf, notesOf, refer, slipOf }
  from './lib/acts.mjs';
import { press } from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';
import { awaken } from './lib/transfers.mjs';
import { ask } from './lib/walk.mjs';

let net;
beforeEach(async () => {
  await net?.stop();
  net = await openNetwork();
});
after(() => net?.stop());

/** What the administrator does with somebody's account. */
async function leave(login, form, fields = {}) {
  const admin = await net.as('admin');
  return fill(admin, await memberOf(admin, login, form), fields);
}

/** The words of a refusal. */
async function refusal(client, path, fields = {}) {
  await client.getJson(path);
  const { status, view } = await client.post(path, fields);
  assert.equal(status, 422, JSON.stringify(view));
  return view.errors.map(({ text }) => text).join(' ');
}

const rowsOf = (client) => client.getJson('/hoy')
  .then(({ groups }) => groups.flatMap(({ list }) => list.items));

/** Which grants say whose each dossier is, one line a dossier. */
const owners = (kind) => ask(net.dir, `SELECT count(*) FROM dossier_grant AS g WHERE g.kind = ${kind}
  AND g.reason = 'owner' GROUP BY g.dossier`).split('\n').filter(Boolean);

async function caseOf(login, answers) {
  const client = await net.as(login);
  const { person } = await meetPerson(client, answers);
  await addNote(client, person, { text: 'Prefiere los martes.' });
  return person;
}

describe('somebody is disabled', () => {
  test('and has no access with the next request', async () => {
    const person = await caseOf('gestora');
    const gestora = await net.as('gestora');
    await leave('gestora', 'desactivar');
    const { status, text } = await gestora.send('GET', `/personas/${person}`);
    assert.equal(status, 401, text);
    assert.ok(!(await gestora.post('/entrar', { login: 'gestora', password: 'x' })).go);
    await assert.rejects(net.another('gestora'));
  });

  test('and the deputy has the people, with tasks and referrals', async () => {
    const person = await caseOf('gestora');
    const gestora = await net.as('gestora');
    await fill(gestora, `/personas/${person}/seguimiento`,
      { next: '2026-11-24T10:00', how: 'call' });
    const { code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    const slip = await slipOf(await net.as('clinica'), code);
    await leave('gestora', 'desactivar');
    assert.deepEqual(owners(1), ['1'], 'exactly one owner');

    const irene = await net.as('gestora2');
    const [row] = (await rowsOf(irene)).filter(({ kind }) => kind === 'take_over');
    assert.ok(row, 'what is new for the deputy');
    await fill(irene, row.act_url, { owner: '@Irene', why: 'left' });
    assert.deepEqual((await rowsOf(irene)).filter(({ kind }) => kind === 'take_over'), []);
    assert.deepEqual(await notesOf(irene, person), ['Prefiere los martes.']);
    assert.deepEqual([1, 2, 3, 4].map((kind) => owners(kind)), [['1'], ['1'], ['1'], ['1']]);

    await answer(await net.as('clinica'), slip, 'recibir');
    await answer(await net.as('clinica'), slip, 'aceptar');
    const waits = (await rowsOf(irene)).map(({ kind }) => kind);
    assert.ok(waits.includes('answered'), `the answer came to ${waits}`);
    net.clock.advance({ days: 1, hours: 2 });
    assert.ok((await rowsOf(await net.as('gestora2'))).some(({ kind }) => kind === 'follow_up'));
  });

  test('and where the deputy must not know, supervision answers until somebody takes over',
    async () => {
      const person = await caseOf('gestora', { exclude_members: ['@Irene'] });
      await leave('gestora', 'desactivar');
      assert.deepEqual(owners(1), ['1']);
      const irene = await net.as('gestora2');
      assert.equal((await irene.send('GET', `/personas/${person}`)).status, 404);
      const rosa = await net.as('supervisora');
      const [row] = (await rowsOf(rosa)).filter(({ kind }) => kind === 'take_over');
      const page = await rosa.getJson(row.act_url);
      const names = page.form.fields[0].options.map(({ label }) => label);
      assert.ok(names.some((name) => name.startsWith('Rosa')));
      await fill(rosa, row.act_url, { owner: '@Rosa', why: 'left' });
      assert.deepEqual(await notesOf(rosa, person), ['Prefiere los martes.']);
      assert.equal((await irene.send('GET', `/personas/${person}`)).status, 404);
    });

  test('and comes back with nothing in hand', async () => {
    const person = await caseOf('gestora');
    await leave('gestora', 'desactivar');
    const admin = await net.as('admin');
    const { enable_url } = await admin.getJson(await memberOf(admin, 'gestora'));
    assert.ok((await admin.post(enable_url)).go);
    const gestora = await net.another('gestora');
    assert.equal((await gestora.send('GET', `/personas/${person}`)).status, 404);
  });
});

describe('somebody moves to another unit', () => {
  for (const [who, login, owner, deputy, exclude] of [
    ['who stands in', 'caroni3', '@Deisy', '@Deisy', []],
    ['the supervision, where the deputy must not know', 'caroni', '@Pilar', '@Deisy', ['@Deisy']],
    ['the supervision, where nobody stands in', 'caroni', '@Pilar', 'nobody', []]]) {
    test(`and has no access with the next request; the people go to ${who}`, async () => {
      await awaken(net, 'caroni', 'caroni2', 'caroni3');
      const yorleny = await net.as('caroni2');
      await change(yorleny, await memberOf(yorleny, 'caroni2', 'suplencia'), { deputy });
      const person = await caseOf('caroni2', { exclude_members: exclude });
      await leave('caroni2', 'mover', { unit: '@Colectivo Caroní (demo), Equipo' });
      const { status, text } = await yorleny.send('GET', `/personas/${person}`);
      assert.equal(status, 401, text);
      const back = await net.another('caroni2');
      assert.equal((await back.send('GET', `/personas/${person}`)).status, 404);
      assert.deepEqual(await rowsOf(back), []);
      const { rows } = await back.getJson(await memberOf(back, 'caroni2'));
      assert.ok(rows.some(({ value }) => value.endsWith('Equipo del puente')));

      assert.deepEqual(owners(1), ['1'], 'exactly one owner');
      const heir = await net.as(login);
      const takesOver = async () =>
        (await rowsOf(heir)).filter(({ kind }) => kind === 'take_over');
      const [row] = await takesOver();
      await fill(heir, row.act_url, { owner, why: 'left' });
      assert.deepEqual(await takesOver(), []);
      assert.deepEqual(await notesOf(heir, person), ['Prefiere los martes.']);
    });
  }

  test('and the key of the function that is left moves on; what is under it stays', async () => {
    await awaken(net, 'caroni', 'caroni2');
    const [admin, pilar, yorleny] =
      [await net.as('admin'), await net.as('caroni'), await net.as('caroni2')];
    const member = await memberOf(admin, 'caroni2');
    await change(yorleny, `${member}/suplencia`, { deputy: 'nobody' });
    await change(admin, `${member}/papeles`, { roles: ['case_worker', 'supervisor'] });
    await fill(pilar, `${member}/funcion`, { function: '@Supervisión', as: 'member' });
    const person = await caseOf('caroni');
    assert.deepEqual(await notesOf(yorleny, person), ['Prefiere los martes.']);
    const generations = () => ask(net.dir, `SELECT h.generation FROM holder AS h
      JOIN unit AS u ON u.id = h.unit JOIN organisation AS o ON o.id = u.organisation
      WHERE o.name LIKE '%Caroní%' AND h.function IS NOT NULL ORDER BY h.function, u.name`)
      .split('\n').map(Number);
    const before = generations();

    await leave('caroni2', 'mover', { unit: '@Colectivo Caroní (demo), Equipo' });
    const moved = generations().map((generation, i) => generation - before[i]);
    assert.deepEqual(moved.sort(), [0, 0, 1], 'of the one function');
    const back = await net.another('caroni2');
    assert.equal((await back.send('GET', `/personas/${person}`)).status, 404);
    assert.deepEqual((await admin.getJson(member)).functions, []);
    assert.deepEqual(await notesOf(await net.as('caroni'), person), ['Prefiere los martes.']);
  });
});

describe('somebody leaves with a meeting called and something of it to do', () => {
  /** A meeting today and an agreement until then, of who calls it or of `owner`. */
  async function call(client, units, owner) {
    const meeting = await fill(client, '/reuniones/nueva', { about: 'Casos del mes',
      when: '2026-11-23T12:00', place: 'Sala 1', units });
    const page = await client.getJson(`${meeting}/acuerdos`);
    const { options } = page.form.fields.find(({ name }) => name === 'owner');
    await fill(client, `${meeting}/acuerdos`, { text: 'Llamar al albergue', due: '2026-11-23',
      owner: options.find(({ label }) => label.startsWith(owner ?? page.user.name)).value });
    return meeting;
  }
  const ofMeetings = async (client) => (await rowsOf(client))
    .filter(({ kind }) => kind === 'meeting' || kind === 'agreement');
  const left = (meeting) => ask(net.dir, `SELECT count(*) FROM task
    WHERE dossier = x'${meeting.split('/')[2]}' AND state = 'open'`);

  async function finishes(client, meeting) {
    const rows = await ofMeetings(client);
    assert.deepEqual(rows.map(({ kind, act_url }) => [kind, act_url]).sort(),
      [['agreement', meeting], ['meeting', meeting]]);
    const { agreements: [{ done_url }], close_url } = await client.getJson(meeting);
    await fill(client, done_url, { state: 'done' });
    await press(client, close_url);
    assert.deepEqual(await ofMeetings(client), []);
    const { agreements: [agreement], closed_by, user } = await client.getJson(meeting);
    assert.deepEqual([agreement.noted_by, closed_by], [user.name, user.name]);
    const text = await client.getHtml(meeting);
    assert.ok(text.includes(`lo anotó ${user.name}`) && text.includes(`por ${user.name}`));
  }

  for (const [who, login, deputy] of [['who stands in', 'gestora2', '@Irene'],
    ['supervision, where nobody stands in', 'supervisora', 'nobody']]) {
    test(`${who} has it, can open it though not called, and finishes it`, async () => {
      const gestora = await net.as('gestora');
      await change(gestora, await memberOf(gestora, 'gestora', 'suplencia'), { deputy });
      const meeting = await call(gestora, ['@Clínica']);
      const clinica = await net.as('clinica');
      await leave('gestora', 'desactivar');
      assert.equal((await clinica.getJson(meeting)).close_url, '');
      assert.equal((await clinica.post(`${meeting}/cerrar`)).status, 422);
      await finishes(await net.as(login), meeting);
    });
  }

  test('who stands in for who took something on can open it though not called, and finishes it',
    async () => {
      await awaken(net, 'caroni', 'caroni2', 'caroni3');
      const yorleny = await net.as('caroni2');
      await change(yorleny, await memberOf(yorleny, 'caroni2', 'suplencia'), { deputy: '@Deisy' });
      const meeting = await call(await net.as('caroni'),
        ['@Colectivo Caroní (demo), Acompañamiento'], 'Yorleny');
      await leave('caroni2', 'retirar');
      const deisy = await net.as('caroni3');
      const [row] = await ofMeetings(deisy);
      const { agreements: [{ done_url }], close_url } = await deisy.getJson(row.act_url);
      assert.equal(close_url, '');
      await fill(deisy, done_url, { state: 'done' });
      assert.equal(left(meeting), '1', 'the meeting, of who called it');
    });

  for (const [who, login, unit] of [['a colleague', 'suchiate', 'Fundación'],
    ['one of another place', 'consultorio', 'Consultorio']]) {
    test(`without both ${who} who was called finishes it`, async () => {
      await awaken(net, 'suchiate2', 'suchiate');
      const meeting = await call(await net.as('suchiate2'), [`@${unit}`]);
      await leave('suchiate2', 'retirar');
      await finishes(await net.as(login), meeting);
    });
  }

  test('where nobody else was called it ends', async () => {
    await awaken(net, 'suchiate2', 'suchiate');
    const meeting = await call(await net.as('suchiate2'), ['@Colectivo Caroní (demo), Equipo']);
    assert.equal(left(meeting), '2');
    await leave('suchiate2', 'retirar');
    assert.equal(left(meeting), '0');
  });
});

test('whose phone is lost is out everywhere, and comes in again as before', async () => {
  const gestora = await net.as('gestora');
  const beside = await net.another('gestora');
  const irene = await net.as('gestora2');
  const admin = await net.as('admin');
  const member = await memberOf(admin, 'gestora');
  const { sessions_url } = await admin.getJson(member);
  assert.equal((await irene.post(sessions_url)).status, 404, 'nobody but who administers');
  await gestora.getJson('/hoy');
  assert.ok((await admin.post(sessions_url)).go);
  for (const client of [gestora, beside]) {
    assert.equal((await client.send('GET', '/hoy')).status, 401);
  }
  await irene.getJson('/hoy');
  await (await net.another('gestora')).getJson('/hoy');
});

test('a retired colleague does not come back', async () => {
  await leave('gestora', 'retirar');
  await assert.rejects(net.another('gestora'));
  const admin = await net.as('admin');
  const member = await memberOf(admin, 'gestora');
  assert.equal((await admin.getJson(member)).enable_url, '');
  assert.ok(!(await admin.post(`${member}/reactivar`)).go);
});

describe('nobody is the last of anything', () => {
  test('a function with one member keeps that member', async () => {
    const admin = await net.as('admin');
    for (const form of ['desactivar', 'retirar']) {
      const path = await memberOf(admin, 'consultorio', form);
      const page = await admin.getJson(path);
      assert.match(page.notes.join(' '), /Nadie más tiene «Punto focal/);
      assert.match(await refusal(admin, path), /Nadie más tiene/);
    }
    await (await net.as('consultorio')).getJson('/hoy');
  });

  test('the last administrator stays', async () => {
    const admin = await net.as('admin');
    assert.match(await refusal(admin, await memberOf(admin, 'admin', 'retirar')),
      /Nadie más tiene el rol «Administración»/);
  });

  test('who alone could go on where confidentiality was broken leaves once it is confirmed',
    async () => {
      const tell = async (login, members) => fill(await net.as(login), '/confidencialidad/nueva',
        { what: 'Se dijo en el comedor.', risk: 'maybe', members });
      const admin = await net.as('admin');
      const words = /Nadie más podría seguir con lo anotado/;
      const asked = async (login, times) => {
        const path = await memberOf(admin, login, 'desactivar');
        const { notes } = await admin.getJson(path);
        assert.match(notes.join(' '), new RegExp(`${times} de que se rompió la conf.*nadie más podría`));
        assert.match(await refusal(admin, path), words);
        await fill(admin, path, { confirm: ['yes'] });
      };
      await awaken(net, 'suchiate', 'suchiate2');
      await tell('suchiate2');
      await asked('suchiate2', '1 anotación');

      await tell('guardia', ['@Rosa']);
      await tell('guardia', ['@Rosa']);
      await tell('guardia', ['@Irene']); // supervision stays
      await asked('guardia', '2 anotaciones');

      const irene = await memberOf(admin, 'gestora2');
      await change(admin, `${irene}/suplencia`, { deputy: 'nobody' });
      await change(admin, `${irene}/papeles`, { roles: ['case_worker', 'supervisor'] });
      await fill(await net.as('supervisora'), `${irene}/funcion`,
        { function: '@Supervisión', as: 'member' });
      const breach = await tell('gestora', ['@Rosa']);
      await leave('gestora', 'desactivar');
      const { functions } = await admin.getJson(irene);
      const held = functions.find(({ label }) => label.startsWith('Supervisión'));
      assert.ok((await admin.post(held.take_url)).go);
      assert.equal((await (await net.as('gestora2')).send('GET', breach)).status, 200);
      await asked('gestora2', '1 anotación');
    });

  test('the deputy who stands in leaves, the one who answers stays', async () => {
    await leave('clinica2', 'retirar');
    const admin = await net.as('admin');
    assert.match(await refusal(admin, await memberOf(admin, 'clinica', 'retirar')),
      /Nadie más tiene/);
  });
});

describe('who stands in', () => {
  test('and leaves: whoever counted on it is told, until somebody else is named', async () => {
    await leave('gestora2', 'retirar');
    const gestora = await net.as('gestora');
    const told = async () => (await rowsOf(gestora)).find(({ kind }) => kind === 'name_deputy');
    await change(gestora, (await told()).act_url, { deputy: ['@Rosa'] });
    assert.equal(await told(), undefined);
  });

  test('must be able to do the work', async () => {
    const admin = await net.as('admin');
    const path = await memberOf(admin, 'enlace', 'suplencia');
    const { form } = await admin.getJson(path);
    const option = (name) => form.fields[0].options.find(({ label }) => label.startsWith(name));
    assert.equal(option('Karla'), undefined, 'nobody of another organisation is offered');
    const rosa = option('Rosa').value;
    assert.match(await refusal(admin, path, { deputy: rosa }), /también debe tener «Punto focal/);
  });

  test('gets the keys when the person gives them, and loses them when another is named',
    async () => {
      const person = await caseOf('gestora');
      const gestora = await net.as('gestora');
      const irene = await net.as('gestora2');
      const own = await memberOf(gestora, 'gestora');
      await change(gestora, `${own}/suplencia`, { deputy: 'nobody' });
      assert.equal((await irene.send('GET', `/personas/${person}`)).status, 404);
      await change(gestora, `${own}/suplencia`, { deputy: ['@Irene'] });
      assert.equal((await irene.send('GET', `/personas/${person}`)).status, 404, 'not yet');
      assert.ok((await rowsOf(gestora)).some(({ kind }) => kind === 'renew_readers'));
      assert.ok((await gestora.post('/equipo/acceso')).go);
      assert.equal((await irene.send('GET', `/personas/${person}`)).status, 200);
      assert.ok(!(await rowsOf(gestora)).some(({ kind }) => kind === 'renew_readers'));
    });

  test('has the work of the day while the person is away', async () => {
    const person = await caseOf('gestora');
    const gestora = await net.as('gestora');
    await fill(gestora, `/personas/${person}/seguimiento`,
      { next: '2026-11-24T10:00', how: 'call' });
    const irene = () => net.as('gestora2').then(rowsOf);
    const own = await memberOf(gestora, 'gestora');
    await change(gestora, `${own}/ausencia`, { from: '2026-11-24', until: '2026-11-25' });
    net.clock.advance({ days: 1 });
    const [row] = (await irene()).filter(({ kind }) => kind === 'follow_up');
    assert.match(row.facts.join(' '), /Marta.* está ausente/);
    await change(await net.as('gestora'), `${own}/ausencia`, { from: undefined, until: undefined });
    assert.deepEqual((await irene()).filter(({ kind }) => kind === 'follow_up'), []);
  });
});

test('others than the administrator move nobody, and see no other organisation', async () => {
  const admin = await net.as('admin');
  const gestora = await net.as('gestora');
  const clinica = await memberOf(admin, 'clinica');
  const irene = await memberOf(admin, 'gestora2');
  assert.equal((await gestora.send('GET', clinica)).status, 404);
  assert.equal((await gestora.send('GET', irene)).status, 200);
  for (const form of ['mover', 'desactivar', 'retirar', 'papeles']) {
    assert.equal((await gestora.post(`${irene}/${form}`)).status, 404, form);
  }
  for (const [form, fields] of [['suplencia', { deputy: 'nobody' }],
    ['ausencia', { from: '2026-11-24', until: '2026-11-25' }]]) {
    assert.equal((await gestora.post(`${irene}/${form}`, fields)).status, 404, form);
  }
});

describe('a function', () => {
  test('is proposed by the administrator and given by who holds it', async () => {
    const admin = await net.as('admin');
    const member = await memberOf(admin, 'gestora');
    const roles = await admin.getJson(`${member}/papeles`);
    assert.ok(roles.form);
    await change(admin, `${member}/suplencia`, { deputy: 'nobody' });
    await change(admin, `${member}/papeles`, { roles: ['case_worker', 'focal_point'] });
    await fill(admin, `${member}/funcion`, { function: '@Punto focal', as: 'deputy' });
    const inbox = await (await net.as('gestora')).getJson('/derivaciones?lado=recibidas');
    assert.ok(inbox, 'the page is open by the role');
    const answersFor = async () => (await admin.getJson(member)).functions
      .filter(({ label }) => label.startsWith('Punto focal'));
    assert.deepEqual(await answersFor(), []);

    const silvia = await net.as('enlace');
    const [row] = (await rowsOf(silvia)).filter(({ kind }) => kind === 'give_function');
    await fill(silvia, row.act_url, { function: '@Punto focal', as: 'deputy' });
    assert.ok(!(await rowsOf(silvia)).some(({ kind }) => kind === 'give_function'));
    assert.equal((await answersFor()).length, 1);
  });

  test('takes along what its members had alone because somebody excluded was among them',
    async () => {
      const admin = await net.as('admin');
      const rosa = await net.as('supervisora');
      for (const login of ['gestora2', 'guardia']) {
        const member = await memberOf(admin, login);
        await change(admin, `${member}/suplencia`, { deputy: 'nobody' });
        await change(admin, `${member}/papeles`, { roles: ['case_worker', 'supervisor'] });
        await fill(rosa, `${member}/funcion`, { function: '@Supervisión', as: 'member' });
      }
      const person = await caseOf('gestora', { exclude_members: ['@Irene'] });
      const guardia = await net.as('guardia');
      assert.equal((await guardia.send('GET', `/personas/${person}`)).status, 200);
      const alone = () => ask(net.dir, `SELECT count(*) FROM dossier_grant AS g
        JOIN member AS m ON m.holder = g.holder
        WHERE m.login = 'guardia' AND g.reason = 'supervisor'`);
      assert.notEqual(alone(), '0');

      const member = await memberOf(admin, 'guardia');
      const { functions } = await admin.getJson(member);
      const [held] = functions.filter(({ label }) => label.startsWith('Supervisión'));
      assert.ok((await admin.post(held.take_url)).go);
      assert.equal((await guardia.send('GET', `/personas/${person}`)).status, 404);
      assert.equal(alone(), '0');
      assert.equal((await rosa.send('GET', `/personas/${person}`)).status, 200);
    });

  test('comes with the invitation of one who holds it', async () => {
    const silvia = await net.as('enlace');
    const page = await silvia.getJson('/equipo/invitar');
    const [unit] = page.form.fields.find(({ name }) => name === 'unit').options;
    const [held] = page.form.fields.find(({ name }) => name === 'functions').options;
    const { view } = await silvia.post('/equipo/invitar', { staff_name: 'Sofía Mena Ruiz',
      login: 'sofia', unit: unit.value, roles: ['focal_point'], functions: [held.value] });
    assert.ok(view.code, JSON.stringify(view.errors));
    const sofia = new silvia.constructor(net.url);
    await sofia.activate({ login: 'sofia', code: view.code });
    await sofia.signIn('sofia');
    assert.equal((await sofia.send('GET', '/derivaciones?lado=recibidas')).status, 200);
  });
});
