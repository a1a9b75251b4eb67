// The operator's commands, as a shell runs them: what is made, what is refused, what is left behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync }
  from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { fill, meetPerson, memberOf } from './lib/acts.mjs';
import { Client } from './lib/client.mjs';
import { DEMO_PLAN, PASSPHRASE, PROGRAM, amparo, makeDeployment, mustRun, startServer,
  temporaryFolder } from './lib/server.mjs';
import { REAL, openTwoSteps } from './lib/two_steps.mjs';
import { ask, force } from './lib/walk.mjs';

const EXIT_INVALID = 64;
const EXIT_LIMIT = 65;
const EXIT_NOT_FOUND = 66;
const EXIT_IO = 74;
const EXIT_CONFLICT = 75;
const EXIT_DENIED = 77;

let folder;
before(() => {
  folder = temporaryFolder();
});
after(() => rmSync(folder, { recursive: true, force: true }));

const place = (name) => join(folder, name);

function planWith(change) {
  const plan = JSON.parse(readFileSync(DEMO_PLAN, 'utf8'));
  change(plan);
  const path = place('plan.json');
  writeFileSync(path, JSON.stringify(plan));
  return path;
}

const init = (dir, plan, options) =>
  amparo(['init', dir, '--plan', plan, '--light', '--json'], options);

test('init tells every code once, keeps none, and the folder is its owner\'s alone', async () => {
  const dir = place('made');
  const made = await makeDeployment(dir);
  const logins = made.members.map(({ login }) => login);
  assert.ok(logins.includes('gestora') && logins.includes('alborada'));
  assert.ok(made.organisations.some(({ name }) => name === 'Casa Ceiba (demo)'));
  assert.ok(!made.organisations.some(({ name }) => name.startsWith('Oficina de Migración')));
  assert.equal(statSync(dir).mode & 0o777, 0o700);
  const codes = [...made.members.map(({ code }) => code),
    ...made.organisations.map((organisation) => organisation.recovery_code)];
  assert.equal(new Set(codes).size, codes.length);
  for (const name of readdirSync(dir)) {
    assert.equal(statSync(join(dir, name)).mode & 0o077, 0, name);
    const bytes = readFileSync(join(dir, name), 'latin1');
    assert.ok(!codes.some((code) => bytes.includes(code)), `${name} has a code in clear`);
    assert.ok(!bytes.includes(PASSPHRASE), name);
  }
});

test('init refuses a folder with anything in it and changes nothing there', async () => {
  const dir = place('made');
  const key = readFileSync(join(dir, 'root.key'));
  const again = await init(dir, DEMO_PLAN);
  assert.equal(again.code, EXIT_CONFLICT, again.stderr);
  assert.equal(again.stdout, '');
  assert.deepEqual(readFileSync(join(dir, 'root.key')), key);
});

test('what cannot be looked at is not called unfinished, and nothing of it is removed', async () => {
  const dir = place('unreadable');
  await makeDeployment(dir);
  const files = readdirSync(dir).sort();
  symlinkSync('unfinished', join(dir, 'unfinished')); // leads to itself: opening it fails
  for (const args of [['serve', '--dir', dir, '--port', '0'], ['unit', 'list', '--dir', dir],
    ['init', dir, '--plan', DEMO_PLAN, '--light'], ['demo', dir, '--port', '0'],
    ['serve', '--dir', join(dir, 'root.key'), '--port', '0']]) {
    const { code, stderr } = await amparo(args);
    assert.equal(code, EXIT_IO, `${args[0]}: ${stderr}`);
    assert.match(stderr, /Cannot read/);
  }
  rmSync(join(dir, 'unfinished'));
  assert.deepEqual(readdirSync(dir).sort(), files);
  await mustRun(['verify', '--keys', '--dir', dir]);
});

test('of several who make a deployment in one folder at once, one makes it and it is whole',
  async () => {
    const dir = place('contested');
    for (let round = 0; round < 3; round++) {
      rmSync(dir, { recursive: true, force: true });
      const runs = await Promise.all(Array.from({ length: 4 }, () => init(dir, DEMO_PLAN)));
      const made = runs.filter(({ code }) => code === 0);
      const refused = runs.filter(({ code }) => code === EXIT_CONFLICT);
      assert.deepEqual([made.length, refused.length], [1, 3], runs.map(({ stderr }) => stderr).join());
      const { members } = JSON.parse(made[0].stdout);
      const server = await startServer({ dir });
      await new Client(server.url).activate(members[0]);
      await server.stop();
    }
  });

