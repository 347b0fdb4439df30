import { describe, expect, test } from 'vitest';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { collect, eventOf, negotiate, twoPeers } from '../support/two-peers.ts';

function ufragIn(description: RTCSessionDescription | null): string | undefined {
  return /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? '')?.[1];
}

describe('a connection that negotiates again', () => {
  test('restarts ICE on request, while messages flow on', async () => {
    const { alice, bob, end } = await twoPeers({ seed: 21, latencyMs: 20 });
    const former = [ufragIn(alice.connection.localDescription), ufragIn(bob.connection.localDescription)];
    const received = collect(bob.channel, 3);
    alice.connection.restartIce();
    await eventOf(alice.connection, 'negotiationneeded');
    alice.channel.send('before');
    await negotiate(alice.connection, bob.connection);
    alice.channel.send('during');
    const now = [ufragIn(alice.connection.localDescription), ufragIn(bob.connection.localDescription)];
    expect(now[0]).not.toBe(former[0]);
    expect(now[1]).not.toBe(former[1]);
    alice.channel.send('after');
    expect(await received).toEqual(['before', 'during', 'after']);
    expect(bob.connection.connectionState).toBe('connected');
    end();
  });

  test('recovers by an ICE restart from a cut that outlasted its patience', async () => {
    const { world, alice, bob, end } = await twoPeers({ seed: 22, latencyMs: 20 });
    const cut = world.link('alice', 'bob').partition();
    await world.until(() => alice.connection.connectionState === 'failed');
    cut.heal();
    alice.connection.restartIce();
    await negotiate(alice.connection, bob.connection);
    await world.until(() => alice.connection.connectionState === 'connected');
    const received = collect(bob.channel, 1);
    alice.channel.send('we are back');
    expect(await received).toEqual(['we are back']);
    end();
  });

  test('rolls a restart back and stays connected', async () => {
    const { world, alice, bob, end } = await twoPeers({ seed: 23, latencyMs: 20 });
    alice.connection.onicecandidate = null;
    alice.connection.restartIce();
    await alice.connection.setLocalDescription();
    await world.advance(200);
    await alice.connection.setLocalDescription({ type: 'rollback' });
    const received = collect(bob.channel, 1);
    alice.channel.send('nothing happened');
    expect(await received).toEqual(['nothing happened']);
    await world.advance(60_000);
    expect(alice.connection.connectionState).toBe('connected');
    end();
  });

  test('without changes keeps its transport', async () => {
    const { alice, bob, end } = await twoPeers({ seed: 24 });
    const { sctp } = alice.connection;
    await negotiate(bob.connection, alice.connection);
    expect(alice.connection.sctp).toBe(sctp);
    expect(sctp?.transport.iceTransport).toMatchObject({ role: 'controlling' });
    end();
  });
});

describe('a first negotiation', () => {
  test('survives a late answer: candidates wait for it', async () => {
    const world = new SimulatedNetwork({ seed: 25, latencyMs: 20 });
    const alice = new (world.host('alice').RTCPeerConnection)();
    const bob = new (world.host('bob').RTCPeerConnection)();
    const channel = alice.createDataChannel('late');
    alice.onicecandidate = ({ candidate }) => void bob.addIceCandidate(candidate);
    bob.onicecandidate = ({ candidate }) => void alice.addIceCandidate(candidate).catch(() => undefined);
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    await world.advance(20_000);
    await bob.setLocalDescription();
    await world.advance(5000);
    await alice.setRemoteDescription(bob.localDescription!);
    await eventOf(channel, 'open');
    expect(alice.connectionState).toBe('connected');
    alice.close();
    bob.close();
    world.close();
  });

  test('fails with a wrong fingerprint, and says why', async () => {
    const world = new SimulatedNetwork({ seed: 26, latencyMs: 5 });
    const alice = new (world.host('alice').RTCPeerConnection)();
    const bob = new (world.host('bob').RTCPeerConnection)();
    alice.createDataChannel('never');
    alice.onicecandidate = ({ candidate }) => void bob.addIceCandidate(candidate);
    bob.onicecandidate = ({ candidate }) => void alice.addIceCandidate(candidate);
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    await bob.setLocalDescription();
    const { type, sdp } = bob.localDescription!;
    await alice.setRemoteDescription({ type, sdp: sdp.replace(/(a=fingerprint:sha-256 )../, '$1' + '00') });
    const error = eventOf(alice.sctp!.transport, 'error');
    await world.until(() => alice.connectionState === 'failed');
    expect(((await error) as RTCErrorEvent).error.errorDetail).toBe('fingerprint-failure');
    expect(alice.sctp!.transport.state).toBe('failed');
    alice.close();
    bob.close();
    world.close();
  });

  test('connects both when offers cross', async () => {
    const world = new SimulatedNetwork({ seed: 27, latencyMs: 20 });
    const alice = new (world.host('alice').RTCPeerConnection)();
    const bob = new (world.host('bob').RTCPeerConnection)();
    const channels = [alice.createDataChannel('a'), bob.createDataChannel('b')];
    for (const [from, to] of [
      [alice, bob],
      [bob, alice],
    ]) {
      from.onicecandidate = ({ candidate }) => void to.addIceCandidate(candidate).catch(() => undefined);
    }
    await Promise.all([alice.setLocalDescription(), bob.setLocalDescription()]);
    await bob.setRemoteDescription(alice.localDescription!); // rolls bob's own offer back
    await bob.setLocalDescription();
    await alice.setRemoteDescription(bob.localDescription!);
    await Promise.all(channels.map((channel) => eventOf(channel, 'open')));
    expect([alice.signalingState, bob.signalingState]).toEqual(['stable', 'stable']);
    alice.close();
    bob.close();
    world.close();
  });
});
