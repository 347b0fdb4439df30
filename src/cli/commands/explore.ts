import { appendFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Exploration } from '../../testing/explore.ts';
import type { Finding } from '../../testing/finding.ts';
import { UsageError, type Command, type Terminal } from '../command.ts';
import { collectWithoutHelpers } from '../exploration/lone-collector.ts';
import { writeLine, type ExplorationHeader, type ExplorationLine } from '../exploration/lines.ts';
import { readNumber, swarmArguments, swarmCommand, swarmFrom, swarmUsage } from '../exploration/swarm-arguments.ts';

const DEFAULT_SEEDS = '1..1000';
const DEFAULT_STOP_AFTER = 10;
const DEFAULT_RUN_LIMIT_MS = 60_000;
/** What a timer of Node can wait; more, and it would not wait at all. */
const LONGEST_TIMER_MS = 0x7fff_ffff;
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
    `--run-limit MS      real milliseconds that one run may take, and the loading (default ${DEFAULT_RUN_LIMIT_MS})`,
    ...swarmUsage,
  ],
  async run(args, terminal) {
    const { path, values } = parse(args);
    // Commands that need no simulation do not wait for it to load.
    const { explorePath } = await import('../exploration/explore-path.ts');
    collectWithoutHelpers();
    const begin = Date.now();
    const swarm = swarmFrom(values);
    const header = {
      type: 'exploration',
      scenario: values.scenario,
      seeds: values.seeds,
      shard: values.shard,
    } as const;
    const log = logTo(values.out, { ...header, swarm });
    const report = await reporter(values, terminal);
    const exploration = await explorePath(path, {
      ...values,
      swarm,
      shrink: !values['no-shrink'],
      onFinding(finding) {
        log({ type: 'finding', finding });
        report(finding);
      },
      onProgress: (runs, seeds) => progress(terminal, runs, seeds),
    });
    const elapsedMs = Date.now() - begin;
    log({ type: 'summary', runs: exploration.runs, digest: exploration.digest, elapsedMs });
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
      jobs: values.jobs === undefined ? availableParallelism() : readNumber('jobs', values.jobs, 1),
      stopAfter: readNumber('stop-after', values['stop-after'], 1),
      mostListeners: readNumber('most-listeners', values['most-listeners'], 1),
      runLimit: Math.min(readNumber('run-limit', values['run-limit'], 1), LONGEST_TIMER_MS),
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

/** Writes what was asked for at once, and then line by line, so that a run that is killed leaves what it knew. */
function logTo(path: string | undefined, header: ExplorationHeader): (line: ExplorationLine) => void {
  if (path === undefined) return () => undefined;
  writeFileSync(path, writeLine(header));
  return (line) => appendFileSync(path, writeLine(line));
}

let nextProgressAt = Date.now() + PROGRESS_EVERY_MS;

function progress(terminal: Terminal, runs: number, seeds: number): void {
  if (Date.now() < nextProgressAt) return;
  nextProgressAt = Date.now() + PROGRESS_EVERY_MS;
  terminal.complain(`${runs} of ${seeds} seeds`);
}

function summaryOf({ runs, findings, digest }: Exploration, elapsedMs: number): string {
  const rate = ((runs * 1000) / Math.max(elapsedMs, 1)).toFixed(0);
  return `${runs} runs in ${(elapsedMs / 1000).toFixed(1)} s (${rate} per second), ${findings.length} failed; digest ${digest}`;
}
