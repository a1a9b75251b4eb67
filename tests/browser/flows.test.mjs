// How many pages the work takes, and how often something is touched on the way, at the screen, with
// script and without. What she is asked herself is never filled in beforehand: a
// release costs its touches, and they are counted apart.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { addNeed, fill, meetPerson, refer, slipOf } from '../acceptance/lib/acts.mjs';
import { addItem, convene, invitationTo, invite, letCome, promise }
  from '../acceptance/lib/conference.mjs';
import { openNetwork } from '../acceptance/lib/network.mjs';
import { awaken } from '../acceptance/lib/transfers.mjs';
import { LOG, openChromium } from './lib/browser.mjs';
import { assertClean } from './lib/checks.mjs';

const GUESTS = { clinica: 'Clínica Poás', consultorio: 'Consultorio', albergue: 'Albergue',
  fondo: 'Fondo', agencia: 'Agencia de Protección', asilo: 'Unidad de Refugio' };

/** Of each task: pages, and touches beside those of her consent. */
const GOALS = {
  'register a person, with a need': { pages: 3, clicks: 11 },
  'make a referral': { pages: 3, clicks: 9 },
  'find a case by its code': { pages: 2, clicks: 2 },
  'write a note': { pages: 1, clicks: 2 },
  'accept a referral': { pages: 2, clicks: 3 },
  'decline a referral': { pages: 2, clicks: 4 },
  'transfer a case': { pages: 3, clicks: 6 },
  'hold a conference': { pages: 3, clicks: 26 },
  'withdraw an authorisation': { pages: 1, clicks: 3 },
  'open the next case': { pages: 0, clicks: 1 },
};

let net;
let chrome;
let gestora;
const counts = {};

before(async () => {
  net = await openNetwork();
  await awaken(net, 'manta');
  gestora = await net.as('gestora');
  chrome = await openChromium();
});

after(async () => {
  mkdirSync(LOG, { recursive: true });
  writeFileSync(`${LOG}/browser-flows.json`, `${JSON.stringify(counts, null, 2)}\n`);
  await chrome?.close();
  await net?.stop();
});

