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

/**
 * The interface objects of one realm. RTCPeerConnection has lib.dom's type, so that code written for browsers compiles;
 * the members that belong to media are not there yet at run time.
 */
export type Family = Omit<Interfaces, 'RTCPeerConnection'> & {
  readonly RTCPeerConnection: typeof globalThis.RTCPeerConnection;
};

/** Builds the classes of a realm on a host; the same ones each time it is asked for the same realm. */
export type FamilyMaker = (realm: Realm) => Family;

export function familiesOn(host: Host): FamilyMaker {
  const families = new WeakMap<Realm, Family>();
  return (realm) => {
    let family = families.get(realm);
    if (family === undefined) {
      family = withDomType(createInterfaces(realm, bindingOn(host)));
      families.set(realm, family);
    }
    return family;
  };
}

/** The RTCPeerConnection of a family, but on another host; a subclass, so that `instanceof` holds in the family's realm. */
export function peerConnectionOn(host: Host, family: Family): typeof globalThis.RTCPeerConnection {
  const bound: unknown = bindPeerConnection(family as unknown as Interfaces, bindingOn(host));
  return bound as typeof globalThis.RTCPeerConnection;
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
  const { devices } = mediaFacesOf(family as unknown as Interfaces);
  const existing = ofFamilies.get(family) ?? devices.faceOf(new MediaDevicesState(host, devicesOf(host)));
  ofFamilies.set(family, existing);
  return existing;
}

function bindingOn(host: Host): Binding {
  return { host, createTransport };
}

function withDomType(interfaces: Interfaces): Family {
  return interfaces as unknown as Family;
}
