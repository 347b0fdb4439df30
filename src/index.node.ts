/** twinrtc in Node: the interfaces of webrtc-pc over real UDP. */
import type { Realm } from './api/index.ts';
import { devicesOf, familiesOn, mediaDevicesOn, type Family, type FamilyMaker } from './families.ts';
import { keyLogLine } from './dtls/key-log-line.ts';
import { keyLogOfEnvironment } from './hosts/node/key-log.ts';
import { createNodeHost } from './hosts/node/node-host.ts';
import { createTransport } from './transport/index.ts';
import type { TransportFactory } from './transport/types.ts';

export { createNodeHost, type NodeHostOptions } from './hosts/node/node-host.ts';
export type { Family, FamilyMaker } from './families.ts';
export type { FakeDevices } from './media/devices/fake-devices.ts';
export type { Realm } from './api/index.ts';
export type * from './api/stats/dictionaries.ts';

const host = createNodeHost();
const keyLog = keyLogOfEnvironment();

/** Where SSLKEYLOGFILE asks for it, and only there, the secrets of every DTLS association go to that file. */
const createLoggedTransport: TransportFactory = (options) =>
  createTransport({ ...options, onSecrets: (secrets) => keyLog?.(keyLogLine(secrets)) });

/** The interfaces built for a global object, over real UDP: what `install` installs. */
export const interfacesFor: FamilyMaker = familiesOn(
  host,
  keyLog === undefined ? {} : { createTransport: createLoggedTransport },
);

/** `navigator.mediaDevices` for a global object. */
export const mediaDevicesFor = (realm: Realm): MediaDevices => mediaDevicesOn(host, interfacesFor(realm));

/** The microphones, cameras, speakers and displays that exist here: plug them in and out, mute them, deny them. */
export const fakeDevices = devicesOf(host);

export const mediaDevices: MediaDevices = mediaDevicesFor(globalThis);

const family = interfacesFor(globalThis);

// Each name is a class and, as with classes of one's own, the type of its objects.
export const DeviceChangeEvent = family.DeviceChangeEvent;
export type DeviceChangeEvent = InstanceType<Family['DeviceChangeEvent']>;
export const InputDeviceInfo = family.InputDeviceInfo;
export type InputDeviceInfo = globalThis.InputDeviceInfo;
export const MediaDeviceInfo = family.MediaDeviceInfo;
export type MediaDeviceInfo = globalThis.MediaDeviceInfo;
export const MediaDevices = family.MediaDevices;
export type MediaDevices = globalThis.MediaDevices;
export const MediaStream = family.MediaStream;
export type MediaStream = globalThis.MediaStream;
export const MediaStreamTrack = family.MediaStreamTrack;
export type MediaStreamTrack = globalThis.MediaStreamTrack;
export const MediaStreamTrackEvent = family.MediaStreamTrackEvent;
export type MediaStreamTrackEvent = globalThis.MediaStreamTrackEvent;
export const OverconstrainedError = family.OverconstrainedError;
export type OverconstrainedError = globalThis.OverconstrainedError;
export const RTCCertificate = family.RTCCertificate;
export type RTCCertificate = globalThis.RTCCertificate;
export const RTCDTMFSender = family.RTCDTMFSender;
export type RTCDTMFSender = globalThis.RTCDTMFSender;
export const RTCDTMFToneChangeEvent = family.RTCDTMFToneChangeEvent;
export type RTCDTMFToneChangeEvent = globalThis.RTCDTMFToneChangeEvent;
export const RTCDataChannel = family.RTCDataChannel;
export type RTCDataChannel = globalThis.RTCDataChannel;
export const RTCDataChannelEvent = family.RTCDataChannelEvent;
export type RTCDataChannelEvent = globalThis.RTCDataChannelEvent;
export const RTCDtlsTransport = family.RTCDtlsTransport;
export type RTCDtlsTransport = globalThis.RTCDtlsTransport;
export const RTCError = family.RTCError;
export type RTCError = globalThis.RTCError;
export const RTCErrorEvent = family.RTCErrorEvent;
export type RTCErrorEvent = globalThis.RTCErrorEvent;
export const RTCIceCandidate = family.RTCIceCandidate;
export type RTCIceCandidate = globalThis.RTCIceCandidate;
export const RTCIceCandidatePair = family.RTCIceCandidatePair;
export type RTCIceCandidatePair = globalThis.RTCIceCandidatePair;
export const RTCIceTransport = family.RTCIceTransport;
export type RTCIceTransport = globalThis.RTCIceTransport;
export const RTCIdentityAssertion = family.RTCIdentityAssertion;
export type RTCIdentityAssertion = InstanceType<Family['RTCIdentityAssertion']>;
export const RTCPeerConnection = family.RTCPeerConnection;
export type RTCPeerConnection = globalThis.RTCPeerConnection;
export const RTCPeerConnectionIceErrorEvent = family.RTCPeerConnectionIceErrorEvent;
export type RTCPeerConnectionIceErrorEvent = globalThis.RTCPeerConnectionIceErrorEvent;
export const RTCPeerConnectionIceEvent = family.RTCPeerConnectionIceEvent;
export type RTCPeerConnectionIceEvent = globalThis.RTCPeerConnectionIceEvent;
export const RTCRtpReceiver = family.RTCRtpReceiver;
export type RTCRtpReceiver = globalThis.RTCRtpReceiver;
export const RTCRtpSender = family.RTCRtpSender;
export type RTCRtpSender = globalThis.RTCRtpSender;
export const RTCRtpTransceiver = family.RTCRtpTransceiver;
export type RTCRtpTransceiver = globalThis.RTCRtpTransceiver;
export const RTCSctpTransport = family.RTCSctpTransport;
export type RTCSctpTransport = globalThis.RTCSctpTransport;
export const RTCSessionDescription = family.RTCSessionDescription;
export type RTCSessionDescription = globalThis.RTCSessionDescription;
export const RTCStatsReport = family.RTCStatsReport;
export type RTCStatsReport = globalThis.RTCStatsReport;
export const RTCTrackEvent = family.RTCTrackEvent;
export type RTCTrackEvent = globalThis.RTCTrackEvent;
