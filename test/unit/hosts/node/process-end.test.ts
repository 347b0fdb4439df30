import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Runs a module to its natural end and gives what it printed and how long it lived. */
async function lifeOf(script: string): Promise<{ stdout: string; seconds: number }> {
  const start = performance.now();
  const args = ['--import', 'tsx', '--input-type=module', '-e', `${PRELUDE}\n${script}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  return { stdout: stdout.trim(), seconds: (performance.now() - start) / 1000 };
}

const PRELUDE = `
  import { createNodeClock } from './src/hosts/node/node-clock.ts';
  import { NodeNetwork } from './src/hosts/node/node-network.ts';
  const clock = createNodeClock();
  const network = new NodeNetwork(clock, { includeLoopback: true });`;

test('housekeeping and closed sockets let the process end, pending tasks and foreground alarms do not', async () => {
  const { stdout, seconds } = await lifeOf(`
    clock.alarm(() => console.log('housekeeping')).set(clock.now() + 60_000, true);
    const cleared = clock.alarm(() => console.log('cleared'));
    cleared.set(clock.now() + 60_000, false);
    cleared.clear();
    const socket = await network.bindUdp('127.0.0.1', 0, () => {});
    clock.queueTask(() => clock.queueTask(() => console.log('task')));
    clock.alarm(() => { console.log('alarm'); socket.close(); }).set(clock.now() + 50, false);`);
  expect(stdout).toBe('task\nalarm');
  expect(seconds).toBeLessThan(15);
});
