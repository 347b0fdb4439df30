import { describe, expect, test } from 'vitest';
import {
  SimulatedNetwork,
  type SimulatedNetworkOptions,
  type SimulatedTurnServer,
  type SimulatedTurnServerOptions,
} from '../../src/sim.node.ts';
import { collect, eventOf, negotiate } from '../support/two-peers.ts';

interface RelayedOptions extends SimulatedNetworkOptions {
  readonly server?: (world: SimulatedNetwork) => RTCIceServer;
}

const relayOnly = (server: RTCIceServer): RTCConfiguration => ({ iceServers: [server], iceTransportPolicy: 'relay' });

/** Alice and bob, who may use nothing but relays, connected. */
async function relayedPeers({ server = (world) => world.turnServer, ...options }: RelayedOptions = {}) {
  const world = new SimulatedNetwork({ seed: 3, latencyMs: 20, ...options });
  const configuration = relayOnly(server(world));
  const alice = new (world.host('alice').RTCPeerConnection)(configuration);
  const bob = new (world.host('bob').RTCPeerConnection)(configuration);
  const channel = alice.createDataChannel('test');
  const offered = eventOf(bob, 'datachannel');
  const opened = eventOf(channel, 'open');
  await negotiate(alice, bob);
  await opened;
  const { channel: bobChannel } = (await offered) as RTCDataChannelEvent;
  return { world, alice, bob, channel, bobChannel };
}

/** One peer that gathers, and all it was told. */
async function gathering(world: SimulatedNetwork, configuration: RTCConfiguration, host = 'alice') {
  const connection = new (world.host(host).RTCPeerConnection)(configuration);
  const candidates: RTCIceCandidate[] = [];
  const errors: RTCPeerConnectionIceErrorEvent[] = [];
  connection.onicecandidate = ({ candidate }) => void (candidate?.candidate && candidates.push(candidate));
  connection.onicecandidateerror = (error) => errors.push(error);
  connection.createDataChannel('test');
  await connection.setLocalDescription();
  await world.until(() => connection.iceGatheringState === 'complete');
  return { connection, candidates, errors };
}

async function selectedCandidates(
  connection: RTCPeerConnection,
): Promise<{ local: RTCStats & Record<string, unknown>; remote: RTCStats & Record<string, unknown> }> {
  const stats = await connection.getStats();
  const all = [...stats.values()];
  const transport = all.find(({ type }) => type === 'transport');
  const pair = stats.get(transport.selectedCandidatePairId);
  return { local: stats.get(pair.localCandidateId), remote: stats.get(pair.remoteCandidateId) };
}

