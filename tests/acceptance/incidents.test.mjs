// What happened, incident by incident, beside her words and never instead of them; who reads either
// says why; and what something new asks: what changed, and her leave to look again at what she had
// declined.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addNeed, allow, assessRisk, choose, exclude, fill, historyOf, meetPerson, refer, slipOf }
  from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

async function met(answers) {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora, answers);
  const at = `${url}/relato`;
  return {
    gestora, person, url, at,
    tell: (fields) => fill(gestora, `${at}/hechos`, fields),
    opened: async () => expectStatus(await gestora.post(at), 200).view,
    legal: async () => Object.fromEntries((await gestora.getJson(`${url}/legal`)).form.fields
      .map(({ name, value, options = [] }) =>
        [name, options.find(({ checked }) => checked)?.value ?? value])),
  };
}

const refused = (answer, ...fields) => {
  expectStatus(answer, 422);
  assert.deepEqual(answer.view.errors.map(({ field }) => field), fields);
};
const contextsOf = ({ account }) => account.map(({ contexts }) => contexts);
const said = ({ account }, label) => account.map(({ said: rows }) =>
  rows.find((row) => row.label === label)?.value);

describe('an incident', () => {
  test('may stay untold, and may have any one answer alone', async () => {
    const one = await met();
    assert.equal((await one.gestora.getJson(one.at)).incidents_text, '');
    await one.gestora.getJson(`${one.at}/hechos`);
    refused(await one.gestora.post(`${one.at}/hechos`, {}), undefined);
    assert.equal((await one.gestora.getJson(one.url)).heard_by, 0);
    await one.tell({ place: 'work' });
    assert.deepEqual(said(await one.opened(), '¿Dónde?'), ['En el trabajo']);
    await one.gestora.getJson(`${one.at}/hechos`);
    refused(await one.gestora.post(`${one.at}/hechos`, { day: '2026-11-24' }), 'day');
  });

  test('counts who hears it, and opens only past the count', async () => {
    const one = await met();
    await one.tell({ incident_type: 'physical_assault', relation: 'partner' });
    const view = await one.gestora.getJson(one.url);
    assert.equal(view.heard_by, 1);
    assert.ok(!JSON.stringify(view).includes('Pareja'), 'not on the page of the case');
    const cover = await one.gestora.getHtml(one.at);
    assert.match(cover, /Se contó 1 incidente/);
    assert.ok(!cover.includes('Pareja'), 'nor before opening');
    assert.deepEqual(contextsOf(await one.opened()), ['Violencia de pareja']);
  });

  test('two in one case: each has its own context', async () => {
    const one = await met({ age: '19' });
    await one.tell({ day: '2024-06-01', incident_type: 'forced_marriage' });
    await one.tell({ day: '2024-09-10', incident_type: 'rape', relation: 'partner',
      exchanged: 'no', abduction: 'none' });
    const view = await one.opened();
    assert.deepEqual(contextsOf(view),
      ['Matrimonio temprano', 'Violencia de pareja · Abuso sexual infantil']);
    assert.equal(view.incidents_text, 'Se contaron 2 incidentes');
    assert.equal((await one.gestora.getJson('/personas')).list.items
      .filter(({ url }) => url === one.url).length, 1);
    assert.equal(view.heard_by, 1);
  });

  test('done by a tradition says so, whatever its type; a no says nothing', async () => {
    const one = await met();
    await one.tell({ incident_type: 'sexual_assault', harmful_practice: 'cutting' });
    await one.tell({ incident_type: 'physical_assault', harmful_practice: 'no' });
    await one.tell({ incident_type: 'not_gbv', harmful_practice: 'other' });
    assert.deepEqual(contextsOf(await one.opened()), ['Práctica tradicional dañina', '', '']);
  });

  test('is not asked again: its type and day go both ways, and the newest stands', async () => {
    const one = await met();
    await fill(one.gestora, `${one.url}/legal`,
      { incident_type: 'psychological', last_incident: '2026-10-01' });
    const { form } = await one.gestora.getJson(`${one.at}/hechos`);
    const field = (name) => form.fields.find((each) => each.name === name);
    assert.equal(field('day').value, '2026-10-01');
    assert.deepEqual(field('incident_type').options.filter(({ checked }) => checked)
      .map(({ value }) => value), ['psychological']);

    await one.tell({ day: '2026-11-20', incident_type: 'physical_assault' });
    assert.deepEqual([(await one.legal()).incident_type, (await one.legal()).last_incident],
      ['physical_assault', '2026-11-20']);
    await one.tell({ day: '2025-01-01', incident_type: 'rape' });
    assert.equal((await one.legal()).incident_type, 'physical_assault', 'an older one changes none');
    await one.tell({ when: 'recent', incident_type: 'denial' });
    assert.deepEqual([(await one.legal()).incident_type, (await one.legal()).last_incident],
      ['denial', '']);
  });

  test('of two who write at once, both stand', async () => {
    const one = await met();
    const colleague = await net.as('gestora2');
    await Promise.all([one.gestora, colleague].map((client) =>
      fill(client, `${one.at}/hechos`, { place: 'online' })));
    const view = await one.opened();
    assert.equal(view.account.length, 2);
    assert.equal(view.heard_by, 2);
  });

  test('leaves in no referral: not the words, and of the answers what she lets go alone', async () => {
    const one = await met();
    const words = 'Junto al limonero torcido.';
    await fill(one.gestora, `${one.at}/escribir`, { text: words });
    await one.tell({ day: '2026-11-20', incident_type: 'physical_assault', place: 'transport',
      relation: 'armed' });
    const draft = await choose(one.gestora, one.person, { service: 'LEGAL', to: 'Consultorio' });
    const { groups } = await one.gestora.getJson(`${draft}/autorizacion`);
    assert.ok(!groups.some(({ value }) => value === 'narrative'));
    await allow(one.gestora, draft, { categories: groups.map(({ value }) => value), withheld: [] });
    await fill(one.gestora, `${draft}/vista`, {});
    const consultorio = await net.as('consultorio');
    const { code } = await one.gestora.getJson(draft);
    const slip = await slipOf(consultorio, code);
    const { told } = await consultorio.getJson(`/derivaciones/${slip}`);
    assert.deepEqual(told.filter(({ name }) => /incident/.test(name)).map(({ value }) => value),
      ['Agresión física', '20/11/2026']);
    for (const path of [`/derivaciones/${slip}`, '/derivaciones']) {
      assert.doesNotMatch(await consultorio.getHtml(path), /limonero|transporte|armado/, path);
    }
    const other = await refer(one.gestora, one.person, { service: 'HEALTH', to: 'Clínica' });
    const clinica = await net.as('clinica');
    const text = await clinica.getHtml(`/derivaciones/${await slipOf(clinica, other.code)}`);
    assert.doesNotMatch(text, /limonero|Agresión|20\/11\/2026/, 'nor its type without her leave');
  });
});

