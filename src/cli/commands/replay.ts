import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError, type Command } from '../command.ts';
import { readNumber, swarmArguments, swarmFrom, swarmUsage } from '../exploration/swarm-arguments.ts';

export const replay: Command = {
  name: 'replay',
  usage: 'scenario.ts --seed N [-o trace.json]',
  summary: 'Plays a scenario once, with one seed, and tells what happened.',
  options: [
    '--seed N            which seed',
    '-o FILE             a trace of the run, for report, timeline, diff and pcap',
    '--check             plays it twice, and names the first thing that differs',
    ...swarmUsage,
  ],
  async run(args, terminal) {
    const { path, values } = parse(args);
    const { loadScenario } = await import('../exploration/load-scenario.ts');
    const { describePlan, playSeed, checkSeed } = await import('../exploration/play-seed.ts');
    const { default: scenario, swarm: ownSwarm } = await loadScenario(path);
    const swarm = { ...ownSwarm, ...swarmFrom(values) };
    if (values.check) {
      const { steps, digest } = await checkSeed(scenario, { seed: values.seed, swarm });
      terminal.print(`two runs of seed ${values.seed} are equal: ${steps} steps, digest ${digest}`);
      return 0;
    }
    const { lines, isBroken, trace } = await playSeed(scenario, values.seed, swarm, values.out !== undefined);
    for (const line of [...describePlan(values.seed, swarm), '', ...lines]) terminal.print(line);
    if (values.out !== undefined) writeFileSync(values.out, trace);
    return isBroken ? 1 : 0;
  },
};

function parse(args: readonly string[]) {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      out: { type: 'string', short: 'o' },
      check: { type: 'boolean', default: false },
      ...swarmArguments,
    },
  });
  const [scenario] = positionals;
  if (scenario === undefined || positionals.length > 1) throw new UsageError('replay takes one scenario');
  if (values.seed === undefined) throw new UsageError('replay needs --seed');
  return { path: resolve(scenario), values: { ...values, seed: readNumber('seed', values.seed) } };
}
