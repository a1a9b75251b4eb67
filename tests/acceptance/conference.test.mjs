// Conferences: who hears of one, and what.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { addNeed, change, exclude, fill, historyOf, meetPerson, withdraw }
  from './lib/acts.mjs';
import { addItem, approve, convene, decide, guestOf, heardBy, hold, invitationTo, invitationsOf, invite,
  letCome, press, promise, refuseToCome } from './lib/conference.mjs';
import { expectStatus, newCommand, problemsOf } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask } from './lib/walk.mjs';

const WHEN = '2026-12-11T14:00';
/** enum wrap_form of src/seal/keyring.h. */
const WRAP_PENDING = 3;

let net;
let gestora;
let clinica;
let albergue;
let person;
let url;

before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

/** A person whose conference is prepared: two might come, one item for all, one for the Clínica. */
beforeEach(async () => {
  net.clock.advance({ minutes: 1 });
  gestora = await net.as('gestora');
  clinica = await net.as('clinica');
  albergue = await net.as('albergue');
  ({ person } = await meetPerson(gestora, { name: 'Kathya' }));
  url = await convene(gestora, person, { when: WHEN, guests: ['@Clínica', '@Albergue'] });
  await addItem(gestora, url, { title: 'Cuarto para tres', text: 'Pide un cuarto familiar.' });
  await addItem(gestora, url, { title: 'Dolor al tragar', function: 'strategies', all: 'no' });
});

const hoyOf = async (client) =>
  (await client.getJson('/hoy')).groups.flatMap(({ list }) => list.items);

test('an organisation without her yes gets no invitation and no task', async () => {
  const before = await invitationsOf(albergue);
  await letCome(gestora, url, 'Clínica');
  const { releases } = await gestora.getJson(`/personas/${person}/autorizaciones`);
  assert.deepEqual(releases.map(({ service_label }) => service_label), ['Conferencia']);
  await refuseToCome(gestora, url, 'Albergue');
  await invite(gestora, url);
  assert.deepEqual(await invitationsOf(albergue), before);
  assert.ok(!(await hoyOf(albergue)).some(({ kind }) => kind === 'invitation'));
  assert.equal((await guestOf(gestora, url, 'Albergue')).state_code, undefined);

  await hold(gestora, url, { came: [], she_came: 'no', held_at: '2026-11-23T09:00' });
  const page = await gestora.getJson(`${url}/decisiones`);
  const owners = page.form.fields.find(({ name }) => name === 'owner_1').options;
  assert.ok(!owners.some(({ label }) => label.startsWith('Albergue')), 'and can be given none');
});

test('before anybody is invited it is not asked who hears an item', async () => {
  const { form } = await gestora.getJson(`${url}/temas`);
  assert.deepEqual(form.fields.map(({ name }) => name), ['function', 'title', 'text', 'all']);
});

test('before anybody said yes nobody can be invited', async () => {
  const answer = await gestora.post(`${url}/invitar`, { _command: newCommand() });
  assert.equal(answer.status, 422, answer.text);
  assert.deepEqual((await gestora.getJson(url)).invite, undefined);
});

test('not inviting her needs a coded reason', async () => {
  const { person: other } = await meetPerson(gestora);
  const path = `/personas/${other}/conferencia`;
  const page = await gestora.getJson(path);
  const answer = await gestora.post(path, { wish: 'yes', why: 'asked', when: WHEN, place: 'Sala',
    she: 'no', until: '2027-01-15',
    guests: page.form.fields.find(({ name }) => name === 'guests').options[0].value });
  assert.equal(answer.status, 422);
  assert.ok(answer.view.errors.some(({ field }) => field === 'not_invited'));
});