describe('something new', () => {
  test('asks what changed, and leave for what she had declined: only her yes reopens', async () => {
    const one = await met();
    await fill(one.gestora, `${one.url}/seguridad/tarea/safe`, { what: 'La panadería' });
    await fill(one.gestora, `${one.url}/seguridad/acordado`,
      { review: '2026-11-24', wanted: 'yes', kept: 'none' });
    const page = (service) => `${one.url}/derivar?servicio=${service}`;
    const no = {};
    for (const service of ['SEC', 'LEGAL']) {
      const { proposals } = await one.gestora.getJson(page(service));
      no[service] = proposals.first[0].provider;
      await one.gestora.post(proposals.decline_url, { provider: no[service] });
    }
    await addNeed(one.gestora, one.person, { service: 'CASH' });
    const [{ add_url: add }] = (await one.gestora.getJson(`${one.url}/plan`)).plan_needs;
    for (const what of ['Ir a la comisaría', 'Mudarse con la hermana']) {
      await fill(one.gestora, add, { what, kind: 'protection', decision: 'declined' });
    }
    assert.equal((await one.gestora.send('GET', `${one.at}/hechos/despues`)).status, 404);
    net.clock.advance({ minutes: 1 });

    const next = await one.tell({ when: 'recent', day: '2026-11-23', place: 'street' });
    assert.equal(next, `${one.at}/hechos/despues`);
    const view = await one.gestora.getJson(next);
    assert.equal(view.safety_url, `${one.url}/seguridad`);
    const options = (name) => view.form.fields.find((field) => field.name === name).options
      .map(({ label }) => label);
    assert.equal(options('services').length, 2);
    assert.deepEqual(options('actions'), ['Ir a la comisaría', 'Mudarse con la hermana']);
    assert.equal((await one.gestora.getJson(`${one.url}/seguridad`)).ask_changed, true);

    const asked = await fill(one.gestora, next,
      { services: ['@Asistencia legal'], actions: ['@Mudarse'] });
    assert.equal(asked, `${one.url}/seguridad`);
    const offered = async (service) => (await one.gestora.getJson(page(service))).proposals
      .first.some(({ provider }) => provider === no[service]);
    assert.deepEqual([await offered('LEGAL'), await offered('SEC')], [true, false]);
    const { plan_needs: [{ plan_actions: actions }] } =
      await one.gestora.getJson(`${one.url}/plan`);
    assert.deepEqual(Object.fromEntries(actions.map(({ what, tag }) => [what, tag])),
      { 'Ir a la comisaría': 'No lo quiere', 'Mudarse con la hermana': 'Lo está pensando' });
    const left = await one.gestora.getJson(next);
    assert.deepEqual(left.form.fields.map(({ options: each }) => each.length), [1, 1]);

    net.clock.advance({ minutes: 1 });
    await fill(one.gestora, `${one.url}/seguridad/acordado`,
      { review: '2026-11-24', wanted: 'yes', kept: 'none' });
    assert.equal((await one.gestora.getJson(`${one.url}/seguridad`)).ask_changed, false);
    net.clock.advance({ minutes: 1 });
    await fill(one.gestora, next, { services: ['@Policía'] });
    assert.equal((await one.gestora.getJson(`${one.url}/seguridad`)).ask_changed, false,
      'her leave alone is nothing new');
  });

  test('with nothing declined, nothing is asked; of what lies back, nothing at all', async () => {
    const one = await met();
    assert.equal(await one.tell({ when: 'before', day: '2026-11-23' }), one.at);
    assert.equal(await one.tell({ day: '2026-11-22' }), one.at, 'before she was accompanied');
    assert.equal((await one.gestora.send('GET', `${one.at}/hechos/despues`)).status, 404);
    const next = await one.tell({ day: '2026-11-23' });
    assert.equal(next, `${one.at}/hechos/despues`);
    assert.equal((await one.gestora.getJson(next)).form, undefined);
    assert.ok((await one.gestora.getHtml(one.at)).includes(next), 'the way back to it');
  });

  test('is no work for a case that is closed', async () => {
    const one = await met();
    await fill(one.gestora, `${one.url}/cerrar`, { reason: 'asked', safety: 'not_needed',
      told_return: 'yes' });
    await one.gestora.getJson(`${one.at}/hechos`);
    refused(await one.gestora.post(`${one.at}/hechos`, { place: 'work' }), undefined);
  });
});

