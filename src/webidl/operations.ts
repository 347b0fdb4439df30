/** Throws the TypeError of an operation called with too few arguments. */
export function requireArguments(given: number, wanted: number, operation: string): void {
  if (given >= wanted) return;
  throw new TypeError(`${operation}: ${wanted} argument${wanted === 1 ? '' : 's'} required, but only ${given} present`);
}

/** The body of an operation whose return type is a promise: whatever it throws becomes a rejection. */
export function promised<T>(body: () => Promise<T>): Promise<T> {
  try {
    return body();
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * Lets the library, and nobody else, construct an interface that has no constructor: `create` leaves the record that
 * the class's constructor `take`s.
 */
export class InternalConstruction<R extends object> {
  #record: R | undefined = undefined;

  create<Face, A extends readonly unknown[]>(Interface: new (...args: A) => Face, record: R, ...args: A): Face {
    this.#record = record;
    return new Interface(...args);
  }

  take(): R {
    const record = this.takeIfAny();
    if (record === undefined) throw new TypeError('Illegal constructor');
    return record;
  }

  /** For an interface that script may construct too: undefined means that script does. */
  takeIfAny(): R | undefined {
    const record = this.#record;
    this.#record = undefined;
    return record;
  }
}
