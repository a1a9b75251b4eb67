// Harm 2: nothing about her leaves without an authorisation that names whom, what for, every kind
// of data and until when; and what she takes back is taken back at once.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { allow, answer, choose, fill, follow, historyOf, meetPerson, refer, send, slipOf,
  withdraw } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

const START = '2026-11-23T15:00:00Z';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const as = (login) => net.as(login);
const someone = async (answers) => (await meetPerson(await as('gestora'), answers)).person;
const releases = async (person) =>
  (await (await as('gestora')).getJson(`/personas/${person}/autorizaciones`)).releases;
const releaseOf = ({ release_url: url }) => url.split('/')[4];

async function refuse(client, path, fields) {
  await client.getJson('/ayuda');
  return expectStatus(await client.post(path, fields), 422, path).view;
}

/** Everything of the deployment's folder as it lies on the disk. */
function onDisk() {
  return readdirSync(net.dir, { withFileTypes: true }).filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(net.dir, name), 'latin1')).join('\n');
}

async function whatItReads(login, code) {
  const client = await as(login);
  const slip = await slipOf(client, code);
  const page = await client.getJson(`/derivaciones/${slip}`);
  const contact = page.contact_url ? await client.getJson(page.contact_url) : {};
  return { slip, page, contact, text: JSON.stringify([page, contact]) };
}

test('harm 2: nothing is sent before she has allowed it', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  const preview = await gestora.getJson(`${draft}/vista`);
  assert.equal(preview.may_leave, false);
  assert.deepEqual([preview.now, preview.later], [[], []]);
  const { errors } = await refuse(gestora, `${draft}/vista`);
  assert.equal(errors[0].text, 'Todavía no se puede contar nada: falta la autorización de la persona.');
  assert.equal((await gestora.getJson(draft)).state_code, 'awaits_release');
  const { list } = await (await as('clinica')).getJson('/derivaciones?lado=recibidas&ver=todas');
  assert.deepEqual(list.items, []);
});

test('harm 2: an authorisation for one provider or purpose lets no other referral out',
  async () => {
    const person = await someone();
    const gestora = await as('gestora');
    const health = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
    const others = [
      await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' }),
      await choose(gestora, person, { service: 'MH', to: 'Clínica Poás' }),
      await choose(gestora, person, { service: 'HEALTH', to: 'Hospital', kind: 'external' }),
    ];
    await allow(gestora, health);
    for (const other of others) {
      assert.equal((await gestora.getJson(`${other}/vista`)).may_leave, false);
      await refuse(gestora, `${other}/vista`);
    }
    assert.equal((await gestora.getJson(`${health}/vista`)).may_leave, true);
  });

test('harm 2: a category that was not named, and an item left out, are nowhere the receiver reads',
  async () => {
    const told = { name: 'Nombre-Cuitlahuac', language: 'Idioma-Nahuatl' };
    const kept = {
      phone: '+506 0000-7777',
      access_needs: 'Apoyo-Quetzalli',
      with_her: 'Familia-Ozomatli',
    };
    const person = await someone({ ...told, ...kept });
    const gestora = await as('gestora');
    const path = (what) => `/personas/${person}/${what}`;
    const more = [
      ['identidad', { legal_name: 'Legal-Tonatiuh', address: 'Calle-Malinalli' }],
      ['salud', { health_needs: 'Salud-Tecpatl' }],
      ['reservado', { srh_note: 'Reserva-Xochitl' }],
      ['relato/escribir', { text: 'Relato-Mazatl' }],
    ];
    for (const [what, fields] of more) {
      await fill(gestora, path(what), fields);
    }
    const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
    await allow(gestora, draft, {
      categories: ['identity', 'contact', 'language', 'profile'],
      withheld: ['legal_name', 'phone', 'profiles'],
    });
    await fill(gestora, `${draft}/vista`, {});
    const { code } = await gestora.getJson(draft);
    const clinica = await as('clinica');
    await answer(clinica, await slipOf(clinica, code), 'aceptar');
    const { text, page, contact } = await whatItReads('clinica', code);
    for (const words of Object.values(told)) {
      assert.ok(text.includes(words), words);
    }
    const hidden = [...Object.values(kept), ...more.flatMap(([, fields]) => Object.values(fields))];
    for (const words of hidden) {
      assert.ok(!text.includes(words), `${words} was told`);
    }
    assert.ok(!page.told.some(({ name }) => name === 'profiles'));
    const values = [...page.told, ...contact.told].map(({ value }) => value);
    assert.ok(values.includes('25-59') && !values.includes('31'), 'the band, never the age');

    const disk = onDisk();
    for (const words of [...Object.values(told), ...hidden]) {
      assert.ok(!disk.includes(words), `${words} lies on the disk in clear`);
    }
  });

