// Two people write from the same page: both texts are shown, nothing is lost, and what cannot
// clash does not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { change, fill, meetPerson } from './lib/acts.mjs';
import { expectStatus } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { dump } from './lib/walk.mjs';

let net;
let url;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** Both have the page of `form` open; the first has sent `theirs`. */
async function bothOpen(form, theirs, standing = {}) {
  ({ url } = await meetPerson(await net.as('gestora'), {}));
  const path = `${url}/${form}`;
  if (Object.keys(standing).length > 0) {
    await fill(await net.as('gestora'), path, standing);
  }
  const gestora = await net.as('gestora');
  const rosa = await net.as('supervisora');
  const page = await rosa.getJson(path);
  await fill(gestora, path, { ...standing, ...theirs });
  return { path, rosa, page };
}

const field = (view, name) => view.form.fields.find((one) => one.name === name);

test('a stale page comes back with both, and writes nothing', async () => {
  const { path, rosa, page } = await bothOpen('identidad',
    { legal_name: 'Catalina Rojas', nationality: 'VE' });
  const before = dump(net.dir);
  const answer = await rosa.post(path,
    { _base: page.form.base, legal_name: 'Katherine Rojas', nationality: 'VE' });
  expectStatus(answer, 409);
  assert.deepEqual(answer.view.conflict.fields, [{ name: 'legal_name', label: 'Nombre legal',
    theirs: 'Catalina Rojas', yours: 'Katherine Rojas' }]);
  assert.equal(field(answer.view, 'legal_name').value, 'Katherine Rojas');
  assert.equal(dump(net.dir), before);

  const html = await rosa.post(path, { _base: page.form.base, legal_name: 'Katherine Rojas',
    nationality: 'VE' }, { accept: 'text/html' });
  expectStatus(html, 409);
  assert.ok(html.text.includes('Catalina Rojas') && html.text.includes('Katherine Rojas'));
});

test('what is saved from the page that shows both stands', async () => {
  const { path, rosa, page } = await bothOpen('identidad', { legal_name: 'Catalina Rojas' });
  const stale = await rosa.post(path, { _base: page.form.base, legal_name: 'Katherine' });
  const again = await rosa.post(path, { legal_name: 'Catalina (Katherine)' });
  assert.equal(stale.status, 409);
  assert.equal(again.go, url, 'the page carried the new base');
  assert.equal(field(await rosa.getJson(path), 'legal_name').value, 'Catalina (Katherine)');
});

test('a note that two wrote holds both texts from the start', async () => {
  const { path, rosa, page } = await bothOpen('salud', { health_needs: 'Control de presión.' });
  const answer = await rosa.post(path, { _base: page.form.base, health_needs: 'Dolor de espalda.' });
  expectStatus(answer, 409);
  assert.equal(field(answer.view, 'health_needs').value,
    'Control de presión.\n\nDolor de espalda.');
});

test('taking back what somebody has just written is a clash as well', async () => {
  const { path, rosa, page } = await bothOpen('identidad', { nationality: 'Colombia' },
    { nationality: 'Venezuela' });
  const answer = await rosa.post(path, { _base: page.form.base, nationality: '' });
  expectStatus(answer, 409);
  assert.deepEqual(answer.view.conflict.fields.map(({ theirs, yours }) => [theirs, yours]),
    [['Colombia', '']]);
});

test('the reserved part is watched in its own journal', async () => {
  const { path, rosa, page } = await bothOpen('reservado', { pregnancy: 'yes' });
  const answer = await rosa.post(path, { _base: page.form.base, pregnancy: 'no' });
  expectStatus(answer, 409);
  assert.deepEqual(answer.view.conflict.fields.map(({ theirs, yours }) => [theirs, yours]),
    [['Sí', 'No']]);
});