describe('two peers that may only be relayed', () => {
  test.each(['udp', 'tcp', 'tls'] as const)('connect and talk over a server reached by %s', async (transport) => {
    const { world, alice, bob, channel, bobChannel } = await relayedPeers({
      server: (inWorld) => inWorld.addTurnServer('relay', { transports: [transport] }),
    });
    const received = collect(bobChannel, 100);
    for (let i = 0; i < 100; i++) channel.send(`message ${i} ${'x'.repeat(1000)}`);
    expect((await received).at(-1)).toContain('message 99');
    const { local, remote } = await selectedCandidates(alice);
    expect(local).toMatchObject({ candidateType: 'relay', protocol: 'udp', relayProtocol: transport });
    expect(local.url).toMatch(transport === 'tls' ? /^turns:relay:443/ : `turn:relay:3478?transport=${transport}`);
    expect(remote.candidateType).toBe('relay');
    alice.close();
    bob.close();
    world.close();
  });

  test('tell nobody another address than the relayed one', async () => {
    const { alice, world } = await relayedPeers();
    const sdp = alice.localDescription?.sdp ?? '';
    expect(sdp).not.toContain(world.host('alice').addresses[0]);
    expect(sdp).toMatch(/typ relay raddr 0\.0\.0\.0 rport 9/);
    expect(sdp).not.toMatch(/typ (host|srflx)/);
    world.close();
  });

  test('stay connected for an hour, through all renewals, and give everything back when they close', async () => {
    const { world, alice, bob, channel, bobChannel } = await relayedPeers();
    const server = world.turnServer;
    expect(server.allocationCount).toBe(6);
    for (let minute = 0; minute < 60; minute += 7) {
      await world.advance(7 * 60_000);
      const received = collect(bobChannel, 1);
      channel.send(`minute ${minute}`);
      expect(await received).toEqual([`minute ${minute}`]);
    }
    expect([alice.connectionState, bob.connectionState]).toEqual(['connected', 'connected']);
    alice.close();
    bob.close();
    await world.advance(1000);
    expect(server.allocationCount).toBe(0);
    world.close();
  });

  test('connect over links that lose one packet in five', async () => {
    const { world, bobChannel, channel } = await relayedPeers({ loss: 0.2 });
    const received = collect(bobChannel, 20);
    for (let i = 0; i < 20; i++) channel.send(`${i}`);
    expect(await received).toHaveLength(20);
    world.close();
  });

  test('are disconnected when the server restarts, and an ICE restart mends it', async () => {
    const { world, alice, bob, channel, bobChannel } = await relayedPeers();
    world.turnServer.restart();
    await world.until(() => alice.connectionState === 'failed' && bob.connectionState === 'failed');
    alice.restartIce();
    await negotiate(alice, bob);
    await world.until(() => alice.connectionState === 'connected' && bob.connectionState === 'connected');
    const received = collect(bobChannel, 1);
    channel.send('back again');
    expect(await received).toEqual(['back again']);
    world.close();
  });

  test('keep their allocations over an ICE restart while the server has them', async () => {
    const { world, alice, bob } = await relayedPeers();
    const before = (await selectedCandidates(alice)).local;
    alice.restartIce();
    await negotiate(alice, bob);
    await world.settle();
    const after = (await selectedCandidates(alice)).local;
    expect(after).toMatchObject({ address: before.address, port: before.port });
    expect(after.usernameFragment).not.toBe(before.usernameFragment);
    expect(world.turnServer.allocationCount).toBe(6);
    world.close();
  });
});

test('another transport policy takes effect with the next ICE restart, both ways', async () => {
  const world = new SimulatedNetwork({ seed: 3, latencyMs: 20 });
  const iceServers = [world.turnServer];
  const [alice, bob] = ['alice', 'bob'].map((name) => new (world.host(name).RTCPeerConnection)({ iceServers }));
  const channel = alice.createDataChannel('test');
  const opened = eventOf(channel, 'open');
  await negotiate(alice, bob);
  await opened;
  const localTypes: unknown[] = [(await selectedCandidates(alice)).local.candidateType];
  for (const iceTransportPolicy of ['relay', 'all'] as const) {
    alice.setConfiguration({ iceServers, iceTransportPolicy });
    alice.restartIce();
    await negotiate(alice, bob);
    await world.advance(5000);
    localTypes.push((await selectedCandidates(alice)).local.candidateType);
    if (iceTransportPolicy === 'relay') {
      const sdp = alice.localDescription!.sdp;
      expect(sdp).not.toContain(world.host('alice').addresses[0]);
    }
  }
  expect(localTypes).toEqual(['host', 'relay', 'host']);
  alice.close();
  bob.close();
  await world.advance(1000);
  expect(world.turnServer.allocationCount).toBe(0);
  world.close();
});

