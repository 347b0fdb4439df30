import type { LinkChanges } from './link-conditions.ts';
import { powerOff, Signaling } from './signaling/signaling.ts';
import type { SimulatedHost } from './simulated-host.ts';
import { SimulatedNetwork } from './simulated-network.ts';
import { loadFakeTimers } from './timers/fake-timers.ts';
import { WorldTimers } from './timers/world-timers.ts';

/** A world with what applications have besides a network: signalling, timers and clocks, all on the world's time. */
export class ApplicationWorld<H extends SimulatedHost = SimulatedHost> extends SimulatedNetwork<H> {
  readonly #timers = new Set<WorldTimers>();
  readonly #signalings: Signaling[] = [];

  /**
   * A way for an application to signal: ports, WebSockets and their servers, over a link with these conditions in each
   * direction. Without options it is perfect. Throws a RangeError naming the first value out of range.
   */
  signaling(conditions: LinkChanges = {}): Signaling {
    const signaling = new Signaling(`signaling ${this.#signalings.length + 1}`, conditions, this.parts);
    this.#signalings.push(signaling);
    return signaling;
  }

  /**
   * Puts the timers, `Date` and `performance` of a global object on the world's time, until the function that the promise
   * gives is called or the world closes. An interval, an animation frame and what is `unref`ed are housekeeping. Needs the
   * package `@sinonjs/fake-timers`. Rejects with a TypeError if there are fake timers on the global object already, and
   * with an Error in a world of `ambient` time, which follows the global timers itself.
   */
  async installTimers(global: object): Promise<() => void> {
    if (this.parts.isAmbient)
      throw new Error('installTimers: a world of ambient time follows the global timers itself');
    const timers = new WorldTimers(global, await loadFakeTimers(), {
      ...this.parts,
      timeOrigin: this.timeOriginUnixMs,
    });
    this.#timers.add(timers);
    return () => this.#uninstall(timers);
  }

  override close(): void {
    for (const timers of this.#timers) this.#uninstall(timers);
    super.close();
  }

  protected override hostCrashed(name: string): void {
    for (const signaling of this.#signalings) powerOff(signaling, name);
  }

  #uninstall(timers: WorldTimers): void {
    if (this.#timers.delete(timers)) timers.uninstall();
  }
}
