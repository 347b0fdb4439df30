import { describe, expect, test } from 'vitest';
import { writeCheck } from '../../src/ice/check-message.ts';
import { hexOf } from '../../src/util/bytes.ts';
import { connect, exchangeParameters, isUp, testCrypto, twoHosts } from './ice-world.ts';
import type { IcePeer } from './ice-world.ts';

describe('two hosts', () => {
  test('select the one pair there is', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    expect(alice.path).toBe('192.0.2.1 → 192.0.2.2');
    expect(bob.path).toBe('192.0.2.2 → 192.0.2.1');
    expect(alice.states).toEqual(['checking', 'connected']);
    expect(bob.states).toEqual(['checking', 'connected']);
  });

  test('are completed when, three seconds after nothing was left to do, the pair still works', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    world.run(2500);
    expect([alice.agent.state, bob.agent.state]).toEqual(['connected', 'connected']);
    expect([alice.agent.isQuiet, bob.agent.isQuiet]).toEqual([true, true]);
    world.run(5000);
    expect([alice.agent.state, bob.agent.state]).toEqual(['completed', 'completed']);
  });

  test('need two round trips, no timer', () => {
    const { world, alice, bob } = twoHosts({ latencyMs: 0.05 });
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    expect(world.now).toBeLessThanOrEqual(1);
  });

  test('carry data both ways', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    alice.send('hello bob');
    bob.send('hello alice');
    world.run(50);
    expect(bob.received).toEqual(['hello bob']);
    expect(alice.received).toEqual(['hello alice']);
    const [pair] = alice.agent.candidatePairs;
    expect(pair.lastPacketSentAt).toBeGreaterThan(0);
    expect(pair).toMatchObject({
      state: 'succeeded',
      nominated: true,
      packetsSent: 1,
      packetsReceived: 1,
      bytesSent: 9,
    });
  });
});

describe('trickle', () => {
  test('candidates that come late are checked when they come', () => {
    const { world, alice, bob } = twoHosts();
    exchangeParameters(alice, bob, 0);
    world.run(5000);
    expect(alice.states).toEqual([]);
    for (const candidate of bob.candidates) alice.agent.addRemoteCandidate(candidate, world.now);
    world.run(100);
    world.run(5000);
    expect([alice.agent.state, bob.agent.state]).toEqual(['connected', 'connected']);
    for (const peer of [alice, bob]) peer.agent.endGathering(world.now);
    for (const peer of [alice, bob]) peer.agent.endRemoteCandidates(world.now);
    world.run(10_000);
    expect([alice.agent.state, bob.agent.state]).toEqual(['completed', 'completed']);
  });

  test('a check that overtakes the answer is answered, and returned as soon as the credentials are known', () => {
    const { world, alice, bob } = twoHosts();
    bob.agent.setRemoteParameters(alice.agent.localParameters, {}, 0);
    for (const candidate of (world.run(0), alice.candidates)) bob.agent.addRemoteCandidate(candidate, 0);
    world.run(100);
    expect(bob.agent.candidatePairs[0].state).toBe('succeeded');
    expect(alice.states).toEqual([]);
    alice.agent.setRemoteParameters(bob.agent.localParameters, {}, world.now);
    world.run(40);
    expect(isUp(alice) && isUp(bob)).toBe(true);
  });

  test('data flows on a valid pair before any is nominated', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.run(21);
    expect(bob.path).toBe('none');
    bob.send('early');
    world.run(15);
    expect(alice.received).toEqual(['early']);
  });

  test('TCP, the second component, names and other generations are counted and ignored', () => {
    const { world, alice, bob } = twoHosts();
    exchangeParameters(alice, bob, 0);
    world.run(0);
    const [good] = bob.candidates;
    alice.agent.addRemoteCandidate({ ...good, protocol: 'tcp', tcpType: 'passive' }, 0);
    alice.agent.addRemoteCandidate({ ...good, component: 2 }, 0);
    alice.agent.addRemoteCandidate({ ...good, address: 'host.local' }, 0);
    alice.agent.addRemoteCandidate({ ...good, usernameFragment: 'gone' }, 0);
    alice.agent.addRemoteCandidate({ ...good, port: 0 }, 0);
    expect(alice.agent.counters.remoteCandidatesIgnored).toBe(5);
    expect(alice.agent.candidatePairs).toEqual([]);
    for (let port = 1; port < 200; port++) alice.agent.addRemoteCandidate({ ...good, port }, 0);
    expect(alice.agent.remoteCandidates).toHaveLength(100);
  });
});

