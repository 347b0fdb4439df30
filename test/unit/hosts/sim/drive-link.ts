import { changeConditions, PERFECT_LINK, type LinkChanges } from '../../../../src/hosts/sim/link-conditions.ts';
import { LinkDirection, type Keepable } from '../../../../src/hosts/sim/link-direction.ts';
import { SeededRandom } from '../../../../src/hosts/sim/seeded-random.ts';
import { Timeline } from '../../../../src/hosts/sim/timeline.ts';

/** What became of one datagram. */
export interface Fate {
  readonly sentAt: number;
  readonly bytes: number;
  /** When each copy arrived; empty if it was lost. */
  arrivals: number[];
  drop: string | undefined;
  isCorrupted: boolean;
}

/** The twenty seeds of every statistical test: chosen once, by counting. */
export const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

/** A direction of a link by itself, given datagrams at times and asked what became of them. */
export class DrivenLink {
  readonly timeline = new Timeline();
  readonly direction: LinkDirection;
  readonly fates: Fate[] = [];

  constructor(changes: LinkChanges, seed = 1) {
    const conditions = changeConditions(PERFECT_LINK, changes);
    this.direction = new LinkDirection('the link', conditions, new SeededRandom(seed, 'link'), this.timeline);
  }

  /** Sends `count` datagrams of `bytes`, one every `everyMs`, from the present on. */
  send(count: number, everyMs: number, bytes = 100): this {
    const start = this.timeline.now;
    for (let i = 0; i < count; i++) {
      this.runUntil(start + i * everyMs);
      this.#sendOne(bytes);
    }
    return this;
  }

  runUntil(at: number): this {
    while (this.timeline.nextAt <= at) this.timeline.runInstant(this.timeline.nextAt);
    this.timeline.moveTo(at);
    return this;
  }

  finish(): this {
    while (this.timeline.nextAt !== Infinity) this.timeline.runInstant(this.timeline.nextAt);
    return this;
  }

  get delays(): number[] {
    return this.fates.flatMap(({ arrivals, sentAt }) => arrivals.map((at) => at - sentAt));
  }

  get isLost(): boolean[] {
    return this.fates.map(({ drop }) => drop !== undefined);
  }

  #sendOne(bytes: number): void {
    const { now } = this.timeline;
    const fate: Fate = { sentAt: now, bytes, arrivals: [], drop: undefined, isCorrupted: false };
    this.fates.push(fate);
    const passage = this.direction.pass(bytes, false, now);
    fate.drop = passage.drop;
    if (passage.drop !== undefined) return;
    fate.isCorrupted = passage.isCorrupted;
    const copies = passage.isDuplicated ? 2 : 1;
    if (passage.isKept) this.direction.keep(keepable(fate), copies === 2 ? keepable(fate) : undefined, now);
    else fate.arrivals = [passage.arrivesAt, passage.copyArrivesAt].slice(0, copies);
  }
}

function keepable(fate: Fate): Keepable {
  return {
    launch: (arrivesAt) => fate.arrivals.push(arrivesAt),
    drop: (reason) => (fate.drop = reason),
  };
}

/** The lengths of all runs of `true`. */
export function runsOf(flags: readonly boolean[]): number[] {
  const runs: number[] = [];
  let length = 0;
  for (const flag of [...flags, false]) {
    if (flag) length++;
    else if (length > 0) {
      runs.push(length);
      length = 0;
    }
  }
  return runs;
}

/** Pearson's statistic of counts against what was expected of each class. */
export function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, i) => sum + (count - expected[i]) ** 2 / expected[i], 0);
}

/** How far a count of successes is from its mean, in standard deviations. */
export function deviations(successes: number, trials: number, probability: number): number {
  return (successes - trials * probability) / Math.sqrt(trials * probability * (1 - probability));
}

/** How many of the values, which lie in [from, to), fall into each of `classes` equal parts. */
export function histogram(values: readonly number[], from: number, to: number, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const value of values) counts[Math.min(Math.floor(((value - from) / (to - from)) * classes), classes - 1)]++;
  return counts;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
