/**
 * Roaming: bob's phone leaves the Wi-Fi for LTE behind a symmetric NAT while the TURN server restarts. An application
 * that restarts ICE when it is disconnected survives it; this is the test that says so.
 */
import assert from 'node:assert/strict';
import { SimulatedNetwork } from 'twinrtc/sim';
import { negotiate } from './support/negotiate.ts';

const world = new SimulatedNetwork({ seed: 7, latencyMs: 25 });
const iceServers = [world.stunServer, world.turnServer];
const phone = world.host('bob', { behind: world.nat('port-restricted') });
const alice = new (world.host('alice', { behind: world.nat('symmetric') }).RTCPeerConnection)({ iceServers });
const bob = new phone.RTCPeerConnection({ iceServers });

const states: string[] = [];
alice.onconnectionstatechange = () => {
  states.push(alice.connectionState);
  console.log(`${(world.now / 1000).toFixed(1)} s: ${alice.connectionState}`);
  if (alice.connectionState === 'disconnected') alice.restartIce();
};
alice.onnegotiationneeded = () => void negotiate(alice, bob);
alice.createDataChannel('chat');
await world.until(() => alice.connectionState === 'connected');

phone.move({ behind: world.nat('symmetric') });
world.turnServer.restart();
await world.until(() => states.includes('disconnected') && alice.connectionState === 'connected');

assert.deepEqual(states, ['connecting', 'connected', 'disconnected', 'connecting', 'connected']);
const pair = alice.sctp?.transport.iceTransport.getSelectedCandidatePair();
assert.ok([pair?.local?.type, pair?.remote?.type].includes('relay'));
alice.close();
bob.close();
world.close();