test('what stands in the reserved part is told only when she names it', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  await fill(gestora, `/personas/${person}/reservado`,
    { srh_note: 'Control-Ehecatl', pregnancy: 'yes' });
  const draft = await choose(gestora, person, { service: 'SRH', to: 'Clínica Poás' });
  await allow(gestora, draft);
  assert.ok(!(await gestora.getHtml(`${draft}/vista`)).includes('Ehecatl'));
  await allow(gestora, draft, { categories: ['needs', 'srh'], withheld: ['pregnancy'] });
  const preview = await gestora.getJson(`${draft}/vista`);
  assert.ok(preview.now.some(({ value }) => value === 'Control-Ehecatl'));
  assert.ok(!preview.now.some(({ name }) => name === 'pregnancy'));
  assert.deepEqual(preview.later, []);
});

test('what happened cannot be allowed to leave, nor a safety plan that nobody agreed', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  const { groups } = await gestora.getJson(`${draft}/autorizacion`);
  const offered = groups.map(({ value }) => value);
  assert.ok(!offered.includes('narrative') && !offered.includes('safety_plan'));
  assert.deepEqual(groups.filter(({ ticked }) => ticked).map(({ value }) => value).sort(),
    ['contact', 'identity', 'language', 'profile'], 'the least, and only what there is');
  for (const categories of [['narrative'], ['identity', 'safety_plan'], ['everything']]) {
    await refuse(gestora, `${draft}/autorizacion`,
      { categories, until_event: 'referral_closed', mode: 'spoken', copy: 'none',
        report_explained: 'yes' });
  }
  assert.deepEqual(await releases(person), []);
});

test('she decides knowing what this service must report', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  const page = await gestora.getHtml(`${draft}/autorizacion`);
  assert.ok(page.includes('Este servicio debe avisar a la autoridad si la persona es menor'));
  assert.ok(page.includes('Puede cambiar de idea. Pediremos a Clínica Poás (demo), Atención integral'));
  const given = { categories: 'needs', until_event: 'referral_closed', mode: 'spoken', copy: 'none' };
  for (const report_explained of [undefined, 'no']) {
    const { errors } = await refuse(gestora, `${draft}/autorizacion`,
      { ...given, report_explained });
    assert.equal(errors[0].field, 'report_explained');
  }
});

test('a phone or an address never goes without the rule of safe contact', async () => {
  const gestora = await as('gestora');
  const silent = { may_contact: 'no', contact_rule: undefined, phone: undefined };
  const person = await someone(silent);
  await fill(gestora, `/personas/${person}/identidad`, { address: 'Calle 5' });
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  await allow(gestora, draft, { categories: ['identity', 'address'] });
  assert.match((await gestora.getJson(`${draft}/vista`)).problem_text, /regla de contacto seguro/);
  await refuse(gestora, `${draft}/vista`);
  await allow(gestora, draft, { categories: ['identity'] });
  await fill(gestora, `${draft}/vista`, {});

  const ruled = await someone({ contact_rule: 'Solo los martes' });
  const other = await choose(gestora, ruled, { service: 'HEALTH', to: 'Clínica Poás' });
  await allow(gestora, other, { categories: ['needs'] });
  assert.equal((await gestora.getJson(`${other}/vista`)).rule, '', 'nobody is to make contact');
  await allow(gestora, other, { categories: ['contact'] });
  assert.equal((await gestora.getJson(`${other}/vista`)).rule, 'Solo los martes');
});

