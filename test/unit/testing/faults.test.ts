import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../src/hosts/sim/seeded-random.ts';
import { faultKindOf, faultKinds, type FaultKindName } from '../../../src/testing/faults.ts';
import { printPlan } from '../../../src/testing/print-plan.ts';
import { planFrom, replay, type Fault, type Plan } from '../../../src/testing.node.ts';
import scenario from '../../testing/scenarios/roaming-mesh.ts';

const drawnWorld = { hosts: [{ name: 'alice' }, { name: 'bob', nat: 'symmetric' }], link: {}, signaling: {} } as const;

function faultOf(kind: FaultKindName): Fault {
  return { ...faultKindOf(kind).draw(new SeededRandom(3, kind), drawnWorld), atMs: 900, forMs: 1500 } as Fault;
}

function planWith(fault: Fault): Plan {
  return planFrom({ seed: 4, ...drawnWorld, link: { latencyMs: 20 }, faults: [fault] });
}

describe('every kind of fault', () => {
  test.for(faultKinds)('%s: peers survive it, and the world is as before when it is over', async (kind) => {
    const plan = planWith(faultOf(kind));
    let conditions: unknown;
    const { violation, chronicle } = await replay(async (stage) => {
      const link = stage.world.link('alice', 'bob');
      const before = link.conditions;
      await scenario(stage);
      await stage.calm;
      conditions = { before, after: link.conditions, isPartitioned: link.isPartitioned };
    }, plan);
    expect(violation).toBeUndefined();
    const { before, ...after } = conditions as { before: unknown };
    expect(after).toEqual({ after: before, isPartitioned: false });
    expect(chronicle.filter((line) => line.includes(`fault begins: ${kind}`))).toHaveLength(1);
    expect(chronicle.filter((line) => line.includes(`fault ends: ${kind}`))).toHaveLength(1);
  });

  test.for(faultKinds)('%s: printed, it is code that makes it again', (kind) => {
    const plan = planWith(faultOf(kind));
    const read = new Function(`return (${printPlan(plan)});`)() as Plan;
    expect(planFrom(read)).toEqual(plan);
  });
});
