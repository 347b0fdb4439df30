/** `twinrtc explore` in a process of its own: how it reads scenarios, and what it does about those that never end. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explore } from '../../../src/cli/commands/explore.ts';
import { runCli } from '../../../src/cli/run.ts';
import { BuiltProgram } from './built-program.ts';

const program = new BuiltProgram();
beforeAll(() => program.build());
afterAll(() => program.remove());

/** What only a compiler can read, spread over two files. */
const TYPESCRIPT = {
  'fails/scenario.ts': `
    import { isWell, type Stage } from './oracle';
    export const swarm = { faults: 0, link: {}, livenessMs: 1000 };
    export default ({ seed, oracle }: Stage): void => oracle.check('the seed is odd', isWell(seed));`,
  'fails/oracle.ts': `
    export interface Stage { readonly seed: number; readonly oracle: { check(name: string, isWell: boolean): void } }
    export enum Parity { Even, Odd }
    export const isWell = (seed: number): boolean => seed % 2 === Parity.Odd;`,
};
/** Where Node does so by itself, for what can be erased. */
const readsTypeScript = Boolean((process as { features?: { typescript?: unknown } }).features?.typescript);

describe('a scenario in TypeScript', () => {
  test.each([['tsx'], ['esbuild']])('is read by the %s of its project', async (loader) => {
    const directory = program.project(`with-${loader}`, [loader], TYPESCRIPT);
    const args = ['fails/scenario.ts', '--seeds', '1..6', '--jobs', '2', '--no-shrink'];
    const { code, output, errors } = await program.run(directory, 'explore', ...args);
    expect([code, errors]).toEqual([1, '']);
    expect([...output.matchAll(/^seed (\d): broken at .*: the seed is odd/gm)].map(([, seed]) => seed)).toEqual([
      '2',
      '4',
      '6',
    ]);
    expect(readdirSync(join(directory, 'fails')).sort()).toEqual(['oracle.ts', 'scenario.ts']);
  });

  test.skipIf(readsTypeScript)('that no loader is there for is refused, with what would help', async () => {
    const directory = program.project('without', [], TYPESCRIPT);
    const { code, output, errors } = await program.run(directory, 'explore', 'fails/scenario.ts');
    expect([code, output]).toEqual([1, '']);
    expect(errors).toBe(
      `twinrtc explore: ${join(directory, 'fails/scenario.ts')}: Node ${process.version} does not read TypeScript: ` +
        'use Node 22.18 or later, or install tsx or esbuild\n',
    );
  });

  test.each([['tsx'], ['esbuild']])('with a mistake in it is named, and where that is (%s)', async (loader) => {
    const files = {
      'scenario.ts': 'export default () => {\n  const = 1;\n};\n',
      'missing.ts': "import './nowhere.js';\nexport default (): void => undefined;\n",
      'thrower.ts': "throw new Error('not today' as string);\nexport default () => undefined;\n",
      'nothing.ts': 'export const scenario: () => void = () => undefined;\n',
    };
    const directory = program.project(`mistakes-${loader}`, [loader], files);
    const complaint = async (file: string): Promise<string> => {
      const { code, errors } = await program.run(directory, 'explore', file, '--seeds', '1');
      expect(code).toBe(1);
      return errors;
    };
    expect(await complaint('scenario.ts')).toMatch(/^twinrtc explore: .*scenario\.ts/s);
    expect(await complaint('missing.ts')).toMatch(/^twinrtc explore: .*nowhere/s);
    expect(await complaint('thrower.ts')).toMatch(/^twinrtc explore: .*not today/s);
    expect(await complaint('nothing.ts')).toMatch(/nothing\.ts: its default export is not a function\n$/);
    expect(await complaint('nobody.ts')).toMatch(/^twinrtc explore: .*nobody\.ts/s);
    expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a scenario that never ends', () => {
  const hanging = (how: string): string => `
    export const swarm = { faults: 0, link: {}, livenessMs: 1000 };
    export default async ({ seed }) => { if (seed === 3) { ${how} } };`;
  const ways = [
    ['in a loop', 'for (;;);'],
    ['in microtasks', 'for (;;) await undefined;'],
  ] as const;

  test.each(ways)('%s is stopped after the time one run may take, and the other seeds are played', async (way, how) => {
    const directory = program.project(`hangs-${way.replace(' ', '-')}`, [], { 'hangs.js': hanging(how) });
    const args = ['hangs.js', '--seeds', '1..30', '--jobs', '1', '--run-limit', '1500'];
    const { code, output } = await program.run(directory, 'explore', ...args);
    expect(code).toBe(1);
    expect(output).toContain(
      'seed 3: broken at 0.000 s: the run ends: the run took more than 1500 real milliseconds, twice: something in it never ends',
    );
    expect(output).toContain('replay it: npx twinrtc replay hangs.js --seed 3\n');
    expect(output).toMatch(/^30 runs in .* 1 failed/m);
  });

  test.each([
    ['waiting for nothing', 'await new Promise(() => undefined);', 'the scenario ends: it was still running 1000 ms'],
    ['on real timers', 'for (;;) await new Promise((go) => setTimeout(go, 1));', 'the scenario ends: it was still'],
    ['in tasks', 'for (;;) await new Promise((go) => setImmediate(go));', 'the scenario ends: it was still'],
  ])('%s is found by the world’s own time, at once', async (way, how, message) => {
    const directory = program.project(`waits-${way.replaceAll(' ', '-')}`, [], { 'waits.js': hanging(how) });
    const args = ['waits.js', '--seeds', '1..5', '--jobs', '1', '--run-limit', '60000', '--no-shrink'];
    const { code, output } = await program.run(directory, 'explore', ...args);
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`^seed 3: broken at [\\d.]+ s: ${message}`));
    expect(output).toMatch(/^5 runs in .* 1 failed/m);
  });

  test('before it is there is given up as well', async () => {
    const directory = program.project('endless', [], { 'endless.js': 'await new Promise(() => undefined);' });
    const { code, errors } = await program.run(directory, 'explore', 'endless.js', '--run-limit', '700');
    expect([code, errors]).toEqual([
      1,
      `twinrtc explore: ${join(directory, 'endless.js')}: it was not loaded within 700 ms\n`,
    ]);
  });
});