describe('roles', () => {
  test.each(['controlling', 'controlled'] as const)('two peers that both think they are %s settle it', (role) => {
    const { world, alice, bob } = twoHosts();
    alice.agent.setRole(role);
    bob.agent.setRole(role);
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    expect(new Set([alice.agent.role, bob.agent.role])).toEqual(new Set(['controlling', 'controlled']));
    const changes = [...alice.news, ...bob.news].filter(({ type }) => type === 'role');
    expect(changes).toHaveLength(1);
    expect(world.now).toBeLessThan(150);
  });

  test('beside a lite peer this side controls', () => {
    const { world, alice, bob } = twoHosts();
    bob.agent.setRemoteParameters(alice.agent.localParameters, { isLite: true }, 0);
    world.run(0);
    expect(bob.agent.role).toBe('controlling');
    expect(bob.news).toContainEqual({ type: 'role', role: 'controlling' });
  });
});

describe('restart', () => {
  function restartBoth(world: ReturnType<typeof twoHosts>['world'], alice: IcePeer, bob: IcePeer) {
    alice.restart();
    bob.agent.setRemoteParameters(alice.agent.localParameters, {}, world.now);
    world.run(30);
    bob.restart();
    alice.agent.setRemoteParameters(bob.agent.localParameters, {}, world.now);
    for (const peer of [alice, bob]) peer.agent.endGathering(world.now);
  }

  test('the old pair serves until the new one is selected', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    alice.restart();
    expect(alice.agent.state).toBe('connected');
    world.run(20_000);
    alice.send('on the old pair');
    world.run(20);
    expect(bob.received).toEqual(['on the old pair']);
    expect(isUp(alice) && isUp(bob)).toBe(true);
    const before = alice.agent.selectedPairId;
    bob.agent.setRemoteParameters(alice.agent.localParameters, {}, world.now);
    for (const candidate of alice.candidates.slice(1)) bob.agent.addRemoteCandidate(candidate, world.now);
    bob.restart();
    alice.agent.setRemoteParameters(bob.agent.localParameters, {}, world.now);
    for (const peer of [alice, bob]) peer.agent.endGathering(world.now);
    world.run(200);
    expect(alice.agent.selectedPairId).not.toBe(before);
    expect(alice.agent.selectedPair?.remote.usernameFragment).toBe('bobx2');
    expect(bob.news.filter(({ type }) => type === 'gathering-complete')).toHaveLength(2);
    world.run(60_000);
    expect([alice.agent.state, bob.agent.state]).toEqual(['completed', 'completed']);
    expect(alice.states).toEqual(['checking', 'connected', 'completed']);
    expect(alice.agent.counters.forgedDropped + bob.agent.counters.forgedDropped).toBe(0);
  });

  test('brings a failed connection back', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    world.drops = () => true;
    world.run(31_000);
    expect([alice.agent.state, bob.agent.state]).toEqual(['failed', 'failed']);
    world.drops = () => false;
    restartBoth(world, alice, bob);
    expect(alice.agent.state).toBe('checking');
    world.run(200);
    expect([alice.agent.state, bob.agent.state]).toEqual(['connected', 'connected']);
  });

  test('of a failed peer may begin with its candidates', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.drops = () => true;
    world.until(() => alice.agent.state === 'failed' && bob.agent.state === 'failed');
    world.drops = () => false;
    alice.restart();
    bob.agent.setRemoteParameters(alice.agent.localParameters, {}, world.now);
    // Alice's candidates reach Bob before he has restarted; his do not reach her at all.
    bob.trickleTo = undefined;
    world.run(100);
    bob.restart();
    alice.agent.setRemoteParameters(bob.agent.localParameters, {}, world.now);
    world.until(() => isUp(alice) && isUp(bob), 200);
  });

  test('that was rolled back leaves everything as it was', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => alice.agent.state === 'completed');
    alice.restart();
    world.run(100);
    expect(alice.agent.state).toBe('connected');
    alice.agent.undoRestart(world.now);
    expect(alice.agent.state).toBe('completed');
    expect(alice.agent.localParameters.usernameFragment).toBe('alice1');
    world.run(60_000);
    expect([alice.agent.state, bob.agent.state]).toEqual(['completed', 'completed']);
    expect(alice.agent.selectedPairChanges).toBe(1);
  });

  test('that was rolled back before there was a pair goes on where it was', () => {
    const { world, alice, bob } = twoHosts();
    exchangeParameters(alice, bob, 0);
    world.drops = () => true;
    for (const candidate of (world.run(0), bob.candidates)) alice.agent.addRemoteCandidate(candidate, 0);
    world.run(100);
    alice.restart();
    alice.agent.undoRestart(world.now);
    world.drops = () => false;
    world.until(() => isUp(alice) && isUp(bob), 200);
  });

  test('to the credentials of before is a rollback, too', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => alice.agent.state === 'completed');
    const before = alice.agent.localParameters;
    alice.restart();
    alice.agent.restart(before, world.now);
    world.run(0);
    expect(alice.agent.state).toBe('completed');
    expect(alice.agent.isGatheringComplete).toBe(true);
  });

  test('of a disconnected connection begins to check when the peer has answered', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    world.drops = () => true;
    world.until(() => alice.agent.state === 'disconnected');
    alice.restart();
    expect(alice.agent.state).toBe('disconnected');
    bob.restart();
    world.run(0);
    alice.agent.setRemoteParameters(bob.agent.localParameters, {}, world.now);
    for (const candidate of bob.candidates) alice.agent.addRemoteCandidate(candidate, world.now);
    expect(alice.agent.state).toBe('checking');
  });
});

