// Abuela Ibis, Boa Vista: her sons keep her cash card. Corrected as practice is: consent spoken with
// a witness and an interpreter is as good as a signature, and poverty is not called denial. What
// nobody offers is said to nobody's shame: the map shows it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addNeed, fill, historyOf, meetPerson } from './lib/acts.mjs';
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
    /La pobreza que comparten todos no es negación de recursos/);
});

test('of what she needs, what nobody offers here is said so, and shows in the gaps', async () => {
  for (const service of ['CASH', 'DIS', 'LEGAL', 'HEALTH']) {
    await addNeed(igarape, person, { service });
  }
  const anyOf = async (service) =>
    (await igarape.getJson(`${url}/derivar?servicio=${service}`)).proposals.any;
  assert.deepEqual([await anyOf('DIS'), await anyOf('LEGAL')], [false, true]);
  const { columns, nowhere } = await igarape.getJson('/servicios/vacios');
  const gaps = columns.find(({ profile }) => profile === 'disability').gaps;
  assert.ok(gaps.some(({ kind, service }) => kind === 'no_service' && service === 'HEALTH') ||
    nowhere.some(({ service }) => service === 'HEALTH'), JSON.stringify([gaps, nowhere]));
});

test('what is offered she takes, what is not stays open with its reason', async () => {
  const plan = async () => (await igarape.getJson(`${url}/plan`)).plan_needs;
  const aids = (await plan()).find(({ service }) => service === 'DIS') ?? (await plan())[1];
  await fill(igarape, aids.add_url, { what: 'Audífono y bastón', kind: 'assistance',
    decision: 'chosen', who: 'worker' });
  const [action] = (await plan()).flatMap(({ plan_actions: actions }) => actions);
  await fill(igarape, action.progress_url, { state: 'not_possible',
    barrier: 'Nadie lo da en Boa Vista' });
  const text = JSON.stringify(await plan());
  assert.ok(text.includes('Nadie lo da en Boa Vista'));
});
