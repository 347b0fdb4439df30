import { describe, expect, test } from 'vitest';
import { SimulatedNetwork } from '../../../src/sim.node.ts';
import { PERFECT_LINK } from '../../../src/hosts/sim/link-conditions.ts';

function worldOf(seed: number): SimulatedNetwork {
  const world = new SimulatedNetwork({ seed, time: 'manual' });
  for (const name of ['alice', 'bob', 'carol']) world.host(name);
  return world;
}

describe('world.swarm()', () => {
  test('draws links and faults from the seed', () => {
    const [once, again, other] = [7, 7, 8].map((seed) => worldOf(seed));
    const { plan } = once.swarm();
    expect(again.swarm().plan).toEqual(plan);
    expect(other.swarm().plan).not.toEqual(plan);
    expect(once.link('bob', 'carol').conditions).toEqual({ ...PERFECT_LINK, ...plan.link });
  });

  test('brings the faults and heals them, each at its time', async () => {
    const world = worldOf(3);
    await world.advance(1000);
    const { plan } = world.swarm({ kinds: ['partition'], faults: 1, link: {} });
    const [fault] = plan.faults;
    const between = 'between' in fault ? fault.between : (['alice', 'bob'] as const);
    const isCut = (): boolean => world.link(...between).isPartitioned;
    await world.advance(fault.atMs + fault.forMs / 2);
    expect(isCut()).toBe(true);
    await world.advance(fault.forMs);
    expect(isCut()).toBe(false);
    world.close();
  });

  test('can be healed before its time', async () => {
    const world = worldOf(3);
    const { plan, heal } = world.swarm({ kinds: ['partition'], faults: 1, link: {} });
    await world.advance(plan.faults[0].atMs + 1);
    heal();
    expect(['bob', 'carol'].some((name) => world.link('alice', name).isPartitioned)).toBe(false);
    world.close();
  });

  test('needs two hosts', () => {
    expect(() => new SimulatedNetwork({ seed: 1 }).swarm()).toThrow('swarm: there are 0 hosts');
  });
});
