/** twinrtc's exploration of scenarios, on whatever platform: `testing.node.ts` and `testing.web.ts` say which. */
import type { SimulatedPeerHost } from './sim.ts';
import type { Snapshot as RunSnapshot } from './testing/fork.ts';
import type { Program as PlayedProgram, Scenario as PlayedScenario, Stage as PlayedStage } from './testing/stage.ts';

export type { ApplicationWorld } from './hosts/sim/application-world.ts';
export type { SeededRandom } from './hosts/sim/seeded-random.ts';
export { DeterminismError, type CheckOptions, type Repetition } from './testing/check-determinism.ts';
export { ExplorationError, type Finding } from './testing/finding.ts';
export type { Exploration, ExploreOptions } from './testing/explore.ts';
export { defaultFaultKinds, faultKinds, type Fault, type FaultKindName } from './testing/faults.ts';
export type { Arm } from './testing/fork.ts';
export { planFrom, type Plan, type PlanDescription } from './testing/plan.ts';
export type { PlannedHost } from './testing/planned-host.ts';
export { printTest } from './testing/print-plan.ts';
export type { Oracle, Violation } from './testing/referee.ts';
export type { Divergence, RunStep } from './testing/run-record.ts';
export type { Seeds, Shard } from './testing/seeds.ts';
export type { Suspect } from './testing/suspects.ts';
export { planOf, type SwarmOptions } from './testing/swarm.ts';
export type { Outcome } from './testing/trial.ts';

export type Stage = PlayedStage<SimulatedPeerHost>;
export type Scenario = PlayedScenario<SimulatedPeerHost>;
export type Program = PlayedProgram<SimulatedPeerHost>;
export type Snapshot = RunSnapshot<SimulatedPeerHost>;
