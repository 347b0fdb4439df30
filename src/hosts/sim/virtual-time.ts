import { Goals } from './goals.ts';
import type { EventLoop, RealTimer } from './real-time.ts';
import type { Timeline, TimelineObserver } from './timeline.ts';
import type { UntilOptions, WorldTime } from './world-time.ts';

export interface VirtualTimeOptions {
  /** `auto`: foreground events pull time along by themselves. `manual`: only goals do. */
  readonly mode: 'auto' | 'manual';
  readonly timeOrigin: number;
}

/** A world that does not come to rest within an hour never will. */
const SETTLE_MS = 3_600_000;
/** Longer jumps are patience running out, never a round trip or a retransmission of a healthy path. */
const LONG_JUMP_MS = 3000;
/** What a long jump costs: one real millisecond for so many virtual ones. */
const LONG_JUMP_SPEED = 2000;
/** So many housekeeping alarms in a row cost a millisecond each; after that a world at rest goes to sleep by and by. */
const BRISK_IDLE_JUMPS = 20;
const IDLE_JUMP_GROWTH = 1.2;
const SLOWEST_IDLE_JUMP_MS = 500;
/** With nothing armed at all only the application's own I/O can make a predicate true: this long it is waited for. */
const GRACE_POLLS = 40;
const GRACE_POLL_MS = 5;

/**
 * Virtual time, `auto` and `manual`.
 *
 * Each task runs in a turn of the event loop of its own. Time moves only in a turn that began after the last task
 * ended: by then every microtask, however long the promise chains were, and every immediate that script queued has
 * run, so that everything one instant causes happens before the next instant. Events of one instant run back to back.
 *
 * In `auto`, time is free except in three cases, where it must leave real time to others:
 * - only housekeeping is armed: each jump waits a real millisecond or more, in a timer that does not keep the process
 *   alive, so that a world left alone neither spins nor lives for ever;
 * - a long jump: signalling that runs on real timers or sockets gets a word in before ICE's patience runs out;
 * - nothing is armed and `until` waits: for a moment, then it rejects.
 */
export class VirtualTime implements WorldTime, TimelineObserver {
  readonly timeOrigin: number;
  readonly #timeline: Timeline;
  readonly #loop: EventLoop;
  readonly #isAuto: boolean;
  readonly #goals: Goals;
  readonly #onTaskTurn = (): void => this.#taskTurn();
  readonly #onTurn = (): void => this.#turn();
  readonly #onTimer = (): void => this.#timerFired();
  #isTurnPending = false;
  #hasScriptRun = false;
  #timer: RealTimer | undefined = undefined;
  /** The jump that the real timer paid for. */
  #paidUntil = -Infinity;
  #idleJumps = 0;
  #debtMs = 0;
  #gracePolls = 0;
  #isClosed = false;

  constructor(timeline: Timeline, loop: EventLoop, options: VirtualTimeOptions) {
    this.timeOrigin = options.timeOrigin;
    this.#timeline = timeline;
    this.#loop = loop;
    this.#isAuto = options.mode === 'auto';
    this.#goals = new Goals(timeline);
    timeline.observeBy(this);
  }

  now(): number {
    return this.#timeline.now;
  }

  advance(ms: number): Promise<void> {
    return this.#pursue(() => this.#goals.advance(ms));
  }

  until(predicate: () => boolean, options: UntilOptions = {}): Promise<void> {
    return this.#pursue(() => this.#goals.until(predicate, options));
  }

  settle(): Promise<void> {
    return this.#pursue(() => this.#goals.settle(SETTLE_MS));
  }

  taskQueued(): void {
    this.#idleJumps = 0;
    this.#gracePolls = 0;
    this.#loop.nextTurn(this.#onTaskTurn);
  }

  workArrived(): void {
    if (!this.#isTurnPending) this.#armTurn();
  }

  wakeUp(): void {
    this.#idleJumps = 0;
    this.workArrived();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
    this.#goals.giveUp('the world is closed');
  }

  #pursue(setGoal: () => Promise<void>): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('the world is closed'));
    const reached = setGoal();
    this.wakeUp();
    return reached;
  }

