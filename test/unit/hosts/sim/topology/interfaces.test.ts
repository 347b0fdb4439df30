import { describe, expect, test } from 'vitest';
import { plug, seenBy, worldInHand } from './network.ts';

describe('interfaces', () => {
  test('each have a place, addresses and conditions of their own', async () => {
    const world = worldInHand();
    const alice = world.host('alice', {
      interfaces: [
        { name: 'wifi', behind: world.nat('port-restricted'), link: { latencyMs: 5 } },
        { name: 'lte', behind: world.nat('carrier-grade'), ipv6: true, link: { latencyMs: 40 } },
      ],
    });
    expect(alice.network.interfaces().map(({ name, address }) => `${name} ${address}`)).toEqual([
      'wifi 192.168.0.2',
      'lte 100.64.0.2',
      'lte fd00::1',
    ]);
    const bob = await plug(world.host('bob'));
    for (const [name, latencyMs] of [
      ['wifi', 5],
      ['lte', 40],
    ] as const) {
      const own = await plug(alice, 0, alice.interface(name).addresses[0]);
      const began = world.now;
      const outside = await seenBy(bob, own, world);
      expect(world.now - began).toBe(latencyMs);
      expect(await seenBy(own, bob, world, outside)).toBeDefined();
      expect(world.now - began).toBe(2 * latencyMs);
    }
  });

  test('a link of their own can be changed and cut', async () => {
    const world = worldInHand();
    const alice = world.host('alice', { link: 'lan' });
    const [own, bob] = [await plug(alice), await plug(world.host('bob'))];
    const { link } = alice.interface('eth0');
    link.latencyMs = 70;
    await seenBy(bob, own, world);
    expect(world.now).toBeCloseTo(70, 1);
    const cut = link.partition();
    expect(await seenBy(bob, own, world)).toBeUndefined();
    cut.heal();
    expect(await seenBy(bob, own, world)).toBeDefined();
    expect(() => world.host('bob').interface('eth0').link).toThrow('eth0 of bob was made without a link of its own');
  });

  test('that are down are not listed, and what is bound to them is silent both ways, until they are up', async () => {
    const world = worldInHand();
    const alice = world.host('alice');
    const [own, bob] = [await plug(alice), await plug(world.host('bob'))];
    alice.interface('eth0').down();
    expect([alice.addresses, alice.network.interfaces()]).toEqual([[], []]);
    expect([await seenBy(bob, own, world), await seenBy(own, bob, world)]).toEqual([undefined, undefined]);
    expect(world.ledger.droppedFor).toEqual({ 'interface down': 2 });
    await expect(plug(alice, 0, own.socket.local.address)).rejects.toThrow('not an address of this host');
    alice.interface('eth0').up();
    expect(await seenBy(bob, own, world)).toEqual(own.socket.local);
  });

  test('are down until every fault that keeps them so is healed, or until they are put up', () => {
    const world = worldInHand();
    const alice = world.host('alice');
    const eth0 = alice.interface('eth0');
    const [one, other] = [eth0.down(), eth0.down()];
    one.heal();
    one.heal();
    expect(eth0.isUp).toBe(false);
    other.heal();
    expect(eth0.isUp).toBe(true);
    const third = eth0.down();
    eth0.up();
    expect([eth0.isUp, third.isHealed]).toEqual([true, false]);
    eth0.down();
    third.heal();
    expect(eth0.isUp).toBe(false);
  });

  test('a VPN is down while what carries it is', async () => {
    const world = worldInHand();
    const office = world.nat('symmetric', { name: 'office' });
    const alice = world.host('alice', {
      interfaces: [{ name: 'wifi' }, { name: 'tun0', behind: office, over: 'wifi' }],
    });
    expect(alice.addresses).toEqual(['10.0.0.1', '192.168.0.2']);
    alice.interface('wifi').down();
    expect([alice.addresses, alice.interface('tun0').isUp]).toEqual([[], false]);
    alice.interface('wifi').up();
    const tunnel = await plug(alice, 0, '192.168.0.2');
    expect((await seenBy(await plug(world.host('bob')), tunnel, world))?.address).toBe(office.addresses[0]);
    alice.removeInterface('wifi');
    expect([alice.addresses, alice.interface('tun0').isUp]).toEqual([[], false]);
  });

  test('behind different NATs have different addresses all the same: sockets are bound to them', () => {
    const world = worldInHand();
    const interfaces = ['wifi', 'lte'].map((name) => ({ name, behind: world.nat() }));
    expect(world.host('alice', { interfaces }).addresses).toEqual(['192.168.0.2', '192.168.0.3']);
    const [, clash] = interfaces.map((own) => ({ ...own, addresses: ['192.168.7.7'] }));
    world.host('bob', { interfaces: [clash] });
    expect(() => world.host('bob').addInterface({ ...clash, name: 'usb', behind: world.nat() })).toThrow(
      'addresses: bob has 192.168.7.7 already',
    );
  });

  test('come and go', async () => {
    const world = worldInHand();
    const alice = world.host('alice');
    alice.addInterface({ name: 'usb', addresses: ['10.7.7.7'] });
    const own = await plug(alice, 0, '10.7.7.7');
    alice.removeInterface('usb');
    expect(alice.addresses).toEqual(['10.0.0.1']);
    expect(await seenBy(await plug(world.host('bob')), own, world)).toBeUndefined();
    expect(world.host('carol', { addresses: ['10.7.7.7'] }).addresses).toEqual(['10.7.7.7']);
  });

  test('that cannot be are refused, and leave nothing behind', () => {
    const world = worldInHand();
    const make = (options: object) => () => world.host('alice', options);
    const two = [{ name: 'a', addresses: ['10.1.1.1'] }, { name: 'a' }];
    expect(make({ interfaces: two })).toThrow('alice has an interface a already');
    expect(make({ interfaces: [] })).toThrow('interfaces: a host needs at least one');
    expect(make({ interfaces: two, ipv6: true })).toThrow('ipv6: with interfaces, each says so for itself');
    expect(make({ interfaces: [{ name: '' }] })).toThrow('name: an interface needs one');
    expect(make({ interfaces: [{ name: 'tun0', over: 'air' }] })).toThrow('over: alice has no interface air');
    expect(make({ addresses: [] })).toThrow('addresses: a host needs at least one');
    expect(make({ addresses: ['10.1.1.1', '10.1.1.1'] })).toThrow('addresses: alice has 10.1.1.1 already');
    expect(make({ beind: 1 })).toThrow('beind is not an option of a host; there are addresses, ipv6, behind, ');
    expect(make({ interfaces: [{ name: 'a', adresses: [] }] })).toThrow('adresses is not an option of an interface');
    expect(make({ link: { los: 1 } })).toThrow('los is not a condition of a link');
    expect(make({ link: { loss: 2 } })).toThrow('loss: 2 is not within 0…1');
    expect(make({ latencyMs: -1 })).toThrow('latencyMs: -1 is not within 0…9007199254740991');
    expect(make({ behind: {} })).toThrow('behind: it is no NAT or firewall');
    expect(make({ addresses: ['10.1.1.1'] })).not.toThrow();
    expect(() => world.host('Alice')).toThrow('host Alice: there is alice already');
    expect(() => world.host('alice').interface('eth7')).toThrow('alice has no interface eth7');
    expect(() => world.host('alice').removeInterface('eth7')).toThrow('alice has no interface eth7');
  });
});

