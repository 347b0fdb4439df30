/** twinrtc in a browser page: the interfaces of webrtc-pc over a LAN that exists in this page only. */
import type { Realm } from './api/index.ts';
import { devicesOf, familiesOn, mediaDevicesOn, type FamilyMaker } from './families.ts';
import { createWebHost } from './hosts/web/web-host.ts';

export { createWebHost, type WebHostOptions } from './hosts/web/web-host.ts';
export type { Family, FamilyMaker } from './families.ts';
export type { FakeDevices } from './media/devices/fake-devices.ts';
export type { Realm } from './api/index.ts';
export type * from './api/stats/dictionaries.ts';

const host = createWebHost();

/** The interfaces built for a global object, over the page's LAN: what `install` installs. */
export const interfacesFor: FamilyMaker = familiesOn(host);

/** `navigator.mediaDevices` for a global object. */
export const mediaDevicesFor = (realm: Realm): MediaDevices => mediaDevicesOn(host, interfacesFor(realm));

/** The microphones, cameras, speakers and displays that exist here: plug them in and out, mute them, deny them. */
export const fakeDevices = devicesOf(host);

export const mediaDevices: MediaDevices = mediaDevicesFor(globalThis);

export const {
  DeviceChangeEvent,
  InputDeviceInfo,
  MediaDeviceInfo,
  MediaDevices,
  MediaStream,
  MediaStreamTrack,
  MediaStreamTrackEvent,
  OverconstrainedError,
  RTCCertificate,
  RTCDTMFSender,
  RTCDTMFToneChangeEvent,
  RTCDataChannel,
  RTCDataChannelEvent,
  RTCDtlsTransport,
  RTCError,
  RTCErrorEvent,
  RTCIceCandidate,
  RTCIceCandidatePair,
  RTCIceTransport,
  RTCIdentityAssertion,
  RTCPeerConnection,
  RTCPeerConnectionIceErrorEvent,
  RTCPeerConnectionIceEvent,
  RTCRtpReceiver,
  RTCRtpSender,
  RTCRtpTransceiver,
  RTCSctpTransport,
  RTCSessionDescription,
  RTCStatsReport,
  RTCTrackEvent,
} = interfacesFor(globalThis);
