import { describe, expect, test } from 'vitest';
import { AttributeType } from '../../src/stun/attribute-type.ts';
import { attributesOf, connect, exchangeParameters, IceWorld, isUp } from './ice-world.ts';

function connected(...second: string[]) {
  const world = new IceWorld();
  const alice = world.peer('alice', 'controlling', '192.0.2.1', ...second.slice(0, 1));
  const bob = world.peer('bob', 'controlled', '192.0.2.2', ...second.slice(1));
  connect(alice, bob);
  world.until(() => isUp(alice) && isUp(bob));
  world.run(2000);
  return { world, alice, bob };
}

describe('consent', () => {
  test('is asked for every five seconds or so, and an idle connection is quiet', () => {
    const { world, alice } = connected();
    const start = alice.agent.candidatePairs[0].consentRequestsSent;
    world.run(60_000);
    const asked = alice.agent.candidatePairs[0].consentRequestsSent - start;
    expect(asked).toBeGreaterThanOrEqual(10);
    expect(asked).toBeLessThanOrEqual(15);
    expect(alice.agent.isQuiet).toBe(true);
    expect(alice.agent.state).toBe('completed');
  });

  test('a cut shows as disconnected after 5 to 8 s and as failed after 30', () => {
    const { world, alice, bob } = connected();
    const cutAt = world.now;
    world.drops = () => true;
    const lostAt = world.until(() => alice.agent.state === 'disconnected');
    expect(lostAt - cutAt).toBeLessThanOrEqual(8000);
    expect(alice.agent.isQuiet).toBe(false);
    const failedAt = world.until(() => alice.agent.state === 'failed');
    expect(failedAt - cutAt).toBeGreaterThan(23_000);
    expect(failedAt - cutAt).toBeLessThanOrEqual(30_000);
    world.run(10_000);
    expect(bob.agent.state).toBe('failed');
    expect(alice.states).toEqual(['checking', 'connected', 'disconnected', 'failed']);
    expect(alice.agent.nextTimeout()).toBe(Infinity);
    alice.send('into the void');
    expect(alice.agent.counters.packetsDiscardedOnSend).toBe(1);
  });

  test('a healed cut is found out within a second', () => {
    const { world, alice, bob } = connected();
    world.drops = () => true;
    world.until(() => alice.agent.state === 'disconnected' && bob.agent.state === 'disconnected');
    world.run(5000);
    world.drops = () => false;
    const healedAt = world.now;
    world.until(() => isUp(alice) && isUp(bob));
    expect(world.now - healedAt).toBeLessThan(1000);
    expect(alice.states).toEqual(['checking', 'connected', 'disconnected', 'connected']);
  });

  test('data from the peer is no consent', () => {
    const { world, alice, bob } = connected();
    world.drops = (_from, _to, packet) => packet[0] < 4;
    for (let second = 0; second < 32; second++) {
      bob.send('still here');
      world.run(1000);
    }
    expect(alice.received.length).toBeGreaterThan(20);
    expect(alice.agent.state).toBe('failed');
  });

  test('a cut in one direction only is noticed by both', () => {
    const { world, alice, bob } = connected();
    world.drops = (from) => from.address === '192.0.2.1';
    world.until(() => alice.agent.state === 'disconnected' && bob.agent.state === 'disconnected', 9000);
    world.until(() => alice.agent.state === 'failed' && bob.agent.state === 'failed', 31_000);
  });

  test('thirty per cent of loss do not make it fail', () => {
    const { world, alice, bob } = connected();
    world.loss = 0.3;
    world.run(300_000);
    expect(alice.states).not.toContain('failed');
    expect(bob.states).not.toContain('failed');
  });
});