test('a plan that is wrong is refused with the place, and nothing is made', async () => {
  const wrongs = {
    'organisations[0].units[0].members[1].login': (plan) => {
      plan.organisations[0].units[0].members[1].login = 'gestora';
    },
    'organisations[1].units[0].area': (plan) => {
      plan.organisations[1].units[0].area = 'luna';
    },
    'plan.organizaciones': (plan) => {
      plan.organizaciones = [];
    },
    'The setting node': (plan) => {
      plan.settings.node = '00000000000000000000000000000001';
    },
    'settings.second_factor is off': (plan) => {
      delete plan.settings.demo;
    },
    'The setting care_windows': (plan) => {
      plan.settings.care_windows = 'pep=72, contraception=120'; // by whom, and when?
    },
    'The setting idle_minutes': (plan) => {
      plan.settings.idle_minutes = 600;
    },
    'no setting colour': (plan) => {
      plan.settings.colour = 'green';
    },
  };
  for (const [said, change] of Object.entries(wrongs)) {
    const dir = place('never');
    const { code, stdout, stderr } = await init(dir, planWith(change));
    assert.ok([EXIT_INVALID, EXIT_NOT_FOUND].includes(code), `${said}: ${code} ${stderr}`);
    assert.ok(stderr.includes(said), stderr);
    assert.equal(stdout, '');
    assert.ok(!existsSync(dir), said);
  }
  for (const text of ['', '{', '[]', '{"areas":1,"areas":2}', '\u0000', '["'.repeat(40)]) {
    writeFileSync(place('broken.json'), text);
    const { code } = await init(place('never'), place('broken.json'));
    assert.ok([EXIT_INVALID, EXIT_LIMIT].includes(code), `${text} gave ${code}`);
  }
  assert.ok(!existsSync(place('never')));
});

test('a short passphrase is refused before anything is made', async () => {
  const { code, stderr } = await init(place('never'), DEMO_PLAN, { input: 'corta\n' });
  assert.equal(code, EXIT_INVALID, stderr);
  assert.ok(!existsSync(place('never')));
});

/** What somebody types at a terminal, one line after the other's question. */
function typed(args, lines) {
  return new Promise((resolve, reject) => {
    const command = [PROGRAM, ...args].map((arg) => `'${arg}'`).join(' ');
    const child = spawn('script', ['-qefc', command, '/dev/null']);
    const left = [...lines];
    let screen = '';
    let asked = 0;
    child.on('error', reject);
    child.stdout.on('data', (data) => {
      screen += data;
      for (const [question] of [...screen.slice(asked).matchAll(/: $/g)]) {
        asked = screen.length;
        child.stdin.write(`${question && left.shift()}\n`);
      }
    });
    child.on('close', (code) => resolve({ code, screen }));
  });
}

const KEPT = ['keep_case_months', 'keep_account_months', 'keep_referral_months',
  'keep_log_months'];

test('for how long each kind is kept is said by plan or option, or nothing is made', async () => {
  const { settings: sample } = JSON.parse(readFileSync(DEMO_PLAN, 'utf8'));
  assert.deepEqual(Object.keys(sample).filter((name) => name.startsWith('keep_')), KEPT);
  const help = (await mustRun(['init', '--help'])).stdout;
  const dir = place('kept');
  for (const name of KEPT) {
    const option = `--${name.replace('_months', '').replace('_', '-')}`;
    assert.match(help, new RegExp(`${option} MONTHS +Months that`));
    const plan = planWith(({ settings }) => {
      Object.assign(settings, REAL);
      delete settings[name];
    });
    const silent = await init(dir, plan);
    assert.equal(silent.code, EXIT_INVALID, silent.stderr);
    assert.ok(silent.stderr.includes(`settings.${name}`), silent.stderr);
    const wrong = await amparo(['init', dir, '--plan', plan, '--light', option, '361']);
    assert.equal(wrong.code, EXIT_INVALID, wrong.stderr);
    assert.ok(!existsSync(dir));
    await mustRun(['init', dir, '--plan', plan, '--light', option, '7']);
    const months = ask(dir, `SELECT value FROM setting WHERE name = '${name}'`);
    assert.equal(months, '7');
    rmSync(dir, { recursive: true });
  }
});

