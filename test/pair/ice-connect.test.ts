import { describe, expect, test } from 'vitest';
import { connect, IceWorld, isUp } from './ice-world.ts';

function twoHosts(options: { latencyMs?: number; loss?: number } = {}) {
  const world = Object.assign(new IceWorld(), options);
  const alice = world.peer('alice', 'controlling', '192.0.2.1');
  const bob = world.peer('bob', 'controlled', '192.0.2.2');
  return { world, alice, bob };
}

describe('two hosts', () => {
  test('select the one pair there is, and complete', () => {
    const { world, alice, bob } = twoHosts();
    connect(alice, bob);
    world.until(() => isUp(alice) && isUp(bob));
    expect(alice.path).toBe('192.0.2.1 → 192.0.2.2');
    expect(bob.path).toBe('192.0.2.2 → 192.0.2.1');
    expect(alice.states).toEqual(['checking', 'completed']);
    expect(bob.states).toEqual(['checking', 'completed']);
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
    expect(pair).toMatchObject({
      state: 'succeeded',
      nominated: true,
      packetsSent: 1,
      packetsReceived: 1,
      bytesSent: 9,
    });
  });
});
