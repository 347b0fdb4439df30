/** All timers of one engine: a slot each, a deadline each. Slots are small consecutive integers. */
export class TimerTable {
  readonly #deadlines: number[];
  readonly #housekeeping: readonly number[];

  constructor(slots: number, housekeeping: readonly number[] = []) {
    this.#deadlines = new Array<number>(slots).fill(Infinity);
    this.#housekeeping = housekeeping;
  }

  set(slot: number, deadline: number): void {
    this.#deadlines[slot] = deadline;
  }

  clear(slot: number): void {
    this.#deadlines[slot] = Infinity;
  }

  clearAll(): void {
    this.#deadlines.fill(Infinity);
  }

  isArmed(slot: number): boolean {
    return this.#deadlines[slot] !== Infinity;
  }

  deadlineOf(slot: number): number {
    return this.#deadlines[slot];
  }

  nextTimeout(): number {
    let next = Infinity;
    for (let slot = 0; slot < this.#deadlines.length; slot++) {
      if (this.#deadlines[slot] < next) next = this.#deadlines[slot];
    }
    return next;
  }

  /** Disarms and gives the earliest slot due at `now`, lowest slot first among equals; -1 if none is due. */
  takeExpired(now: number): number {
    let expired = -1;
    let earliest = now;
    for (let slot = 0; slot < this.#deadlines.length; slot++) {
      const deadline = this.#deadlines[slot];
      if (deadline < earliest || (expired < 0 && deadline === earliest)) {
        expired = slot;
        earliest = deadline;
      }
    }
    if (expired >= 0) this.#deadlines[expired] = Infinity;
    return expired;
  }

  /** True when nothing but housekeeping is armed. */
  get isQuiet(): boolean {
    for (let slot = 0; slot < this.#deadlines.length; slot++) {
      if (this.#deadlines[slot] !== Infinity && !this.#housekeeping.includes(slot)) return false;
    }
    return true;
  }
}
