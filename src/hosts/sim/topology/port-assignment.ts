import type { SeededRandom } from '../seeded-random.ts';

/**
 * How a NAT chooses the outside port of a mapping, RFC 4787 §4.2: the inside one if it is free (`preserving`), the inside
 * one in any case (`overloading`), one after the other, or at random.
 */
export type PortAssignment = 'preserving' | 'overloading' | 'sequential' | 'random';

export interface PortOptions {
  readonly assignment: PortAssignment;
  /** Even ports to even ones, odd to odd ones, RFC 4787 §4.2.2. */
  readonly parity: boolean;
  readonly first: number;
  readonly last: number;
}

/** Chooses outside ports. */
export class PortChooser {
  readonly #options: PortOptions;
  readonly #random: SeededRandom;
  #next: number;

  constructor(options: PortOptions, random: SeededRandom) {
    this.#options = options;
    this.#random = random;
    this.#next = options.first;
  }

  /** `undefined` if none is free. */
  choose(inside: number, isFree: (port: number) => boolean): number | undefined {
    const { assignment, first, last } = this.#options;
    if (assignment === 'overloading') return inside;
    if (assignment === 'sequential') return this.#search(this.#next, inside, isFree);
    if (assignment === 'random') return this.#search(first + this.#random.below(last - first + 1), inside, isFree);
    return isFree(inside) ? inside : this.#search(inside + 1, inside, isFree);
  }

  /** The mappings are lost; counting begins anew. */
  restart(): void {
    this.#next = this.#options.first;
  }

  /** The next free port from `start` on, around the range. */
  #search(start: number, inside: number, isFree: (port: number) => boolean): number | undefined {
    const { first, last, parity } = this.#options;
    const count = last - first + 1;
    const offset = start < first || start > last ? 0 : start - first;
    for (let i = 0; i < count; i++) {
      const port = first + ((offset + i) % count);
      if ((parity && (port ^ inside) & 1) || !isFree(port)) continue;
      this.#next = port === last ? first : port + 1;
      return port;
    }
    return undefined;
  }
}
