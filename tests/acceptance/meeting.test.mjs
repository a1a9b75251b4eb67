// Meeting a person: nothing is kept before her yes, a no is a number, and what is opened is opened
// whole, once, with the exclusion list in force.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { decide, meetPerson, send } from './lib/acts.mjs';
import { expectStatus, formBody, newCommand } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { dump } from './lib/walk.mjs';

const BEFORE = '/personas/nueva';
const DECISION = '/personas/nueva/autorizacion';
const SIX = '/personas/nueva/datos';
const YES = { answer: 'yes', explained: 'all', mode: 'spoken', copy: 'none' };

let net;
let gestora;
before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
});
after(() => net?.stop());

/** Lines of the database that were not there before, or are there no more. */
async function changedBy(attempts) {
  const before = new Set(dump(net.dir).split('\n'));
  await attempts();
  const after = new Set(dump(net.dir).split('\n'));
  return [...[...after].filter((line) => !before.has(line)),
    ...[...before].filter((line) => !after.has(line))];
}

/** How many rows of a table, and of which kinds of dossier. */
function rowsOf(table) {
  return dump(net.dir).split('\n')
    .filter((line) => new RegExp(`^INSERT INTO "?${table}"? `).test(line)).length;
}

describe('page 0', () => {
  test('stores nothing, whatever is answered', async () => {
    const changed = await changedBy(async () => {
      for (const answers of [{}, { safe_to_talk: 'no' }, { safe_place: 'no', urgent_care: 'yes' },
        { safe_to_talk: '~declined', safe_place: '~unknown', urgent_care: '~not_asked' }]) {
        await gestora.getJson(BEFORE);
        expectStatus(await gestora.post(BEFORE, answers), 200);
      }
    });
    assert.deepEqual(changed, []);
  });

  test('is not kept as a draft when the screen locks under it', async () => {
    const other = await net.another('gestora');
    const view = await other.getJson(BEFORE);
    assert.equal(view.form, undefined, 'the frame would park what it knows as the form');
    assert.equal(view.ask.autosave_url, '');
    net.clock.advance({ minutes: 20 });
    const changed = await changedBy(async () => {
      const answer = await other.post(BEFORE, { safe_place: 'no' }, { accept: 'text/html' });
      expectStatus(answer, 303);
      assert.match(answer.go, /^\/desbloquear/);
    });
    assert.deepEqual(changed, []);
    gestora = await net.as('gestora');
  });

  test('shows the phones of the map and what to say, what is asked for first', async () => {
    await gestora.getJson(BEFORE);
    const { view } = await gestora.post(BEFORE, { safe_place: 'no' });
    assert.deepEqual(view.helps.map((help) => help.help_title),
      ['Un lugar seguro', 'Atención de salud urgente']);
    assert.ok(view.urgent_now);
    const types = view.helps.flatMap(({ phones }) => phones.map(({ service }) => service));
    for (const type of types) {
      assert.ok(['HEALTH', 'CMR', 'MH', 'SHELTER-S', 'SEC'].includes(type), type);
    }
    assert.ok(types.includes('HEALTH') && types.includes('SHELTER-S') && types.includes('SEC'));
    for (const phone of view.helps.flatMap(({ phones }) => phones)) {
      assert.match(phone.phone || phone.phone_24h, /^\+506 0000-/);
    }
    assert.match(view.helps[0].say[0].text, /^«Soy Marta Solano Vega, de Casa Ceiba/);
    const { view: care } = await gestora.post(BEFORE, { urgent_care: 'yes', safe_to_talk: 'no' });
    assert.equal(care.helps[0].help_title, 'Atención de salud urgente');
    assert.ok(care.not_safe_here);
  });
});

