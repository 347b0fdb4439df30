import { Window } from 'happy-dom';
import { describe, expect, test } from 'vitest';
import { bindPeerConnection, createInterfaces, hostOf, type Interfaces, type Realm } from '../../../src/api/index.ts';
import { fakeHost, fakeWorld } from '../../support/fake-peers.ts';
import { FakeNetwork } from '../../support/fake-transport.ts';

const interfaces: Interfaces = fakeWorld();

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

  test('so does what a monitoring tool puts in the place of the class', () => {
    const host = fakeHost();
    const Bound = bindPeerConnection(interfaces, { host, createTransport: new FakeNetwork().factory });
    const Watched = new Proxy(Bound, {
      construct: (target, args, newTarget) => Reflect.construct(target, args, newTarget),
    });
    const Old = function (this: unknown, ...args: unknown[]): object {
      return Reflect.construct(Bound, args, new.target ?? Bound) as object;
    };
    Old.prototype = Object.create(Bound.prototype as object) as object;
    expect([hostOf(Watched), hostOf(Old)]).toEqual([host, host]);
    expect(new Watched()).toBeInstanceOf(Bound);
    expect(Reflect.construct(Old, [])).toBeInstanceOf(Old);
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
