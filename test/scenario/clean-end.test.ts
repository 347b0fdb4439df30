import { expect, test } from 'vitest';
import { RTCPeerConnection } from '../../src/index.node.ts';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { eventOf, negotiate } from '../support/two-peers.ts';

// The runner has a timer or two of its own, which come and go.
const RUNNERS_TIMERS = 2;

test('a hundred connections over real UDP leave no socket and no timer behind', async () => {
  await connectAndClose();
  const before = await resourcesAtRest();
  for (let i = 0; i < 100; i++) await connectAndClose();
  expectNoMoreThan(before, await resourcesAtRest());
});

test('a connection closed in the middle of anything leaves nothing behind either', async () => {
  const before = await resourcesAtRest();
  for (const steps of [0, 1, 2, 3, 4, 5]) await closeAfter(steps);
  expectNoMoreThan(before, await resourcesAtRest());
});

test('nothing fires after close', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 10 });
  const alice = new (world.host('alice').RTCPeerConnection)();
  const bob = new (world.host('bob').RTCPeerConnection)();
  const channel = alice.createDataChannel('test');
  await negotiate(alice, bob);
  await world.until(() => channel.readyState === 'open');
  const fired: string[] = [];
  for (const type of ['connectionstatechange', 'iceconnectionstatechange', 'signalingstatechange', 'icecandidate']) {
    alice.addEventListener(type, () => fired.push(type));
  }
  alice.close();
  expect(alice.connectionState).toBe('closed');
  expect(alice.signalingState).toBe('closed');
  await world.advance(60_000);
  expect(fired).toEqual([]);
  expect(channel.readyState).toBe('closed');
  bob.close();
  world.close();
});

test('the other side hears of a close at once', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 10 });
  const alice = new (world.host('alice').RTCPeerConnection)();
  const bob = new (world.host('bob').RTCPeerConnection)();
  const offered = eventOf(bob, 'datachannel');
  alice.createDataChannel('test');
  await negotiate(alice, bob);
  const { channel } = (await offered) as RTCDataChannelEvent;
  const closed = eventOf(channel, 'close');
  const before = world.now;
  alice.close();
  await closed;
  expect(world.now - before).toBeLessThan(100);
  bob.close();
  world.close();
});

async function connectAndClose(): Promise<void> {
  const alice = new RTCPeerConnection();
  const bob = new RTCPeerConnection();
  const channel = alice.createDataChannel('test');
  const opened = eventOf(channel, 'open');
  await negotiate(alice, bob);
  await opened;
  alice.close();
  bob.close();
}

async function closeAfter(steps: number): Promise<void> {
  const alice = new RTCPeerConnection();
  const bob = new RTCPeerConnection();
  const script = [
    () => void alice.createDataChannel('test'),
    () => alice.setLocalDescription(),
    () => bob.setRemoteDescription(alice.localDescription!),
    () => bob.setLocalDescription(),
    () => alice.setRemoteDescription(bob.localDescription!),
  ];
  for (const step of script.slice(0, steps)) await step();
  alice.close();
  bob.close();
}

interface Resources {
  readonly sockets: number;
  readonly timers: number;
}

/** Sockets close and cancelled timers go within a few turns of the event loop. */
async function resourcesAtRest(): Promise<Resources> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  const names = process.getActiveResourcesInfo();
  const count = (wanted: RegExp): number => names.filter((name) => wanted.test(name)).length;
  return { sockets: count(/UDP/), timers: count(/Timeout/) };
}

function expectNoMoreThan(before: Resources, after: Resources): void {
  expect(after.sockets).toBeLessThanOrEqual(before.sockets);
  expect(after.timers).toBeLessThanOrEqual(before.timers + RUNNERS_TIMERS);
}
