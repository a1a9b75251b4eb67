// Every field of the forms about a person, at its bounds and past them, and with what no browser
// sends: a clear refusal at the field, what was typed comes back, nothing is written.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { addNeed, fill, meetChild, meetPerson } from './lib/acts.mjs';
import { expectStatus, newCommand } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { dump } from './lib/walk.mjs';

const LIMIT_TEXT = 200; // src/base/limits.h
const LIMIT_NOTE = 4000;
const WAYS = ['unknown', 'declined', 'not_asked'];
const HIDDEN = ['\u202eanA', 'Ana\u2066', 'A\u200bna', '\ufeffAna', 'A\u0007na', 'A\u007fna'];
const ACTION = { what: 'a', kind: 'other', decision: 'chosen', who: 'other', who_other: 'a' };
const YES = { answer: 'yes', explained: 'all', mode: 'spoken', copy: 'none', alike: 'yes' };

let net;
let gestora;
let person;
let url;
let child;
before(async () => {
  net = await openNetwork();
  gestora = await net.as('gestora');
  ({ person, url } = await meetPerson(gestora, {}));
  ({ url: child } = await meetChild(gestora));
});
after(() => net?.stop());

const GRAVE = { level: 'high', reason: 'a', signs: ['strangulation', 'threat_to_kill', 'weapon',
  'leaving_now', 'own_belief', 'suicide_plan'] };

/** Where each form is sent, with answers that make all of it show; `ready` before each good one. */
const FORMS = [
  { form: 'note', at: 'notas', answers: { text: 'a' } },
  { form: 'need', at: 'necesidades', answers: { service: 'HEALTH', priority: 'normal' } },
  { form: 'need_close', at: openNeed, answers: { result: 'met' } },
  { form: 'risk', at: graveRisk, answers: GRAVE },
  { form: 'follow_up', at: 'seguimiento', answers: { next: '2026-12-01T10:00', how: 'call' } },
  { form: 'follow_up_done', at: dueFollowUp, answers: { result: 'done', rule: 'confirmed' } },
  { form: 'goal', at: async () => (await openPlanNeed()).goal_url, answers: { goal: 'a' } },
  { form: 'action', at: async () => (await openPlanNeed()).add_url, answers: ACTION },
  { form: 'action_progress', at: chosenAction, answers: { state: 'not_possible', barrier: 'Nadie lo da.' } },
  { form: 'service_given', at: 'plan/servicio', answers: { service: 'PSS' } },
  { form: 'plan_agreed', at: 'plan/acordado', answers: { how: 'remote' } },
  { form: 'safety_tried', at: 'seguridad/tarea/tried', answers: { what: 'a' } },
  { form: 'safety_unsafe', at: 'seguridad/tarea/unsafe', answers: { what: 'a' } },
  { form: 'safety_safe', at: 'seguridad/tarea/safe', answers: { what: 'a' } },
  { form: 'safety_concern', at: 'seguridad/parte/concern', answers: {} },
  { form: 'exclusions', at: 'exclusion', answers: {} },
  { form: 'first_contact', at: 'datos', answers: { may_contact: 'yes', contact_rule: 'a' } },
  { form: 'first_contact', at: () => '/personas/nueva/datos', also: YES,
    answers: { may_contact: 'yes', contact_rule: 'a' } },
  { form: 'identity', at: 'identidad', answers: {} },
  { form: 'health', at: 'salud', answers: {} },
  { form: 'legal', at: 'legal', answers: { incident_type: 'rape' } },
  { form: 'reserved', at: 'reservado', answers: {} },
  { form: 'account', at: 'relato/escribir', answers: { text: 'a' } },
  { form: 'incident', at: 'relato/hechos', answers: { when: 'before', incident_type: 'rape' } },
  { form: 'best_interests', at: () => `${child}/interes`, answers: { about: 'care', kind: 'short',
    options: 'a', view: 'a', took_part: 'a', decision: 'a', why: 'a' } },
];

