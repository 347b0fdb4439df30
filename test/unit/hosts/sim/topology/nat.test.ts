import { describe, expect, test } from 'vitest';
import type { NatOptions } from '../../../../../src/hosts/sim/topology/nat-options.ts';
import type { SocketAddress } from '../../../../../src/ports/network.ts';
import { plug, seenBy, worldInHand } from './network.ts';

/** Alice behind a NAT; bob with two ports and carol with one on the internet. */
async function neighbourhood(options: NatOptions) {
  const world = worldInHand();
  const nat = world.nat(options);
  const alice = await plug(world.host('alice', { behind: nat }));
  const bob = await plug(world.host('bob'));
  const bobsOther = await plug(world.host('bob'));
  const carol = await plug(world.host('carol'));
  const outside = (await seenBy(bob, alice, world)) as SocketAddress;
  return { world, nat, alice, bob, bobsOther, carol, outside };
}

describe('mapping (RFC 4787 §4.1)', () => {
  test.each([
    ['endpoint-independent', [true, true]],
    ['address-dependent', [true, false]],
    ['address-and-port-dependent', [false, false]],
  ] as const)('%s: the same outside endpoint for another port, another address: %j', async (mapping, same) => {
    const { world, alice, bobsOther, carol, outside } = await neighbourhood({ mapping });
    const others = [await seenBy(bobsOther, alice, world), await seenBy(carol, alice, world)];
    expect(others.map((other) => other?.port === outside.port)).toEqual(same);
    expect(others.every((other) => other?.address === outside.address)).toBe(true);
  });
});

describe('filtering (RFC 4787 §5)', () => {
  test.each([
    ['endpoint-independent', [true, true]],
    ['address-dependent', [true, false]],
    ['address-and-port-dependent', [false, false]],
  ] as const)('%s: lets in from another port, another address: %j', async (filtering, lets) => {
    const { world, alice, bob, bobsOther, carol, outside } = await neighbourhood({ filtering });
    expect(await seenBy(alice, bob, world, outside)).toEqual(bob.socket.local);
    const others = [await seenBy(alice, bobsOther, world, outside), await seenBy(alice, carol, world, outside)];
    expect(others.map((from) => from !== undefined)).toEqual(lets);
    const blocked = lets.filter((let_) => !let_).length;
    expect(world.ledger.droppedFor).toEqual(blocked === 0 ? {} : { 'NAT filter': blocked });
  });

  test('a port nobody inside uses leads nowhere', async () => {
    const { world, alice, bob, outside } = await neighbourhood({});
    expect(await seenBy(alice, bob, world, { ...outside, port: 9 })).toBeUndefined();
    expect(world.ledger.droppedFor).toEqual({ 'no NAT mapping': 1 });
  });
});

describe('ports (RFC 4787 §4.2)', () => {
  test('are preserved, unless another host has the same', async () => {
    const world = worldInHand();
    const nat = world.nat('port-restricted');
    const bob = await plug(world.host('bob'));
    const inside = ['alice', 'anna'].map((name) => world.host(name, { behind: nat }));
    const [alice, anna] = [await plug(inside[0], 5000), await plug(inside[1], 5000)];
    expect([(await seenBy(bob, alice, world))?.port, (await seenBy(bob, anna, world))?.port]).toEqual([5000, 5001]);
  });

  test('keep their parity where that is asked for', async () => {
    const world = worldInHand();
    const nat = world.nat('symmetric', { parity: true });
    const alice = world.host('alice', { behind: nat });
    const bob = await plug(world.host('bob'));
    for (let port = 5000; port < 5020; port++) {
      expect(((await seenBy(bob, await plug(alice, port), world))?.port ?? -1) % 2).toBe(port % 2);
    }
  });

  test('come one after the other, or at random, within the range', async () => {
    const portRange = [40_000, 40_009] as const;
    const ports = async (assignment: 'sequential' | 'random') => {
      const world = worldInHand();
      const alice = world.host('alice', { behind: world.nat({ ports: assignment, portRange }) });
      const bob = await plug(world.host('bob'));
      const seen: (number | undefined)[] = [];
      for (let i = 0; i < 11; i++) seen.push((await seenBy(bob, await plug(alice), world))?.port);
      return { seen, dropped: world.ledger.droppedFor };
    };
    const all = Array.from({ length: 10 }, (_, i) => 40_000 + i);
    expect(await ports('sequential')).toEqual({ seen: [...all, undefined], dropped: { 'NAT exhausted': 1 } });
    const random = await ports('random');
    expect(random.seen.slice(0, 10)).not.toEqual(all);
    expect(new Set(random.seen)).toEqual(new Set([...all, undefined]));
  });

  test('overloaded, two hosts share one, and answers find theirs by the remote endpoint', async () => {
    const world = worldInHand();
    const nat = world.nat('symmetric', { ports: 'overloading' });
    const [bob, carol] = [await plug(world.host('bob')), await plug(world.host('carol'))];
    const alice = await plug(world.host('alice', { behind: nat }), 5000);
    const anna = await plug(world.host('anna', { behind: nat }), 5000);
    const outside = (await seenBy(bob, alice, world)) as SocketAddress;
    expect(await seenBy(carol, anna, world)).toEqual(outside);
    expect(await seenBy(alice, bob, world, outside)).toEqual(bob.socket.local);
    expect(await seenBy(anna, carol, world, outside)).toEqual(carol.socket.local);
  });
});

