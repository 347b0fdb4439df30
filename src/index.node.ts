/** twinrtc in Node: the interfaces of webrtc-pc over real UDP. */
import type { Realm } from './api/index.ts';
import { devicesOf, familiesOn, mediaDevicesOn, type Family, type FamilyMaker } from './families.ts';
import { createNodeHost } from './hosts/node/node-host.ts';

export { createNodeHost, type NodeHostOptions } from './hosts/node/node-host.ts';
export type { Family, FamilyMaker } from './families.ts';
export type { FakeDevices } from './media/devices/fake-devices.ts';
export type { Realm } from './api/index.ts';
export type * from './api/stats/dictionaries.ts';

const host = createNodeHost();

/** The interfaces built for a global object, over real UDP: what `install` installs. */
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

// An imported name is the type of its objects as well.
export type DeviceChangeEvent = InstanceType<Family['DeviceChangeEvent']>;
export type InputDeviceInfo = globalThis.InputDeviceInfo;
export type MediaDeviceInfo = globalThis.MediaDeviceInfo;
export type MediaDevices = globalThis.MediaDevices;
export type MediaStream = globalThis.MediaStream;
export type MediaStreamTrack = globalThis.MediaStreamTrack;
export type MediaStreamTrackEvent = globalThis.MediaStreamTrackEvent;
export type OverconstrainedError = globalThis.OverconstrainedError;
export type RTCCertificate = globalThis.RTCCertificate;
export type RTCDTMFSender = globalThis.RTCDTMFSender;
export type RTCDTMFToneChangeEvent = globalThis.RTCDTMFToneChangeEvent;
export type RTCDataChannel = globalThis.RTCDataChannel;
export type RTCDataChannelEvent = globalThis.RTCDataChannelEvent;
export type RTCDtlsTransport = globalThis.RTCDtlsTransport;
export type RTCError = globalThis.RTCError;
export type RTCErrorEvent = globalThis.RTCErrorEvent;
export type RTCIceCandidate = globalThis.RTCIceCandidate;
export type RTCIceCandidatePair = globalThis.RTCIceCandidatePair;
export type RTCIceTransport = globalThis.RTCIceTransport;
export type RTCIdentityAssertion = InstanceType<Family['RTCIdentityAssertion']>;
export type RTCPeerConnection = globalThis.RTCPeerConnection;
export type RTCPeerConnectionIceErrorEvent = globalThis.RTCPeerConnectionIceErrorEvent;
export type RTCPeerConnectionIceEvent = globalThis.RTCPeerConnectionIceEvent;
export type RTCRtpReceiver = globalThis.RTCRtpReceiver;
export type RTCRtpSender = globalThis.RTCRtpSender;
export type RTCRtpTransceiver = globalThis.RTCRtpTransceiver;
export type RTCSctpTransport = globalThis.RTCSctpTransport;
export type RTCSessionDescription = globalThis.RTCSessionDescription;
export type RTCStatsReport = globalThis.RTCStatsReport;
export type RTCTrackEvent = globalThis.RTCTrackEvent;
