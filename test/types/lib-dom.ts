/** Compile-time only: lib.dom's types accept the classes. */
import { createInterfaces, type Interfaces, type PeerConnection } from '../../src/api/index.ts';

declare const interfaces: Interfaces;

export const certificate: typeof globalThis.RTCCertificate = interfaces.RTCCertificate;
export const dataChannel: typeof globalThis.RTCDataChannel = interfaces.RTCDataChannel;
export const dataChannelEvent: typeof globalThis.RTCDataChannelEvent = interfaces.RTCDataChannelEvent;
export const dtlsTransport: typeof globalThis.RTCDtlsTransport = interfaces.RTCDtlsTransport;
export const error: typeof globalThis.RTCError = interfaces.RTCError;
export const errorEvent: typeof globalThis.RTCErrorEvent = interfaces.RTCErrorEvent;
export const iceCandidate: typeof globalThis.RTCIceCandidate = interfaces.RTCIceCandidate;
export const iceTransport: typeof globalThis.RTCIceTransport = interfaces.RTCIceTransport;
export const iceEvent: typeof globalThis.RTCPeerConnectionIceEvent = interfaces.RTCPeerConnectionIceEvent;
export const iceErrorEvent: typeof globalThis.RTCPeerConnectionIceErrorEvent =
  interfaces.RTCPeerConnectionIceErrorEvent;
export const sctpTransport: typeof globalThis.RTCSctpTransport = interfaces.RTCSctpTransport;
export const sessionDescription: typeof globalThis.RTCSessionDescription = interfaces.RTCSessionDescription;
export const statsReport: typeof globalThis.RTCStatsReport = interfaces.RTCStatsReport;

export const dtmfSender: typeof globalThis.RTCDTMFSender = interfaces.RTCDTMFSender;
export const toneChange: typeof globalThis.RTCDTMFToneChangeEvent = interfaces.RTCDTMFToneChangeEvent;
export const receiver: typeof globalThis.RTCRtpReceiver = interfaces.RTCRtpReceiver;
export const sender: typeof globalThis.RTCRtpSender = interfaces.RTCRtpSender;
export const transceiver: typeof globalThis.RTCRtpTransceiver = interfaces.RTCRtpTransceiver;
export const trackEvent: typeof globalThis.RTCTrackEvent = interfaces.RTCTrackEvent;
export const peerConnection: typeof globalThis.RTCPeerConnection = interfaces.RTCPeerConnection;
export const stream: typeof globalThis.MediaStream = interfaces.MediaStream;
export const streamTrack: typeof globalThis.MediaStreamTrack = interfaces.MediaStreamTrack;
export const streamTrackEvent: typeof globalThis.MediaStreamTrackEvent = interfaces.MediaStreamTrackEvent;
export const devices: typeof globalThis.MediaDevices = interfaces.MediaDevices;
export const deviceInfo: typeof globalThis.MediaDeviceInfo = interfaces.MediaDeviceInfo;
export const input: typeof globalThis.InputDeviceInfo = interfaces.InputDeviceInfo;
export const overconstrained: typeof globalThis.OverconstrainedError = interfaces.OverconstrainedError;

/** The realm may be the global object itself. */
export const ofThisRealm: Interfaces = createInterfaces(globalThis);

/** lib.dom's connection can be used where ours is expected. */
export const connection: PeerConnection = {} as RTCPeerConnection;

/** Application code, as it is written against lib.dom. */
export async function application(): Promise<void> {
  const pc = new interfaces.RTCPeerConnection({ iceServers: [{ urls: 'stun:stun.example.org' }] });
  pc.onicecandidate = ({ candidate }) => void pc.addIceCandidate(candidate);
  pc.addEventListener('datachannel', ({ channel }) => channel.send('hello'));
  const channel: RTCDataChannel = pc.createDataChannel('chat', { ordered: false, maxRetransmits: 0 });
  channel.onmessage = ({ data }) => void data;
  channel.send(new Uint8Array(3));
  await pc.setLocalDescription(await pc.createOffer({ iceRestart: true }));
  const description: RTCSessionDescription | null = pc.localDescription;
  await pc.setRemoteDescription(description!);
  const certificateOfMine: RTCCertificate = await interfaces.RTCPeerConnection.generateCertificate('ECDSA');
  void certificateOfMine;
  for (const [id, stats] of await pc.getStats()) void [id, stats];
}
