import type { EventLoop, RealTimer } from './real-time.ts';
import type { Timeline } from './timeline.ts';
import { TurnTime } from './turn-time.ts';

export interface VirtualTimeOptions {
  /** `auto`: foreground events pull time along by themselves. `manual`: only goals do. */
  readonly mode: 'auto' | 'manual';
  readonly timeOrigin: number;
}

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
 * run, so that everything one instant causes happens before the next instant. Events of one instant run back to back,
 * and where an instant had no task for script, the next may follow in the same turn when the promises have gone on.
 *
 * In `auto`, time is free except in three cases, where it must leave real time to others:
 * - only housekeeping is armed: each jump waits a real millisecond or more, in a timer that does not keep the process
 *   alive, so that a world left alone neither spins nor lives for ever;
 * - a long jump: signalling that runs on real timers or sockets gets a word in before ICE's patience runs out;
 * - nothing is armed and `until` waits: for a moment, then it rejects.
 */
export class VirtualTime extends TurnTime {
  readonly #isAuto: boolean;
  readonly #onTimer = (): void => this.#timerFired();
  #hasScriptRun = false;
  #timer: RealTimer | undefined = undefined;
  /** The jump that the real timer paid for. */
  #paidUntil = -Infinity;
  #idleJumps = 0;
  #debtMs = 0;
  #gracePolls = 0;

  constructor(timeline: Timeline, loop: EventLoop, options: VirtualTimeOptions) {
    super(timeline, loop, options.timeOrigin);
    this.#isAuto = options.mode === 'auto';
  }

  override now(): number {
    return this.timeline.now;
  }

  override taskQueued(): void {
    this.#idleJumps = 0;
    this.#gracePolls = 0;
    super.taskQueued();
  }

  override workArrived(): void {
    this.armTurn();
  }

  override wakeUp(): void {
    this.#idleJumps = 0;
    this.armTurn();
  }

  protected override goalComing(): void {
    this.#idleJumps = 0;
  }

  protected override taskEnded(): void {
    this.#hasScriptRun = true;
    // The last task of an instant asks for the turn in which time moves.
    if (!this.timeline.hasTasks) super.taskEnded();
  }

  protected override armTurn(isContinued?: boolean): void {
    if (this.isTurnPending || this.isClosed) return;
    this.stopTimers();
    this.#hasScriptRun = false;
    super.armTurn(isContinued);
  }

  protected override takeTurn(): void {
    if (this.timeline.hasTasks) return;
    // Script ran after this turn was asked for: what it queued comes first.
    if (this.#hasScriptRun || this.goals.review()) this.armTurn();
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
    try {
      this.timeline.runInstant(at);
    } finally {
      if (!this.timeline.hasTasks) this.armTurn(true);
    }
  }

  /** The next instant that somebody wants to reach; Infinity if there is none. */
  #destination(): number {
    const timeline = this.timeline;
    if (timeline.hasInputToFinish) return timeline.now;
    const next = timeline.nextAt;
    if (next <= timeline.now) return next;
    if (!this.#wantsToMove()) return Infinity;
    const at = Math.min(next, this.goals.nextStop);
    return at === Infinity ? Infinity : Math.min(at, this.goals.deadline);
  }

  #wantsToMove(): boolean {
    if (this.#isAuto || this.goals.wantHousekeeping) return true;
    return !this.goals.isEmpty && this.timeline.nextForegroundAt < Infinity;
  }

  #realCostMs(at: number): number {
    if (!this.#isAuto || this.goals.areFlatOut) return 0;
    const jumpMs = at - this.timeline.now;
    if (jumpMs <= 0) return 0;
    const isIdle = this.timeline.nextForegroundAt === Infinity;
    if (isIdle) return this.goals.isEmpty ? this.#idleCostMs() : this.#housekeepingCostMs(jumpMs);
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
    const isIdle = this.goals.isEmpty && this.timeline.nextForegroundAt === Infinity;
    this.#paidUntil = at;
    this.#timer = this.loop.startTimer(this.#onTimer, costMs, !isIdle);
  }

  #rest(): void {
    if (this.goals.isEmpty) return;
    if (this.#gracePolls++ < GRACE_POLLS) this.#timer = this.loop.startTimer(this.#onTimer, GRACE_POLL_MS, true);
    else this.#giveUp();
  }

  #giveUp(): void {
    this.#gracePolls = 0;
    this.goals.giveUp('nothing is left that could change it');
  }

  #timerFired(): void {
    this.#timer = undefined;
    const paidUntil = this.#paidUntil;
    this.armTurn();
    this.#paidUntil = paidUntil;
  }

  /** Whatever was being waited for is decided anew. */
  protected override stopTimers(): void {
    this.#paidUntil = -Infinity;
    if (this.#timer === undefined) return;
    this.loop.stopTimer(this.#timer);
    this.#timer = undefined;
  }
}