test('at a terminal init asks for how long each kind is kept', async () => {
  const dir = place('asked');
  const plan = planWith(({ settings }) => {
    Object.assign(settings, REAL);
    KEPT.forEach((name) => delete settings[name]);
  });
  const { code, screen } = await typed(['init', dir, '--plan', plan, '--light'],
    ['120', '24', '6', '36', PASSPHRASE, PASSPHRASE]);
  assert.equal(code, 0, screen);
  assert.equal([...screen.matchAll(/Months that .*1 to 360/g)].length, 4, screen);
  assert.deepEqual(KEPT.map((name) => ask(dir, `SELECT value FROM setting WHERE name = '${name}'`)),
    ['120', '24', '6', '36']);
});

test('settings of a plan hold from the first start', async (t) => {
  const net = await openTwoSteps({ product: 'Agenda', idle_minutes: 5 });
  t.after(() => net.stop());
  const { client } = await net.comeIn('gestora');
  const page = await new Client(net.url).getJson('/entrar');
  assert.equal(page.product, 'Agenda');
  assert.equal(page.demo, false);
  assert.ok((await client.getJson('/ayuda')).user);
  net.clock.advance({ minutes: 6 });
  assert.equal((await client.getJson('/ayuda')).user, undefined);
});

test('a setting is changed later, and what shapes a deployment is not', async (t) => {
  const server = await startServer({ plan: DEMO_PLAN });
  t.after(() => server.stop());
  const { dir } = server;
  const set = (name, value) => amparo(['setting', 'set', name, value, '--dir', dir]);
  const listed = async () => JSON.parse(
    (await mustRun(['setting', 'list', '--dir', dir, '--json'])).stdout);
  assert.equal((await listed()).idle_minutes, '15');
  assert.equal((await set('idle_minutes', '7')).code, 0);
  assert.equal((await listed()).idle_minutes, '7');
  for (const [name, value] of [['idle_minutes', '61'], ['node', '00'], ['demo', '0'],
    ['second_factor', 'off'], ['keep_case_months', '1'], ['privacy_officers', 'gestora, nadie'], ['nada', '1']]) {
    assert.notEqual((await set(name, value)).code, 0, name);
  }
  assert.equal((await listed()).idle_minutes, '7');
  assert.equal((await listed()).demo, '1');
});

test('an organisation keeps somebody who looks after confidentiality', async (t) => {
  const dir = place('officers');
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  await makeDeployment(dir);
  const set = (logins) => amparo(['setting', 'set', 'privacy_officers', logins, '--dir', dir]);
  const named = () => ask(dir, "SELECT value FROM setting WHERE name = 'privacy_officers'");
  assert.equal((await set('')).code, 0, 'nobody was named');
  assert.equal((await set('guardia, clinica')).code, 0);
  for (const logins of ['', 'clinica']) {
    const { code, stderr } = await set(logins);
    assert.equal(code, EXIT_INVALID, logins);
    assert.match(stderr, /confidentiality in Casa Ceiba \(demo\) any more/);
    assert.equal(named(), 'guardia, clinica');
  }
  assert.equal((await set('clinica, gestora')).code, 0, 'another of the same organisation');
  assert.equal((await set('guardia, clinica2, auditora')).code, 0);
});

