import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LinkChanges } from '../../../../src/hosts/sim/link-conditions.ts';
import { LINK_PRESET_NAMES, linkPreset, type LinkPresetName } from '../../../../src/hosts/sim/link-presets.ts';
import type { LinkStep } from '../../../../src/hosts/sim/link.ts';
import { SimulatedNetwork } from '../../../../src/hosts/sim/simulated-network.ts';
import { endpoint, twoEndpoints, type Endpoint } from './world.ts';

const guide = readFileSync(new URL('../../../../docs/bad-network.md', import.meta.url), 'utf8');

function at({ arrivals }: Endpoint): number[] {
  return arrivals.map((arrival) => arrival.at);
}

function numbers({ arrivals }: Endpoint): number[] {
  return arrivals.map(({ bytes }) => bytes[0]);
}

/** One datagram, numbered, every `everyMs`. */
async function sendEvery(
  world: SimulatedNetwork,
  from: Endpoint,
  to: Endpoint,
  everyMs: number,
  count: number,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    from.send(to, i);
    await world.advance(everyMs);
  }
}

describe('hold', () => {
  test('keeps packets and lets them go in order, at once', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 10 });
    const hold = world.link('alice', 'bob').hold();
    await sendEvery(world, alice, bob, 1, 3);
    await world.advance(97);
    expect(bob.arrivals).toEqual([]);
    expect(world.ledger.inFlight).toBe(3);
    hold.heal();
    alice.send(bob, 3);
    await world.settle();
    expect(numbers(bob)).toEqual([0, 1, 2, 3]);
    expect(at(bob)).toEqual([100, 100, 100, 110]);
  });

  test('does not hasten what would not have arrived yet', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 50 });
    const hold = world.link('alice', 'bob').hold({ from: 'alice' });
    alice.send(bob, 1);
    bob.send(alice, 2);
    await world.advance(10);
    hold.heal();
    await world.settle();
    expect([at(alice), at(bob)]).toEqual([[50], [50]]);
  });

  test('ends when every one of several is healed, and loses nothing that a queue kept meanwhile', async () => {
    const { world, alice, bob } = await twoEndpoints({ bandwidthBps: 1_000_000 });
    const holds = [world.link('alice', 'bob').hold(), world.link('alice', 'bob').from('alice').hold()];
    for (let i = 0; i < 20; i++) alice.send(bob, i);
    await world.advance(1000);
    holds[0].heal();
    await world.advance(1000);
    expect(bob.arrivals).toEqual([]);
    holds[1].heal();
    await world.settle();
    expect(numbers(bob)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test('ends with its scope', async () => {
    const { world, alice, bob } = await twoEndpoints();
    {
      using held = world.link('alice', 'bob').hold();
      alice.send(bob, 1);
      await world.advance(5);
      expect([held.isHealed, bob.arrivals.length]).toEqual([false, 0]);
    }
    await world.settle();
    expect(bob.arrivals).toHaveLength(1);
  });
});

describe('a blackout', () => {
  test('comes, goes, and comes again', async () => {
    const { world, alice, bob } = await twoEndpoints();
    const blackout = world.link('alice', 'bob').blackout({ afterMs: 20, forMs: 15, everyMs: 40 });
    await sendEvery(world, alice, bob, 10, 12);
    expect(numbers(bob)).toEqual([0, 1, 4, 5, 8, 9]);
    blackout.heal();
    await sendEvery(world, alice, bob, 10, 12);
    expect(numbers(bob)).toHaveLength(18);
  });

  test('once is once, may begin at once, and heals at once', async () => {
    const { world, alice, bob } = await twoEndpoints();
    const link = world.link('alice', 'bob');
    link.blackout({ forMs: 25 });
    await sendEvery(world, alice, bob, 10, 5);
    expect(numbers(bob)).toEqual([3, 4]);
    const second = link.blackout({ forMs: 1e9, from: 'bob' });
    expect([link.isPartitioned, link.to('alice').conditions.loss]).toEqual([false, 0]);
    second.heal();
    bob.send(alice, 1);
    await world.settle();
    expect(alice.arrivals).toHaveLength(1);
  });

  test('that comes again and again does not keep a world busy', async () => {
    const { world } = await twoEndpoints();
    world.link('alice', 'bob').blackout({ forMs: 10, everyMs: 100 });
    await world.settle();
    expect(world.now).toBe(0);
  });
});

describe('a schedule', () => {
  test('changes the link step by step', async () => {
    const { world, alice, bob } = await twoEndpoints();
    await world.advance(100);
    const link = world.link('alice', 'bob');
    link.schedule([
      { afterMs: 15, latencyMs: 5 },
      { afterMs: 35, preset: 'satellite', jitterMs: 0, burstLoss: null },
    ]);
    for (let i = 0; i < 5; i++) {
      alice.send(bob, i);
      await world.advance(10);
    }
    await world.settle();
    expect(at(bob).slice(0, 4)).toEqual([100, 110, 125, 135]);
    expect(at(bob)[4]).toBeCloseTo(140 + 279 + (30 * 8) / 10_000, 1);
  });

  test('can be called off', async () => {
    const { world } = await twoEndpoints();
    const link = world.link('alice', 'bob');
    const schedule = link.schedule([
      { afterMs: 10, loss: 1 },
      { afterMs: 20, loss: 0.5 },
    ]);
    await world.advance(10);
    expect([link.loss, schedule.isPending]).toEqual([1, true]);
    schedule.cancel();
    await world.advance(100);
    expect([link.loss, schedule.isPending]).toEqual([1, false]);
  });

  test('world.at does what it is given, in a task, at its time', async () => {
    const { world } = await twoEndpoints();
    const log: string[] = [];
    world.at(20, () => log.push(`second at ${world.now}`));
    world.at(10, () => void Promise.resolve().then(() => log.push(`first at ${world.now}`)));
    const never = world.at(15, () => log.push('never'));
    never.cancel();
    await world.settle();
    expect(log).toEqual(['first at 10', 'second at 20']);
    expect(() => world.at(5, () => {})).toThrow(new RangeError('ms: 5 is not within 20…9007199254740991'));
  });
});

describe('an MTU', () => {
  test('with fragmentation lets larger datagrams pass, at the price of more headers', async () => {
    const { world, alice, bob } = await twoEndpoints({ mtuBytes: 576, aboveMtu: 'fragment', bandwidthBps: 8000 });
    alice.socket.send(new Uint8Array(1200), bob.socket.local);
    await world.settle();
    // 1208 bytes in fragments of 552: three, with a header of 20 each; a byte takes a millisecond.
    expect(at(bob)).toEqual([1208 + 60]);
  });

  test('with fragmentation loses the datagram with any of its fragments', async () => {
    const { world, alice, bob } = await twoEndpoints({ mtuBytes: 576, aboveMtu: 'fragment', loss: 0.1 });
    for (let i = 0; i < 3000; i++) alice.socket.send(new Uint8Array(1200), bob.socket.local);
    await world.settle();
    expect(bob.arrivals.length / 3000).toBeCloseTo(0.9 ** 3, 1);
  });
});

describe('presets', () => {
  test.each(LINK_PRESET_NAMES)('%s: a host on it has its downlink and its uplink', async (name) => {
    const { world } = await twoEndpoints();
    const link = world.link('alice', 'bob').use(name, { at: 'bob' });
    expect(link.to('bob').conditions).toEqual(linkPreset(name).down);
    expect(link.from('bob').conditions).toEqual(linkPreset(name).up);
  });

  test.each(LINK_PRESET_NAMES)('%s: the guide says what it is', (name) => {
    const row = guide.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? 'is not in the guide';
    const { down, up } = linkPreset(name);
    const latency = down.latencyMs === up.latencyMs ? `${down.latencyMs}` : `${down.latencyMs} / ${up.latencyMs}`;
    expect(row.split(' | ').slice(2, 4)).toEqual([latency, down.jitterMs === 0 ? '—' : `${down.jitterMs}`]);
  });

  test('can be what every link of a world is, with changes', async () => {
    const { world, alice, bob } = await twoEndpoints({ preset: 'lte', jitterMs: 0, bandwidthBps: Infinity });
    alice.send(bob, 1);
    await world.settle();
    expect(at(bob)).toEqual([35]);
    expect(world.link('bob', 'alice').conditions.mtuBytes).toBe(1428);
  });

  test('an unknown one is refused', async () => {
    const unknown = '5g' as LinkPresetName;
    const message = 'preset: 5g is not one of perfect, lan, wifi,';
    expect(() => new SimulatedNetwork({ preset: unknown })).toThrow(message);
    const { world } = await twoEndpoints();
    expect(() => world.link('alice', 'bob').use(unknown)).toThrow(message);
    expect(() => world.link('alice', 'bob').use('lte', { at: 'carol' })).toThrow('carol is not at an end');
  });
});

describe('bad values', () => {
  test.each<[LinkChanges, string]>([
    [{ burstLoss: { p: 1.1, r: 0.5 } }, 'burstLoss.p: 1.1 is not within 0…1'],
    [{ burstLoss: { p: 0.1, r: -1 } }, 'burstLoss.r: -1 is not within 0…1'],
    [{ burstLoss: { p: 0.1, r: 0.5, lossBad: 2 } }, 'burstLoss.lossBad: 2 is not within 0…1'],
    [{ burstLoss: { meanLoss: 0.1, meanBurst: 0.5 } }, 'burstLoss.meanBurst: 0.5 is not within 1…Infinity'],
    [
      { burstLoss: { meanLoss: 0.7, meanBurst: 1 } },
      'burstLoss.meanLoss: 0.7 is not within 0…0.5, as bursts have 1 packets',
    ],
    [{ queueDiscipline: 'red' as 'codel' }, 'queueDiscipline: red is not one of tail-drop, codel'],
    [{ aboveMtu: 'ignore' as 'drop' }, 'aboveMtu: ignore is not one of drop, fragment'],
    [{ codelIntervalMs: 0 }, 'codelIntervalMs: 0 is not greater than 0 and at most 9007199254740991'],
    [{ burstBytes: -1 }, 'burstBytes: -1 is not within 0…Infinity'],
    [{ bandwidthBps: -5 }, 'bandwidthBps: -5 is not greater than 0'],
  ])('%o', async (changes, message) => {
    expect(() => new SimulatedNetwork(changes)).toThrow(new RangeError(message));
    const { world } = await twoEndpoints();
    const link = world.link('alice', 'bob');
    const before = link.conditions;
    expect(() => link.change(changes)).toThrow(new RangeError(message));
    expect(() => link.schedule([{ afterMs: 1, ...changes }])).toThrow(new RangeError(message));
    expect(link.conditions).toBe(before);
  });

  test('a condition that does not exist', async () => {
    const { world } = await twoEndpoints();
    const link = world.link('alice', 'bob');
    expect(() => link.change({ packetLoss: 1 } as LinkChanges)).toThrow(
      /^packetLoss is not a condition of a link; there are latencyMs,/,
    );
    expect(() => link.schedule([{ afterMs: 5, packetLoss: 1 } as LinkStep])).toThrow(TypeError);
  });

  test.each([
    [{ forMs: 0 }, 'forMs: 0 is not greater than 0'],
    [{ forMs: 10, afterMs: -1 }, 'afterMs: -1 is not within 0…Infinity'],
    [{ forMs: 10, everyMs: 10 }, 'everyMs: 10 is not greater than 10'],
  ])('blackout %o', async (options, message) => {
    const { world } = await twoEndpoints();
    expect(() => world.link('alice', 'bob').blackout(options)).toThrow(new RangeError(message));
    expect(world.link('alice', 'bob').isPartitioned).toBe(false);
  });
});

test('the directions of a link are two', async () => {
  const { world, alice, bob } = await twoEndpoints();
  const carol = await endpoint(world, 'carol');
  const link = world.link('alice', 'bob');
  link.to('bob').change({ latencyMs: 10 });
  link.from('bob').change({ latencyMs: 40, burstLoss: { p: 0, r: 1 } });
  alice.send(bob, 1);
  bob.send(alice, 1);
  bob.send(carol, 1);
  await world.settle();
  expect([at(alice), at(bob), at(carol)]).toEqual([[40], [10], [0]]);
});

describe('bad rules', () => {
  test('for a host that is not there, with a verdict that is none, or more than certain', async () => {
    const { world, alice, bob } = await twoEndpoints();
    expect(() => world.addRule({ from: 'alcie', verdict: 'drop' })).toThrow('no host alcie in this world');
    const message = 'verdict: lose is not one of pass, drop, duplicate, corrupt';
    expect(() => world.addRule({ verdict: 'lose' as 'drop' })).toThrow(new RangeError(message));
    expect(() => world.addRule({ probability: 2, verdict: 'drop' })).toThrow('probability: 2 is not within 0…1');
    world.addRule(() => 'lose' as 'drop');
    expect(() => alice.send(bob, 1)).toThrow(new RangeError(message));
  });

  test('time that would never end', async () => {
    const { world } = await twoEndpoints();
    await expect(world.advance(Infinity)).rejects.toThrow('ms: Infinity is not within 0…9007199254740991');
    await expect(world.advance(-1)).rejects.toThrow('ms: -1 is not within 0…9007199254740991');
  });
});
