import type { Watch } from './watched-connection.ts';

export type AddArguments = [
  type: string,
  listener: EventListenerOrEventListenerObject,
  options?: boolean | AddEventListenerOptions,
];
export type RemoveArguments = [
  type: string,
  listener: EventListenerOrEventListenerObject,
  options?: boolean | EventListenerOptions,
];

/** The listeners that were added to one object for good: those added with `once` or a signal go by themselves. */
export class ListenerCount {
  readonly #owner: string;
  readonly #watch: Watch;
  readonly #listeners = new Map<string, Set<unknown>>();

  constructor(owner: string, watch: Watch) {
    this.#owner = owner;
    this.#watch = watch;
  }

  added(...[type, listener, options]: AddArguments): void {
    if (
      (listener as unknown) === null ||
      (typeof options === 'object' && (options.once === true || options.signal !== undefined))
    )
      return;
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    if (listeners.size <= this.#watch.mostListeners) return;
    this.#watch.referee.fail(
      'no leak',
      `${this.#owner} has ${listeners.size} listeners for ${type}, and more than ${this.#watch.mostListeners} are a leak`,
    );
  }

  removed(type: string, listener: unknown): void {
    this.#listeners.get(type)?.delete(listener);
  }
}
