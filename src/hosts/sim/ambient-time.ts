import {
  ambientClockSource,
  ambientNow,
  ambientTimerSource,
  startAmbientTimer,
  type AmbientTimer,
  type RealTimer,
} from './real-time.ts';
import { TurnTime } from './turn-time.ts';

/** Goals are looked at so often in real time, whatever the ambient timers do. */
const POLL_MS = 5;
/** So long may a world stand still under frozen timers before a goal is given up. */
const FROZEN_POLLS = 200;

/**
 * Ambient time: that of the timers which are global at the moment of each call, real or fake. What is due at once,
 * such as a datagram on a link without latency, needs no timer, and so arrives while fake timers are frozen.
 */
export class AmbientTime extends TurnTime {
  readonly #onPoll = (): void => this.#poll();
  #clockSource = ambientClockSource();
  /** Between the ambient clock and the world's. */
  #offsetMs = -ambientNow();
  /** Time never runs backwards, and an alarm that woke was due. */
  #floorMs = 0;
  #timer: AmbientTimer | undefined = undefined;
  #timerAt = Infinity;
  #isTimerBackground = false;
  #pollTimer: RealTimer | undefined = undefined;
  #polledAt = 0;
  #frozenPolls = 0;

  override now(): number {
    this.#followClockSource();
    const now = ambientNow() + this.#offsetMs;
    if (now > this.#floorMs) this.#floorMs = now;
    return this.#floorMs;
  }

  override workArrived(): void {
    if (this.isTurnPending || this.isClosed) return;
    const next = this.timeline.nextAt;
    if (this.timeline.hasInputToFinish || next <= this.now()) this.armTurn();
    else this.#armTimer(next);
  }

  override wakeUp(): void {
    this.workArrived();
  }

  protected override goalComing(): void {
    this.timeline.moveTo(this.now());
    this.#frozenPolls = 0;
  }

  protected override stopTimers(): void {
    this.#stopTimer();
    if (this.#pollTimer !== undefined) this.loop.stopTimer(this.#pollTimer);
  }

  protected override takeTurn(): void {
    this.#runDue();
  }

  #runDue(): void {
    try {
      this.timeline.runInstant(this.now());
    } finally {
      this.goals.review();
      this.workArrived();
      if (!this.goals.isEmpty) this.#startPolling();
    }
  }

  #armTimer(at: number): void {
    if (at === Infinity) {
      this.#stopTimer();
      return;
    }
    const isBackground = this.timeline.nextForegroundAt === Infinity;
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
    this.#pollTimer ??= this.loop.startTimer(this.#onPoll, POLL_MS, true);
  }

  #poll(): void {
    this.#pollTimer = undefined;
    const now = this.now();
    this.#frozenPolls = now > this.#polledAt ? 0 : this.#frozenPolls + 1;
    this.#polledAt = now;
    if (this.#frozenPolls > FROZEN_POLLS) this.goals.giveUp('the ambient timers stand still');
    this.armTurn();
  }
}