describe('moving', () => {
  test('gives other addresses, behind the same edge or another; what was bound is silent', async () => {
    const world = worldInHand();
    const alice = world.host('alice', { behind: world.nat('port-restricted'), ipv6: true });
    const [own, bob] = [await plug(alice), await plug(world.host('bob'))];
    alice.move();
    expect(alice.addresses).toEqual(['192.168.0.3', 'fd00::3']);
    expect([await seenBy(bob, own, world), await seenBy(await plug(alice), own, world)]).toEqual([
      undefined,
      undefined,
    ]);
    alice.move({ behind: world.nat('carrier-grade'), ipv6: false });
    expect(alice.addresses).toEqual(['100.64.0.2']);
    alice.move({ behind: 'internet', addresses: ['10.9.9.9'] });
    expect(await seenBy(bob, await plug(alice), world)).toMatchObject({ address: '10.9.9.9' });
  });

  test('to a place where the address is the same keeps what is bound, and so does coming back', async () => {
    const world = worldInHand();
    const [home, cafe, lte] = [world.nat('full-cone'), world.nat('full-cone'), world.nat('carrier-grade')];
    const alice = world.host('alice', { behind: home });
    const [own, bob] = [await plug(alice), await plug(world.host('bob'))];
    for (const behind of [cafe, home]) {
      alice.move({ behind: lte });
      expect(await seenBy(bob, own, world)).toBeUndefined();
      alice.move({ behind, addresses: [own.socket.local.address] });
      expect((await seenBy(bob, own, world))?.address).toBe(behind.addresses[0]);
    }
  });

  test('to where it cannot be leaves it where it is', async () => {
    const world = worldInHand();
    const [alice, bob] = [world.host('alice'), world.host('bob')];
    const own = await plug(alice);
    expect(() => alice.move({ addresses: bob.addresses })).toThrow('addresses: 10.0.0.2 is taken already');
    expect(() => alice.move({ behind: {} as never })).toThrow('behind: it is no NAT');
    const full = world.nat('one-to-one', { addresses: ['203.0.113.1'] });
    world.host('carol', { behind: full });
    expect(() => alice.move({ behind: full })).toThrow('addresses: 1 are not enough');
    expect(await seenBy(await plug(bob), own, world)).toEqual(own.socket.local);
    alice.move({ addresses: alice.addresses });
    expect(alice.addresses).toEqual(['10.0.0.1']);
    alice.addInterface({ name: 'usb' });
    expect(() => alice.move()).toThrow('alice has 2 interfaces: say which one');
  });
});

