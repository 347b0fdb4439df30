import {
  bindPeerConnection,
  createInterfaces,
  mediaFacesOf,
  type Binding,
  type Interfaces,
  type Realm,
} from './api/index.ts';
import { FakeDevices } from './media/devices/fake-devices.ts';
import { MediaDevicesState } from './media/devices/media-devices.ts';
import type { Host } from './ports/host.ts';
import { createTransport } from './transport/index.ts';

/** The interface objects of one realm. */
export type Family = { readonly [Name in keyof Interfaces]: Interfaces[Name] };

/** Builds the classes of a realm on a host; the same ones each time it is asked for the same realm. */
export type FamilyMaker = (realm: Realm) => Family;

/** `binding` says what is not as usual. */
export function familiesOn(host: Host, binding: Partial<Binding> = {}): FamilyMaker {
  const families = new WeakMap<Realm, Family>();
  return (realm) => {
    let family = families.get(realm);
    if (family === undefined) {
      family = createInterfaces(realm, { host, createTransport, ...binding });
      families.set(realm, family);
    }
    return family;
  };
}

/** The RTCPeerConnection of a family, but on another host; a subclass, so that `instanceof` holds in the family's realm. */
export function peerConnectionOn(
  host: Host,
  family: Family,
  binding: Partial<Binding> = {},
): typeof globalThis.RTCPeerConnection {
  return bindPeerConnection(family, { host, createTransport, ...binding });
}

const devicesOfHosts = new WeakMap<Host, FakeDevices>();

/** The devices of a host: the same ones for everything that runs on it. */
export function devicesOf(host: Host): FakeDevices {
  const devices = devicesOfHosts.get(host) ?? new FakeDevices(host);
  devicesOfHosts.set(host, devices);
  return devices;
}

const mediaDevicesOfHosts = new WeakMap<Host, WeakMap<Family, MediaDevices>>();

/** What `navigator.mediaDevices` is on a host, made of a family's classes; the same object each time. */
export function mediaDevicesOn(host: Host, family: Family): MediaDevices {
  const ofFamilies = mediaDevicesOfHosts.get(host) ?? new WeakMap<Family, MediaDevices>();
  mediaDevicesOfHosts.set(host, ofFamilies);
  const { devices } = mediaFacesOf(family);
  const existing = ofFamilies.get(family) ?? devices.faceOf(new MediaDevicesState(host, devicesOf(host)));
  ofFamilies.set(family, existing);
  return existing;
}