test('the undertaking is what opens: before it there is no word about her', async () => {
  await letCome(gestora, url, 'Clínica', { titles: ['Cuarto para tres', 'Dolor al tragar'] });
  await invite(gestora, url);
  const invitation = await invitationTo(clinica, gestora, url, 'Clínica');
  for (const page of [invitation, `${invitation}/compromiso`, '/reuniones', '/hoy']) {
    const text = await clinica.getHtml(page);
    assert.ok(!/Cuarto para tres|Dolor al tragar|Kathya|familiar/.test(text), page);
  }
  assert.equal((await clinica.getJson(invitation)).promised, false);
  const refused = await clinica.post(`${invitation}/compromiso`, { promise: 'no' });
  assert.equal(refused.status, 422);
  assert.deepEqual(await heardBy(clinica, invitation), []);

  await promise(clinica, invitation);
  assert.deepEqual(await heardBy(clinica, invitation), ['Cuarto para tres', 'Dolor al tragar']);
  assert.equal((await guestOf(gestora, url, 'Clínica')).state_code, 'promised');
});

test('until then the keys of what is told are pending, and with it they are not', async () => {
  await letCome(gestora, url, 'Clínica');
  const waiting = () => Number(ask(net.dir,
    `SELECT count(*) FROM dossier_grant WHERE reason = 'receiver' AND form = ${WRAP_PENDING}`));
  const before = waiting();
  await invite(gestora, url);
  assert.equal(waiting() - before, 2, 'what she lets know, and the one item');
  await promise(clinica, await invitationTo(clinica, gestora, url, 'Clínica'));
  assert.equal(waiting(), before);
});

test('each member of the function promises before reading', async () => {
  await letCome(gestora, url, 'Clínica');
  await invite(gestora, url);
  const invitation = await invitationTo(clinica, gestora, url, 'Clínica');
  await promise(clinica, invitation);
  const clinica2 = await net.as('clinica2');
  assert.deepEqual(await heardBy(clinica2, invitation), []);
  assert.equal((await clinica2.getJson(invitation)).promised, false);
  await promise(clinica2, invitation);
  assert.deepEqual(await heardBy(clinica2, invitation), ['Cuarto para tres']);
});

test('an item for some is in no answer to the others, not even its title', async () => {
  await letCome(gestora, url, 'Clínica', { titles: ['Cuarto para tres', 'Dolor al tragar'] });
  await letCome(gestora, url, 'Albergue', { titles: ['Cuarto para tres'] });
  await invite(gestora, url);
  const invitation = await invitationTo(albergue, gestora, url, 'Albergue');
  await promise(albergue, invitation);
  const view = await albergue.getJson(invitation);
  assert.deepEqual(await heardBy(albergue, invitation), ['Cuarto para tres']);
  for (const page of [invitation, '/hoy', '/reuniones', `${invitation}/objecion`]) {
    assert.ok(!(await albergue.getHtml(page)).includes('Dolor al tragar'), page);
  }
  assert.equal(JSON.stringify(view).includes('Dolor'), false);
});

test('what she lets each organisation know is its own: a name for one is none for the other',
  async () => {
    await letCome(gestora, url, 'Clínica', { categories: ['identity', 'language'] });
    await letCome(gestora, url, 'Albergue', { categories: ['language'] });
    await invite(gestora, url);
    const told = async (client, place) => {
      const invitation = await invitationTo(client, gestora, url, place);
      await promise(client, invitation);
      return (await client.getJson(invitation)).told.map(({ value }) => value);
    };
    assert.ok((await told(clinica, 'Clínica')).includes('Kathya'));
    assert.ok(!(await told(albergue, 'Albergue')).includes('Kathya'));
  });

test('withdrawing her release closes it at once, and the receiver is told', async () => {
  await letCome(gestora, url, 'Clínica');
  await invite(gestora, url);
  const invitation = await invitationTo(clinica, gestora, url, 'Clínica');
  await promise(clinica, invitation);
  const { releases } = await gestora.getJson(`/personas/${person}/autorizaciones`);
  await withdraw(gestora, person, releases[0].release_url.split('/').at(-1));

  const view = await clinica.getJson(invitation);
  assert.equal(view.state_code, 'stopped');
  assert.ok(view.over.stopped);
  assert.deepEqual(await heardBy(clinica, invitation), []);
  const rows = await hoyOf(clinica);
  assert.ok(rows.some(({ kind, url: to }) => kind === 'invitation' && to === invitation), 'told');
  assert.equal((await guestOf(gestora, url, 'Clínica')).state_code, 'stopped');
  await press(clinica, `${invitation}/destruido`);
  assert.equal((await guestOf(gestora, url, 'Clínica')).state_code, 'destroyed');
});

