import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { checkDeterminism, DeterminismError, type Scenario, type Stage } from '../../../src/testing.node.ts';
import { Mesh } from '../../testing/scenarios/mesh.ts';

/** Two peers are connected, and say what they are told to. */
async function connected({ hosts, world }: Stage): Promise<Mesh> {
  const mesh = new Mesh(hosts);
  await mesh.connect();
  await world.until(() => mesh.isOpen);
  return mesh;
}

async function parting(scenario: Scenario): Promise<DeterminismError> {
  return checkDeterminism(scenario, { seed: 7 }).then(
    () => expect.unreachable('the runs were the same'),
    (error: unknown) => error as DeterminismError,
  );
}

describe('check mode', () => {
  test('finds nothing where there is nothing, and compares hundreds of steps for it', async () => {
    const { steps } = await checkDeterminism(
      async (stage) => {
        const mesh = await connected(stage);
        for (let i = 0; i < 20; i++) mesh.sayEverywhere(`message ${i} ${stage.random.below(1000)}`);
      },
      { seed: 7 },
    );
    expect(steps).toBeGreaterThan(300);
  });

  test('names the packet that Math.random changed, and the line that called it', async () => {
    const error = await parting(async (stage) => {
      const mesh = await connected(stage);
      mesh.sayEverywhere('the same in both');
      await stage.world.advance(100);
      mesh.sayEverywhere(`a guess: ${Math.random()}`);
    });
    expect(error).toBeInstanceOf(DeterminismError);
    expect(error.divergence.second?.text).toMatch(/^(alice|bob) sent udp 10\.0\.0\.\d:\d+ → /);
    expect(error.divergence.first?.atMs).toBe(error.divergence.second?.atMs);
    expect(error.suspects[0].what).toBe('Math.random');
    expect(error.suspects[0].where).toContain('check-determinism.test.ts');
    expect(error.message).toContain('part after');
  });

  test('names the step that Date.now moved', async () => {
    let time = Date.now();
    const error = await parting(async (stage) => {
      const mesh = await connected(stage);
      time += Date.now() > 0 ? 7 : 0;
      await stage.world.advance(time % 50);
      mesh.sayEverywhere('now');
    });
    expect(error.divergence.first?.atMs).not.toBe(error.divergence.second?.atMs);
    expect(error.suspects[0].what).toBe('Date.now');
  });

  test('sees real input that comes in another order', async () => {
    let orders = 0;
    const error = await parting(async (stage) => {
      const mesh = await connected(stage);
      const files = ['package.json', 'README.md'];
      if (orders++ > 0) files.reverse();
      for (const file of files) mesh.sayEverywhere(`${file} ${(await readFile(file)).length}`);
    });
    expect(error).toBeInstanceOf(DeterminismError);
  });

  test('names a note that differs, at its virtual time', async () => {
    let runs = 0;
    const error = await parting(async ({ world, note }) => {
      await world.advance(1234);
      note(`run ${++runs}`);
    });
    expect(error.divergence.first).toEqual({ atMs: 1234, text: 'the scenario noted: run 1' });
    expect(error.divergence.second).toEqual({ atMs: 1234, text: 'the scenario noted: run 2' });
    expect(error.divergence.stack.join('\n')).toContain('check-determinism.test.ts');
  });

  test('puts the global functions back', async () => {
    const before = [Math.random, Date, performance.now, setTimeout];
    await checkDeterminism(() => undefined, { seed: 1 });
    expect([Math.random, Date, performance.now, setTimeout]).toEqual(before);
  });
});