  #taskTurn(): void {
    try {
      this.#timeline.runTask();
    } finally {
      this.#hasScriptRun = true;
      if (!this.#isTurnPending) this.#armTurn();
    }
  }

  #armTurn(): void {
    if (this.#isClosed) return;
    this.#stopTimer();
    this.#isTurnPending = true;
    this.#hasScriptRun = false;
    this.#loop.nextTurn(this.#onTurn);
  }

  #turn(): void {
    this.#isTurnPending = false;
    if (this.#isClosed || this.#timeline.hasTasks) return;
    // Script ran after this turn was asked for: what it queued comes first.
    if (this.#hasScriptRun || this.#goals.review()) this.#armTurn();
    else this.#moveOn();
  }

  #moveOn(): void {
    const at = this.#destination();
    if (at === Infinity) {
      this.#rest();
      return;
    }
    const costMs = at <= this.#paidUntil ? 0 : this.#realCostMs(at);
    if (costMs > 0) this.#wait(at, costMs);
    else this.#go(at);
  }

  #go(at: number): void {
    this.#gracePolls = 0;
    this.#armTurn();
    this.#timeline.runInstant(at);
  }

  /** The next instant that somebody wants to reach; Infinity if there is none. */
  #destination(): number {
    const timeline = this.#timeline;
    if (timeline.hasInputToFinish) return timeline.now;
    const next = timeline.nextAt;
    if (next <= timeline.now) return next;
    if (!this.#wantsToMove()) return Infinity;
    const at = Math.min(next, this.#goals.nextStop);
    return at === Infinity ? Infinity : Math.min(at, this.#goals.deadline);
  }

  #wantsToMove(): boolean {
    if (this.#isAuto || this.#goals.wantHousekeeping) return true;
    return !this.#goals.isEmpty && this.#timeline.nextForegroundAt < Infinity;
  }

  #realCostMs(at: number): number {
    if (!this.#isAuto || this.#goals.areFlatOut) return 0;
    const jumpMs = at - this.#timeline.now;
    if (jumpMs <= 0) return 0;
    const isIdle = this.#timeline.nextForegroundAt === Infinity;
    if (isIdle) return this.#goals.isEmpty ? this.#idleCostMs() : this.#housekeepingCostMs(jumpMs);
    return jumpMs > LONG_JUMP_MS ? jumpMs / LONG_JUMP_SPEED : 0;
  }

  /** Only `until` waits: the same speed as in long jumps, however many short ones housekeeping makes. */
  #housekeepingCostMs(jumpMs: number): number {
    this.#debtMs += jumpMs / LONG_JUMP_SPEED;
    if (this.#debtMs < 1) return 0;
    const costMs = this.#debtMs;
    this.#debtMs = 0;
    return costMs;
  }

  #idleCostMs(): number {
    const slowJumps = Math.max(this.#idleJumps++ - BRISK_IDLE_JUMPS, 0);
    return Math.min(IDLE_JUMP_GROWTH ** slowJumps, SLOWEST_IDLE_JUMP_MS);
  }

  #wait(at: number, costMs: number): void {
    const isIdle = this.#goals.isEmpty && this.#timeline.nextForegroundAt === Infinity;
    this.#paidUntil = at;
    this.#timer = this.#loop.startTimer(this.#onTimer, costMs, !isIdle);
  }

  #rest(): void {
    if (this.#goals.isEmpty) return;
    if (this.#gracePolls++ < GRACE_POLLS) this.#timer = this.#loop.startTimer(this.#onTimer, GRACE_POLL_MS, true);
    else this.#giveUp();
  }

  #giveUp(): void {
    this.#gracePolls = 0;
    this.#goals.giveUp('nothing is left that could change it');
  }

  #timerFired(): void {
    this.#timer = undefined;
    const paidUntil = this.#paidUntil;
    this.#armTurn();
    this.#paidUntil = paidUntil;
  }

  /** Whatever was being waited for is decided anew. */
  #stopTimer(): void {
    this.#paidUntil = -Infinity;
    if (this.#timer === undefined) return;
    this.#loop.stopTimer(this.#timer);
    this.#timer = undefined;
  }
}