test('the operator invites a member, who comes in', async (t) => {
  const dir = place('made');
  const added = await mustRun(['member', 'add', '--dir', dir, '--json', '--login', 'nora',
    '--name', 'Nora Mora', '--unit', 'Acompañamiento', '--roles', 'case_worker'])
    .catch((error) => error);
  assert.match(String(added), /Several are called/, 'two units have that name');

  const { stdout } = await mustRun(['unit', 'list', '--dir', dir, '--json']);
  const unit = JSON.parse(stdout).find(({ organisation }) => organisation === 'Casa Ceiba (demo)');
  const result = await mustRun(['member', 'add', '--dir', dir, '--json', '--login', 'nora',
    '--name', 'Nora Mora', '--unit', unit.id, '--roles', 'case_worker']);
  const member = JSON.parse(result.stdout);
  const server = await startServer({ dir });
  t.after(() => server.stop());
  const client = await new Client(server.url).activate(member);
  await client.signIn('nora');
  assert.equal((await client.getJson('/ayuda')).user.name, 'Nora Mora');

  const listed = JSON.parse((await mustRun(['member', 'list', '--dir', dir, '--json'])).stdout);
  assert.equal(listed.find(({ login }) => login === 'nora').state, 'active');
  assert.equal(listed.find(({ login }) => login === 'gestora').state, 'invited');
});

test('a unit is added with its first member and its function', async () => {
  const dir = place('made');
  const options = ['--organisation', 'Oficina de Migración (demo)', '--area', 'Valle Central',
    '--name', 'Ventanilla', '--functions', 'focal_point', '--member-login', 'ventanilla',
    '--member-name', 'Tina Ríos', '--member-roles', 'focal_point'];
  const made = JSON.parse((await mustRun(['unit', 'add', '--dir', dir, '--json', ...options])).stdout);
  assert.equal(made.member.login, 'ventanilla');
  assert.ok(made.recovery_code, 'the first unit of an organisation brings its recovery sheet');
  const again = await amparo(['unit', 'add', '--dir', dir, ...options]);
  assert.equal(again.code, EXIT_CONFLICT, 'the login is taken');
});

/** Meets a person, whose code another asks an emergency opening for; the first confirms. */
async function openInEmergencyBetween(first, other) {
  const { person, url } = await meetPerson(first, { name: 'Xilonen Tlacaélel' });
  assert.equal((await other.send('GET', `/personas/${person}`)).status, 404);
  const { code } = (await first.getJson(url)).identity;
  await fill(other, '/emergencia', { code, reason: 'health', note: 'a', second: '@Tina',
    life: 'no' });
  const rows = (await first.getJson('/hoy')).groups.flatMap(({ list }) => list.items);
  const { act_url } = rows.find(({ kind }) => kind === 'emergency_confirm');
  await fill(first, act_url, { answer: 'yes' });
  const { openings } = await other.getJson('/emergencia');
  const page = await other.getJson(openings[0].opening_url);
  return page.rows.some(({ value }) => value === 'Xilonen Tlacaélel');
}

for (const [organisation, before] of [['Oficina de Migración (demo)', 'was only on the map'],
  ['Clínica Poás (demo)', 'accompanied nobody']]) {
  for (const functions of ['supervisor', 'focal_point']) {
    test(`an organisation that ${before} has emergency openings: ${functions}`, async (t) => {
      const dir = place(`later-${functions}-${organisation.length}`);
      await makeDeployment(dir);
      const made = JSON.parse((await mustRun(['unit', 'add', '--dir', dir, '--json',
        '--organisation', organisation, '--area', 'Valle Central', '--name', 'Casa Nueva',
        '--functions', functions, '--member-login', 'tina', '--member-name', 'Tina Ríos',
        '--member-roles', `case_worker,${functions}`])).stdout);
      const added = JSON.parse((await mustRun(['member', 'add', '--dir', dir, '--json', '--login',
        'nora', '--name', 'Nora Mora', '--unit', made.id, '--roles', 'case_worker'])).stdout);
      const server = await startServer({ dir });
      t.after(() => server.stop());
      const [tina, nora] = await Promise.all([made.member, added].map(async (member) =>
        (await new Client(server.url).activate(member)).signIn(member.login)));
      const rows = (await tina.getJson('/hoy')).groups.flatMap(({ list }) => list.items);
      const { act_url } = rows.find(({ kind }) => kind === 'give_function');
      const { form } = await tina.getJson(act_url);
      const { options } = form.fields.find(({ name }) => name === 'function');
      const emergency = options.find(({ label }) => /mergencia/.test(label));
      await tina.submit(act_url, { function: emergency.value, as: 'member' });
      const left = (await tina.getJson('/hoy')).groups.flatMap(({ list }) => list.items);
      assert.ok(!left.some(({ kind }) => kind === 'give_function'), 'it is done');
      assert.ok(await openInEmergencyBetween(tina, nora));
    });
  }
}

