import { checkSeed as check, type CheckOptions, type Repetition } from '../../testing/check-determinism.ts';
import { chronicleLines } from '../../testing/finding.ts';
import { printPlan } from '../../testing/print-plan.ts';
import { planOf, type SwarmOptions } from '../../testing/swarm.ts';
import { runTrial } from '../../testing/trial.ts';
import { formatTimeline } from '../../trace/timeline.ts';
import { testingPlatform } from '../../testing-platform.node.ts';
import type { SimulatedPeerNetwork } from '../../sim.ts';
import type { Scenario } from '../../testing.ts';

export interface PlayedSeed {
  /** What happened, for people. */
  readonly lines: readonly string[];
  readonly isBroken: boolean;
  /** As a trace file has it; empty if none was asked for. */
  readonly trace: string;
}

export function describePlan(seed: number, swarm: SwarmOptions): string[] {
  return ['the plan:', printPlan(planOf(seed, swarm))];
}

export async function playSeed(
  scenario: Scenario,
  seed: number,
  swarm: SwarmOptions,
  isTraced: boolean,
): Promise<PlayedSeed> {
  let world: SimulatedPeerNetwork | undefined = undefined as SimulatedPeerNetwork | undefined;
  const outcome = await runTrial({
    platform: testingPlatform,
    scenario,
    plan: planOf(seed, swarm),
    worldMade(made) {
      world = made as SimulatedPeerNetwork;
      world.record();
    },
  });
  const isBroken = outcome.violation !== undefined;
  const packets = isBroken && world !== undefined ? lastPackets(world) : [];
  const trace = isTraced ? (world?.trace.text() ?? '') : '';
  return { lines: [...chronicleLines(outcome, Infinity), ...packets], isBroken, trace };
}

const LAST_LINES = 40;

function lastPackets({ trace }: SimulatedPeerNetwork): string[] {
  return ['', 'what happened last, packet by packet:', ...formatTimeline(trace, { last: LAST_LINES })];
}

export function checkSeed(scenario: Scenario, options: CheckOptions): Promise<Repetition> {
  return check(testingPlatform, scenario, options);
}