describe('what the seeds choose from, on the command line', () => {
  test('is as the scenario says, unless an option says otherwise, and stands in the line that replays a seed', async () => {
    const directory = program.project('swarms', [], {
      'plan.js': `
        export const swarm = { topology: 'nats', hosts: 3, faults: 3 };
        export default ({ oracle }) => oracle.check('it is well', false);`,
    });
    const options = ['--topology', 'flat', '--signaling', '--kinds', 'default,crash', '--faults', '40'];
    const args = ['plan.js', '--seeds', '7', '--jobs', '1', '--no-shrink', ...options];
    const { output } = await program.run(directory, 'explore', ...args);
    const command = 'replay plan.js --seed 7 --topology flat --signaling --faults 40 --kinds default,crash';
    expect(output).toContain(`replay it: npx twinrtc ${command}\n`);
    expect(output).toContain("hosts: ['alice', 'bob', 'carol']");
    const replayed = await program.run(directory, ...command.split(' '));
    expect(replayed.code).toBe(1);
    expect(replayed.output.match(/kind: '[a-z-]+'/g)).toEqual(output.match(/kind: '[a-z-]+'/g));
    expect((await program.run(directory, 'explore', 'plan.js', '--topology', 'torus')).errors).toBe(
      'twinrtc explore: topology: torus is not one of flat, nats, mixed\n',
    );
    expect((await program.run(directory, 'explore', 'plan.js', '--kinds', 'flood')).errors).toMatch(
      /^twinrtc explore: fault kind: flood is not one of partition, /,
    );
  });

  test.each([
    ['jobs', 'all', 1],
    ['jobs', '0', 1],
    ['stop-after', '0', 1],
    ['most-listeners', '-1', 1],
    ['run-limit', '0', 1],
    ['run-limit', '1e3', 1],
    ['hosts', 'two', 0],
    ['faults', '1.5', 0],
    ['faults-for', '', 0],
    ['liveness', '99999999999', 0],
  ])('--%s %j is out of range', async (name, value, least) => {
    const { code, errors } = await runInProcess('plan.js', `--${name}=${value}`);
    expect([code, errors.split('\n')[0]]).toEqual([
      2,
      `--${name}: ${value} is not an integer within ${least}…4294967295`,
    ]);
  });
});

async function runInProcess(...args: readonly string[]): Promise<{ readonly code: number; readonly errors: string }> {
  const errors: string[] = [];
  const code = await runCli(
    [explore],
    ['explore', ...args],
    { print: () => {}, complain: (line) => errors.push(line) },
    '',
  );
  return { code, errors: errors.join('\n') };
}
