import { Window } from 'happy-dom';
import { describe, expect, test } from 'vitest';
import { bindPeerConnection, createInterfaces, hostOf, type Interfaces, type Realm } from '../../../src/api/index.ts';
import { fakeHost, fakeWorld } from '../../support/fake-peers.ts';
import { FakeNetwork } from '../../support/fake-transport.ts';

const interfaces: Interfaces = fakeWorld();

/** Web IDL's shape of each interface: length of the constructor, operations with their lengths, attributes. */
const shapes: Record<string, [length: number, operations: Record<string, number>, attributes: string]> = {
  RTCCertificate: [0, { getFingerprints: 0 }, 'expires'],
  RTCDataChannel: [
    0,
    { close: 0, send: 1 },
    `label ordered maxPacketLifeTime maxRetransmits protocol negotiated id priority readyState bufferedAmount
    bufferedAmountLowThreshold binaryType onopen onbufferedamountlow onerror onclosing onclose onmessage`,
  ],
  RTCDataChannelEvent: [2, {}, 'channel'],
  RTCDtlsTransport: [0, { getRemoteCertificates: 0 }, 'iceTransport state onstatechange onerror'],
  RTCError: [1, {}, 'errorDetail sdpLineNumber httpRequestStatusCode sctpCauseCode receivedAlert sentAlert'],
  RTCErrorEvent: [2, {}, 'error'],
  RTCIceCandidate: [
    0,
    { toJSON: 0 },
    `candidate sdpMid sdpMLineIndex foundation component priority address protocol port type tcpType relatedAddress
    relatedPort usernameFragment relayProtocol url`,
  ],
  RTCIceCandidatePair: [0, {}, 'local remote'],
  RTCIceTransport: [
    0,
    {
      getLocalCandidates: 0,
      getRemoteCandidates: 0,
      getSelectedCandidatePair: 0,
      getLocalParameters: 0,
      getRemoteParameters: 0,
      gather: 0,
      start: 0,
      stop: 0,
      addRemoteCandidate: 0,
    },
    `role component state gatheringState onstatechange ongatheringstatechange onselectedcandidatepairchange
    onicecandidate onerror`,
  ],
  RTCPeerConnection: [
    0,
    {
      createOffer: 0,
      createAnswer: 0,
      setLocalDescription: 0,
      setRemoteDescription: 1,
      addIceCandidate: 0,
      setIdentityProvider: 1,
      getIdentityAssertion: 0,
      restartIce: 0,
      getConfiguration: 0,
      setConfiguration: 0,
      close: 0,
      createDataChannel: 1,
      getStats: 0,
      getSenders: 0,
      getReceivers: 0,
      getTransceivers: 0,
      addTrack: 1,
      removeTrack: 1,
      addTransceiver: 1,
    },
    `localDescription currentLocalDescription pendingLocalDescription remoteDescription currentRemoteDescription
    pendingRemoteDescription signalingState iceGatheringState iceConnectionState connectionState
    canTrickleIceCandidates sctp peerIdentity idpLoginUrl idpErrorInfo onnegotiationneeded onicecandidate onicecandidateerror onsignalingstatechange
    oniceconnectionstatechange onicegatheringstatechange onconnectionstatechange ondatachannel ontrack`,
  ],
  RTCPeerConnectionIceErrorEvent: [2, {}, 'address port url errorCode errorText'],
  RTCPeerConnectionIceEvent: [1, {}, 'candidate url'],
  RTCSctpTransport: [0, {}, 'transport state maxMessageSize maxChannels onstatechange'],
  RTCSessionDescription: [1, { toJSON: 0 }, 'type sdp'],
  RTCStatsReport: [0, { entries: 0, forEach: 1, get: 1, has: 1, keys: 0, values: 0 }, 'size'],
};

describe('every interface', () => {
  test.each(Object.entries(shapes))('%s has the shape of its IDL', (name, [length, operations, attributes]) => {
    const constructor = interfaces[name as keyof Interfaces] as unknown as {
      prototype: object;
      name: string;
      length: number;
    };
    expect([constructor.name, constructor.length]).toEqual([name, length]);
    const { prototype } = constructor;
    expect(Object.prototype.toString.call(prototype)).toBe(`[object ${name}]`);
    const own = Object.getOwnPropertyDescriptors(prototype) as Record<string, PropertyDescriptor>;
    const attributeNames = attributes.split(/\s+/);
    const expected = ['constructor', ...Object.keys(operations), ...attributeNames].sort();
    expect(
      Object.keys(own)
        .filter((key) => typeof key === 'string')
        .sort(),
    ).toEqual(expected);
    for (const [operation, count] of Object.entries(operations)) {
      expect(own[operation]).toMatchObject({ enumerable: true, configurable: true, writable: true });
      expect((own[operation].value as () => void).length).toBe(count);
    }
    for (const attribute of attributeNames) {
      expect(own[attribute]).toMatchObject({ enumerable: true, configurable: true, get: expect.any(Function) });
      // An attribute whose type is a promise rejects.
      if (attribute !== 'peerIdentity') expect(() => own[attribute].get!.call({})).toThrow(TypeError);
    }
  });

  test('that has no constructor throws from it', () => {
    for (const name of [
      'RTCCertificate',
      'RTCDataChannel',
      'RTCDtlsTransport',
      'RTCSctpTransport',
      'RTCStatsReport',
    ] as const) {
      expect(() => new interfaces[name]()).toThrow(TypeError);
    }
  });

  test('with promises rejects where others throw: also for a wrong this', async () => {
    const { createOffer, close } = interfaces.RTCPeerConnection.prototype;
    await expect(Reflect.apply(createOffer, {}, [])).rejects.toThrow(TypeError);
    expect(() => close.call({} as never)).toThrow(TypeError);
  });
});

