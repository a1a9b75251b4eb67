// A Debian of its own in a folder, to install packages in: what is essential, apt and systemd, and
// what the package asks for, copied from this machine with dpkg's records of it, and nothing else.
// It is entered by chroot; this machine's own users, units and records are out of its reach.
//
//   const debian = new Debian(['adduser', 'libc6 (>= 2.34)']);
//   debian.run('dpkg --install x.deb');                     // throws with what it said
//   await debian.type('passwd', [[/assword: $/, 'secret']]); // at a terminal: { code, said }
//   debian.remove();
//
// Root enters; who is not root becomes it in a user namespace (the package uidmap, and a range of
// ids in /etc/subuid), or by a sudo that asks for nothing. No systemd is booted in there.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const WAYS = process.getuid() === 0
  ? [['unshare', '--mount'], ['env']]
  : [['unshare', '--map-root-user', '--map-auto', '--mount'],
    ['sudo', '-n', 'unshare', '--mount'], ['sudo', '-n', 'env']];
const HOME = '/root';
/** Nothing asks what nobody expects, and waits for ever. */
const TYPED_MS_MAX = 120_000;
const RECORDS = '/var/lib/dpkg/info';
const UNREAD = /^\/usr\/share\/(doc|info|locale|man)\//;
/** Made by the packages' own scripts, which do not run here. */
const MADE = ['account', 'auth', 'password', 'session', 'session-noninteractive']
  .map((name) => `/etc/pam.d/common-${name}`);

const TAKE = 'tar -C / --no-recursion --ignore-failed-read --files-from=- -cf - | "$@"';
const BUILD = `set -e
cd "$1"
mkdir -p usr/bin usr/sbin usr/lib usr/lib64 dev proc run/systemd/system root \
  var/cache/apt/archives/partial var/lib/apt/lists/partial
tar -xf -
cp usr/share/base-passwd/passwd.master etc/passwd
cp usr/share/base-passwd/group.master etc/group
od -An -N16 -tx1 /dev/urandom | tr -d ' \\n' >etc/machine-id
chmod 755 .
chmod 700 root
[ "$2" = bare ] || exit 0
for one in 'null 1 3' 'zero 1 5' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
  mknod -m 666 dev/\${one%% *} c \${one#* }
done
mkdir dev/pts
ln -s pts/ptmx dev/ptmx
mount -t devpts -o ptmxmode=0666 devpts dev/pts 2>/dev/null || true`;

/** With mounts of its own, which end with the command; bare where it may have none. */
const ENTER = `if [ "$OWN" = own ]; then
  mountpoint -q /dev/pts || mount -t devpts -o ptmxmode=0666 devpts /dev/pts
  mount --rbind /dev "$FOLDER/dev" && mount --rbind /proc "$FOLDER/proc" || exit
fi
umask 077
exec "$@"`;
const INSIDE = 'exec chroot "$FOLDER" /bin/bash -c "cd; $COMMAND"';
/** Its own terminals, or else this machine's. */
const AT_A_TERMINAL = `[ ! -e "$FOLDER/dev/pts/ptmx" ] || \
  exec chroot "$FOLDER" script -qec "cd; $COMMAND" /dev/null
exec script -qec '${INSIDE}' /dev/null`;

export class Debian {
  #folder;
  #way;

