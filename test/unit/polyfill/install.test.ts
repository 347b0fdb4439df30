import { Window } from 'happy-dom';
import { expect, test } from 'vitest';
import { createInstall } from '../../../polyfill/install.ts';
import type { Realm } from '../../../src/api/realm.ts';

test('the classes are built for the realm of the target', () => {
  const asked: Realm[] = [];
  const install = createInstall((realm) => {
    asked.push(realm);
    return { RTCPeerConnection: class extends realm.EventTarget {} };
  });
  const window = new Window() as unknown as { EventTarget: typeof EventTarget; RTCPeerConnection?: new () => object };
  const uninstall = install(window);
  expect(asked).toEqual([window]);
  expect(new window.RTCPeerConnection!()).toBeInstanceOf(window.EventTarget);
  uninstall();
  expect('RTCPeerConnection' in window).toBe(false);
});

test('a target that is no global object gets classes of this realm', () => {
  const install = createInstall((realm) => ({ RTCPeerConnection: class extends realm.EventTarget {} }));
  const target: { RTCPeerConnection?: new () => object } = {};
  install(target);
  expect(new target.RTCPeerConnection!()).toBeInstanceOf(EventTarget);
});

test('classes handed in take the place of those built, the rest of the family stays', () => {
  class Simulated {}
  const host = Object.create({ RTCPeerConnection: Simulated }) as object;
  const install = createInstall(() => ({ RTCPeerConnection: class {}, RTCIceCandidate: Map }));
  const target: Record<string, unknown> = {};
  install(target, { interfaces: host });
  expect(target.RTCPeerConnection).toBe(Simulated);
  expect(target.RTCIceCandidate).toBe(Map);
});
