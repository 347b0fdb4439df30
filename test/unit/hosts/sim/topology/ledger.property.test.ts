import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FaultHandle } from '../../../../../src/hosts/sim/fault-handle.ts';
import { SimulatedNetwork } from '../../../../../src/hosts/sim/simulated-network.ts';
import type { NatKind } from '../../../../../src/hosts/sim/topology/nat-options.ts';
import type { Nat } from '../../../../../src/hosts/sim/topology/nat.ts';
import type { SocketAddress } from '../../../../../src/ports/network.ts';
import { endpoint, type Endpoint } from '../world.ts';

const kinds = fc.constantFrom<NatKind[]>(
  'full-cone',
  'address-restricted',
  'port-restricted',
  'symmetric',
  'carrier-grade',
  'one-to-one',
);

/** Two homes, one of them behind a carrier's NAT as well, with two hosts and one; and one host on the internet. */
class Neighbourhood {
  readonly world: SimulatedNetwork;
  readonly nats: readonly Nat[];
  readonly ends: Endpoint[] = [];
  readonly faults: FaultHandle[] = [];
  readonly #kinds: readonly NatKind[];
  #arrivals = 0;

  constructor(seed: number, kinds: readonly NatKind[], mappingLifetimeMs: number) {
    const [home, carrier, flat] = kinds;
    this.#kinds = kinds;
    this.world = new SimulatedNetwork({ seed, time: 'manual', latencyMs: 5, loss: 0.05, duplicate: 0.05 });
    const outer = this.world.nat(carrier);
    this.nats = [
      this.world.nat(home, { mappingLifetimeMs, hairpin: true }),
      outer,
      this.world.nat(flat, { behind: outer }),
    ];
    for (const name of ['alice', 'anna']) this.world.host(name, { behind: this.nats[0] });
    this.world.host('bob', { behind: this.nats[2] });
    this.world.host('carol');
  }

  async plugIn(): Promise<this> {
    for (const name of ['alice', 'anna', 'bob', 'carol']) this.ends.push(await endpoint(this.world, name));
    return this;
  }

  /** Where somebody may be reached: where they are, as they were seen last, or at some port of their NAT. */
  waysTo(index: number): SocketAddress[] {
    const { socket } = this.ends[index];
    const seen = this.ends.flatMap(({ arrivals }) => arrivals.slice(-1).map(({ from }) => from));
    const outside = this.nats.flatMap(({ addresses }) => addresses.map((address) => ({ address, port: 50_000 })));
    return [socket.local, ...seen, ...outside];
  }

  /** How many packets sockets were given, counted where that happens. */
  get arrivals(): number {
    return this.#arrivals + this.ends.reduce((sum, { arrivals }) => sum + arrivals.length, 0);
  }

  renumber(index: number): void {
    if (this.#kinds[index] !== 'one-to-one') this.nats[index].renumber();
  }

  /** The host has a new address, and so a new socket, if it is up. */
  async move(index: number): Promise<void> {
    const { host, arrivals } = this.ends[index];
    host.move();
    if (host.addresses.length === 0) return; // down
    this.#arrivals += arrivals.length;
    this.ends[index] = await endpoint(this.world, host.name);
  }
}

type Step = (place: Neighbourhood) => unknown;

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat(3), fc.nat(3), fc.nat(9), fc.integer({ min: 1, max: 20 }))
      .map(([from, to, way, count]): Step => {
        return (place) => {
          const ways = place.waysTo(to);
          for (let i = 0; i < count; i++) place.ends[from].socket.send(new Uint8Array(50), ways[way % ways.length]);
        };
      }),
  },
  fc.nat(2).map(
    (nat): Step =>
      (place) =>
        place.nats[nat].restart(),
  ),
  fc.nat(2).map(
    (nat): Step =>
      (place) =>
        place.renumber(nat),
  ),
  fc.nat(3).map(
    (index): Step =>
      (place) =>
        place.move(index),
  ),
  fc.nat(3).map(
    (index): Step =>
      (place) =>
        place.faults.push(place.ends[index].host.interfaces[0].down()),
  ),
  fc.constant<Step>((place) => place.faults.push(place.world.link('alice', 'bob').hold())),
  fc.constant<Step>((place) => place.world.link('bob', 'carol').change({ bandwidthBps: 20_000, queueBytes: 1000 })),
  fc.constant<Step>((place) =>
    place.faults.push(place.world.addRule({ from: 'carol', probability: 0.5, verdict: 'duplicate' })),
  ),
  fc.constant<Step>((place) => place.faults.pop()?.heal()),
);

test('sent + duplicated = delivered + dropped + under way, through NATs that forget, hosts that move, in every direction', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1e6 }),
      fc.tuple(kinds, kinds, kinds),
      fc.integer({ min: 10, max: 5000 }),
      fc.array(fc.tuple(steps, fc.integer({ min: 0, max: 200 })), { minLength: 1, maxLength: 30 }),
      async (seed, natKinds, mappingLifetimeMs, script) => {
        const place = await new Neighbourhood(seed, natKinds, mappingLifetimeMs).plugIn();
        const { world } = place;
        const { ledger } = world;
        for (const [step, pauseMs] of script) {
          await step(place);
          await world.advance(pauseMs);
          const underWay = world.pending.packets + world.pending.kept.reduce((sum, { count }) => sum + count, 0);
          expect(ledger.sent + ledger.duplicated).toBe(ledger.delivered + ledger.dropped + underWay);
        }
        for (const fault of place.faults) fault.heal();
        await world.settle();
        expect(ledger.sent + ledger.duplicated).toBe(ledger.delivered + ledger.dropped);
        expect(place.arrivals).toBe(ledger.delivered);
        expect(Object.values(ledger.droppedFor).reduce((sum, number) => sum + number, 0)).toBe(ledger.dropped);
      },
    ),
    { numRuns: 150, seed: 4 },
  );
});
