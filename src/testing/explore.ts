import { describeFinding, ExplorationError, type Finding, type ReportOptions } from './finding.ts';
import type { PeerHost, TestingPlatform } from './peer-world.ts';
import type { Plan } from './plan.ts';
import { requireKnown, type OptionNames } from '../hosts/sim/topology/known-options.ts';
import { requireAtLeast, requireInteger } from '../hosts/sim/validate.ts';
import { listSeeds, type Seeds, type Shard } from './seeds.ts';
import { shrink } from './shrink.ts';
import type { Scenario } from './stage.ts';
import { leastHosts, planOf, type SwarmOptions } from './swarm.ts';
import { runTrial, type Outcome } from './trial.ts';

export interface ExploreOptions {
  readonly seeds: Seeds;
  /** What the seeds choose from. */
  readonly swarm?: SwarmOptions;
  /** Default: all of the seeds. */
  readonly shard?: Shard;
  /** After so many seeds that fail, no more are tried. Default 1. */
  readonly stopAfter?: number;
  /** More listeners of one type on one connection or channel are a leak. Default 10. */
  readonly mostListeners?: number;
  /** Default true: failing plans are made as small as they can be. */
  readonly shrink?: boolean;
}

/** What many runs showed. */
export interface Exploration {
  readonly runs: number;
  readonly findings: readonly Finding[];
  /** Over the digests of all runs, in whatever order: equal for the same seeds, sharded or not. */
  readonly digest: string;
}

/** An exploration under way, so that several can share one machine and somebody can watch. */
export interface ExplorationParts<H extends PeerHost> {
  readonly platform: TestingPlatform<H>;
  readonly scenario: Scenario<H>;
  readonly options: ExploreOptions;
  readonly onRun?: (outcome: Outcome) => void;
  readonly onFinding?: (finding: Finding) => void;
}

/** Plays the scenario once per seed and gives what was found; does not reject for findings. */
export async function exploreSeeds<H extends PeerHost>(parts: ExplorationParts<H>): Promise<Exploration> {
  const { options, onRun, onFinding } = parts;
  const { swarm, stopAfter = 1 } = options;
  requireExploreOptions(options);
  const findings: Finding[] = [];
  let [runs, digest] = [0, 0n];
  for (const seed of listSeeds(options.seeds, options.shard)) {
    const outcome = await play(parts, planOf(seed, swarm));
    runs++;
    digest = addDigests(digest, outcome);
    onRun?.(outcome);
    if (outcome.violation === undefined) continue;
    const finding = await examine(parts, outcome);
    findings.push(finding);
    onFinding?.(finding);
    if (findings.length >= stopAfter) break;
  }
  return { runs, findings, digest: printDigest(digest) };
}

/** Throws a RangeError that names the first that is out of range, a TypeError for one that is none. */
export function requireExploreOptions(options: ExploreOptions): void {
  requireKnown('explore', options, OPTION_NAMES);
  const { stopAfter = 1, mostListeners = 1 } = options;
  requireInteger('stopAfter', stopAfter, 1, 0xffff_ffff);
  requireAtLeast('mostListeners', mostListeners, 1);
}

/** Rejects with an ExplorationError that says everything, if there is anything to say. */
export function requireNoFindings(exploration: Exploration, report: ReportOptions): Exploration {
  const { findings, runs } = exploration;
  if (findings.length === 0) return exploration;
  const head = `${findings.length} of ${runs} runs failed`;
  throw new ExplorationError([head, ...findings.map((one) => describeFinding(one, report))].join('\n\n'), findings);
}

/** The sum of two parts of an exploration, whatever they were. */
export function sumOfDigests(a: string, b: string): string {
  return printDigest(BigInt(`0x${a}`) + BigInt(`0x${b}`));
}

const OPTION_NAMES: OptionNames<ExploreOptions> = {
  seeds: true,
  swarm: true,
  shard: true,
  stopAfter: true,
  mostListeners: true,
  shrink: true,
};

function play<H extends PeerHost>({ platform, scenario, options }: ExplorationParts<H>, plan: Plan): Promise<Outcome> {
  const { mostListeners } = options;
  return runTrial({ platform, scenario, plan, ...(mostListeners === undefined ? {} : { mostListeners }) });
}

/** Does it fail again? And what is the least that makes it fail so? */
async function examine<H extends PeerHost>(parts: ExplorationParts<H>, outcome: Outcome): Promise<Finding> {
  const { plan, violation } = outcome as Outcome & { violation: NonNullable<Outcome['violation']> };
  const finding = { seed: plan.seed, violation, plan };
  let smallest = outcome;
  const stillFails = async (smaller: Plan): Promise<boolean> => {
    const result = await play(parts, smaller);
    const isSame = result.violation?.oracle === violation.oracle;
    if (isSame) smallest = result;
    return isSame;
  };
  const repeats = await stillFails(plan);
  if (!repeats || parts.options.shrink === false) return { ...finding, smallest, tries: 1, repeats };
  const { tries } = await shrink(plan, stillFails, { leastHosts: leastHosts(parts.options.swarm ?? {}) });
  return { ...finding, smallest, tries: tries + 1, repeats };
}

function addDigests(sum: bigint, { plan, digest }: Outcome): bigint {
  return sum + BigInt(`0x${digest}`) * BigInt(2 * plan.seed + 1);
}

function printDigest(sum: bigint): string {
  return BigInt.asUintN(64, sum).toString(16).padStart(16, '0');
}
