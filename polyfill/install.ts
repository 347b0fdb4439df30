import type { Realm } from '../src/api/realm.ts';
import { installInterfaces, type InstallOptions, type Interfaces, type Uninstall } from './install-interfaces.ts';

export type { InstallOptions, Interfaces, Uninstall };

/**
 * Gives a global object the WebRTC interfaces it lacks: `globalThis` by default, or a window of happy-dom or jsdom,
 * whose own `EventTarget`, `Event`, `DOMException` and `Blob` the classes are then built on.
 *
 * Returns the function that takes them away again.
 */
export type Install = (target?: object, options?: InstallOptions) => Uninstall;

/** `interfacesFor` gives the family of classes of a realm, the same one each time it is asked for the same realm. */
export function createInstall(interfacesFor: (realm: Realm) => Interfaces): Install {
  return (target = globalThis, options = {}) => {
    const family = interfacesFor(realmOf(target));
    return installInterfaces(target, { ...family, ...pick(options.interfaces, Object.keys(family)) }, options.force);
  };
}

/** The target itself where it is a whole global object; else this one. */
function realmOf(target: object): Realm {
  return typeof (target as Partial<Realm>).EventTarget === 'function' ? (target as Realm) : globalThis;
}

/** Those of the names that the object has, own or inherited: a simulated host, for one, has its RTCPeerConnection. */
function pick(from: object | undefined, names: readonly string[]): Interfaces {
  if (from === undefined) return {};
  const present = names.filter((name) => name in from);
  return Object.fromEntries(present.map((name) => [name, (from as Interfaces)[name]]));
}