test('an organisation that she excludes later loses it as well', async () => {
  await letCome(gestora, url, 'Albergue');
  await invite(gestora, url);
  const invitation = await invitationTo(albergue, gestora, url, 'Albergue');
  await promise(albergue, invitation);
  await exclude(gestora, person, { exclude_organisations: ['@Albergue'] });
  assert.deepEqual(await heardBy(albergue, invitation), []);
  assert.ok((await albergue.getJson(invitation)).over);
});

test('who has not promised cannot have been there', async () => {
  await letCome(gestora, url, 'Clínica');
  await invite(gestora, url);
  const page = await gestora.getJson(`${url}/asistencia`);
  const [{ value }] = page.form.fields.find(({ name }) => name === 'came').options;
  const answer = await gestora.post(`${url}/asistencia`,
    { came: value, rules: 'yes', she_came: 'no', held_at: '2026-11-23T09:00' });
  assert.equal(answer.status, 422);
  assert.ok(answer.view.errors.some(({ field }) => field === 'came'));
});

test('each organisation sees its own decisions, and no others', async () => {
  await letCome(gestora, url, 'Clínica');
  await letCome(gestora, url, 'Albergue');
  await invite(gestora, url);
  const hers = await invitationTo(clinica, gestora, url, 'Clínica');
  const theirs = await invitationTo(albergue, gestora, url, 'Albergue');
  await promise(clinica, hers);
  await promise(albergue, theirs);
  await hold(gestora, url, { came: ['@Clínica', '@Albergue'], held_at: '2026-11-23T09:00' });
  await decide(gestora, url, [
    { kind: 'appointment', text: 'Control el lunes', owner: '@Clínica', due: '2' },
    { kind: 'service', text: 'Cuarto familiar', owner: '@Albergue', due: '7' },
    { kind: 'visit', text: 'Ir con ella', owner: 'us', due: '2' },
  ]);
  assert.deepEqual((await clinica.getJson(hers)).tasks, [], 'not before the minutes are approved');
  await approve(gestora, url);

  const { tasks } = await clinica.getJson(hers);
  assert.equal(tasks.length, 1);
  assert.match(tasks[0].task_text, /Control el lunes/);
  assert.ok(!(await clinica.getHtml(hers)).includes('Cuarto familiar'));
  await fill(clinica, tasks[0].task_url, { state: 'done', note: 'Se atendió.' });
  await press(gestora, `${url}/copiar`);
  const { decisions } = await gestora.getJson(url);
  assert.equal(decisions.find(({ decision_text }) => /Control/.test(decision_text)).decision_state,
    'done');

  await fill(albergue, `${theirs}/objecion`, { text: 'Se dijo desde el día 20.' });
  assert.ok((await hoyOf(gestora)).some(({ kind }) => kind === 'invitation_answer'));
  const { reply_url } = await guestOf(gestora, url, 'Albergue');
  await fill(gestora, reply_url, { text: 'Es desde el 20.' });
  assert.ok(!(await hoyOf(gestora)).some(({ kind }) => kind === 'invitation_answer'));
  assert.equal((await albergue.getJson(theirs)).objections[0].reply, 'Es desde el 20.');
});

