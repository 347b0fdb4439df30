import type { Alarm, Clock } from '../../../ports/clock.ts';

interface Waiting {
  readonly at: number;
  readonly steps: () => void;
}

/** Does things later; what is due at the same time in the order it came. */
export class DelayLine {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  #waiting: Waiting[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#alarm = clock.alarm(() => this.#run());
  }

  add(steps: () => void, delayMs: number): void {
    const at = this.#clock.now() + delayMs;
    const index = this.#waiting.findIndex((other) => other.at > at);
    this.#waiting.splice(index < 0 ? this.#waiting.length : index, 0, { at, steps });
    this.#alarm.set(this.#waiting[0].at, false);
  }

  #run(): void {
    const now = this.#clock.now();
    for (let first; (first = this.#waiting.at(0)) !== undefined && first.at <= now;) {
      this.#waiting.shift();
      first.steps();
    }
    this.#alarm.set(this.#waiting.at(0)?.at ?? Infinity, false);
  }
}
