import { assert } from '../util/assert.ts';
import { bind, type Binding } from './binding.ts';
import { createErrors } from './errors.ts';
import type { Faces } from './faces.ts';
import { createMediaDeviceInfo } from './interfaces/media-device-info.ts';
import { createMediaDevices, type MediaDevicesInterface } from './interfaces/media-devices.ts';
import {
  createDeviceChangeEvent,
  createMediaStreamTrackEvent,
  type DeviceChangeEventConstructor,
} from './interfaces/media-events.ts';
import { createMediaStream, type MediaStreamInterface } from './interfaces/media-stream.ts';
import { createMediaStreamTrack, type MediaStreamTrackInterface } from './interfaces/media-stream-track.ts';
import { createOverconstrainedError } from './interfaces/overconstrained-error.ts';
import {
  createRTCDataChannelEvent,
  createRTCErrorEvent,
  createRTCPeerConnectionIceErrorEvent,
  createRTCPeerConnectionIceEvent,
} from './interfaces/events.ts';
import { createRTCCertificate } from './interfaces/rtc-certificate.ts';
import { createRTCDataChannel } from './interfaces/rtc-data-channel.ts';
import type { FaceOf } from './interfaces/face-of.ts';
import { createRTCDTMFSender, type DtmfSenderInterface } from './interfaces/rtc-dtmf-sender.ts';
import { createRTCDtlsTransport } from './interfaces/rtc-dtls-transport.ts';
import { createRTCError } from './interfaces/rtc-error.ts';
import { createRTCIceCandidate } from './interfaces/rtc-ice-candidate.ts';
import { createRTCIceTransport } from './interfaces/rtc-ice-transport.ts';
import { createRTCIdentityAssertion, type IdentityAssertionConstructor } from './interfaces/rtc-identity-assertion.ts';
import { createRTCPeerConnection, type PeerConnectionConstructor } from './interfaces/rtc-peer-connection.ts';
import { createRTCRtpReceiver, type RtpReceiverInterface } from './interfaces/rtc-rtp-receiver.ts';
import { createRTCRtpSender, type RtpSenderInterface } from './interfaces/rtc-rtp-sender.ts';
import { createRTCRtpTransceiver, type RtpTransceiverInterface } from './interfaces/rtc-rtp-transceiver.ts';
import { createRTCDTMFToneChangeEvent, createRTCTrackEvent } from './interfaces/rtp-events.ts';
import { createRTCSctpTransport } from './interfaces/rtc-sctp-transport.ts';
import { createRTCSessionDescription } from './interfaces/rtc-session-description.ts';
import { createRTCStatsReport } from './interfaces/rtc-stats-report.ts';
import type { Realm } from './realm.ts';
import type { DtlsTransport } from './records/dtls-transport.ts';

/** One family of classes: those of one realm. Each is assignable to its namesake of lib.dom. */
export interface Interfaces {
  readonly DeviceChangeEvent: DeviceChangeEventConstructor;
  readonly InputDeviceInfo: typeof InputDeviceInfo;
  readonly MediaDeviceInfo: typeof MediaDeviceInfo;
  readonly MediaDevices: typeof MediaDevices;
  readonly MediaStream: typeof MediaStream;
  readonly MediaStreamTrack: typeof MediaStreamTrack;
  readonly MediaStreamTrackEvent: typeof MediaStreamTrackEvent;
  readonly OverconstrainedError: typeof OverconstrainedError;
  readonly RTCCertificate: typeof RTCCertificate;
  readonly RTCDTMFSender: typeof RTCDTMFSender;
  readonly RTCDTMFToneChangeEvent: typeof RTCDTMFToneChangeEvent;
  readonly RTCDataChannel: typeof RTCDataChannel;
  readonly RTCDataChannelEvent: typeof RTCDataChannelEvent;
  readonly RTCDtlsTransport: typeof RTCDtlsTransport;
  readonly RTCError: typeof RTCError;
  readonly RTCErrorEvent: typeof RTCErrorEvent;
  readonly RTCIceCandidate: typeof RTCIceCandidate;
  readonly RTCIceCandidatePair: new () => RTCIceCandidatePair;
  readonly RTCIceTransport: typeof RTCIceTransport;
  readonly RTCIdentityAssertion: IdentityAssertionConstructor;
  readonly RTCPeerConnection: PeerConnectionConstructor;
  readonly RTCPeerConnectionIceErrorEvent: typeof RTCPeerConnectionIceErrorEvent;
  readonly RTCPeerConnectionIceEvent: typeof RTCPeerConnectionIceEvent;
  readonly RTCRtpReceiver: typeof RTCRtpReceiver;
  readonly RTCRtpSender: typeof RTCRtpSender;
  readonly RTCRtpTransceiver: typeof RTCRtpTransceiver;
  readonly RTCSctpTransport: typeof RTCSctpTransport;
  readonly RTCSessionDescription: typeof RTCSessionDescription;
  readonly RTCStatsReport: typeof RTCStatsReport;
  readonly RTCTrackEvent: typeof RTCTrackEvent;
}

