import type { Exploration } from '../../testing/explore.ts';
import type { Finding } from '../../testing/finding.ts';
import { listSeeds, parseShard } from '../../testing/seeds.ts';
import { planOf, type SwarmOptions } from '../../testing/swarm.ts';
import { exploreWithJobs } from './jobs.ts';
import { loadScenario } from './load-scenario.ts';
import { workerModule } from './worker-module.ts';

export interface ExplorePathOptions {
  /** `1..10000`. */
  readonly seeds: string;
  /** `i/n`. */
  readonly shard: string;
  readonly jobs: number;
  readonly stopAfter: number;
  /** Real milliseconds. */
  readonly runLimit: number;
  readonly mostListeners: number;
  readonly shrink: boolean;
  /** Goes before what the scenario's module says. */
  readonly swarm: SwarmOptions;
  readonly onFinding: (finding: Finding) => void;
  readonly onProgress: (runs: number, seeds: number) => void;
}

/** Explores the scenario in a file. Throws for one that cannot be loaded and for options out of range. */
export async function explorePath(path: string, options: ExplorePathOptions): Promise<Exploration> {
  const { shrink, mostListeners, onFinding, onProgress, jobs, stopAfter, runLimit } = options;
  const module = await loadScenario(path, runLimit);
  const swarm = { ...module.swarm, ...options.swarm };
  const seeds = listSeeds(options.seeds, parseShard(options.shard));
  planOf(seeds[0] ?? 0, swarm); // a bad option is found before threads are started
  return exploreWithJobs({
    order: { path, options: { swarm, shrink, mostListeners } },
    worker: workerModule(),
    seeds,
    jobs,
    stopAfter,
    runLimitMs: runLimit,
    onFinding,
    onProgress: (runs) => onProgress(runs, seeds.length),
  });
}