describe('who comes without an account', () => {
  const SERVICE = '@Delegación de Seguridad';
  const support = async () => (await gestora.getJson(url)).supports[0];
  const add = (fields) => fill(gestora, `${url}/apoyos`, { companion: 'Lic. Zúñiga',
    relation: 'service', organisation: SERVICE, mode: 'spoken', promised: 'no', ...fields });
  const organisation = async () => (await gestora.getJson(`${url}/apoyos`)).form.fields
    .find(({ name }) => name === 'organisation');
  const offered = async () => (await organisation()).options.map(({ label }) => label);
  const attend = async (more) => {
    const { form } = await gestora.getJson(`${url}/asistencia`);
    const { value } = form.fields.find(({ name }) => name === 'came').options
      .find(({ label }) => label.startsWith('Lic. Zúñiga'));
    return gestora.post(`${url}/asistencia`, { came: [value], rules: 'yes', she_came: 'whole',
      held_at: '2026-11-23T09:00', ...more });
  };

  test('is of a service only with her release, and of none that can be invited here', async () => {
    assert.ok(!(await offered()).some((label) => label.startsWith('Clínica')));
    assert.ok((await organisation()).is_select, 'a directory is long');
    const before = (await gestora.getJson(`/personas/${person}/autorizaciones`)).releases;
    const none = await gestora.post(`${url}/apoyos`,
      { companion: 'a', relation: 'service', promised: 'yes' });
    assert.deepEqual(expectStatus(none, 422).view.errors.map(({ field }) => field),
      ['organisation', 'mode']);
    const id = ask(net.dir, "SELECT lower(hex(id)) FROM organisation WHERE name LIKE 'Clínica%'");
    const clinic = await gestora.post(`${url}/apoyos`, { companion: 'a', relation: 'service',
      organisation: id, mode: 'spoken', promised: 'yes' });
    assert.deepEqual(expectStatus(clinic, 422).view.errors.map(({ field }) => field),
      ['organisation']);
    await add();
    const { releases } = await gestora.getJson(`/personas/${person}/autorizaciones`);
    assert.equal(releases.length, before.length + 1);
    assert.match(releases[0].place, /^Delegación/);
    assert.equal((await support()).relation, releases[0].place);
  });

  test('was there only with the undertaking signed; then it is held with them alone', async () => {
    expectStatus(await gestora.post(`${url}/asistencia`, { came: [], rules: 'yes',
      she_came: 'whole', held_at: '2026-11-23T09:00' }), 422, 'nobody was told of it');
    await add();
    const refused = expectStatus(await attend(), 422);
    assert.match(refused.view.errors[0].text, /^Sin su compromiso no pudo estar: Lic. Zúñiga/);
    const { sign_url } = await support();
    await press(gestora, sign_url);
    expectStatus(await gestora.post(sign_url), 409, 'once');
    assert.deepEqual([(await support()).signed, (await support()).sign_url], [true, '']);
    const held = await attend();
    assert.equal(held.go, `${url}/decisiones`, problemsOf(held));
    assert.equal((await support()).came, true);
  });

  test('does not come when she takes it back, or names it on her list', async () => {
    await add({ promised: 'yes' });
    const [{ release_url }] = (await gestora.getJson(`/personas/${person}/autorizaciones`))
      .releases;
    await withdraw(gestora, person, release_url.split('/').at(-1));
    assert.equal((await support()).withdrawn, true);
    const refused = expectStatus(await attend(), 422);
    assert.match(refused.view.errors[0].text, /^Sin la autorización de la persona no pudo estar/);
    await exclude(gestora, person, { exclude_organisations: [SERVICE] });
    assert.ok(!(await offered()).some((label) => label.startsWith(SERVICE.slice(1))));
  });
});

