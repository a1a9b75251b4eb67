// Abuela Ibis, Boa Vista: her sons keep her cash card. Corrected as practice is: consent spoken with
// a witness and an interpreter is as good as a signature, and poverty is not called denial. What
// nobody offers is said to nobody's shame: the map shows it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { addNeed, allow, choose, fill, follow, historyOf, meetPerson } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { awaken } from './lib/transfers.mjs';

let net;
let igarape;
let person;
let url;

before(async () => {
  net = await openNetwork();
  await awaken(net, 'igarape');
  igarape = await net.as('igarape');
});
after(() => net?.stop());

test('she agrees by word, before a witness whom she chose and with an interpreter', async () => {
  ({ person, url } = await meetPerson(igarape, { name: 'Ibis', age: '66', language: 'warao',
    access_needs: 'Oye poco; camina con ayuda.', profiles: ['disability', 'other'],
    with_her: 'Sola', children: '0' },
  { mode: 'spoken', conditions: ['interpreter', 'witness'], copy: 'none' }));
  const { consent } = await igarape.getJson(url);
  const mode = consent.rows.map(({ value }) => value)
    .find((value) => value.startsWith('De palabra'));
  assert.match(mode, /intérprete/);
  assert.match(mode, /testigo/);
  const [given] = (await historyOf(igarape, person, 'autorizaciones'));
  assert.match(given.text, /^Sí · De palabra/);
  assert.doesNotMatch(JSON.stringify(await igarape.getJson(url)), /[Hh]uella/, 'nothing is missing');
});

test('what her sons do is denial, by family: not by a partner, and it is not poverty', async () => {
  await fill(igarape, `${url}/relato/hechos`, { when: 'before', incident_type: 'denial',
    place: 'home', relation: 'family' });
  const { view } = expectStatus(await igarape.post(`${url}/relato`), 200);
  assert.deepEqual(view.account.map(({ contexts }) => contexts), [''], 'no context follows');
  assert.match(await igarape.getHtml(`${url}/relato/hechos`),
    /La pobreza que comparte toda la comunidad no es negación de recursos/);
});

test('of what she needs, what nobody offers here is said so; the gaps tell what every place needs', async () => {
  for (const service of ['CASH', 'DIS', 'LEGAL', 'HEALTH']) {
    await addNeed(igarape, person, { service });
  }
  const anyOf = async (service) =>
    (await igarape.getJson(`${url}/derivar?servicio=${service}`)).proposals.any;
  assert.deepEqual([await anyOf('DIS'), await anyOf('LEGAL')], [false, true]);
  const { nowhere } = await igarape.getJson('/servicios/vacios');
  assert.ok(nowhere.some(({ service }) => service === 'HEALTH'), JSON.stringify(nowhere));
});

test('what is offered she takes, what is not stays open with its reason', async () => {
  const plan = async () => (await igarape.getJson(`${url}/plan`)).plan_needs;
  const aids = (await plan()).find(({ service_label: label }) => /discapacidad/i.test(label));
  await fill(igarape, aids.add_url, { what: 'Audífono y bastón', kind: 'assistance',
    decision: 'chosen', who: 'worker' });
  const [action] = (await plan()).flatMap(({ plan_actions: actions }) => actions);
  await fill(igarape, action.progress_url, { state: 'not_possible',
    barrier: 'Nadie lo da en Boa Vista', missing: 'yes' });
  const text = JSON.stringify(await plan());
  assert.ok(text.includes('Nadie lo da en Boa Vista'));
});

/** What was told to be missing, by profile. */
async function missing(client = igarape) {
  const { columns } = await client.getJson('/servicios/vacios');
  return Object.fromEntries(columns.map(({ profile, gaps }) => [profile,
    gaps.filter(({ kind }) => kind === 'told').map(({ service, detail }) => `${service} ${detail}`)]));
}

test('what nobody gives stands among the gaps, for who she is and for nobody else', async () => {
  const gaps = await missing();
  assert.deepEqual([gaps.disability, gaps.women], [['DIS 11/2026'], []]);
  const html = await igarape.getHtml('/servicios/vacios');
  const { identity: { code } } = await igarape.getJson(url);
  assert.match(html, /Alguien lo buscó y no había: Discapacidad/);
  assert.ok(!html.includes(code) && !html.includes('Nadie lo da'), 'nothing about her');
  const kept = ['amparo.db', 'amparo.db-wal'].map((name) => readFileSync(join(net.dir, name)));
  assert.ok(kept.some((bytes) => bytes.includes('missing ')), 'it is there');
  assert.ok(kept.every((bytes) => !bytes.includes('"DIS":{')), 'and nobody reads it in a copy');
});

test('so does a service that could not take her; what is no fault of the service does not', async () => {
  const refused = async (service, reason) => {
    const draft = await choose(igarape, person, { service, to: 'Casa Igarapé', kind: 'external' });
    await allow(igarape, draft, { categories: ['needs'] });
    const referral = (await fill(igarape, `${draft}/vista`, {})).split('/')[4];
    await follow(igarape, person, referral, 'ejecutar', { channel: 'phone', by: 'a', to: 'a',
      when: '2026-11-23T11:00' });
    await follow(igarape, person, referral, 'resultado',
      { state: 'declined', decline_reason: reason, told_at: '2026-11-23T11:00' });
  };
  await refused('LEGAL', 'conflict');
  assert.deepEqual((await missing()).disability, ['DIS 11/2026']);
  await refused('LEGAL', 'not_accessible');
  await refused('LEGAL', 'not_accessible');
  assert.deepEqual((await missing()).disability.sort(), ['DIS 11/2026', 'LEGAL 11/2026'], 'once');
  net.clock.advance({ days: 380 });
  assert.deepEqual((await missing(await net.as('igarape'))).disability, [], 'a year later not');
});
