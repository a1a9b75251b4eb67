// Starts the real program on a deployment of its own, and stops it again.
//
//   const server = await startServer({ testClock: '2026-11-21T15:00:00Z' });
//   const client = new Client(server.url);
//   …
//   server.clock.advance({ hours: 24 });
//   await server.stop();
//
// Without `dir` a deployment is made in a temporary folder and removed at the end. The program is
// $AMPARO, or the test build in build/test.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;

export const PROGRAM = process.env.AMPARO ?? join(ROOT, 'build/test/src/host/amparo');
export const PASSPHRASE = 'una frase larga solo para pruebas';

export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), 'amparo-test-'));
}

/** Runs a command to its end: { code, stdout, stderr }. `program`: another build of it. */
export function amparo(args, { input = `${PASSPHRASE}\n`, env = {}, program = PROGRAM } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    const result = { stdout: '', stderr: '' };
    child.on('error', reject);
    child.stdin.on('error', () => {});
    child.stdout.on('data', (data) => (result.stdout += data));
    child.stderr.on('data', (data) => (result.stderr += data));
    child.on('close', (code) => resolve({ code, ...result }));
    child.stdin.end(input);
  });
}

/** Runs a command to its end, or ends it as a power cut would, a while after `began()` is true. */
export function killed(args,
  { input = `${PASSPHRASE}\n`, began, ms = 0, program = PROGRAM, who = {} }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, who);
    let timer;
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const look = () => {
      if (began()) {
        timer = setTimeout(() => child.kill('SIGKILL'), ms);
      } else {
        timer = setImmediate(look);
      }
    };
    if (began) {
      look();
    }
    child.on('close', (code) => {
      clearTimeout(timer);
      clearImmediate(timer);
      resolve(code);
    });
  });
}

/** As amparo(), for commands that must succeed. */
export async function mustRun(args, options) {
  const result = await amparo(args, options);
  if (result.code !== 0) {
    throw new Error(`amparo ${args.join(' ')} ended with ${result.code}:\n${result.stderr}`);
  }
  return result;
}

/** What `amparo init` makes deployments of, unless a test has a plan of its own. */
export const DEMO_PLAN = join(ROOT, 'data/demo-plan.json');

/** A new deployment with light passwords; what init tells: { members, organisations }. */
export async function makeDeployment(dir, { plan = DEMO_PLAN, env } = {}) {
  const args = ['init', '--dir', dir, '--plan', plan, '--light', '--json'];
  return JSON.parse((await mustRun(args, { env })).stdout);
}

/** A clock that stands still until it is told to move. */
export class TestClock {
  constructor(path, start) {
    this.path = path;
    this.set(start);
  }

  set(moment) {
    this.ms = new Date(moment).getTime();
    writeFileSync(this.path, `${BigInt(this.ms) * 1000n}\n`);
  }

  advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
    this.set(this.ms + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
  }

  get now() {
    return new Date(this.ms);
  }
}

/**
 * @param dir        a deployment that exists; absent: one is made and removed at the end
 * @param plan       what it is made of (DEMO_PLAN)
 * @param port       absent: any free one
 * @param socket     a path instead of a port, for a proxy: `url` is "unix:PATH" then
 * @param testClock  a moment; absent: the true time
 * @param env        more of the environment
 * @param args       more arguments of `amparo serve`
 * @param program    another build of it
 * @returns url, port, dir, clock, made (what init told), log(), stop(), kill()
 */
export async function startServer({ dir, plan, port = 0, socket, testClock, env = {},
  args = [], program = PROGRAM } = {}) {
  const own = dir ? null : temporaryFolder();
  const clockFolder = testClock ? temporaryFolder() : null;
  const clock = testClock ? new TestClock(join(clockFolder, 'clock'), testClock) : null;
  const environment = { ...process.env, ...env };
  if (clock) {
    environment.AMPARO_TEST_CLOCK = clock.path;
  }
  let made = null;
  if (own) {
    dir = join(own, 'data');
    made = await makeDeployment(dir, { plan, env: environment });
  }

  const where = socket ? ['--socket', socket] : ['--port', String(port)];
  const child = spawn(program, ['serve', '--dir', dir, ...where, ...args], { env: environment });
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += data));
  child.stdin.on('error', () => {});
  child.stdin.end(`${PASSPHRASE}\n`);
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });

  const cleanUp = () => {
    for (const folder of [own, clockFolder]) {
      if (folder) {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  };
  let url;
  try {
    url = await readyLine(child, ended, () => stderr);
  } catch (error) {
    child.kill('SIGKILL');
    cleanUp();
    throw error;
  }

  const stopBy = async (signal) => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    const end = await ended;
    clearTimeout(timer);
    cleanUp();
    return end;
  };
  return {
    url,
    port: socket ? undefined : Number(new URL(url).port),
    dir,
    clock,
    made,
    pid: child.pid,
    ended,
    log: () => stderr,
    /** Stops in good order; throws when the program did not end well. */
    async stop() {
      const { code, signal } = await stopBy('SIGTERM');
      if (code !== 0) {
        throw new Error(`the server ended with ${code ?? signal}:\n${stderr}`);
      }
    },
    /** Stops as a power cut would. A folder that was not made here stays. */
    kill: () => stopBy('SIGKILL'),
  };
}

function readyLine(child, ended, log) {
  return new Promise((resolve, reject) => {
    let stdout = '';
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${log()}`)), START_MS_MAX);
    child.on('error', reject);
    child.stdout.on('data', (data) => {
      stdout += data;
      const found = stdout.match(/^ready ((?:http|unix):\S+)$/m);
      if (found) {
        clearTimeout(timer);
        resolve(found[1]);
      }
    });
    ended.then(({ code }) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code} before it was ready:\n${log()}`));
    });
  });
}
