export interface LeaseTimes {
  /** How long the server keeps it, milliseconds. */
  readonly lifetimeMs: number;
  /** When it is asked for again if it is in use, milliseconds. */
  readonly renewAfterMs: number;
}

/**
 * Something the server keeps for a while: a permission, a channel. Asked for when it is wanted, renewed as long as it is
 * used, and allowed to lapse otherwise.
 */
export class Lease {
  readonly #times: LeaseTimes;
  #state: 'none' | 'asked' | 'held' | 'refused' = 'none';
  #isWanted = false;
  #isUsed = false;
  #deadline = Infinity;
  #expiresAt = Infinity;

  constructor(times: LeaseTimes) {
    this.#times = times;
  }

  get state(): 'none' | 'asked' | 'held' | 'refused' {
    return this.#state;
  }

  /** A request is to be sent. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** The first request has not been answered yet. */
  get isPending(): boolean {
    return this.#state === 'asked' || (this.#isWanted && this.#state === 'none');
  }

  get deadline(): number {
    return this.#deadline;
  }

  want(): void {
    if (this.#state === 'none') this.#isWanted = true;
  }

  /** It serves: renew it. */
  noteUsed(): void {
    this.#isUsed = true;
  }

  noteAsked(): void {
    this.#isWanted = false;
    if (this.#state === 'none') this.#state = 'asked';
  }

  grant(now: number): void {
    const { lifetimeMs, renewAfterMs } = this.#times;
    this.#state = 'held';
    this.#isUsed = false;
    this.#deadline = now + renewAfterMs;
    this.#expiresAt = now + lifetimeMs;
  }

  /** The server will not have it, now or ever. */
  refuse(): void {
    this.#state = 'refused';
    this.#isWanted = false;
    this.#deadline = Infinity;
  }

  /** Nobody answered. What is held stays until it expires; what is not may be wanted again. */
  giveUp(): void {
    if (this.#state === 'asked') this.#state = 'none';
  }

  handleTimeout(now: number): void {
    if (now < this.#deadline) return;
    if (now >= this.#expiresAt) {
      this.#state = 'none';
      this.#deadline = Infinity;
      return;
    }
    this.#isWanted = this.#isUsed;
    this.#isUsed = false;
    this.#deadline = this.#expiresAt;
  }
}
