export interface RtoOptions {
  readonly initialMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Retransmission timeout, RFC 9260 §6.3. All times in milliseconds. RFC 9260 recommends 1 s, 1 s and 60 s; those are
 * numbers for telephone signalling, and every WebRTC stack uses smaller ones: here 500 ms, 200 ms and 10 s.
 */
export class Rto {
  readonly #options: RtoOptions;
  #smoothedRttMs = 0;
  #variationMs = 0;
  #hasMeasured = false;
  #rtoMs: number;

  constructor(options: RtoOptions = DEFAULT_RTO) {
    this.#options = options;
    this.#rtoMs = options.initialMs;
  }

  get rtoMs(): number {
    return this.#rtoMs;
  }

  /** Undefined before the first measurement. */
  get smoothedRttMs(): number | undefined {
    return this.#hasMeasured ? this.#smoothedRttMs : undefined;
  }

  /** A round trip was measured on a chunk sent once (Karn's rule is the caller's). */
  observe(rttMs: number): void {
    if (this.#hasMeasured) this.#adapt(rttMs);
    else this.#start(rttMs);
    // A constant round trip would drive the variation to zero, and the peer's delayed SACK would then be a timeout.
    this.#rtoMs = this.#clamp(this.#smoothedRttMs + Math.max(4 * this.#variationMs, MIN_MARGIN_MS));
  }

  /** T3-rtx expired: back off, §6.3.3 E2. */
  backOff(): void {
    this.#rtoMs = this.#clamp(2 * this.#rtoMs);
  }

  #start(rttMs: number): void {
    this.#hasMeasured = true;
    this.#smoothedRttMs = rttMs;
    this.#variationMs = rttMs / 2;
  }

  /** §6.3.1 C3 with RTO.Alpha 1/8 and RTO.Beta 1/4. */
  #adapt(rttMs: number): void {
    this.#variationMs += (Math.abs(this.#smoothedRttMs - rttMs) - this.#variationMs) / 4;
    this.#smoothedRttMs += (rttMs - this.#smoothedRttMs) / 8;
  }

  #clamp(rtoMs: number): number {
    return Math.min(Math.max(rtoMs, this.#options.minMs), this.#options.maxMs);
  }
}

const DEFAULT_RTO: RtoOptions = { initialMs: 500, minMs: 200, maxMs: 10_000 };
const MIN_MARGIN_MS = 100;