test('a unit with a supervision comes to the emergency openings that its organisation has',
  async (t) => {
    const dir = place('joins');
    const { members } = await makeDeployment(dir);
    const add = async (...args) => JSON.parse(
      (await mustRun([...args.slice(0, 2), '--dir', dir, '--json', ...args.slice(2)])).stdout);
    const { id, member } = await add('unit', 'add', '--organisation', 'Casa Ceiba (demo)',
      '--area', 'Valle Central', '--name', 'Casa Nueva', '--functions', 'supervisor',
      '--member-login', 'tina', '--member-name', 'Tina Ríos', '--member-roles',
      'case_worker,supervisor');
    const added = await add('member', 'add', '--login', 'nora', '--name', 'Nora Mora', '--unit', id,
      '--roles', 'case_worker');
    const server = await startServer({ dir });
    t.after(() => server.stop());
    const enter = async (one) =>
      (await new Client(server.url).activate(one)).signIn(one.login);
    const [gestora, supervisora, admin] = await Promise.all(['gestora', 'supervisora', 'admin']
      .map((login) => enter(members.find((one) => one.login === login))));
    const tina = await enter(member);
    await enter(added);
    const asked = async (client) => (await client.getJson('/hoy')).groups
      .flatMap(({ list }) => list.items).filter(({ kind }) => kind === 'give_function')
      .map(({ act_url }) => act_url).sort();
    const paths = {};
    for (const login of ['tina', 'nora']) {
      paths[login] = `${await memberOf(admin, login)}/funcion`;
      await fill(admin, paths[login], { function: '@Aperturas de emergencia', as: 'member' });
    }

    const both = Object.values(paths).sort();
    assert.deepEqual(await asked(gestora), both, 'nobody who supervises the unit has its key');
    assert.deepEqual(await asked(tina), []);
    await fill(gestora, paths.tina, { function: '@Aperturas de emergencia', as: 'member' });
    assert.deepEqual(await asked(gestora), [], 'from now on it is of who supervises the unit');
    assert.deepEqual(await asked(supervisora), []);
    assert.deepEqual(await asked(tina), [paths.nora]);
    await fill(tina, paths.nora, { function: '@Aperturas de emergencia', as: 'member' });
    assert.deepEqual(await asked(tina), []);
  });

test('the first unit brings the recovery sheet, though it has no function', async () => {
  const dir = place('sheet');
  await makeDeployment(dir);
  const add = async (name) => JSON.parse((await mustRun(['unit', 'add', '--dir', dir, '--json',
    '--organisation', 'Oficina de Migración (demo)', '--area', 'Valle Central', '--name', name]))
    .stdout);
  assert.ok((await add('Ventanilla')).recovery_code);
  assert.equal((await add('Otra')).recovery_code, undefined);
});

test('nothing changes the schema beside a server of the program before', async () => {
  const dir = place('made');
  const server = await startServer({ dir });
  try {
    const put = ask(dir, `SELECT 'INSERT INTO migration VALUES (' || quote(number) || ',' ||
      quote(name) || ',' || quote(hash) || ',' || quote(at_us) || ')' FROM migration
      ORDER BY number DESC LIMIT 1`);
    force(dir, 'DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)');
    for (const args of [['verify', '--keys'], ['serve', '--port', '0'], ['sweep']]) {
      const { code, stderr } = await amparo([...args, '--dir', dir]);
      assert.equal(code, EXIT_CONFLICT, `${args[0]}: ${stderr}`);
      assert.match(stderr, /older than this program: restart it first/);
    }
    force(dir, put);
    await mustRun(['verify', '--keys', '--dir', dir]);
  } finally {
    await server.stop();
  }
});

test('a wrong passphrase opens nothing', async () => {
  const { code, stdout } = await amparo(['member', 'list', '--dir', place('made')],
    { input: 'otra frase larga cualquiera\n' });
  assert.equal(code, EXIT_DENIED);
  assert.equal(stdout, '');
});