describe('hairpin (RFC 4787 §6)', () => {
  test.each([
    [true, 'external'],
    [false, 'nothing'],
  ])('%s: inside hosts who call each other by outside addresses see %s', async (hairpin) => {
    const { world, nat, alice, bob, outside } = await neighbourhood({ filtering: 'endpoint-independent', hairpin });
    const anna = await plug(world.host('anna', { behind: nat }));
    const annaOutside = await seenBy(bob, anna, world);
    expect(await seenBy(alice, anna, world, outside)).toEqual(hairpin ? annaOutside : undefined);
    expect(world.ledger.droppedFor).toEqual(hairpin ? {} : { 'no hairpin': 1 });
  });

  test('inside addresses need none', async () => {
    const { world, nat, alice } = await neighbourhood({ hairpin: false });
    const anna = await plug(world.host('anna', { behind: nat }));
    expect(await seenBy(alice, anna, world)).toEqual(anna.socket.local);
  });
});

describe('lifetime (RFC 4787 §4.3)', () => {
  test('packets that go out keep a mapping alive, those that come in only if asked to', async () => {
    for (const inboundRefresh of [false, true]) {
      const options: NatOptions = { mappingLifetimeMs: 1000, inboundRefresh, ports: 'sequential' };
      const { world, alice, bob, outside } = await neighbourhood(options);
      await world.advance(900);
      expect(await seenBy(alice, bob, world, outside)).toBeDefined();
      await world.advance(900);
      expect((await seenBy(alice, bob, world, outside)) !== undefined).toBe(inboundRefresh);
      expect((await seenBy(bob, alice, world))?.port === outside.port).toBe(inboundRefresh);
      await world.advance(900);
      const again = await seenBy(bob, alice, world);
      await world.advance(900);
      expect(await seenBy(bob, alice, world)).toEqual(again);
    }
  });

  test('mappings that have expired give their ports back', async () => {
    const world = worldInHand();
    const nat = world.nat({ mappingLifetimeMs: 10, portRange: [5000, 5019], ports: 'sequential' });
    const alice = world.host('alice', { behind: nat });
    const bob = await plug(world.host('bob'));
    for (let i = 0; i < 2000; i++) {
      if (i % 20 === 0) await world.advance(10);
      (await plug(alice)).send(bob.socket.local);
    }
    await world.settle();
    expect([bob.heard.length, nat.mappings.length]).toEqual([2000, 20]);
  });

  test('a restart loses all mappings, and another provider address as well', async () => {
    const { world, nat, alice, bob, outside } = await neighbourhood({ ports: 'sequential' });
    expect(nat.mappings).toEqual([{ protocol: 'udp', inside: alice.socket.local, outside, expiresAt: 120_000 }]);
    nat.restart();
    expect(await seenBy(alice, bob, world, outside)).toBeUndefined();
    expect(await seenBy(bob, alice, world)).toEqual(outside);
    nat.renumber();
    expect(nat.addresses).not.toContain(outside.address);
    expect(await seenBy(alice, bob, world, outside)).toBeUndefined();
    expect(world.ledger.droppedFor).toEqual({ 'no NAT mapping': 1, 'no such address': 1 });
    expect((await seenBy(bob, alice, world))?.address).toBe(nat.addresses[0]);
  });
});

