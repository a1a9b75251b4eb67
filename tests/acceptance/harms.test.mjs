// The six harms of the role play that Amparo exists for (docs/), and for each the guarantee that
// the program gives instead. Over HTTP, as people would do it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { addNeed, allow, answer, assessRisk, choose, decide, exclude, fill, finish, historyOf,
  meetPerson, refer, slipOf, withdraw } from './lib/acts.mjs';
import { Client, expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask, crawl, dump, pathOf, routesOf } from './lib/walk.mjs';

const ACCOUNT = 'Lo contó mirando el limonero torcido del patio.';
const NAME = 'Xiomara Quetzalli';
const PHONE = '+506 0000-7788';

let net;
let gestora;
beforeEach(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
});
afterEach(() => net.stop());

/** A POST that must be refused, changing nothing; the answer. */
async function refused(client, path, fields, status = 422) {
  const before = dump(net.dir);
  const told = await client.post(path, fields);
  expectStatus(told, status, `POST ${path}`);
  assert.equal(dump(net.dir), before, `POST ${path} changed something`);
  return told;
}

/** A reading is on record a moment after its answer. */
function written() {
  return new Promise((resolve) => setTimeout(resolve, 300));
}

async function received(login) {
  return (await (await net.as(login)).getJson('/derivaciones?ver=todas')).list.items;
}

