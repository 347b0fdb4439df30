import { createInterfaces, type Interfaces, type PeerConnection } from '../../src/api/index.ts';
import { createNodeCrypto } from '../../src/hosts/node/node-crypto.ts';
import { SeededRandom } from '../../src/hosts/sim/seeded-random.ts';
import type { Host } from '../../src/ports/host.ts';
import { FakeNetwork } from './fake-transport.ts';

/** A host whose only working parts are tasks, time, randomness and crypto: the fake transports need no network. */
export function fakeHost(seed = 1): Host {
  return {
    clock: {
      now: () => performance.now(),
      timeOrigin: performance.timeOrigin,
      queueTask: (steps) => void setImmediate(steps),
      afterInput: (steps) => void setImmediate(steps),
      alarm: () => ({ set() {}, clear() {} }),
    },
    network: undefined as never,
    random: new SeededRandom(seed, 'fake'),
    crypto: createNodeCrypto(),
  };
}

export interface FakeWorld extends Interfaces {
  readonly network: FakeNetwork;
  readonly host: Host;
  /** The classes by themselves. */
  readonly family: Interfaces;
}

/** The classes of this realm over a fake network of their own. */
export function fakeWorld(): FakeWorld {
  const network = new FakeNetwork();
  const host = fakeHost();
  const family = createInterfaces(globalThis, { host, createTransport: network.factory });
  return { ...family, network, host, family };
}

/** `ignoresErrors`: where offers cross or are rolled back, candidates come that belong to nothing. */
export function trickle(a: PeerConnection, b: PeerConnection, ignoresErrors = false): void {
  const forward = (from: PeerConnection, to: PeerConnection): void =>
    from.addEventListener('icecandidate', ({ candidate }) => {
      const added = to.addIceCandidate(candidate);
      if (ignoresErrors) added.catch(() => undefined);
    });
  forward(a, b);
  forward(b, a);
}

/** `gathered`: waits until the descriptions hold their candidates, where nothing trickles. */
export async function negotiate(
  offerer: PeerConnection,
  answerer: PeerConnection,
  gathered: () => Promise<void> = async () => undefined,
): Promise<void> {
  await offerer.setLocalDescription();
  await gathered();
  await answerer.setRemoteDescription(offerer.localDescription!);
  await answerer.setLocalDescription();
  await gathered();
  await offerer.setRemoteDescription(answerer.localDescription!);
}

/** Two connected peers and the two ends of a channel that the first opened. */
export async function connectedPair(
  world = fakeWorld(),
  init: RTCDataChannelInit = {},
  ignoresErrors = false,
): Promise<{
  readonly world: FakeWorld;
  readonly alice: PeerConnection;
  readonly bob: PeerConnection;
  readonly near: RTCDataChannel;
  readonly far: RTCDataChannel;
}> {
  const alice = new world.RTCPeerConnection();
  const bob = new world.RTCPeerConnection();
  trickle(alice, bob, ignoresErrors);
  const near = alice.createDataChannel('test', init);
  const announced = next<RTCDataChannelEvent>(bob, 'datachannel');
  const opened = next(near, 'open');
  await negotiate(alice, bob);
  const far = (await announced).channel;
  await Promise.all([opened, next(far, 'open')]);
  return { world, alice, bob, near, far };
}

export function next<E extends Event = Event>(target: EventTarget, type: string): Promise<E> {
  return new Promise((resolve) => target.addEventListener(type, (event) => resolve(event as E), { once: true }));
}

/** Names of the events that fire from now on, in order. */
export function record(target: EventTarget, types: readonly string[]): string[] {
  const names: string[] = [];
  for (const type of types) target.addEventListener(type, () => names.push(type));
  return names;
}

/** Every task queued so far, and those they queue, has run. */
export async function tasks(rounds = 10): Promise<void> {
  for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve));
}
