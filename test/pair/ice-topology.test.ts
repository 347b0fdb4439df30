import { describe, expect, test } from 'vitest';
import { connect, exchangeParameters, IceWorld, isUp } from './ice-world.ts';

test('IPv4 pairs with IPv4, IPv6 with IPv6, link-local with link-local', () => {
  const world = new IceWorld();
  const alice = world.peer('alice', 'controlling', '192.0.2.1', '2001:db8::1', 'fe80::1');
  const bob = world.peer('bob', 'controlled', '192.0.2.2', '2001:db8::2', 'fe80::2');
  connect(alice, bob);
  world.until(() => isUp(alice) && isUp(bob));
  world.run(1000);
  const pairs = alice.agent.candidatePairs.map(({ local, remote }) => `${local.address} ${remote.address}`);
  expect(pairs.sort()).toEqual(['192.0.2.1 192.0.2.2', '2001:db8::1 2001:db8::2', 'fe80::1 fe80::2']);
  expect(alice.agent.candidatePairs.every(({ state }) => state === 'succeeded')).toBe(true);
});

describe('several interfaces', () => {
  function twoByTwo() {
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling', '192.0.2.1', '198.51.100.1');
    const bob = world.peer('bob', 'controlled', '192.0.2.2', '198.51.100.2');
    return { world, alice, bob };
  }

  test('the best pair wins at once when it works', () => {
    const { world, alice, bob } = twoByTwo();
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    expect(alice.path).toBe('192.0.2.1 → 192.0.2.2');
    expect(world.now).toBeLessThanOrEqual(45);
  });

  test('the pair that works wins soon when the better ones do not', () => {
    const { world, alice, bob } = twoByTwo();
    world.drops = (from, to) => from.address.slice(0, 3) === '192' || to.address.slice(0, 3) === '192';
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    expect(alice.path).toBe('198.51.100.1 → 198.51.100.2');
    expect(world.now).toBeLessThan(500);
  });

  test('all pairs are checked one per Ta', () => {
    const { world, alice, bob } = twoByTwo();
    world.drops = () => true;
    connect(alice, bob);
    world.run(400);
    const times = world.sent
      .filter(({ from }) => alice.bases.some(({ socket }) => socket.local === from))
      .map(({ at }) => at);
    expect(times).toEqual([0, 5, 10, 15]);
  });

  test('both end on the same pair, whatever is lost', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { world, alice, bob } = twoByTwo();
      world.loss = 0.3;
      for (let skip = 0; skip < seed; skip++) world.random.next();
      connect(alice, bob);
      world.until(() => isUp(alice) && isUp(bob), 40_000);
      world.loss = 0;
      world.run(45_000);
      expect(bob.path.split(' → ').reverse().join(' → ')).toBe(alice.path);
      expect([alice.agent.state, bob.agent.state]).toEqual(['completed', 'completed']);
    }
  });
});

describe('network address translation', () => {
  test('a peer behind one is found by its own checks, and is peer-reflexive to both', () => {
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling', '10.0.0.1');
    const bob = world.peer('bob', 'controlled', '192.0.2.2');
    world.nat(alice.bases[0].socket.local, '203.0.113.1');
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    expect(alice.agent.selectedPair?.local).toMatchObject({
      type: 'prflx',
      address: '203.0.113.1',
      relatedAddress: '10.0.0.1',
    });
    expect(bob.agent.selectedPair?.remote).toMatchObject({ type: 'prflx', address: '203.0.113.1' });
    expect(alice.agent.localCandidates.map(({ candidate }) => candidate.type)).toEqual(['host', 'prflx']);
  });

  test('two peers behind filtering ones meet on server-reflexive candidates', () => {
    const world = new IceWorld();
    const server = world.stunServer('198.51.100.9');
    const alice = world.peer('alice', 'controlling', '10.0.0.1');
    const bob = world.peer('bob', 'controlled', '10.0.0.2');
    world.nat(alice.bases[0].socket.local, '203.0.113.1');
    world.nat(bob.bases[0].socket.local, '203.0.113.2');
    alice.trickleTo = bob;
    bob.trickleTo = alice;
    exchangeParameters(alice, bob, 0);
    for (const peer of [alice, bob]) {
      peer.agent.queryStunServer(peer.bases[0], server, 'stun:198.51.100.9', 0);
      peer.agent.endGathering(0);
    }
    world.until(() => isUp(alice) && isUp(bob));
    expect(alice.agent.selectedPair?.local).toMatchObject({ type: 'srflx', address: '203.0.113.1' });
    expect(alice.agent.selectedPair?.remote).toMatchObject({ type: 'srflx', address: '203.0.113.2' });
    expect(world.now).toBeLessThan(150);
  });

  test('what a check finds before the STUN server answers is announced all the same, as server-reflexive', () => {
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling', '10.0.0.1');
    const bob = world.peer('bob', 'controlled', '192.0.2.2');
    const outside = world.nat(alice.bases[0].socket.local, '203.0.113.1');
    const server = world.stunServer('198.51.100.9');
    world.drops = (from) => from.address === server.address && world.now < 200;
    alice.agent.queryStunServer(alice.bases[0], server, 'stun:198.51.100.9', 0);
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    expect(alice.agent.selectedPair?.local.type).toBe('prflx');
    world.until(() => alice.candidates.length === 2);
    const found = { type: 'srflx', ...outside, url: 'stun:198.51.100.9' };
    expect(alice.candidates[1]).toMatchObject(found);
    expect(alice.agent.selectedPair?.local).toMatchObject(found);
    expect(bob.agent.selectedPair?.remote).toMatchObject({ type: 'srflx', ...outside });
    expect(alice.agent.localCandidates).toHaveLength(2);
  });

  test('a peer-reflexive candidate becomes what signalling says it is', () => {
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling', '192.0.2.1');
    const bob = world.peer('bob', 'controlled', '192.0.2.2');
    exchangeParameters(alice, bob, 0);
    for (const candidate of (world.run(0), bob.candidates)) alice.agent.addRemoteCandidate(candidate, 0);
    world.run(100);
    expect(bob.agent.remoteCandidates.map(({ candidate }) => candidate.type)).toEqual(['prflx']);
    for (const candidate of alice.candidates) bob.agent.addRemoteCandidate(candidate, world.now);
    expect(bob.agent.remoteCandidates.map(({ candidate }) => candidate.type)).toEqual(['host']);
    expect(bob.agent.candidatePairs).toHaveLength(1);
  });
});
