/** Older browsers lack the symbol; then `using` is not available either, and `heal()` is. */
const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** A fault in force, until it is healed: `using cut = link.partition()`, or `cut.heal()`. */
export class FaultHandle {
  #undo: (() => void) | undefined;

  constructor(undo: () => void) {
    this.#undo = undo;
  }

  get isHealed(): boolean {
    return this.#undo === undefined;
  }

  /** Ends the fault; a second call does nothing. */
  heal(): void {
    const undo = this.#undo;
    this.#undo = undefined;
    undo?.();
  }

  [DISPOSE](): void {
    this.heal();
  }
}
