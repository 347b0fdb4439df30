import type { Clock } from './clock.ts';
import type { Crypto } from './crypto.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';

/** Everything the library may ask of the outside. */
export interface Host {
  readonly clock: Clock;
  readonly network: Network;
  readonly random: Random;
  readonly crypto: Crypto;
}
