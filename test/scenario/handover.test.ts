import { expect, test } from 'vitest';

import { collect, eventOf, negotiate, twoPeers } from '../support/two-peers.ts';

test('another peer answers a later offer: channels begin anew with it, and the old ones end', async () => {
  const { world, alice, bob, end } = await twoPeers({ seed: 5, latencyMs: 10 });
  const carol = new (world.host('carol').RTCPeerConnection)();
  const formerSctp = alice.connection.sctp;
  const formerEnds = Promise.all([eventOf(alice.channel, 'close'), eventOf(bob.channel, 'close')]);

  await negotiate(alice.connection, carol);
  const offered = eventOf(alice.connection, 'datachannel');
  const carols = carol.createDataChannel('from carol');
  const { channel } = (await offered) as RTCDataChannelEvent;
  await formerEnds;
  const received = collect(carols, 1);
  channel.send('hello carol');

  expect(await received).toEqual(['hello carol']);
  expect(alice.connection.connectionState).toBe('connected');
  expect([formerSctp?.state, alice.connection.sctp?.state]).toEqual(['closed', 'connected']);
  carol.close();
  end();
});