describe('addresses', () => {
  test('may be the same behind different NATs, and are of the provider where the NAT is a carrier’s', () => {
    const world = worldInHand();
    const hosts = ['port-restricted', 'symmetric', 'carrier-grade'].map((kind, i) =>
      world.host(`host${i}`, { behind: world.nat(kind as 'symmetric') }),
    );
    expect(hosts.map(({ addresses }) => addresses[0])).toEqual(['192.168.0.2', '192.168.0.2', '100.64.0.2']);
  });

  test('several outside ones: an inside host keeps to one (RFC 4787 REQ-2)', async () => {
    const world = worldInHand();
    const nat = world.nat('symmetric', { addresses: ['203.0.113.1', '203.0.113.2'] });
    const bob = await plug(world.host('bob'));
    const seen = async (name: string) => {
      const host = world.host(name, { behind: nat });
      const plugs = [await plug(host), await plug(host), await plug(host)];
      return new Set(await Promise.all(plugs.map(async (each) => (await seenBy(bob, each, world))?.address)));
    };
    expect([await seen('a'), await seen('b'), await seen('c')]).toEqual([
      new Set(['203.0.113.1']),
      new Set(['203.0.113.2']),
      new Set(['203.0.113.1']),
    ]);
  });

  test('one to one: reached from outside before anything went out, and from inside by hairpin', async () => {
    const world = worldInHand();
    const nat = world.nat('one-to-one', { addresses: ['203.0.113.1', '203.0.113.2'] });
    const alice = await plug(world.host('alice', { behind: nat }), 5000);
    const anna = await plug(world.host('anna', { behind: nat }), 5000);
    const bob = await plug(world.host('bob'));
    const outside = { address: '203.0.113.1', port: 5000 };
    expect(await seenBy(alice, bob, world, outside)).toEqual(bob.socket.local);
    expect(await seenBy(bob, alice, world)).toEqual(outside);
    expect(await seenBy(alice, anna, world, outside)).toEqual({ address: '203.0.113.2', port: 5000 });
    const behindIt = { behind: nat, addresses: ['192.168.9.9'] };
    for (const name of ['too many', 'once more']) {
      expect(() => world.host(name, behindIt)).toThrow('addresses: 2 are not enough');
    }
  });
});

describe('a NAT behind a NAT', () => {
  test('translates twice; its own hosts see each other, and those of a sibling by hairpin', async () => {
    const world = worldInHand();
    const carrier = world.nat('carrier-grade');
    const [home, neighbour] = [
      world.nat('full-cone', { behind: carrier }),
      world.nat('full-cone', { behind: carrier }),
    ];
    const alice = await plug(world.host('alice', { behind: home }));
    const anna = await plug(world.host('anna', { behind: home }));
    const ned = await plug(world.host('ned', { behind: neighbour }));
    const bob = await plug(world.host('bob'));
    const [aliceOutside, nedOutside] = [await seenBy(bob, alice, world), await seenBy(bob, ned, world)];
    expect([aliceOutside?.address, nedOutside?.address]).toEqual([carrier.addresses[0], carrier.addresses[0]]);
    expect(home.addresses[0]).toMatch(/^100\.64\./);
    expect(await seenBy(alice, bob, world, aliceOutside)).toEqual(bob.socket.local);
    expect(await seenBy(anna, alice, world)).toEqual(alice.socket.local);
    expect(await seenBy(alice, ned, world, aliceOutside)).toEqual(nedOutside);
  });
});

test('a packet that turns round at the outer NAT is no hairpin to the inner one', async () => {
  const world = worldInHand();
  const carrier = world.nat('carrier-grade');
  const homes = ['alice', 'ned'].map((name) => world.nat('full-cone', { behind: carrier, hairpin: false, name }));
  const [alice, ned] = await Promise.all(homes.map((behind) => plug(world.host(behind.name, { behind }))));
  const bob = await plug(world.host('bob'));
  const aliceOutside = await seenBy(bob, alice, world);
  expect(await seenBy(alice, ned, world, aliceOutside)).toMatchObject({ address: carrier.addresses[0] });
  expect(await seenBy(alice, alice, world, { ...homes[0].mappings[0].outside })).toBeUndefined();
  expect(world.ledger.droppedFor).toEqual({ 'no hairpin': 1 });
});

