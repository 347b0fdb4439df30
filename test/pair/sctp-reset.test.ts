import { describe, expect, test } from 'vitest';
import { RELIABLE, SctpPair, pattern, utf8 } from './sctp-pair.ts';

const resets = (pair: SctpPair, side: 'alice' | 'bob') =>
  pair.peer(side).news.filter(({ type }) => type === 'incoming-streams-reset' || type === 'outgoing-streams-reset');

describe('stream reset', () => {
  test('is performed after everything queued was delivered', () => {
    const pair = SctpPair.connected({ latencyMs: 20 });
    for (let i = 0; i < 50; i++) pair.alice.association.send(1, 53, pattern(2000), RELIABLE, pair.now);
    pair.alice.association.resetStreams([1], pair.now);
    pair.until(() => resets(pair, 'bob').length === 1);
    expect(pair.bob.messages.length).toBe(50);
    expect(resets(pair, 'bob')).toEqual([{ type: 'incoming-streams-reset', streamIds: [1] }]);
    pair.until(() => resets(pair, 'alice').length === 1);
    expect(resets(pair, 'alice')).toEqual([{ type: 'outgoing-streams-reset', streamIds: [1] }]);
  });

  test('lets the id be used again, from sequence number 0', () => {
    const pair = SctpPair.connected({ latencyMs: 20 });
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 3; i++) pair.alice.association.send(7, 51, utf8(`${round}.${i}`), RELIABLE, pair.now);
      pair.alice.association.resetStreams([7], pair.now);
      pair.until(() => resets(pair, 'alice').length === round + 1);
    }
    expect(pair.bob.texts).toEqual([0, 1, 2, 3, 4].flatMap((round) => [0, 1, 2].map((i) => `${round}.${i}`)));
  });

  test('survives a network that loses half of everything', () => {
    for (let seed = 0; seed < 10; seed++) {
      const pair = SctpPair.connected({ latencyMs: 20, loss: 0 }, {}, seed);
      pair.faults.loss = 0.4;
      pair.alice.association.send(1, 51, utf8('a'), RELIABLE, pair.now);
      pair.bob.association.send(1, 51, utf8('b'), RELIABLE, pair.now);
      pair.alice.association.resetStreams([1, 2], pair.now);
      pair.bob.association.resetStreams([1], pair.now);
      pair.until(() => resets(pair, 'alice').length === 2 && resets(pair, 'bob').length === 2);
      expect(pair.bob.texts).toEqual(['a']);
    }
  });

  test('a busy stream beside it does not delay it', () => {
    const pair = SctpPair.connected({ latencyMs: 20 });
    pair.alice.association.send(2, 53, pattern(200), RELIABLE, pair.now);
    pair.run(100);
    for (let i = 0; i < 40; i++) pair.alice.association.send(1, 53, pattern(200_000), RELIABLE, pair.now);
    pair.alice.association.resetStreams([2], pair.now);
    const start = pair.now;
    pair.until(() => resets(pair, 'alice').length === 1);
    expect(pair.now - start).toBeLessThan(50);
  });

  test('messages sent while the reset is under way wait for it', () => {
    const pair = SctpPair.connected({ latencyMs: 20 });
    pair.alice.association.send(1, 51, utf8('before'), RELIABLE, pair.now);
    pair.alice.association.resetStreams([1], pair.now);
    pair.alice.association.send(1, 51, utf8('after'), RELIABLE, pair.now);
    expect(pair.alice.association.bufferedBytes(1)).toBe(11);
    pair.until(() => pair.bob.messages.length === 2);
    expect(pair.bob.texts).toEqual(['before', 'after']);
    expect(resets(pair, 'bob').length).toBe(1);
  });

  test('one asked for while the stream is being reset is performed after that, and what was sent between', () => {
    const pair = SctpPair.connected({ latencyMs: 20 });
    for (const text of ['first', 'second', 'third']) {
      pair.alice.association.send(1, 51, utf8(text), RELIABLE, pair.now);
      pair.alice.association.resetStreams([1], pair.now);
      pair.run(25);
    }
    pair.until(() => resets(pair, 'alice').length === 3);
    expect(pair.bob.texts).toEqual(['first', 'second', 'third']);
    expect(resets(pair, 'bob').length).toBe(3);
  });

  test('a reset asked for before the association is up is performed after it', () => {
    const pair = new SctpPair({ latencyMs: 20 });
    pair.alice.association.send(1, 51, utf8('early'), RELIABLE, pair.now);
    pair.alice.association.resetStreams([1], pair.now);
    pair.alice.association.connect(pair.now);
    pair.until(() => resets(pair, 'alice').length === 1);
    expect(pair.bob.texts).toEqual(['early']);
  });
});
