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

/** Runs every cell of places × places; gives those whose outcome is not what was predicted. */
async function surprises(rows: Map<string, Place>, stun: boolean): Promise<{ cells: number; wrong: string[] }> {
  const wrong: string[] = [];
  let cells = 0;
  for (const [here, placeAlice] of rows) {
    for (const [there, placeBob] of rows) {
      const world = new SimulatedNetwork({ seed: ++cells, latencyMs: 10, time: 'manual' });
      const [alice, bob] = [placeAlice(world, 'alice'), placeBob(world, 'bob')];
      const predicted = world.canConnect('alice', 'bob', { stun });
      const outcome = await reach(world, alice, bob, stun ? [world.stunServer] : []);
      if (outcome !== predicted) wrong.push(`${here} → ${there}: predicted ${predicted}, was ${outcome}`);
      world.close();
    }
  }
  return { cells, wrong };
}

describe('every place reaches every other as predicted', () => {
  test('with a STUN server', async () => {
    expect(await surprises(places, true)).toEqual({ cells: places.size ** 2, wrong: [] });
  });

  test('without one', async () => {
    expect(await surprises(places, false)).toEqual({ cells: places.size ** 2, wrong: [] });
  });
});
