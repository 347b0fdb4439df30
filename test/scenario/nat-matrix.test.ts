import { describe, expect, test } from 'vitest';
import { SimulatedNetwork, type SimulatedPeerHost } from '../../src/sim.node.ts';
import type { NatKind, NatOptions } from '../../src/hosts/sim/topology/nat-options.ts';
import { reach } from '../support/reach.ts';

const DEPENDENCES = ['endpoint-independent', 'address-dependent', 'address-and-port-dependent'] as const;

/** A place for a host: made anew in each world. */
type Place = (world: SimulatedNetwork, name: string) => SimulatedPeerHost;

const behindNat =
  (options: NatOptions): Place =>
  (world, name) =>
    world.host(name, { behind: world.nat(options) });

const places = new Map<string, Place>([['public', (world, name) => world.host(name)]]);
for (const mapping of DEPENDENCES) {
  for (const filtering of DEPENDENCES) places.set(`${mapping} / ${filtering}`, behindNat({ mapping, filtering }));
}
places.set('one-to-one', (world, name) => world.host(name, { behind: world.nat('one-to-one') }));
for (const filtering of [...DEPENDENCES, 'open'] as const) {
  const place: Place = (world, name) => world.host(name, { behind: world.firewall({ filtering }) });
  places.set(`firewall ${filtering}`, place);
}
places.set('udp blocked', (world, name) => world.host(name, { behind: world.firewall('udp-blocked') }));

const blockedWifiAndLte: Place = (world, name) =>
  world.host(name, {
    interfaces: [
      { name: 'wifi', behind: world.firewall('udp-blocked') },
      { name: 'lte', behind: world.nat({ filtering: 'address-dependent' }) },
    ],
  });
places.set('two interfaces', blockedWifiAndLte);

const places6 = new Map<string, Place>([
  ['public', (world, name) => world.host(name, { ipv6: 'only' })],
  ['IPv4 only', (world, name) => world.host(name)],
  ['both behind a symmetric NAT', (world, name) => world.host(name, { behind: world.nat('symmetric'), ipv6: true })],
]);
for (const ipv6 of [...DEPENDENCES, 'open'] as const) {
  places6.set(`NAT ${ipv6}`, (world, name) => world.host(name, { behind: world.nat({ ipv6 }), ipv6: 'only' }));
  const behindFirewall: Place = (world, name) =>
    world.host(name, { behind: world.firewall({ filtering: ipv6 }), ipv6: 'only' });
  places6.set(`firewall ${ipv6}`, behindFirewall);
}
places6.set('tls only', (world, name) => world.host(name, { behind: world.firewall('tls-only'), ipv6: 'only' }));

interface Servers {
  readonly stun: boolean;
  readonly turn?: boolean;
}

/** Connects a host in each place with one in each, and gives the cells whose outcome is not what was predicted. */
async function surprises(rows: Map<string, Place>, servers: Servers): Promise<string[]> {
  const wrong: string[] = [];
  const cells = [...rows].flatMap((row, i) => [...rows].slice(i).map((column) => [row, column] as const));
  for (const [seed, [[here, placeAlice], [there, placeBob]]] of cells.entries()) {
    const world = new SimulatedNetwork({ seed, latencyMs: 10, time: 'manual' });
    const [alice, bob] = [placeAlice(world, 'alice'), placeBob(world, 'bob')];
    const [predicted, outcome] = await compare(world, alice, bob, servers, seed % 2 === 1);
    if (outcome !== predicted) wrong.push(`${here} and ${there}: predicted ${predicted}, was ${outcome}`);
    world.close();
  }
  return wrong;
}

async function compare(
  world: SimulatedNetwork,
  alice: SimulatedPeerHost,
  bob: SimulatedPeerHost,
  servers: Servers,
  bobOffers = false,
): Promise<[predicted: string, outcome: string]> {
  const iceServers = [servers.stun ? [world.stunServer] : [], servers.turn ? [world.turnServer] : []].flat();
  const predicted = world.canConnect(alice.name, bob.name, servers);
  return [predicted, await (bobOffers ? reach(world, bob, alice, iceServers) : reach(world, alice, bob, iceServers))];
}

describe('every place and every other have what was predicted', () => {
  test('without any server', async () => {
    expect(await surprises(places, { stun: false })).toEqual([]);
  });

  test('with a STUN server', async () => {
    expect(await surprises(places, { stun: true })).toEqual([]);
  });

  test('with a TURN server', async () => {
    expect(await surprises(places, { stun: true, turn: true })).toEqual([]);
  });
});

describe('the same with IPv6', () => {
  test.each([{ stun: false }, { stun: true }, { stun: true, turn: true }])('%j', async (servers) => {
    expect(await surprises(places6, servers)).toEqual([]);
  });
});

/** Both behind one NAT, and each behind another NAT there, or behind none. */
const homes = [undefined, 'full-cone', 'address-restricted', 'symmetric'] as const;

describe.each(DEPENDENCES)('behind one NAT with %s mapping', (mapping) => {
  test('two hosts or homes have what was predicted, with and without hairpin', async () => {
    const wrong: string[] = [];
    for (const filtering of DEPENDENCES) {
      for (const hairpin of [true, false]) wrong.push(...(await surprisesBehind({ mapping, filtering, hairpin })));
    }
    expect(wrong).toEqual([]);
  });

  test('a home and somebody outside have what was predicted', async () => {
    const wrong: string[] = [];
    for (const filtering of DEPENDENCES) wrong.push(...(await surprisesAcross({ mapping, filtering })));
    expect(wrong).toEqual([]);
  });
});

async function surprisesBehind(options: NatOptions): Promise<string[]> {
  const wrong: string[] = [];
  for (const [i, here] of homes.entries()) {
    for (const there of homes.slice(i)) {
      const world = new SimulatedNetwork({ seed: 1, latencyMs: 10, time: 'manual' });
      const behind = world.nat(options);
      const [alice, bob] = ([here, there] as const).map((kind, which) =>
        world.host(`host${which}`, { behind: kind === undefined ? behind : world.nat(kind, { behind }) }),
      );
      const [predicted, outcome] = await compare(world, alice, bob, { stun: true });
      const cell = `${here} and ${there} behind ${JSON.stringify(options)}`;
      if (outcome !== predicted) wrong.push(`${cell}: predicted ${predicted}, was ${outcome}`);
      world.close();
    }
  }
  return wrong;
}

async function surprisesAcross(options: NatOptions): Promise<string[]> {
  const wrong: string[] = [];
  for (const kind of homes.slice(1)) {
    for (const there of ['public', ...DEPENDENCES.map((filtering) => `address-dependent / ${filtering}`)]) {
      const world = new SimulatedNetwork({ seed: 1, latencyMs: 10, time: 'manual' });
      const alice = world.host('alice', { behind: world.nat(kind as NatKind, { behind: world.nat(options) }) });
      const bob = (places.get(there) as Place)(world, 'bob');
      const [predicted, outcome] = await compare(world, alice, bob, { stun: true });
      const cell = `${kind} behind ${JSON.stringify(options)} and ${there}`;
      if (outcome !== predicted) wrong.push(`${cell}: predicted ${predicted}, was ${outcome}`);
      world.close();
    }
  }
  return wrong;
}
