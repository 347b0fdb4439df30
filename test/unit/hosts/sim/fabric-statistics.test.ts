/**
 * What hosts see of a link, against the configured model: from socket to socket, in both directions at once, on the open
 * internet and through NATs. Twenty fixed seeds each; the bounds are those that one correct model in ten thousand exceeds.
 */
import { describe, expect, test } from 'vitest';
import { ApplicationWorld as SimulatedNetwork } from '../../../../src/hosts/sim/application-world.ts';
import type { SimulatedHost } from '../../../../src/hosts/sim/simulated-host.ts';
import type { SimulatedHostOptions } from '../../../../src/hosts/sim/simulated-network.ts';
import type { SocketAddress, UdpSocket } from '../../../../src/ports/network.ts';
import { chiSquare, deviations, histogram, mean, runsOf, SEEDS } from './drive-link.ts';

const FAR = 3.9;
/** Of χ² by degrees of freedom. */
const CHI_SQUARE = { 5: 25.7, 9: 33.8 };
const IP_AND_UDP_BYTES = 28;

type Places = (world: SimulatedNetwork) => Readonly<Record<'alice' | 'bob', SimulatedHostOptions>>;

const topologies: readonly (readonly [string, Places])[] = [
  ['on the internet', () => ({ alice: {}, bob: {} })],
  [
    'through a NAT and another behind a third',
    (world) => ({
      alice: { behind: world.nat('symmetric') },
      bob: { behind: world.nat('full-cone', { behind: world.nat('carrier-grade') }) },
    }),
  ],
];

/** A host's only socket: what comes goes to `receive`. */
class Phone {
  /** Who was heard last, as seen from here. */
  caller: SocketAddress | undefined;
  receive: (packet: Uint8Array, now: number) => void = () => undefined;
  #socket: UdpSocket | undefined;

  async plugIn({ network, addresses }: SimulatedHost): Promise<this> {
    this.#socket = await network.bindUdp(addresses[0], 0, (packet, from, now) => {
      this.caller = from;
      this.receive(packet, now);
    });
    return this;
  }

  get local(): SocketAddress {
    return this.#socket!.local;
  }

  send(packet: Uint8Array, to: SocketAddress): void {
    this.#socket!.send(packet, to);
  }
}

/** One way of a conversation: what was sent, and what came of it. */
class Flow {
  readonly sentAt: number[] = [];
  /** When the copies of each arrived. */
  readonly arrivals: number[][] = [];
  readonly #world: SimulatedNetwork;
  readonly #from: Phone;
  readonly #to: SocketAddress;

  constructor(world: SimulatedNetwork, from: Phone, to: SocketAddress, receiver: Phone) {
    this.#world = world;
    this.#from = from;
    this.#to = to;
    receiver.receive = (packet, now) => this.#arrived(packet, now);
  }

  get isLost(): boolean[] {
    return this.arrivals.map(({ length }) => length === 0);
  }

  get delays(): number[] {
    return this.arrivals.flatMap((times, index) => times.map((at) => at - this.sentAt[index]));
  }

  send(bytes: number): void {
    const packet = new Uint8Array(bytes);
    new DataView(packet.buffer).setUint32(0, this.sentAt.length);
    this.arrivals.push([]);
    this.sentAt.push(this.#world.now);
    this.#from.send(packet, this.#to);
  }

  #arrived(packet: Uint8Array, now: number): void {
    this.arrivals[new DataView(packet.buffer, packet.byteOffset).getUint32(0)].push(now);
  }
}

/** What was delivered before there was a conversation. */
const GREETINGS = 2;

/** Alice and bob, who have found each other and talk over sockets. */
class Conversation {
  readonly world: SimulatedNetwork;
  /** From alice to bob, and back. */
  readonly forth: Flow;
  readonly back: Flow;

  private constructor(world: SimulatedNetwork, forth: Flow, back: Flow) {
    this.world = world;
    this.forth = forth;
    this.back = back;
  }

  /** Carol tells bob's outside address, as a STUN server would; bob sees alice's for himself. */
  static async begin(seed: number, places: Places): Promise<Conversation> {
    const world = new SimulatedNetwork({ seed, time: 'manual' });
    const at = places(world);
    const [alice, bob, carol] = [new Phone(), new Phone(), new Phone()];
    await alice.plugIn(world.host('alice', at.alice));
    await bob.plugIn(world.host('bob', at.bob));
    await carol.plugIn(world.host('carol'));
    bob.send(new Uint8Array(1), carol.local);
    await world.settle();
    alice.send(new Uint8Array(1), carol.caller!);
    await world.settle();
    const forth = new Flow(world, alice, carol.caller!, bob);
    return new Conversation(world, forth, new Flow(world, bob, bob.caller!, alice));
  }

  /** Both send `each` packets at a time, `times` times, `everyMs` apart; then all arrives. */
  async exchange(times: number, everyMs: number, each = 1, bytes = 20): Promise<void> {
    const { world } = this;
    for (let i = 0; i < times; i++)
      world.at(world.now + i * everyMs, () => {
        for (let j = 0; j < each; j++) for (const flow of [this.forth, this.back]) flow.send(bytes);
      });
    await world.advance(times * everyMs);
    await world.settle();
    this.expectBalance();
  }

