import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Command } from '../../../src/cli/command.ts';
import { explore } from '../../../src/cli/commands/explore.ts';
import { merge } from '../../../src/cli/commands/merge.ts';
import { replay } from '../../../src/cli/commands/replay.ts';
import { loadScenario } from '../../../src/cli/exploration/load-scenario.ts';
import { explore as exploreInTest, replay as replayPlan } from '../../../src/testing.node.ts';
import fickle from '../../testing/fixtures/fickle.ts';

const scenario = 'test/testing/fixtures/fickle.ts';
const directory = mkdtempSync(join(tmpdir(), 'twinrtc-explore-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string): string => join(directory, name);

async function run(command: Command, ...args: string[]): Promise<{ code: number; out: string; complaints: string }> {
  const [out, complaints]: [string[], string[]] = [[], []];
  const terminal = {
    print: (line: string) => void out.push(line),
    complain: (line: string) => void complaints.push(line),
  };
  const code = await command.run(args, terminal);
  return { code, out: out.join('\n'), complaints: complaints.join('\n') };
}

/** The first test in the text, run as it would be in a file: what it imports is given. */
async function runPastedTest(text: string, given: { replay: unknown; scenario: unknown }): Promise<void> {
  const code = text.slice(text.indexOf('test('), text.indexOf('\n});') + 4);
  let steps: () => Promise<void> = () => Promise.reject(new Error('there is no test'));
  const paste = new Function('test', 'replay', 'scenario', code) as (...args: unknown[]) => void;
  paste((_title: string, its: () => Promise<void>) => (steps = its), given.replay, given.scenario);
  await steps();
}

describe('twinrtc explore', () => {
  test('finds what fails, says how to replay it, and prints a test that fails when it is pasted', async () => {
    const { code, out } = await run(explore, scenario, '--seeds', '1..40', '--jobs', '2', '--stop-after', '1');
    expect(code).toBe(1);
    expect(out).toMatch(/^seed \d+: broken at [\d.]+ s: the way is open: it does not hold\n/);
    expect(out).toMatch(/\nreplay it: npx twinrtc replay test\/testing\/fixtures\/fickle.ts --seed \d+\n/);
    expect(out).toContain("import scenario from './test/testing/fixtures/fickle.ts';");
    expect(out).toMatch(/\(1 of \d faults, 2 of 2 hosts; \d+ runs\)/);
    await expect(runPastedTest(out, { replay: replayPlan, scenario: fickle })).rejects.toThrow(
      'the way is open: it does not hold',
    );
  });

  test('of one in two shards, merged, is as that of one', async () => {
    for (const shard of ['1/2', '2/2']) {
      const args = ['--seeds', '1..30', '--jobs', '1', '--shard', shard, '--stop-after', '30', '--no-shrink'];
      await run(explore, scenario, ...args, '-o', file(`${shard[0]}.jsonl`));
    }
    const merged = await run(merge, file('1.jsonl'), file('2.jsonl'));
    const whole = await exploreInTest(fickle, {
      seeds: 30,
      stopAfter: 30,
      shrink: false,
      swarm: { faults: 4, faultsForMs: 5000, kinds: ['partition', 'bad-link'] },
    }).catch((error: { findings: readonly { seed: number }[] }) => error);
    const seeds = 'findings' in whole ? whole.findings.map(({ seed }) => seed) : [];
    expect(seeds.length).toBeGreaterThan(3);
    expect([...merged.out.matchAll(/^seed (\d+):/gm)].map((match) => Number(match[1]))).toEqual(seeds);
    expect(merged.out).toContain(`30 runs in `);
    expect(merged.code).toBe(1);

    const half = await run(merge, file('2.jsonl'));
    expect(half.complaints).toBe('shard 1/2 is missing');
    writeFileSync(file('cut.jsonl'), readFileSync(file('1.jsonl'), 'utf8').slice(0, -20));
    expect((await run(merge, file('cut.jsonl'), file('2.jsonl'))).complaints).toContain('cut.jsonl was cut off');
  });

  test('says what it does not understand', async () => {
    await expect(run(explore)).rejects.toThrow('explore takes one scenario');
    await expect(run(explore, scenario, '--seeds', 'many')).rejects.toThrow('seeds: many is not of the form 1..10000');
    await expect(run(explore, scenario, '--shard', '3/2')).rejects.toThrow(
      'shard.index: 3 is not an integer within 1…2',
    );
    await expect(run(explore, scenario, '--jobs', 'all')).rejects.toThrow('--jobs: all is not an integer within 1…');
    await expect(run(replay, scenario)).rejects.toThrow('replay needs --seed');
    await expect(run(merge, 'package.json')).rejects.toThrow('package.json: this is no exploration’s result');
    await expect(loadScenario(join(process.cwd(), 'test/support/two-peers.ts'))).rejects.toThrow(
      'its default export is not a function',
    );
  });
});

describe('twinrtc replay', () => {
  test('shows the plan of a seed and what happened, and keeps a trace', async () => {
    const { code, out } = await run(
      replay,
      'test/testing/scenarios/two-peers.ts',
      '--seed',
      '3',
      '-o',
      file('trace.json'),
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^the plan:\n\{\n {2}seed: 3,\n/);
    expect(out).toMatch(/s {2}alice#1.connectionState: connecting → connected\n/);
    expect(readFileSync(file('trace.json'), 'utf8').split('\n').length).toBeGreaterThan(50);
  });

  test('checks that a seed repeats', async () => {
    const { out } = await run(replay, 'test/testing/scenarios/two-peers.ts', '--seed', '3', '--check');
    expect(out).toMatch(/^two runs of seed 3 are equal: \d+ steps, digest [0-9a-f]{16}$/);
  });
});

test('a scenario that is a file is explored by threads, from a test too', async () => {
  const url = new URL('../../testing/scenarios/two-peers.ts', import.meta.url);
  const [threads, alone] = [
    await exploreInTest(url, { seeds: 4, jobs: 2 }),
    await exploreInTest((await loadScenario(url.pathname)).default, { seeds: 4 }),
  ];
  expect(threads).toEqual(alone);
});