async function openNeed() {
  await addNeed(gestora, person, { service: 'CASH' });
  return (await gestora.getJson(url)).needs.find(({ is_open }) => is_open).close_url;
}

/** What may happen again is what was ticked before. */
async function graveRisk() {
  await fill(gestora, `${url}/riesgo`, GRAVE);
  return `${url}/riesgo`;
}

async function openPlanNeed() {
  const open = async () => (await gestora.getJson(`${url}/plan`)).plan_needs
    .find(({ need_open }) => need_open);
  if (!await open()) {
    await addNeed(gestora, person, { service: 'CASH' });
  }
  return open();
}

async function chosenAction() {
  const { add_url } = await openPlanNeed();
  await fill(gestora, add_url, ACTION);
  return (await openPlanNeed()).plan_actions[0].progress_url;
}

async function dueFollowUp() {
  await fill(gestora, `${url}/seguimiento`, { next: '2026-12-01T10:00', how: 'call' });
  return `${url}/seguimiento/hecho`;
}

function fieldsOf(form) {
  const file = new URL(`../../forms/${form}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).fields.filter(({ type }) => type !== 'group');
}

/** Values that the field takes, and that it must not take, each as what would be sent. */
function valuesOf(field, lists) {
  const of = (...values) => values.map((value) => ({ [field.name]: value }));
  const good = [];
  const bad = [];
  const words = (max, ...more) => {
    good.push(...of('á'.repeat(max), '<b>&amp;\'"</b>'));
    bad.push(...of('á'.repeat(max + 1), ...HIDDEN, ...more));
  };
  const options = field.options?.map(({ value }) => value) ?? lists[field.name] ?? ['yes', 'no'];
  switch (field.type) {
    case 'text':
      words(field.max ?? LIMIT_TEXT, 'una línea\ny otra');
      break;
    case 'note':
      words(field.max ?? LIMIT_NOTE);
      good.push(...of('una línea\r\ny otra'));
      break;
    case 'number':
      good.push(...of(String(field.min), String(field.max)));
      bad.push(...of(String(field.min - 1), String(field.max + 1), '1.5', 'uno', '1e1', '0x1',
        '99999999999999999999'));
      break;
    case 'date':
      good.push(...of('2024-02-29', '29/02/2024', '1900-01-01'));
      bad.push(...of('2023-02-29', '1899-12-31', '2101-01-01', 'ayer', '2024-02-29T10:00'));
      break;
    case 'datetime':
      good.push(...of(field.name === 'next' ? '2100-12-31T23:59' : '2026-11-22T23:59'));
      bad.push(...of('2026-02-30T10:00', '2026-11-22T24:01', 'ayer', '1795446000000000'));
      break;
    case 'choices':
      good.push(...of(...options.slice(0, 3), options));
      bad.push(...of('zzz', [options[0], 'zzz'], '{}'));
      break;
    default:
      good.push(...of(...options.slice(0, 3), options.at(-1)));
      bad.push(...of('zzz', options.slice(0, 2), '[]', `${options[0]} `.repeat(40)));
  }
  if (field.required) {
    bad.push(...of('', '   ', undefined));
  }
  for (const way of WAYS) {
    const sent = { [field.name]: undefined, [`${field.name}_not`]: `~${way}` };
    (field.unanswered?.includes(way) ? good : bad).push(sent);
  }
  bad.push({ [field.name]: options[0] ?? 'a', [`${field.name}_not`]: ['~declined', '~not_asked'] });
  return { good, bad };
}

/** Options that come from the directory, as the page offers them. */
async function listsOf(path, fields) {
  const page = path === '/personas/nueva/datos' ? await sixPage() : await gestora.getJson(path);
  const lists = {};
  for (const { name } of fields.filter(({ type, list }) => list || type === 'service')) {
    lists[name] = page.form.fields.find((field) => field.name === name)?.options
      .filter(({ is_not }) => !is_not).map(({ value }) => value);
  }
  return lists;
}

async function sixPage() {
  await gestora.getJson('/personas/nueva/autorizacion');
  return (await gestora.post('/personas/nueva/autorizacion', YES)).view;
}

const pathOf = async ({ at }) => (typeof at === 'string' ? `${url}/${at}` : at());
/** Pages that show what stands, and may be stale. */
const isEdited = (path) => /\/(datos|identidad|salud|legal|reservado|exclusion|riesgo|concern)$/.test(path) &&
  !path.startsWith('/personas/nueva');

async function send(path, fields) {
  const _base = isEdited(path) ? (await gestora.getJson(path)).form.base : undefined;
  return gestora.post(path, { _command: newCommand(), _base, ...fields });
}

for (const one of FORMS) {
  describe(`${one.form} at ${typeof one.at === 'string' ? one.at : 'its own page'}`, () => {
    const fields = fieldsOf(one.form).filter(({ name }) =>
      (one.at !== 'datos' || !name.startsWith('exclude_')) &&
      name !== 'needs_met'); // each answer closes needs: plan.test.mjs
    let path;
    let lists;
    before(async () => {
      path = await pathOf(one);
      lists = await listsOf(path, fields);
    });

    test('refuses what is past a bound or of another kind, at its field, and writes nothing',
      async () => {
        const before = dump(net.dir);
        for (const field of fields) {
          for (const wrong of valuesOf(field, lists).bad) {
            const said = `${field.name} ${JSON.stringify(wrong).slice(0, 80)}`;
            const answer = await send(path, { ...one.also, ...one.answers, ...wrong });
            expectStatus(answer, 422, said);
            assert.deepEqual(answer.view.errors.map((error) => error.field), [field.name], said);
            assert.ok(answer.view.errors[0].text.length > 5, said);
            const shown = answer.view.form.fields.find(({ name }) => name === field.name);
            assert.equal(shown.error, answer.view.errors[0].text, said);
            if (['text', 'note', 'number'].includes(field.type)) {
              const typed = [wrong[field.name] ?? ''].flat()[0].replaceAll('\r\n', '\n');
              assert.equal(shown.value.replaceAll('\r\n', '\n'), typed, said);
            }
          }
        }
        assert.equal(dump(net.dir), before);
      });

    test('takes what is just within', async () => {
      for (const field of fields) {
        for (const right of valuesOf(field, lists).good) {
          const minor = field.name === 'age' && Number(right.age) < 18;
          const target = await pathOf(one);
          const answer = await send(target, { ...one.also, ...one.answers, ...right });
          const said = `${field.name} ${JSON.stringify(right).slice(0, 80)}: ${answer.status} ` +
            JSON.stringify(answer.view.errors ?? answer.view.problem);
          assert.ok(answer.go || (minor && target.startsWith('/personas/nueva')), said);
        }
      }
    });
  });
}

describe('what is typed', () => {
  test('comes back as it was typed, never as markup', async () => {
    const text = '<script>alert(1)</script> "comillas" & \'más\'\nsegunda línea';
    await fill(gestora, `${url}/notas`, { text });
    const html = await gestora.getHtml(url);
    assert.ok(!html.includes('<script>alert'));
    assert.ok(html.includes('&lt;script&gt;alert(1)'));
    assert.equal((await gestora.getJson(`${url}?tipo=notas`)).timeline.items[0].text, text);
  });

  test('that is no UTF-8 is refused as a whole', async () => {
    const before = dump(net.dir);
    await gestora.getJson(url);
    const good = `_csrf=${encodeURIComponent(gestora.csrf)}&_command=${newCommand()}&text=`;
    for (const bytes of ['%ff', 'a%c3', '%ed%a0%80', 'a%00b', '%4', '%zz']) {
      const answer = await gestora.send('POST', `${url}/notas`, { body: good + bytes });
      expectStatus(answer, 422, bytes);
    }
    assert.equal(dump(net.dir), before);
  });

  test('in English is refused in English', async () => {
    const other = await net.another('supervisora', { language: 'en' });
    await other.getJson(url);
    const answer = expectStatus(await other.post(`${url}/notas`, { text: '' }), 422);
    assert.equal(answer.view.errors[0].text, 'Answer this question');
  });
});
