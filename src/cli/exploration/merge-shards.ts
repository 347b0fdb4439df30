import { sumOfDigests, type Exploration } from '../../testing/explore.ts';
import { parseShard } from '../../testing/seeds.ts';
import type { ShardResult } from './lines.ts';

export interface MergedExploration extends Exploration {
  readonly elapsedMs: number;
  /** Why the result is not that of the whole exploration; empty if it is. */
  readonly problems: readonly string[];
}

/** The results of the shards as if one machine had done it all. Throws an Error for shards of different explorations. */
export function mergeShards(shards: readonly ShardResult[]): MergedExploration {
  const [first] = shards;
  for (const { source, header } of shards) {
    if (describe(header) !== describe(first.header))
      throw new Error(`${source} is of another exploration than ${first.source}`);
  }
  const summaries = shards.flatMap(({ summary }) => (summary === undefined ? [] : [summary]));
  return {
    runs: summaries.reduce((sum, { runs }) => sum + runs, 0),
    findings: shards.flatMap(({ findings }) => findings).sort((a, b) => a.seed - b.seed),
    digest: summaries.reduce((sum, { digest }) => sumOfDigests(sum, digest), '0'.repeat(16)),
    elapsedMs: summaries.reduce((sum, one) => sum + one.elapsedMs, 0),
    problems: [...shards.filter(isCutOff).map(({ source }) => `${source} was cut off`), ...wrongShards(shards)],
  };
}

function describe({ scenario, seeds, shard, swarm }: ShardResult['header']): string {
  return JSON.stringify([scenario, seeds, parseShard(shard).count, swarm]);
}

function isCutOff({ summary }: ShardResult): boolean {
  return summary === undefined;
}

function wrongShards(shards: readonly ShardResult[]): string[] {
  const given = shards.map(({ header }) => parseShard(header.shard).index);
  const { count } = parseShard(shards[0].header.shard);
  const problems: string[] = [];
  for (let index = 1; index <= count; index++) {
    const times = given.filter((one) => one === index).length;
    if (times === 0) problems.push(`shard ${index}/${count} is missing`);
    if (times > 1) problems.push(`shard ${index}/${count} is there ${times} times`);
  }
  return problems;
}