test('the same answer from both is no clash', async () => {
  const { path, rosa, page } = await bothOpen('identidad', { nationality: 'Venezuela' });
  assert.equal((await rosa.post(path, { _base: page.form.base, nationality: 'Venezuela' })).go, url);
});

test('different pages do not clash, nor do notes and needs', async () => {
  const { rosa } = await bothOpen('identidad', { nationality: 'Venezuela' });
  const health = await rosa.getJson(`${url}/salud`);
  await fill(await net.as('gestora'), `${url}/legal`, { legal_status: 'asylum_seeker' });
  assert.equal((await rosa.post(`${url}/salud`,
    { _base: health.form.base, medication: 'Ninguna' })).go, url);
  const note = await rosa.getJson(`${url}/notas`);
  await fill(await net.as('gestora'), `${url}/notas`, { text: 'Una' });
  assert.equal((await rosa.post(`${url}/notas`, { _base: note.form.base, text: 'Otra' })).go, url);
  assert.equal((await rosa.getJson(`${url}?tipo=notas`)).timeline.items.length, 2);
});

test('a page without a base cannot overwrite what stands', async () => {
  const { path, rosa } = await bothOpen('identidad', { legal_name: 'Catalina Rojas' });
  for (const _base of [undefined, '', '0', '-1', 'x', '99999999999999999999']) {
    const answer = await rosa.post(path, { _base, legal_name: 'Otra' });
    expectStatus(answer, 409);
  }
  assert.equal(field(await rosa.getJson(path), 'legal_name').value, 'Catalina Rojas');
});

test('a stale list of who must not know gives nobody a key back', async () => {
  ({ url } = await meetPerson(await net.as('gestora'), {}));
  const path = `${url}/exclusion`;
  const gestora = await net.as('gestora');
  const page = await gestora.getJson(path);
  const named = (start) => field(page, 'exclude_members').options
    .find(({ label }) => label.startsWith(start)).value;
  await change(await net.as('supervisora'), path, { exclude_members: ['@Irene'] });
  const before = dump(net.dir);
  const answer = await gestora.post(path,
    { _base: page.form.base, exclude_members: [named('Paola')] });
  expectStatus(answer, 409);
  const [{ name, theirs, yours }, ...others] = answer.view.conflict.fields;
  assert.ok(theirs.startsWith('Irene') && yours.startsWith('Paola'), `${theirs} / ${yours}`);
  assert.deepEqual([name, others], ['exclude_members', []]);
  assert.equal(dump(net.dir), before);
  const both = await gestora.post(path, { exclude_members: [named('Irene'), named('Paola')] });
  assert.equal(both.go, url, 'the page carried the new base');
  expectStatus(await (await net.as('gestora2')).send('GET', url), 404);
});

test('a base that the journal has not reached is refused', async () => {
  const { path, rosa } = await bothOpen('identidad', { legal_name: 'Catalina Rojas' });
  for (const at of [path, `${url}/exclusion`]) {
    const before = dump(net.dir);
    expectStatus(await rosa.post(at, { _base: '1000000', legal_name: 'Otra' }), 422);
    assert.equal(dump(net.dir), before);
  }
});

test('nor is it for the risk, or for a line of the safety plan', async () => {
  const { path, rosa } = await bothOpen('riesgo', { level: 'low', reason: 'Se separaron.' });
  await fill(rosa, `${url}/seguridad/tarea/safe`, { what: 'La iglesia' });
  const { safety_tasks: tasks } = await rosa.getJson(`${url}/seguridad`);
  const { lines: [line] } = tasks.find(({ task }) => task === 'safe');
  for (const [at, fields] of [[path, { level: 'high', reason: 'Otra razón.' }],
    [line.change_url, { what: 'El mercado' }]]) {
    const before = dump(net.dir);
    const answer = await rosa.post(at, { _base: '1000000', ...fields });
    expectStatus(answer, 422);
    assert.match(answer.text, /ábrala de nuevo/);
    assert.equal(dump(net.dir), before);
  }
});
