import { describe, expect, test } from 'vitest';
import type { FirewallOptions } from '../../../../../src/hosts/sim/topology/firewall.ts';
import { plug, seenBy, worldInHand } from './network.ts';

async function guarded(options: FirewallOptions) {
  const world = worldInHand();
  const firewall = world.firewall(options);
  const alice = await plug(world.host('alice', { behind: firewall, ipv6: true }));
  const bob = await plug(world.host('bob'));
  const bobsOther = await plug(world.host('bob'));
  const carol = await plug(world.host('carol'));
  return { world, firewall, alice, bob, bobsOther, carol };
}

describe('a firewall', () => {
  test('translates nothing, and hosts behind it have addresses of the internet', async () => {
    const { world, alice, bob } = await guarded({});
    expect(alice.socket.local.address).toBe('10.0.0.1');
    expect(await seenBy(bob, alice, world)).toEqual(alice.socket.local);
    expect(() => world.host('dora', { addresses: ['10.0.0.1'] })).toThrow('10.0.0.1 is taken already');
  });

  test.each([
    ['open', [true, true, true, true]],
    ['endpoint-independent', [false, true, true, true]],
    ['address-dependent', [false, true, true, false]],
    ['address-and-port-dependent', [false, true, false, false]],
  ] as const)('%s: a stranger, then who was called, his other port, others: %j', async (filtering, lets) => {
    const { world, alice, bob, bobsOther, carol } = await guarded({ filtering });
    const hears = async (from: typeof bob) => (await seenBy(alice, from, world)) !== undefined;
    const before = await hears(bob);
    alice.send(bob.socket.local);
    await world.settle();
    expect([before, await hears(bob), await hears(bobsOther), await hears(carol)]).toEqual(lets);
  });

  test('forgets after a while, or at once when it restarts', async () => {
    const { world, firewall, alice, bob } = await guarded({ flowLifetimeMs: 1000 });
    await seenBy(bob, alice, world);
    await world.advance(999);
    expect(await seenBy(alice, bob, world)).toBeDefined();
    await world.advance(1000);
    expect(await seenBy(alice, bob, world)).toBeUndefined();
    await seenBy(bob, alice, world);
    firewall.restart();
    expect(await seenBy(alice, bob, world)).toBeUndefined();
    expect(world.ledger.droppedFor).toEqual({ firewall: 2 });
  });

  test('without UDP lets none out and none in, of either family; inside there is no firewall', async () => {
    const { world, firewall, alice, bob } = await guarded({ udp: false, filtering: 'open' });
    const anna = await plug(world.host('anna', { behind: firewall }));
    expect([await seenBy(bob, alice, world), await seenBy(alice, bob, world)]).toEqual([undefined, undefined]);
    expect(await seenBy(anna, alice, world)).toBeDefined();
    expect(world.ledger.droppedFor).toEqual({ firewall: 2 });
  });

  test('may stand before a NAT, and behind one', async () => {
    const world = worldInHand();
    const firewall = world.firewall({ filtering: 'address-and-port-dependent' });
    const cone = world.nat('full-cone', { behind: firewall });
    const alice = await plug(world.host('alice', { behind: cone }));
    const inner = world.firewall({ behind: world.nat('full-cone'), filtering: 'address-and-port-dependent' });
    const anna = await plug(world.host('anna', { behind: inner }));
    const [bob, carol] = [await plug(world.host('bob')), await plug(world.host('carol'))];
    for (const guardedOne of [alice, anna]) {
      const outside = await seenBy(bob, guardedOne, world);
      expect(await seenBy(guardedOne, carol, world, outside)).toBeUndefined();
      expect(await seenBy(guardedOne, bob, world, outside)).toBeDefined();
    }
    expect(anna.socket.local.address).toBe('192.168.0.2');
    expect(world.ledger.droppedFor).toEqual({ firewall: 2 });
  });

  test('that cannot be is refused', () => {
    const world = worldInHand();
    expect(() => world.firewall('brick' as 'stateful')).toThrow('kind: brick is not one of stateful, ');
    expect(() => world.firewall({ tls: true } as object)).toThrow(
      'tls is not an option of a firewall; there are name, ',
    );
    expect(() => world.firewall({ tcp: [0] })).toThrow('tcp: 0 is not an integer within 1…65535');
    expect(() => world.firewall({ filtering: 'all' as 'open' })).toThrow('filtering: all is not one of');
    expect(() => world.firewall({ flowLifetimeMs: 0 })).toThrow('flowLifetimeMs: 0 is not greater than 0');
    expect(() => world.firewall({ name: '' })).toThrow('name: it is empty');
    expect(() => world.firewall({ behind: 'nat1' as unknown as { name: string } })).toThrow('behind: it is no NAT');
  });
});
