import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SimulatedNetwork, type SimulatedNetworkOptions } from '../../../../src/hosts/sim/simulated-network.ts';
import { readStunMessage } from '../../../../src/stun/message.ts';
import { StunMessageWriter } from '../../../../src/stun/message-writer.ts';
import { BINDING } from '../../../../src/stun/header.ts';
import { endpoint, twoEndpoints } from './world.ts';

describe('hosts', () => {
  test('have an address each, a name, and the same time', () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const [alice, bob] = [world.host('alice'), world.host('bob', { ipv6: true })];
    expect([alice.addresses, bob.addresses]).toEqual([['10.0.0.1'], ['10.0.0.2', 'fd00::2']]);
    expect(alice.network.interfaces()).toEqual([
      { name: 'eth0', address: '10.0.0.1', family: 4, isLoopback: false, isLinkLocal: false },
    ]);
    expect(bob.network.interfaces().map(({ name, address }) => `${name} ${address}`)).toEqual([
      'eth0 10.0.0.2',
      'eth0 fd00::2',
    ]);
    expect(alice.clock.timeOrigin).toBe(bob.clock.timeOrigin);
    expect(world.host('alice')).toBe(alice);
    expect(() => world.host('alice', { ipv6: true })).toThrow('host alice exists already');
  });

  test('may be given addresses, spelled in any way, once', () => {
    const world = new SimulatedNetwork({ seed: 1 });
    expect(world.host('a', { addresses: ['10.0.0.1', 'FD00:0:0::5'] }).addresses).toEqual(['10.0.0.1', 'fd00::5']);
    expect(world.host('b').addresses).toEqual(['10.0.0.2']);
    expect(() => world.host('c', { addresses: ['fd00::5'] })).toThrow('fd00::5 is taken already');
    expect(() => world.host('c', { addresses: ['example.org'] })).toThrow(TypeError);
  });

  test('resolve the names of hosts, and literals to themselves', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const { network } = world.host('alice');
    world.host('Bob');
    expect(await network.resolve('bob')).toEqual(['10.0.0.2']);
    expect(await network.resolve('2001:DB8::1')).toEqual(['2001:db8::1']);
    await expect(network.resolve('nobody')).rejects.toThrow('no address for nobody');
  });

  test('refuse addresses that are not theirs and ports in use', async () => {
    const { alice } = await twoEndpoints();
    const { network } = alice.host;
    const { address, port } = alice.socket.local;
    await expect(network.bindUdp('10.9.9.9', 0, () => {})).rejects.toThrow('not an address of this host');
    await expect(network.bindUdp(address, port, () => {})).rejects.toThrow('the port is in use');
    alice.socket.close();
    await network.bindUdp(address, port, () => {});
  });

  test('reach themselves without a link', async () => {
    const { world, alice } = await twoEndpoints({ latencyMs: 50, loss: 1 });
    const other = await endpoint(world, 'alice');
    alice.send(other, 1);
    await world.settle();
    expect(other.arrivals[0].at).toBe(0);
  });
});

describe('a datagram', () => {
  test('to nowhere is dropped, with the reason', async () => {
    const { world, alice, bob } = await twoEndpoints();
    const { socket } = alice;
    bob.socket.close();
    socket.send(new Uint8Array(1), { address: '10.9.9.9', port: 1 });
    socket.send(new Uint8Array(1), bob.socket.local);
    await world.settle();
    socket.close();
    socket.send(new Uint8Array(1), bob.socket.local);
    expect(world.ledger.droppedFor).toEqual({ 'no such address': 1, 'no such port': 1 });
    expect(world.ledger.sent).toBe(2);
  });

  test('is handed over, not copied', async () => {
    const { world, alice } = await twoEndpoints();
    const packets: Uint8Array[] = [];
    const host = world.host('carol');
    const carol = await host.network.bindUdp(host.addresses[0], 0, (packet) => packets.push(packet));
    const packet = Uint8Array.of(1, 2);
    alice.socket.send(packet, carol.local);
    await world.settle();
    expect(packets[0]).toBe(packet);
  });

  test('under way when the world closes is accounted for', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 10 });
    alice.send(bob, 1);
    expect(world.ledger.inFlight).toBe(1);
    world.close();
    alice.send(bob, 2);
    expect([world.ledger.inFlight, world.ledger.droppedFor]).toEqual([0, { 'closed world': 2 }]);
  });
});

