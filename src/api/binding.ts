import type { Host } from '../ports/host.ts';
import type { TransportFactory } from '../transport/types.ts';
import type { ConnectionWatcher } from './watcher.ts';

/** What an RTCPeerConnection class runs on. */
export interface Binding {
  readonly host: Host;
  readonly createTransport: TransportFactory;
  /** Asked once for each connection that is made; absent, or without an answer, nobody watches it. */
  readonly watch?: () => ConnectionWatcher | undefined;
}

const bindings = new WeakMap<object, Binding>();

export function bind(constructor: object, binding: Binding): void {
  bindings.set(constructor, binding);
}

/** Of a class or the nearest class it extends: `hostOf(new.target)` finds the host of a user's subclass too. */
export function bindingOf(constructor: unknown): Binding | undefined {
  for (let c = constructor as object | null; typeof c === 'function'; c = Object.getPrototypeOf(c) as object | null) {
    const binding = bindings.get(c);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

export function hostOf(constructor: unknown): Host | undefined {
  return bindingOf(constructor)?.host;
}