for (const script of [true, false]) {
  describe(script ? 'with script' : 'without script', () => {
    const way = { script, width: script ? 360 : 1280 };

    async function task(name, login, start, steps, consent = 0) {
      const person = await (await chrome.person(net.url, way)).signIn(login);
      await person.open(start);
      const { pages, clicks } = await person.effortOf(() => steps(person));
      counts[`${name}, script ${script}`] = { pages, clicks: clicks - consent, consent };
      assert.ok(pages <= GOALS[name].pages, `${name}: ${pages} pages`);
      assert.ok(clicks - consent <= GOALS[name].clicks, `${name}: ${clicks} - ${consent} touches`);
      assertClean(person);
      await person.close();
    }

    test('register a person, with a need', async () => {
      await task('register a person, with a need', 'gestora', '/personas/nueva', async (worker) => {
        await worker.fill({ safe_to_talk: 'yes', safe_place: 'yes', urgent_care: 'no' });
        await worker.send();
        await worker.follow('/personas/nueva/autorizacion');
        await worker.fill({ answer: 'yes', explained: 'all', mode: 'spoken', copy: 'none' });
        await worker.send();
        await worker.fill({ safe_tonight: 'yes', health_today: 'no', needs_first: 'HEALTH',
          name: `Ixchel ${script ? 'Tzul' : 'Cumes'} Batz`, language: 'kekchí',
          access_needs: 'Letra grande', may_contact: 'yes', contact_rule: 'Solo los jueves',
          phone: '+506 0000-7711', age: '29', with_her: 'Su hija', children: '1' });
        await worker.send();
        assert.match(worker.path, /^\/personas\/[0-9a-f]+$/);
        const { needs } = await gestora.getJson(worker.path);
        assert.deepEqual(needs.map(({ service }) => service), ['HEALTH']);
      }, 4);
    });

    test('make a referral of what is needed', async () => {
      const { person, url } = await meetPerson(gestora);
      await addNeed(gestora, person, { service: 'HEALTH', priority: 'urgent' });
      await task('make a referral', 'gestora', url, async (worker) => {
        await worker.followTo(/\/derivar\?necesidad=/);
        const { proposals } = await gestora.getJson(worker.path);
        const { provider } = proposals.first.find(({ organisation }) =>
          organisation.startsWith(GUESTS.clinica));
        await worker.tick(`input[value="${provider}"]`);
        await worker.fill({ kind: 'sent', talked_over: 'yes' });
        await worker.send();
        await worker.fill({ until_event: 'referral_closed', report_explained: 'yes',
          mode: 'spoken', copy: 'none' });
        await worker.send();
        await worker.send();
        assert.match(worker.path, /\/derivaciones\/[0-9a-f]+$/);
      }, 4);
    });

    test('find a case by its code, and write a note there', async () => {
      const { url } = await meetPerson(gestora);
      const { identity: { code } } = await gestora.getJson(url);
      await task('find a case by its code', 'gestora', '/hoy', async (worker) => {
        await worker.follow('/personas');
        await worker.fill({ query: code });
        await worker.enter('query');
        await worker.follow(url);
      });
      await task('write a note', 'gestora', url, async (worker) => {
        await worker.follow(`${url}/notas`);
        await worker.fill({ text: 'Llamó.' });
        await worker.send();
        assert.equal(worker.path, url);
      });
    });

    test('accept a referral, and decline another', async () => {
      const { person } = await meetPerson(gestora);
      const clinica = await net.as('clinica');
      const one = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
      const slip = `/derivaciones/${await slipOf(clinica, one.code)}`;
      await task('accept a referral', 'clinica', '/derivaciones', async (receiver) => {
        await receiver.follow(slip);
        await receiver.followTo(/\/aceptar$/);
        await receiver.send();
      });
      const two = await refer(gestora, person, { service: 'SRH', to: 'Clínica' });
      const other = `/derivaciones/${await slipOf(clinica, two.code)}`;
      await task('decline a referral', 'clinica', '/derivaciones', async (receiver) => {
        await receiver.follow(other);
        await receiver.followTo(/\/no-aceptar$/);
        await receiver.fill({ reason: 'area' });
        await receiver.send();
      });
    });

    test('transfer a case', async () => {
      const { url } = await meetPerson(gestora);
      const { form } = await gestora.getJson(`${url}/transferir`);
      const place = form.fields.find(({ name }) => name === 'place').options
        .find(({ label }) => label.startsWith('Espacio Seguro Manta')).value;
      await task('transfer a case', 'gestora', url, async (worker) => {
        await worker.follow(`${url}/transferir`);
        await worker.fill({ place, reason: 'moving' });
        await worker.send();
        await worker.fill({ explained: 'yes', mode: 'spoken', copy: 'none' });
        await worker.send();
        await worker.press('form[action$="/vista"] button');
      }, 3);
    });

    test('hold a conference of six, with four decisions', async () => {
      const { person } = await meetPerson(gestora);
      const conference = await convene(gestora, person, { when: '2026-12-11T14:00',
        guests: Object.values(GUESTS).map((name) => `@${name}`) });
      await addItem(gestora, conference, { title: 'Cupo' });
      for (const place of Object.values(GUESTS)) {
        await letCome(gestora, conference, place);
      }
      await invite(gestora, conference);
      for (const [login, place] of Object.entries(GUESTS)) {
        const client = await net.as(login);
        await promise(client, await invitationTo(client, gestora, conference, place));
      }
      const { form } = await gestora.getJson(`${conference}/asistencia`);
      const came = form.fields.find(({ name }) => name === 'came').options.map(({ value }) => value);
      assert.equal(came.length, 6);
      await task('hold a conference', 'gestora', conference, async (worker) => {
        await worker.follow(`${conference}/asistencia`);
        await worker.fill({ came, she_came: 'whole', rules: 'yes' });
        await worker.send();
        for (const n of [1, 2, 3, 4]) {
          await worker.fill({ [`kind_${n}`]: 'visit', [`owner_${n}`]: 'us',
            [`due_${n}`]: 'days_7' });
        }
        await worker.fill({ agreed: 'yes' });
        await worker.send();
        await worker.press('form[action$="/acta"] button');
      });
    });

    test('withdraw an authorisation', async () => {
      const { person, url } = await meetPerson(gestora);
      await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
      const [{ release_url: release }] = (await gestora.getJson(url)).releases;
      await task('withdraw an authorisation', 'gestora', url, async (worker) => {
        await worker.follow(release);
        await worker.fill({ by_her: 'yes' });
        await worker.send();
      });
    });

    test('open the next case from the page of the day', async () => {
      const { url } = await meetPerson(gestora);
      await fill(gestora, `${url}/seguimiento`, { next: '2026-11-23T15:00', how: 'call' });
      await task('open the next case', 'gestora', '/hoy', (worker) => worker.follow(url));
    });
  });
}
