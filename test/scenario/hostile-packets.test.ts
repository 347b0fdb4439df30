import { expect, test } from 'vitest';
import type { SocketAddress } from '../../src/ports/network.ts';
import { describePacket, SimulatedNetwork } from '../../src/sim.node.ts';
import { collect, negotiate, range, twoPeers } from '../support/two-peers.ts';

test('a stranger who sends noise, and replays and mutilates what it overheard, changes nothing', async () => {
  const { world, alice, bob, end } = await twoPeers({ seed: 1, latencyMs: 5 });
  const overheard: { bytes: Uint8Array; destination: SocketAddress }[] = [];
  const wiretap = world.addRule(({ bytes, destination }) => {
    overheard.push({ bytes: bytes.slice(), destination });
    return 'pass';
  });
  const firstHalf = collect(bob.channel, 50);
  for (const i of range(50)) alice.channel.send(`message ${i}`);
  await firstHalf;
  await world.advance(10_000);
  wiretap.heal();

  const mallory = world.host('mallory');
  const socket = await mallory.network.bindUdp(mallory.addresses[0], 0, () => {});
  const noise = new Uint8Array(40);
  for (const { bytes, destination } of overheard) {
    mallory.random.fill(noise);
    const flipped = bytes.slice();
    flipped[flipped.length >> 1] ^= 0x10;
    for (const packet of [bytes, flipped, bytes.slice(0, bytes.length >> 1), noise.slice(), new Uint8Array(0)]) {
      socket.send(packet.slice(), destination);
    }
  }
  const everything: string[] = [];
  bob.channel.onmessage = ({ data }) => everything.push(data as string);
  const secondHalf = collect(bob.channel, 50);
  for (const i of range(50)) alice.channel.send(`message ${50 + i}`);
  await secondHalf;
  await world.advance(10_000);

  expect(overheard.length).toBeGreaterThan(4);
  expect(everything).toEqual(range(50).map((i) => `message ${50 + i}`));
  expect([alice.connection.connectionState, bob.connection.connectionState]).toEqual(['connected', 'connected']);
  socket.close();
  end();
});

test('the handshake of another connection, which a stranger sends in the middle of ours, is not taken for the peer’s', async () => {
  const flights: Uint8Array[] = [];
  const other = new SimulatedNetwork({ seed: 5 });
  other.addRule(({ bytes }) => {
    if (describePacket(bytes).text.includes('ServerHello')) flights.push(bytes.slice());
    return 'pass';
  });
  await negotiate(...connectionsIn(other));
  await other.advance(1000);
  other.close();
  expect(flights.length).toBeGreaterThan(0);

  const world = new SimulatedNetwork({ seed: 6, latencyMs: 20 });
  const [alice, bob] = connectionsIn(world);
  const mallory = world.host('mallory');
  const socket = await mallory.network.bindUdp(mallory.addresses[0], 0, () => {});
  world.link('mallory', 'alice').latencyMs = 0;
  world.link('mallory', 'bob').latencyMs = 0;
  world.addRule(({ bytes, source, from }) => {
    if (from !== 'mallory' && describePacket(bytes).text.includes('ClientHello'))
      for (const flight of flights) socket.send(flight.slice(), source);
    return 'pass';
  });
  await negotiate(alice, bob);
  await world.until(() => [alice, bob].every(({ connectionState }) => connectionState === 'connected'));
  expect(world.ledger.droppedFor).toEqual({});
  world.close();
});

function connectionsIn(world: SimulatedNetwork): [RTCPeerConnection, RTCPeerConnection] {
  const [alice, bob] = ['alice', 'bob'].map((name) => new (world.host(name).RTCPeerConnection)());
  alice.createDataChannel('test');
  return [alice, bob];
}

test('a certificate that was not announced is refused', async () => {
  const world = new SimulatedNetwork({ seed: 1 });
  const alice = new (world.host('alice').RTCPeerConnection)();
  const bob = new (world.host('bob').RTCPeerConnection)();
  const errors: string[] = [];
  alice.onicecandidate = ({ candidate }) => void bob.addIceCandidate(candidate);
  bob.onicecandidate = ({ candidate }) => void alice.addIceCandidate(candidate);
  const channel = alice.createDataChannel('test');
  await alice.setLocalDescription();
  await bob.setRemoteDescription(alice.localDescription!);
  await bob.setLocalDescription();
  const { type, sdp } = bob.localDescription!;
  await alice.setRemoteDescription({ type, sdp: sdp.replace(/(sha-256 )../, '$100') });
  alice.sctp!.transport.addEventListener('error', (event) => errors.push((event as RTCErrorEvent).error.errorDetail));

  await world.until(() => alice.connectionState === 'failed');
  expect(errors).toEqual(['fingerprint-failure']);
  expect(alice.sctp!.transport.state).toBe('failed');
  expect(channel.readyState).not.toBe('open');
  alice.close();
  bob.close();
  world.close();
});

test('candidates that lead nowhere, or to nonsense, do not keep a pair from connecting', async () => {
  const { world, alice, bob, end } = await twoPeers({ seed: 4 });
  await alice.connection.addIceCandidate({ candidate: 'candidate:9 1 udp 1 10.9.9.9 9 typ host', sdpMid: '0' });
  await bob.connection.addIceCandidate({ candidate: 'candidate:9 1 udp 1 nowhere.local 9 typ host', sdpMid: '0' });
  await expect(
    alice.connection.addIceCandidate({ candidate: 'candidate:nonsense', sdpMid: '0' }),
  ).rejects.toMatchObject({ name: 'OperationError' });
  await world.advance(60_000);
  expect(alice.connection.connectionState).toBe('connected');
  end();
});

test('a STUN server that does not answer is reported, and gathering completes', async () => {
  const world = new SimulatedNetwork({ seed: 1 });
  const { RTCPeerConnection } = world.host('alice');
  const alice = new RTCPeerConnection({ iceServers: [{ urls: ['stun:192.0.2.99', 'stun:nowhere.example'] }] });
  const errors: RTCPeerConnectionIceErrorEvent[] = [];
  alice.onicecandidateerror = (event) => errors.push(event);
  alice.createDataChannel('test');
  await alice.setLocalDescription();
  await world.until(() => alice.iceGatheringState === 'complete');
  expect(errors.map(({ errorCode }) => errorCode)).toEqual([701, 701]);
  expect(errors.map(({ url }) => url).sort()).toEqual(['stun:192.0.2.99', 'stun:nowhere.example']);
  alice.close();
  world.close();
});

test('a STUN server that answers gives a server-reflexive view, and both peers connect', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 10 });
  const configuration = { iceServers: [world.stunServer] };
  const alice = new (world.host('alice').RTCPeerConnection)(configuration);
  const bob = new (world.host('bob').RTCPeerConnection)(configuration);
  alice.createDataChannel('test');
  await negotiate(alice, bob);
  await world.until(() => alice.connectionState === 'connected' && alice.iceGatheringState === 'complete');
  alice.close();
  bob.close();
  world.close();
});
