/**
 * A fault test: cut the link under a connected pair, watch `connectionState`, heal it, watch it recover; then cut it
 * for good and watch it fail. Minutes of virtual time, milliseconds of real time.
 */
import assert from 'node:assert/strict';
import { SimulatedNetwork } from 'twinrtc/sim';
import { negotiate } from './support/negotiate.ts';

const world = new SimulatedNetwork({ seed: 7, latencyMs: 25, loss: 0.01 });
const alice = new (world.host('alice').RTCPeerConnection)();
const bob = new (world.host('bob').RTCPeerConnection)();
const states: string[] = [];
alice.onconnectionstatechange = () => {
  states.push(alice.connectionState);
  console.log(`${(world.now / 1000).toFixed(1)} s: ${alice.connectionState}`);
};

alice.createDataChannel('chat');
await negotiate(alice, bob);
await world.until(() => alice.connectionState === 'connected');

const cut = world.link('alice', 'bob').partition();
await world.until(() => alice.connectionState === 'disconnected');
cut.heal();
await world.until(() => alice.connectionState === 'connected');

world.link('alice', 'bob').partition();
await world.until(() => alice.connectionState === 'failed');

assert.deepEqual(states, ['connecting', 'connected', 'disconnected', 'connected', 'disconnected', 'failed']);
alice.close();
bob.close();
world.close();
