import { expect, test } from 'vitest';
import { RTCPeerConnection } from '../../src/index.node.ts';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { eventOf, negotiate } from '../support/two-peers.ts';

// The runner's own timers come and go: no more of anything than before is what counts.
test('a hundred connections over real UDP leave no socket and no timer behind', async () => {
  await connectAndClose();
  const before = await resourcesAtRest();
  for (let i = 0; i < 100; i++) await connectAndClose();
  expect(moreThan(before, await resourcesAtRest())).toEqual([]);
});

test('a connection closed in the middle of anything leaves nothing behind either', async () => {
  const before = await resourcesAtRest();
  for (const steps of [0, 1, 2, 3, 4, 5]) await closeAfter(steps);
  expect(moreThan(before, await resourcesAtRest())).toEqual([]);
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

/** Sockets close and cancelled timers go within a few turns of the event loop. */
async function resourcesAtRest(): Promise<string[]> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  return process
    .getActiveResourcesInfo()
    .filter((name) => name !== 'Immediate')
    .sort();
}

function moreThan(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before];
  return after.filter((name) => {
    const index = left.indexOf(name);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
