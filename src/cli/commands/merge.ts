import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UsageError, type Command } from '../command.ts';
import { readShard } from '../exploration/lines.ts';

export const merge: Command = {
  name: 'merge',
  usage: 'result.jsonl …',
  summary: 'Folds the results of an exploration’s shards together, and says if one is missing or cut off.',
  async run(args, terminal) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    if (positionals.length === 0) throw new UsageError('merge takes the files that explore -o wrote');
    const { describeViolation } = await import('../../testing/finding.ts');
    const { mergeShards } = await import('../exploration/merge-shards.ts');
    const merged = mergeShards(positionals.map((path) => readShard(path, readFileSync(path, 'utf8'))));
    for (const { seed, violation } of merged.findings) terminal.print(`seed ${seed}: ${describeViolation(violation)}`);
    for (const problem of merged.problems) terminal.complain(problem);
    const { runs, findings, digest, elapsedMs } = merged;
    terminal.print(
      `${runs} runs in ${(elapsedMs / 1000).toFixed(1)} s of all shards, ${findings.length} failed; digest ${digest}`,
    );
    return findings.length > 0 || merged.problems.length > 0 ? 1 : 0;
  },
};
