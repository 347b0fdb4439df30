/** How far behind the newest record a late one is still taken; RFC 6347 §4.1.2.6 wants 64 at least. */
const WINDOW_RECORDS = 256;
const WORDS = WINDOW_RECORDS / 32;

/** The anti-replay window of one epoch: a ring of bits, one for each of the newest sequence numbers. */
export class ReplayWindow {
  readonly #words = new Int32Array(WORDS);
  #newest = -1;

  /** False for a record that was seen, or is too old to tell. */
  isFresh(sequence: number): boolean {
    if (sequence > this.#newest) return true;
    if (sequence <= this.#newest - WINDOW_RECORDS) return false;
    return (this.#words[(sequence >>> 5) % WORDS] & (1 << (sequence & 31))) === 0;
  }

  /** The record proved authentic. */
  mark(sequence: number): void {
    if (sequence > this.#newest) this.#advanceTo(sequence);
    this.#words[(sequence >>> 5) % WORDS] |= 1 << (sequence & 31);
  }

  #advanceTo(sequence: number): void {
    if (sequence - this.#newest >= WINDOW_RECORDS) this.#words.fill(0);
    else for (let i = this.#newest + 1; i < sequence; i++) this.#clear(i);
    this.#clear(sequence);
    this.#newest = sequence;
  }

  #clear(sequence: number): void {
    this.#words[(sequence >>> 5) % WORDS] &= ~(1 << (sequence & 31));
  }
}
