/** A promise that a run broke. */
export interface Violation {
  /** Which promise: `delivery`, `leak`, `the scenario ends`, or a name that the scenario gave. */
  readonly oracle: string;
  readonly message: string;
  /** Virtual milliseconds. */
  readonly atMs: number;
}

/** What a scenario states about itself. Names stand in the report. */
export interface Oracle {
  /** Must hold at every moment from now on. */
  always(name: string, predicate: () => boolean): void;
  /**
   * Must hold at the end: the run goes on, after the faults, until all that must hold does so at the same moment, and
   * fails when the time for that is over.
   */
  eventually(name: string, predicate: () => boolean): void;
  /** Must hold now. A run that breaks a promise goes no further; this call returns all the same. */
  check(name: string, condition: boolean, details?: string): void;
}

interface Promised {
  readonly name: string;
  readonly predicate: () => boolean;
}

/** Collects what a run promised and keeps the first promise that it broke. */
export class Referee implements Oracle {
  readonly #now: () => number;
  readonly #invariants: Promised[] = [];
  readonly #goals: Promised[] = [];
  #violation: Violation | undefined = undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get violation(): Violation | undefined {
    return this.#violation;
  }

  always(name: string, predicate: () => boolean): void {
    this.#invariants.push({ name, predicate });
  }

  eventually(name: string, predicate: () => boolean): void {
    this.#goals.push({ name, predicate });
  }

  check(name: string, condition: boolean, details = 'it does not hold'): void {
    if (!condition) this.fail(name, details);
  }

  fail(oracle: string, message: string): void {
    this.#violation ??= { oracle, message, atMs: this.#now() };
  }

  /** True if a promise is broken, after a look at those that must hold always. */
  review(): boolean {
    for (const { name, predicate } of this.#invariants) {
      if (this.#violation !== undefined) break;
      this.check(name, this.#ask(name, predicate));
    }
    return this.#violation !== undefined;
  }

  /** The names of what must hold at the end and does not yet. */
  missing(): string[] {
    return this.#goals.filter(({ name, predicate }) => !this.#ask(name, predicate)).map(({ name }) => name);
  }

  #ask(name: string, predicate: () => boolean): boolean {
    try {
      return predicate();
    } catch (error) {
      this.fail(name, `the predicate threw: ${describeError(error)}`);
      return false;
    }
  }
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [frame] = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return `${error.name}: ${error.message}${frame === undefined ? '' : ` (${frame.trim()})`}`;
}
