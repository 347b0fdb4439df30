import { describe, expect, test } from 'vitest';
import { SimulatedNetwork, type SimulatedPeerHost } from '../../src/sim.node.ts';
import type { NatOptions } from '../../src/hosts/sim/topology/nat-options.ts';
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
