/** Association.Max.Retrans, RFC 9260 §8.1: how often in a row the peer did not answer. */
export class ErrorCounter {
  readonly #maxErrors: number;
  #errors = 0;
  #lastTime = -Infinity;

  constructor(maxErrors: number) {
    this.#maxErrors = maxErrors;
  }

  /** The peer gave a sign of life. */
  clear(): void {
    this.#errors = 0;
  }

  /** Another silence. False: one too many. */
  count(now: number): boolean {
    // Timers that expire together are one silence.
    if (now !== this.#lastTime) this.#errors++;
    this.#lastTime = now;
    return this.#errors <= this.#maxErrors;
  }
}
