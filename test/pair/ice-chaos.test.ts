import { expect, test } from 'vitest';
import { connect, IceWorld, isUp, TestRandom } from './ice-world.ts';
import type { IcePeer } from './ice-world.ts';

/** Whatever happens to two peers, when the network is well again and they restart, they meet on one pair. */
test.each(Array.from({ length: 25 }, (_, seed) => seed))(
  'after chaos number %i the peers find each other again',
  (seed) => {
    const random = new TestRandom(seed + 1);
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling', '192.0.2.1', '2001:db8::1');
    const bob = world.peer('bob', 'controlled', '192.0.2.2', '2001:db8::2');
    let subnet = 1;
    connect(alice, bob);

    const pick = (peer: IcePeer) => peer.bases[Math.floor(random.next() * peer.bases.length)];
    const either = () => (random.next() < 0.5 ? alice : bob);
    const restart = () => {
      for (const peer of [alice, bob]) peer.restart();
      for (const [peer, other] of [
        [alice, bob],
        [bob, alice],
      ] as const)
        peer.agent.setRemoteParameters(other.agent.localParameters, {}, world.now);
      for (const peer of [alice, bob]) peer.agent.endGathering(world.now);
    };
    const misfortunes = [
      () => (world.loss = 0.5 * random.next()),
      () => (world.latencyMs = 400 * random.next()),
      () => (world.drops = (from) => from.address.includes(':')),
      () => (world.drops = (from) => !from.address.includes(':')),
      () => (world.drops = () => true),
      () => (world.drops = () => false),
      () => either().addInterface(`198.51.100.${subnet++}`),
      () => ((peer) => peer.agent.removeBase(pick(peer)))(either()),
      () => restart(),
      () => either().restart(),
      () => world.nat(pick(either()).socket.local, `203.0.113.${subnet++}`),
    ];
    for (let step = 0; step < 12; step++) {
      misfortunes[Math.floor(random.next() * misfortunes.length)]();
      world.run(12_000 * random.next() ** 2);
      for (const peer of [alice, bob]) peer.send('still there?');
    }

    world.loss = 0;
    world.latencyMs = 20;
    world.drops = () => false;
    for (const [index, peer] of [alice, bob].entries()) peer.addInterface(`192.0.2.${index + 100}`);
    world.run(1000);
    restart();
    world.run(2000);
    expect(isUp(alice) && isUp(bob)).toBe(true);
    world.run(60_000);
    for (const peer of [alice, bob]) expect(peer.agent.state).toBe('completed');
    const [from, to] = [alice, bob].map((peer) => peer.agent.selectedPair!);
    expect(to.remote.address).toBe(from.local.address);
    expect(to.local.address).toBe(from.remote.address);
  },
);
