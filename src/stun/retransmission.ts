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
  #isRepeated = true;
  #lastSentAt: number;
  #deadline: number;

  /** The first request is due at once. */
  constructor(options: RetransmissionOptions, now: number) {
    this.#options = options;
    this.#lastSentAt = now;
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
    return now >= this.#deadline && this.#isRepeated;
  }

  hasFailed(now: number): boolean {
    return now >= this.#deadline && !this.#isRepeated;
  }

  noteSent(now: number): void {
    const { rtoMs, maxRequests = 7, longestWaitRtos = Infinity } = this.#options;
    this.#lastSentAt = now;
    this.#deadline = now + rtoMs * Math.min(2 ** this.#requestsSent, longestWaitRtos);
    if (++this.#requestsSent >= maxRequests) this.sendNoMore();
  }

  /** What was sent last was the last request, and is waited for as long as that is. */
  sendNoMore(): void {
    const { rtoMs, lastWaitRtos = 16 } = this.#options;
    this.#isRepeated = false;
    this.#deadline = this.#lastSentAt + rtoMs * lastWaitRtos;
  }
}
