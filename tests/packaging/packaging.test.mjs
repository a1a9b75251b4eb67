// What an operator installs: the unit, the Debian package, and the program in it as it is deployed
// (everything else is tested with sanitizers).
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync,
  statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { DEMO_PLAN, PROGRAM, temporaryFolder } from '../acceptance/lib/server.mjs';
import { Debian } from './lib/debian.mjs';
import { blocksOf, serviceOf } from './lib/operator.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const EXPOSURE_MAX = 1.5;
const PASSPHRASE = 'canario-de-la-frase-del-operador';
const NOBODY = 65534;
/** Root may do everything: the program is run as who may not. */
const AS = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const SAID_MS_MAX = 30_000;
/** Of the machine that the unit is for; requests that are as large as one may be at the same time. */
const CORES_MOST = 32;
const LARGEST_AT_ONCE = 4;
/** To verify a line of the log, with SQLite's own check: 35,000 of them took 3.6 µs of the processor
 *  that the README's figures are from, so a line of 48,000 takes 5 µs. */
const INSTRUCTIONS_OF_A_LINE = 48_000;
/** The program by itself, with room to spare: what it takes is looked at where it is started. */
const IDLE = 64 * 2 ** 20;

let folder;
let program;

function run(command, args, options = {}) {
  return execFileSync(command, args, { encoding: 'utf8', cwd: ROOT, ...options });
}

before(() => {
  folder = temporaryFolder();
  chmodSync(folder, 0o755);
  run(join(ROOT, 'script/package'), ['--lint'], { stdio: 'pipe' });
  run('dpkg-deb', ['--extract', packageFile(), join(folder, 'installed')]);
  program = join(folder, 'installed/usr/bin/amparo');
});
after(() => rmSync(folder, { recursive: true, force: true }));

function packageFile() {
  const [name] = readdirSync(join(ROOT, 'dist')).filter((one) => /^amparo_.*\.deb$/.test(one));
  return join(ROOT, 'dist', name);
}

function exposure(unit) {
  const told = run('systemd-analyze', ['security', '--offline=yes', '--no-pager', unit]);
  return Number(told.match(/exposure level for .*: ([\d.]+)/)[1]);
}

test('the unit leaves the program little, for a proxy and for this machine alone', (t) => {
  const unit = join(ROOT, 'packaging/systemd/amparo.service');
  const local = join(folder, 'local');
  mkdirSync(join(local, 'amparo.service.d'), { recursive: true });
  cpSync(unit, join(local, 'amparo.service'));
  cpSync(join(ROOT, 'packaging/systemd/local.conf'), join(local, 'amparo.service.d/local.conf'));
  const found = [exposure(unit), exposure(join(local, 'amparo.service'))];
  t.diagnostic(`exposure ${found.join(', ')}`);
  assert.ok(found.every((one) => one <= EXPOSURE_MAX), found.join());
});

test('the passphrase can be asked for at each start: a socket that systemd reads it from', (t) => {
  const units = join(folder, 'asking');
  const examples = join(folder, 'installed/usr/share/doc/amparo/examples/systemd');
  mkdirSync(join(units, 'amparo.service.d'), { recursive: true });
  for (const name of ['amparo-ask.socket', 'amparo-ask@.service']) {
    cpSync(join(examples, name), join(units, name));
  }
  cpSync(join(examples, 'ask.conf'), join(units, 'amparo.service.d/ask.conf'));
  const text = readFileSync(join(ROOT, 'packaging/systemd/amparo.service'), 'utf8');
  writeFileSync(join(units, 'amparo.service'), text.replaceAll('/usr/bin/amparo', program));
  run('systemd-analyze', ['verify', '--man=no', join(units, 'amparo.service'),
    join(units, 'amparo-ask.socket'), join(units, 'amparo-ask@.service')], { stdio: 'pipe' });
  const ask = readFileSync(join(units, 'amparo.service.d/ask.conf'), 'utf8');
  const socket = readFileSync(join(units, 'amparo-ask.socket'), 'utf8');
  assert.equal(ask.match(/^LoadCredential=amparo\.root:(.*)$/m)[1],
    socket.match(/^ListenStream=(.*)$/m)[1]);
  const found = ['amparo.service', 'amparo-ask@.service']
    .map((name) => exposure(join(units, name)));
  t.diagnostic(`exposure ${found.join(', ')}`);
  assert.ok(found.every((one) => one <= EXPOSURE_MAX), found.join());
});