  /** sent = delivered + dropped + queued, and the sockets saw what was delivered. */
  expectBalance(): void {
    const { ledger, pending } = this.world;
    const queued = pending.packets + pending.kept.reduce((sum, { count }) => sum + count, 0);
    expect(ledger.sent + ledger.duplicated).toBe(ledger.delivered + ledger.dropped + queued);
    expect(this.forth.delays.length + this.back.delays.length + GREETINGS).toBe(ledger.delivered);
  }
}

describe.each(topologies)('%s', (_where, places) => {
  describe.each(SEEDS)('with seed %i', (seed) => {
    test('each direction loses what it is to lose, alone or in bursts', async () => {
      const talk = await Conversation.begin(seed, places);
      const link = talk.world.link('alice', 'bob');
      link.from('alice').change({ loss: 0.1 });
      link.from('bob').change({ burstLoss: { meanLoss: 0.2, meanBurst: 5 } });
      await talk.exchange(200, 1, 25);
      const { forth, back } = talk;
      expect(Math.abs(deviations(count(forth.isLost), 5000, 0.1))).toBeLessThan(FAR);
      const bursts = runsOf(back.isLost);
      expect(Math.abs(mean(bursts) - 5) / Math.sqrt((5 * 4) / bursts.length)).toBeLessThan(FAR);
      expect(chiSquareOfGeometric(bursts, 1 / 5, 6)).toBeLessThan(CHI_SQUARE[5]);
      // A burst and the gap before it are both geometric: the share of 5,000 packets has a spread of 0.016.
      expect(Math.abs(count(back.isLost) / 5000 - 0.2)).toBeLessThan(FAR * 0.016);
      expect(talk.world.ledger.droppedFor).toEqual({ loss: count(forth.isLost) + count(back.isLost) });
    });

    test('each direction takes its time, and some arrive twice', async () => {
      const talk = await Conversation.begin(seed, places);
      const link = talk.world.link('alice', 'bob');
      link.from('alice').change({ latencyMs: 30, jitterMs: 20 });
      link.from('bob').change({ latencyMs: 7, duplicate: 0.1 });
      await talk.exchange(1000, 25);
      const { forth, back } = talk;
      expect(forth.delays).toHaveLength(1000);
      expect(Math.min(...forth.delays)).toBeGreaterThanOrEqual(30);
      expect(Math.max(...forth.delays)).toBeLessThan(50.000001);
      expect(chiSquare(histogram(forth.delays, 30, 50, 10), Array(10).fill(100))).toBeLessThan(CHI_SQUARE[9]);
      expect(new Set(back.delays.map((delay) => Math.round(delay * 1000) / 1000))).toEqual(new Set([7]));
      expect(Math.abs(deviations(back.delays.length - 1000, 1000, 0.1))).toBeLessThan(FAR);
    });

    test('each direction delivers at its rate, and its queue drops the rest', async () => {
      const talk = await Conversation.begin(seed, places);
      const link = talk.world.link('alice', 'bob');
      link.from('alice').change({ bandwidthBps: 1e6, jitterMs: 1 });
      link.from('bob').change({ bandwidthBps: 250_000, queueBytes: 5000 });
      // 500 bytes with their headers, every 3 ms, are 1.33 Mbit/s each way.
      await talk.exchange(600, 3, 1, 500 - IP_AND_UDP_BYTES);
      expect(rateOf(talk.forth, 500)).toBeCloseTo(1, 1);
      expect(rateOf(talk.back, 500)).toBeCloseTo(0.25, 2);
      expect(Math.max(...talk.back.delays)).toBeLessThanOrEqual(((5000 + 500) * 8) / 250 + 0.001);
      const lost = count(talk.forth.isLost) + count(talk.back.isLost);
      expect(talk.world.ledger.droppedFor).toEqual({ queue: lost });
    });
  });
});

test('half way through, what is queued is in the books', async () => {
  const talk = await Conversation.begin(1, topologies[1][1]);
  const link = talk.world
    .link('alice', 'bob')
    .change({ latencyMs: 50, bandwidthBps: 100_000, loss: 0.1, duplicate: 0.1 });
  const held = link.hold({ from: 'bob' });
  for (let i = 0; i < 40; i++) {
    for (const flow of [talk.forth, talk.back]) flow.send(300);
    await talk.world.advance(17);
    talk.expectBalance();
  }
  expect(talk.world.ledger.inFlight).toBeGreaterThan(40);
  held.heal();
  await talk.world.settle();
  talk.expectBalance();
  expect(talk.world.ledger.inFlight).toBe(0);
});

function count(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}

/** Mbit/s between the first arrival and the last. */
function rateOf({ arrivals }: Flow, packetBytes: number): number {
  const times = arrivals.flat();
  return ((times.length - 1) * packetBytes * 8) / (Math.max(...times) - Math.min(...times)) / 1000;
}

/** Runs of length 1…classes−1, and those that are longer, against a geometric distribution. */
function chiSquareOfGeometric(runs: readonly number[], end: number, classes: number): number {
  const counts = Array.from({ length: classes }, (_, i) =>
    i < classes - 1 ? runs.filter((run) => run === i + 1).length : runs.filter((run) => run >= classes).length,
  );
  const expected = counts.map((_, i) => runs.length * (1 - end) ** i * (i < classes - 1 ? end : 1));
  return chiSquare(counts, expected);
}
