// Meetings about many cases: codes only.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { fill, meetPerson } from './lib/acts.mjs';
import { meetAboutCases, press } from './lib/conference.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask } from './lib/walk.mjs';

let net;
let gestora;
let supervisora;
let meeting;
let code;

before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
  supervisora = await net.as('supervisora');
  const { url } = await meetPerson(gestora, { name: 'Xiomara Quetzalli' });
  ({ identity: { code } } = await gestora.getJson(url));
  meeting = await meetAboutCases(gestora, { units: ['@Casa Ceiba', '@Clínica'] });
});
after(() => net?.stop());

test('everybody of the chosen units reads it, and nobody else', async () => {
  for (const login of ['supervisora', 'gestora2', 'clinica']) {
    const view = await (await net.as(login)).getJson(meeting);
    assert.deepEqual(view.cases.map(({ case_code }) => case_code), [code], login);
  }
  for (const login of ['consultorio', 'coordinadora', 'albergue']) {
    assert.equal((await (await net.as(login)).send('GET', meeting)).status, 404, login);
  }
});

test('it shows codes and no name, and opens nobody', async () => {
  const clinica = await net.as('clinica');
  const text = await clinica.getHtml(meeting);
  assert.ok(text.includes(code));
  assert.ok(!/Xiomara|Quetzalli|\/personas\//.test(text));
  assert.deepEqual((await clinica.getJson(`${meeting}/casos`)).own_codes, []);
});

test('in clear nothing joins a meeting to a case', () => {
  const id = meeting.split('/')[2];
  const named = ask(net.dir, `SELECT count(*) FROM task WHERE dossier = x'${id}'`);
  assert.ok(Number(named) >= 1, 'its own tasks name it');
  const tables = ask(net.dir, "SELECT name FROM sqlite_master WHERE type = 'table'").split('\n');
  for (const table of tables) {
    assert.ok(!ask(net.dir, `SELECT * FROM "${table}"`).includes(code), `${table} has the code`);
  }
});

test('what is typed must be a code, and stands on the list once', async () => {
  for (const typed of ['Kathya', 'CR-00000-1']) {
    const answer = await gestora.post(`${meeting}/casos`, { code: typed, question: 'a' });
    assert.equal(answer.status, 422, typed);
    assert.ok(answer.view.errors.some(({ field }) => field === 'code'));
  }
  const again = await gestora.post(`${meeting}/casos`, { code: code.toLowerCase(), question: 'b' });
  assert.equal(again.status, 422);
});

test('what was agreed is a task of who does it, until it is done', async () => {
  const page = await gestora.getJson(`${meeting}/acuerdos`);
  const owner = page.form.fields.find(({ name }) => name === 'owner').options
    .find(({ label }) => label.startsWith('Rosa'));
  await fill(gestora, `${meeting}/acuerdos`, { code, text: 'Buscar cupo', owner: owner.value,
    due: '2026-11-23' });
  const hoy = async () => (await supervisora.getJson('/hoy')).groups
    .flatMap(({ list }) => list.items).filter(({ kind }) => kind === 'agreement');
  assert.equal((await hoy()).length, 1);
  const { agreements } = await supervisora.getJson(meeting);
  await fill(supervisora, agreements.find(({ text }) => text === 'Buscar cupo').done_url,
    { state: 'done' });
  assert.equal((await hoy()).length, 0);
});

test('who called it closes it, and then it takes nothing more', async () => {
  assert.equal((await supervisora.getJson(meeting)).close_url, '');
  assert.equal((await supervisora.post(`${meeting}/cerrar`)).status, 422);
  await press(gestora, `${meeting}/cerrar`);
  const answer = await gestora.post(`${meeting}/casos`, { code: 'CR-7K4Q2-M', question: 'a' });
  assert.equal(answer.status, 422);
});