describe('whoever opens the account', () => {
  const NOTE = 'Revisión de noviembre';

  test('says why, unless it is who accompanies; each time, which she and they can read', async () => {
    const one = await met();
    await fill(one.gestora, `${one.at}/escribir`, { text: 'Lo contó despacio.' });
    const supervisora = await net.as('supervisora');
    const cover = await supervisora.getJson(one.at);
    assert.equal(cover.needs_reason, true);
    assert.deepEqual(cover.form.fields.map(({ name, required }) => [name, required]),
      [['why', true], ['note', false]]);
    refused(await supervisora.post(one.at), 'why');
    refused(await supervisora.post(one.at, { why: 'curiosity' }), 'why');
    assert.equal((await one.gestora.getJson(one.url)).heard_by, 1, 'refused is not read');
    for (const fields of [{ why: 'supervision', note: NOTE }, { why: 'asked' }]) {
      const { view } = expectStatus(await supervisora.post(one.at, fields), 200);
      assert.deepEqual(view.account.map(({ text }) => text), ['Lo contó despacio.']);
      assert.equal(view.heard_by, 2);
    }
    const own = await one.gestora.getJson(one.at);
    assert.deepEqual(own.form.fields, []);
    assert.deepEqual(own.hearings.map(({ who, what }) => [who.split(' ')[0], what]), [
      ['Marta', 'Lo escuchó'],
      ['Rosa', `Lo leyó · Para revisar el trabajo · ${NOTE}`],
      ['Rosa', 'Lo leyó · La persona lo pide, para no contarlo otra vez'],
    ]);
    const told = (await historyOf(one.gestora, one.person, 'notas'))
      .filter(({ type }) => type === 'account_heard').map(({ text }) => text);
    assert.ok(told.some((text) => text.includes(NOTE)), 'it stands in her history');

    await one.gestora.getJson(`${one.url}/copia`);
    const { text } = await one.gestora.post(`${one.url}/copia`, { shape: 'paper' },
      { accept: 'text/html' });
    assert.match(text, /Quién lo sabe/);
    assert.ok(text.includes(NOTE) && text.includes('Lo contó despacio.'));
  });

  test('by making her copy is counted too, with that as the reason', async () => {
    const one = await met();
    await one.tell({ incident_type: 'rape' });
    const supervisora = await net.as('supervisora');
    await supervisora.getJson(`${one.url}/copia`);
    const { view } = await supervisora.post(`${one.url}/copia`, { shape: 'paper' });
    assert.deepEqual(said(view, 'Qué tipo, si la persona quiere decirlo'), ['Violación']);
    assert.match(view.hearings.at(-1).what, /copia de la persona/);
    assert.equal((await one.gestora.getJson(one.url)).heard_by, 2);
  });

  test('has its key: for anybody else, and for whom she excludes, it is not here', async () => {
    const one = await met();
    await one.tell({ when: 'recent' });
    await assessRisk(one.gestora, one.person, 'low', 'a');
    await exclude(one.gestora, one.person, { exclude_members: ['@Irene'] });
    for (const login of ['gestora2', 'guardia', 'clinica', 'coordinadora', 'auditora']) {
      const client = await net.as(login);
      for (const rest of ['', '/hechos', '/hechos/despues', '/escribir']) {
        expectStatus(await client.send('GET', `${one.at}${rest}`), 404);
        expectStatus(await client.post(`${one.at}${rest}`,
          { why: 'asked', when: 'recent', text: 'a' }), 404);
      }
    }
    assert.equal((await one.gestora.getJson(one.url)).heard_by, 1);
  });
});
