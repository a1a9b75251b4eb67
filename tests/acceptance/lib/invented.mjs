// `amparo demo` and `amparo practice`, as somebody starts them in a terminal.
//
//   const running = await openInvented('practice', dir, { testClock: MONDAY });
//   const gestora = await new Client(running.url).signIn('gestora', running.password);
//   assert.equal(await running.stop(), 0);
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { PROGRAM, TestClock, temporaryFolder } from './server.mjs';

/** What it prints with --json, and { url, clock, pid, stop() }, which tells how it ended. */
export async function openInvented(command, dir, { testClock, program = PROGRAM } = {}) {
  const folder = testClock ? temporaryFolder() : null;
  const clock = testClock ? new TestClock(join(folder, 'clock'), testClock) : null;
  const env = { ...process.env, ...(clock && { AMPARO_TEST_CLOCK: clock.path }) };
  const child = spawn(program, [command, dir, '--port', '0', '--json'], { env });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += data));
  const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => {
      stdout += data;
      const found = stdout.match(/"ready":"([^"]+)"/);
      if (found) {
        resolve(found[1]);
      }
    });
    ended.then((code) => reject(new Error(`the ${command} ended with ${code}:\n${stderr}`)));
  });
  const told = JSON.parse(stdout.split('\n')[0]);
  const stop = async () => {
    child.kill('SIGINT');
    const code = await ended;
    if (folder) {
      rmSync(folder, { recursive: true, force: true });
    }
    return code;
  };
  return { url, clock, pid: child.pid, ...told, stop };
}