describe('events', () => {
  test('can be constructed by script, with checked members', () => {
    const { RTCPeerConnectionIceEvent, RTCIceCandidate, RTCDataChannelEvent, RTCErrorEvent, RTCError } = interfaces;
    const candidate = new RTCIceCandidate({ sdpMid: '0' });
    const event = new RTCPeerConnectionIceEvent('icecandidate', { candidate, bubbles: true });
    expect(event).toMatchObject({ type: 'icecandidate', candidate, bubbles: true });
    expect(new RTCPeerConnectionIceEvent('x').candidate).toBeNull();
    expect(() => new RTCPeerConnectionIceEvent('x', { candidate: {} as never })).toThrow(TypeError);
    expect(() => new RTCDataChannelEvent('x', {} as never)).toThrow(TypeError);
    expect(() => new RTCErrorEvent('x', { error: new Error() as never })).toThrow(TypeError);
    const error = new RTCError({ errorDetail: 'dtls-failure', sentAlert: 40 }, 'message');
    expect(error).toMatchObject({
      name: 'OperationError',
      message: 'message',
      code: 0,
      sentAlert: 40,
      receivedAlert: null,
    });
    expect(error).toBeInstanceOf(DOMException);
    expect(new RTCErrorEvent('x', { error }).error).toBe(error);
    expect(() => new RTCError({ errorDetail: 'nonsense' } as never)).toThrow(TypeError);
  });

  test('let webrtc-adapter redefine the candidate', () => {
    const { RTCPeerConnectionIceEvent } = fakeWorld();
    Object.defineProperty(RTCPeerConnectionIceEvent.prototype, 'candidate', {
      get: () => 'shimmed',
      configurable: true,
    });
    expect(new RTCPeerConnectionIceEvent('x').candidate).toBe('shimmed');
  });

  test('RTCSessionDescription copies its dictionary', () => {
    const { RTCSessionDescription } = interfaces;
    const description = new RTCSessionDescription({ type: 'offer' });
    expect(JSON.parse(JSON.stringify(description))).toEqual({ type: 'offer', sdp: '' });
    expect(() => new RTCSessionDescription({} as never)).toThrow(TypeError);
    expect(() => new (RTCSessionDescription as unknown as new () => unknown)()).toThrow(TypeError);
  });
});

describe('realms and hosts', () => {
  test('classes belong to the window they were created for', () => {
    const window = new Window({ url: 'https://example.org' });
    const realm = { ...pick(window), origin: window.location.origin };
    const family = createInterfaces(realm, { host: fakeHost(), createTransport: new FakeNetwork().factory });
    const pc = new family.RTCPeerConnection();
    expect(pc).toBeInstanceOf(window.EventTarget);
    expect(() => pc.setConfiguration({ iceServers: [{ urls: 'nope' }] })).toThrow(window.DOMException as never);
    expect(new family.RTCPeerConnectionIceEvent('x')).toBeInstanceOf(window.Event);
  });

  test('a subclass runs on the host of the class it extends', () => {
    const host = fakeHost();
    const Bound = bindPeerConnection(interfaces, { host, createTransport: new FakeNetwork().factory });
    class Mine extends Bound {}
    expect([hostOf(Bound), hostOf(Mine)]).toEqual([host, host]);
    expect(hostOf(interfaces.RTCPeerConnection)).not.toBe(host);
    expect(new Mine()).toBeInstanceOf(interfaces.RTCPeerConnection);
    expect(Bound.name).toBe('RTCPeerConnection');
  });

  test('a class without a host cannot be constructed', () => {
    const { RTCPeerConnection } = createInterfaces(globalThis);
    expect(() => new RTCPeerConnection()).toThrow(expect.objectContaining({ name: 'NotSupportedError' }));
  });
});

function pick(window: Window): Realm {
  const { EventTarget, Event, MessageEvent, DOMException, Blob } = window;
  return { EventTarget, Event, MessageEvent, DOMException, Blob } as unknown as Realm;
}
