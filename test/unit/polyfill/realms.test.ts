import { Window } from 'happy-dom';
import { describe, expect, test } from 'vitest';
import { createInstall } from '../../../polyfill/install.ts';
import { createInterfaces, type Realm } from '../../../src/api/index.ts';

/** What a test finds on a window once the interfaces are installed. */
type EquippedWindow = Realm & {
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  readonly RTCIceCandidate: typeof RTCIceCandidate;
  readonly RTCError: typeof RTCError;
  readonly RTCDataChannelEvent: typeof RTCDataChannelEvent;
};

const install = createInstall((realm) => ({ ...createInterfaces(realm) }));

describe('in a happy-dom window', () => {
  test('classes extend the window’s own EventTarget, Event and DOMException', () => {
    const window = equippedWindow();
    expect(Object.getPrototypeOf(window.RTCPeerConnection)).toBe(window.EventTarget);
    expect(Object.getPrototypeOf(window.RTCDataChannelEvent)).toBe(window.Event);
    expect(new window.RTCError({ errorDetail: 'data-channel-failure' }, 'gone')).toBeInstanceOf(window.DOMException);
  });

  test('two windows of one process have classes of their own', () => {
    const [alice, bob] = [equippedWindow(), equippedWindow()];
    expect(alice.RTCPeerConnection).not.toBe(bob.RTCPeerConnection);
    expect(new alice.RTCIceCandidate({ candidate: '', sdpMid: '0' })).not.toBeInstanceOf(bob.RTCIceCandidate);
  });

  test('every interface goes again, and the window is what it was', () => {
    const window = new Window();
    const before = Reflect.ownKeys(window);
    const uninstall = install(window);
    expect(Reflect.ownKeys(window).length).toBeGreaterThan(before.length + 10);
    uninstall();
    expect(Reflect.ownKeys(window)).toEqual(before);
  });
});

test('on this global object the interfaces come and go', () => {
  const before = Object.getOwnPropertyDescriptors(globalThis);
  const uninstall = install();
  expect(typeof globalThis.RTCPeerConnection).toBe('function');
  uninstall();
  expect(Reflect.ownKeys(Object.getOwnPropertyDescriptors(globalThis))).toEqual(Reflect.ownKeys(before));
});

function equippedWindow(): EquippedWindow {
  const window = new Window();
  install(window);
  return window as unknown as EquippedWindow;
}
