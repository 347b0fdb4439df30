import { describe, expect, test } from 'vitest';
import { SimulatedNetwork } from '../../../../src/hosts/sim/simulated-network.ts';
import { endpoint, twoEndpoints, type Endpoint } from './world.ts';

const MANY = 10_000;

function sendMany(from: Endpoint, to: Endpoint, count: number, bytes = 2): void {
  for (let i = 0; i < count; i++) {
    const packet = new Uint8Array(bytes);
    packet[0] = i >> 8;
    packet[1] = i;
    from.socket.send(packet, to.socket.local);
  }
}

function numbers(endpoint: Endpoint): number[] {
  return endpoint.arrivals.map(({ bytes }) => (bytes[0] << 8) | bytes[1]);
}

describe('a link', () => {
  test('delivers after its latency, never in the call, from the address of the sender', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 25 });
    alice.send(bob, 1, 2, 3);
    expect(bob.arrivals).toEqual([]);
    await world.advance(24.9);
    expect(bob.arrivals).toEqual([]);
    await world.advance(0.1);
    expect(bob.arrivals).toEqual([{ bytes: [1, 2, 3], from: alice.socket.local, at: 25 }]);
  });

  test('keeps the order of what is sent at once', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 5 });
    sendMany(alice, bob, 1000);
    await world.settle();
    expect(numbers(bob)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test('loses as many as it should', async () => {
    const { world, alice, bob } = await twoEndpoints({ loss: 0.3 });
    sendMany(alice, bob, MANY);
    await world.settle();
    expect(bob.arrivals.length / MANY).toBeCloseTo(0.7, 1);
    expect(world.ledger.droppedFor).toEqual({ loss: MANY - bob.arrivals.length });
  });

  test('spreads jitter evenly above the latency and keeps the order', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 10, jitterMs: 20 });
    for (let i = 0; i < 1000; i++) {
      alice.send(bob, i >> 8, i);
      await world.advance(25);
    }
    await world.settle();
    const delays = bob.arrivals.map(({ at }, i) => at - 25 * i);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...delays)).toBeLessThan(35);
    expect(delays.reduce((sum, delay) => sum + delay) / delays.length).toBeCloseTo(20, -0.5);
    expect(numbers(bob)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test('reorders, duplicates and corrupts with the given probability', async () => {
    const { world, alice, bob } = await twoEndpoints({ reorder: 0.1, duplicate: 0.2, corrupt: 0.3 });
    sendMany(alice, bob, MANY);
    await world.settle();
    const { sent, delivered, duplicated, corrupted } = world.ledger;
    expect([sent, delivered]).toEqual([MANY, MANY + duplicated]);
    expect(duplicated / MANY).toBeCloseTo(0.2, 1);
    expect(corrupted / MANY).toBeCloseTo(0.3, 1);
    expect(numbers(bob)).not.toEqual([...numbers(bob)].sort((a, b) => a - b));
  });

  test('flips bits in a copy: the second one arrives whole', async () => {
    const { world, alice, bob } = await twoEndpoints({ corrupt: 1, duplicate: 1 });
    sendMany(alice, bob, 1, 100);
    await world.settle();
    const [first, second] = bob.arrivals;
    expect(first.bytes.some((byte) => byte !== 0)).toBe(true);
    expect(second.bytes.every((byte) => byte === 0)).toBe(true);
  });

  test('has a bandwidth, a queue of bounded length, and drops its tail', async () => {
    // 128 bytes with the IPv4 and UDP headers are 1024 bits: a millisecond each.
    const { world, alice, bob } = await twoEndpoints({ bandwidthBps: 1_024_000, queueBytes: 1280, latencyMs: 3 });
    sendMany(alice, bob, 20, 100);
    await world.settle();
    expect(bob.arrivals.map(({ at }) => at)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(world.ledger.droppedFor).toEqual({ queue: 10 });
  });

  test('drops what is larger than its MTU, headers included', async () => {
    const { world, alice, bob } = await twoEndpoints({ mtuBytes: 1280 });
    sendMany(alice, bob, 1, 1252);
    sendMany(alice, bob, 1, 1253);
    await world.settle();
    expect(bob.arrivals.map(({ bytes }) => bytes.length)).toEqual([1252]);
    expect(world.ledger.droppedFor).toEqual({ mtu: 1 });
  });

  test('changes while it runs, both ways or one way', async () => {
    const { world, alice, bob } = await twoEndpoints();
    world.link('alice', 'bob').latencyMs = 10;
    world.link('bob', 'alice').to('alice').change({ latencyMs: 30 });
    alice.send(bob, 1);
    bob.send(alice, 2);
    await world.settle();
    expect([alice.arrivals[0].at, bob.arrivals[0].at]).toEqual([30, 10]);
    expect(world.link('alice', 'bob').latencyMs).toBe(10);
  });

  test('adds the access latency of its hosts', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual', latencyMs: 10 });
    world.host('far', { latencyMs: 200 });
    const [far, near] = [await endpoint(world, 'far'), await endpoint(world, 'near')];
    far.send(near, 1);
    await world.settle();
    expect(near.arrivals[0].at).toBe(210);
  });
});

