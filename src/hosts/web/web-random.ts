import type { Random } from '../../ports/random.ts';

/** The Web Crypto API refuses to fill more in one call. */
const MAX_FILL_BYTES = 65_536;

/** The browser's cryptographic randomness. */
export class WebRandom implements Random {
  fill(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += MAX_FILL_BYTES) {
      globalThis.crypto.getRandomValues(bytes.subarray(start, start + MAX_FILL_BYTES) as Uint8Array<ArrayBuffer>);
    }
  }
}
