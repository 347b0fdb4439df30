import { describe, expect, test } from 'vitest';
import { ChunkType } from '../../src/sctp/chunks/chunk-type.ts';
import { RELIABLE, SctpPair, pattern, utf8 } from './sctp-pair.ts';

describe('partial reliability', () => {
  test.each([true, false])('with no retransmissions allowed none is made (ordered: %s)', (ordered) => {
    const pair = SctpPair.connected({ latencyMs: 10 }, {}, 4);
    pair.faults.loss = 0.3;
    for (let i = 0; i < 300; i++) {
      pair.alice.association.send(1, 53, pattern(900, i), { ordered, maxRetransmits: 0 }, pair.now);
    }
    pair.until(() => pair.alice.association.unackedDataChunks === 0);
    expect(pair.alice.association.counters.chunksRetransmitted).toBe(0);
    expect(pair.bob.messages.length).toBeGreaterThan(150);
    expect(pair.bob.messages.length).toBeLessThan(300);
    pair.faults.loss = 0;
    pair.alice.association.send(1, 53, utf8('last'), RELIABLE, pair.now);
    pair.run(2000);
    expect(pair.bob.texts.at(-1)).toBe('last');
  });

  test('three retransmissions allowed means at most four transmissions of each chunk', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.faults.drop = (packet, from) => from === 'alice' && packet[12] === ChunkType.data;
    pair.alice.association.send(1, 53, utf8('never'), { ordered: true, maxRetransmits: 3 }, pair.now);
    const before = pair.sent.length;
    pair.run(20_000);
    const data = pair.sent.slice(before).filter(({ packet }) => packet[12] === ChunkType.data);
    expect(data.length).toBe(4);
    expect(pair.alice.association.unackedDataChunks).toBe(0);
  });

  test('a message that expires in the queue is never sent and frees its bytes', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.faults.drop = (_, from) => from === 'alice';
    pair.alice.association.send(1, 53, pattern(200_000), RELIABLE, pair.now);
    pair.alice.association.send(2, 53, utf8('late'), { ordered: true, maxLifetimeMs: 100 }, pair.now);
    pair.run(1500);
    expect(pair.alice.association.bufferedBytes(2)).toBe(0);
    pair.faults.drop = undefined;
    pair.alice.association.send(2, 53, utf8('in time'), { ordered: true, maxLifetimeMs: 60_000 }, pair.now);
    pair.until(() => pair.bob.messages.length === 2);
    expect(pair.bob.messages.filter(({ streamId }) => streamId === 2).map(({ data }) => data.length)).toEqual([7]);
  });

  test('a message that expires half sent is given up, and the stream goes on', () => {
    const pair = SctpPair.connected({ latencyMs: 100 });
    pair.alice.association.send(1, 53, pattern(250_000), { ordered: true, maxLifetimeMs: 150 }, pair.now);
    pair.alice.association.send(1, 53, utf8('next'), RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 1);
    expect(pair.bob.texts).toEqual(['next']);
    pair.run(1000);
    expect(pair.alice.association.bufferedBytes(1)).toBe(0);
    expect(pair.bob.association.assertConsistent()).toBeUndefined();
  });

  test('what waited behind a given-up message is delivered with the FORWARD TSN', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    let count = 0;
    pair.faults.drop = (packet, from) => from === 'alice' && packet[12] === ChunkType.data && count++ === 0;
    for (let i = 0; i < 6; i++) {
      pair.alice.association.send(1, 53, pattern(1100, i), { ordered: true, maxRetransmits: 0 }, pair.now);
    }
    const start = pair.now;
    pair.until(() => pair.bob.messages.length === 5);
    expect(pair.bob.messages.map(({ data }) => data[0])).toEqual([1, 2, 3, 4, 5]);
    expect(pair.now - start).toBeLessThan(100);
  });
});
