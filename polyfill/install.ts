import type { Realm } from '../src/api/realm.ts';
import { installMediaDevices } from './install-media-devices.ts';
import {
  installInterfaces,
  isPresent,
  type InstallOptions,
  type Interfaces,
  type Uninstall,
} from './install-interfaces.ts';

export type { InstallOptions, Interfaces, Uninstall };

/**
 * Gives a global object the WebRTC interfaces and the `navigator.mediaDevices` it lacks: `globalThis` by default, or a window of happy-dom or jsdom,
 * whose own `EventTarget`, `Event`, `DOMException` and `Blob` the classes are then built on.
 *
 * Returns the function that takes them away again.
 */
export type Install = (target?: object, options?: InstallOptions) => Uninstall;

/**
 * `interfacesFor` gives the family of classes of a realm, and `mediaDevicesFor` what its navigator has; the same ones
 * each time they are asked for the same realm.
 */
export function createInstall(
  interfacesFor: (realm: Realm) => Interfaces,
  mediaDevicesFor?: (realm: Realm) => MediaDevices,
): Install {
  return (target = globalThis, { interfaces, force = false }: InstallOptions = {}) => {
    const realm = realmOf(target);
    const family = interfacesFor(realm);
    const { mediaDevices, ...given } = pick(interfaces, [...Object.keys(family), 'mediaDevices']);
    // A connection sends the tracks of its own family only: where it is ours, so are streams and devices.
    const forceMedia = force || !isPresent(target, 'RTCPeerConnection');
    const [connecting, media] = partition({ ...family, ...given });
    const undo = [installInterfaces(target, connecting, force), installInterfaces(target, media, forceMedia)];
    if (mediaDevices !== undefined || mediaDevicesFor !== undefined) {
      const devices = (): MediaDevices => (mediaDevices ?? mediaDevicesFor?.(realm)) as MediaDevices;
      undo.push(installMediaDevices(target, devices, forceMedia));
    }
    return () => {
      for (const uninstall of undo.splice(0).reverse()) uninstall();
    };
  };
}

/** What connects, and what captures. */
function partition(interfaces: Interfaces): readonly [Interfaces, Interfaces] {
  const entries = Object.entries(interfaces);
  const isConnecting = ([name]: readonly [string, unknown]): boolean => name.startsWith('RTC');
  return [
    Object.fromEntries(entries.filter(isConnecting)),
    Object.fromEntries(entries.filter((entry) => !isConnecting(entry))),
  ];
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