describe('another path', () => {
  test('takes over when the one in use dies', () => {
    const { world, alice, bob } = connected('198.51.100.1', '198.51.100.2');
    expect(alice.path).toBe('192.0.2.1 → 192.0.2.2');
    const dead = (address: string) => address.startsWith('192.');
    world.drops = (from, to) => dead(from.address) || dead(to.address);
    const cutAt = world.now;
    world.until(() => alice.path !== '192.0.2.1 → 192.0.2.2' && bob.path !== '192.0.2.2 → 192.0.2.1');
    expect(world.now - cutAt).toBeLessThan(9000);
    expect(alice.path).toBe('198.51.100.1 → 198.51.100.2');
    world.run(1000);
    expect(isUp(alice) && isUp(bob)).toBe(true);
    expect(alice.agent.selectedPairChanges).toBe(2);
  });

  test('takes over at once when the interface goes away', () => {
    const { world, alice, bob } = connected('198.51.100.1', '198.51.100.2');
    world.run(1000);
    alice.agent.removeBase(alice.bases[0]);
    world.run(200);
    expect(alice.path).toContain('198.51.100.1 → ');
    expect(bob.path).toContain(' → 198.51.100.1');
    expect(isUp(alice)).toBe(true);
  });

  test('is moved to when it appears and is better than the one in use, and not when it is worse', () => {
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling');
    const bob = world.peer('bob', 'controlled', '192.0.2.2');
    alice.addInterface('192.0.2.1', { localPreference: 100 });
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    alice.addInterface('198.51.100.1', { localPreference: 10 });
    world.run(10_000);
    expect(alice.path).toBe('192.0.2.1 → 192.0.2.2');
    alice.addInterface('203.0.113.1', { localPreference: 1000 });
    world.run(100);
    expect(alice.path).toBe('203.0.113.1 → 192.0.2.2');
    expect(bob.path).toBe('192.0.2.2 → 203.0.113.1');
    expect(alice.states).toEqual(['checking', 'connected', 'completed', 'connected']);
  });

  test('with nothing left the connection is disconnected, then failed', () => {
    const { world, alice } = connected();
    alice.agent.removeBase(alice.bases[0]);
    world.run(0);
    expect(alice.agent.state).toBe('disconnected');
    world.run(30_000);
    expect(alice.agent.state).toBe('failed');
  });
});

describe('failing', () => {
  function unreachable() {
    const world = new IceWorld();
    world.drops = () => true;
    return {
      world,
      alice: world.peer('alice', 'controlling', '192.0.2.1'),
      bob: world.peer('bob', 'controlled', '192.0.2.2'),
    };
  }

  test('comes when all checks have ended and patience has, with end-of-candidates', () => {
    const { world, alice, bob } = unreachable();
    connect(alice, bob);
    world.run(39_000);
    expect(alice.agent.state).toBe('checking');
    world.run(1000);
    expect(alice.states).toEqual(['checking', 'failed']);
    expect(world.now).toBe(40_000);
  });

  test('comes as late without end-of-candidates', () => {
    const { world, alice, bob } = unreachable();
    exchangeParameters(alice, bob, 0);
    alice.agent.endGathering(0);
    for (const candidate of (world.run(0), bob.candidates)) alice.agent.addRemoteCandidate(candidate, 0);
    world.run(40_000);
    expect(alice.states).toEqual(['checking', 'disconnected', 'failed']);
  });

  test('waits for the PAC timer when the peer has no candidates: one may be discovered yet', () => {
    const { world, alice, bob } = unreachable();
    exchangeParameters(alice, bob, 0);
    alice.agent.endGathering(0);
    alice.agent.endRemoteCandidates(0);
    world.run(39_000);
    expect(alice.states).toEqual([]);
    world.run(1000);
    expect(alice.states).toEqual(['failed']);
  });

  test('never comes before the peer has said anything of candidates', () => {
    const { world, alice, bob } = unreachable();
    exchangeParameters(alice, bob, 0);
    alice.agent.endGathering(0);
    world.run(100_000);
    expect(alice.states).toEqual([]);
    expect(alice.agent.nextTimeout()).toBe(Infinity);
    world.drops = () => false;
    for (const candidate of bob.candidates) alice.agent.addRemoteCandidate(candidate, world.now);
    world.run(100);
    expect(isUp(alice) && isUp(bob)).toBe(true);
  });

  test('comes at once when this side has no candidate at all', () => {
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling');
    const bob = world.peer('bob', 'controlled', '192.0.2.2');
    connect(alice, bob);
    world.run(10);
    expect(alice.agent.state).toBe('failed');
  });

  test('is deferred while candidates may still be gathered', () => {
    const { world, alice, bob } = unreachable();
    exchangeParameters(alice, bob, 0);
    for (const candidate of (world.run(0), bob.candidates)) alice.agent.addRemoteCandidate(candidate, 0);
    world.run(45_000);
    expect(alice.states).toEqual(['checking', 'disconnected']);
    alice.agent.endGathering(world.now);
    expect(alice.agent.state).toBe('failed');
  });

  test('is what becomes of a controlled agent whose peer vanishes before nominating', () => {
    const { world, alice, bob } = unreachable();
    connect(alice, bob);
    world.drops = (_from, _to, packet) => attributesOf(packet).has(AttributeType.useCandidate);
    world.run(1000);
    expect(bob.agent.candidatePairs[0].state).toBe('succeeded');
    world.drops = () => true;
    world.run(45_000);
    expect(bob.agent.state).toBe('failed');
  });
});
