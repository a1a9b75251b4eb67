// A role or a function is not taken from under people: who accompanies somebody, or stands in for a
// colleague, is not left without what that needs; nobody is the last who audits, keeps the map or
// looks after confidentiality. It is said before it happens.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { change, fill, meetPerson, memberOf } from './lib/acts.mjs';
import { expectStatus, problemsOf } from './lib/client.mjs';
import { openChangedNetwork, openNetwork } from './lib/network.mjs';
import { mustRun } from './lib/server.mjs';

let net, admin;
beforeEach(async () => {
  await net?.stop();
  net = await openNetwork();
  admin = await net.as('admin');
});
after(() => net?.stop());

const roles = async (login, list) => change(admin, await memberOf(admin, login, 'papeles'),
  { roles: list });
const deputy = async (login, name) => change(admin, await memberOf(admin, login, 'suplencia'),
  { deputy: name });
const give = async (login) => fill(await net.as('supervisora'),
  await memberOf(admin, login, 'funcion'), { function: '@Supervisión', as: 'member' });

async function take(login, label) {
  const { functions } = await admin.getJson(await memberOf(admin, login));
  const held = functions.find((one) => one.label.startsWith(label));
  return admin.post(held.take_url);
}

const rowsOf = async (login) => (await (await net.as(login)).getJson('/hoy')).groups
  .flatMap(({ list }) => list.items);

describe('whoever accompanies somebody', () => {
  test('keeps the role for it: it is said how many they are, and what to do', async () => {
    const gestora = await net.as('gestora');
    const { url } = await meetPerson(gestora);
    await meetPerson(gestora);
    await assert.rejects(roles('gestora', ['directory_editor']), /Acompaña a 2 personas\..*reactív/);
    expectStatus(await gestora.send('GET', url), 200);
  });

  test('goes on without it once they are with who stands in', async () => {
    const { url } = await meetPerson(await net.as('gestora'));
    await fill(admin, await memberOf(admin, 'gestora', 'desactivar'), {});
    assert.ok((await admin.post(await memberOf(admin, 'gestora', 'reactivar'))).go);
    await roles('gestora', ['directory_editor']);
    expectStatus(await (await net.as('gestora2')).send('GET', url), 200);
    assert.ok((await rowsOf('gestora2')).some(({ kind }) => kind === 'take_over'));
  });
});

describe('who stands in can do what the colleague does', () => {
  test('when the role is to go: another is named first, then the function goes, then the role',
    async () => {
      await assert.rejects(roles('gestora2', ['directory_editor']), /Hace la suplencia de Marta/);
      await deputy('gestora', '@Paola');
      await assert.rejects(roles('gestora2', ['directory_editor']), /«Aperturas de emergencia»/);
      assert.ok((await take('gestora2', 'Aperturas')).go);
      await roles('gestora2', ['directory_editor']);
    });

  test('when the colleague gets a role', async () => {
    await assert.rejects(roles('clinica', ['focal_point', 'case_worker']), /Esteban/);
    await roles('clinica2', ['focal_point', 'case_worker']);
    await roles('clinica', ['focal_point', 'case_worker']);
  });

  test('when the colleague gets a function, and when it is to go again', async () => {
    for (const login of ['gestora', 'gestora2']) {
      await roles(login, ['case_worker', 'supervisor']);
    }
    await assert.rejects(give('gestora'), /Irene.* hace la suplencia y no la tiene/);
    await deputy('gestora2', 'nobody');
    await give('gestora2');
    await give('gestora');
    const refused = await take('gestora2', 'Supervisión');
    expectStatus(refused, 422);
    assert.match(problemsOf(refused), /Hace la suplencia de Marta/);
    await deputy('gestora', '@Rosa');
    assert.ok((await take('gestora2', 'Supervisión')).go);
  });
});

describe('nobody is the last', () => {
  for (const [login, role, label] of [['auditora', 'auditor', 'Auditoría'],
    ['mapa', 'directory_editor', 'Edición del mapa']]) {
    test(`with the role of ${role}: neither is it taken, nor does the person leave`, async (t) => {
      const change = ({ organisations }) => {
        const unit = organisations.find(({ name }) => name.startsWith('Mesa de Coord')).units[0];
        unit.functions = [];
        unit.members = unit.members.filter((one) => one.login !== 'coordinadora');
        unit.members.push({ login: 'mapa', name: 'Delia Mora Ríos', roles: ['directory_editor'] });
      };
      const own = await openChangedNetwork(change, ['admin', 'gestora', login]);
      t.after(() => own.stop());
      admin = await own.as('admin');
      const words = new RegExp(`Nadie más tiene el rol «${label}`);
      await assert.rejects(roles(login, ['registration_officer']), words);
      for (const form of ['desactivar', 'retirar']) {
        const path = await memberOf(admin, login, form);
        assert.match((await admin.getJson(path)).notes.join(' '), words);
        await assert.rejects(fill(admin, path, {}), words);
      }
      await roles('gestora', ['case_worker', role]);
      await roles(login, ['registration_officer']);
    });
  }

  test('who looks after confidentiality: it is to be confirmed, and another is named', async (t) => {
    const own = await openChangedNetwork(({ settings, organisations }) => {
      settings.privacy_officers = 'guardia';
      organisations[0].units[0].members.push(
        { login: 'reserva', name: 'Sara Mora Ríos', roles: ['registration_officer'] });
    }, ['admin', 'gestora', 'guardia', 'reserva']);
    t.after(() => own.stop());
    admin = await own.as('admin');
    const words = /Nadie más cuida la confidencialidad/;
    const path = await memberOf(admin, 'guardia', 'retirar');
    assert.match((await admin.getJson(path)).notes.join(' '), words);
    await assert.rejects(fill(admin, path, {}), words);
    await fill(admin, path, { confirm: ['yes'] });

    await own.halt();
    for (const logins of ['', 'guardia, reserva']) { // who has left needs nobody in their place
      await mustRun(['setting', 'set', 'privacy_officers', logins, '--dir', own.dir]);
    }
    await own.start();
    const breach = await fill(await own.as('gestora'), '/confidencialidad/nueva',
      { what: 'Se dijo en el comedor.', risk: 'maybe' });
    expectStatus(await (await own.as('reserva')).send('GET', breach), 200);
    admin = await own.as('admin');
    await assert.rejects(roles('reserva', ['auditor']), words);
  });
});
