import { callers } from './run-record.ts';

/** A look at something that no seed decides. */
export interface Suspect {
  /** `Math.random`, `Date.now`, … */
  readonly what: string;
  /** The call, as a stack frame tells it. */
  readonly where: string;
  readonly atMs: number;
}

type AnyFunction = (this: unknown, ...args: never[]) => unknown;

const MOST_KEPT = 1000;

/**
 * Sees who reads the real clock, real randomness and real timers, by standing in for the global functions until `end`.
 * The simulation itself captured what it needs when it was loaded.
 */
export class Suspects {
  readonly #now: () => number;
  readonly #seen: Suspect[] = [];
  readonly #restorers: (() => void)[] = [];

  constructor(now: () => number) {
    this.#now = now;
    const { Math: math, performance, crypto } = globalThis;
    this.#standInFor(math, 'Math.', ['random']);
    this.#standInFor(performance, 'performance.', ['now']);
    this.#standInFor(crypto, 'crypto.', ['getRandomValues', 'randomUUID']);
    this.#standInFor(globalThis, '', ['setTimeout', 'setInterval', 'setImmediate', 'fetch']);
    this.#standInForDate();
  }

  /** The last ones before the moment, one for each place in the code, latest first. */
  before(atMs: number, most: number): Suspect[] {
    const places = new Map<string, Suspect>();
    for (const suspect of this.#seen) {
      if (suspect.atMs > atMs) break;
      const place = `${suspect.what} ${suspect.where}`;
      places.delete(place);
      places.set(place, suspect);
    }
    return [...places.values()].reverse().slice(0, most);
  }

  end(): void {
    for (const restore of this.#restorers) restore();
  }

  #standInFor(owner: object, prefix: string, names: readonly string[]): void {
    for (const name of names) {
      const original = (owner as Record<string, AnyFunction | undefined>)[name];
      if (typeof original !== 'function') continue;
      const see = (): void => this.#see(prefix + name);
      this.#replace(owner, name, function (this: unknown, ...args: never[]) {
        see();
        return original.apply(this, args);
      });
    }
  }

  #standInForDate(): void {
    const see = (what: string): void => this.#see(what);
    const { Date: original } = globalThis;
    const standIn = new Proxy(original, {
      construct(target, args: [], newTarget) {
        if (args.length === 0) see('new Date');
        return Reflect.construct(target, args, newTarget) as object;
      },
      get(target, name, receiver) {
        if (name === 'now') see('Date.now');
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
    this.#replace(globalThis, 'Date', standIn);
  }

  #replace(owner: object, name: string, value: unknown): void {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    this.#restorers.push(() => {
      if (own === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, own);
    });
  }

  #see(what: string): void {
    if (this.#seen.length < MOST_KEPT) this.#seen.push({ what, where: callers()[0] ?? '', atMs: this.#now() });
  }
}
