// What was told is planted as words that stand nowhere else, through the main job and through
// what goes wrong; then every file and every line that the program leaves is searched for them, in
// every writing that a careless program would use. (The browser's own files: tests/browser.)
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { addNeed, addNote, answer, change, exclude, fill, follow, meetChild, meetPerson, slipOf }
  from '../acceptance/lib/acts.mjs';
import { Client, passwordOf } from '../acceptance/lib/client.mjs';
import { TOLD_THERE, addItem, approve, conferences, convene, decide, hold, invite, letCome,
  meetAboutCases }
  from '../acceptance/lib/conference.mjs';
import { OVERRIDE } from '../acceptance/lib/forms.mjs';
import { TOLD, mainJob } from '../acceptance/lib/main_job.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { PASSPHRASE } from '../acceptance/lib/server.mjs';
import { awaken, newest, prepare, press, reply, todayOf } from '../acceptance/lib/transfers.mjs';

const MORE = {
  legalName: 'Xiomara del Valle Quetzalli',
  excluded: 'La prima Eufrasia del kiosco',
  draft: 'Borrador del quitasol anaranjado',
  parked: 'Aparcado del farol violeta',
  wrongPassword: 'contraseña-errada-del-alfiler-77',
  wrongLogin: 'nombre-de-entrada-del-almirez',
  address: 'Del higuerón dos cuadras al sur, portón turquesa',
  saidBack: 'Preguntar por doña Hermenegilda',
};
/** A piece of it would be enough. */
const longestOf = (words) => words.split(/[^\p{L}]+/u).sort((a, b) => b.length - a.length)[0];
const PASSWORDS = [passwordOf('gestora'), passwordOf('clinica'), PASSPHRASE];

let net;
let temporary;
const MOVED = {
  movedName: 'Ixquic Tzunux Batzín',
  movedPhone: '+506 0000-6633',
  movedRule: 'Silbar dos veces junto al guayacán.',
  phrase: 'La garza del muelle bermejo',
  noRoom: 'Falta quien hable mískito en la tarde',
};
/** Of the course of a case: each free text of it. */
const COURSE = {
  followUp: 'Preguntar por las hortensias magenta',
  contact: 'Contestó desde el tranvía escarchado',
  progress: 'Alcanzó la escalinata nacarada',
  barrier: 'Estorba el portalón herrumbroso',
  inFavour: 'Le alegra el gallinero bermellón',
  against: 'Le asusta el callejón pedregoso',
  service: 'Se tejió la mantilla aguamarina',
  bag: 'Detrás del armario apolillado',
  override: 'Gritaba junto al surtidor plomizo',
  overrideWords: 'Agradece lo del columpio astillado',
  options: 'Vivir con la madrina ceramista',
  view: 'Prefiere el internado carmesí',
  decision: 'Duerme donde la comadrona jorobada',
  closing: 'Se despidió bajo el jacarandá marchito',
  helped: 'Le sirvió la infusión de cardamomo',
  approval: 'Falta anotar el embarcadero sumergido',
  notSaid: 'Callar lo del trapiche chamuscado',
  herWord: 'Dijo que extraña el campanario agrietado',
  outcome: 'Quedó en la talabartería clausurada',
  measure: 'Se cambió el cerrojo estropeado',
  others: 'También lo sabe la panadera estrábica',
  unsafe: 'Vigila desde el palomar desvencijado',
  notNow: 'Primero quiere arreglar el tejado goteante',
  opened: 'Leído por la carta del mesonero',
  objection: 'Teme por el taller del alfarero',
  question: '¿Cabe en la buhardilla encalada?',
  agreement: 'Preguntar en la ferretería derruida',
};
const told = { ...TOLD, ...MORE, ...TOLD_THERE, ...MOVED, ...COURSE };
const SECRETS = [...Object.values(told), ...PASSWORDS,
  ...Object.values(told).map(longestOf).filter((word) => word.length > 6)];

before(async () => {
  net = await openNetwork();
  await net.halt();
  temporary = join(net.folder, 'temporary');
  mkdirSync(temporary);
  await net.start({ env: { TMPDIR: temporary, SQLITE_TMPDIR: temporary, HOME: temporary } });
  await plant();
});
after(() => net?.stop());