describe('IPv6', () => {
  test('is never translated; what comes in is filtered', async () => {
    const world = worldInHand();
    const alice = world.host('alice', { behind: world.nat('symmetric'), ipv6: true });
    const bob = world.host('bob', { ipv6: true });
    const [ours, theirs] = [await plug(alice, 0, alice.addresses[1]), await plug(bob, 0, bob.addresses[1])];
    expect(await seenBy(ours, theirs, world)).toBeUndefined();
    expect(await seenBy(theirs, ours, world)).toEqual(ours.socket.local);
    expect(await seenBy(ours, theirs, world)).toEqual(theirs.socket.local);
  });

  test('comes in freely, or not at all, where the NAT says so', async () => {
    const world = worldInHand();
    const alice = world.host('alice', { behind: world.nat({ ipv6: 'open' }), ipv6: 'only' });
    const bob = await plug(world.host('bob', { ipv6: 'only' }));
    expect(await seenBy(await plug(alice), bob, world, (await plug(alice, 77)).socket.local)).toBeUndefined();
    const open = await plug(alice, 78);
    expect(await seenBy(open, bob, world)).toBeDefined();
    const behind = world.nat({ ipv6: 'none', name: 'old box' });
    expect(() => world.host('carol', { behind, ipv6: true })).toThrow(
      /^ipv6: .* is behind old box, which has no IPv6$/,
    );
    expect(() => world.host('carol', { behind, addresses: ['fd00::77'] })).toThrow(
      /^addresses: fd00::77 is behind old box/,
    );
  });
});

describe('what cannot be is refused', () => {
  const world = worldInHand();
  const bad = (options: object) => () => world.nat(options);

  test.each([
    [{ hairpinning: true }, 'hairpinning is not an option of a NAT; there are name, behind, mapping, '],
    [{ mapping: 'none' }, 'mapping: none is not one of endpoint-independent, '],
    [{ filtering: 'some' }, 'filtering: some is not one of'],
    [{ ports: 'even' }, 'ports: even is not one of'],
    [{ portRange: [0, 9] }, 'portRange[0]: 0 is not an integer within 1…65535'],
    [{ portRange: [9, 8] }, 'portRange[1]: 8 is not an integer within 9…65535'],
    [{ mappingLifetimeMs: 0 }, 'mappingLifetimeMs: 0 is not greater than 0'],
    [{ tcpLifetimeMs: -1 }, 'tcpLifetimeMs: -1 is not greater than 0'],
    [{ ipv6: 'yes' }, 'ipv6: yes is not one of'],
    [{ addresses: ['fd00::1'] }, 'addresses: fd00::1 is IPv6, which NATs do not translate'],
    [{ addresses: ['1.2.3'] }, 'addresses: "1.2.3" is not an IP address'],
    [{ behind: { name: 'nowhere' } }, 'behind: it is no NAT or firewall that this world has made'],
  ])('%j', (options, message) => expect(bad(options)).toThrow(message));

  test('kinds nobody knows, choices one-to-one has not, edges of another world, names and addresses twice', () => {
    expect(() => world.nat('conical' as 'symmetric')).toThrow('kind: conical is not one of full-cone, ');
    expect(() => world.nat('one-to-one', { ports: 'random' })).toThrow('ports: a one-to-one NAT has no such choice');
    expect(() => world.nat('symmetric', { behind: worldInHand().nat() })).toThrow('behind: it is no NAT');
    const nat = world.nat('symmetric', { name: 'twice', addresses: ['203.0.113.9'] });
    expect(() => world.nat('symmetric', { name: 'twice' })).toThrow('name: there is a twice already');
    expect(() => world.nat('symmetric', { addresses: ['203.0.113.9'] })).toThrow(
      'addresses: 203.0.113.9 is taken already',
    );
    expect(() => world.host('alice', { addresses: nat.addresses })).toThrow('203.0.113.9 is taken already');
    expect(() => world.nat('one-to-one').renumber()).toThrow('addresses of a one-to-one NAT are configuration');
  });
});
