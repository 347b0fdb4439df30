import { describe, expect, test } from 'vitest';
import { explore, ExplorationError } from '../../../src/testing.node.ts';
import { call, type Mistake } from '../../testing/fixtures/call.ts';

/** Long enough for ICE to give up in some of them. */
const swarm = { faultsForMs: 60_000 };

/** The mistake, and the promise that it breaks. */
const mistakes: readonly [Mistake, RegExp][] = [
  ['offers that collide are both dropped', /^liveness: .*both are connected/],
  ['nobody restarts ICE', /^liveness: .*both are connected/],
  ['candidates are added before the description', /^no stray error: InvalidStateError/],
  ['an unordered channel is taken for an ordered one', /^liveness: .*: bob reads what alice wrote last$/],
  ['every retry adds a listener', /^no leak: .* 11 listeners for connectionstatechange/],
];

describe('an app with a mistake is found out within 500 seeds, and with three faults at most', () => {
  test.for(mistakes)('%s', async ([mistake, broken]) => {
    const error = await explore(call(mistake), { seeds: 500, swarm }).then(
      () => expect.unreachable('nothing was found'),
      (reason: unknown) => reason as ExplorationError,
    );
    expect(error).toBeInstanceOf(ExplorationError);
    const [{ violation, smallest, repeats }] = error.findings;
    expect(`${violation.oracle}: ${violation.message}`).toMatch(broken);
    expect(repeats).toBe(true);
    expect(smallest.plan.faults.length).toBeLessThanOrEqual(3);
  });
});

test('the same app without a mistake survives', async () => {
  const { runs, findings } = await explore(call(), { seeds: 30, swarm });
  expect({ runs, findings }).toEqual({ runs: 30, findings: [] });
});
