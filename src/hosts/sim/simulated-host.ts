import type { Clock } from '../../ports/clock.ts';
import type { Crypto } from '../../ports/crypto.ts';
import type { Host } from '../../ports/host.ts';
import type { Network } from '../../ports/network.ts';
import type { Random } from '../../ports/random.ts';

/** What the world makes a host of. */
export interface SimulatedHostParts extends Host {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** A machine in a simulated world. */
export class SimulatedHost implements Host {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly clock: Clock;
  readonly network: Network;
  readonly random: Random;
  readonly crypto: Crypto;

  constructor(parts: SimulatedHostParts) {
    this.name = parts.name;
    this.addresses = parts.addresses;
    this.clock = parts.clock;
    this.network = parts.network;
    this.random = parts.random;
    this.crypto = parts.crypto;
  }
}