test('an authorisation that has run out lets nothing leave, and shuts what it had opened',
  async () => {
    const gestora = await as('gestora');
    const until = { until_event: 'none', until: '2026-11-24' };
    const unsent = await someone();
    const draft = await choose(gestora, unsent, { service: 'HEALTH', to: 'Clínica Poás' });
    await allow(gestora, draft, until);
    const sent = await someone();
    const { code, url, referral } = await refer(gestora, sent,
      { service: 'HEALTH', to: 'Clínica Poás', release: until });
    const asked = await someone();
    const question = await refer(gestora, asked,
      { service: 'HEALTH', to: 'Clínica Poás', release: until });
    const outside = await refer(gestora, asked,
      { service: 'HEALTH', to: 'Hospital', kind: 'external', release: until });
    const clinica = await as('clinica');
    const slip = await slipOf(clinica, code);
    await answer(clinica, slip, 'aceptar');
    await answer(clinica, await slipOf(clinica, question.code), 'preguntar', { question: '¿?' });
    expectStatus(await clinica.send('GET', `/derivaciones/${slip}/contacto`), 200);

    net.clock.set('2026-11-25T15:00:00Z');
    const later = await as('gestora');
    assert.equal((await later.getJson(`${draft}/vista`)).problem_text,
      'Esta autorización ya venció.');
    await refuse(later, `${draft}/vista`);
    await refuse(later, `${question.url}/informacion`, { answer: 'Sí' });
    const told = { channel: 'phone', by: 'Marta', to: 'Turno' };
    await refuse(later, `${outside.url}/ejecutar`, { ...told, when: '2026-11-25T08:00' });
    const closed = await as('clinica');
    expectStatus(await closed.send('GET', `/derivaciones/${slip}/contacto`), 404);
    const { view: over } = await closed.send('GET', `/derivaciones/${slip}`);
    assert.equal(over.told, undefined, 'the slip stayed open past its date');
    assert.equal((await releases(sent))[0].state_code, 'expired');
    await follow(later, asked, outside.referral, 'ejecutar', { ...told, when: '2026-11-24T08:00' });
    await follow(later, sent, referral, 'anular', { why: 'she_asks' });
    assert.equal((await later.getJson(url)).state_code, 'cancelled');
    await refuse(later, `${draft}/autorizacion`, { ...until, categories: 'needs', mode: 'spoken',
      copy: 'none', report_explained: 'yes' });
    await allow(later, draft);
    await fill(later, `${draft}/vista`, {});
    net.clock.set(START);
  });

test('an external referral whose authorisation ran out: asked again, for the same or for less',
  async () => {
    const gestora = await as('gestora');
    const person = await someone();
    const release = { categories: ['language', 'profile'], until_event: 'none',
      until: '2026-11-24' };
    const { url, referral } = await refer(gestora, person,
      { service: 'HEALTH', to: 'Hospital', kind: 'external', release });
    const told = { channel: 'phone', by: 'Marta', to: 'Turno', when: '2026-11-25T09:00' };
    const has = (view, key) => view.actions.some((one) => one.key === key);
    assert.equal(has(await gestora.getJson(url), 'renew'), false);
    assert.equal((await gestora.getJson(`${url}/autorizacion`)).left, true);

    net.clock.set('2026-11-25T15:00:00Z');
    const later = await as('gestora');
    await refuse(later, `${url}/ejecutar`, told);
    assert.equal(has(await later.getJson(url), 'renew'), true);
    const page = await later.getJson(`${url}/autorizacion`);
    assert.deepEqual(page.groups.map(({ value }) => value).sort(), ['language', 'profile']);
    assert.ok(page.form.fields.find(({ name }) => name === 'mode').options
      .every(({ checked }) => !checked), 'how it was given is asked anew');
    const again = { until_event: 'none', until: '2026-11-30', mode: 'remote', copy: 'none',
      report_explained: 'yes' };
    await refuse(later, `${url}/autorizacion`, { ...again, categories: ['language', 'health'] });
    const go = await send(later, page, { ...again, categories: ['language'] });
    assert.equal(go, url);

    const view = await later.getJson(url);
    assert.equal(view.state_code, 'recorded');
    assert.equal(has(view, 'renew'), false);
    const given = (await releases(person)).filter(({ state_code: state }) => state === 'active');
    assert.equal(given.length, 1);
    const shown = await later.getJson(given[0].release_url);
    assert.deepEqual(shown.told, ['Idioma'], 'less than before');
    assert.ok(shown.rows.some(({ value }) => value === 'A distancia'), 'how it was given');
    await refuse(later, `${url}/autorizacion`, { ...again, categories: ['language'] });
    await follow(later, person, referral, 'ejecutar', told);
    assert.equal((await later.getJson(url)).state_code, 'executed');
    net.clock.set(START);
  });

test('given anew before anything left, the former authorisation is over', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  await allow(gestora, draft, { categories: ['needs', 'language', 'family'] });
  await allow(gestora, draft, { categories: ['language'] });
  assert.deepEqual((await releases(person)).map(({ state_code }) => state_code),
    ['active', 'expired']);
  const { now } = await gestora.getJson(`${draft}/vista`);
  assert.deepEqual(now.map(({ category }) => category), ['language']);
});

/** Both ways to take a referral back; what became of it for its sender. */
const TAKEN_BACK = {
  cancelled: async (client, person, { referral }) =>
    follow(client, person, referral, 'anular', { why: 'she_asks' }),
  stopped: async (client, person) => {
    const [release] = await releases(person);
    return withdraw(client, person, releaseOf(release));
  },
};

