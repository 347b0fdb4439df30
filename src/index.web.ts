/** twinrtc in a browser page: the interfaces of webrtc-pc over a LAN that exists in this page only. */
import { familiesOn, type FamilyMaker } from './families.ts';
import { createWebHost } from './hosts/web/web-host.ts';

export { createWebHost, type WebHostOptions } from './hosts/web/web-host.ts';
export type { Family, FamilyMaker } from './families.ts';
export type { Realm } from './api/index.ts';

/** The interfaces built for a global object, over the page's LAN: what `install` installs. */
export const interfacesFor: FamilyMaker = familiesOn(createWebHost());

export const {
  RTCCertificate,
  RTCDataChannel,
  RTCDataChannelEvent,
  RTCDtlsTransport,
  RTCError,
  RTCErrorEvent,
  RTCIceCandidate,
  RTCIceCandidatePair,
  RTCIceTransport,
  RTCPeerConnection,
  RTCPeerConnectionIceErrorEvent,
  RTCPeerConnectionIceEvent,
  RTCSctpTransport,
  RTCSessionDescription,
  RTCStatsReport,
} = interfacesFor(globalThis);
