import type { Alarm } from '../../ports/clock.ts';
import { queueImmediate, startTimer, stopTimer } from './node-timers.ts';

/** The longest delay setTimeout takes; a later deadline is reached in several steps. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * A reusable alarm on one host timer. A deadline moves with nearly every packet, mostly to later, so an armed timer
 * that fires early enough is kept and armed again for the rest when it fires.
 */
export class NodeAlarm implements Alarm {
  readonly #now: () => number;
  readonly #wake: () => void;
  readonly #onTimer = (): void => this.#timerFired();
  readonly #onImmediate = (): void => this.#immediateCame();
  #deadline = Infinity;
  #isBackground = false;
  #timer: NodeJS.Timeout | undefined = undefined;
  #timerFiresAt = Infinity;
  #isTimerReferenced = false;
  #isImmediatePending = false;

  constructor(now: () => number, wake: () => void) {
    this.#now = now;
    this.#wake = wake;
  }

  set(deadline: number, background: boolean): void {
    this.#deadline = deadline;
    this.#isBackground = background;
    if (deadline === Infinity) this.#rest();
    else if (this.#timer !== undefined && this.#timerFiresAt <= deadline) this.#reference(!background);
    else this.#arm();
  }

  /** Whoever clears is at its end: a timer that ran out by itself would keep all of it in memory for as long. */
  clear(): void {
    this.#deadline = Infinity;
    if (this.#timer !== undefined) stopTimer(this.#timer);
    this.#timer = undefined;
    this.#timerFiresAt = Infinity;
  }

  /** Nothing is wanted: the timer may run out, but must not keep the process alive. */
  #rest(): void {
    if (this.#timer !== undefined) this.#reference(false);
  }

  #arm(): void {
    const now = this.#now();
    if (this.#deadline <= now) this.#wakeSoon();
    else this.#startTimer(now);
  }

  #startTimer(now: number): void {
    if (this.#timer !== undefined) stopTimer(this.#timer);
    const delayMs = Math.min(Math.ceil(this.#deadline - now), MAX_DELAY_MS);
    this.#timer = startTimer(this.#onTimer, delayMs);
    this.#timerFiresAt = Math.min(this.#deadline, now + delayMs);
    this.#isTimerReferenced = true;
    this.#reference(!this.#isBackground);
  }

  /** What is due already does not wait for the millisecond that the shortest timer takes. */
  #wakeSoon(): void {
    if (this.#isImmediatePending) return;
    this.#isImmediatePending = true;
    queueImmediate(this.#onImmediate);
  }

  #immediateCame(): void {
    this.#isImmediatePending = false;
    this.#wakeIfDue();
  }

  #timerFired(): void {
    this.#timer = undefined;
    this.#timerFiresAt = Infinity;
    this.#wakeIfDue();
  }

  #wakeIfDue(): void {
    if (this.#deadline === Infinity) return;
    const now = this.#now();
    if (now < this.#deadline) {
      if (this.#timer === undefined || this.#timerFiresAt > this.#deadline) this.#startTimer(now);
      return;
    }
    this.#deadline = Infinity;
    this.#rest();
    this.#wake();
  }

  #reference(isWanted: boolean): void {
    if (isWanted === this.#isTimerReferenced) return;
    this.#isTimerReferenced = isWanted;
    if (isWanted) this.#timer?.ref();
    else this.#timer?.unref();
  }
}