for (const [state, takeBack] of Object.entries(TAKEN_BACK)) {
  for (const accepted of [false, true]) {
    const when = accepted ? 'after' : 'before';
    test(`taken back ${when} acceptance (${state}): the receiver opens nothing, the sender closes`,
      async () => {
        const person = await someone({ name: 'Nombre-Coatl' });
        const gestora = await as('gestora');
        const clinica = await as('clinica');
        const sent = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
        const slip = await slipOf(clinica, sent.code);
        if (accepted) {
          await answer(clinica, slip, 'aceptar');
        }
        await takeBack(gestora, person, sent);

        const page = await clinica.getJson(`/derivaciones/${slip}`);
        assert.equal(page.state_code, 'stopped');
        assert.equal(page.told, undefined);
        assert.ok(!JSON.stringify(page).includes('Coatl'));
        assert.equal(page.state, 'Sin efecto: no continúe');
        expectStatus(await clinica.send('GET', `/derivaciones/${slip}/contacto`), 404);
        await clinica.getJson('/ayuda');
        const late = await clinica.post(`/derivaciones/${slip}/aceptar`, {});
        assert.equal(late.status, 409);

        assert.equal((await gestora.getJson(sent.url)).state_code, state);
        await refuse(gestora, `${sent.url}/anular`, { why: 'mistake' });
        await follow(gestora, person, sent.referral, 'cerrar');
        assert.equal((await gestora.getJson(sent.url)).state_code, 'closed');
      });
  }
}

test('the page of an authorisation says what was allowed, what stops and what cannot be undone',
  async () => {
    const person = await someone();
    const gestora = await as('gestora');
    const one = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás',
      release: { withheld: ['profiles'], conditions: ['interpreter'] } });
    const [{ release_url: url }] = await releases(person);
    const page = await gestora.getJson(url);
    assert.ok(page.told.includes('Nombre e identidad'));
    assert.deepEqual(page.kept, ['Perfiles del mapa de servicios']);
    const rows = Object.fromEntries(page.rows.map(({ label, value }) => [label, value]));
    assert.equal(rows['Quién más estuvo'], 'Hubo intérprete');
    assert.equal(rows['Anotado por'], 'Marta Solano Vega');
    assert.deepEqual(page.stops.map(({ code }) => code), [one.code]);
    await withdraw(gestora, person, releaseOf({ release_url: url }));
    const after_ = await gestora.getJson(url);
    assert.equal(after_.release.state_code, 'withdrawn');
    assert.ok(!after_.may_withdraw);
    assert.deepEqual([after_.stops, after_.over.map(({ code }) => code)], [[], [one.code]]);
    await refuse(gestora, url, { by_her: 'yes' });
  });

test('who received it is asked to delete what they kept; they answer once, and the sender sees it',
  async () => {
    const person = await someone();
    const gestora = await as('gestora');
    const clinica = await as('clinica');
    const { code, url } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
    const slip = await slipOf(clinica, code);
    const answers = { cleared: 'by_law' };
    await refuse(clinica, `/derivaciones/${slip}/borrado`, answers); // nobody has asked yet
    const [release] = await releases(person);
    await withdraw(gestora, person, releaseOf(release));
    assert.match((await gestora.getJson(url)).cleared, /todavía no responden/);
    const page = await clinica.getJson(`/derivaciones/${slip}`);
    assert.match(page.over.text, /Borre o destruya/);
    const asked = await clinica.getJson(page.over.clear_url);
    assert.match(asked.form.fields[0].why, /Quien acompaña a la persona ve su respuesta/);
    await refuse(gestora, `${url}/borrado/informar`, { told: 'yes' }); // of nothing yet
    await fill(clinica, page.over.clear_url, answers);
    assert.match((await gestora.getJson(url)).cleared, /Una ley obliga a guardar una parte/);
    await refuse(clinica, page.over.clear_url, { cleared: 'deleted' });
    const other = await as('consultorio');
    expectStatus(await other.post(page.over.clear_url, answers), 404, 'another receiver');
  });