/** The main job, drafts, a lock in the middle of writing, and what people do wrong. */
async function plant() {
  const { person, url, referrals } = await mainJob(net);
  const gestora = await net.as('gestora');
  await conferences(net);
  await transfers(gestora);
  await course(gestora);
  const at = (page) => `/personas/${person}/${page}`;
  await change(gestora, at('identidad'), { legal_name: told.legalName, address: told.address });
  await change(gestora, at('salud'), { health_needs: told.health });
  await change(gestora, at('reservado'), { srh_note: told.reserved });
  await exclude(gestora, person, { exclude_people: told.excluded });
  await follow(gestora, person, referrals.external.referral, 'ejecutar', { channel: 'phone',
    when: '2026-11-23T09:00', by: 'Marta', to: 'Ventanilla', said_back: told.saidBack });
  await gestora.post('/personas/buscar', { query: told.name });
  await gestora.getHtml(`${url}?nombre=1`);
  await gestora.getHtml(`${url}?imprimir=1`);
  await gestora.getJson(at('contacto'));

  await gestora.getJson(at('seguimiento'));
  const kept = await gestora.post(`/borrador?de=${encodeURIComponent(at('seguimiento'))}`,
    { note: told.draft });
  assert.equal(kept.status, 200, kept.text);
  await gestora.post('/ocultar', {});
  const locked = await gestora.post(at('riesgo'), { level: 'high', reason: told.parked });
  assert.equal(locked.status, 401, locked.text);

  const clinica = await net.as('clinica');
  const slip = await slipOf(clinica, referrals.health.code);
  await answer(clinica, slip, 'aceptar');
  await clinica.getHtml(`/derivaciones/${slip}/contacto`);
  await goWrong(clinica, person);
}

/** One that is declined, one that is accepted; the agreement for the way; their pages read. */
async function transfers(gestora) {
  await awaken(net, 'manta');
  const [manta, rosa] = [await net.as('manta'), await net.as('supervisora')];
  const away = async () => {
    const { person, url } = await meetPerson(gestora, { name: told.movedName,
      phone: told.movedPhone, contact_rule: told.movedRule });
    const { identity: { code } } = await gestora.getJson(url);
    await prepare(gestora, person, { to: 'Espacio Seguro Manta' });
    await press(gestora, person);
    const asked = (await todayOf(rosa)).find((row) => row.kind === 'approval' && row.code === code);
    await fill(rosa, asked.act_url, { answer: 'yes' });
    await press(gestora, person);
    return newest(manta);
  };
  await reply(manta, await away(), 'no-aceptar', { reason: 'no_capacity', detail: told.noRoom });
  const transfer = await away();
  await manta.getHtml(`/transferencias/${transfer}`);
  await reply(manta, transfer, 'aceptar', { owner: '@Viviana' });
  await reply(manta, transfer, 'si-no-llega', { expected: '2026-12-01', wait_days: '3',
    looks: 'both', ways: ['own_channel'], phrase: told.phrase });
  const page = await manta.getHtml(`/transferencias/${transfer}`);
  const contact = await gestora.getHtml(`/transferencias/${transfer}/contacto`);
  assert.ok(page.includes(told.phrase) && contact.includes(told.movedPhone));
}

