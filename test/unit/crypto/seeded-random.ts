import type { Random } from '../../../src/ports/random.ts';

/** A small reproducible generator (xorshift32), and a count of what was drawn. */
export function seededRandom(seed: number): Random & { drawnBytes: number } {
  let state = (Math.imul(seed, 0x9e37_79b1) | 1) >>> 0;
  return {
    drawnBytes: 0,
    fill(bytes) {
      this.drawnBytes += bytes.length;
      for (let i = 0; i < bytes.length; i++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        bytes[i] = state >>> 11;
      }
    },
  };
}
