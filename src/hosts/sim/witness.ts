import { SeededRandom } from './seeded-random.ts';

/** Is told of every draw of a world. A world without one draws from plain streams and pays nothing. */
export interface DrawWitness {
  drawn(stream: string, value: number): void;
}

export class WitnessedRandom extends SeededRandom {
  readonly #stream: string;
  readonly #witness: DrawWitness;

  constructor(seed: number, stream: string, witness: DrawWitness) {
    super(seed, stream);
    this.#stream = stream;
    this.#witness = witness;
  }

  override uint32(): number {
    const value = super.uint32();
    this.#witness.drawn(this.#stream, value);
    return value;
  }
}
