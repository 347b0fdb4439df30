import { FaultHandle } from './fault-handle.ts';
import type { Journal } from './journal.ts';
import type { LinkDirection } from './link-direction.ts';
import { TimedEvent } from './timed-event.ts';
import type { Timeline } from './timeline.ts';
import { requireAbove, requireNotNegative, requirePositive } from './validate.ts';

/** What a link needs of its world. */
export interface LinkWorld {
  readonly journal: Journal;
  readonly timeline: Timeline;
  /** Milliseconds since the world began. */
  readonly now: () => number;
  /** A world that had come to rest looks around again. */
  readonly wakeUp: () => void;
}

/** Where a fault is: the directions it concerns, and what they are called. */
export interface FaultPlace {
  readonly directions: readonly LinkDirection[];
  /** For people: `alice ↔ bob`. */
  readonly name: string;
  readonly world: LinkWorld;
}

export interface BlackoutOptions {
  /** Until the first one. Default 0. */
  readonly afterMs?: number;
  readonly forMs: number;
  /** From the beginning of one to the beginning of the next. Default: there is only one. */
  readonly everyMs?: number;
}

/** Loses everything until the handle is healed. */
export function cut({ directions, name, world }: FaultPlace, kind = 'partition'): FaultHandle {
  for (const direction of directions) direction.cut();
  world.wakeUp();
  return world.journal.fault(
    () => `${kind} ${name}`,
    () => {
      for (const direction of directions) direction.heal();
      world.wakeUp();
    },
  );
}

/** Keeps everything, to let it go in order when the handle is healed. */
export function hold({ directions, name, world }: FaultPlace): FaultHandle {
  for (const direction of directions) direction.hold();
  world.wakeUp();
  return world.journal.fault(
    () => `hold ${name}`,
    () => {
      for (const direction of directions) direction.release();
      world.wakeUp();
    },
  );
}

/**
 * Has a fault come and go on a schedule until the handle is healed: the place is cut, if `begin` does not say what else.
 * Throws a RangeError that names the option out of range.
 */
export function blackout(
  place: FaultPlace,
  options: BlackoutOptions,
  begin = (): FaultHandle => cut(place, 'blackout'),
): FaultHandle {
  const blackouts = new Blackouts(place, options, begin);
  blackouts.start();
  return new FaultHandle(() => blackouts.end());
}

/** Blackouts that come again are housekeeping: a world at rest does not live for them. */
class Blackouts extends TimedEvent {
  readonly #place: FaultPlace;
  readonly #startFault: () => FaultHandle;
  readonly #afterMs: number;
  readonly #forMs: number;
  readonly #everyMs: number;
  #beganAt = 0;
  #current: FaultHandle | undefined = undefined;

  constructor(place: FaultPlace, options: BlackoutOptions, startFault: () => FaultHandle) {
    super();
    const { afterMs = 0, forMs, everyMs = Infinity } = options;
    this.#place = place;
    this.#startFault = startFault;
    this.#afterMs = requireNotNegative('afterMs', afterMs);
    this.#forMs = requirePositive('forMs', forMs);
    this.#everyMs = requireAbove('everyMs', everyMs, forMs, Infinity);
  }

  start(): void {
    const { now } = this.#place.world;
    if (this.#afterMs === 0) this.#begin(now());
    else this.#schedule(now() + this.#afterMs);
  }

  end(): void {
    this.#place.world.timeline.cancel(this);
    this.#current?.heal();
  }

  override run(now: number): void {
    if (this.#current === undefined) this.#begin(now);
    else this.#pause();
  }

  override describe(): string {
    return `the ${this.#current === undefined ? 'begin' : 'end'} of a blackout of ${this.#place.name}`;
  }

  #begin(now: number): void {
    this.#beganAt = now;
    this.#current = this.#startFault();
    this.#schedule(now + this.#forMs);
  }

  #pause(): void {
    this.#current?.heal();
    this.#current = undefined;
    if (this.#everyMs !== Infinity) this.#schedule(this.#beganAt + this.#everyMs);
  }

  #schedule(at: number): void {
    if (at !== Infinity) this.#place.world.timeline.schedule(this, at, this.#everyMs !== Infinity);
  }
}
