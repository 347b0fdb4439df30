/** twinrtc in Node: the interfaces of webrtc-pc over real UDP. */
import { familiesOn, type FamilyMaker } from './families.ts';
import { createNodeHost } from './hosts/node/node-host.ts';

export { createNodeHost, type NodeHostOptions } from './hosts/node/node-host.ts';
export type { Family, FamilyMaker } from './families.ts';
export type { Realm } from './api/index.ts';

/** The interfaces built for a global object, over real UDP: what `install` installs. */
export const interfacesFor: FamilyMaker = familiesOn(createNodeHost());

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
