/**
 * The chat application, tested without a browser: a mock-socket server relays the signalling, the simulated network
 * carries the rest and loses one packet in five. The bridge puts mock-socket on the world's time, behind a slow link of
 * its own, so that everything happens in one order, and in the same one every time.
 */
import assert from 'node:assert/strict';
import * as mockSocket from 'mock-socket';
import { install } from 'twinrtc/install';
import { SimulatedNetwork } from 'twinrtc/sim';
import { ChatClient } from './chat-client.ts';
import { startSignalingServer } from './signaling-server.ts';

const world = new SimulatedNetwork({ seed: 3, latencyMs: 20, loss: 0.2 });
const signaling = world.signaling({ latencyMs: 80, jitterMs: 40 });
const server = startSignalingServer('wss://chat.example', signaling.bridge(mockSocket).Server);

const alice = joinFrom('alice');
const bob = joinFrom('bob');
await world.run(() => Promise.all([ready(alice), ready(bob)]));
console.log(`ready after ${world.now.toFixed(0)} ms and ${signaling.ledger.delivered} messages of signalling`);

for (let i = 0; i < 50; i++) alice.say(`line ${i}`);
await world.until(() => bob.received.length === 50);
assert.deepEqual(
  bob.received,
  Array.from({ length: 50 }, (_, i) => `line ${i}`),
);
console.log(`50 lines arrived in order; the network dropped ${world.ledger.dropped} of ${world.ledger.sent} packets`);

alice.leave();
bob.leave();
server.stop();
world.close();

/** The application takes whatever `RTCPeerConnection` is global: here the one of a simulated host. */
function joinFrom(name: string): ChatClient {
  const uninstall = install(globalThis, { interfaces: world.host(name), force: true });
  const client = new ChatClient('wss://chat.example');
  uninstall();
  return client;
}

function ready(client: ChatClient): Promise<void> {
  return new Promise((resolve) => (client.onready = resolve));
}
