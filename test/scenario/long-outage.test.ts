import { expect, test } from 'vitest';
import { collect, negotiate, twoPeers } from '../support/two-peers.ts';

test('channels outlive a failed connection, and an ICE restart brings what was sent meanwhile', async () => {
  const { world, alice, bob, end } = await twoPeers({ seed: 1, latencyMs: 20 });
  const cut = world.link('alice', 'bob').partition();
  const received = collect(bob.channel, 1);
  alice.channel.send('sent into the void');
  await world.until(() => alice.connection.connectionState === 'failed');
  await world.advance(300_000);
  expect(alice.channel.readyState).toBe('open');

  cut.heal();
  alice.connection.restartIce();
  await negotiate(alice.connection, bob.connection);
  await world.until(() => alice.connection.connectionState === 'connected');
  let arrived: string[] = [];
  void received.then((messages) => (arrived = messages));
  await world.until(() => arrived.length > 0);
  expect(arrived).toEqual(['sent into the void']);
  end();
});
