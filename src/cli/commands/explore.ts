import { appendFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Exploration } from '../../testing/explore.ts';
import type { Finding } from '../../testing/finding.ts';
import { UsageError, type Command, type Terminal } from '../command.ts';
import type { ExplorationHeader } from '../exploration/lines.ts';
import { readNumber, swarmArguments, swarmCommand, swarmFrom, swarmUsage } from '../exploration/swarm-arguments.ts';

const DEFAULT_SEEDS = '1..1000';
const DEFAULT_STOP_AFTER = 10;
const DEFAULT_RUN_LIMIT_MS = 60_000;
const PROGRESS_EVERY_MS = 10_000;

export const explore: Command = {
  name: 'explore',
  usage: 'scenario.ts [--seeds 1..10000] [--jobs N] [--shard i/n] [-o result.jsonl]',
  summary: 'Plays a scenario once per seed, in other worlds with other faults, and shrinks what fails.',
  options: [
    `--seeds A..B        which seeds (default ${DEFAULT_SEEDS})`,
    '--jobs N            how many threads (default: one for each core)',
    '--shard i/n         only every n-th seed, from the i-th: for many machines',
    '-o FILE             the result as JSON lines, for merge',
    `--stop-after N      after so many seeds that fail, no more are tried (default ${DEFAULT_STOP_AFTER})`,
    '--no-shrink         leaves what fails as it is',
    '--most-listeners N  more listeners of one type on one object are a leak (default 10)',
    `--run-limit MS      real milliseconds that one run may take (default ${DEFAULT_RUN_LIMIT_MS})`,
    ...swarmUsage,
  ],
  async run(args, terminal) {
    const { path, values } = parse(args);
    // Commands that need no simulation do not wait for it to load.
    const { loadScenario } = await import('../exploration/load-scenario.ts');
    const { exploreWithJobs } = await import('../exploration/jobs.ts');
    const { workerModule } = await import('../exploration/worker-module.ts');
    const { listSeeds, parseShard } = await import('../../testing/seeds.ts');
    const { planOf } = await import('../../testing/swarm.ts');
    const { writeLine } = await import('../exploration/lines.ts');
    const { swarm: ownSwarm } = await loadScenario(path);
    const swarm = { ...ownSwarm, ...swarmFrom(values) };
    const seeds = listSeeds(values.seeds, parseShard(values.shard));
    planOf(seeds[0] ?? 0, swarm);
    const header: ExplorationHeader = {
      type: 'exploration',
      scenario: values.scenario,
      seeds: values.seeds,
      shard: values.shard,
      swarm,
    };
    if (values.out !== undefined) writeFileSync(values.out, writeLine(header));
    const begin = Date.now();
    const progress = progressOf(terminal, seeds.length);
    const report = await reporter(values, terminal);
    const exploration = await exploreWithJobs({
      order: { path, options: { swarm, shrink: !values['no-shrink'], mostListeners: values.mostListeners } },
      worker: workerModule(),
      seeds,
      jobs: values.jobs,
      stopAfter: values.stopAfter,
      runLimitMs: values.runLimit,
      onFinding(finding) {
        if (values.out !== undefined) appendFileSync(values.out, writeLine({ type: 'finding', finding }));
        report(finding);
      },
      onProgress: progress,
    });
    const elapsedMs = Date.now() - begin;
    const { runs, digest } = exploration;
    if (values.out !== undefined) appendFileSync(values.out, writeLine({ type: 'summary', runs, digest, elapsedMs }));
    terminal.print(summaryOf(exploration, elapsedMs));
    return exploration.findings.length > 0 ? 1 : 0;
  },
};

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: DEFAULT_SEEDS },
      jobs: { type: 'string' },
      shard: { type: 'string', default: '1/1' },
      out: { type: 'string', short: 'o' },
      'stop-after': { type: 'string', default: String(DEFAULT_STOP_AFTER) },
      'no-shrink': { type: 'boolean', default: false },
      'most-listeners': { type: 'string', default: '10' },
      'run-limit': { type: 'string', default: String(DEFAULT_RUN_LIMIT_MS) },
      ...swarmArguments,
    },
  });
  const [scenario] = positionals;
  if (scenario === undefined || positionals.length > 1) throw new UsageError('explore takes one scenario');
  return {
    path: resolve(scenario),
    values: {
      ...values,
      scenario,
      jobs: values.jobs === undefined ? availableParallelism() : readNumber('jobs', values.jobs),
      stopAfter: readNumber('stop-after', values['stop-after']),
      mostListeners: readNumber('most-listeners', values['most-listeners']),
      runLimit: readNumber('run-limit', values['run-limit']),
    },
  };
}

async function reporter(values: Values, terminal: Terminal): Promise<(finding: Finding) => void> {
  const { describeFinding } = await import('../../testing/finding.ts');
  const replayLine = (seed: number): string =>
    `npx twinrtc replay ${values.scenario} --seed ${seed}${swarmCommand(values)}`;
  const scenarioPath = values.scenario.startsWith('.') ? values.scenario : `./${values.scenario}`;
  return (finding) => terminal.print(`${describeFinding(finding, { scenarioPath, replayLine })}\n`);
}

function progressOf(terminal: Terminal, seeds: number): (runs: number) => void {
  let next = Date.now() + PROGRESS_EVERY_MS;
  return (runs) => {
    if (Date.now() < next) return;
    next = Date.now() + PROGRESS_EVERY_MS;
    terminal.complain(`${runs} of ${seeds} seeds`);
  };
}

function summaryOf({ runs, findings, digest }: Exploration, elapsedMs: number): string {
  const rate = ((runs * 1000) / Math.max(elapsedMs, 1)).toFixed(0);
  return `${runs} runs in ${(elapsedMs / 1000).toFixed(1)} s (${rate} per second), ${findings.length} failed; digest ${digest}`;
}
