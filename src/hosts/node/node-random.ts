import { randomFillSync } from 'node:crypto';
import type { Random } from '../../ports/random.ts';

const POOL_BYTES = 4096;

/** The operating system's randomness, fetched a page at a time: most requests are for four to thirty-two bytes. */
export class NodeRandom implements Random {
  readonly #pool = new Uint8Array(POOL_BYTES);
  #used = POOL_BYTES;

  fill(bytes: Uint8Array): void {
    if (bytes.length > POOL_BYTES / 4) {
      randomFillSync(bytes);
      return;
    }
    if (this.#used + bytes.length > POOL_BYTES) this.#refill();
    const end = this.#used + bytes.length;
    bytes.set(this.#pool.subarray(this.#used, end));
    // What was handed out may be a key: it must not linger here.
    this.#pool.fill(0, this.#used, end);
    this.#used = end;
  }

  #refill(): void {
    randomFillSync(this.#pool);
    this.#used = 0;
  }
}
