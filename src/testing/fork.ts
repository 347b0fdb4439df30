import { requireRange } from '../hosts/sim/validate.ts';
import type { PeerHost, TestingPlatform } from './peer-world.ts';
import { planFrom, type Plan, type PlanDescription } from './plan.ts';
import { RunRecord } from './run-record.ts';
import type { Scenario, Stage } from './stage.ts';
import { runTrial, type Outcome } from './trial.ts';

/** What is done at the moment of the fork, before anything else happens there. */
export type Continuation<H extends PeerHost> = (stage: Stage<H>) => unknown;

/** A run that was continued differently. */
export interface Arm {
  readonly outcome: Outcome;
  /** Virtual milliseconds of the first draw, packet or alarm that is not as it was; undefined if there is none. */
  readonly partsAtMs: number | undefined;
}

/**
 * A moment in a run, kept as what leads to it: the seed, the plan and the scenario. To go on from there is to play it
 * again, which takes as long as it took, and nothing needs to be copyable.
 */
export interface Snapshot<H extends PeerHost> {
  readonly plan: Plan;
  /** Virtual milliseconds. */
  readonly atMs: number;
  /** The world's at that moment. */
  readonly digest: string;
  /** How the run went on by itself. */
  readonly outcome: Outcome;
  /**
   * Plays the scenario to that moment again and calls the continuation. Rejects with an Error if the way there was not
   * the same: then the scenario does not repeat, and `checkDeterminism` says why.
   */
  fork(continuation: Continuation<H>): Promise<Arm>;
}

/** Plays the scenario to its end and remembers the moment. Rejects with a RangeError if the run is over before it. */
export async function takeSnapshot<H extends PeerHost>(
  platform: TestingPlatform<H>,
  scenario: Scenario<H>,
  description: PlanDescription,
  atMs: number,
): Promise<Snapshot<H>> {
  const plan = planFrom(description);
  requireRange('atMs', atMs, 0, lastMoment(plan));
  const record = new RunRecord();
  let digest: string | undefined = undefined as string | undefined;
  const remember = ({ world }: Stage<H>): void => void (digest = world.digest);
  const outcome = await runTrial({ platform, plan, record, scenario: withInput(scenario, atMs, remember) });
  if (digest === undefined) throw new RangeError(`atMs: ${atMs} is not within 0…${outcome.endedAtMs}`);
  const origin = { platform, scenario, plan, record, atMs, digest };
  return { plan, atMs, digest, outcome, fork: (continuation) => playArm(origin, continuation) };
}

interface Origin<H extends PeerHost> {
  readonly platform: TestingPlatform<H>;
  readonly scenario: Scenario<H>;
  readonly plan: Plan;
  readonly record: RunRecord;
  readonly atMs: number;
  readonly digest: string;
}

async function playArm<H extends PeerHost>(origin: Origin<H>, continuation: Continuation<H>): Promise<Arm> {
  const { platform, plan, atMs } = origin;
  const record = new RunRecord(origin.record, { endsRun: false });
  let digest = '';
  const input = (stage: Stage<H>): unknown => {
    digest = stage.world.digest;
    return continuation(stage);
  };
  const outcome = await runTrial({ platform, plan, record, scenario: withInput(origin.scenario, atMs, input) });
  record.end();
  if (digest !== origin.digest) throw new Error(`the scenario does not repeat: at ${atMs} ms the world is another`);
  return { outcome, partsAtMs: (record.divergence?.second ?? record.divergence?.first)?.atMs };
}

function lastMoment({ calmAtMs, livenessMs }: Plan): number {
  return calmAtMs + livenessMs;
}

/** The scenario, and something that happens at a moment of its own, unless the run ends before. */
function withInput<H extends PeerHost>(scenario: Scenario<H>, atMs: number, input: Continuation<H>): Scenario<H> {
  return async (stage) => {
    const reached = stage.world.advance(atMs).then(
      () => true,
      () => false,
    );
    await Promise.all([scenario(stage), reached.then((isReached) => (isReached ? input(stage) : undefined))]);
  };
}