/** What is written about one person from the plan to how it was; about a girl, and a conference. */
async function course(gestora) {
  const rosa = await net.as('supervisora');
  const { person, url } = await meetPerson(gestora);
  await addNeed(gestora, person, { service: 'PSS' });
  const [{ goal_url: goal, add_url: add }] = (await gestora.getJson(`${url}/plan`)).plan_needs;
  await fill(gestora, goal, { goal: told.goal });
  await fill(gestora, add, { what: told.action, kind: 'assistance', decision: 'chosen',
    who: 'together', in_favour: told.inFavour, against: told.against });
  const [{ plan_actions: [{ progress_url: progress }] }] =
    (await gestora.getJson(`${url}/plan`)).plan_needs;
  await fill(gestora, progress, { state: 'in_progress', progress: told.progress,
    barrier: told.barrier });
  await fill(gestora, `${url}/plan/servicio`, { service: 'PSS', note: told.service });
  await fill(gestora, `${url}/plan/acordado`, { how: 'in_person' });
  const { approval_url: approval } = await gestora.getJson(`${url}/plan`);
  await fill(rosa, approval, { answer: 'change', note: told.approval });
  await fill(gestora, `${url}/seguimiento`, { next: '2026-11-26T10:00', how: 'call',
    note: told.followUp });
  await fill(gestora, `${url}/seguimiento/hecho`, { result: 'done', channel: 'call',
    rule: 'confirmed', new_needs: 'no', risk: 'same', note: told.contact });
  await fill(gestora, `${url}/seguridad/parte/bag`, { bag_where: told.bag });
  await fill(gestora, `${url}/seguridad/acordado`, { wanted: 'not_now', put_off_why: told.notNow,
    review: '2026-11-26' });
  await fill(gestora, `${url}/relato/escribir`, { text: told.account });
  await rosa.getJson(`${url}/relato`);
  assert.equal((await rosa.post(`${url}/relato`, { why: 'supervision', note: told.opened })).status,
    200);
  await fill(gestora, `${url}/avisos`, { rule: 'other', done: 'reported', to: 'Fiscalía',
    told_before: 'yes', wish: 'objects', objection: told.objection });
  await fill(gestora, `${url}/peligro`, { ...OVERRIDE, danger: told.override, told: 'after',
    told_at: '2026-11-23T08:00', words: told.overrideWords });
  await conferred(gestora, person);
  await fill(gestora, `${url}/cerrar`, { reason: 'asked', safety: 'not_needed', told_return: 'yes',
    feedback: 'yes', note: told.closing });
  await fill(rosa, `${url}/opinion`, { result: 'given', comfortable: 'yes', options: 'yes',
    decided: 'yes', kept_secret: 'yes', better: 'yes', helped: told.helped });
  const girl = await meetChild(gestora);
  await fill(gestora, `${girl.url}/interes`, { about: 'services', kind: 'short',
    options: told.options, view: told.view, took_part: 'Ella', decision: told.decision,
    why: 'Lo pide.' });
  const breach = await fill(gestora, '/confidencialidad/nueva', { what: told.breach, risk: 'no',
    others: told.others });
  await fill(gestora, `${breach}/medidas`, { text: told.measure });
  await fill(gestora, `${breach}/informar`, { told: 'unsafe', why: told.unsafe });
  await meetAboutCases(gestora, { question: told.question, text: told.agreement });
}

async function conferred(gestora, person) {
  const url = await convene(gestora, person, { when: '2026-12-11T14:00', guests: ['@Clínica'],
    not_said: told.notSaid });
  await addItem(gestora, url, { title: told.item });
  await letCome(gestora, url, 'Clínica');
  await invite(gestora, url);
  await hold(gestora, url, { came: [], held_at: '2026-11-23T08:30' });
  await decide(gestora, url, [{ kind: 'visit', owner: 'us', due: '2' }]);
  await approve(gestora, url);
  await fill(gestora, `${url}/informar`, { told: 'yes', told_at: '2026-11-23T08:40',
    said: told.herWord });
  const { decisions: [{ outcome_url: outcome }] } = await gestora.getJson(url);
  await fill(gestora, outcome, { state: 'done', note: told.outcome });
}

async function goWrong(clinica, person) {
  const word = encodeURIComponent(told.name);
  for (const path of [`/personas/${word}`, `/personas?nombre=${word}`, `/${word}`,
    `/derivaciones/${word}/contacto`, `/personas/${person}?tipo=${word}`]) {
    await clinica.send('GET', path);
  }
  const nobody = new Client(net.url);
  await nobody.getJson('/entrar');
  for (const fields of [{ login: 'gestora', password: told.wrongPassword },
    { login: told.wrongLogin, password: 'x'.repeat(20) },
    { login: passwordOf('gestora'), password: 'gestora' }]) {
    await nobody.post('/entrar', fields);
  }
  await clinica.send('POST', `/personas/${person}/notas`,
    { body: `text=${word}&_csrf=${clinica.csrf}&a=%ff` });
  await clinica.send('POST', '/personas/buscar',
    { body: `query=${word}`, headers: { 'x-name': 'Xiomara' } });
}

