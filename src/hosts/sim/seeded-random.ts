import type { Random } from '../../ports/random.ts';

/**
 * A seeded source of randomness: xoshiro128** (Blackman and Vigna), its state spread by splitmix32 over the seed and the
 * stream's name. Every host and every direction of a link draws from a stream of its own, so that one more host, or one
 * more packet on one link, changes no other's draws.
 */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number, stream: string) {
    // Two hashes: streams whose first one collides still differ in the second.
    let state = hashOf(stream, mix(seed ^ 0x243f_6a88));
    const salt = hashOf(stream, mix(seed ^ 0x85a3_08d3));
    const next = (): number => {
      state = (state + 0x9e37_79b9) | 0;
      return mix(state) ^ salt;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    // An all-zero state would stay zero.
    this.#d = next() | 1;
  }

  /** 0…2³²−1. */
  uint32(): number {
    const b = this.#b;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    this.#c ^= this.#a;
    this.#d ^= b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= b << 9;
    this.#d = rotate(this.#d, 11);
    return result;
  }

  /** In [0, 1). */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** True with the given probability; an impossible or certain outcome costs no draw. */
  chance(probability: number): boolean {
    if (probability <= 0) return false;
    return probability >= 1 || this.fraction() < probability;
  }

  /** 0…count−1. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  fill(bytes: Uint8Array): void {
    let word = 0;
    for (let i = 0; i < bytes.length; i++) {
      word = (i & 3) === 0 ? this.uint32() : word >>> 8;
      bytes[i] = word;
    }
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function hashOf(text: string, start: number): number {
  let hash = mix(start + text.length);
  for (let i = 0; i < text.length; i++) hash = mix(hash ^ text.charCodeAt(i));
  return hash;
}

function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x21f0_aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a_2d97);
  return value ^ (value >>> 15);
}
