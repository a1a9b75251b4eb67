// Whoever accompanies her from now on is of another unit of the organisation: its supervision hears
// what the former one heard, and answers for it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { fill, meetPerson, refer } from './lib/acts.mjs';
import { standing } from './lib/home.mjs';
import { openChangedNetwork } from './lib/network.mjs';

let net;
before(async () => {
  net = await openChangedNetwork(({ organisations }) => {
    organisations.find(({ name }) => name.startsWith('Casa Ceiba')).units.push({
      key: 'noche', name: 'Turno de noche', area: 'cr', phone: '+506 0000-0109',
      functions: ['supervisor'],
      members: [
        { login: 'noche', name: 'Elena Ugalde Vindas', roles: ['case_worker'] },
        { login: 'jefa', name: 'Nuria Alfaro Cid', roles: ['supervisor'],
          functions: ['supervisor'] },
      ],
    });
  });
});
after(() => net?.stop());

test('silence and the review of an emergency go with her to the new supervision', async () => {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora);
  const { identity } = await gestora.getJson(url);
  const { code } = await refer(gestora, person, { service: 'SHELTER-S', to: 'Albergue',
    priority: 'emergency', answeredBy: 'Turno' });
  await fill(await net.as('guardia'), '/emergencia', { code: identity.code, reason: 'health',
    note: 'Llamaron.', second: '@Irene', life: 'yes' });
  net.clock.advance({ hours: 2, minutes: 1 });
  const heardBy = async (login) => [await standing(await net.as(login), code),
    (await standing(await net.as(login), identity.code)).filter((row) => /emergency/.test(row))];
  const heard = [['overdue silence'], ['new emergency_review']];
  assert.deepEqual([await heardBy('supervisora'), await heardBy('jefa')], [heard, [[], []]]);

  await fill(await net.as('supervisora'), `${url}/quien-acompana`,
    { owner: '@Elena', why: 'asked' });
  assert.deepEqual([await heardBy('supervisora'), await heardBy('jefa')], [[[], []], heard]);
  const { groups } = await (await net.as('jefa')).getJson('/hoy');
  const review = groups.flatMap(({ list }) => list.items)
    .find(({ kind }) => kind === 'emergency_review');
  await fill(await net.as('jefa'), review.act_url, { finding: 'right', note: 'Bien.' });
  assert.deepEqual((await heardBy('jefa'))[1], []);
});