test('forged checks and answers are dropped, counted, and change nothing', () => {
  const { world, alice, bob } = twoHosts();
  connect(alice, bob);
  world.until(() => isUp(alice) && isUp(bob));
  const stun = world.sent.filter(({ to }) => to.address === '192.0.2.1').map(({ packet }) => packet);
  const [base] = alice.bases;
  const pairsBefore = alice.agent.candidatePairs.length;
  for (const packet of stun) {
    for (let i = 0; i < packet.length; i++) {
      const forged = packet.slice();
      forged[i] ^= 1 << (i % 8);
      alice.agent.receiveFrom(base, forged, { address: '203.0.113.66', port: 666 }, world.now);
    }
    alice.agent.receiveFrom(base, packet.slice(0, 30), { address: '203.0.113.66', port: 666 }, world.now);
  }
  world.run(100);
  const { malformedDropped, forgedDropped } = alice.agent.counters;
  expect(malformedDropped + forgedDropped).toBe(stun.reduce((sum, { length }) => sum + length + 1, 0));
  expect(alice.agent.candidatePairs).toHaveLength(pairsBefore);
  expect(alice.agent.state).toBe('connected');
});

test('a check with the right name and a wrong password is forged', () => {
  const { world, alice, bob } = twoHosts();
  connect(alice, bob);
  const fields = {
    transactionId: new Uint8Array(12),
    username: `${alice.agent.localParameters.usernameFragment}:${bob.agent.localParameters.usernameFragment}`,
    priority: 1,
    role: 'controlled',
    tieBreaker: new Uint8Array(8),
    useCandidate: false,
  } as const;
  const check = writeCheck(fields, testCrypto, new TextEncoder().encode('a guess'));
  alice.agent.receiveFrom(alice.bases[0], check, { address: '203.0.113.66', port: 666 }, 0);
  world.run(0);
  expect(alice.agent.counters.forgedDropped).toBe(1);
  expect(world.sent.some(({ to }) => to.port === 666)).toBe(false);
});

test('the same seed gives the same packets', () => {
  const trace = () => {
    const { world, alice, bob } = twoHosts({ loss: 0.2 });
    connect(alice, bob);
    world.run(60_000);
    return world.sent.map(({ at, packet }) => `${at} ${hexOf(packet)}`);
  };
  expect(trace()).toEqual(trace());
});