describe('a crash', () => {
  test('takes sockets, alarms and tasks away without a word', async () => {
    const world = worldInHand();
    const alice = world.host('alice');
    const [own, bob] = [await plug(alice), await plug(world.host('bob'))];
    const ran: string[] = [];
    alice.clock.alarm(() => ran.push('alarm')).set(10, false);
    alice.clock.queueTask(() => ran.push('task'));
    alice.crash();
    alice.clock.alarm(() => ran.push('later alarm')).set(20, false);
    alice.clock.queueTask(() => ran.push('later task'));
    own.send(bob.socket.local);
    bob.send(own.socket.local);
    await world.advance(1000);
    expect([ran, own.heard, bob.heard, alice.addresses.length]).toEqual([[], [], [], 1]);
    alice.interface('eth0').down().heal();
    alice.move();
    bob.send({ ...own.socket.local, address: alice.addresses[0] });
    await world.settle();
    expect(world.ledger.droppedFor).toEqual({ 'interface down': 2 });
  });

  test('is followed by a restart: a fresh host of the same name and addresses', async () => {
    const world = worldInHand();
    const nat = world.nat('port-restricted');
    const former = world.host('alice', { behind: nat, ipv6: true });
    const { addresses } = former;
    const formerDraw = drawOf(former.random);
    const alice = former.restart();
    expect([former.isCrashed, alice.isCrashed, alice === former]).toEqual([true, false, false]);
    expect([world.host('alice'), alice.addresses]).toEqual([alice, addresses]);
    expect(drawOf(alice.random)).not.toBe(formerDraw);
    const bob = await plug(world.host('bob'));
    expect(await seenBy(bob, await plug(alice), world)).toMatchObject({ address: nat.addresses[0] });
    expect(alice.restart().addresses).toEqual(addresses);
  });
});

describe('names', () => {
  test('mean what the asker can reach; .local ones are known on the same network only (RFC 6762)', async () => {
    const world = worldInHand();
    const nat = world.nat();
    const [alice, anna] = ['alice', 'anna'].map((name) => world.host(name, { behind: nat }));
    const bob = world.host('bob', { ipv6: true });
    expect(await alice.network.resolve('bob')).toEqual(bob.addresses);
    expect(await alice.network.resolve('ANNA.local')).toEqual(anna.addresses);
    await expect(bob.network.resolve('anna')).rejects.toThrow('no address for anna');
    await expect(alice.network.resolve('bob.local')).rejects.toThrow('no address for bob.local');
  });
});

function drawOf(random: { fill(bytes: Uint8Array): void }): string {
  const bytes = new Uint8Array(8);
  random.fill(bytes);
  return String(bytes);
}
