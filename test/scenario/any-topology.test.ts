import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulatedNetwork, type EdgeHandle, type SimulatedHostOptions } from '../../src/sim.node.ts';
import { reach } from '../support/reach.ts';

const dependence = fc.constantFrom(
  'endpoint-independent' as const,
  'address-dependent' as const,
  'address-and-port-dependent' as const,
);
const filter = fc.oneof(dependence, fc.constant('open' as const));
const nat = fc.record({
  mapping: dependence,
  filtering: dependence,
  hairpin: fc.boolean(),
  ports: fc.constantFrom('preserving' as const, 'sequential' as const, 'random' as const),
  ipv6: filter,
});
const oneToOne = fc.record({ filtering: dependence, hairpin: fc.boolean() });
const firewall = fc.record({ filtering: filter, udp: fc.integer({ min: 0, max: 7 }).map((n) => n > 0) });

type MakeEdge = (world: SimulatedNetwork, behind: { readonly behind?: EdgeHandle }) => EdgeHandle;
const edge: fc.Arbitrary<MakeEdge> = fc.oneof(
  nat.map((options): MakeEdge => show(options, (world, behind) => world.nat({ ...options, ...behind }))),
  oneToOne.map((options): MakeEdge =>
    show(options, (world, behind) => world.nat('one-to-one', { ...options, ...behind })),
  ),
  firewall.map((options): MakeEdge => show(options, (world, behind) => world.firewall({ ...options, ...behind }))),
);

/** Five edges at most, each behind an earlier one or on the internet; two hosts anywhere. */
const topology = fc.record({
  edges: fc.array(fc.record({ make: edge, behind: fc.nat({ max: 5 }) }), { maxLength: 5 }),
  alice: fc.record({ behind: fc.nat({ max: 5 }), ipv6: fc.constantFrom(false, false, true, 'only' as const) }),
  bob: fc.record({ behind: fc.nat({ max: 5 }), ipv6: fc.constantFrom(false, false, true, 'only' as const) }),
  servers: fc.constantFrom({ stun: false }, { stun: true }, { stun: true }, { stun: true, turn: true }),
  seed: fc.nat(),
});

test('whatever stands between two hosts, they have what was predicted', async () => {
  await fc.assert(
    fc.asyncProperty(topology, async ({ edges, alice, bob, servers, seed }) => {
      const world = new SimulatedNetwork({ seed, latencyMs: 10, time: 'manual' });
      const made: EdgeHandle[] = [];
      // What has not been made stands for the internet.
      const place = (behind: number) => (behind in made ? { behind: made[behind] } : {});
      for (const { make, behind } of edges) made.push(make(world, place(behind)));
      const host = (name: string, { behind, ipv6 }: { behind: number; ipv6: SimulatedHostOptions['ipv6'] }) =>
        world.host(name, { ...place(behind), ...(ipv6 !== undefined && { ipv6 }) });
      const iceServers = [servers.stun ? [world.stunServer] : [], servers.turn ? [world.turnServer] : []].flat();
      const [a, b] = [host('alice', alice), host('bob', bob)];
      const predicted = world.canConnect('alice', 'bob', servers);
      expect(await reach(world, a, b, iceServers)).toBe(predicted);
      world.close();
    }),
    { numRuns: 60 },
  );
});

/** With its options as its text, for when it is in a counterexample. */
function show(options: object, make: MakeEdge): MakeEdge {
  return Object.assign(make, { [fc.toStringMethod]: () => JSON.stringify(options) });
}
