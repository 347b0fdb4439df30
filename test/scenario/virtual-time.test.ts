import { expect, test } from 'vitest';
import { twoPeers } from '../support/two-peers.ts';

test('a cut link disconnects, and fails when nobody mends it', async () => {
  const { world, alice, end } = await twoPeers({ seed: 1, latencyMs: 25 });
  const states: string[] = [];
  alice.connection.onconnectionstatechange = () => states.push(alice.connection.connectionState);
  const cutAt = world.now;
  world.link('alice', 'bob').partition();
  await world.until(() => alice.connection.connectionState === 'failed');
  expect(states).toEqual(['disconnected', 'failed']);
  expect(world.now - cutAt).toBeGreaterThan(20_000);
  expect(world.now - cutAt).toBeLessThan(45_000);
  end();
});

test('a link that is mended in time reconnects without any help', async () => {
  const { world, alice, bob, end } = await twoPeers({ seed: 1, latencyMs: 25 });
  const cut = world.link('alice', 'bob').partition();
  await world.until(() => alice.connection.connectionState === 'disconnected');
  cut.heal();
  await world.until(() => alice.connection.connectionState === 'connected');
  await world.until(() => bob.connection.connectionState === 'connected');
  end();
});

test('ten idle minutes pass and the connection is still there', async () => {
  const { world, alice, bob, end } = await twoPeers({ seed: 1, latencyMs: 25 });
  const before = world.now;
  await world.advance(600_000);
  expect(world.now - before).toBe(600_000);
  expect([alice.connection.connectionState, bob.connection.connectionState]).toEqual(['connected', 'connected']);
  end();
});

test('waiting for what cannot happen is an error that says what is armed, not a hang', async () => {
  const { world, end } = await twoPeers({ seed: 1 });
  await expect(world.until(() => false)).rejects.toThrow(/ms/);
  end();
});

test('what is pending names the protocol that waits', async () => {
  const { world, end } = await twoPeers({ seed: 1, latencyMs: 10 });
  const timers = world.pending.timers.map(({ what }) => what);
  expect(timers.some((what) => /^a(n ICE|n SCTP| DTLS) timer of (alice|bob)$/.test(what))).toBe(true);
  end();
});
