// "Eleven volunteers": the bad path of the role play, tried again. At each step somebody does what
// was done to her then, and the program gives another way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { allow, answer, choose, exclude, fill, follow, meetPerson, slipOf } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';
import { Client } from './lib/client.mjs';
import { ask, dump } from './lib/walk.mjs';

const NAME = 'Anaís Coromoto Bastidas';
const ACCOUNT = 'Otra vez lo del muelle y la lancha blanca.';
const VOLUNTEERS = ['clinica', 'clinica2', 'consultorio', 'albergue', 'fondo', 'coordinadora',
  'admin', 'auditora'];

let net;
let gestora;
let person;
let url;
let code;

before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
});
after(() => net?.stop());

test('she says "not now": a count stays, and she can come back another day', async () => {
  await gestora.getJson('/personas/nueva/autorizacion');
  const { go } = await gestora.post('/personas/nueva/autorizacion', { answer: 'not_now' });
  assert.equal(go, '/personas/nueva/informacion');
  assert.equal(ask(net.dir, 'SELECT count(*) FROM dossier'), '0');
  const { helps } = await gestora.getJson(go);
  assert.ok(helps.some(({ phones }) => phones.length > 0), 'information even so');

  net.clock.advance({ days: 1 });
  gestora = await net.as('gestora');
  ({ person, url } = await meetPerson(gestora, { name: NAME, other_help: 'Once oficinas.' }));
  code = (await gestora.getJson(url)).identity.code;
});

test('a second organisation meets her too: neither learns of the other', async () => {
  const invited = net.made.members.find(({ login }) => login === 'suchiate');
  await new Client(net.url).activate(invited);
  const suchiate = await net.as('suchiate');
  const second = await meetPerson(suchiate, { name: NAME });
  for (const [client, own, other] of [[gestora, person, second.person],
    [suchiate, second.person, person]]) {
    const { view } = await client.post('/personas/buscar', { query: 'anais bastidas' });
    assert.deepEqual(view.list.items.map(({ url: found }) => found), [`/personas/${own}`]);
    assert.equal((await client.send('GET', `/personas/${other}`)).status, 404);
  }
  const codes = [code, (await suchiate.getJson(second.url)).identity.code];
  assert.notEqual(codes[0], codes[1]);
  const form = await gestora.getJson(`/personas/${person}/datos`);
  assert.ok(form.form.fields.some(({ name }) => name === 'other_help'), 'one asks her instead');
});

test('in her own unit she is found by code or by a name that is spelt otherwise', async () => {
  const colleague = await net.as('gestora2');
  for (const query of [code, code.toLowerCase(), 'ANAIS', 'Vastidas']) {
    const { view } = await colleague.post('/personas/buscar', { query });
    assert.equal(view.found, 1, query);
    assert.ok(!JSON.stringify(view.list).includes('Anaís'), 'codes only');
  }
});

test('sending without asking her is refused, and nobody receives anything', async () => {
  const draft = await choose(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  const before = dump(net.dir);
  const told = await gestora.post(`${draft}/vista`, {});
  assert.equal(told.status, 422);
  assert.equal(dump(net.dir), before);
  assert.deepEqual((await (await net.as('clinica')).getJson('/derivaciones')).list.items, []);
});

test('eight others ask for her file: each is told what is told of nothing', async () => {
  for (const login of VOLUNTEERS) {
    const client = await net.as(login);
    const theirs = await client.send('GET', url);
    const nothing = await client.send('GET', `/personas/${'0'.repeat(31)}1`);
    assert.equal(theirs.status, 404, login);
    assert.deepEqual(theirs.view.problem, nothing.view.problem, login);
  }
});

test('a colleague whom she names must not know: the key is gone with the same click', async () => {
  const irene = await net.as('gestora2');
  await irene.getJson(url);
  await exclude(gestora, person, { exclude_members: ['@Irene'] });
  assert.equal((await irene.send('GET', url)).status, 404);
  const { view } = await irene.post('/personas/buscar', { query: code });
  assert.equal(view.found, 0);
});

test('instead of a mail with her name, an office without account gets what she allowed', async () => {
  const draft = await choose(gestora, person,
    { service: 'ASYLUM', to: 'Oficina', kind: 'external' });
  const { reports } = await gestora.getJson(`${draft}/autorizacion`);
  assert.match(reports, /oficina del Estado/);
  await allow(gestora, draft, { categories: ['language'], withheld: [] });
  const preview = await gestora.getJson(`${draft}/vista`);
  assert.deepEqual([preview.now.map(({ name }) => name), preview.later], [['language'], []]);
  const sent = await fill(gestora, `${draft}/vista`, {});
  const before = await gestora.getJson(sent);
  assert.equal(before.state_code, 'recorded');
  assert.ok(!JSON.stringify(before).includes('Anaís'));

  net.clock.advance({ hours: 2 });
  gestora = await net.as('gestora');
  const referral = sent.split('/')[4];
  await follow(gestora, person, referral, 'ejecutar', { channel: 'phone', when: '2026-11-24T10:30',
    by: 'Marta Solano Vega', to: 'Ventanilla de citas', said_back: 'Cita en diez días.' });
  const after = await gestora.getJson(sent);
  assert.equal(after.state_code, 'executed');
  const recorded = after.history.find(({ type }) => type === 'referral_recorded');
  const executed = after.history.find(({ type }) => type === 'referral_executed');
  assert.deepEqual([recorded.when, executed.when, executed.recorded],
    ['24/11/2026 09:00', '24/11/2026 10:30', '24/11/2026 11:00']);
});

test('nobody knows who offers what: the map says it, and says where nobody does', async () => {
  const found = async (service) => {
    const { proposals } = await gestora.getJson(`/personas/${person}/derivar?servicio=${service}`);
    return [...proposals.first, ...proposals.more].map(({ organisation }) => organisation);
  };
  assert.ok((await found('MH')).includes('Clínica Poás (demo)'));
  assert.deepEqual(await found('EDU-F'), []);
});

test('nobody led: now there is one who accompanies her, and only one', async () => {
  const draft = await choose(gestora, person, { service: 'MH', to: 'Clínica' });
  await allow(gestora, draft);
  const sent = await fill(gestora, `${draft}/vista`, {});
  const { code: slipCode } = await gestora.getJson(sent);
  const clinica = await net.as('clinica');
  const slip = await slipOf(clinica, slipCode);
  await answer(clinica, slip, 'recibir');
  await answer(clinica, slip, 'aceptar');
  const { readers } = await gestora.getJson(url);
  assert.deepEqual(readers.filter(({ reason }) => reason === 'Acompaña')
    .map(({ name }) => name), ['Marta Solano Vega']);
});

test('how many have heard her account is counted, and it never has to be told again', async () => {
  const at = `/personas/${person}/relato`;
  await fill(gestora, `${at}/escribir`, { text: ACCOUNT });
  await (await net.as('supervisora')).getJson(at);
  assert.equal((await gestora.getJson(url)).heard_by, 1, 'looking at the cover is not reading');
  for (const times of [1, 2]) {
    const { view } = await (await net.as('supervisora')).post(at, { why: 'supervision' });
    assert.equal(view.heard_by, 2, `opened ${times} times`);
  }
  assert.equal((await gestora.getJson(url)).heard_by, 2);
  for (const login of ['clinica', 'consultorio']) {
    const { list } = await (await net.as(login)).getJson('/derivaciones?ver=todas');
    for (const item of list.items) {
      const { text } = await (await net.as(login)).send('GET', item.url);
      assert.ok(!text.includes('muelle'), login);
    }
  }
});
