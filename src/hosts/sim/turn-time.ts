import { Goals } from './goals.ts';
import type { EventLoop } from './real-time.ts';
import type { Timeline, TimelineObserver } from './timeline.ts';
import type { UntilOptions, WorldTime } from './world-time.ts';

/** A world that does not come to rest within an hour never will. */
const SETTLE_MS = 3_600_000;
/** So many steps may follow each other in one turn of the event loop: real timers and sockets want theirs. */
const MOST_STEPS_IN_A_TURN = 16;

/**
 * What every kind of time does alike: each task runs in a turn of the event loop of its own, at most one more turn is asked
 * for to see what is due, and goals are pursued until they are reached, given up, or the world closes.
 */
export abstract class TurnTime implements WorldTime, TimelineObserver {
  readonly timeOrigin: number;
  protected readonly timeline: Timeline;
  protected readonly loop: EventLoop;
  protected readonly goals: Goals;
  readonly #onTaskTurn = (): void => this.#runTask();
  readonly #onTurn = (): void => this.#turn();
  #isTurnPending = false;
  #stepsInTurn = 0;
  #isClosed = false;

  constructor(timeline: Timeline, loop: EventLoop, timeOrigin: number) {
    this.timeOrigin = timeOrigin;
    this.timeline = timeline;
    this.loop = loop;
    this.goals = new Goals(timeline);
    timeline.observeBy(this);
  }

  abstract now(): number;
  abstract workArrived(): void;
  abstract wakeUp(): void;
  /** The turn that was armed. */
  protected abstract takeTurn(): void;
  /** Real timers are stopped. */
  protected abstract stopTimers(): void;

  advance(ms: number): Promise<void> {
    return this.#pursue(() => this.goals.advance(ms));
  }

  until(predicate: () => boolean, options: UntilOptions = {}): Promise<void> {
    return this.#pursue(() => this.goals.until(predicate, options));
  }

  settle(): Promise<void> {
    return this.#pursue(() => this.goals.settle(SETTLE_MS));
  }

  taskQueued(): void {
    this.loop.nextTurn(this.#onTaskTurn);
  }

  close(): void {
    this.#isClosed = true;
    this.stopTimers();
    this.goals.giveUp('the world is closed');
  }

  protected get isClosed(): boolean {
    return this.#isClosed;
  }

  protected get isTurnPending(): boolean {
    return this.#isTurnPending;
  }

  /** `isContinued`: no script has run in this turn, but for what promises led to, so that there need not be another. */
  protected armTurn(isContinued = false): void {
    if (this.#isTurnPending || this.#isClosed) return;
    this.#isTurnPending = true;
    const { loop } = this;
    if (isContinued && loop.afterPromises !== undefined && this.#stepsInTurn < MOST_STEPS_IN_A_TURN) {
      this.#stepsInTurn++;
      loop.afterPromises(this.#onTurn);
    } else {
      this.#stepsInTurn = 0;
      loop.nextTurn(this.#onTurn);
    }
  }

  /** Script ran in a task: what it did may concern what is due. */
  protected taskEnded(): void {
    this.armTurn();
  }

  /** A goal is about to be set. */
  protected goalComing(): void {}

  #pursue(setGoal: () => Promise<void>): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('the world is closed'));
    this.goalComing();
    const reached = setGoal();
    this.armTurn();
    return reached;
  }

  #runTask(): void {
    try {
      this.timeline.runTask();
    } finally {
      this.taskEnded();
    }
  }

  #turn(): void {
    this.#isTurnPending = false;
    if (!this.#isClosed) this.takeTurn();
  }
}