test('what they answered is a task until the person was told, or why she was not; both are told',
  async () => {
    const person = await someone();
    const gestora = await as('gestora');
    const clinica = await as('clinica');
    const { code, url, referral } = await refer(gestora, person,
      { service: 'HEALTH', to: 'Clínica Poás' });
    const outside = await refer(gestora, person,
      { service: 'ASYLUM', to: 'Oficina', kind: 'external' });
    await follow(gestora, person, outside.referral, 'ejecutar', { channel: 'phone', by: 'a', to: 'a',
      said_back: 'a', when: '2026-11-23T09:00' });
    for (const release of await releases(person)) {
      await withdraw(gestora, person, releaseOf(release));
    }
    await follow(gestora, person, referral, 'cerrar'); // closed, they may still answer
    const tasks = async (login) => (await (await as(login)).getJson('/hoy')).groups
      .flatMap(({ group, list }) => list.items.map((item) => ({ group, ...item })))
      .filter((row) => row.kind === 'tell_cleared' && row.act_url.includes(person));
    assert.deepEqual(await tasks('gestora'), []);
    const { over } = await clinica.getJson(`/derivaciones/${await slipOf(clinica, code)}`);
    await fill(clinica, over.clear_url, { cleared: 'deleted' });
    await fill(gestora, `${outside.url}/borrado`, { cleared: 'nothing' });
    const [row, other] = await tasks('gestora');
    assert.deepEqual([row.act_url, other.act_url].sort(), [url, outside.url].sort());
    assert.ok([row, other].every(({ group }) => group === 'today'), 'never overdue');

    for (const at of [url, outside.url]) {
      const { actions } = await gestora.getJson(at);
      assert.ok(actions.some(({ act_url: next }) => next === `${at}/borrado/informar`));
      await fill(gestora, `${at}/borrado/informar`, { told: 'pending',
        next_safe: '2026-11-25T10:00' });
      await refuse(gestora, `${at}/borrado/informar`, { told: 'unsafe' }); // without saying why
    }
    assert.deepEqual(await tasks('gestora'), [], 'until the next safe moment');
    await fill(gestora, `${url}/borrado/informar`, { told: 'yes' });
    await fill(gestora, `${outside.url}/borrado/informar`,
      { told: 'unsafe', not_told_why: 'Ya no tiene teléfono' });
    await refuse(gestora, `${url}/borrado/informar`, { told: 'yes' }); // once
    const lines = (await historyOf(gestora, person))
      .filter(({ type }) => type.startsWith('referral_cleared')).map(({ text }) => text);
    for (const told of [/Clínica.*Se borró o se destruyó/, /Oficina.*No se había guardado nada/,
      /Clínica.*Sí$/, /Oficina.*con seguridad · Ya no tiene teléfono/]) {
      assert.ok(lines.some((line) => told.test(line)), `${told} is not in ${lines}`);
    }
    const { history } = await gestora.getJson(url);
    assert.ok(history.some(({ text }) => text === 'Se borró o se destruyó'));
    assert.ok(!(await gestora.getJson(url)).actions.some(({ key }) => key === 'cleared_told'));
  });

test('withdrawing stops only what goes by it; a draft waits for another', async () => {
  const person = await someone();
  const gestora = await as('gestora');
  const legal = await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
  await allow(gestora, draft);
  const [release] = await releases(person);
  assert.ok(release.place.startsWith('Clínica'));
  await withdraw(gestora, person, releaseOf(release));
  assert.equal((await gestora.getJson(draft)).state_code, 'awaits_release');
  await refuse(gestora, `${draft}/vista`);
  assert.equal((await gestora.getJson(legal.url)).state_code, 'delivered');
  await allow(gestora, draft);
  await fill(gestora, `${draft}/vista`, {});
});

test('keys, not only rules: with the policy off the receiver opens neither too early nor too late',
  async () => {
    const person = await someone({ name: 'Nombre-Itzcuintli' });
    const gestora = await as('gestora');
    const clinica = await as('clinica');
    const early = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica Poás' });
    const slip = await slipOf(clinica, early.code);
    const other = await someone({ name: 'Nombre-Ollin' });
    const gone = await refer(gestora, other, { service: 'HEALTH', to: 'Clínica Poás' });
    const goneSlip = await slipOf(clinica, gone.code);
    await answer(clinica, goneSlip, 'aceptar');
    const [release] = await releases(other);
    await withdraw(gestora, other, releaseOf(release));

    await net.halt();
    await net.start({ env: { AMPARO_TEST_POLICY_OFF: '1' } });
    const open = await as('clinica');
    expectStatus(await open.send('GET', `/derivaciones/${slip}/contacto`), 404);
    const shut = await open.send('GET', `/derivaciones/${goneSlip}`);
    assert.ok(shut.status === 404 || shut.view.over, 'a withdrawn slip opened');
    assert.ok(!shut.text.includes('Ollin'));
    expectStatus(await open.send('GET', `/derivaciones/${goneSlip}/contacto`), 404);
    for (const path of [`/personas/${person}`, early.url, `/personas/${person}/autorizaciones`]) {
      expectStatus(await open.send('GET', path), 404);
    }
    expectStatus(await open.send('GET', '/personas'), 200);
    await net.halt();
    await net.start();
  });
