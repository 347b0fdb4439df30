import type { Random } from '../ports/random.ts';
import { readUint32 } from '../util/bytes.ts';
import type { CandidatePair } from './candidate-pair.ts';

/** RFC 7675 §5.1: a request every 5 s, randomised by a fifth; consent ends 30 s after the last answer. */
const INTERVAL_MS = 5000;
export const CONSENT_MS = 30_000;
/** Silence after which the connection counts as lost, though consent lives on. */
const LOST_MS = 7000;
/** How soon an unanswered request is followed by another. */
const SUSPECT_INTERVAL_MS = 250;
const LOST_INTERVAL_MS = 500;

export type ConsentStatus = 'none' | 'fresh' | 'suspect' | 'lost' | 'expired';

/** Watches over the pair in use. */
export class Consent {
  readonly #random: Random;
  #pair: CandidatePair | undefined = undefined;
  #status: ConsentStatus = 'none';
  #isAwaitingAnswer = false;
  #nextRequestAt = Infinity;
  #expiresAt = Infinity;

  constructor(random: Random) {
    this.#random = random;
  }

  get status(): ConsentStatus {
    return this.#status;
  }

  /** Selecting a pair takes an authenticated message on it; if that was not an answer to ours, one is asked for soon. */
  watch(pair: CandidatePair, now: number): void {
    this.#pair = pair;
    this.#status = 'fresh';
    this.#refresh(now);
    this.#nextRequestAt = Math.max(now, Math.min(now, pair.lastResponseAt) + this.#randomInterval());
  }

  /** The pair itself went (its interface did): lost at once, and nobody left to ask. */
  noteGone(now: number): void {
    this.#pair = undefined;
    this.#status = 'lost';
    this.#nextRequestAt = Infinity;
    this.#expiresAt = now + CONSENT_MS;
  }

  stop(): void {
    this.#pair = undefined;
    this.#status = 'none';
    this.#nextRequestAt = Infinity;
    this.#expiresAt = Infinity;
  }

  /** An authenticated response came on the pair, to whatever request. */
  noteResponse(now: number): void {
    if (this.#status === 'none') return;
    this.#status = 'fresh';
    this.#refresh(now);
    this.#nextRequestAt = now + this.#randomInterval();
  }

  isRequestDue(now: number): boolean {
    return now >= this.#nextRequestAt;
  }

  noteRequestSent(now: number): void {
    this.#isAwaitingAnswer = true;
    const roundTripMs = Math.max(0, this.#pair?.currentRoundTripMs ?? 0);
    const intervalMs = this.#status === 'lost' ? LOST_INTERVAL_MS : SUSPECT_INTERVAL_MS;
    this.#nextRequestAt = now + Math.max(intervalMs, 2 * roundTripMs);
  }

  handleTimeout(now: number): void {
    if (this.#status === 'none') return;
    if (now >= this.#expiresAt) this.#status = 'expired';
    else if (now >= this.#lostAt) this.#status = 'lost';
    else if (this.#isAwaitingAnswer && now >= this.#nextRequestAt) this.#status = 'suspect';
  }

  nextTimeout(): number {
    const statusAt = this.#status === 'lost' || this.#status === 'expired' ? this.#expiresAt : this.#lostAt;
    return Math.min(this.#nextRequestAt, statusAt);
  }

  get #lostAt(): number {
    return this.#expiresAt - CONSENT_MS + LOST_MS;
  }

  #refresh(answeredAt: number): void {
    this.#isAwaitingAnswer = false;
    this.#expiresAt = answeredAt + CONSENT_MS;
  }

  #randomInterval(): number {
    const bytes = new Uint8Array(4);
    this.#random.fill(bytes);
    return INTERVAL_MS * (0.8 + (0.4 * readUint32(bytes, 0)) / 0x1_0000_0000);
  }
}
