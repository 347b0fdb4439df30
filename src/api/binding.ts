import type { Host } from '../ports/host.ts';
import type { TransportFactory } from '../transport/types.ts';

/** What an RTCPeerConnection class runs on. */
export interface Binding {
  readonly host: Host;
  readonly createTransport: TransportFactory;
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