test('approved minutes can be had on paper: counted, without names, until the copies are destroyed',
  async () => {
    ({ person } = await meetPerson(gestora, { name: 'Kathya' }));
    url = await convene(gestora, person, { when: '2026-11-24T10:00', until: '2026-11-26',
      guests: ['@Clínica'] });
    await letCome(gestora, url, 'Clínica');
    await fill(gestora, `${url}/apoyos`, { companion: 'Doña Eduviges', relation: 'friend',
      promised: 'yes' });
    await invite(gestora, url);
    await promise(clinica, await invitationTo(clinica, gestora, url, 'Clínica'));
    const { form } = await gestora.getJson(`${url}/asistencia`);
    const came = form.fields.find(({ name }) => name === 'came').options.map(({ value }) => value);
    await hold(gestora, url, { came, held_at: '2026-11-23T09:00' });
    await decide(gestora, url, [{ kind: 'other', text: 'Kathya firma el jueves', owner: '@Clínica',
      due: '7' }]);
    assert.equal((await gestora.getJson(`${url}/acta`)).print_url, '');
    const paper = () => gestora.post(`${url}/acta/papel`);
    expectStatus(await paper(), 422, 'before they are approved');
    await approve(gestora, url);

    const { print_url } = await gestora.getJson(`${url}/acta`);
    assert.equal(print_url, `${url}/acta/papel`);
    const { view } = expectStatus(await paper(), 200);
    const { identity: { code } } = await gestora.getJson(url);
    assert.equal(view.code, code);
    assert.equal(view.until, '26/11/2026');
    assert.deepEqual(view.came, ['Clínica Poás (demo), Atención integral', 'Amistad']);
    assert.match(view.decisions[0].decision_text, /firma el jueves/);
    assert.doesNotMatch(JSON.stringify(view.decisions) + view.came.join(), /Kathya|Eduviges/);
    const page = await gestora.post(`${url}/acta/papel`, {}, { accept: 'text/html' });
    assert.match(page.text, /Esta copia se destruye a más tardar el 26\/11\/2026/);
    assert.equal((await gestora.getJson(`${url}/acta`)).printed, 'Se imprimió 2 veces');
    assert.equal((await historyOf(gestora, person)).filter(({ type }) =>
      type === 'conference_printed').length, 2);

    net.clock.advance({ days: 4 });
    gestora = await net.as('gestora');
    assert.equal((await gestora.getJson(`${url}/acta`)).print_url, '');
    expectStatus(await gestora.post(`${url}/acta/papel`), 422, 'the copies are destroyed');
  });

test('a decision is nobody\'s task who never promised, and undone with who leaves it comes back',
  async () => {
    await letCome(gestora, url, 'Clínica');
    await letCome(gestora, url, 'Albergue');
    await invite(gestora, url);
    const hers = await invitationTo(clinica, gestora, url, 'Clínica');
    await promise(clinica, hers);
    await hold(gestora, url, { came: ['@Clínica'], held_at: '2026-11-23T09:00' });
    const page = await gestora.getJson(`${url}/decisiones`);
    const { options } = page.form.fields.find(({ name }) => name === 'owner_1');
    assert.deepEqual(options.slice(1).map(({ label }) => label.split(' ')[0]), ['Clínica']);
    const { unit } = (await gestora.getJson(`${url}/asistencia`)).form.fields
      .find(({ name }) => name === 'came').options
      .map(({ value, label }) => ({ unit: value, label }))
      .find(({ label }) => label.startsWith('Albergue'));
    const { status } = await gestora.post(`${url}/decisiones`, { agreed: 'yes',
      kind_1: 'appointment', text_1: 'Control', owner_1: unit, due_1: 'days_2' });
    assert.equal(status, 422);
    await decide(gestora, url,
      [{ kind: 'appointment', text: 'Control', owner: '@Clínica', due: '2' }]);
    await approve(gestora, url);
    const decision = async () => (await gestora.getJson(url)).decisions[0];
    assert.ok(!(await decision()).outcome_url, 'it is theirs to say');
    await press(clinica, `${hers}/destruido`);
    assert.ok((await hoyOf(gestora)).some(({ kind }) => kind === 'invitation_answer'));
    await fill(gestora, (await decision()).outcome_url, { state: 'not_possible', note: 'Se fue.' });
    assert.equal((await decision()).decision_state, 'not_possible');
  });

test('when its dates move beyond what she allowed, nobody is invited before she is asked again',
  async () => {
    await letCome(gestora, url, 'Clínica');
    await change(gestora, `${url}/datos`, { when: '2027-01-20T14:00', until: '2027-02-10' });
    const refused = await gestora.post(`${url}/invitar`);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /Clínica.*otra vez/);
    await letCome(gestora, url, 'Clínica');
    await invite(gestora, url);
  });

