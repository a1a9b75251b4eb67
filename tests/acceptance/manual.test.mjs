// The manual page says what the program says of itself, and nothing that it does not have: commands
// and options by --help, roles by the form, settings, plan and exit codes by the tables in the code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { mustRun } from './lib/server.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const COMMON = ['dir', 'help', 'json'];
const TEST_BUILD = ['sweep']; // told in a paragraph: it is never what is deployed
const INTERNAL = ['node']; // a setting that a deployment gives itself

const source = (path) => readFileSync(join(ROOT, path), 'utf8');
const sorted = (words) => [...new Set(words)].sort();
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, word]) => word);
const help = async (...words) => (await mustRun([...words, '--help'])).stdout;
const optionsIn = (text) => all(text, /^ {2}--([\w-]+)/gm).filter((name) => !COMMON.includes(name));
/** Of mdoc: "Fl -phone , -opens". */
const flagsIn = (text) => all(text, /(?:Fl|,) -([a-z][\w-]*)/g)
  .filter((name) => !COMMON.includes(name));
/** Of mdoc: "Cm name , kind", "(Cm organisation , institution No or Cm agency ,". */
const wordsIn = (text) => text.split('\n').flatMap((line) =>
  [...line.matchAll(/\bCm ((?:\w+(?: , )?)+)/g)].flatMap(([, words]) => words.split(' , ')))
  .filter((word) => word);

const sections = new Map();
const told = new Map(); // command → what the manual says of it
before(() => {
  for (const part of source('docs/man/amparo.1').split(/^\.Sh /m).slice(1)) {
    sections.set(part.split('\n')[0], part);
  }
  for (const item of sections.get('COMMANDS').split(/^\.El$/m)[0].split(/^\.It Cm /m).slice(1)) {
    const [name] = item.split(/\s/);
    told.set(name, `${told.get(name) ?? ''}${item}`);
  }
});

test('the manual has every command of the program and no other', async () => {
  const commands = all(await help(), /^ {2}(\w+) {2,}/gm);
  assert.deepEqual(sorted(told.keys()), sorted(commands).filter((name) =>
    !TEST_BUILD.includes(name)));
  for (const name of TEST_BUILD) {
    assert.match(sections.get('COMMANDS'), new RegExp(`^\\.Cm ${name} ,$`, 'm'));
  }
});

test('every command has its options and operands in the manual, and no others', async () => {
  for (const [name, text] of told) {
    const said = await help(name);
    assert.deepEqual(sorted(flagsIn(text)), sorted(optionsIn(said)), name);
    const operands = all(said.split('\n')[0].split('] ').slice(1).join(' '), /\b([a-z]+)\b/g);
    const heads = text.split('\n').filter((line) => line.startsWith(`${name} `)).join(' ');
    assert.deepEqual(operands.filter((word) => !heads.split(' ').includes(word)), [], name);
  }
  assert.deepEqual(sorted(all(sections.get('DESCRIPTION'), /^\.It Fl -(\w+)/gm)), COMMON);
});

test('every role stands where somebody is invited', () => {
  const { fields } = JSON.parse(source('forms/team_invite.json'));
  const roles = fields.find(({ name }) => name === 'roles').options.map(({ value }) => value);
  assert.deepEqual(roles.filter((role) => !wordsIn(told.get('member')).includes(role)), []);
});

test('every setting, every key of a plan, every exit status, and no others', () => {
  const settings = [...all(source('src/host/configuration.c'), /^(?: {4}\{| {8})"(\w+)", "/gm),
    ...all(source('src/domain/keeping.h'), /TERM\([A-Z]+, (\w+),/g)
      .map((name) => `keep_${name}_months`)];
  assert.deepEqual(sorted(wordsIn(sections.get('SETTINGS'))),
    sorted(settings).filter((name) => !INTERNAL.includes(name)));
  const keys = all(source('src/work/people/plan.c'), /\ballowed\[\] = \{([^}]*)\}/g)
    .flatMap((list) => all(list, /"(\w+)"/g));
  const plan = wordsIn(sections.get('PLAN'));
  assert.deepEqual(sorted(keys).filter((key) => !plan.includes(key)), []);
  assert.deepEqual(sorted(all(sections.get('EXIT STATUS'), /^\.It (\d+)$/gm)),
    sorted(all(source('src/base/err.c'), /\{"\w+", \d+, (\d+)\}/g)));
});
