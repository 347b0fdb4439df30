/**
 * RFC 6347 §4.2.4.1 starts at one second, and lets those who know their paths start lower. A quarter of a second suits
 * what ICE connects: most round trips are shorter, and a flight repeated needlessly over a longer one costs 1 kB.
 */
const INITIAL_TIMEOUT_MS = 250;
/**
 * The RFC doubles up to a minute and more, to spare a network it knows nothing of. Here ICE keeps asking whether the peer
 * consents, and a handshake that waits a minute for its turn has lost its user.
 */
const MAX_TIMEOUT_MS = 3000;
/** The other side is gone: with the back-off, after about a minute and a half. */
const MAX_ATTEMPTS = 32;
/** A flight is not repeated sooner than this, whatever comes in. */
const MIN_REPEAT_MS = 50;

/** When to send a flight again. All times in milliseconds. */
export class RetransmissionTimer {
  #deadline = Infinity;
  #sentAt = -Infinity;
  #timeoutMs = INITIAL_TIMEOUT_MS;
  #attempts = 0;

  get deadline(): number {
    return this.#deadline;
  }

  /** True when a flight was repeated without an answer: it may be the size of its datagrams that is wrong. */
  get isStuck(): boolean {
    return this.#attempts >= 2;
  }

  /** True when the flight was sent so often that no answer will come. */
  get isExhausted(): boolean {
    return this.#attempts >= MAX_ATTEMPTS;
  }

  /** The flight was sent, for whatever reason. */
  start(now: number): void {
    this.#sentAt = now;
    this.#deadline = now + this.#timeoutMs;
  }

  /** True when a flight waits for its answer, and long enough that one more cannot do harm. */
  mayRepeat(now: number): boolean {
    return this.#deadline !== Infinity && now - this.#sentAt >= MIN_REPEAT_MS;
  }

  stop(): void {
    this.#deadline = Infinity;
  }

  /** The deadline has passed: the flight will be sent again, and the timeout doubles. */
  backOff(): void {
    this.#deadline = Infinity;
    this.#attempts++;
    this.#timeoutMs = Math.min(2 * this.#timeoutMs, MAX_TIMEOUT_MS);
  }

  /** The flight was answered. The timeout is kept if there was loss, as the RFC asks. */
  restart(): void {
    if (this.#attempts === 0) this.#timeoutMs = INITIAL_TIMEOUT_MS;
    this.#attempts = 0;
    this.#deadline = Infinity;
  }
}
