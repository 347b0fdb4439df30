import type { Host } from '../ports/host.ts';
import type { TransportFactory } from '../transport/types.ts';
import { isObject } from '../webidl/convert.ts';
import type { ConnectionWatcher } from './watcher.ts';

/** What an RTCPeerConnection class runs on. */
export interface Binding {
  readonly host: Host;
  readonly createTransport: TransportFactory;
  /** Asked once for each connection that is made; absent, or without an answer, nobody watches it. */
  readonly watch?: () => ConnectionWatcher | undefined;
}

/** By prototype object, which a class shares with the proxies that monitoring tools put in its place. */
const bindings = new WeakMap<object, Binding>();

export function bind(constructor: { readonly prototype: object }, binding: Binding): void {
  bindings.set(constructor.prototype, binding);
}

/** Of a class or the nearest class it extends: `hostOf(new.target)` finds the host of a user's subclass too. */
export function bindingOf(constructor: unknown): Binding | undefined {
  if (typeof constructor !== 'function') return undefined;
  for (let p = constructor.prototype as unknown; isObject(p); p = Object.getPrototypeOf(p)) {
    const binding = bindings.get(p);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

export function hostOf(constructor: unknown): Host | undefined {
  return bindingOf(constructor)?.host;
}
