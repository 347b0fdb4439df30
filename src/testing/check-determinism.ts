import type { PeerHost, TestingPlatform } from './peer-world.ts';
import type { Plan } from './plan.ts';
import { RunRecord, type Divergence, type RunStep } from './run-record.ts';
import type { Scenario } from './stage.ts';
import { Suspects, type Suspect } from './suspects.ts';
import { planOf, type SwarmOptions } from './swarm.ts';
import { runTrial, type Outcome } from './trial.ts';

export interface CheckOptions {
  readonly seed: number;
  /** What the seed chooses from; as in `explore`. */
  readonly swarm?: SwarmOptions;
}

/** Two runs that were the same. */
export interface Repetition {
  /** Draws, packets, alarms and notes that were compared. */
  readonly steps: number;
  readonly digest: string;
}

/** Two runs of one seed were not the same: the scenario reads something that no seed decides. */
export class DeterminismError extends Error {
  override readonly name = 'DeterminismError';
  readonly divergence: Divergence;
  /** What was read that no seed decides, latest first. */
  readonly suspects: readonly Suspect[];

  constructor(plan: Plan, divergence: Divergence, suspects: readonly Suspect[]) {
    super(describeDivergence(plan, divergence, suspects));
    this.divergence = divergence;
    this.suspects = suspects;
  }
}

const MOST_SUSPECTS = 5;

/**
 * Plays the scenario twice with one seed and compares every draw, packet and alarm as they happen. Rejects with a
 * DeterminismError that names the first that differs, the code that it came from, and what the scenario read before
 * that no seed decides (`Math.random`, the clock, real timers).
 */
export async function checkSeed<H extends PeerHost>(
  platform: TestingPlatform<H>,
  scenario: Scenario<H>,
  { seed, swarm }: CheckOptions,
): Promise<Repetition> {
  const plan = planOf(seed, swarm);
  const first = new RunRecord();
  await play(platform, scenario, plan, first);
  let now = (): number => 0;
  const suspects = new Suspects(() => now());
  try {
    const second = new RunRecord(first);
    const outcome = await play(platform, scenario, plan, second, (clock) => (now = clock));
    second.end();
    const { divergence } = second;
    if (divergence === undefined) return { steps: second.count, digest: outcome.digest };
    const at = (divergence.second ?? divergence.first)?.atMs ?? 0;
    throw new DeterminismError(plan, divergence, suspects.before(at, MOST_SUSPECTS));
  } finally {
    suspects.end();
  }
}

function play<H extends PeerHost>(
  platform: TestingPlatform<H>,
  scenario: Scenario<H>,
  plan: Plan,
  record: RunRecord,
  clockKnown: (now: () => number) => void = () => undefined,
): Promise<Outcome> {
  return runTrial({
    platform,
    scenario: (stage) => {
      clockKnown(() => stage.world.now);
      return scenario(stage);
    },
    plan,
    record,
  });
}

function describeDivergence(
  plan: Plan,
  { index, first, second, stack }: Divergence,
  suspects: readonly Suspect[],
): string {
  return [
    `two runs of seed ${plan.seed} part after ${index} equal steps:`,
    `  the first:  ${describeStep(first)}`,
    `  the second: ${describeStep(second)}`,
    ...(stack.length === 0 || second === undefined ? [] : ['  from', ...stack.map((frame) => `    ${frame}`)]),
    ...(suspects.length === 0 ? [] : ['what was read before that no seed decides, latest first:']),
    ...suspects.map(({ what, where, atMs }) => `  ${seconds(atMs)}  ${what} ${where}`),
  ].join('\n');
}

function describeStep(step: RunStep | undefined): string {
  return step === undefined ? 'had ended' : `${seconds(step.atMs)}  ${step.text}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(6)} s`;
}
