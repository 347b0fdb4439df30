/** What exploration found in our own stack, as it printed it. Each was a violation, and is none any more. */
import { expect, test } from 'vitest';
import { replay, type PlanDescription, type Scenario } from '../../src/testing.node.ts';
import roamingMesh from '../testing/scenarios/roaming-mesh.ts';
import twoPeers from '../testing/scenarios/two-peers.ts';

const finds: readonly [what: string, plan: PlanDescription, scenario?: Scenario][] = [
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
  [
    'relays on both sides of a slow link: each check of the one triggers one of the other, and answers take longer than that',
    {
      seed: 1813,
      hosts: [
        { name: 'alice', nat: 'carrier-grade' },
        { name: 'bob', firewall: 'tls-only' },
      ],
      link: { latencyMs: 162 },
    },
  ],
  [
    'many pairs of one foundation, and all of them dead: each waited for the one before it to fail, for minutes',
    {
      seed: 719,
      hosts: [
        { name: 'alice', ipv6: true, nat: 'full-cone' },
        { name: 'bob', ipv6: true },
      ],
      link: { latencyMs: 1, jitterMs: 8 },
      faults: [{ kind: 'roam', host: 'alice', atMs: 252, forMs: 1 }],
    },
    roamingMesh,
  ],
];

test.for(finds)('%s', async ([, plan, scenario = twoPeers]) => {
  expect(await replay(scenario, plan)).toMatchObject({ violation: undefined });
});

test.for([['turn:10.9.9.9?transport=tcp'], ['turns:10.9.9.9']])(
  'a connection that is closed gives up its attempt to reach %s',
  async ([urls]) => {
    const scenario: Scenario = async ({ hosts: [alice], world }) => {
      const iceServers = [{ urls, username: 'alice', credential: 'secret' }];
      const connection = new alice.RTCPeerConnection({ iceServers });
      connection.createDataChannel('any');
      await connection.setLocalDescription();
      await world.advance(1000);
    };
    expect(await replay(scenario, { seed: 1 })).toMatchObject({ violation: undefined, endedAtMs: 1000 });
  },
);