describe('her decision', () => {
  test('is asked in the words agreed, by name and organisation', async () => {
    const { lines } = await gestora.getJson(DECISION);
    const read = lines.map(({ text }) => text);
    assert.equal(read[0], 'Soy Marta Solano Vega, de Casa Ceiba (demo).');
    for (const line of ['Puede decir que no.', 'Igual le damos información y ayuda urgente.',
      'No necesita contar lo que pasó para recibir ayuda.',
      'Hay un límite: debo avisar si una vida corre peligro.',
      'Fuera de ese límite, siempre le pregunto antes.']) {
      assert.ok(read.includes(line), line);
    }
    assert.equal(read.length, 15);
  });

  for (const answer of ['no', 'not_now', 'info_only']) {
    test(`"${answer}" leaves one more in a counter and nothing else`, async () => {
      const changed = await changedBy(async () => {
        await gestora.getJson(DECISION);
        const { go } = await gestora.post(DECISION, { answer });
        assert.equal(go, '/personas/nueva/informacion');
        assert.ok((await gestora.getJson(go)).helps.length > 0);
      });
      const counter = changed.filter((line) => line.includes(`'consent_${answer}'`));
      assert.ok(counter.length > 0, 'it was counted');
      assert.deepEqual(changed.filter((line) => !counter.includes(line)), []);
    });
  }

  test('sent twice is counted once', async () => {
    const counted = () => Number(dump(net.dir).match(/'consent_no',(\d+)/)[1]);
    await gestora.getJson(DECISION);
    const body = formBody({ _csrf: gestora.csrf, _command: newCommand(), answer: 'no' });
    const before = counted();
    const answers = await Promise.all([1, 2, 3, 4].map(() =>
      gestora.send('POST', DECISION, { body })));
    assert.deepEqual(answers.map(({ view }) => view.go),
      answers.map(() => '/personas/nueva/informacion'));
    assert.equal(counted(), before + 1);
  });

  test('a yes needs how it was given, and stores nothing yet', async () => {
    const changed = await changedBy(async () => {
      await gestora.getJson(DECISION);
      const missing = expectStatus(await gestora.post(DECISION, { answer: 'yes' }), 422);
      assert.deepEqual(missing.view.errors.map(({ field }) => field),
        ['explained', 'mode', 'copy']);
      assert.ok(missing.view.lines.length > 0, 'the words are still there');
      const page = await decide(gestora, { ...YES, conditions: ['interpreter', 'witness'] });
      assert.equal(page.form.action_url, SIX);
    });
    assert.deepEqual(changed, []);
  });

  test('two people met from one page are two', async () => {
    await gestora.getJson(DECISION);
    const _command = newCommand();
    const first = await gestora.post(DECISION, { ...YES, _command });
    const one = await send(gestora, first.view, { name: 'Una' });
    const second = await gestora.post(DECISION, { ...YES, _command });
    assert.notEqual(await send(gestora, second.view, { name: 'Otra' }), one);
  });
});

describe('her decision is never a draft', () => {
  const ANSWER = { ...YES, answer: 'not_now' };
  const draftsBy = async (attempts) => {
    const before = rowsOf('draft');
    await attempts();
    return rowsOf('draft') - before;
  };

  test('when the screen locks under it', async () => {
    const other = await net.another('gestora');
    await other.getJson(DECISION);
    net.clock.advance({ minutes: 20 });
    assert.equal(await draftsBy(async () => {
      const answer = await other.post(DECISION, ANSWER, { accept: 'text/html' });
      expectStatus(answer, 303);
      assert.match(answer.go, /^\/desbloquear/);
    }), 0);
    await other.signIn('gestora');
    const { ask } = await other.getJson(DECISION);
    assert.ok(ask.fields.flatMap(({ options = [] }) => options).every(({ checked }) => !checked));
    gestora = await net.as('gestora');
  });

  test('when the screen is hidden with it, nor by name', async () => {
    const other = await net.another('gestora');
    await other.getJson(DECISION);
    assert.equal(await draftsBy(async () => {
      const kept = await other.post(`/borrador?de=${encodeURIComponent(DECISION)}`, ANSWER);
      expectStatus(kept, 422);
      assert.ok((await other.post('/ocultar', { ...ANSWER, _path: DECISION })).go);
    }), 0);
    expectStatus(await other.send('GET', DECISION), 401);
  });
});