describe('a TURN server that', () => {
  const udpOnly = (world: SimulatedNetwork, options: SimulatedTurnServerOptions = {}): SimulatedTurnServer =>
    world.addTurnServer('relay', { transports: ['udp'], ...options });

  async function refusals(server: (world: SimulatedNetwork) => RTCIceServer) {
    const world = new SimulatedNetwork({ seed: 3, latencyMs: 20 });
    const { candidates, errors } = await gathering(world, { iceServers: [server(world)] });
    expect(candidates.filter(({ type }) => type === 'relay')).toEqual([]);
    expect(candidates.filter(({ type }) => type === 'host')).toHaveLength(1);
    return { errors, world };
  }

  test('does not know the password says 401, and gathering completes', async () => {
    const { errors } = await refusals((world) => ({ ...udpOnly(world), credential: 'wrong' }));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorCode: 401, errorText: 'Unauthenticated', address: '10.0.0.1' });
    expect(errors[0].url).toBe('turn:relay:3478?transport=udp');
    expect(errors[0].port).toBeGreaterThan(0);
  });

  test('does not know the user says 401', async () => {
    const { errors } = await refusals((world) => ({ ...udpOnly(world), username: 'nobody' }));
    expect(errors.map(({ errorCode }) => errorCode)).toEqual([401]);
  });

  test('has no quota left says 486', async () => {
    const { errors } = await refusals((world) => udpOnly(world, { maxAllocationsPerUser: 0 }));
    expect(errors.map(({ errorCode, errorText }) => [errorCode, errorText])).toEqual([
      [486, 'Allocation Quota Reached'],
    ]);
  });

  test('is silent is given up after 9.5 seconds with 701', async () => {
    const { errors, world } = await refusals((inWorld) => {
      const server = udpOnly(inWorld);
      server.silent();
      return server;
    });
    expect(errors.map(({ errorCode }) => errorCode)).toEqual([701]);
    expect(world.now).toBeGreaterThanOrEqual(9500);
    expect(world.now).toBeLessThan(10_000);
  });

  test.each(['tcp', 'tls'] as const)('is silent over %s is given up as well', async (transport) => {
    const { errors } = await refusals((world) => {
      const server = world.addTurnServer('relay', { transports: [transport] });
      server.silent();
      return server;
    });
    expect(errors.map(({ errorCode }) => errorCode)).toEqual([701]);
  });

  test('nobody can resolve, or nobody runs, is 701', async () => {
    const credentials = { username: 'u', credential: 'p' };
    const unknown = await refusals(() => ({ urls: 'turn:nowhere.example', ...credentials }));
    expect(unknown.errors.map(({ errorCode }) => errorCode)).toEqual([701]);
    const refused = await refusals((world) => {
      world.host('box');
      return { urls: 'turn:box?transport=tcp', ...credentials };
    });
    expect(refused.errors[0].errorText).toContain('connection refused');
  });

  test('has another name in its certificate than the URL is 701', async () => {
    const { errors } = await refusals((world) => {
      const server = world.addTurnServer('relay', { transports: ['tls'], addresses: ['192.0.2.77'] });
      world.host('alias', { addresses: ['192.0.2.78'] });
      return { ...server, urls: 'turns:192.0.2.78:443' };
    });
    expect(errors.map(({ errorCode }) => errorCode)).toEqual([701]);
  });

  test('answers whatever it is told to, until that is healed', async () => {
    const world = new SimulatedNetwork({ seed: 3 });
    const server = udpOnly(world);
    const fault = server.respondWith({ code: 508, method: 'allocate' });
    const first = await gathering(world, relayOnly(server));
    expect(first.errors.map(({ errorCode, errorText }) => [errorCode, errorText])).toEqual([
      [508, 'Insufficient Capacity'],
    ]);
    expect(first.errors[0].address).toBeNull();
    fault.heal();
    const second = await gathering(world, relayOnly(server));
    expect(second.errors).toEqual([]);
    expect(second.candidates.map(({ type }) => type)).toEqual(['relay']);
    expect(() => server.respondWith({ code: 200 })).toThrow(RangeError);
    world.close();
  });

  test('is slow is waited for', async () => {
    const world = new SimulatedNetwork({ seed: 3 });
    const server = udpOnly(world);
    server.delayMs = 700;
    const { candidates } = await gathering(world, relayOnly(server));
    expect(candidates).toHaveLength(1);
    // The second request was sent because the first was not answered in time, and both were answered.
    expect(world.now).toBeGreaterThanOrEqual(1400);
    expect(() => (server.delayMs = -1)).toThrow(/delayMs/);
    world.close();
  });

  test('offers SHA-256 and wants user names hidden is given both', async () => {
    const world = new SimulatedNetwork({ seed: 3 });
    const server = udpOnly(world, { passwordAlgorithms: ['sha-256', 'md5'], hidesUsernames: true });
    const { candidates, errors } = await gathering(world, relayOnly(server));
    expect(errors).toEqual([]);
    expect(candidates).toHaveLength(1);
    world.close();
  });

  test('lets nonces go stale is answered with the next', async () => {
    const world = new SimulatedNetwork({ seed: 3 });
    const server = udpOnly(world, { nonceLifetimeS: 30, defaultLifetimeS: 100 });
    const { connection } = await gathering(world, relayOnly(server));
    await world.advance(1_000_000);
    expect(server.allocationCount).toBe(1);
    connection.close();
    await world.advance(1000);
    expect(server.allocationCount).toBe(0);
    world.close();
  });

  test('forgets its users keeps what they have until it runs out', async () => {
    const world = new SimulatedNetwork({ seed: 3 });
    const server = udpOnly(world, { defaultLifetimeS: 100 });
    await gathering(world, relayOnly(server));
    server.forgetUsers();
    await world.advance(90_000);
    expect(server.allocationCount).toBe(1);
    await world.advance(60_000);
    expect(server.allocationCount).toBe(0);
    world.close();
  });

  test('relays IPv6 gives a candidate of each family', async () => {
    const world = new SimulatedNetwork({ seed: 3 });
    const server = udpOnly(world, { relaysIpv6: true });
    const { candidates } = await gathering(world, { iceServers: [server] });
    const relayed = candidates.filter(({ type }) => type === 'relay');
    expect(relayed.map(({ address }) => address)).toEqual(['192.0.2.3', '2001:db8::3']);
    expect(relayed.map(({ relatedAddress }) => relatedAddress)).toEqual(['10.0.0.1', '10.0.0.1']);
    expect(server.allocationCount).toBe(1);
    world.close();
  });
});

