// The power goes while a deployment is being made, and while a function's key moves on because
// somebody leaves. (While a root key is turned: rotation.test.mjs; a backup made or restored:
// backup.test.mjs; at each step of any job, and while a later version migrates it: tests/faults.)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { answer, fill, meetPerson, memberOf, refer, slipOf } from './lib/acts.mjs';
import { Client } from './lib/client.mjs';
import { openNetwork } from './lib/network.mjs';
import { DEMO_PLAN, PASSPHRASE, PROGRAM, amparo, mustRun, startServer, temporaryFolder }
  from './lib/server.mjs';
import { addressesIn, ask } from './lib/walk.mjs';

const ROUNDS = Number(process.env.AMPARO_KILL_ROUNDS ?? 6);
const EXIT_BUSY = 75;
const EXIT_NOT_FOUND = 66;
const REFERRALS = 4;

test('killed while a deployment is made, it is made anew by the same command', async (t) => {
  const folder = temporaryFolder();
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const dir = join(folder, 'data');
  const init = ['init', '--dir', dir, '--plan', DEMO_PLAN, '--light', '--json'];
  const began = performance.now();
  const { members } = JSON.parse((await mustRun(init)).stdout);
  const ms = performance.now() - began;
  let cut = 0;
  for (let round = 0; round < ROUNDS; round++) {
    rmSync(dir, { recursive: true });
    const child = spawn(PROGRAM, init);
    const ended = new Promise((resolve) => {
      child.on('close', resolve);
    });
    child.stdin.on('error', () => {});
    child.stdin.end(`${PASSPHRASE}\n`);
    await Promise.race([ended, wait(ms * (0.2 + 0.7 * ((round + 0.5) / ROUNDS)))]);
    child.kill('SIGKILL');
    if (await ended !== 0 && existsSync(join(dir, 'unfinished'))) {
      cut++;
      const served = await amparo(['serve', '--dir', dir, '--port', '0']);
      assert.ok([EXIT_BUSY, EXIT_NOT_FOUND].includes(served.code), served.stderr);
      const made = JSON.parse((await mustRun(init)).stdout);
      assert.equal(made.members.length, members.length);
      const server = await startServer({ dir });
      await new Client(server.url).activate(made.members[0]);
      await server.stop();
    } else if (!existsSync(join(dir, 'amparo.db'))) {
      await mustRun(init);
    }
    await mustRun(['verify', '--keys', '--dir', dir]);
    assert.equal(JSON.parse((await mustRun(['member', 'list', '--json', '--dir', dir])).stdout)
      .length, members.length);
  }
  t.diagnostic(`${cut} of ${ROUNDS} were cut while it was made`);
  assert.ok(cut > 0);
});

test('killed while a key moves on: everything opens, and the change is finished', async (t) => {
  const net = await openNetwork();
  t.after(() => net.stop());
  const gestora = await net.as('gestora');
  const codes = [];
  for (let i = 0; i < REFERRALS; i++) {
    const { person } = await meetPerson(gestora);
    codes.push((await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' })).code);
  }
  const accepted = await slipOf(await net.as('clinica'), codes[0]);
  await answer(await net.as('clinica'), accepted, 'recibir');
  await answer(await net.as('clinica'), accepted, 'aceptar');
  await net.halt();
  const kept = join(net.folder, 'kept');
  cpSync(net.dir, kept, { recursive: true });
  let cut = 0;
  for (let round = 0; round < ROUNDS; round++) {
    rmSync(net.dir, { recursive: true });
    cpSync(kept, net.dir, { recursive: true });
    await net.start();
    cut += await cutDuring(net, round, () => disable(net, 'clinica2'));
    if (!isDisabled(net, 'clinica2')) {
      await disable(net, 'clinica2');
    }
    await expectAllOpens(net, codes, accepted);
    cut += await cutDuring(net, round, async () => finishKey(await net.as('clinica')));
    await expectAllOpens(net, codes, accepted);
    while (await finishKey(await net.as('clinica')));
    assert.equal(wrapsOfFormerKeys(net), '0', 'the former secret is gone');
    await expectAllOpens(net, codes, accepted);
    await net.halt();
    await mustRun(['verify', '--keys', '--dir', net.dir]);
  }
  t.diagnostic(`${cut} of ${2 * ROUNDS} were not answered before the cut`);
  assert.ok(cut > 0);
  await net.start();
});

/** True when the power went before `act` was answered; then it is there again, and holds. */
async function cutDuring(net, round, act) {
  const done = act().then(() => true, (error) => {
    assert.match(String(error), /no answer/, error.stack);
    return false;
  });
  await wait(round * 12);
  await net.kill();
  const answered = await done;
  await mustRun(['verify', '--keys', '--dir', net.dir]);
  await net.start();
  return !answered;
}

async function disable(net, login) {
  const admin = await net.as('admin');
  await fill(admin, await memberOf(admin, login, 'desactivar'), {});
}

const isDisabled = (net, login) =>
  ask(net.dir, `SELECT state FROM member WHERE login = '${login}'`) === 'disabled';

/** A step of the change of key, when there is one to do. */
async function finishKey(client) {
  const url = addressesIn(await client.getJson('/equipo'))
    .find((one) => one.startsWith('/equipo/llaves/'));
  if (url) {
    assert.ok((await client.post(url)).go);
  }
  return Boolean(url);
}

const wrapsOfFormerKeys = (net) => ask(net.dir, `SELECT count(*) FROM holder_wrap AS w
  JOIN holder AS h ON h.id = w.holder WHERE w.generation < h.generation`);

async function expectAllOpens(net, codes, accepted) {
  const clinica = await net.as('clinica');
  for (const code of codes) {
    await clinica.getJson(`/derivaciones/${await slipOf(clinica, code)}`);
  }
  assert.ok(await clinica.getJson(`/derivaciones/${accepted}/contacto`));
}