describe('harm_1_she_had_to_tell_her_story_several_times', () => {
  test('harm_1_a_case_opens_and_a_referral_is_answered_without_any_account', async () => {
    const page = await decide(gestora, { answer: 'yes', explained: 'all', mode: 'spoken',
      copy: 'none' });
    const { paths } = (await gestora.send('GET', '/api/openapi.json')).view;
    const asked = Object.keys(paths['/personas/nueva/datos'].post.requestBody
      .content['application/x-www-form-urlencoded'].schema.properties);
    for (const name of [...asked, ...page.form.fields.map((field) => field.name)]) {
      assert.doesNotMatch(name, /account|story|narrative|incident|happened/);
    }
    const { person, url } = await meetPerson(gestora);
    const { referral, code } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    const clinica = await net.as('clinica');
    const slip = await slipOf(clinica, code);
    await answer(clinica, slip, 'recibir');
    await answer(clinica, slip, 'aceptar');
    await answer(clinica, slip, 'servicio', { result: 'given' });
    await finish(gestora, person, referral);
    assert.equal((await gestora.getJson(url)).heard_by, 0);
  });

  test('harm_1_no_release_can_let_the_account_out', async () => {
    const { person } = await meetPerson(gestora);
    await fill(gestora, `/personas/${person}/relato/escribir`, { text: ACCOUNT });
    const draft = await choose(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
    const page = await gestora.getJson(`${draft}/autorizacion`);
    assert.ok(!page.groups.some(({ value }) => value === 'narrative'));
    await refused(gestora, `${draft}/autorizacion`, { categories: ['narrative', 'language'],
      until_event: 'referral_closed', report_explained: 'yes', mode: 'spoken', copy: 'none' });
    const every = page.groups.map(({ value }) => value);
    await allow(gestora, draft, { categories: every, withheld: [] });
    await fill(gestora, `${draft}/vista`, {});
    const [{ url }] = await received('consultorio');
    const consultorio = await net.as('consultorio');
    assert.ok(!JSON.stringify(await consultorio.getJson(url)).includes('limonero'));
  });

  test('harm_1_somebody_met_already_is_hinted_at_by_code_to_who_may_open_it_and_nobody_else',
    async () => {
      const { url } = await meetPerson(gestora, { name: NAME });
      const { identity: { code } } = await gestora.getJson(url);
      const again = async (client, answers) => {
        const page = await decide(client, { answer: 'yes', explained: 'all', mode: 'spoken',
          copy: 'none' });
        const hidden = page.form.fields.filter((field) => field.is_hidden);
        const carried = Object.fromEntries(hidden.map(({ name, value }) => [name, value]));
        return client.post(page.form.action_url,
          { ...carried, name: 'Quetzally Ciomara', may_contact: 'no', ...answers });
      };
      const told = expectStatus(await again(await net.as('gestora2')), 422);
      assert.deepEqual(told.view.errors.map(({ field }) => field), ['name']);
      assert.ok(told.text.includes(code) && !told.text.includes(NAME), 'a code and no name');
      const { name, value } = told.view.form.fields.find((field) => field.name === 'alike');
      assert.ok((await again(gestora, { [name]: value })).go, 'whoever looked goes on');

      await new Client(net.url).activate(net.made.members
        .find(({ login }) => login === 'suchiate'));
      assert.ok((await again(await net.as('suchiate'))).go, 'nobody else learns of it');
      await exclude(gestora, url.split('/')[2], { exclude_members: ['@Irene'] });
      const irene = await again(await net.as('gestora2'), { name: NAME.slice(0, 7) });
      assert.ok(!irene.text.includes(code), 'nor whom she excludes');
    });

  test('harm_1_whoever_hears_or_reads_the_account_is_counted_once', async () => {
    const { person, url } = await meetPerson(gestora);
    const at = `/personas/${person}/relato`;
    const heard = async () => (await gestora.getJson(url)).heard_by;
    await fill(gestora, `${at}/escribir`, { text: ACCOUNT });
    assert.equal(await heard(), 1);
    for (const [login, count] of [['gestora2', 2], ['gestora2', 2], ['supervisora', 3]]) {
      const colleague = await net.as(login);
      const before = await colleague.getJson(at);
      assert.ok(!JSON.stringify(before).includes('limonero'), 'it shows before it is counted');
      const opened = expectStatus(await colleague.post(at, { why: 'asked' }), 200,
        'opening the account');
      assert.match(JSON.stringify(opened.view.account), /limonero torcido/);
      assert.equal(await heard(), count, login);
    }
    assert.ok(!JSON.stringify(await gestora.getJson(url)).includes('limonero'));
  });
});

describe('harm_2_her_consent_was_not_obtained', () => {
  let person;
  let draft;
  beforeEach(async () => {
    ({ person } = await meetPerson(gestora, { name: NAME, phone: PHONE }));
    draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  });

  test('harm_2_nothing_leaves_without_a_release', async () => {
    const view = await gestora.getJson(`${draft}/vista`);
    assert.deepEqual([view.may_leave, view.now, view.later], [false, [], []]);
    assert.notEqual(view.problem_text, '');
    await refused(gestora, `${draft}/vista`, {});
    assert.deepEqual(await received('clinica'), []);
  });

  test('harm_2_a_release_names_the_recipient', async () => {
    await allow(gestora, draft);
    const other = await choose(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
    await refused(gestora, `${other}/vista`, {});
    assert.deepEqual(await received('consultorio'), []);
  });

  test('harm_2_a_release_names_the_purpose', async () => {
    await allow(gestora, draft);
    const other = await choose(gestora, person, { service: 'MH', to: 'Clínica' });
    await refused(gestora, `${other}/vista`, {});
    assert.deepEqual(await received('clinica'), []);
  });

  test('harm_2_a_release_names_every_category_and_nothing_else_leaves', async () => {
    await allow(gestora, draft, { categories: ['language'], withheld: [] });
    const view = await gestora.getJson(`${draft}/vista`);
    assert.deepEqual(view.now.map(({ name }) => name), ['language']);
    assert.deepEqual(view.later, []);
    const held = view.not_sent.map(({ name, value }) => [name, value]);
    assert.ok(held.some(([name]) => name === 'phone'));
    assert.ok(held.every(([, value]) => value === undefined), 'what stays is shown by its label');
    await fill(gestora, `${draft}/vista`, {});
    const clinica = await net.as('clinica');
    const [{ url }] = await received('clinica');
    await answer(clinica, url.split('/')[2], 'recibir');
    await answer(clinica, url.split('/')[2], 'aceptar');
    const slip = await clinica.getJson(url);
    assert.deepEqual(slip.told.map(({ name, value }) => [name, value]), [['language', 'español']]);
    const contact = await clinica.send('GET', `${url}/contacto`);
    assert.ok(!contact.text.includes(NAME) && !contact.text.includes(PHONE));
  });

  test('harm_2_single_items_can_be_left_out', async () => {
    await allow(gestora, draft, { categories: ['identity', 'contact', 'language'],
      withheld: ['name'] });
    const view = await gestora.getJson(`${draft}/vista`);
    assert.ok(view.later.some(({ name }) => name === 'phone'));
    assert.ok(!view.later.some(({ name }) => name === 'name'));
    assert.ok(view.not_sent.some(({ name }) => name === 'name'));
  });

  test('harm_2_a_release_has_an_end', async () => {
    await allow(gestora, draft, { until_event: 'none', until: '2026-11-25' });
    net.clock.advance({ days: 4 });
    gestora = await net.as('gestora');
    const view = await gestora.getJson(`${draft}/vista`);
    assert.equal(view.may_leave, false);
    await refused(gestora, `${draft}/vista`, {});
  });

  test('harm_2_a_release_that_she_withdrew_lets_nothing_out', async () => {
    await allow(gestora, draft);
    const [{ release }] = (await gestora.getJson(`/personas/${person}`)).releases;
    await withdraw(gestora, person, release);
    await refused(gestora, `${draft}/vista`, {});
    assert.deepEqual(await received('clinica'), []);
  });

  test('harm_2_what_she_takes_along_herself_carries_nothing', async () => {
    const { url } = await refer(gestora, person, { service: 'NFI', to: 'Fondo', kind: 'self' });
    const view = await gestora.getJson(url);
    assert.notEqual(view.token, '');
    assert.deepEqual(await received('fondo'), []);
  });
});

describe('harm_3_confidentiality_was_compromised', () => {
  const OTHERS = ['clinica', 'clinica2', 'consultorio', 'albergue', 'fondo', 'coordinadora',
    'admin', 'auditora'];

  test('harm_3_a_dossier_opens_only_for_those_who_hold_its_key', async () => {
    const { person, url } = await meetPerson(gestora, { name: NAME });
    const names = (await gestora.getJson(url)).readers.map(({ name }) => name);
    assert.deepEqual([...names].sort(), [
      'Casa Ceiba (demo): Hoja de recuperación, guardada cerrada',
      'Casa Ceiba (demo): Supervisión de la unidad', 'Irene Quesada Mora', 'Marta Solano Vega',
    ]);
    for (const login of ['gestora', 'gestora2', 'supervisora']) {
      assert.equal((await (await net.as(login)).getJson(url)).person, person);
    }
    for (const login of OTHERS) {
      const answered = await (await net.as(login)).send('GET', url);
      assert.equal(answered.status, 404, login);
    }
  });

  test('harm_3_whom_she_excludes_opens_it_no_longer', async () => {
    const { person, url } = await meetPerson(gestora, { name: NAME });
    const irene = await net.as('gestora2');
    await irene.getJson(url);
    await exclude(gestora, person, { exclude_members: ['@Irene'] });
    assert.equal((await irene.send('GET', url)).status, 404);
    assert.deepEqual((await irene.getJson('/personas')).list.items, []);
    const found = await irene.post('/personas/buscar', { query: NAME });
    assert.equal(found.view.found, 0);
  });

  test('harm_3_an_organisation_that_she_excludes_keeps_nothing_of_what_it_received', async () => {
    const { person, url } = await meetPerson(gestora, { name: NAME, phone: PHONE });
    const clinica = await net.as('clinica');
    const health = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    const legal = await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
    const slip = await slipOf(clinica, health.code);
    await answer(clinica, slip, 'aceptar');
    await clinica.getJson(`/derivaciones/${slip}/contacto`);
    const rosa = await net.as('supervisora'); // who opens it for the first time
    await exclude(rosa, person, { exclude_organisations: ['@Clínica'] });
    assert.equal((await clinica.getJson(`/derivaciones/${slip}`)).over.stopped, true);
    assert.equal((await clinica.send('GET', `/derivaciones/${slip}/contacto`)).status, 404);
    const states = (await gestora.getJson(`/personas/${person}/autorizaciones`)).releases
      .map(({ state_code }) => state_code);
    assert.deepEqual(states.sort(), ['active', 'withdrawn']);
    assert.equal((await gestora.getJson(health.url)).state_code, 'stopped');
    assert.equal((await gestora.getJson(legal.url)).state_code, 'delivered');
    await exclude(gestora, person, {});
  });

  test('harm_3_every_opening_is_on_record_and_she_can_be_told_by_whom', async () => {
    const { person, url } = await meetPerson(gestora, { name: NAME });
    net.clock.advance({ minutes: 2 });
    await (await net.as('supervisora')).getJson(url);
    net.clock.advance({ minutes: 2 });
    await (await net.as('gestora2')).getJson(`/personas/${person}/nombre`);
    net.clock.advance({ minutes: 2 });
    await written();
    const { accesses } = await gestora.getJson(`/personas/${person}/accesos`);
    const seen = accesses.map(({ who, what }) => `${who}: ${what}`);
    assert.ok(seen.includes('Rosa Elena Chaves Ruiz: Abrió'), seen.join('\n'));
    assert.ok(seen.includes('Irene Quesada Mora: Vio el nombre'), seen.join('\n'));
    const { rows } = await (await net.as('auditora')).getJson('/registro-de-accesos');
    assert.ok(rows.some(({ action, who }) => action === 'case_show' && /Superv/.test(who)),
      'the auditor sees that a supervisor opened one');
    const log = JSON.stringify(rows);
    for (const hidden of [NAME, 'Rosa Elena', person.slice(0, 8)]) {
      assert.ok(!log.includes(hidden), hidden);
    }
  });

  test('harm_3_a_referral_shows_its_receiver_the_slip_never_the_case', async () => {
    const { person, url } = await meetPerson(gestora, { name: NAME, phone: PHONE });
    const code = (await gestora.getJson(url)).identity.code;
    const { code: slipCode } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    assert.notEqual(slipCode, code);
    const clinica = await net.as('clinica');
    const routes = await routesOf(clinica);
    const pages = await crawl(clinica, routes);
    assert.ok([...pages.values()].some(({ route }) => route.pattern === '/derivaciones/{slip}'));
    for (const [path, { view }] of pages) {
      const text = JSON.stringify(view);
      for (const hidden of [NAME, PHONE, code, person]) {
        assert.ok(!text.includes(hidden), `${path} tells ${hidden}`);
      }
    }
    for (const route of routes.filter(({ method, pattern }) =>
      method === 'GET' && pattern.includes('{person}'))) {
      const path = pathOf(route.pattern, { person, referral: person, release: person, need: person });
      assert.equal((await clinica.send('GET', path)).status, 404, path);
    }
  });

  test('harm_3_two_receivers_cannot_link_her_by_what_they_see', async () => {
    const { person } = await meetPerson(gestora, { name: NAME, phone: PHONE });
    const one = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    const two = await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
    const all = { albergue: new Set(), clinica: new Set(), consultorio: new Set() };
    for (const [login, code] of [['clinica', one.code], ['consultorio', two.code]]) {
      const slip = await slipOf(await net.as(login), code);
      await answer(await net.as(login), slip, 'aceptar');
      all[login].add(slip).add(code);
    }
    for (const [login, seen] of Object.entries(all)) { // albergue: what everybody sees
      const client = await net.as(login);
      const pages = await crawl(client, await routesOf(client));
      for (const { view } of pages.values()) {
        JSON.stringify(view).match(/[0-9a-f]{32}|\b[A-Z]{2}-[0-9A-Z-]{5,}/g)
          ?.forEach((name) => seen.add(name));
      }
    }
    const own = (login) => [...all[login]].filter((name) => !all.albergue.has(name));
    const common = own('clinica').filter((name) => all.consultorio.has(name));
    assert.deepEqual(common, []);
    assert.ok(own('clinica').includes(one.code) && own('consultorio').includes(two.code));
  });

  test('harm_3_lists_and_titles_have_no_name', async () => {
    await meetPerson(gestora, { name: NAME });
    for (const path of ['/personas', '/hoy', '/derivaciones']) {
      assert.ok(!(await gestora.getHtml(path)).includes('Xiomara'), path);
    }
  });
});

describe('harm_4_actors_did_not_know_each_others_services', () => {
  test('harm_4_the_map_is_part_of_the_referral', async () => {
    const { person } = await meetPerson(gestora, { profiles: ['women'] });
    await addNeed(gestora, person, { service: 'SHELTER-S', priority: 'emergency' });
    const [{ refer_url: url }] = (await gestora.getJson(`/personas/${person}`)).needs;
    const { proposals } = await gestora.getJson(url);
    const offered = [...proposals.first, ...proposals.more];
    const names = offered.map(({ organisation }) => organisation);
    assert.deepEqual([...names].sort(),
      ['Albergue Luz Serena (demo)', 'Casa Alborada (demo)']);
    for (const one of offered) {
      assert.ok(one.phone_24h && one.hours && one.languages && one.reasons.length > 0,
        JSON.stringify(one));
    }
  });

  test('harm_4_what_a_provider_must_report_is_told_before_she_decides', async () => {
    const { person } = await meetPerson(gestora);
    const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    const page = await gestora.getJson(`${draft}/autorizacion`);
    assert.match(page.reports, /menor de edad/);
    await refused(gestora, `${draft}/autorizacion`, { categories: ['language'],
      until_event: 'referral_closed', mode: 'spoken', copy: 'none' });
  });

  test('harm_4_whom_she_excludes_is_absent_and_no_service_is_told_as_such', async () => {
    const { person } = await meetPerson(gestora, { exclude_organisations: ['@Albergue'] });
    const page = await gestora.getJson(`/personas/${person}/derivar?servicio=SHELTER-S`);
    assert.ok(!JSON.stringify(page.proposals).includes('Albergue Luz Serena'));
    const none = await gestora.getJson(`/personas/${person}/derivar?servicio=EDU-F`);
    assert.deepEqual([none.proposals.first, none.proposals.any], [[], false]);
  });
});

describe('harm_5_services_were_given_arbitrarily', () => {
  test('harm_5_the_pathway_follows_the_profile', async () => {
    const offered = async (profile) => {
      const { person } = await meetPerson(gestora, { profiles: [profile] });
      const page = await gestora.getJson(`/personas/${person}/derivar?servicio=SHELTER-S`);
      return page.proposals.first.map(({ organisation }) => organisation).sort();
    };
    assert.deepEqual(await offered('women'),
      ['Albergue Luz Serena (demo)', 'Casa Alborada (demo)']);
    assert.deepEqual(await offered('disability'), ['Casa Alborada (demo)']);
    assert.deepEqual(await offered('men'), []);
  });

  test('harm_5_mediation_is_never_offered', async () => {
    const { person } = await meetPerson(gestora);
    const { services } = await gestora.getJson(`/personas/${person}/derivar`);
    assert.ok(services.length > 10);
    assert.ok(!services.some(({ value }) => value === 'FMED'));
  });

  test('harm_5_each_priority_has_its_clock', async () => {
    const { person } = await meetPerson(gestora);
    const due = {};
    for (const [priority, service] of [['emergency', 'CMR'], ['urgent', 'HEALTH'],
      ['normal', 'SRH']]) {
      const { url } = await refer(gestora, person,
        { service, to: 'Clínica', priority, answeredBy: 'Sra. Brenes' });
      due[priority] = (await gestora.getJson(url)).due;
    }
    // Monday 09:00; the Clínica opens Monday to Friday from 07:00 to 16:00
    assert.deepEqual(due, { emergency: '23/11/2026 11:00', urgent: '24/11/2026 09:00',
      normal: '26/11/2026 09:00' });
  });

  test('harm_5_a_refusal_has_a_coded_reason_and_other_services_come_up', async () => {
    const { person } = await meetPerson(gestora);
    const { url, code } = await refer(gestora, person, { service: 'SHELTER-S', to: 'Albergue',
      priority: 'emergency', answeredBy: 'Gloria' });
    const albergue = await net.as('albergue');
    const slip = await slipOf(albergue, code);
    await answer(albergue, slip, 'recibir');
    await refused(albergue, `/derivaciones/${slip}/no-aceptar`, {});
    await refused(albergue, `/derivaciones/${slip}/no-aceptar`, { reason: 'because' });
    await answer(albergue, slip, 'no-aceptar', { reason: 'no_capacity', detail: '2026-12-01' });
    const view = await gestora.getJson(url);
    assert.equal(view.state_code, 'declined');
    assert.deepEqual(view.alternatives.map(({ organisation }) => organisation),
      ['Casa Alborada (demo)']);
    assert.match(JSON.stringify(view.history), /No hay cupo/);
  });

  test('harm_5_silence_is_counted_and_told_to_more_and_more', async () => {
    const { person } = await meetPerson(gestora, { name: NAME });
    const { url, code } = await refer(gestora, person,
      { service: 'SHELTER-S', to: 'Casa Alborada', priority: 'emergency', answeredBy: 'nadie' });
    const silence = async (login) => (await (await net.as(login)).getJson(url)).silence;
    const rows = async () =>
      (await (await net.as('coordinadora')).getJson('/sin-respuesta')).rows;
    const overdue = async (login) => {
      const { groups } = await (await net.as(login)).getJson('/hoy');
      return JSON.stringify(groups.find(({ group }) => group === 'overdue')).includes(code);
    };

    net.clock.advance({ minutes: 61 }); // of two hours
    assert.equal(await silence('gestora'), 'remind');
    assert.deepEqual([await rows(), await overdue('supervisora')], [[], false]);

    net.clock.advance({ minutes: 60 });
    assert.equal(await silence('gestora'), 'due');
    assert.deepEqual([await rows(), await overdue('supervisora')], [[], true]);

    net.clock.advance({ minutes: 60 });
    assert.equal(await silence('gestora'), 'escalated');
    const [{ awaited, ...told }, ...more] = await rows();
    assert.match(awaited, /recepción/);
    assert.deepEqual([told, more], [{ code, provider: 'Casa Alborada (demo)', unit: 'Ingreso',
      service: 'Albergue seguro', hours: 3 }, []]);
    const { alternatives } = await (await net.as('gestora')).getJson(url);
    assert.deepEqual(alternatives.map(({ organisation }) => organisation),
      ['Albergue Luz Serena (demo)']);
  });
});

describe('harm_6_no_one_was_centred_on_the_survivor', () => {
  const owners = async (url) => (await gestora.getJson(url)).readers
    .filter(({ reason }) => reason === 'Acompaña').map(({ name }) => name);

  test('harm_6_there_is_exactly_one_owner_at_every_moment', async () => {
    const { person, url } = await meetPerson(gestora);
    const moments = [await owners(url)];
    const { code, referral } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    moments.push(await owners(url));
    const clinica = await net.as('clinica');
    const slip = await slipOf(clinica, code);
    for (const [what, fields] of [['recibir'], ['aceptar'], ['servicio', { result: 'given' }]]) {
      await answer(clinica, slip, what, fields);
      moments.push(await owners(url));
    }
    await finish(gestora, person, referral);
    await exclude(gestora, person, { exclude_members: ['@Irene'] });
    moments.push(await owners(url));
    for (const moment of moments) {
      assert.deepEqual(moment, ['Marta Solano Vega']);
    }
  });

  test('harm_6_she_refuses_and_a_count_stays_and_nothing_else', async () => {
    const before = dump(net.dir, { without: ['audit', 'audit_checkpoint', 'command', 'counter'] });
    for (const said of ['no', 'not_now', 'info_only']) {
      await gestora.getJson('/personas/nueva/autorizacion');
      const { go } = await gestora.post('/personas/nueva/autorizacion', { answer: said });
      assert.equal(go, '/personas/nueva/informacion');
    }
    assert.equal(dump(net.dir, { without: ['audit', 'audit_checkpoint', 'command', 'counter'] }),
      before);
    assert.equal(ask(net.dir, 'SELECT sum(number) FROM counter'), '3');
    assert.deepEqual((await gestora.getJson('/personas')).list.items, []);
  });

  test('harm_6_she_chooses_and_what_she_declines_is_not_proposed_again', async () => {
    const { person } = await meetPerson(gestora);
    const page = `/personas/${person}/derivar?servicio=SHELTER-S`;
    const { proposals } = await gestora.getJson(page);
    const serena = proposals.first.find(({ organisation }) => organisation.startsWith('Albergue'));
    const told = await gestora.post(proposals.decline_url, { provider: serena.provider });
    assert.ok(told.go, told.text);
    const after = (await gestora.getJson(page)).proposals;
    assert.ok(!after.first.concat(after.more).some(({ provider }) => provider === serena.provider));
    assert.ok(after.declined.some(({ provider }) => provider === serena.provider));
    assert.deepEqual((await gestora.getJson(`/personas/${person}`)).declined
      .map(({ service }) => service), ['SHELTER-S']);

    const again = await gestora.post(after.reopen_url,
      { provider: serena.provider, why: 'asked' });
    assert.ok(again.go, again.text);
    const asked = (await gestora.getJson(page)).proposals;
    assert.ok(asked.first.some(({ provider }) => provider === serena.provider));
  });

  test('harm_6_she_withdraws_and_it_reaches_the_receiver_at_once', async () => {
    const { person, url } = await meetPerson(gestora, { name: NAME, phone: PHONE });
    const { code, referral } = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    const clinica = await net.as('clinica');
    const slip = await slipOf(clinica, code);
    await answer(clinica, slip, 'recibir');
    await answer(clinica, slip, 'aceptar');
    const [{ release }] = (await gestora.getJson(url)).releases;
    await withdraw(gestora, person, release);
    const view = await clinica.getJson(`/derivaciones/${slip}`);
    assert.equal(view.state, 'Sin efecto: no continúe');
    assert.equal((await clinica.send('GET', `/derivaciones/${slip}/contacto`)).status, 404);
    await refused(clinica, `/derivaciones/${slip}/servicio`, { result: 'given' }, 409);
    const closed = await gestora.post(`/personas/${person}/derivaciones/${referral}/cerrar`);
    assert.ok(closed.go, closed.text);
  });

  test('harm_6_she_can_be_shown_what_is_written_and_who_read_it', async () => {
    const { person, url } = await meetPerson(gestora, { name: NAME });
    await assessRisk(gestora, person, 'high', `Amenazas a ${NAME}.`);
    const printed = await gestora.getHtml(`${url}?imprimir=1`);
    assert.ok(printed.includes('Amenazas a') && !printed.includes('Xiomara'));
    const all = (await historyOf(gestora, person)).map(({ type }) => type);
    assert.deepEqual(all.reverse().slice(0, 3),
      ['case_opened', 'services_consent', 'answers_set']);
    assert.ok((await gestora.getJson(`/personas/${person}/accesos`)).accesses.length > 0);
  });
});
