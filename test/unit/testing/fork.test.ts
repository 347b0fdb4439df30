import { describe, expect, test } from 'vitest';
import { planOf, snapshot, type Scenario } from '../../../src/testing.node.ts';
import { Mesh } from '../../testing/scenarios/mesh.ts';

/** Says something every 100 ms, for three seconds. */
const talk: Scenario = async ({ hosts, world }) => {
  const mesh = new Mesh(hosts);
  await mesh.connect();
  await world.until(() => mesh.isOpen);
  for (let i = 0; i < 30; i++) {
    mesh.sayEverywhere(`message ${i}`);
    await world.advance(100);
  }
};
const plan = { ...planOf(7, { faults: 0 }), livenessMs: 60_000 };

describe('a snapshot', () => {
  test('continues as it did, when nothing else is done', async () => {
    const moment = await snapshot(talk, plan, 2000);
    const arm = await moment.fork(() => undefined);
    expect(arm.partsAtMs).toBeUndefined();
    expect(arm.outcome.digest).toBe(moment.outcome.digest);
  });

  test('continues differently: two arms are equal up to the first different input', async () => {
    const moment = await snapshot(talk, plan, 2000);
    const cut = await moment.fork(({ world }) => void world.link('alice', 'bob').partition());
    const slow = await moment.fork(({ world }) => void (world.link('alice', 'bob').latencyMs = 500));
    expect(cut.partsAtMs).toBeGreaterThanOrEqual(2000);
    expect(cut.partsAtMs).toBeLessThan(2200);
    expect(slow.partsAtMs).toBeGreaterThanOrEqual(2000);
    expect(new Set([moment.outcome, cut.outcome, slow.outcome].map(({ digest }) => digest)).size).toBe(3);
    expect(slow.outcome.violation).toBeUndefined();
    expect(cut.outcome.violation?.oracle).toBe('liveness');
  });

  test('of a scenario that does not repeat is refused', async () => {
    let runs = 0;
    const fickle: Scenario = async (stage) => {
      if (runs++ > 0) await stage.world.advance(10);
      await talk(stage);
    };
    const moment = await snapshot(fickle, plan, 2000);
    await expect(moment.fork(() => undefined)).rejects.toThrow('does not repeat: at 2000 ms');
  });

  test('of a moment that no run reaches is refused', async () => {
    await expect(snapshot(talk, plan, -1)).rejects.toThrow(RangeError);
    await expect(snapshot(talk, plan, 1e9)).rejects.toThrow('atMs: 1000000000 is not within 0…60000');
  });
});