  constructor(depends) {
    this.#way = WAYS.find(([command, ...args]) =>
      spawnSync(command, [...args, 'chroot', '/', 'true']).status === 0);
    if (!this.#way) {
      throw new Error('Nobody may make a Debian in a folder here. It takes root; or user ' +
        'namespaces, uidmap and a line in /etc/subuid; or sudo without a password');
    }
    const packages = closure(['apt', 'systemd', 'passwd', ...depends]);
    this.#folder = mkdtempSync(join(tmpdir(), 'amparo-debian-'));
    try {
      execFileSync('sh', ['-c', TAKE, 'sh', ...this.#way, 'sh', '-c', BUILD, 'sh', this.#folder,
        this.#own], { input: filesOf(packages).join('\n'), stdio: 'pipe' });
      this.put('/var/lib/dpkg/status',
        packages.map(({ paragraph }) => `${paragraph}\n\n`).join(''));
      this.run('pwconv; grpconv');
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  get #own() {
    return this.#way.includes('--mount') ? 'own' : 'bare';
  }

  #become(command, options) {
    const [way, ...args] = [...this.#way, ...command];
    execFileSync(way, args, { stdio: 'pipe', ...options });
  }

  /** What enters: a command with its arguments, for spawn(). */
  #entering(command, how) {
    return [...this.#way, 'env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', `HOME=${HOME}`,
      'TERM=dumb', 'SHELL=/bin/bash', 'LANG=C.UTF-8', 'SYSTEMD_OFFLINE=1', `OWN=${this.#own}`,
      `FOLDER=${this.#folder}`, `COMMAND=${command}`, 'sh', '-c', ENTER, 'sh', ...how];
  }

  /** As root, from root's folder. All that it says, when it succeeds. */
  run(command) {
    const [way, ...args] = this.#entering(command, ['sh', '-c', `exec 2>&1; ${INSIDE}`]);
    try {
      return execFileSync(way, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      throw new Error(`${command} ended with ${error.status}:\n${error.stdout}${error.stderr}`);
    }
  }

  /** As run(), at a terminal, where each [question, answer] is typed when it is asked. */
  type(command, answers = []) {
    const [way, ...args] = this.#entering(command, ['sh', '-c', `exec 2>&1; ${AT_A_TERMINAL}`]);
    return new Promise((resolve, reject) => {
      const child = spawn(way, args,
        { stdio: ['pipe', 'pipe', 'inherit'], timeout: TYPED_MS_MAX });
      let said = '';
      let read = 0;
      child.on('error', reject);
      child.stdin.on('error', () => {});
      child.stdout.setEncoding('utf8').on('data', (data) => {
        said += data;
        const asked = answers.find(([question]) => question.test(said.slice(read)));
        if (asked) {
          read = said.length;
          child.stdin.write(`${asked[1]}\n`);
        }
      });
      child.on('close', (code) => resolve({ code, said }));
    });
  }

  /** A program that stays: its process, which `sh` becomes in there. */
  spawn(command) {
    const [way, ...args] = this.#entering(command, ['sh', '-c', INSIDE]);
    return spawn(way, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Writes bytes or text into a file there. */
  put(path, bytes) {
    this.#become(['sh', '-c', 'cat >"$1"', 'sh', join(this.#folder, resolve(HOME, path))],
      { input: bytes });
  }

  remove() {
    this.#become(['sh', '-c', 'umount "$1/dev/pts" 2>/dev/null; rm -rf --one-file-system "$1"', 'sh',
      this.#folder]);
  }
}

/** The paragraphs of dpkg's status for what is essential, for `names`, and for what they need. */
function closure(names) {
  const installed = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n')
    .filter((paragraph) => /^Status: install ok installed$/m.test(paragraph));
  const named = new Map(installed.map((one) => [fieldOf(one, 'Package'), one]));
  for (const paragraph of installed) {
    for (const provided of clausesOf(paragraph, 'Provides')) {
      const [name] = provided.split(/[ :]/);
      named.has(name) || named.set(name, paragraph);
    }
  }
  const found = new Map();
  const add = (clause) => clause.split('|').some((alternative) => {
    const paragraph = named.get(alternative.trim().split(/[ :]/)[0]);
    const name = paragraph && fieldOf(paragraph, 'Package');
    if (name && !found.has(name)) {
      found.set(name, paragraph);
      ['Pre-Depends', 'Depends'].flatMap((field) => clausesOf(paragraph, field)).forEach(must);
    }
    return name;
  });
  const must = (clause) => {
    if (!add(clause)) {
      throw new Error(`${clause} is not installed on this machine`);
    }
  };
  installed.filter((one) => fieldOf(one, 'Essential') === 'yes')
    .forEach((one) => must(fieldOf(one, 'Package')));
  names.forEach(must);
  return [...found].map(([name, paragraph]) => ({ name, paragraph }));
}

function fieldOf(paragraph, field) {
  return paragraph.match(new RegExp(`^${field}: (.*)$`, 'm'))?.[1] ?? '';
}

function clausesOf(paragraph, field) {
  return fieldOf(paragraph, field).split(',').map((clause) => clause.trim()).filter(Boolean);
}

/** What those packages brought, and dpkg's records of it, as tar reads names. */
function filesOf(packages) {
  const names = new Set(packages.map(({ name }) => name));
  const records = readdirSync(RECORDS)
    .filter((file) => names.has(file.replace(/(:[a-z0-9-]+)?\.[a-z0-9]+$/, '')))
    .map((file) => `${RECORDS}/${file}`);
  const brought = records.filter((file) => file.endsWith('.list'))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((file) => file.length > 1 && file !== '/.' && !UNREAD.test(file));
  return [...new Set([...brought, ...records, ...MADE])].sort().map((file) => file.slice(1));
}