test('a TURN server over UDP gives a server-reflexive candidate as well, and its silence is one error, not two', async () => {
  const world = new SimulatedNetwork({ seed: 3 });
  const server = world.addTurnServer('relay', { transports: ['udp'] });
  world.host('alice', { behind: world.nat('port-restricted') });
  const { candidates } = await gathering(world, { iceServers: [server] });
  expect(candidates.map(({ type }) => type).sort()).toEqual(['host', 'relay', 'srflx']);
  server.silent();
  const { errors } = await gathering(world, { iceServers: [server] });
  expect(errors.map(({ errorCode }) => errorCode)).toEqual([701]);
  world.close();
});

test.each([0, 20, 40, 60, 80, 120, 160, 200])(
  'closing %i ms into gathering leaves no allocation behind',
  async (ms) => {
    const world = new SimulatedNetwork({ seed: 3, latencyMs: 20 });
    const alice = new (world.host('alice').RTCPeerConnection)(relayOnly(world.turnServer));
    alice.createDataChannel('test');
    await alice.setLocalDescription();
    await world.advance(ms);
    alice.close();
    await world.advance(1000);
    expect(world.turnServer.allocationCount).toBe(0);
    world.close();
  },
);

test('the end of a connection to the server is noticed at once', async () => {
  let restart = (): void => {};
  const { world, alice } = await relayedPeers({
    server: (inWorld) => {
      const server = inWorld.addTurnServer('relay', { transports: ['tcp'] });
      restart = () => server.restart();
      return server;
    },
  });
  const restartedAt = world.now;
  restart();
  await world.until(() => alice.connectionState === 'disconnected');
  expect(world.now - restartedAt).toBe(20);
  world.close();
});