test('her no to a conference ends it, and it is not proposed again for that', async () => {
  const { person: other } = await meetPerson(gestora);
  await addNeed(gestora, other, { service: 'SHELTER-S', priority: 'emergency' });
  net.clock.advance({ days: 5 });
  gestora = await net.as('gestora');
  const shown = async () => (await gestora.getJson(`/personas/${other}`)).conference;
  assert.equal((await shown()).proposed, true);
  await fill(gestora, `/personas/${other}/conferencia`, { wish: 'no', why: ['unmet'] });
  assert.equal((await shown()).proposed, false);
  assert.deepEqual((await shown()).known, []);
  assert.ok((await historyOf(gestora, other, 'reuniones'))
    .some(({ type }) => type === 'conference_refused'));
});

test('of several conferences each row leads to the one it speaks of, and each says who told her',
  async () => {
    await letCome(gestora, url, 'Clínica');
    await invite(gestora, url);
    const hers = await invitationTo(clinica, gestora, url, 'Clínica');
    await promise(clinica, hers);
    await hold(gestora, url, { came: ['@Clínica'], held_at: '2026-11-23T09:00' });
    await decide(gestora, url, [{ kind: 'visit', owner: 'us', due: '2' }]);
    await approve(gestora, url);
    await fill(gestora, `${url}/informar`, { told: 'pending', next_safe: '2026-12-04T09:00' });
    await press(gestora, `${url}/cerrar`);
    const second = await convene(gestora, person, { when: '2026-12-05T10:00',
      guests: ['@Albergue'] });
    await letCome(gestora, second, 'Albergue');
    await invite(gestora, second);
    await fill(clinica, `${hers}/objecion`, { text: 'Falta lo del lunes.' });
    const { identity: { code } } = await gestora.getJson(url);
    net.clock.set(new Date('2026-12-07T09:00:00-06:00'));
    gestora = await net.as('gestora');
    const rows = async () => Object.fromEntries((await hoyOf(gestora))
      .filter((row) => row.code === code).map((row) => [row.kind, row.url]));
    assert.deepEqual(await rows(), { invitation_answer: url, decision: url, tell_conference: url,
      conference: second });

    assert.equal((await gestora.getJson(url)).told_by, '', 'nobody has told her yet');
    const told = { told: 'yes', told_at: '2026-12-07T08:00' };
    await hold(gestora, second, { came: [], held_at: '2026-12-05T10:00' });
    await fill(gestora, `${second}/informar`, told);
    assert.equal((await rows()).tell_conference, url, 'of the first she is still to be told');
    await fill(gestora, (await gestora.getJson(url)).tell_url, told);
    assert.equal((await rows()).tell_conference, undefined);
    for (const page of [url, `${url}/acta`]) {
      assert.match(await gestora.getHtml(page), /Sí · 07\/12\/2026 08:00 · por Marta Solano Vega/);
    }
  });

test('on the day agreed nothing opens any more, and the copies are a task', async () => {
  await letCome(gestora, url, 'Clínica');
  await invite(gestora, url);
  const invitation = await invitationTo(clinica, gestora, url, 'Clínica');
  await promise(clinica, invitation);
  await hold(gestora, url, { came: ['@Clínica'], held_at: '2026-11-23T09:00' });
  await decide(gestora, url, [{ kind: 'visit', owner: 'us', due: '2' }]);
  await approve(gestora, url);
  net.clock.set(new Date('2027-01-15T14:00:00-06:00'));
  clinica = await net.as('clinica');
  assert.ok((await hoyOf(clinica)).some(({ kind, url: to }) =>
    kind === 'destroy_copies' && to === invitation));
  net.clock.set(new Date('2027-01-16T09:00:00-06:00'));
  clinica = await net.as('clinica');
  gestora = await net.as('gestora');
  assert.ok((await clinica.getJson(invitation)).over);
  await press(clinica, `${invitation}/destruido`);
  assert.equal((await guestOf(gestora, url, 'Clínica')).state_code, 'destroyed');
});
