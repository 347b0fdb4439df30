import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/testing/faults.ts';
import type { Plan } from '../../../src/testing/plan.ts';
import { shrink } from '../../../src/testing/shrink.ts';
import { planOf } from '../../../src/testing/swarm.ts';

const plan = planOf(11, { hosts: 5, faults: 40 });

function fault(atMs: number, changes: Partial<Fault> = {}): Fault {
  return { kind: 'partition', between: ['alice', 'bob'], atMs, forMs: 1024, ...changes } as Fault;
}

describe('the shrinker', () => {
  test('finds the two faults that matter among forty', async () => {
    const faults = Array.from({ length: 40 }, (_, i) => fault(i * 100));
    const matter = ({ faults }: Plan): boolean =>
      [700, 3100].every((atMs) => faults.some((one) => one.atMs === atMs && one.forMs >= 100));
    const { plan: smallest, tries } = await shrink({ ...plan, faults }, async (one) => matter(one), { leastHosts: 2 });
    expect(smallest.faults.map(({ atMs, forMs }) => [atMs, forMs])).toEqual([
      [700, 128],
      [3100, 128],
    ]);
    expect(smallest.calmAtMs).toBe(3228);
    expect(smallest.link).toEqual({});
    expect(tries).toBeLessThan(80);
  });

  test('removes hosts with the faults that name them, but not below what the scenario needs', async () => {
    const faults = [fault(1, { kind: 'blackout', host: 'erin' } as Partial<Fault>), fault(2)];
    const { plan: smallest } = await shrink({ ...plan, faults }, async () => true, { leastHosts: 3 });
    expect(smallest.hosts.map(({ name }) => name)).toEqual(['alice', 'bob', 'carol']);
    expect(smallest.faults).toEqual([]);
  });

  test('keeps a condition of a fault that matters, and no other', async () => {
    const conditions = { loss: 0.3, jitterMs: 40, latencyMs: 500 };
    const faults = [fault(1, { kind: 'bad-link', conditions } as Partial<Fault>)];
    const fails = async ({ faults: [one] }: Plan): Promise<boolean> =>
      one?.kind === 'bad-link' && one.conditions.jitterMs !== undefined;
    const { plan: smallest } = await shrink({ ...plan, faults }, fails, { leastHosts: 2 });
    expect(smallest.faults).toMatchObject([{ kind: 'bad-link', conditions: { jitterMs: 40 }, forMs: 1 }]);
    expect(Object.keys(smallest.faults[0])).not.toContain('loss');
  });

  test('takes the same steps every time', async () => {
    const trail = async (): Promise<string[]> => {
      const seen: string[] = [];
      await shrink(plan, async (one) => seen.push(JSON.stringify(one)) % 3 === 0, { leastHosts: 2 });
      return seen;
    };
    expect(await trail()).toEqual(await trail());
  });

  test('stops after so many tries', async () => {
    const { tries } = await shrink(plan, async () => false, { leastHosts: 2, most: 7 });
    expect(tries).toBe(7);
  });
});
