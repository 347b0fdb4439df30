import { describe, expect, test } from 'vitest';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { collect, eventOf, negotiate } from '../support/two-peers.ts';

type Behind = (world: SimulatedNetwork) => Parameters<SimulatedNetwork['host']>[1];

/** Two hosts behind something, with the world's STUN and TURN servers, until a channel is open. */
async function callBetween(aliceBehind: Behind, bobBehind: Behind, seed = 11) {
  const world = new SimulatedNetwork({ seed, latencyMs: 15 });
  const alice = world.host('alice', aliceBehind(world));
  const bob = world.host('bob', bobBehind(world));
  const configuration: RTCConfiguration = { iceServers: [world.stunServer, world.turnServer] };
  const [caller, callee] = [new alice.RTCPeerConnection(configuration), new bob.RTCPeerConnection(configuration)];
  const channel = caller.createDataChannel('test');
  const offered = eventOf(callee, 'datachannel');
  const opened = eventOf(channel, 'open');
  await negotiate(caller, callee);
  await opened;
  const { channel: calleeChannel } = (await offered) as RTCDataChannelEvent;
  const received = collect(calleeChannel, 20);
  for (let i = 0; i < 20; i++) channel.send(`message ${i}`);
  expect((await received).at(-1)).toBe('message 19');
  await world.until(() => caller.iceGatheringState === 'complete');
  await world.advance(5000);
  const { local, remote } = selectedPair(caller);
  return { world, types: [local.type, remote.type], relayProtocol: local.relayProtocol };
}

/** `relayProtocol` is newer than lib.dom. */
function selectedPair(
  connection: RTCPeerConnection,
): Record<'local' | 'remote', RTCIceCandidate & { relayProtocol?: string | null }> {
  const pair = connection.sctp!.transport.iceTransport.getSelectedCandidatePair()!;
  return { local: pair.local!, remote: pair.remote! };
}

const behindNat =
  (kind: Parameters<SimulatedNetwork['nat']>[0]): Behind =>
  (world) => ({ behind: world.nat(kind) });
const behindFirewall =
  (kind: Parameters<SimulatedNetwork['firewall']>[0]): Behind =>
  (world) => ({ behind: world.firewall(kind) });
const onTheInternet: Behind = () => undefined;

describe('with a TURN server', () => {
  test('two peers behind symmetric NATs are relayed', async () => {
    const { types, world } = await callBetween(behindNat('symmetric'), behindNat('symmetric'));
    expect(types).toContain('relay');
    expect(world.canConnect('alice', 'bob', { turn: true })).toBe('relay');
    expect(world.canConnect('alice', 'bob')).toBe('none');
    world.close();
  });

  test('two peers behind port-restricted NATs are not', async () => {
    const { types, world } = await callBetween(behindNat('port-restricted'), behindNat('port-restricted'));
    expect(types).not.toContain('relay');
    world.close();
  });

  test('a network without UDP is left by TCP', async () => {
    const { types, relayProtocol, world } = await callBetween(behindFirewall('udp-blocked'), behindNat('symmetric'));
    expect(types[0]).toBe('relay');
    expect(relayProtocol).toBe('tcp');
    world.close();
  });

  test('a network that lets out nothing but TLS to port 443 is left by TLS', async () => {
    const { types, relayProtocol, world } = await callBetween(behindFirewall('tls-only'), onTheInternet);
    expect(types[0]).toBe('relay');
    expect(relayProtocol).toBe('tls');
    world.close();
  });

  test('two such networks reach each other', async () => {
    const { types, world } = await callBetween(behindFirewall('tls-only'), behindFirewall('udp-blocked'));
    expect(types).toEqual(['relay', 'relay']);
    world.close();
  });

  test('a host that moves to another network is connected again by an ICE restart, twice', async () => {
    const world = new SimulatedNetwork({ seed: 3, latencyMs: 15 });
    const configuration: RTCConfiguration = { iceServers: [world.turnServer] };
    const alice = world.host('alice', { behind: world.nat('symmetric') });
    const caller = new alice.RTCPeerConnection(configuration);
    const callee = new (world.host('bob', { behind: world.nat('symmetric') }).RTCPeerConnection)(configuration);
    const channel = caller.createDataChannel('test');
    const offered = eventOf(callee, 'datachannel');
    const isConnected = (): boolean => [caller, callee].every(({ connectionState }) => connectionState === 'connected');
    await negotiate(caller, callee);
    await world.until(isConnected);
    const { channel: calleeChannel } = (await offered) as RTCDataChannelEvent;
    for (const kind of ['symmetric', 'full-cone'] as const) {
      alice.interfaces[0].move({ behind: world.nat(kind) });
      await world.until(() => caller.connectionState === 'disconnected');
      caller.restartIce();
      await negotiate(caller, callee);
      await world.until(isConnected);
      const received = collect(calleeChannel, 1);
      channel.send(kind);
      expect(await received).toEqual([kind]);
    }
    world.close();
  });

  test('a NAT that forgets its connections is mended by an ICE restart', async () => {
    const world = new SimulatedNetwork({ seed: 5, latencyMs: 15 });
    const nats = [world.nat('symmetric'), world.nat('symmetric')];
    const configuration: RTCConfiguration = { iceServers: [world.turnServer], iceTransportPolicy: 'relay' };
    const caller = new (world.host('alice', { behind: nats[0] }).RTCPeerConnection)(configuration);
    const callee = new (world.host('bob', { behind: nats[1] }).RTCPeerConnection)(configuration);
    caller.createDataChannel('test');
    await negotiate(caller, callee);
    await world.until(() => caller.connectionState === 'connected' && callee.connectionState === 'connected');
    for (const nat of nats) nat.restart();
    world.turnServer.restart();
    await world.until(() => caller.connectionState === 'failed');
    caller.restartIce();
    await negotiate(caller, callee);
    await world.until(() => caller.connectionState === 'connected' && callee.connectionState === 'connected');
    world.close();
  });

  test('a connection to the server that a NAT has forgotten is replaced at an ICE restart', async () => {
    const world = new SimulatedNetwork({ seed: 5, latencyMs: 15 });
    const server = world.addTurnServer('relay', { transports: ['tcp'] });
    const configuration: RTCConfiguration = { iceServers: [server], iceTransportPolicy: 'relay' };
    const nat = world.nat('symmetric');
    const caller = new (world.host('alice', { behind: nat }).RTCPeerConnection)(configuration);
    const callee = new (world.host('bob').RTCPeerConnection)(configuration);
    caller.createDataChannel('test');
    await negotiate(caller, callee);
    await world.until(() => caller.connectionState === 'connected' && callee.connectionState === 'connected');
    nat.restart();
    const dead = world.addRule({ matches: ({ protocol }) => protocol === 'tcp', verdict: 'drop' });
    await world.until(() => caller.connectionState === 'disconnected');
    dead.heal();
    caller.restartIce();
    await negotiate(caller, callee);
    await world.until(() => caller.connectionState === 'connected' && callee.connectionState === 'connected');
    world.close();
  });
});
