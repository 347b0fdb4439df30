import { describe, expect, test } from 'vitest';
import type { TransceiverSnapshot } from '../../../src/jsep/media-types.ts';
import { offerOf } from './media-fixtures.ts';
import { negotiate, Peer } from './peer.ts';
import { mediaLines } from './sdp-sections.ts';

/** Alice offered, Bob answered; each has a transceiver with id 1. */
function settled(given: Partial<TransceiverSnapshot> = {}): { alice: Peer; bob: Peer } {
  const alice = new Peer('alice', {});
  const bob = new Peer('bob', {});
  alice.addTransceiver('audio', given);
  negotiate(alice, bob);
  return { alice, bob };
}

test('a new transceiver needs it until it is negotiated', () => {
  const alice = new Peer('alice', {});
  expect(alice.isNegotiationNeeded).toBe(false);
  alice.addTransceiver('audio');
  expect(alice.isNegotiationNeeded).toBe(true);
  negotiate(alice, new Peer('bob', {}));
  expect(alice.isNegotiationNeeded).toBe(false);
});

describe('a stopped transceiver', () => {
  test('needs it until its section is rejected', () => {
    const { alice, bob } = settled();
    alice.stop(1);
    expect(alice.isNegotiationNeeded).toBe(true);
    negotiate(alice, bob);
    expect([alice.isNegotiationNeeded, bob.isNegotiationNeeded]).toEqual([false, false]);
  });

  test('that was never offered does not', () => {
    const alice = new Peer('alice', {});
    alice.stop(alice.addTransceiver('audio'));
    expect(alice.isNegotiationNeeded).toBe(false);
  });

  test('on the side of the answer, which says only "inactive", does', () => {
    const { alice, bob } = settled();
    bob.stop(1);
    negotiate(alice, bob);
    expect(bob.isNegotiationNeeded).toBe(true);
    negotiate(bob, alice);
    expect([alice.transceivers.all, bob.transceivers.all]).toEqual([[], []]);
  });
});

test('a transceiver whose section our answer rejects is over', () => {
  const bob = new Peer('bob', {});
  bob.setRemote('offer', offerOf('video', '100', ['a=rtpmap:100 VP8/30']));
  bob.setLocal('answer', bob.createAnswer());
  bob.transceivers.add('video', { mid: 'a', direction: 'recvonly' });
  expect(bob.isNegotiationNeeded).toBe(false);
  expect(mediaLines(bob.createOffer())).toEqual(['video 0 a']);
});

describe('streams', () => {
  const isNews = (before: string[], after: string[]): boolean => {
    const { alice } = settled({ senderStreamIds: before });
    alice.transceivers.change(1, { senderStreamIds: after });
    return alice.isNegotiationNeeded;
  };

  test.each<[string, string[], string[], boolean]>([
    ['the same', ['s'], ['s'], false],
    ['in another order', ['s', 't'], ['t', 's'], false],
    ['one more', ['s'], ['s', 't'], true],
    ['one less', ['s', 't'], ['s'], true],
    ['another', ['s'], ['t'], true],
    ['the first', [], ['s'], true],
    ['no more', ['s'], [], true],
  ])('%s', (_, before, after, expected) => {
    expect(isNews(before, after)).toBe(expected);
  });

  test('do not matter while nothing is sent', () => {
    const { alice } = settled({ direction: 'recvonly' });
    alice.transceivers.change(1, { senderStreamIds: ['s'] });
    expect(alice.isNegotiationNeeded).toBe(false);
  });
});

describe('directions', () => {
  test('of the offerer: one that neither side said', () => {
    const { alice } = settled();
    // Offered sendrecv, answered recvonly: either is known to the peer.
    alice.transceivers.change(1, { direction: 'sendonly' });
    expect(alice.isNegotiationNeeded).toBe(false);
    alice.transceivers.change(1, { direction: 'inactive' });
    expect(alice.isNegotiationNeeded).toBe(true);
  });

  test('of the answerer: one that would have been answered otherwise', () => {
    const { bob } = settled({ direction: 'sendonly' });
    bob.transceivers.change(1, { direction: 'sendrecv', senderStreamIds: [] });
    // The msid is missing all the same.
    expect(bob.isNegotiationNeeded).toBe(true);
    bob.transceivers.change(1, { direction: 'inactive' });
    expect(bob.isNegotiationNeeded).toBe(true);
    bob.transceivers.change(1, { direction: 'recvonly' });
    expect(bob.isNegotiationNeeded).toBe(false);
  });
});
