/** One object of every interface, as a call leaves them: two peers of one family, media and data between them. */
import { mediaDevicesOn, type Family } from '../../../../src/families.ts';
import { SimulatedNetwork } from '../../../../src/sim.node.ts';
import { eventOf, negotiate } from '../../../support/two-peers.ts';

export interface LiveObjects {
  readonly family: Family;
  /** By the name of the interface. Several, where they differ. */
  readonly objects: ReadonlyMap<string, readonly object[]>;
  end(): void;
}

export async function liveObjects(): Promise<LiveObjects> {
  const world = new SimulatedNetwork({ seed: 1 });
  const alice = world.host('alice');
  const family = alice.interfacesFor(globalThis);
  const [near, far, fresh] = Array.from({ length: 3 }, () => new family.RTCPeerConnection());
  const { events, eventsOf } = recorder();
  const mediaDevices = mediaDevicesOn(alice, family);
  const stream = await mediaDevices.getUserMedia({ audio: true, video: true });
  const senders = stream.getTracks().map((track) => near.addTrack(track, stream));
  const channel = near.createDataChannel('live', { protocol: 'test' });
  eventsOf(near, ['icecandidate']);
  eventsOf(far, ['track', 'datachannel']);
  const opened = [eventOf(channel, 'open'), eventOf(far, 'datachannel')];
  await negotiate(near, far);
  await Promise.all(opened);
  const devices = await mediaDevices.enumerateDevices();
  const { sctp } = near;
  const dtls = sctp!.transport;
  const objects: Record<string, object[]> = {
    MediaDevices: [mediaDevices],
    MediaStream: [stream, new family.MediaStream()],
    MediaStreamTrack: [...stream.getTracks(), far.getReceivers()[0].track],
    MediaStreamTrackEvent: [new family.MediaStreamTrackEvent('addtrack', { track: stream.getTracks()[0] })],
    DeviceChangeEvent: [new family.DeviceChangeEvent('devicechange', { devices })],
    MediaDeviceInfo: devices.filter(({ kind }) => kind === 'audiooutput'),
    InputDeviceInfo: devices.filter(({ kind }) => kind !== 'audiooutput'),
    OverconstrainedError: [new family.OverconstrainedError('width')],
    RTCCertificate: [
      await family.RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as never),
    ],
    RTCDTMFSender: senders.flatMap(({ dtmf }) => dtmf ?? []),
    RTCDTMFToneChangeEvent: [new family.RTCDTMFToneChangeEvent('tonechange')],
    RTCDataChannel: [channel, fresh.createDataChannel('not yet')],
    RTCDataChannelEvent: events.get('datachannel')!,
    RTCDtlsTransport: [dtls],
    RTCError: [new family.RTCError({ errorDetail: 'dtls-failure', sentAlert: 40 })],
    RTCErrorEvent: [new family.RTCErrorEvent('error', { error: new family.RTCError({ errorDetail: 'sctp-failure' }) })],
    RTCIceCandidate: [...localCandidatesOf(dtls.iceTransport), new family.RTCIceCandidate({ sdpMid: '' })],
    RTCIceCandidatePair: [dtls.iceTransport.getSelectedCandidatePair()!],
    RTCIceTransport: [dtls.iceTransport, new family.RTCIceTransport()],
    RTCIdentityAssertion: [new family.RTCIdentityAssertion('example.org', 'alice@example.org')],
    RTCPeerConnection: [near, fresh],
    RTCPeerConnectionIceErrorEvent: [
      new family.RTCPeerConnectionIceErrorEvent('icecandidateerror', { errorCode: 701 }),
    ],
    RTCPeerConnectionIceEvent: events.get('icecandidate')!,
    RTCRtpReceiver: near.getReceivers(),
    RTCRtpSender: [...near.getSenders(), fresh.addTransceiver('audio').sender],
    RTCRtpTransceiver: [...near.getTransceivers(), ...fresh.getTransceivers()],
    RTCSctpTransport: [sctp!],
    RTCSessionDescription: [near.localDescription!],
    RTCStatsReport: [await near.getStats()],
    RTCTrackEvent: events.get('track')!,
  };
  const end = (): void => {
    for (const pc of [near, far, fresh]) pc.close();
    world.close();
  };
  return { family, objects: new Map(Object.entries(objects)), end };
}

/** lib.dom does not know the operation. */
function localCandidatesOf(transport: RTCIceTransport): RTCIceCandidate[] {
  return (transport as unknown as { getLocalCandidates(): RTCIceCandidate[] }).getLocalCandidates();
}

function recorder(): {
  events: Map<string, Event[]>;
  eventsOf: (target: EventTarget, types: readonly string[]) => void;
} {
  const events = new Map<string, Event[]>();
  const eventsOf = (target: EventTarget, types: readonly string[]): void => {
    for (const type of types) {
      events.set(type, []);
      target.addEventListener(type, (event) => events.get(type)!.push(event));
    }
  };
  return { events, eventsOf };
}
