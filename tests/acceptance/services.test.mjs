// The service map: a matrix comes in whole or not at all, comes back as drawn, and tells its
// pathways and its gaps. The table is the workshop's (docs/rules.md), with "2.GC" and "1. psicosocial" in it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { allow, choose, fill, meetPerson } from './lib/acts.mjs';
import { expectStatus, newCommand } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { amparo } from './lib/server.mjs';

const FILE = join(dirname(fileURLToPath(import.meta.url)), '../../data/workshop-matrix.csv');
const SEED = readFileSync(FILE, 'utf8');
const AREA = 'Ruta de ejemplo'; // an area of the plan without services of its own
const IMPORT = '/servicios/importar';

let net;
let coordinadora;

before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** The rows of a table whose only quoted cells hold commas. */
function cellsOf(csv) {
  return csv.trim().split(/\r?\n/).map((line) =>
    [...line.matchAll(/("([^"]*)"|([^,]*))(,|$)/g)].slice(0, 8).map((m) => m[2] ?? m[3]));
}

async function areaOf(client, name) {
  const { areas } = await client.getJson('/servicios');
  return areas.find(({ label }) => label === name).value;
}

async function sendTable(client, area, table, step) {
  await client.getJson(IMPORT);
  return client.post(IMPORT, { area, table, step });
}

async function importSeed(client, area, table = SEED) {
  const { go } = await sendTable(client, area, table, 'import');
  assert.equal(go, `/servicios/matriz?area=${area}`);
}

function tableOf(view) {
  return [[view.corner, ...view.columns.map(({ label }) => label)],
    ...view.rows.map(({ organisation, cells }) => [organisation,
      ...cells.map(({ wording }) => wording)])];
}

const gapsOf = (view, profile) => view.columns.find((column) => column.profile === profile).gaps
  .map(({ kind, service, organisation }) => [kind, service, organisation].filter(Boolean)
    .join(' '))
  .sort();

test('a dry run tells what would be made and writes nothing', async () => {
  coordinadora = await net.as('coordinadora');
  const area = await areaOf(coordinadora, AREA);
  const { status, view, go } = await sendTable(coordinadora, area, SEED, 'check');
  assert.equal(status, 200);
  assert.ok(!go);
  assert.equal(view.report.new_organisations, 8);
  assert.equal(view.report.new_services, 16);
  assert.equal(view.report.marks, 10);
  assert.deepEqual(view.report.faults, []);
  assert.deepEqual(view.report.organisations.map(({ kind }) => kind), [
    'organisation', 'organisation', 'organisation', 'organisation', 'institution', 'institution',
    'institution', 'agency']);
  assert.equal(view.form.fields.find(({ name }) => name === 'step').value, 'import');
  assert.equal(view.form.fields.find(({ name }) => name === 'table').value, SEED);

  const back = await coordinadora.post(IMPORT, { area, table: SEED, step: 'import', _change: '1' });
  assert.equal(back.status, 200);
  assert.equal(back.view.form.fields.find(({ name }) => name === 'table').value, SEED);
  assert.equal(back.view.form.fields.find(({ name }) => name === 'step').value, 'check');

  const map = await coordinadora.getJson(`/servicios?area=${area}`);
  assert.equal(map.mapped, false);
  assert.equal(map.found, 0);
});

test('a cell that is not understood is told with row and column, and nothing changes', async () => {
  const area = await areaOf(coordinadora, AREA);
  const broken = `\n${SEED.replace('2.GC', '2.Magia').replace('Recreación', 'Recreación y nada')}`;
  const { status, view } = await sendTable(coordinadora, area, broken, 'import');
  assert.equal(status, 422);
  assert.deepEqual(view.report.faults.map(({ row, column, place, wording }) =>
    [row, column, place, wording]), [
    [6, 7, 'G6', 'Recreación y nada'], // the empty line above the table is a row of the sheet
    [7, 3, 'C7', '2.Magia']]);
  assert.match(view.report.faults[1].text, /«Magia»/);
  assert.equal(view.form.fields.find(({ name }) => name === 'table').value, broken);
  assert.equal((await coordinadora.getJson(`/servicios?area=${area}`)).found, 0);
});

test('a table whose first cell is empty keeps its columns where they are', async () => {
  const area = await areaOf(coordinadora, AREA);
  const { view } = await sendTable(coordinadora, area, '\tMujeres\tHombres\nUna\t\tLegal\n',
    'check');
  assert.equal(view.report.new_services, 1);
  const { status, view: shifted } = await sendTable(coordinadora, area,
    '\tMujeres\nUna\tLegal\tSalud\n', 'check');
  assert.equal(status, 422);
  assert.deepEqual(shifted.report.faults.map(({ place }) => place), ['C2']);
});

test('what is no table, or for no area, is refused', async () => {
  const area = await areaOf(coordinadora, AREA);
  expectStatus(await sendTable(coordinadora, area, 'Solo una línea', 'import'), 422);
  expectStatus(await sendTable(coordinadora, area, 'A,Mujeres\nB,"Legal', 'import'), 422);
  expectStatus(await sendTable(coordinadora, 'f'.repeat(32), SEED, 'import'), 422);
  expectStatus(await sendTable(coordinadora, area, SEED, 'neither'), 422);
  const twice = 'A,Mujeres\nUna,Legal\nUna (demo),Salud\n';
  expectStatus(await sendTable(coordinadora, area, twice, 'import'), 422);
  assert.equal((await coordinadora.getJson(`/servicios?area=${area}`)).found, 0);
});

test('the same import sent twice, also at once, has one effect', async () => {
  const area = await areaOf(coordinadora, AREA);
  await coordinadora.getJson(IMPORT);
  const fields = { area, table: SEED, step: 'import', ...coordinadora.hidden(IMPORT) };
  const sent = [1, 2, 3].map(() => coordinadora.post(IMPORT, fields));
  for (const { go } of await Promise.all(sent)) {
    assert.equal(go, `/servicios/matriz?area=${area}`);
  }
  assert.equal((await coordinadora.getJson(`/servicios?area=${area}`)).found, 16);
});

test('an organisation that two imports bring at once is made once', async () => {
  const table = 'A,Mujeres\r\nRecién llegada,"Legal\r\nSalud"\r\n'; // as a browser sends lines
  const areas = [await areaOf(coordinadora, 'Manta'), await areaOf(coordinadora, 'Boa Vista')];
  await coordinadora.getJson(IMPORT);
  const sent = await Promise.all(areas.map((area) => coordinadora.post(IMPORT,
    { area, table, step: 'import', _command: newCommand() })));
  assert.deepEqual(sent.map(({ go }) => go), areas.map((area) => `/servicios/matriz?area=${area}`));
  assert.deepEqual(tableOf(await coordinadora.getJson(sent[0].go)),
    [['A', 'Mujeres'], ['Recién llegada', 'Legal\nSalud']]);
  const { view } = await sendTable(coordinadora, areas[0],
    'A,Mujeres\nRecién llegada,Legal\nrecien  llegada (demo),Salud\n', 'import');
  assert.match(JSON.stringify(view.errors), /tiene dos filas: Recién llegada/);
});

test('the matrix comes back as it was drawn, cell by cell', async () => {
  const area = await areaOf(coordinadora, AREA);
  const view = await coordinadora.getJson(`/servicios/matriz?area=${area}`);
  assert.deepEqual(tableOf(view), cellsOf(SEED));
  const html = await coordinadora.getHtml(`/servicios/matriz?area=${area}`);
  for (const wording of ['2.GC', '1. psicosocial', 'Educación formal e informal',
    '1. Psicosocial, Legal, GC']) {
    assert.ok(html.includes(`>${wording}<`), wording);
  }
});

test('what each cell says is understood', async () => {
  const area = await areaOf(coordinadora, AREA);
  const { rows } = await coordinadora.getJson(`/servicios/matriz?area=${area}`);
  const understood = Object.fromEntries(rows.map(({ organisation, cells }) => [organisation,
    cells.map(({ mark, services }) => `${mark || ''}${[...services].sort()}`)]));
  assert.deepEqual(understood, {
    'Org 1 nombre': ['1PSS', 'PSS', '', '', '', '', ''],
    'Org 2 nombre': ['1LEGAL', 'LEGAL', '', 'PSS', '', 'PSS', ''],
    'Org 3 nombre': ['', 'EDU-N', 'LEGAL', 'HEALTH,LEGAL', '', '', ''],
    'Org 4 nombre': ['EDU-R', '', 'PSS', '', '1CM,LEGAL,PSS', 'RECR', ''],
    'Institución 1': ['2CM', '2CM', '', '', '', '', ''],
    'Institución 2': ['EDU-F,EDU-N', 'EDU-F', '', '', '', '', ''],
    'Institución 3': ['1HEALTH', '1HEALTH', '2HEALTH', '2HEALTH', '2HEALTH', '', ''],
    Agencia: ['LEGAL', 'LEGAL', 'LEGAL', 'LEGAL', 'LEGAL', '', ''],
  });
});

test('the pathway of a profile leads from entry points through funnels to services', async () => {
  const area = await areaOf(coordinadora, AREA);
  const stepsOf = async (profile) => {
    const { steps } = await coordinadora.getJson(
      `/servicios/rutas?area=${area}&perfil=${profile}`);
    return Object.fromEntries(steps.map(({ kind, items }) => [kind,
      items.map(({ organisation }) => organisation)]));
  };
  assert.deepEqual(await stepsOf('girls'), {
    entry: ['Org 1 nombre', 'Org 2 nombre', 'Institución 3'],
    funnel: ['Institución 1'],
    service: ['Org 1 nombre', 'Org 2 nombre', 'Org 4 nombre', 'Institución 1', 'Institución 2',
      'Institución 3', 'Agencia'],
  });
  assert.deepEqual(await stepsOf('women'), {
    entry: [],
    funnel: ['Institución 3'],
    service: ['Org 3 nombre', 'Org 4 nombre', 'Institución 3', 'Agencia'],
  });
  assert.deepEqual(await stepsOf('other'), { entry: [], funnel: [], service: [] });
  const html = await coordinadora.getHtml(`/servicios/rutas?area=${area}&perfil=girls`);
  assert.match(html, /<svg [^>]*role="img"/);
  assert.match(html, /va directo al servicio/);
  assert.equal((await coordinadora.send('GET', `/servicios/rutas?area=${area}&perfil=x`)).status,
    404);
});

test('every gap of the table is told against the stated list', async () => {
  const area = await areaOf(coordinadora, AREA);
  const view = await coordinadora.getJson(`/servicios/vacios?area=${area}`);
  assert.deepEqual(view.expected, ['CM', 'PSS', 'HEALTH', 'LEGAL', 'SHELTER-S', 'SEC', 'LIV']);
  assert.deepEqual(view.nowhere.map(({ service }) => service), ['SHELTER-S', 'SEC', 'LIV']);
  assert.deepEqual(gapsOf(view, 'girls'), ['complete', 'single_funnel CM Institución 1']);
  assert.deepEqual(gapsOf(view, 'boys'), ['complete', 'one_entry HEALTH Institución 3',
    'single_funnel CM Institución 1']);
  assert.deepEqual(gapsOf(view, 'women'), ['no_entry', 'no_service CM',
    'single_funnel HEALTH Institución 3']);
  assert.deepEqual(gapsOf(view, 'men'), ['no_entry', 'no_service CM',
    'single_funnel HEALTH Institución 3']);
  assert.deepEqual(gapsOf(view, 'lgbti'), ['complete', 'one_entry Org 4 nombre',
    'single_funnel HEALTH Institución 3']);
  assert.deepEqual(gapsOf(view, 'disability'), ['no_entry', 'no_funnel', 'no_service CM',
    'no_service HEALTH', 'no_service LEGAL']);
  assert.deepEqual(gapsOf(view, 'other'), ['empty']);
  const html = await coordinadora.getHtml(`/servicios/vacios?area=${area}`);
  assert.match(html, /Un embudo con un solo servicio \(Gestión de casos\)/);
  assert.match(html, /Nadie ofrece: Albergue seguro/);
});

test('an import of the area replaces what its map said, and keeps what it says again', async () => {
  const area = await areaOf(coordinadora, AREA);
  const before = await coordinadora.getJson(`/servicios?area=${area}`);
  const idsOf = (view) => Object.fromEntries(view.groups.flatMap(({ services }) => services)
    .map(({ organisation, type, service }) => [`${organisation} ${type}`, service]));
  const smaller = SEED.split('\n').filter((line) => !line.startsWith('Agencia')).join('\n')
    .replace('1. Psicosocial, Legal, GC', 'Psicosocial');

  const { view } = await sendTable(coordinadora, area, smaller, 'check');
  assert.equal(view.report.new_organisations, 0);
  assert.deepEqual(view.report.closed.map(({ organisation, name }) => `${organisation} ${name}`)
    .sort(), ['Agencia (demo) Asistencia legal', 'Org 4 nombre (demo) Asistencia legal',
    'Org 4 nombre (demo) Gestión de casos']);

  await importSeed(coordinadora, area, smaller);
  const now = await coordinadora.getJson(`/servicios?area=${area}`);
  assert.equal(now.found, 13);
  for (const [key, id] of Object.entries(idsOf(now))) {
    assert.equal(id, idsOf(before)[key], key);
  }
  const { steps } = await coordinadora.getJson(`/servicios/rutas?area=${area}&perfil=lgbti`);
  assert.deepEqual(steps[0].items, []);

  await importSeed(coordinadora, area);
  assert.deepEqual(idsOf(await coordinadora.getJson(`/servicios?area=${area}`)), idsOf(before));
});

test('the map is filtered by profile and type, and tells how to reach a service', async () => {
  const area = await areaOf(coordinadora, AREA);
  const women = await coordinadora.getJson(`/servicios?area=${area}&perfil=women&tipo=HEALTH`);
  assert.deepEqual(women.groups.map(({ type, services }) => [type,
    services.map(({ organisation }) => organisation)]), [['HEALTH', ['Institución 3 (demo)']]]);
  assert.equal(women.groups[0].services[0].funnel_for, 'Mujeres, Hombres, LGBTI');

  const valley = await areaOf(coordinadora, 'Valle Central');
  const own = await coordinadora.getJson(`/servicios?area=${valley}`);
  const services = own.groups.flatMap((group) => group.services);
  const ceiba = services.find(({ type, organisation }) => type === 'CM'
    && organisation.startsWith('Casa Ceiba'));
  assert.equal(ceiba.phone, '+506 0000-0101');
  assert.equal(ceiba.account, true);
  assert.equal(ceiba.open_now, true);
  assert.ok(ceiba.hours && ceiba.serves);
  assert.ok(services.some(({ reports }) => reports.length > 0));
  net.clock.advance({ hours: 12 }); // 21:00 there
  coordinadora = await net.as('coordinadora');
  const night = await coordinadora.getJson(`/servicios?area=${valley}&tipo=CM`);
  assert.equal(night.groups[0].services.find(({ service }) => service === ceiba.service).open_now,
    false);
});

test('a focal point reads the map and cannot import, nor can the auditor read', async () => {
  const clinica = await net.as('clinica');
  const area = await areaOf(clinica, AREA);
  for (const page of ['', '/matriz', '/rutas', '/vacios']) {
    const view = await clinica.getJson(`/servicios${page}?area=${area}`);
    assert.ok(!view.tabs.some(({ url }) => url.startsWith(IMPORT)));
  }
  expectStatus(await clinica.send('GET', IMPORT), 404);
  expectStatus(await clinica.post(IMPORT, { area, table: 'A,Mujeres\nB,Legal\n', step: 'import' }),
    404);
  const auditora = await net.as('auditora');
  expectStatus(await auditora.send('GET', '/servicios'), 404);
  expectStatus(await clinica.send('GET', `/servicios?area=${'0'.repeat(32)}`), 404);
  expectStatus(await clinica.send('GET', '/servicios?area=x'), 404);
});

test('the command of the operator imports the same, and a dry run of it nothing', async () => {
  const args = ['import', 'matrix', FILE, '--area', 'tulcan', '--dir', net.dir, '--json'];
  const area = await areaOf(await net.as('coordinadora'), 'Tulcán');
  const before = await (await net.as('coordinadora')).getJson(`/servicios/matriz?area=${area}`);
  const dry = await amparo([...args, '--dry-run']);
  assert.equal(dry.code, 0, dry.stderr);
  assert.equal(JSON.parse(dry.stdout).written, false);
  const client = await net.as('coordinadora');
  assert.deepEqual(tableOf(await client.getJson(`/servicios/matriz?area=${area}`)),
    tableOf(before));

  const done = await amparo(args);
  assert.equal(done.code, 0, done.stderr);
  assert.equal(JSON.parse(done.stdout).known_organisations, 8);
  assert.deepEqual(tableOf(await client.getJson(`/servicios/matriz?area=${area}`)), cellsOf(SEED));

  const bad = join(net.folder, 'bad.csv');
  writeFileSync(bad, 'Org,Mujeres\n\nUna,"Legal\nSalud"\nDos,Magia\n');
  const refused = await amparo(['import', 'matrix', bad, '--area', 'Tulcán', '--dir', net.dir]);
  assert.equal(refused.code, 64);
  assert.match(refused.stderr, /row 4, column 2 \(B4\): "Magia"/);
  assert.deepEqual(tableOf(await client.getJson(`/servicios/matriz?area=${area}`)), cellsOf(SEED));
});

test('a service is paused by its focal point until a day: not offered meanwhile, then open again',
  async () => {
    const [clinica, gestora] = [await net.as('clinica'), await net.as('gestora')];
    const find = async (client) => (await client.getJson('/servicios')).groups
      .flatMap(({ services }) => services)
      .find(({ type, organisation }) => type === 'HEALTH' && /^Clínica/.test(organisation));
    const { person } = await meetPerson(gestora);
    const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica' });
    await allow(gestora, draft);
    const { pause_url: url, paused } = await find(clinica);
    assert.equal(paused, false);
    assert.equal((await find(gestora)).pause_url, '', 'who refers does not pause it');
    assert.ok((await find(await net.as('coordinadora'))).pause_url, 'who edits the map does');
    const fields = { paused: 'yes', until: '2026-11-26', why: 'supplies' };
    expectStatus(await gestora.post(url, fields), 404);
    expectStatus(await (await net.as('albergue')).post(url, fields), 404, 'of another service');
    for (const until of ['2026-11-20', '2028-11-26', undefined]) {
      await clinica.getJson(url);
      expectStatus(await clinica.post(url, { ...fields, until }), 422);
    }
    const stale = await (await net.as('coordinadora')).getJson(url);
    await fill(clinica, url, fields);
    const late = await net.as('coordinadora');
    expectStatus(await late.post(url, { paused: 'no', _base: stale.form.base }), 409);
    const shown = await find(gestora);
    assert.deepEqual([shown.paused, shown.open_now, shown.paused_until, shown.paused_why],
      [true, false, '26/11/2026', 'Faltan insumos']);
    await assert.rejects(choose(gestora, person, { service: 'HEALTH', to: 'Clínica' }),
      /is not proposed/);
    assert.match((await gestora.getJson(`${draft}/vista`)).problem_text,
      /en pausa: vuelve a atender el 26\/11\/2026/);
    expectStatus(await gestora.post(`${draft}/vista`), 422);
    net.clock.advance({ days: 3 });
    const later = await net.as('gestora');
    assert.equal((await find(later)).paused, false);
    await fill(later, `${draft}/vista`, {});
  });
