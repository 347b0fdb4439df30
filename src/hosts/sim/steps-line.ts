/** Whose steps they are: once it is stopped, what it has queued is not run. */
export interface StepsOwner {
  readonly isStopped: boolean;
}

/** So many places that were left are worth moving the rest up. */
const MOST_LEFT_PLACES = 1024;

/** Steps in the order they were queued, in memory that is used again: a world queues some for every packet. */
export class StepsLine {
  readonly #steps: ((() => void) | undefined)[] = [];
  readonly #owners: (StepsOwner | undefined)[] = [];
  #head = 0;
  #tail = 0;

  get length(): number {
    return this.#tail - this.#head;
  }

  push(steps: () => void, owner: StepsOwner): void {
    this.#steps[this.#tail] = steps;
    this.#owners[this.#tail++] = owner;
  }

  /** Runs the first, if there is one and its owner is not stopped. */
  runFirst(): void {
    if (this.#head === this.#tail) return;
    const steps = this.#steps[this.#head];
    const isStopped = this.#owners[this.#head]?.isStopped;
    this.#steps[this.#head] = undefined;
    this.#owners[this.#head++] = undefined;
    this.#moveUp();
    if (isStopped === false) steps?.();
  }

  clear(): void {
    this.#head = this.#tail = this.#steps.length = this.#owners.length = 0;
  }

  #moveUp(): void {
    if (this.#head === this.#tail) this.#head = this.#tail = 0;
    else if (this.#head >= MOST_LEFT_PLACES && 2 * this.#head >= this.#tail) this.#moveRest();
  }

  #moveRest(): void {
    const count = this.length;
    this.#steps.copyWithin(0, this.#head, this.#tail).fill(undefined, count);
    this.#owners.copyWithin(0, this.#head, this.#tail).fill(undefined, count);
    this.#head = 0;
    this.#tail = count;
  }
}
