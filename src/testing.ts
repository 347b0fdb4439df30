/** twinrtc's exploration of scenarios, on whatever platform: `testing.node.ts` and `testing.web.ts` say which. */
import { checkSeed, type CheckOptions, type Repetition } from './testing/check-determinism.ts';
import { exploreSeeds, requireNoFindings, type Exploration, type ExploreOptions } from './testing/explore.ts';
import { takeSnapshot, type Snapshot as RunSnapshot } from './testing/fork.ts';
import type { TestingPlatform } from './testing/peer-world.ts';
import type { PlanDescription } from './testing/plan.ts';
import { replayPlan } from './testing/replay.ts';
import type { Scenario as PlayedScenario, Stage as PlayedStage } from './testing/stage.ts';
import type { Outcome } from './testing/trial.ts';
import type { SimulatedPeerHost } from './sim.ts';

export type { ApplicationWorld } from './hosts/sim/application-world.ts';
export type { SeededRandom } from './hosts/sim/seeded-random.ts';
export { DeterminismError, type CheckOptions, type Repetition } from './testing/check-determinism.ts';
export { ExplorationError, type Finding } from './testing/finding.ts';
export type { Exploration, ExploreOptions } from './testing/explore.ts';
export { faultKinds, type Fault, type FaultKindName } from './testing/faults.ts';
export type { Arm } from './testing/fork.ts';
export { planFrom, type Plan, type PlanDescription, type PlannedHost } from './testing/plan.ts';
export { printTest } from './testing/print-plan.ts';
export type { Oracle, Violation } from './testing/referee.ts';
export type { Divergence, RunStep } from './testing/run-record.ts';
export type { Seeds, Shard } from './testing/seeds.ts';
export type { Suspect } from './testing/suspects.ts';
export { planOf, type SwarmOptions } from './testing/swarm.ts';
export type { Outcome } from './testing/trial.ts';

export type Stage = PlayedStage<SimulatedPeerHost>;
export type Scenario = PlayedScenario<SimulatedPeerHost>;
export type Snapshot = RunSnapshot<SimulatedPeerHost>;

/** The functions of `twinrtc/testing`, for a platform. */
export interface Testing {
  /**
   * Plays the scenario once per seed, each time in another world with other faults, and rejects with an
   * ExplorationError for the first seed that breaks a promise: with a line that repeats it and the smallest schedule
   * that does, as a test. Throws a RangeError for options out of range.
   */
  explore(scenario: Scenario, options: ExploreOptions): Promise<Exploration>;
  /** Plays the scenario once, as planned. Rejects with an ExplorationError if it breaks a promise. */
  replay(scenario: Scenario, plan: PlanDescription): Promise<Outcome>;
  /**
   * Plays the scenario twice with one seed and compares every draw, packet and alarm. Rejects with a DeterminismError
   * that names the first that differs, the code it came from, and what was read before that no seed decides.
   */
  checkDeterminism(scenario: Scenario, options: CheckOptions): Promise<Repetition>;
  /**
   * Plays the scenario and remembers the moment `atMs` (virtual milliseconds), to be continued differently from there:
   * `(await snapshot(scenario, plan, 5000)).fork(({ world }) => world.link('alice', 'bob').partition())`.
   */
  snapshot(scenario: Scenario, plan: PlanDescription, atMs: number): Promise<Snapshot>;
}

export function testingOn(platform: TestingPlatform<SimulatedPeerHost>): Testing {
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
