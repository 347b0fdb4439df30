import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NatOptions } from '../../../../../src/hosts/sim/topology/nat-options.ts';
import type { SocketAddress } from '../../../../../src/ports/network.ts';
import { plug, seenBy, worldInHand, type Plug } from './network.ts';

const LIFETIME_MS = 1000;
const dependence = fc.constantFrom(
  'endpoint-independent' as const,
  'address-dependent' as const,
  'address-and-port-dependent' as const,
);
const options: fc.Arbitrary<NatOptions> = fc.record({
  mapping: dependence,
  filtering: dependence,
  ports: fc.constantFrom('preserving', 'sequential', 'random'),
  inboundRefresh: fc.boolean(),
});
const index = fc.nat({ max: 3 });
const step = fc.oneof(
  fc.record({ type: fc.constant('out' as const), inside: index, remote: index }),
  fc.record({ type: fc.constant('in' as const), inside: index, remote: index, via: index }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.constantFrom(100, 600, 1100) }),
);

const keyOf = (how: NatOptions['mapping'], { address, port }: SocketAddress): string =>
  how === 'endpoint-independent' ? '' : how === 'address-dependent' ? address : `${address}:${port}`;

/** RFC 4787 in words: for each inside endpoint and part of the remote one a mapping, whom it may hear and until when. */
class Model {
  readonly #options: NatOptions;
  readonly #mappings = new Map<string, { outside: SocketAddress; hears: Map<string, number> }>();

  constructor(settings: NatOptions) {
    this.#options = settings;
  }

  mapping(inside: number, remote: SocketAddress, now: number) {
    const found = this.#mappings.get(`${inside} ${keyOf(this.#options.mapping, remote)}`);
    return found && Math.max(...found.hears.values()) > now ? found : undefined;
  }

  noteOut(inside: number, remote: SocketAddress, outside: SocketAddress, now: number): void {
    const known = this.mapping(inside, remote, now) ?? { outside, hears: new Map<string, number>() };
    known.hears.set(keyOf(this.#options.filtering, remote), now + LIFETIME_MS);
    this.#mappings.set(`${inside} ${keyOf(this.#options.mapping, remote)}`, known);
  }

  lets(inside: number, via: SocketAddress, remote: SocketAddress, now: number): boolean {
    const known = this.mapping(inside, via, now);
    const key = keyOf(this.#options.filtering, remote);
    if (known === undefined || (known.hears.get(key) ?? 0) <= now) return false;
    if (this.#options.inboundRefresh) known.hears.set(key, now + LIFETIME_MS);
    return true;
  }
}

test('whatever is sent in whatever order, a NAT does what RFC 4787 says', async () => {
  await fc.assert(
    fc.asyncProperty(options, fc.array(step, { minLength: 5, maxLength: 40 }), async (settings, steps) => {
      const world = worldInHand();
      const nat = world.nat({ ...settings, mappingLifetimeMs: LIFETIME_MS });
      const model = new Model(settings);
      const [a, b] = ['a', 'b'].map((name) => world.host(name, { behind: nat }));
      const [x, y] = ['x', 'y'].map((name) => world.host(name));
      const insides = await plugs([a, a, b, b]);
      const remotes = await plugs([x, x, y, y]);
      for (const each of steps) {
        if (each.type === 'wait') await world.advance(each.ms);
        else if (each.type === 'out') await checkOut(each.inside, each.remote);
        else await checkIn(each.inside, each.via, each.remote);
      }
      expect(world.ledger.inFlight).toBe(0);
      world.close();

      async function checkOut(inside: number, remote: number): Promise<void> {
        const to = remotes[remote].socket.local;
        const expected = model.mapping(inside, to, world.now)?.outside;
        const seen = (await seenBy(remotes[remote], insides[inside], world)) as SocketAddress;
        expect(seen.address).toBe(nat.addresses[0]);
        if (expected !== undefined) expect(seen).toEqual(expected);
        model.noteOut(inside, to, seen, world.now);
        const others = nat.mappings.map(({ outside }) => `${outside.address}:${outside.port}`);
        expect(new Set(others).size).toBe(others.length);
      }

      async function checkIn(inside: number, via: number, remote: number): Promise<void> {
        const target = model.mapping(inside, remotes[via].socket.local, world.now)?.outside;
        if (target === undefined) return;
        const from = remotes[remote].socket.local;
        const isLet = model.lets(inside, remotes[via].socket.local, from, world.now);
        expect(await seenBy(insides[inside], remotes[remote], world, target)).toEqual(isLet ? from : undefined);
      }
    }),
    { numRuns: 150 },
  );
});

async function plugs(hosts: Parameters<typeof plug>[0][]): Promise<Plug[]> {
  return Promise.all(hosts.map((host) => plug(host)));
}
