// Whatever waits for a next safe moment is asked again at one that somebody will remember: not in
// the past, and not years ahead. One place decides it for all of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { answer, fill, follow, meetPerson, refer, slipOf, withdraw } from './lib/acts.mjs';
import { approve, convene, decide, hold, invite, letCome } from './lib/conference.mjs';
import { expectStatus } from './lib/client.mjs';
import { OVERRIDE } from './lib/forms.mjs';
import { openNetwork } from './lib/network.mjs';

let net;
let gestora;
let person;
let url;
before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
  ({ person, url } = await meetPerson(gestora));
});
after(() => net?.stop());

describe('the next safe moment', () => {
  /** Each makes what waits, and says where and how the moment is named. */
  const WAITING = {
    'to tell of a breach': async () => {
      const { identity: { code } } = await gestora.getJson(url);
      const at = await fill(gestora, '/confidencialidad/nueva', { code, what: 'a', risk: 'no' });
      return [`${at}/informar`, { told: 'not_yet', why: 'a' }, 'again'];
    },
    'to tell of a referral': async () => {
      const clinica = await net.as('clinica');
      const sent = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
      const slip = await slipOf(clinica, sent.code);
      await answer(clinica, slip, 'no-aceptar', { reason: 'area' });
      return [`${sent.url}/informar`, { told: 'pending' }, 'next_safe'];
    },
    'to tell what was deleted': async () => {
      const told = await refer(gestora, person,
        { service: 'ASYLUM', to: 'Oficina', kind: 'external' });
      await follow(gestora, person, told.referral, 'ejecutar', { channel: 'phone', by: 'a',
        to: 'a', said_back: 'a', when: '2026-11-23T09:00' });
      const { release_url: release } = await gestora.getJson(told.url);
      await withdraw(gestora, person, release.split('/').pop());
      await fill(gestora, `${told.url}/borrado`, { cleared: 'deleted' });
      return [`${told.url}/borrado/informar`, { told: 'pending' }, 'next_safe'];
    },
    'to tell of a conference': async () => {
      const at = await convene(gestora, person,
        { when: '2026-12-11T14:00', guests: ['@Clínica'] });
      await letCome(gestora, at, 'Clínica');
      await invite(gestora, at);
      await hold(gestora, at, { came: [], held_at: '2026-11-23T08:30' });
      await decide(gestora, at, [{ kind: 'visit', owner: 'us', due: '2' }]);
      await approve(gestora, at);
      return [`${at}/informar`, { told: 'pending' }, 'next_safe'];
    },
    'to tell what was told because of a danger': async () =>
      [`${url}/peligro`, OVERRIDE, 'next_at'],
    'to ask who was not asked yet': async () =>
      [`${url}/reparto`, { why: 'share', answer: 'not_yet' }, 'again', 'supervisora'],
  };

  for (const [name, prepare] of Object.entries(WAITING)) {
    test(`${name} lies within three months`, async () => {
      const [path, fields, moment, login = 'gestora'] = await prepare();
      const client = await net.as(login);
      for (const [when, said] of [['2026-11-20T09:00', /ya pasó/], ['2031-01-05T09:00', /tres meses/]]) {
        await client.getJson(path);
        const refused = expectStatus(await client.post(path, { ...fields, [moment]: when }), 422);
        const { field, text } = refused.view.errors[0];
        assert.equal(field, moment, `${path}: ${text}`);
        assert.match(text, said);
      }
      await fill(client, path, { ...fields, [moment]: '2027-02-20T09:00' });
    });
  }
});
