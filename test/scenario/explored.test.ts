/** What exploration found in our own stack, as it printed it. Each was a violation, and is none any more. */
import { expect, test } from 'vitest';
import { replay, type PlanDescription } from '../../src/testing.node.ts';
import twoPeers from '../testing/scenarios/two-peers.ts';

const finds: readonly [what: string, plan: PlanDescription][] = [
  [
    'a NAT with a new address: the controlled side sees a pair that nobody nominates, and its consent ends',
    {
      seed: 156,
      hosts: [
        { name: 'alice', nat: 'symmetric' },
        { name: 'bob', nat: 'one-to-one' },
      ],
      link: { latencyMs: 4, loss: 0.061 },
      faults: [{ kind: 'nat-renumber', host: 'alice', atMs: 2665, forMs: 1 }],
    },
  ],
];

test.for(finds)('%s', async ([, plan]) => {
  expect(await replay(twoPeers, plan)).toMatchObject({ violation: undefined });
});
