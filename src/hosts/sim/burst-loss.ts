import { requireAtLeast, requireProbability } from './validate.ts';
import type { SeededRandom } from './seeded-random.ts';

/**
 * Loss in bursts after Gilbert (1960) and Elliott (1963): a Markov chain of two states that takes one step per packet.
 * The names are those of Hasslinger and Hohlfeld (2008), who write 1−k for `lossGood` and 1−h for `lossBad`.
 */
export interface GilbertElliott {
  /** Probability, per packet, of going from the good state to the bad one. */
  readonly p: number;
  /** Probability, per packet, of going back. The mean stay in the bad state is 1/r packets. */
  readonly r: number;
  /** Probability that a packet is lost in the good state. */
  readonly lossGood: number;
  /** Probability that a packet is lost in the bad state. */
  readonly lossBad: number;
}

/** The same, said by what is seen: how much is lost, and how many packets in a row. In the bad state all is lost. */
export interface MeanBurstLoss {
  /** 0…1: how much is lost in the long run. */
  readonly meanLoss: number;
  /** 1 or more packets. */
  readonly meanBurst: number;
}

/** `lossGood` is 0 and `lossBad` 1 where they are not given. */
export type BurstLoss = (Partial<GilbertElliott> & Pick<GilbertElliott, 'p' | 'r'>) | MeanBurstLoss;

/** The chain's parameters. Throws a RangeError that names the first value out of range. */
export function gilbertElliott(loss: BurstLoss): GilbertElliott {
  if ('meanLoss' in loss) return chainOf(loss);
  const { p, r, lossGood = 0, lossBad = 1 } = loss;
  requireProbability('burstLoss.p', p);
  requireProbability('burstLoss.r', r);
  requireProbability('burstLoss.lossGood', lossGood);
  requireProbability('burstLoss.lossBad', lossBad);
  return { p, r, lossGood, lossBad };
}

function chainOf({ meanLoss, meanBurst }: MeanBurstLoss): GilbertElliott {
  requireProbability('burstLoss.meanLoss', meanLoss);
  requireAtLeast('burstLoss.meanBurst', meanBurst, 1);
  const most = meanBurst / (meanBurst + 1);
  if (meanLoss > most) {
    // Between two bursts there is at least one packet that arrives.
    throw new RangeError(
      `burstLoss.meanLoss: ${meanLoss} is not within 0…${most}, as bursts have ${meanBurst} packets`,
    );
  }
  return { p: meanLoss / (meanBurst * (1 - meanLoss)), r: 1 / meanBurst, lossGood: 0, lossBad: 1 };
}

/** The chain at work. It begins in its equilibrium, so that the first packets fare like all others. */
export class BurstLossChain {
  readonly #random: SeededRandom;
  #chain: GilbertElliott;
  #isBad: boolean;

  constructor(chain: GilbertElliott, random: SeededRandom) {
    this.#chain = chain;
    this.#random = random;
    this.#isBad = chain.p > 0 && random.chance(chain.p / (chain.p + chain.r));
  }

  /** The state stays what it is. */
  change(chain: GilbertElliott): void {
    this.#chain = chain;
  }

  /** Takes one step; true if the packet of this step is lost. */
  loses(): boolean {
    const { p, r, lossGood, lossBad } = this.#chain;
    if (this.#random.chance(this.#isBad ? r : p)) this.#isBad = !this.#isBad;
    return this.#random.chance(this.#isBad ? lossBad : lossGood);
  }
}