describe('rules', () => {
  test('are asked in order; the first verdict counts, until healed', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 10 });
    const pass = world.addRule(({ bytes }) => (bytes[0] === 1 ? 'pass' : undefined));
    const drop = world.addRule({ from: 'alice', to: 'bob', verdict: 'drop' });
    world.addRule(() => ({ deliverAfterMs: 3 }));
    alice.send(bob, 1);
    bob.send(alice, 2);
    await world.settle();
    expect([bob.arrivals.length, alice.arrivals[0].at]).toEqual([0, 3]);
    drop.heal();
    pass.heal();
    alice.send(bob, 3);
    await world.settle();
    expect(bob.arrivals).toHaveLength(1);
    expect(world.ledger.droppedFor).toEqual({ rule: 1 });
  });

  test('duplicate and corrupt', async () => {
    const { world, alice, bob } = await twoEndpoints();
    const twice = world.addRule({ verdict: 'duplicate' });
    alice.send(bob, 1);
    await world.settle();
    twice.heal();
    world.addRule({ verdict: 'corrupt', matches: ({ bytes }) => bytes[0] === 2 });
    alice.send(bob, 2);
    alice.send(bob, 3);
    await world.settle();
    expect(bob.arrivals.map(({ bytes }) => bytes[0])).toEqual([1, 1, expect.not.toBeOneOf([2]), 3]);
    expect([world.ledger.duplicated, world.ledger.corrupted]).toEqual([1, 1]);
  });

  test('may concern only some', async () => {
    const { world, alice, bob } = await twoEndpoints();
    world.addRule({ probability: 0.5, verdict: 'drop' });
    for (let i = 0; i < 1000; i++) alice.send(bob, 1);
    await world.settle();
    expect(bob.arrivals.length).toBeGreaterThan(400);
    expect(bob.arrivals.length).toBeLessThan(600);
    expect(() => world.addRule({ probability: 2, verdict: 'drop' })).toThrow(RangeError);
  });
});

describe('the ledger', () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  const conditions = fc.record({
    seed: fc.nat(),
    loss: probability,
    duplicate: probability,
    reorder: probability,
    corrupt: probability,
    latencyMs: fc.nat(50),
    mtuBytes: fc.integer({ min: 29, max: 40 }),
  });

  test('adds up whatever the network does', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, async (options) => {
        const { world, alice, bob } = await twoEndpoints(options);
        for (let i = 0; i < 20; i++) alice.send(bob, ...new Uint8Array(i));
        await world.advance(20);
        const { sent, duplicated, delivered, dropped, inFlight, droppedFor } = world.ledger;
        expect(sent + duplicated).toBe(delivered + dropped + inFlight);
        expect(delivered).toBe(bob.arrivals.length);
        expect(Object.values(droppedFor).reduce((sum, count) => sum + count, 0)).toBe(dropped);
        await world.settle();
        expect(world.ledger.inFlight).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test('keeps the latest entries when asked', async () => {
    const { world, alice, bob } = await twoEndpoints({ ledgerEntries: 3 });
    for (let i = 0; i < 10; i++) alice.send(bob, i);
    await world.settle();
    expect(world.ledger.entries.map(({ event, bytes }) => `${event} ${bytes}`)).toEqual(Array(3).fill('delivered 1'));
  });
});

describe('the same seed', () => {
  const chaos = { latencyMs: 20, jitterMs: 10, loss: 0.1, duplicate: 0.1, reorder: 0.1, corrupt: 0.1 };

  async function run(options: SimulatedNetworkOptions, extraHost = false): Promise<string[]> {
    const { world, alice, bob } = await twoEndpoints({ ...chaos, time: 'auto', ...options });
    if (extraHost) (await endpoint(world, 'carol')).host.random.fill(new Uint8Array(100));
    const nonce = new Uint8Array(8);
    for (let i = 0; i < 100; i++) {
      alice.host.random.fill(nonce);
      alice.send(bob, ...nonce);
      await world.advance(3);
    }
    await world.settle();
    return [world.digest, JSON.stringify(bob.arrivals)];
  }

  test('gives the same bytes, times and fates; another seed gives others', async () => {
    const first = await run({ seed: 7 });
    expect(await run({ seed: 7 })).toEqual(first);
    expect(await run({ seed: 7, time: 'manual' })).toEqual(first);
    expect((await run({ seed: 8 }))[0]).not.toBe(first[0]);
  });

  test('gives them to two hosts even when there is a third', async () => {
    expect(await run({ seed: 7 }, true)).toEqual(await run({ seed: 7 }));
  });

  test('a world without one has a random one, to be repeated', async () => {
    const { seed } = new SimulatedNetwork();
    expect(seed).not.toBe(new SimulatedNetwork().seed);
    expect(await run({ seed })).toEqual(await run({ seed }));
  });
});

describe('the STUN server', () => {
  test('is a host of the world and says where a request came from', async () => {
    const { world, alice } = await twoEndpoints({ latencyMs: 10 });
    const { urls } = world.stunServer;
    expect(urls).toBe('stun:stun.sim:3478');
    expect(world.stunServer.urls).toBe(urls);
    const [address] = await alice.host.network.resolve('stun.sim');
    const request = new StunMessageWriter('request', BINDING, new Uint8Array(12)).fingerprint().take();
    alice.socket.send(request, { address, port: 3478 });
    alice.socket.send(Uint8Array.of(1, 2, 3), { address, port: 3478 });
    await world.settle();
    expect(alice.arrivals).toHaveLength(1);
    const response = readStunMessage(Uint8Array.from(alice.arrivals[0].bytes));
    expect(response?.class).toBe('success');
    expect(alice.arrivals[0].at).toBe(20);
  });

  test('can be cut off', async () => {
    const { world, alice } = await twoEndpoints();
    expect(() => world.link('alice', 'stun.sim')).toThrow('no host stun.sim');
    expect(world.stunServer.urls).toContain('stun.sim');
    world.link('alice', 'stun.sim').partition();
    const request = new StunMessageWriter('request', BINDING, new Uint8Array(12)).take();
    alice.socket.send(request, { address: '192.0.2.1', port: 3478 });
    await world.settle();
    expect(world.ledger.droppedFor).toEqual({ partition: 1 });
    expect(() => world.host('stun.sim')).toThrow(TypeError);
  });
});
