export interface CodelOptions {
  /** How long a packet may wait, if not for a burst. */
  readonly targetMs: number;
  /** How long waiting may be longer than that: about the largest round trip to be expected. */
  readonly intervalMs: number;
}

/** A queue with less than one full packet in it is not dropped from, however slow the link (RFC 8289 §4.4, MAXPACKET). */
const MAX_PACKET_BYTES = 1500;
/** Dropping that resumes within so many intervals goes on at its last rate (RFC 8289 §5.4). */
const RESUMES_WITHIN_INTERVALS = 16;

/**
 * Controlled delay, RFC 8289: drops from the head of a queue in which packets have waited for too long, for too long.
 * It is asked about each packet as it leaves the queue. All times in milliseconds.
 */
export class Codel {
  readonly #options: CodelOptions;
  /** When waiting will have been too long for a whole interval; Infinity while it is not. */
  #intolerableAt = Infinity;
  #isDropping = false;
  #dropNextAt = 0;
  /** Packets dropped in this spell of dropping, and at the begin of the last one. */
  #count = 0;
  #lastCount = 0;
  /** A packet was dropped at its turn, and when the next turn is was not yet said. */
  #isTurnOver = false;

  constructor(options: CodelOptions) {
    this.#options = options;
  }

  /** Whether the packet that leaves the queue now is dropped. `bytesLeft` are those still in the queue behind it. */
  drops(waitedMs: number, bytesLeft: number, now: number): boolean {
    const isIntolerable = this.#isIntolerable(waitedMs, bytesLeft, now);
    if (!this.#isDropping) return isIntolerable && this.#beginDropping(now);
    if (!isIntolerable) return this.#endDropping();
    if (this.#isTurnOver) this.#setNextTurn(this.#dropNextAt);
    if (now < this.#dropNextAt) return false;
    this.#count++;
    this.#isTurnOver = true;
    return true;
  }

  #isIntolerable(waitedMs: number, bytesLeft: number, now: number): boolean {
    if (waitedMs < this.#options.targetMs || bytesLeft <= MAX_PACKET_BYTES) this.#intolerableAt = Infinity;
    else if (this.#intolerableAt === Infinity) this.#intolerableAt = now + this.#options.intervalMs;
    else return now >= this.#intolerableAt;
    return false;
  }

  #beginDropping(now: number): boolean {
    const dropped = this.#count - this.#lastCount;
    const isResumed = dropped > 1 && now - this.#dropNextAt < RESUMES_WITHIN_INTERVALS * this.#options.intervalMs;
    this.#isDropping = true;
    this.#count = isResumed ? dropped : 1;
    this.#lastCount = this.#count;
    this.#setNextTurn(now);
    return true;
  }

  #endDropping(): false {
    this.#isDropping = false;
    this.#isTurnOver = false;
    return false;
  }

  /** The control law, RFC 8289 §5.4: ever sooner, so that throughput falls linearly. */
  #setNextTurn(from: number): void {
    this.#dropNextAt = from + this.#options.intervalMs / Math.sqrt(this.#count);
    this.#isTurnOver = false;
  }
}