/**
 * Builds the classes for a realm. `binding` is the host RTCPeerConnection runs on; without it only subclasses made by
 * `bindPeerConnection` can be constructed (NotSupportedError otherwise).
 */
export function createInterfaces(realm: Realm, binding?: Binding): Interfaces {
  const media = createMediaInterfaces(realm);
  const certificate = createRTCCertificate();
  const sessionDescription = createRTCSessionDescription();
  const iceCandidate = createRTCIceCandidate();
  const error = createRTCError(realm);
  const dataChannel = createRTCDataChannel(realm);
  const ice = createRTCIceTransport(realm, () => faces, iceCandidate.isInstance);
  const dtls = createRTCDtlsTransport(realm, ice.faceOf);
  const sctp = createRTCSctpTransport(realm, dtls.faceOf);
  const statsReport = createRTCStatsReport();
  const rtp = createRtpInterfaces(realm, media, dtls.faceOf);
  const iceEvent = createRTCPeerConnectionIceEvent(realm, iceCandidate.isInstance);
  const events = {
    RTCPeerConnectionIceEvent: iceEvent.RTCPeerConnectionIceEvent,
    RTCPeerConnectionIceErrorEvent: createRTCPeerConnectionIceErrorEvent(realm),
    RTCDataChannelEvent: createRTCDataChannelEvent(realm, dataChannel.isInstance),
    RTCErrorEvent: createRTCErrorEvent(realm, error.isInstance),
    RTCTrackEvent: rtp.RTCTrackEvent,
    RTCDTMFToneChangeEvent: createRTCDTMFToneChangeEvent(realm),
    MediaStreamTrackEvent: media.interfaces.MediaStreamTrackEvent,
  };
  const faces: Faces = {
    errors: createErrors(realm, error.RTCError),
    sessionDescription: sessionDescription.create,
    iceCandidate: iceCandidate.create,
    dataChannel: dataChannel.create,
    sctpTransport: sctp.faceOf,
    blob: (bytes) => new realm.Blob([bytes as Uint8Array<ArrayBuffer>]),
    statsReport: statsReport.create,
    ...firing(realm, events, media, rtp),
    fireIceCandidate: (target, candidate, url) => target.dispatchEvent(iceEvent.create({ candidate, url })),
  };
  const RTCPeerConnection = createRTCPeerConnection(realm, faces, certificate, media, rtp);
  if (binding !== undefined) bind(RTCPeerConnection, binding);
  if (binding !== undefined) bind(ice.RTCIceTransport, binding);
  if (binding !== undefined) bind(media.interfaces.MediaStream, binding);
  const interfaces: Interfaces = {
    ...media.interfaces,
    RTCCertificate: certificate.RTCCertificate,
    RTCDataChannel: dataChannel.RTCDataChannel,
    RTCDtlsTransport: dtls.RTCDtlsTransport,
    RTCError: error.RTCError,
    RTCIceCandidate: iceCandidate.RTCIceCandidate,
    RTCIceCandidatePair: ice.RTCIceCandidatePair,
    RTCIceTransport: ice.RTCIceTransport,
    RTCIdentityAssertion: createRTCIdentityAssertion(),
    RTCPeerConnection,
    RTCDTMFSender: rtp.dtmf.RTCDTMFSender,
    RTCRtpReceiver: rtp.receivers.RTCRtpReceiver,
    RTCRtpSender: rtp.senders.RTCRtpSender,
    RTCRtpTransceiver: rtp.transceivers.RTCRtpTransceiver,
    RTCSctpTransport: sctp.RTCSctpTransport,
    RTCSessionDescription: sessionDescription.RTCSessionDescription,
    RTCStatsReport: statsReport.RTCStatsReport,
    ...events,
  };
  mediaFaces.set(interfaces, media);
  return interfaces;
}

/** How the objects of media come by their records, and records by their objects, in one family of classes. */
export interface MediaFaces {
  readonly tracks: MediaStreamTrackInterface;
  readonly streams: MediaStreamInterface;
  readonly devices: MediaDevicesInterface;
}

const mediaFaces = new WeakMap<Interfaces, MediaFaces>();

/** For what is built on tracks outside of the W3C surface: canvases, media elements, test tools. */
export function mediaFacesOf(interfaces: Interfaces): MediaFaces {
  const faces = mediaFaces.get(interfaces);
  assert(faces !== undefined, 'the family was made by createInterfaces');
  return faces;
}

type MediaInterfaceName = Extract<
  keyof Interfaces,
  `${string}Device${string}` | `Media${string}` | 'OverconstrainedError'
>;

