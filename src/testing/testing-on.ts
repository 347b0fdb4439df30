import { checkSeed, type CheckOptions, type Repetition } from './check-determinism.ts';
import { exploreSeeds, requireNoFindings, type Exploration, type ExploreOptions } from './explore.ts';
import { takeSnapshot, type Snapshot } from './fork.ts';
import type { PeerHost, TestingPlatform } from './peer-world.ts';
import type { PlanDescription } from './plan.ts';
import { replayPlan } from './replay.ts';
import type { Scenario } from './stage.ts';
import type { Outcome } from './trial.ts';

/** The functions of `twinrtc/testing`, for a platform. */
export interface Testing<H extends PeerHost> {
  /**
   * Plays the scenario once per seed, each time in another world with other faults, and rejects with an
   * ExplorationError for the first seed that breaks a promise: with a line that repeats it and the smallest schedule
   * that does, as a test. Throws a RangeError for options out of range.
   */
  explore(scenario: Scenario<H>, options: ExploreOptions): Promise<Exploration>;
  /** Plays the scenario once, as planned. Rejects with an ExplorationError if it breaks a promise. */
  replay(scenario: Scenario<H>, plan: PlanDescription): Promise<Outcome>;
  /**
   * Plays the scenario twice with one seed and compares every draw, packet and alarm. Rejects with a DeterminismError
   * that names the first that differs, the code it came from, and what was read before that no seed decides.
   */
  checkDeterminism(scenario: Scenario<H>, options: CheckOptions): Promise<Repetition>;
  /**
   * Plays the scenario and remembers the moment `atMs` (virtual milliseconds), to be continued differently from there:
   * `(await snapshot(scenario, plan, 5000)).fork(({ world }) => world.link('alice', 'bob').partition())`.
   */
  snapshot(scenario: Scenario<H>, plan: PlanDescription, atMs: number): Promise<Snapshot<H>>;
}

export function testingOn<H extends PeerHost>(platform: TestingPlatform<H>): Testing<H> {
  return {
    async explore(scenario, options) {
      const { swarm } = options;
      const exploration = await exploreSeeds({ platform, scenario, options });
      return requireNoFindings(exploration, swarm === undefined ? {} : { swarm });
    },
    replay: (scenario, plan) => replayPlan(platform, scenario, plan),
    checkDeterminism: (scenario, options) => checkSeed(platform, scenario, options),
    snapshot: (scenario, plan, atMs) => takeSnapshot(platform, scenario, plan, atMs),
  };
}
