/** What is sent as one segment, and again until it is acknowledged. SYN and FIN take a number each. */
export interface OutgoingSegment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly isSyn: boolean;
  readonly isFin: boolean;
}

interface SentSegment extends OutgoingSegment {
  sentAt: number;
  sends: number;
}

/** RFC 6298, with the lower bound that operating systems use, and RFC 5681, in segments. Times in milliseconds. */
const INITIAL_RTO_MS = 1000;
const MIN_RTO_MS = 200;
const MAX_RTO_MS = 60_000;
const INITIAL_WINDOW = 10;
const MAX_WINDOW = 64;
const DUPLICATES_FOR_LOSS = 3;
/** A peer that acknowledges nothing for so long is gone. */
const PATIENCE_MS = 60_000;

/** The sending half of a simulated TCP connection: what is under way, how much may be, and when it is sent again. */
export class TcpSender {
  #sent: SentSegment[] = [];
  #window = INITIAL_WINDOW;
  #threshold = MAX_WINDOW;
  #duplicates = 0;
  /** Losses up to here are one loss (RFC 6582). */
  #recoveryEnd = 0;
  #smoothedRttMs = 0;
  #variationMs = 0;
  #rtoMs = INITIAL_RTO_MS;
  #deadline = Infinity;
  #stalledSince = Infinity;
  #acknowledged = 0;
  #next = 0;

  get next(): number {
    return this.#next;
  }

  get isIdle(): boolean {
    return this.#sent.length === 0;
  }

  get deadline(): number {
    return this.#deadline;
  }

  /** Room for another segment. */
  get hasWindow(): boolean {
    return this.#sent.length < this.#window;
  }

  /** The peer has not acknowledged anything for too long. */
  isStalled(now: number): boolean {
    return now - this.#stalledSince >= PATIENCE_MS;
  }

  /** Takes note of a segment that is being sent for the first time, and numbers it. */
  add(bytes: Uint8Array, flags: { readonly isSyn?: boolean; readonly isFin?: boolean }, now: number): OutgoingSegment {
    const { isSyn = false, isFin = false } = flags;
    const segment = { sequence: this.#next, bytes, isSyn, isFin, sentAt: now, sends: 1 };
    this.#next += lengthOf(segment);
    if (this.#sent.length === 0) this.#restart(now);
    this.#sent.push(segment);
    return segment;
  }

  /** An acknowledgment came. True if the first segment not acknowledged is to be sent again at once. */
  acknowledge(acknowledgment: number, isBare: boolean, now: number): boolean {
    if (acknowledgment > this.#next) return false;
    if (acknowledgment <= this.#acknowledged) {
      return isBare && this.#sent.length > 0 && ++this.#duplicates === DUPLICATES_FOR_LOSS && this.#startRecovery();
    }
    this.#acknowledged = acknowledgment;
    this.#duplicates = 0;
    this.#takeAcknowledged(now);
    this.#resetRto();
    if (this.#sent.length > 0) this.#restart(now);
    else this.#deadline = this.#stalledSince = Infinity;
    // RFC 6582 §3.2: what the repeated segment uncovered is the next hole.
    return this.#sent.length > 0 && acknowledgment < this.#recoveryEnd;
  }

  /** The timer ran out: RFC 6298 §5.4 to §5.7. */
  backOff(now: number): void {
    this.#rtoMs = Math.min(2 * this.#rtoMs, MAX_RTO_MS);
    this.#threshold = Math.max(2, this.#sent.length >> 1);
    this.#window = 2;
    this.#duplicates = 0;
    this.#recoveryEnd = this.#next;
    this.#deadline = now + this.#rtoMs;
  }

  /** The oldest segment, about to be sent again. */
  repeat(now: number): OutgoingSegment | undefined {
    const segment = this.#sent.at(0);
    if (segment === undefined) return undefined;
    segment.sends++;
    segment.sentAt = now;
    return segment;
  }

  #startRecovery(): boolean {
    if (this.#acknowledged < this.#recoveryEnd) return false;
    this.#threshold = Math.max(2, this.#sent.length >> 1);
    this.#window = this.#threshold;
    this.#recoveryEnd = this.#next;
    return true;
  }

  #takeAcknowledged(now: number): void {
    for (
      let first;
      (first = this.#sent.at(0)) !== undefined && first.sequence + lengthOf(first) <= this.#acknowledged;
    ) {
      this.#sent.shift();
      // Karn: what was sent twice measures nothing.
      if (first.sends === 1) this.#observe(now - first.sentAt);
      this.#window = Math.min(MAX_WINDOW, this.#window + (this.#window < this.#threshold ? 1 : 1 / this.#window));
    }
  }

  #observe(rttMs: number): void {
    if (this.#smoothedRttMs === 0) {
      this.#smoothedRttMs = rttMs;
      this.#variationMs = rttMs / 2;
    } else {
      this.#variationMs += (Math.abs(this.#smoothedRttMs - rttMs) - this.#variationMs) / 4;
      this.#smoothedRttMs += (rttMs - this.#smoothedRttMs) / 8;
    }
  }

  /** What was backed off is forgotten with the first progress, as operating systems do. */
  #resetRto(): void {
    if (this.#smoothedRttMs === 0) return;
    this.#rtoMs = Math.min(MAX_RTO_MS, Math.max(MIN_RTO_MS, this.#smoothedRttMs + 4 * this.#variationMs));
  }

  #restart(now: number): void {
    this.#deadline = now + this.#rtoMs;
    this.#stalledSince = now;
  }
}

function lengthOf({ bytes, isSyn, isFin }: OutgoingSegment): number {
  return bytes.length + (isSyn ? 1 : 0) + (isFin ? 1 : 0);
}
