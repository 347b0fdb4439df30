/** Compile-time only: the classes are lib.dom's, whichever way they are assigned, and so is what they are built from. */
import * as twinrtc from '../../src/index.node.ts';
import type * as twinrtcOfPages from '../../src/index.web.ts';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { createInterfaces, type Interfaces, type PeerConnection } from '../../src/api/index.ts';

type Dom = typeof globalThis;

/** True if each can stand where the other is expected. */
type IsSame<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The names that are not the same in both. */
type Different<Ours> = {
  [Name in keyof Ours & keyof Dom]: IsSame<Ours[Name], Dom[Name]> extends true ? never : Name;
}[keyof Ours & keyof Dom];

/** What lib.dom has no interface object for. */
type UnknownToTheDom = 'DeviceChangeEvent' | 'RTCIceCandidatePair' | 'RTCIdentityAssertion';

type Nothing<T extends never> = T;
export type DifferentInAFamily = Nothing<Different<Interfaces>>;
export type DifferentInNode = Nothing<Different<Pick<typeof twinrtc, keyof Interfaces>>>;
export type DifferentInAPage = Nothing<Different<Pick<typeof twinrtcOfPages, keyof Interfaces>>>;
export type NotInTheDom = Nothing<Exclude<Exclude<keyof Interfaces, keyof Dom>, UnknownToTheDom>>;
export type InTheDomAfterAll = Nothing<Extract<UnknownToTheDom, keyof Dom>>;

/** Everything of WebRTC that lib.dom has, but encoded transforms, is here. */
type OfWebRTC = Extract<keyof Dom, `RTC${string}`>;
type Encoded = 'RTCEncodedAudioFrame' | 'RTCEncodedVideoFrame' | 'RTCRtpScriptTransform';
export type Missing = Nothing<Exclude<OfWebRTC, keyof Interfaces | Encoded>>;

const host = new SimulatedNetwork().host('alice');
export const simulated: Dom['RTCPeerConnection'] = host.RTCPeerConnection;
export const simulatedDevices: MediaDevices = host.mediaDevices;
export const ofTheDom: typeof host.RTCPeerConnection = globalThis.RTCPeerConnection;

/** The realm may be the global object itself. */
export const ofThisRealm: Interfaces = createInterfaces(globalThis);

/** lib.dom's objects can be used where ours are expected. */
export const connection: PeerConnection = {} as RTCPeerConnection;

/** An imported class names the type of its objects, as it does in a page. */
export class Call {
  readonly connection: twinrtc.RTCPeerConnection = new twinrtc.RTCPeerConnection();
  channel: twinrtc.RTCDataChannel | undefined;
  identity: twinrtc.RTCIdentityAssertion | undefined;
  readonly tracks: twinrtc.MediaStreamTrack[] = [];

  take(event: twinrtc.RTCTrackEvent | twinrtc.DeviceChangeEvent): globalThis.RTCPeerConnection {
    if ('track' in event) this.tracks.push(event.track);
    return this.connection;
  }
}

/** What a report holds, by the names of webrtc-stats: those of lib.dom, and ours where it has none. */
export type Records =
  | RTCIceCandidatePairStats
  | RTCInboundRtpStreamStats
  | RTCOutboundRtpStreamStats
  | RTCTransportStats
  | twinrtc.RTCAudioPlayoutStats
  | twinrtc.RTCAudioSourceStats
  | twinrtc.RTCCertificateStats
  | twinrtc.RTCCodecStats
  | twinrtc.RTCDataChannelStats
  | twinrtc.RTCIceCandidateStats
  | twinrtc.RTCPeerConnectionStats
  | twinrtc.RTCRemoteInboundRtpStreamStats
  | twinrtc.RTCRemoteOutboundRtpStreamStats
  | twinrtc.RTCVideoSourceStats;
export type NotARecord = Nothing<Exclude<Records, RTCStats>>;
export type TypeWithoutRecord = Nothing<Exclude<RTCStatsType, Records['type']>>;

/** Application code, as it is written against lib.dom. */
export async function application(): Promise<void> {
  const { RTCPeerConnection } = twinrtc;
  const pc = new RTCPeerConnection({ iceServers: [{ urls: 'stun:stun.example.org' }] });
  pc.onicecandidate = ({ candidate }) => void pc.addIceCandidate(candidate);
  pc.addEventListener('datachannel', ({ channel }) => channel.send('hello'));
  const channel: RTCDataChannel = pc.createDataChannel('chat', { ordered: false, maxRetransmits: 0 });
  channel.onmessage = ({ data }) => void data;
  channel.send(new Uint8Array(3));
  await pc.setLocalDescription(await pc.createOffer({ iceRestart: true }));
  const description: RTCSessionDescription | null = pc.localDescription;
  await pc.setRemoteDescription(description!);
  const certificates: RTCCertificate[] = [await RTCPeerConnection.generateCertificate('ECDSA')];
  void new RTCPeerConnection({ certificates });
  const stream = await twinrtc.mediaDevices.getUserMedia({ audio: true, video: { width: { ideal: 640 } } });
  const [sender]: RTCRtpSender[] = stream.getTracks().map((track) => pc.addTrack(track, stream));
  await sender.setParameters({ ...sender.getParameters(), encodings: [{ active: false }] });
  sender.dtmf?.insertDTMF('123');
  pc.ontrack = ({ transceiver, streams: [first] }) => {
    transceiver.direction = 'recvonly';
    first?.addEventListener('removetrack', ({ track }) => track.stop());
  };
  for (const record of (await pc.getStats()).values() as Iterable<Records>) {
    if (record.type === 'data-channel') void (record as twinrtc.RTCDataChannelStats).messagesSent;
  }
}
