import { describe, expect, test } from 'vitest';
import { printPlan } from '../../../src/testing/print-plan.ts';
import { shrink } from '../../../src/testing/shrink.ts';
import { planFrom, planOf, replay, type Plan, type Scenario } from '../../../src/testing.node.ts';

const swarm = { hosts: 5, topology: 'mixed', faults: 8 } as const;
const plans = Array.from({ length: 60 }, (_, seed) => planOf(seed, swarm));

describe('a mixed topology', () => {
  test('has hosts of every kind, and faults for all of them', () => {
    const hosts = plans.flatMap((plan) => plan.hosts);
    for (const name of ['nat', 'carrier', 'firewall', 'ipv6'] as const)
      expect(new Set(hosts.map((host) => host[name])).size, name).toBeGreaterThan(1);
    const kinds = new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    for (const kind of ['nat-restart', 'nat-renumber', 'turn-restart', 'turn-silent']) expect(kinds).toContain(kind);
  });

  test('is one in which any two can reach each other, in one way or another', async () => {
    const ways = new Set<string>();
    const scenario: Scenario = ({ world, hosts, iceServers }) => {
      for (const [i, a] of hosts.entries())
        for (const b of hosts.slice(i + 1)) ways.add(world.canConnect(a.name, b.name, { turn: iceServers.length > 0 }));
    };
    for (const plan of plans) await replay(scenario, { ...plan, faults: [] });
    expect([...ways].sort()).toEqual(['host', 'prflx', 'relay', 'srflx']);
  });

  test('printed, is code that makes it again', () => {
    for (const plan of plans) expect(planFrom(new Function(`return (${printPlan(plan)});`)() as Plan)).toEqual(plan);
  });

  test('is shrunk to hosts on the internet, or behind as little as it takes', async () => {
    const plan = planFrom({
      seed: 1,
      hosts: [
        { name: 'alice', nat: 'symmetric', carrier: 'carrier-grade', ipv6: true },
        { name: 'bob', firewall: 'tls-only' },
      ],
      faults: [{ kind: 'nat-restart', host: 'alice', atMs: 5, forMs: 1 }],
    });
    const options = { leastHosts: 2 };
    expect((await shrink(plan, () => Promise.resolve(true), options)).plan.hosts).toEqual([
      { name: 'alice' },
      { name: 'bob' },
    ]);
    const needsNat = ({ hosts, faults }: Plan): Promise<boolean> =>
      Promise.resolve(hosts[0].nat === 'symmetric' && faults.length === 1);
    expect((await shrink(plan, needsNat, options)).plan).toMatchObject({
      hosts: [{ name: 'alice', nat: 'symmetric' }, { name: 'bob' }],
      faults: [{ kind: 'nat-restart', host: 'alice' }],
    });
  });

  test.each([
    ['carrier: bob is behind no NAT', { carrier: 'symmetric' }],
    ['firewall: bob is behind a NAT already', { nat: 'symmetric', firewall: 'stateful' }],
    ['kind: brick is not one of stateful, ', { firewall: 'brick' }],
    ['kind: brick is not one of full-cone, ', { nat: 'symmetric', carrier: 'brick' }],
    ['wall is not an option of a host of a plan; there are name, ', { wall: true }],
  ])('cannot be: %s', (message, place) => {
    expect(() => planFrom({ seed: 1, hosts: ['alice', { name: 'bob', ...place } as never] })).toThrow(message);
  });
});
