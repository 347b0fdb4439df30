import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FaultHandle } from '../../../../src/hosts/sim/fault-handle.ts';
import type { LinkChanges } from '../../../../src/hosts/sim/link-conditions.ts';
import { LINK_PRESET_NAMES } from '../../../../src/hosts/sim/link-presets.ts';
import type { Verdict } from '../../../../src/hosts/sim/rules.ts';
import { SimulatedNetwork } from '../../../../src/hosts/sim/simulated-network.ts';
import { endpoint, type Endpoint } from './world.ts';

const probability = fc.double({ min: 0, max: 1, noNaN: true });
const milliseconds = fc.double({ min: 0, max: 300, noNaN: true });

const conditions: fc.Arbitrary<LinkChanges> = fc.record(
  {
    latencyMs: milliseconds,
    jitterMs: milliseconds,
    loss: fc.double({ min: 0, max: 0.5, noNaN: true }),
    burstLoss: fc.oneof(fc.constant(null), fc.record({ p: probability, r: probability, lossBad: probability })),
    reorder: probability,
    duplicate: probability,
    corrupt: probability,
    bandwidthBps: fc.oneof(fc.constant(Infinity), fc.integer({ min: 10_000, max: 10_000_000 })),
    burstBytes: fc.integer({ min: 0, max: 5000 }),
    queueBytes: fc.integer({ min: 0, max: 20_000 }),
    queueDiscipline: fc.constantFrom('tail-drop', 'codel'),
    mtuBytes: fc.integer({ min: 68, max: 1500 }),
    aboveMtu: fc.constantFrom('drop', 'fragment'),
  },
  { requiredKeys: [] },
);

type Step = (world: SimulatedNetwork, ends: readonly Endpoint[], faults: FaultHandle[]) => void;

const verdict = fc.constantFrom<Verdict[]>('drop', 'duplicate', 'corrupt', { deliverAfterMs: 7 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(2), fc.nat(2), fc.integer({ min: 1, max: 40 }), fc.nat(1400)).map(send) },
  conditions.map(
    (changes): Step =>
      (world) =>
        world.link('alice', 'bob').change(changes),
  ),
  fc.constantFrom(...LINK_PRESET_NAMES).map(
    (name): Step =>
      (world) =>
        world.link('bob', 'carol').use(name),
  ),
  fc.constant<Step>((world, _, faults) => faults.push(world.link('alice', 'bob').partition({ from: 'bob' }))),
  fc.constant<Step>((world, _, faults) => faults.push(world.link('alice', 'carol').hold())),
  fc.constant<Step>((world, _, faults) => faults.push(world.link('alice', 'bob').hold({ from: 'alice' }))),
  fc.constant<Step>((world, _, faults) => faults.push(world.link('bob', 'carol').blackout({ forMs: 20, everyMs: 50 }))),
  fc.tuple(verdict, probability).map(
    ([verdict, probability]): Step =>
      (world, _, faults) =>
        faults.push(world.addRule({ from: 'carol', probability, verdict })),
  ),
  fc.constant<Step>((_world, _ends, faults) => faults.pop()?.heal()),
);

function send([from, to, count, bytes]: [number, number, number, number]): Step {
  return (_world, ends) => {
    for (let i = 0; i < count; i++) ends[from].socket.send(new Uint8Array(bytes), ends[to].socket.local);
  };
}

/** What is under way, counted where it is, and not from the ledger. */
function underWay({ pending }: SimulatedNetwork): number {
  return pending.packets + pending.kept.reduce((sum, { count }) => sum + count, 0);
}

test('sent + duplicated = delivered + dropped + under way, whatever happens, and nothing is left when all is healed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1e6 }),
      conditions,
      fc.array(fc.tuple(steps, milliseconds), { minLength: 1, maxLength: 25 }),
      async (seed, changes, script) => {
        const world = new SimulatedNetwork({ ...changes, seed, time: 'manual' });
        const ends = [await endpoint(world, 'alice'), await endpoint(world, 'bob'), await endpoint(world, 'carol')];
        const faults: FaultHandle[] = [];
        const { ledger } = world;
        for (const [step, pauseMs] of script) {
          step(world, ends, faults);
          await world.advance(pauseMs);
          expect(ledger.sent + ledger.duplicated).toBe(ledger.delivered + ledger.dropped + underWay(world));
        }
        for (const fault of faults) fault.heal();
        await world.settle();
        expect(underWay(world)).toBe(0);
        expect(ledger.sent + ledger.duplicated).toBe(ledger.delivered + ledger.dropped);
        expect(ends.reduce((sum, { arrivals }) => sum + arrivals.length, 0)).toBe(ledger.delivered);
        const reasons = Object.values(ledger.droppedFor);
        expect(reasons.reduce((sum, number) => sum + number, 0)).toBe(ledger.dropped);
      },
    ),
    { numRuns: 150, seed: 4 },
  );
});