describe('the six things', () => {
  test('are not taken without her yes', async () => {
    const changed = await changedBy(async () => {
      await gestora.getJson(DECISION);
      for (const consent of [{}, { ...YES, answer: 'no' }, { ...YES, mode: 'telepathy' },
        { ...YES, copy: undefined }]) {
        const answer = await gestora.post(SIX, { ...consent, name: 'Ana' });
        expectStatus(answer, 422);
        assert.match(answer.view.errors[0].text, /Primero pregunte si la persona está de acuerdo/);
      }
      const page = await gestora.send('GET', SIX, { accept: 'text/html' });
      assert.deepEqual([page.status, page.headers.get('location')], [303, DECISION]);
    });
    assert.deepEqual(changed, []);
  });

  for (const age of ['0', '17']) {
    test(`at ${age} nothing is opened, and help is shown`, async () => {
      const changed = await changedBy(async () => {
        const page = await decide(gestora, YES);
        const answer = await gestora.post(SIX, { ...YES, name: 'Colibrí', age });
        expectStatus(answer, 200);
        assert.equal(answer.go, null);
        assert.ok(page.form && answer.view.helps.length === 3);
        assert.equal(answer.view.helps[0].help_title, 'Protección de la niñez y la adolescencia');
      });
      assert.deepEqual(changed, []);
    });
  }

  test('under 18, what was being written is not kept either', async () => {
    await decide(gestora, YES);
    const draft = { ...YES, name: 'Colibrí', age: '16' };
    const before = rowsOf('draft');
    expectStatus(await gestora.post(`/borrador?de=${encodeURIComponent(SIX)}`, draft), 200);
    assert.equal(rowsOf('draft'), before + 1);
    expectStatus(await gestora.post(SIX, draft), 200);
    assert.equal(rowsOf('draft'), before);
  });

  test('at 18, or with no age said, the case is opened', async () => {
    for (const age of ['18', undefined]) {
      assert.match((await meetPerson(gestora, { age })).person, /^[0-9a-f]{32}$/);
    }
    const page = await decide(gestora, YES);
    assert.match(await send(gestora, page, { age_not: '~declined' }), /^\/personas\//);
  });

  test('may all stay unanswered, and no incident is asked for', async () => {
    const page = await decide(gestora, YES);
    assert.ok(page.form.fields.every(({ name }) => !/incident|narrative|account/.test(name)));
    const url = await send(gestora, page, {});
    const view = await gestora.getJson(url);
    assert.match(view.identity.code, /^CR-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]$/);
    assert.equal(view.identity.safe_contact, '');
    assert.deepEqual(view.needs, []);
  });

  test('open five dossiers with the same readers, however much is told', async () => {
    const before = { dossiers: rowsOf('dossier'), grants: rowsOf('dossier_grant') };
    const empty = await decide(gestora, YES);
    await send(gestora, empty, {});
    const one = { dossiers: rowsOf('dossier'), grants: rowsOf('dossier_grant') };
    await meetPerson(gestora, { needs_first: ['HEALTH', 'LEGAL'], exclude_people: 'La vecina' });
    const two = { dossiers: rowsOf('dossier'), grants: rowsOf('dossier_grant') };
    assert.equal(one.dossiers - before.dossiers, 5);
    assert.equal(two.dossiers - one.dossiers, 5);
    assert.equal(two.grants - one.grants, one.grants - before.grants);
    // beside the readers of all five: contact with risk, and the safety plan, for an emergency
    assert.equal((one.grants - before.grants - 2) % 5, 0);
  });

  test('give the needs a priority by what cannot wait', async () => {
    const priorities = async (answers) => {
      const { url } = await meetPerson(gestora,
        { needs_first: ['LEGAL', 'SHELTER-S', 'HEALTH'], ...answers });
      const { needs, warning } = await gestora.getJson(url);
      return [needs.map(({ service, priority }) => `${service} ${priority}`), warning?.text];
    };
    assert.deepEqual(await priorities({ safe_tonight: 'yes', health_today: 'no' }),
      [['HEALTH normal', 'LEGAL normal', 'SHELTER-S normal'], undefined]);
    assert.deepEqual(await priorities({ safe_tonight: 'no', health_today: 'no' }),
      [['SHELTER-S emergency', 'HEALTH urgent', 'LEGAL urgent'],
        'Sin lugar seguro para esta noche: primero llame.']);
    assert.deepEqual(await priorities({ safe_tonight: 'no', health_today: 'yes' }),
      [['HEALTH emergency', 'SHELTER-S emergency', 'LEGAL urgent'],
        'Sin lugar seguro para esta noche y necesita atención de salud hoy: primero llame.']);
  });

  test('sent twice, or by four at once, open one case', async () => {
    await decide(gestora, YES);
    const body = formBody({ _csrf: gestora.csrf, _command: newCommand(), ...YES, name: 'Repetida' });
    const before = rowsOf('dossier');
    const answers = await Promise.all([1, 2, 3, 4].map(() => gestora.send('POST', SIX, { body })));
    const later = await gestora.send('POST', SIX, { body });
    assert.match(later.view.go, /^\/personas\/[0-9a-f]{32}$/);
    assert.deepEqual(answers.map(({ view }) => view.go), answers.map(() => later.view.go));
    assert.equal(rowsOf('dossier'), before + 5);
  });

  test('come back from a draft with her decision', async () => {
    const page = await decide(gestora, { ...YES, mode: 'sign_language' });
    assert.equal(page.here_url, SIX, 'hiding the screen comes back here');
    expectStatus(await gestora.post(`/borrador?de=${encodeURIComponent(SIX)}`,
      { ...YES, mode: 'sign_language', name: 'Sin terminar' }), 200);
    const back = await gestora.getJson(SIX);
    assert.equal(back.form.fields.find(({ name }) => name === 'name').value, 'Sin terminar');
    const { timeline } = await gestora.getJson(await send(gestora, back, { name: 'Terminada' }));
    assert.ok(timeline.items.some(({ text }) => text === 'Sí · Lengua de señas'));
    assert.equal((await gestora.send('GET', SIX, { accept: 'text/html' })).status, 303,
      'the draft went with the command');
  });

  test('when refused, come back with what was typed and her decision', async () => {
    await decide(gestora, YES);
    const answer = expectStatus(await gestora.post(SIX,
      { ...YES, name: 'Ana', may_contact: 'yes', age: 'treinta' }), 422);
    assert.deepEqual(answer.view.errors.map(({ field }) => field), ['contact_rule', 'age']);
    const field = (name) => answer.view.form.fields.find((one) => one.name === name);
    assert.deepEqual([field('name').value, field('age').value, field('mode').value],
      ['Ana', 'treinta', 'spoken']);
  });
});
