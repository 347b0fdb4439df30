import { Goals } from './goals.ts';
import {
  ambientClockSource,
  ambientNow,
  ambientTimerSource,
  startAmbientTimer,
  type AmbientTimer,
  type EventLoop,
  type RealTimer,
} from './real-time.ts';
import type { Timeline, TimelineObserver } from './timeline.ts';
import type { UntilOptions, WorldTime } from './world-time.ts';

/** Goals are looked at so often in real time, whatever the ambient timers do. */
const POLL_MS = 5;
/** So long may a world stand still under frozen timers before a goal is given up. */
const FROZEN_POLLS = 200;
const SETTLE_MS = 3_600_000;

/**
 * Ambient time: that of the timers which are global at the moment of each call, real or fake. What is due at once,
 * such as a datagram on a link without latency, needs no timer, and so arrives while fake timers are frozen.
 */
export class AmbientTime implements WorldTime, TimelineObserver {
  readonly timeOrigin: number;
  readonly #timeline: Timeline;
  readonly #loop: EventLoop;
  readonly #goals: Goals;
  readonly #onTaskTurn = (): void => this.#taskTurn();
  readonly #onTurn = (): void => this.#turn();
  readonly #onPoll = (): void => this.#poll();
  #clockSource = ambientClockSource();
  /** Between the ambient clock and the world's. */
  #offsetMs = -ambientNow();
  /** Time never runs backwards, and an alarm that woke was due. */
  #floorMs = 0;
  #timer: AmbientTimer | undefined = undefined;
  #timerAt = Infinity;
  #isTimerBackground = false;
  #isTurnPending = false;
  #pollTimer: RealTimer | undefined = undefined;
  #polledAt = 0;
  #frozenPolls = 0;
  #isClosed = false;

  constructor(timeline: Timeline, loop: EventLoop, timeOrigin: number) {
    this.timeOrigin = timeOrigin;
    this.#timeline = timeline;
    this.#loop = loop;
    this.#goals = new Goals(timeline);
    timeline.observeBy(this);
  }

  now(): number {
    this.#followClockSource();
    const now = ambientNow() + this.#offsetMs;
    if (now > this.#floorMs) this.#floorMs = now;
    return this.#floorMs;
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
    this.#loop.nextTurn(this.#onTaskTurn);
  }

  workArrived(): void {
    if (this.#isTurnPending || this.#isClosed) return;
    const next = this.#timeline.nextAt;
    if (this.#timeline.hasInputToFinish || next <= this.now()) this.#armTurn();
    else this.#armTimer(next);
  }

  wakeUp(): void {
    this.workArrived();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
    if (this.#pollTimer !== undefined) this.#loop.stopTimer(this.#pollTimer);
    this.#goals.giveUp('the world is closed');
  }

  #pursue(setGoal: () => Promise<void>): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('the world is closed'));
    this.#timeline.moveTo(this.now());
    const reached = setGoal();
    this.#frozenPolls = 0;
    this.#armTurn();
    return reached;
  }

  #taskTurn(): void {
    try {
      this.#timeline.runTask();
    } finally {
      if (!this.#isTurnPending) this.#armTurn();
    }
  }

  #armTurn(): void {
    if (this.#isTurnPending || this.#isClosed) return;
    this.#isTurnPending = true;
    this.#loop.nextTurn(this.#onTurn);
  }

  #turn(): void {
    this.#isTurnPending = false;
    if (!this.#isClosed) this.#runDue();
  }

  #runDue(): void {
    try {
      this.#timeline.runInstant(this.now());
    } finally {
      this.#goals.review();
      this.workArrived();
      if (!this.#goals.isEmpty) this.#startPolling();
    }
  }

  #armTimer(at: number): void {
    if (at === Infinity) {
      this.#stopTimer();
      return;
    }
    const isBackground = this.#timeline.nextForegroundAt === Infinity;
    // A timer that fires too early is armed again then, cheaper than with every packet.
    const isEarlyEnough = this.#timerAt <= at && this.#isTimerBackground === isBackground;
    if (isEarlyEnough && this.#timer?.source === ambientTimerSource()) return;
    this.#stopTimer();
    this.#timerAt = at;
    this.#isTimerBackground = isBackground;
    this.#timer = startAmbientTimer(() => this.#timerFired(at), Math.ceil(at - this.now()), !isBackground);
  }

  #timerFired(at: number): void {
    this.#timer = undefined;
    this.#timerAt = Infinity;
    // Fakes may move timers without moving the clock: that the timer fired is the truth.
    this.#floorMs = Math.max(this.now(), at);
    this.#runDue();
  }

  #stopTimer(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    this.#timerAt = Infinity;
  }

  /** Fakes came or went: the world's time goes on from where it was, by the other clock. */
  #followClockSource(): void {
    const source = ambientClockSource();
    if (source === this.#clockSource) return;
    this.#clockSource = source;
    this.#offsetMs = this.#floorMs - ambientNow();
  }

  #startPolling(): void {
    this.#pollTimer ??= this.#loop.startTimer(this.#onPoll, POLL_MS, true);
  }

  #poll(): void {
    this.#pollTimer = undefined;
    const now = this.now();
    this.#frozenPolls = now > this.#polledAt ? 0 : this.#frozenPolls + 1;
    this.#polledAt = now;
    if (this.#frozenPolls > FROZEN_POLLS) this.#goals.giveUp('the ambient timers stand still');
    this.#armTurn();
  }
}
