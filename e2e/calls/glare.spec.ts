import { allOpen } from '../support/call.ts';
import { expect, test } from '../support/fixtures.ts';

/**
 * Not for Chromium with itself, nor may Chromium be the one that gives way: Chromium (156) that rolls its very first
 * offer back while it begins to gather stays at 'gathering' for ever, without a candidate, one time in ten under load.
 */
test('a call that starts from both sides at once settles', async ({ start, pairing }) => {
  const call = await start({ polite: pairing === 'node offers, chromium answers' ? 'offerer' : 'answerer' });
  await Promise.all([
    call.offerer.run((peer) => peer.create('mine')),
    call.answerer.run((peer) => peer.create('yours')),
  ]);
  for (const label of ['mine', 'yours']) await allOpen(call, label);
  for (const side of [call.offerer, call.answerer]) expect(await side.run((peer) => peer.errors)).toEqual([]);
});
