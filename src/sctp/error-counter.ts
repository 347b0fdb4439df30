/** Association.Max.Retrans, RFC 9260 §8.1: how often in a row the peer did not answer. */
export class ErrorCounter {
  #errors = 0;
  #lastTime = -Infinity;

  /** The peer gave a sign of life. */
  clear(): void {
    this.#errors = 0;
  }

  /** Another silence. False: one too many. */
  count(now: number): boolean {
    // Timers that expire together are one silence.
    if (now !== this.#lastTime) this.#errors++;
    this.#lastTime = now;
    return this.#errors <= MAX_ERRORS;
  }
}

const MAX_ERRORS = 10;