/** A word as it could stand in a file: name → bytes. */
function writings(word) {
  const utf8 = Buffer.from(word);
  const folded = word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const found = {
    'UTF-8': utf8,
    'UTF-8, decomposed': Buffer.from(word.normalize('NFD')),
    'folded for the search': Buffer.from(folded),
    'UTF-16LE': Buffer.from(word, 'utf16le'),
    'UTF-16BE': Buffer.from(word, 'utf16le').swap16(),
    hex: Buffer.from(utf8.toString('hex')),
    HEX: Buffer.from(utf8.toString('hex').toUpperCase()),
    'a URL': Buffer.from(encodeURIComponent(word)),
    'a form': Buffer.from(new URLSearchParams({ a: word }).toString().slice(2)),
    JSON: Buffer.from(JSON.stringify(word).slice(1, -1)
      .replaceAll(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)),
  };
  for (let shift = 0; shift < 3; shift++) { // inside base64 a word has three faces
    const whole = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64');
    const inner = whole.slice(shift === 0 ? 0 : 4, 4 * Math.floor((shift + utf8.length) / 3));
    found[`base64, ${shift}`] = Buffer.from(inner);
    found[`base64url, ${shift}`] = Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return found;
}

function filesIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** "Word (writing) in place", for every one that is found. */
function found(words, places) {
  const hits = [];
  for (const word of words) {
    for (const [writing, bytes] of Object.entries(writings(word))) {
      for (const [place, content] of Object.entries(places)) {
        if (content.includes(bytes)) {
          hits.push(`${word} (${writing}) in ${place}`);
        }
      }
    }
  }
  return hits;
}

/** All that the program has left: its folder, its temporary folder, what it said. */
function places() {
  const left = Object.fromEntries([...filesIn(net.dir), ...filesIn(temporary)]
    .map((path) => [path.slice(net.folder.length + 1), readFileSync(path)]));
  return { ...left, 'what it said': Buffer.from(net.server.log()) };
}

test('the search finds each writing where it stands', () => {
  for (const word of Object.values(told)) {
    for (const [writing, bytes] of Object.entries(writings(word))) {
      const place = Buffer.concat([Buffer.from('…'), bytes, Buffer.from('…')]);
      assert.ok(found([word], { place }).some((hit) => hit.includes(`(${writing})`)), writing);
    }
    const inside = { 'a box': Buffer.from(Buffer.from(`{"a":"${word}"}`).toString('base64')) };
    assert.equal(found([word], inside).filter((hit) => hit.includes('(base64,')).length, 1);
  }
});

test('what is no secret stands in the database, so that it is the place to search', () => {
  const left = places();
  assert.ok(left['data/amparo.db'] && left['data/amparo.db-wal']?.length > 0, Object.keys(left));
  assert.ok(found(['Clínica Poás (demo)'], left).some((hit) => hit.includes('amparo.db')));
});

test('while it runs nothing that was told stands in clear in any file', () => {
  assert.deepEqual(found(SECRETS, places()), []);
});

test('after a power cut nothing that was told stands in clear in any file', async () => {
  await net.kill();
  assert.deepEqual(found(SECRETS, places()), []);
  await net.start({ env: { TMPDIR: temporary, SQLITE_TMPDIR: temporary, HOME: temporary } });
});

test('after it was stopped in good order nothing that was told stands in clear', async () => {
  const gestora = await net.as('gestora');
  const [{ url }] = (await gestora.getJson('/personas')).list.items;
  await addNote(gestora, url.split('/')[2], { text: told.note });
  await net.halt();
  const left = places();
  assert.deepEqual(found(SECRETS, left), []);
  assert.ok(filesIn(temporary).length === 0, filesIn(temporary).join());
  await net.start();
});

test('activation codes and recovery sheets stand in clear nowhere', () => {
  const codes = [...net.made.members.map(({ code }) => code),
    ...net.made.organisations.map((one) => one.recovery_code)].filter(Boolean);
  assert.ok(codes.length > 10);
  assert.deepEqual(found(codes, places()), []);
});

test('a draft and a parked form come back to who wrote them', async () => {
  const gestora = await net.as('gestora');
  const [{ url }] = (await gestora.getJson('/personas')).list.items;
  const written = async (page, field) => (await gestora.getJson(`${url}/${page}`)).form.fields
    .find(({ name }) => name === field).value;
  assert.equal(await written('seguimiento', 'note'), told.draft);
  assert.equal(await written('riesgo', 'reason'), told.parked);
});
