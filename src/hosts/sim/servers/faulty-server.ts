import type { FaultHandle } from '../fault-handle.ts';
import type { Journal } from '../journal.ts';
import type { SimulatedHost } from '../simulated-host.ts';
import { ServerFaults, type ErrorResponse } from './server-faults.ts';

/** What every server of a simulated world can be told to do wrong. */
export class FaultyServer {
  protected readonly faults: ServerFaults;

  constructor({ name, clock }: SimulatedHost, journal: Journal) {
    this.faults = new ServerFaults(name, clock, journal);
  }

  /** How long it thinks before it answers or relays anything, milliseconds. */
  get delayMs(): number {
    return this.faults.delayMs;
  }

  set delayMs(delayMs: number) {
    this.faults.setDelay(delayMs);
  }

  /** Answers and relays nothing until healed; connections stand. */
  silent(): FaultHandle {
    return this.faults.silence();
  }

  /** Answers requests with an error until healed. Throws a RangeError for a code that is none. */
  respondWith(error: ErrorResponse): FaultHandle {
    return this.faults.respondWith(error);
  }
}