function createMediaInterfaces(realm: Realm): MediaFaces & { interfaces: Pick<Interfaces, MediaInterfaceName> } {
  const overconstrained = createOverconstrainedError(realm);
  const tracks = createMediaStreamTrack(realm, overconstrained);
  const streams = createMediaStream(realm, tracks);
  const infos = createMediaDeviceInfo();
  const DeviceChangeEvent = createDeviceChangeEvent(realm, infos.isInstance);
  const devices = createMediaDevices(realm, { streams, infos, overconstrained, DeviceChangeEvent });
  const isTrack = (value: unknown): boolean => tracks.recordOf(value) !== undefined;
  return {
    tracks,
    streams,
    devices,
    interfaces: {
      DeviceChangeEvent,
      InputDeviceInfo: infos.InputDeviceInfo,
      MediaDeviceInfo: infos.MediaDeviceInfo,
      MediaDevices: devices.MediaDevices,
      MediaStream: streams.MediaStream,
      MediaStreamTrack: tracks.MediaStreamTrack,
      MediaStreamTrackEvent: createMediaStreamTrackEvent(realm, isTrack),
      OverconstrainedError: overconstrained.OverconstrainedError,
    },
  };
}

/** The same for what sends and receives. */
export interface RtpFaces {
  readonly senders: RtpSenderInterface;
  readonly receivers: RtpReceiverInterface;
  readonly transceivers: RtpTransceiverInterface;
  readonly dtmf: DtmfSenderInterface;
}

function createRtpInterfaces(
  realm: Realm,
  { tracks, streams }: MediaFaces,
  dtlsFaceOf: FaceOf<DtlsTransport, RTCDtlsTransport>,
): RtpFaces & Pick<Interfaces, 'RTCTrackEvent'> {
  const dtmf = createRTCDTMFSender(realm);
  const senders = createRTCRtpSender({ tracks, streams, dtlsFaceOf, dtmfFaceOf: dtmf.faceOf });
  const receivers = createRTCRtpReceiver(tracks, dtlsFaceOf);
  const transceivers = createRTCRtpTransceiver(senders, receivers);
  const RTCTrackEvent = createRTCTrackEvent(realm, {
    isReceiver: (value) => receivers.recordOf(value) !== undefined,
    isTrack: (value) => tracks.recordOf(value) !== undefined,
    isStream: (value) => streams.recordOf(value) !== undefined,
    isTransceiver: transceivers.isInstance,
  });
  return { senders, receivers, transceivers, dtmf, RTCTrackEvent };
}

/** A subclass of a family's RTCPeerConnection that runs on another host; it is a member of the same realm. */
export function bindPeerConnection(interfaces: Interfaces, binding: Binding): PeerConnectionConstructor {
  const Bound = class extends interfaces.RTCPeerConnection {};
  Object.defineProperty(Bound, 'name', { value: 'RTCPeerConnection', configurable: true });
  bind(Bound, binding);
  return Bound;
}

type EventInterfaces = Pick<
  Interfaces,
  | 'MediaStreamTrackEvent'
  | 'RTCDataChannelEvent'
  | 'RTCDTMFToneChangeEvent'
  | 'RTCErrorEvent'
  | 'RTCPeerConnectionIceErrorEvent'
  | 'RTCTrackEvent'
>;

/** How events of this realm are fired. */
function firing(
  realm: Realm,
  events: EventInterfaces,
  { tracks, streams }: MediaFaces,
  { receivers, transceivers }: RtpFaces,
): Omit<Pick<Faces, Extract<keyof Faces, `fire${string}`>>, 'fireIceCandidate'> {
  const { Event, MessageEvent, origin = 'null' } = realm;
  return {
    fire: (target, type) => target?.dispatchEvent(new Event(type)),
    fireMessage: (target, data) => target.dispatchEvent(new MessageEvent('message', { data, origin })),
    fireError: (target, error) => target?.dispatchEvent(new events.RTCErrorEvent('error', { error })),
    fireIceCandidateError: (target, init) =>
      target.dispatchEvent(new events.RTCPeerConnectionIceErrorEvent('icecandidateerror', init)),
    fireTrack: (target, transceiver, ofStreams) =>
      target.dispatchEvent(
        new events.RTCTrackEvent('track', {
          receiver: receivers.faceOf(transceiver.receiver),
          track: tracks.faceOf(transceiver.receiver.track),
          streams: ofStreams.map(streams.faceOf),
          transceiver: transceivers.faceOf(transceiver),
        }),
      ),
    fireAddStream: (target, stream) =>
      target.dispatchEvent(Object.assign(new Event('addstream'), { stream: streams.faceOf(stream) })),
    fireStreamTrack: ({ face }, type, track) =>
      face?.dispatchEvent(new events.MediaStreamTrackEvent(type, { track: tracks.faceOf(track) })),
    fireToneChange: (target, tone) => target?.dispatchEvent(new events.RTCDTMFToneChangeEvent('tonechange', { tone })),
    fireDataChannel: (target, channel) =>
      target.dispatchEvent(new events.RTCDataChannelEvent('datachannel', { channel })),
  };
}