describe('a partition', () => {
  test('loses everything both ways until it is healed', async () => {
    const { world, alice, bob } = await twoEndpoints();
    const cut = world.link('alice', 'bob').partition();
    alice.send(bob, 1);
    bob.send(alice, 1);
    await world.settle();
    cut.heal();
    cut.heal();
    alice.send(bob, 2);
    await world.settle();
    expect(alice.arrivals).toEqual([]);
    expect(bob.arrivals.map(({ bytes }) => bytes)).toEqual([[2]]);
    expect(world.ledger.droppedFor).toEqual({ partition: 2 });
  });

  test('can be one-way', async () => {
    const { world, alice, bob } = await twoEndpoints();
    world.link('bob', 'alice').partition({ from: 'alice' });
    alice.send(bob, 1);
    bob.send(alice, 2);
    await world.settle();
    expect(bob.arrivals).toEqual([]);
    expect(alice.arrivals).toHaveLength(1);
  });

  test('is over only when every one of several is healed', async () => {
    const { world, alice, bob } = await twoEndpoints();
    const link = world.link('alice', 'bob');
    const [first, second] = [link.partition(), link.partition()];
    first.heal();
    expect(link.isPartitioned).toBe(true);
    second[Symbol.dispose]();
    expect(link.isPartitioned).toBe(false);
    alice.send(bob, 1);
    await world.settle();
    expect(bob.arrivals).toHaveLength(1);
  });

  test('does not concern others', async () => {
    const { world, alice, bob } = await twoEndpoints();
    const carol = await endpoint(world, 'carol');
    world.link('alice', 'bob').partition();
    alice.send(carol, 1);
    carol.send(bob, 2);
    await world.settle();
    expect([carol.arrivals.length, bob.arrivals.length]).toEqual([1, 1]);
  });
});

describe('bad values', () => {
  test.each([
    [{ loss: 1.5 }, 'loss: 1.5 is not within 0…1'],
    [{ corrupt: -0.1 }, 'corrupt: -0.1 is not within 0…1'],
    [{ latencyMs: -1 }, 'latencyMs: -1 is not within 0…9007199254740991'],
    [{ jitterMs: NaN }, 'jitterMs: NaN is not within 0…9007199254740991'],
    [{ bandwidthBps: 0 }, 'bandwidthBps: 0 is not greater than 0'],
    [{ seed: 1.5 }, 'seed: 1.5 is not an integer within 0…4294967295'],
    [{ time: 'slow' as 'auto' }, 'time: slow is not one of auto, manual, ambient'],
  ])('%o', (options, message) => {
    expect(() => new SimulatedNetwork(options)).toThrow(new RangeError(message));
  });

  test('a bad change changes nothing', async () => {
    const { world } = await twoEndpoints({ loss: 0.1 });
    const link = world.link('alice', 'bob');
    expect(() => (link.loss = 2)).toThrow(RangeError);
    expect(link.loss).toBe(0.1);
  });

  test('unknown hosts and a link to oneself', async () => {
    const { world } = await twoEndpoints();
    expect(() => world.link('alice', 'nobody')).toThrow('no host nobody');
    expect(() => world.link('alice', 'alice')).toThrow('no link to itself');
    expect(() => world.link('alice', 'bob').to('carol')).toThrow('carol is not at an end');
    expect(() => world.link('alice', 'bob').partition({ from: 'carol' })).toThrow('carol is not at an end');
  });
});
