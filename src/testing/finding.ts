import type { Plan } from './plan.ts';
import { print, printTest } from './print-plan.ts';
import type { Violation } from './referee.ts';
import type { SwarmOptions } from './swarm.ts';
import type { Outcome } from './trial.ts';

/** A seed that breaks a promise, and the smallest schedule that breaks it. */
export interface Finding {
  readonly seed: number;
  readonly violation: Violation;
  /** What the seed had drawn. */
  readonly plan: Plan;
  /** The smallest plan that was found to fail in the same way, and how it fails. */
  readonly smallest: Outcome;
  /** How many runs it took to find. */
  readonly tries: number;
  /** False if the same plan did not fail again: the scenario reads something that no seed decides. */
  readonly repeats: boolean;
}

const LAST_LINES = 40;

/** A scenario failed. The message has all that is needed to repeat, understand and pin down. */
export class ExplorationError extends Error {
  override readonly name = 'ExplorationError';
  readonly findings: readonly Finding[];

  constructor(message: string, findings: readonly Finding[]) {
    super(message);
    this.findings = findings;
  }
}

export interface ReportOptions {
  readonly swarm?: SwarmOptions;
  /** Where the scenario was imported from, if that is known. */
  readonly scenarioPath?: string;
  /** What repeats a seed; default a call of `replay`. */
  readonly replayLine?: (seed: number) => string;
}

export function describeFinding(finding: Finding, options: ReportOptions = {}): string {
  const { seed, violation, smallest, tries, plan } = finding;
  const replayLine = options.replayLine ?? ((one) => replayCall(one, options.swarm));
  const head = [`seed ${seed}: ${describeViolation(violation)}`, `replay it: ${replayLine(seed)}`];
  if (!finding.repeats)
    return [...head, 'The same plan did not fail again: checkDeterminism tells what differs.', ''].join('\n');
  const sizes = `${smallest.plan.faults.length} of ${plan.faults.length} faults, ${smallest.plan.hosts.length} of ${plan.hosts.length} hosts`;
  return [
    ...head,
    `the smallest schedule that breaks it (${sizes}; ${tries} runs):`,
    '',
    testOf(finding, options.scenarioPath),
    '',
    ...chronicleLines(smallest),
  ].join('\n');
}

/** The test that repeats a finding, ready to paste. */
export function testOf({ violation, smallest }: Finding, scenarioPath?: string): string {
  const title = `seed ${smallest.plan.seed}: ${violation.oracle}`;
  return printTest(smallest.plan, scenarioPath === undefined ? { title } : { title, scenarioPath });
}

export function describeViolation({ oracle, message, atMs }: Violation): string {
  return `broken at ${(atMs / 1000).toFixed(3)} s: ${oracle}: ${message}`;
}

/** What happened in a run, the last lines of it, and how it ended. */
export function chronicleLines({ chronicle, violation, endedAtMs }: Outcome, most = LAST_LINES): string[] {
  const last = violation === undefined ? [] : [describeViolation(violation)];
  const hidden = chronicle.length - most;
  return [
    `what happened in it, until ${(endedAtMs / 1000).toFixed(3)} s:`,
    ...(hidden > 0 ? [`  (${hidden} lines before)`] : []),
    ...(hidden > 0 ? chronicle.slice(-most) : chronicle),
    ...last,
  ];
}

function replayCall(seed: number, swarm: SwarmOptions = {}): string {
  const options = Object.keys(swarm).length === 0 ? '' : `, ${print(swarm)}`;
  return `await replay(scenario, planOf(${seed}${options}))`;
}
