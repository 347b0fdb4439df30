/** RFC 8489 §6.2.1. */
export interface RetransmissionOptions {
  readonly rtoMs: number;
  /** Rc, default 7. */
  readonly maxRequests?: number;
  /** Rm, default 16: how many RTOs the last request may wait for its answer. */
  readonly lastWaitRtos?: number;
  /** How many RTOs the doubling stops at, default Infinity. */
  readonly longestWaitRtos?: number;
}

/**
 * When a request over UDP is sent again and when it is given up: with the defaults and an RTO of 500 ms it is sent at
 * 0, 500, 1500, 3500, 7500, 15500 and 31500 ms, and has failed at 39500 ms.
 */
export class RetransmissionSchedule {
  readonly #options: RetransmissionOptions;
  #requestsSent = 0;
  #deadline: number;

  /** The first request is due at once. */
  constructor(options: RetransmissionOptions, now: number) {
    this.#options = options;
    this.#deadline = now;
  }

  /** When the next request is due, or, after the last one, when the transaction has failed. */
  get deadline(): number {
    return this.#deadline;
  }

  get requestsSent(): number {
    return this.#requestsSent;
  }

  isSendDue(now: number): boolean {
    return now >= this.#deadline && this.#requestsSent < this.#maxRequests;
  }

  hasFailed(now: number): boolean {
    return now >= this.#deadline && this.#requestsSent >= this.#maxRequests;
  }

  noteSent(now: number): void {
    const { rtoMs, lastWaitRtos = 16, longestWaitRtos = Infinity } = this.#options;
    const isLast = this.#requestsSent + 1 >= this.#maxRequests;
    this.#deadline = now + rtoMs * (isLast ? lastWaitRtos : Math.min(2 ** this.#requestsSent, longestWaitRtos));
    this.#requestsSent++;
  }

  get #maxRequests(): number {
    return this.#options.maxRequests ?? 7;
  }
}
