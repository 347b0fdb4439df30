import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const simulation = fileURLToPath(new URL('../../src/sim.node.ts', import.meta.url));

/** What a program printed to stderr, and its exit code. */
function run(program: string): Promise<{ code: number; stderr: string }> {
  const script = `import { SimulatedNetwork } from ${JSON.stringify(simulation)}; ${program}`;
  const options = ['--import', 'tsx', '--input-type=module', '-e', script];
  return new Promise((resolve) => {
    execFile(process.execPath, options, { timeout: 50_000 }, (error, _stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr });
    });
  });
}

test('a program that ends in the middle of an await says what its worlds still had to do', async () => {
  const { code, stderr } = await run(`
    const world = new SimulatedNetwork({ seed: 5, time: 'manual' });
    world.at(1500, () => {});
    new SimulatedNetwork({ seed: 6 }).close();
    await new Promise(() => {});`);
  expect(code).toBe(13);
  expect(stderr).toContain('The program awaits what nothing can settle. The world of seed 5, at 0 ms:');
  expect(stderr).toContain('what world.at was given at 1500 ms');
  expect(stderr).not.toContain('seed 6');
});

test('a program that ends says nothing', async () => {
  expect(await run('await new SimulatedNetwork({ seed: 5 }).advance(10);')).toEqual({ code: 0, stderr: '' });
});
