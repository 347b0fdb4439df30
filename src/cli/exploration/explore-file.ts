import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  requireExploreOptions,
  requireNoFindings,
  type Exploration,
  type ExploreOptions,
} from '../../testing/explore.ts';
import { listSeeds } from '../../testing/seeds.ts';
import { requireInteger } from '../../hosts/sim/validate.ts';
import { planOf } from '../../testing/swarm.ts';
import { exploreWithJobs } from './jobs.ts';
import { workerModule } from './worker-module.ts';

const RUN_LIMIT_MS = 120_000;

/** `explore` of a scenario that is a file, on several threads. */
export async function exploreFile(
  url: URL,
  { jobs = availableParallelism(), ...options }: ExploreOptions & { readonly jobs?: number },
): Promise<Exploration> {
  const { seeds, shard, stopAfter = 1, ...rest } = options;
  requireInteger('jobs', jobs, 1, 1000);
  requireExploreOptions(options);
  const list = listSeeds(seeds, shard);
  planOf(list[0] ?? 0, options.swarm); // a bad option is the caller's mistake, not a thread's
  const exploration = await exploreWithJobs({
    order: { path: fileURLToPath(url), options: rest },
    worker: workerModule(),
    seeds: list,
    jobs,
    stopAfter,
    runLimitMs: RUN_LIMIT_MS,
    onFinding: () => undefined,
  });
  const { swarm } = options;
  return requireNoFindings(exploration, swarm === undefined ? {} : { swarm });
}
