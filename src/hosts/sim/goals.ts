import type { Timeline } from './timeline.ts';
import { DEFAULT_UNTIL_MS, type UntilOptions } from './world-time.ts';

/** What somebody waits for: `advance`, `until` or `settle`. */
export interface Goal {
  readonly kind: 'advance' | 'until' | 'settle';
  /** Where time stops for it. */
  readonly deadline: number;
  /** Time goes there even if nothing happens there. */
  readonly isStop: boolean;
  isReached(timeline: Timeline): boolean;
  /** What to say when the deadline passes, or nothing is left that could reach it. */
  readonly failure: string;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** `advance`, `until` or `settle` cannot come to its end. */
export class UnreachedGoal extends Error {}

/** The goals of one world, in the order they were set. */
export class Goals {
  readonly #timeline: Timeline;
  #goals: Goal[] = [];

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get isEmpty(): boolean {
    return this.#goals.length === 0;
  }

  /** `advance` and `settle` want time to move as fast as it can. */
  get areFlatOut(): boolean {
    return this.#haveOtherThan('until');
  }

  get wantHousekeeping(): boolean {
    return this.#haveOtherThan('settle');
  }

  get deadline(): number {
    return earliestDeadline(this.#goals, false);
  }

  /** Where time is to go even if nothing happens there. */
  get nextStop(): number {
    return earliestDeadline(this.#goals, true);
  }

  advance(ms: number): Promise<void> {
    const deadline = this.#timeline.now + ms;
    return this.#add({
      kind: 'advance',
      deadline,
      isStop: true,
      isReached: ({ now }) => now >= deadline,
      failure: '',
    });
  }

  until(predicate: () => boolean, options: UntilOptions): Promise<void> {
    const { timeoutMs = DEFAULT_UNTIL_MS, what = 'until: the predicate does not hold', isWorldAlone = false } = options;
    const deadline = this.#timeline.now + timeoutMs;
    return this.#add({ kind: 'until', deadline, isStop: isWorldAlone, isReached: predicate, failure: what });
  }

  settle(timeoutMs: number): Promise<void> {
    return this.#add({
      kind: 'settle',
      deadline: this.#timeline.now + timeoutMs,
      isStop: false,
      isReached: (timeline) => timeline.nextForegroundAt === Infinity && !timeline.hasTasks,
      failure: 'settle: the world does not come to rest',
    });
  }

  /** Takes out what is reached, has thrown, or is too late. True if there was any. */
  review(): boolean {
    const goals = this.#goals;
    let left = 0;
    for (let i = 0; i < goals.length; i++) {
      const goal = goals[i];
      if (!this.#isOver(goal)) goals[left++] = goal;
    }
    const hasChanged = left < goals.length;
    goals.length = left;
    return hasChanged;
  }

  /** Nothing is left that could reach them. */
  giveUp(why: string): void {
    const goals = this.#goals;
    this.#goals = [];
    for (const goal of goals) goal.reject(this.#failureOf(goal, why));
  }

  #add(goal: Omit<Goal, 'resolve' | 'reject'>): Promise<void> {
    return new Promise((resolve, reject) => this.#goals.push({ ...goal, resolve, reject }));
  }

  #haveOtherThan(kind: Goal['kind']): boolean {
    for (const goal of this.#goals) if (goal.kind !== kind) return true;
    return false;
  }

  #isOver(goal: Goal): boolean {
    try {
      if (goal.isReached(this.#timeline)) goal.resolve();
      else if (this.#timeline.now < goal.deadline) return false;
      else goal.reject(this.#failureOf(goal, 'its time is over'));
    } catch (error) {
      goal.reject(error);
    }
    return true;
  }

  #failureOf(goal: Goal, why: string): UnreachedGoal {
    const armed = this.#timeline.describeEvents(8);
    const list = armed.length === 0 ? 'nothing is armed' : `armed: ${armed.join('; ')}`;
    return new UnreachedGoal(`${goal.failure} at virtual time ${this.#timeline.now} ms, and ${why}; ${list}`);
  }
}

function earliestDeadline(goals: readonly Goal[], onlyStops: boolean): number {
  let earliest = Infinity;
  for (const { isStop, deadline } of goals) if ((isStop || !onlyStops) && deadline < earliest) earliest = deadline;
  return earliest;
}
