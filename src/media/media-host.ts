import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

/** What media needs of a host. */
export interface MediaHost {
  readonly clock: Clock;
  readonly random: Random;
}
