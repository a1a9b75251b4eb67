// What an operator of a Debian (debian.mjs) does by hand, and what systemd does there by the unit.
//
//   for (const block of blocksOf('docs/operating.md', '## In three steps')) { … }
//   const service = await serviceOf(debian, 'amparo');
//   service.said; await service.stop();
//
// No systemd is booted there. serviceOf() reads the unit with its drop-ins as systemd finds them, and
// gives the program what they say: user, folders, umask, credential (opened by systemd-creds), no
// privileges. What systemd adds is not shown by it: the walls and limits of the unit, its place
// among others at the start of a machine, and the start anew after a failure.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const SAID_MS_MAX = 30_000;
const UNIT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin';

/** The blocks of commands under a heading of a document, without their indentation. */
export function blocksOf(path, heading) {
  const text = readFileSync(path, 'utf8');
  const [, section] = text.split(`\n${heading}\n`);
  assert.ok(section, `${path} has no ${heading}`);
  const level = heading.match(/^#+ /)[0];
  return section.split(new RegExp(`\n${level}`))[0].split(/\n(?! {4})/)
    .filter((one) => /\n {4}|^ {4}/.test(one))
    .map((one) => one.split('\n').filter((line) => line.startsWith('    '))
      .map((line) => line.slice(4)).join('\n'));
}

/**
 * Starts a unit's program, and waits until it says that it is ready: { said, url, stop() }.
 * A port is a free one in place of the unit's: this machine's own may be taken.
 */
export async function serviceOf(debian, name) {
  const unit = unitOf(debian.run(`systemd-analyze cat-config systemd/system/${name}.service`));
  const only = (key) => {
    assert.equal(unit[key]?.length, 1, `${name}.service: ${key}`);
    return unit[key][0];
  };
  const [user, group] = [only('User'), only('Group')];
  const [credential, sealed] = only('LoadCredentialEncrypted').split(':');
  const [state, runtime] = [`/var/lib/${only('StateDirectory')}`, `/run/${only('RuntimeDirectory')}`];
  assert.deepEqual([only('NoNewPrivileges'), unit.CapabilityBoundingSet], ['yes', []]);
  const opened = `/run/credentials/${name}.service`;
  const child = debian.spawn(`set -e
    test -e ${only('ConditionPathExists')}
    install -d -o ${user} -g ${group} -m ${only('StateDirectoryMode')} ${state}
    install -d -o ${user} -g ${group} -m ${only('RuntimeDirectoryMode')} ${runtime}
    install -d -o ${user} -m 0500 ${opened}
    systemd-creds decrypt --name=${credential} ${sealed} ${opened}/${credential}
    chown ${user} ${opened}/${credential}
    chmod 0400 ${opened}/${credential}
    umask ${only('UMask')}
    echo $$ >/run/${name}.pid
    cd /
    exec setpriv --reuid=${user} --regid=${group} --init-groups --no-new-privs --inh-caps=-all \
      --bounding-set=-all env -i PATH=${UNIT_PATH} LANG=C.UTF-8 CREDENTIALS_DIRECTORY=${opened} \
      STATE_DIRECTORY=${state} RUNTIME_DIRECTORY=${runtime} \
      ${only('ExecStart').replace(/ --port \d+$/, ' --port 0')}`);
  const service = { said: '' };
  let over = false;
  [child.stdout, child.stderr].forEach((stream) => {
    stream.setEncoding('utf8').on('data', (data) => (service.said += data));
  });
  const ended = new Promise((resolve) => {
    child.on('close', resolve);
  });
  service.stop = () => {
    over || debian.run(`runuser -u ${user} -- sh -c "kill $(cat /run/${name}.pid)"`);
    return ended;
  };
  ended.then(() => (over = true));
  for (let ms = 0; ms < SAID_MS_MAX && !over && !/ready \S+\n/.test(service.said); ms += 50) {
    await new Promise((next) => setTimeout(next, 50));
  }
  [, service.url] = service.said.match(/ready (\S+)/) ?? [];
  if (!service.url) {
    await service.stop();
    assert.fail(`${name}.service is not ready: ${service.said}`);
  }
  return service;
}

/** Values by key. A key without a value forgets those before it. */
function unitOf(text) {
  const unit = {};
  for (const line of text.split('\n').filter((one) => /^\w+=/.test(one))) {
    const [, key, value] = line.match(/^(\w+)=(.*)$/);
    unit[key] = value ? [...(unit[key] ?? []), value] : [];
  }
  return unit;
}