test('each night a backup is made, by a unit that leaves the program as little', (t) => {
  const units = join(folder, 'units');
  mkdirSync(units);
  for (const name of ['amparo-backup.service', 'amparo-backup.timer']) {
    const text = readFileSync(join(folder, 'installed/lib/systemd/system', name), 'utf8');
    writeFileSync(join(units, name), text.replaceAll('/usr/bin/amparo', program));
  }
  const service = join(units, 'amparo-backup.service');
  run('systemd-analyze', ['verify', '--man=no', service, join(units, 'amparo-backup.timer')],
    { stdio: 'pipe' });
  t.diagnostic(`exposure ${exposure(service)}`);
  assert.ok(exposure(service) <= EXPOSURE_MAX);
  const text = readFileSync(service, 'utf8');
  assert.match(text, /^ExecStopPost=.* -name \*\.keys -mtime \+29 -delete$/m,
    'keys are forgotten after a night without a backup too');
  for (const line of readFileSync(join(ROOT, 'packaging/systemd/amparo.service'), 'utf8')
    .match(/# What it has not[^]*?(?=# with which)/)[0].split('\n')
    .filter((one) => one && !/^#|^ExecPaths/.test(one))) {
    assert.ok(text.includes(`${line}\n`), `amparo-backup.service lacks ${line}`);
  }
});

/** A number of the sources, a unit of systemd in bytes. */
const said = (path, pattern) => {
  const [, ...numbers] = readFileSync(join(ROOT, path), 'utf8').match(pattern);
  return numbers.reduce((product, number) => product * Number(number), 1);
};
const memoryMax = (unit) => {
  const [, number, size] = readFileSync(join(ROOT, 'packaging/systemd', unit), 'utf8')
    .match(/^MemoryMax=(\d+)([MG])$/m);
  return number * { M: 2 ** 20, G: 2 ** 30 }[size];
};

test('what the program may hold at once fits into what the units give it', (t) => {
  const passwords = said('src/host/passwords.c', /THREADS_MAX = (\d+)/) *
    said('src/host/configuration.c', /"password_memory_kib", "(\d+)"/) * 1024;
  const root = 1024 *
    said('src/host/root_key.c', /ROOT_KEY_FULL\] = \{\.memory_kib = (\d+) \* (\d+)/);
  const request = said('src/base/limits.h', /LIMIT_ARENA_TOTAL = (\d+) \* (\d+) \* (\d+)/);
  const kept = said('src/host/arenas.h', /ARENAS_GROWN = (\d+)/) *
    said('src/base/limits.h', /LIMIT_ARENA_KEPT = (\d+) \* (\d+)/) +
    said('src/host/arenas.h', /ARENAS_SMALL = (\d+)/) *
    said('src/base/limits.h', /LIMIT_ARENA_BLOCK = (\d+) \* (\d+)/);
  const database = 1024 *
    (CORES_MOST * said('src/store/sqlite.c', /\? "PRAGMA cache_size = -(\d+)"/) +
    said('src/store/sqlite.c', /: "PRAGMA cache_size = -(\d+);/));
  const served = passwords + LARGEST_AT_ONCE * request + kept + database + IDLE;
  t.diagnostic(`served ${served / 2 ** 20} MiB, of them passwords ${passwords / 2 ** 20}`);
  assert.ok(passwords >= 4 * 128 * 2 ** 20 && request > 0 && kept > 0 && database > 0);
  assert.ok(served <= memoryMax('amparo.service'), `${served}`);
  assert.ok(root + IDLE <= memoryMax('amparo.service'), 'while it starts');
  assert.ok(root + request + IDLE <= memoryMax('amparo-backup.service'));
});

test('the package brings what is run and read, and asks for nothing that only builds', () => {
  const files = run('dpkg-deb', ['--contents', packageFile()]);
  for (const path of ['/usr/bin/amparo', '/lib/systemd/system/amparo.service',
    '/lib/systemd/system/amparo-backup.service', '/lib/systemd/system/amparo-backup.timer',
    '/usr/share/man/man1/amparo.1.gz', '/usr/share/doc/amparo/operating.md.gz',
    '/usr/share/doc/amparo/LICENCES.md', '/usr/share/doc/amparo/copyright',
    '/usr/share/doc/amparo/examples/nginx/amparo.conf']) {
    assert.ok(files.includes(` .${path}\n`), `${path} is missing in\n${files}`);
  }
  const depends = run('dpkg-deb', ['--field', packageFile(), 'Depends']);
  assert.match(depends, /libsodium/);
  assert.doesNotMatch(depends, /node|npm|python|-dev|gcc/);
});

test('the program is built hard', () => {
  const headers = run('readelf', ['--wide', '--file-header', '--program-headers', '--dynamic',
    '--dyn-syms', program]);
  assert.match(headers, /Type: +DYN/, 'at an address of its own each time');
  assert.match(headers, /GNU_RELRO/);
  assert.match(headers, /BIND_NOW|FLAGS_1.*NOW/);
  assert.match(headers, /GNU_STACK.* RW /, 'no code on the stack');
  assert.match(headers, /__stack_chk_fail/);
  assert.match(headers, /__\w+_chk@/, 'the C library checks sizes');
  assert.match(run(program, ['version']), /^amparo \d+\.\d+\.\d+\n$/, 'no test build');
});

test('it starts with the credential of systemd, shows it nowhere, and leaves no core', async () => {
  const here = (name) => join(folder, name);
  mkdirSync(here('credentials'));
  writeFileSync(here('credentials/amparo.root'), PASSPHRASE);
  mkdirSync(here('state'));
  cpSync(DEMO_PLAN, here('plan.json'));
  [here('state'), here('credentials'), here('credentials/amparo.root'), here('plan.json')]
    .forEach((path) => AS.uid && chownSync(path, AS.uid, AS.gid));
  const env = { PATH: process.env.PATH, CREDENTIALS_DIRECTORY: here('credentials') };
  const deployment = here('state/deployment');
  run(program, ['init', '--light', '--plan', here('plan.json'), deployment],
    { ...AS, env, stdio: 'pipe' });

  const socket = here('state/http');
  const server = spawn(program, ['serve', '--dir', deployment, '--socket', socket],
    { ...AS, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  server.stdout.on('data', (data) => (said += data));
  server.stderr.on('data', (data) => (said += data));
  const ended = new Promise((resolve) => {
    server.on('close', resolve);
  });
  for (let ms = 0; ms < SAID_MS_MAX && !said.includes('ready unix:'); ms += 50) {
    await new Promise((next) => setTimeout(next, 50));
  }
  assert.ok(said.includes('ready unix:'), said);

  assert.equal(await statusOf(socket, '/entrar'), 200);
  const proc = (name) => `/proc/${server.pid}/${name}`;
  for (const name of ['cmdline', 'environ']) {
    assert.ok(!run('cat', [proc(name)]).includes(PASSPHRASE), name);
  }
  const most = Number(readFileSync(proc('status'), 'utf8').match(/^VmHWM:\s+(\d+) kB$/m)[1]);
  assert.ok(most * 1024 <= IDLE, `${most} KiB, with light passwords`);
  assert.match(readFileSync(proc('limits'), 'utf8'), /^Max core file size +0 +0 /m);
  assert.match(readFileSync(proc('status'), 'utf8'), /^Seccomp:\t2$/m);
  assert.equal(statSync(proc('environ')).uid, 0, 'a process that cannot be dumped is root\'s');
  assert.equal(statSync(socket).mode & 0o777, 0o660);

  backUp(deployment, env);
  assert.equal(await statusOf(socket, '/entrar'), 200, 'the backup was made beside it');

  server.kill('SIGTERM');
  assert.equal(await ended, 0, said);
  assert.ok(!said.includes(PASSPHRASE), said);
});

test('a million lines of the log can be verified in five seconds', (t) => {
  const cost = [500, 4500].map((lines) => {
    const dir = join(folder, `log-${lines}`);
    mkdirSync(dir);
    run(join(dirname(PROGRAM), '../../bench/bench-audit'), [dir, String(lines), '1']);
    renameSync(join(dir, 'audit.db'), join(dir, 'amparo.db'));
    const { stdout, stderr } = spawnSync('valgrind', ['--tool=callgrind',
      '--callgrind-out-file=/dev/null', program, 'verify', '--dir', dir, '--json'],
    { encoding: 'utf8' });
    assert.equal(JSON.parse(stdout || '{}').holds, true, stderr);
    return { lines: JSON.parse(stdout).audit_rows,
      instructions: Number(stderr.match(/Collected : (\d+)/)[1]) };
  });
  const [few, many] = cost;
  const each = (many.instructions - few.instructions) / (many.lines - few.lines);
  t.diagnostic(`${Math.round(each)} instructions a line`);
  assert.ok(each <= INSTRUCTIONS_OF_A_LINE, `${each} instructions a line`);
});

/** As each night, by the unit's own line; and read back with the custodian's sheet. */
function backUp(deployment, env) {
  const place = join(folder, 'backups');
  ['', '/data', '/keys'].forEach((name) => {
    mkdirSync(place + name);
    AS.uid && chownSync(place + name, AS.uid, AS.gid);
  });
  const sheet = JSON.parse(run(program, ['custodian', 'new', '--json'], { ...AS, stdio: 'pipe' }));
  run(program, ['custodian', 'add', 'Irene Mora', sheet.public_key, '--dir', deployment],
    { ...AS, env, stdio: 'pipe' });
  const [, line] = readFileSync(
    join(folder, 'installed/lib/systemd/system/amparo-backup.service'), 'utf8')
    .match(/^ExecStart=\/usr\/bin\/amparo (.*)$/m);
  const made = JSON.parse(run(program, [...line.replace('/var/lib/amparo', deployment)
    .replaceAll('/var/backups/amparo', place).split(' '), '--json'],
  { ...AS, env, stdio: 'pipe' }));
  const looked = JSON.parse(run(program, ['restore', '--json', '--dir', '/nowhere', '--from',
    made.manifest.replace(/\.manifest$/, ''), '--keys-from', made.keys, '--dry-run'],
  { ...AS, input: `${sheet.code}\n`, stdio: 'pipe' }));
  assert.ok(made.keys.startsWith(`${place}/keys/`), made.keys);
  assert.ok(made.rows > 0);
  assert.equal(looked.rows, made.rows);
}

function statusOf(socketPath, path) {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, headers: { host: 'localhost' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Asks as nginx does, which opens the socket as a member of its group. */
const ASKING = 'use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new("/run/amparo/http") or die "$!\\n"; ' +
  'print $s "GET /entrar HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n"; print <$s>';

describe('as an operator does it, in a Debian of its own', () => {
  const DOCUMENT = join(ROOT, 'docs/operating.md');
  const STEPS = blocksOf(DOCUMENT, '## In three steps');
  const ANSWERS = [
    [/of the root key: $/, PASSPHRASE],
    [/Once more: $/, PASSPHRASE],
    [/once more:.*no echo\) $/, PASSPHRASE],
    [/\(1 to 360\): $/, '60'],
  ];
  const field = (name) => run('dpkg-deb', ['--field', packageFile(), name]).trim();
  let debian;
  let service;
  const stop = async () => {
    await service?.stop();
    service = undefined;
  };
  const serve = async () => {
    await stop();
    service = await serviceOf(debian, 'amparo');
  };

  before(() => {
    debian = new Debian(field('Depends').split(', '));
    debian.put(basename(packageFile()), readFileSync(packageFile()));
  });
  after(async () => {
    await stop().finally(() => debian?.remove());
  });

  /** The package again, as another version. */
  function packageOf(version) {
    const tree = join(folder, version);
    run('dpkg-deb', ['--raw-extract', packageFile(), tree]);
    const control = join(tree, 'DEBIAN/control');
    writeFileSync(control,
      readFileSync(control, 'utf8').replace(/^Version: .*$/m, `Version: ${version}`));
    run('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, `${tree}.deb`]);
    return readFileSync(`${tree}.deb`);
  }

  /** What a user can read or write of /etc/amparo. */
  const openTo = (user) => debian.run(
    `find /etc/amparo -exec runuser -u ${user} -- test -r {} -o -w {} ";" -print`);

  test('the three steps are the same in both languages', () => {
    const plain = (block) => block.replace(/"[^"]*"/g, '"…"');
    assert.deepEqual(blocksOf(DOCUMENT, '### En tres pasos').map(plain), STEPS.map(plain));
  });

  test('the three steps, typed as they are printed, end with a server that answers', async () => {
    for (const block of STEPS) {
      const { code, said } = await debian.type(`umask 022; set -e\n${block}`, ANSWERS);
      assert.ok(!block.includes('amparo init') || !said.includes(PASSPHRASE), said);
      if (block.includes('--now')) {
        assert.match(said, /Failed to connect to bus/, 'all but the start is done');
      } else {
        assert.equal(code, 0, `${block}\n${said}`);
      }
      if (/(--now|restart) amparo$/.test(block)) {
        await serve();
      }
      if (block.includes('--now')) {
        assert.equal(debian.run('systemctl is-enabled amparo'), 'enabled\n');
        debian.run('adduser --quiet www-data amparo');
        assert.match(debian.run(`runuser -u www-data -- perl -e '${ASKING}'`), /^HTTP\/1.1 200 /);
        assert.throws(() => debian.run(`runuser -u nobody -- perl -e '${ASKING}'`), /denied/);
        assert.equal(openTo('www-data'), '', 'nginx has the socket and nothing else');
        assert.equal(openTo('amparo'), '/etc/amparo/plan.json\n');
      }
    }
    assert.equal((await fetch(`${service.url}/entrar`)).status, 200);
    assert.equal(debian.run('stat -c "%U:%G %a" /var/lib/amparo'), 'amparo:amparo 700\n');
  });

  test('an upgrade stops nothing and keeps all; removed and purged, the records stay', async () => {
    const records = () => debian.run('cd /var && find lib/amparo backups/amparo ! -type d ' +
      '-exec sha256sum {} + && find lib/amparo backups/amparo -printf "%p %u:%g %m\\n"');
    const newer = `${field('Version')}+newer`;
    debian.put('newer.deb', packageOf(newer));
    const upgraded = debian.run('apt-get install ./newer.deb');
    assert.match(upgraded, /ignoring command 'daemon-reload'/);
    assert.doesNotMatch(upgraded, /ignoring command '(try-)?(stop|restart)'/);
    assert.equal(debian.run('dpkg-query -W -f \'${Version}\' amparo'), newer);
    await stop();

    const kept = records();
    assert.match(kept, /root\.key/);
    assert.match(debian.run('apt-get remove --yes amparo'), /ignoring command 'stop'/);
    assert.throws(() => debian.run('amparo version'), /not found/);
    debian.run('test -s /etc/amparo/root.cred');
    assert.match(debian.run('apt-get purge --yes amparo'), /Purging/);
    debian.run('! test -e /etc/amparo');
    assert.equal(debian.run('find /etc/systemd -name amparo.service'), '');
    assert.equal(records(), kept);

    debian.run('apt-get install ./newer.deb');
    assert.equal(records(), kept);
    const [seal] = STEPS.filter((block) => block.includes('systemd-creds'));
    assert.equal((await debian.type(seal, ANSWERS)).code, 0);
    await serve();
    assert.equal((await fetch(`${service.url}/entrar`)).status, 200);
  });
});
