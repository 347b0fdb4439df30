import { describe, expect, test } from 'vitest';
import { ChunkType } from '../../src/sctp/chunks/chunk-type.ts';
import { type Message, RELIABLE, SctpPair, pattern, utf8 } from './sctp-pair.ts';

const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => `message ${i}`);

describe('reliable delivery', () => {
  test.each([1, 2, 3, 4, 5])('everything arrives in order when 30 % of the packets are lost (seed %i)', (seed) => {
    const pair = SctpPair.connected({ latencyMs: 20, jitterMs: 10, loss: 0.3 }, {}, seed);
    for (const text of numbers(500)) pair.alice.association.send(1, 51, utf8(text), RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 500);
    expect(pair.bob.texts).toEqual(numbers(500));
  });

  test('reordered, duplicated and corrupted packets change nothing', () => {
    const faults = { latencyMs: 20, jitterMs: 40, loss: 0.05, duplicate: 0.2, corrupt: 0.05 };
    const pair = SctpPair.connected(faults, { zeroChecksum: false }, 9);
    for (let i = 0; i < 60; i++) pair.alice.association.send(i % 3, 53, pattern(3000 + i, i), RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 60);
    const isIntact = ({ data }: Message) => Buffer.compare(data, pattern(data.length, data.length - 3000)) === 0;
    expect(pair.bob.messages.every(isIntact)).toBe(true);
    expect(pair.bob.association.counters.packetsDropped).toBeGreaterThan(0);
  });

  test('a lost packet is repaired by fast retransmit, well before the timeout', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    let dropped = false;
    pair.faults.drop = (packet, from) => {
      const isFirstData = from === 'alice' && packet[12] === ChunkType.data && !dropped;
      dropped ||= isFirstData;
      return isFirstData;
    };
    const start = pair.now;
    for (let i = 0; i < 8; i++) pair.alice.association.send(1, 53, pattern(1000), RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 8);
    expect(pair.now - start).toBeLessThan(50);
    expect(pair.alice.association.counters.chunksRetransmitted).toBe(1);
  });

  test('a lost stream does not hold up another', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.faults.drop = (packet, from) => from === 'alice' && packet[12] === ChunkType.data && packet[21] === 1;
    for (let i = 0; i < 4; i++) {
      pair.alice.association.send(1, 53, pattern(1100), RELIABLE, pair.now);
      pair.alice.association.send(2, 53, pattern(1100), RELIABLE, pair.now);
    }
    pair.run(15);
    expect(pair.bob.messages.map(({ streamId }) => streamId)).toEqual([2, 2, 2, 2]);
  });

  test('unordered messages are delivered as they come', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    let count = 0;
    pair.faults.drop = (packet, from) => from === 'alice' && packet[12] === ChunkType.data && count++ === 0;
    for (let i = 0; i < 4; i++) pair.alice.association.send(1, 53, pattern(1100, i), { ordered: false }, pair.now);
    pair.until(() => pair.bob.messages.length === 4);
    expect(pair.bob.messages.map(({ data }) => data[0])).toEqual([1, 2, 3, 0]);
  });

  test.each([0, 50])('20 MB go through without a stall at %i ms latency', (latencyMs) => {
    const pair = SctpPair.connected({ latencyMs }, { maxPacketBytes: 16_000 });
    pair.run(200);
    const start = pair.now;
    for (let i = 0; i < 80; i++) pair.alice.association.send(1, 53, new Uint8Array(262_144), RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 80);
    expect(pair.now - start).toBeLessThan(latencyMs === 0 ? 400 : 3000);
    expect(pair.alice.association.counters.chunksRetransmitted).toBe(0);
  });

  test('a message larger than the receive window arrives all the same', () => {
    const pair = SctpPair.connected({ latencyMs: 5 }, { receiveWindowBytes: 20_000 });
    pair.alice.association.send(1, 53, pattern(200_000), RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 1);
    expect(pair.bob.messages[0].data.length).toBe(200_000);
  });

  test('a shut window is probed until it opens', () => {
    const pair = SctpPair.connected({ latencyMs: 5 }, { receiveWindowBytes: 8000 });
    // The first packet is lost for a while, and everything after it waits in the receiver.
    let isLosing = true;
    pair.faults.drop = (packet, from) => {
      return isLosing && from === 'alice' && packet[12] === ChunkType.data && packet[23] === 0;
    };
    pair.alice.association.send(1, 53, pattern(500), RELIABLE, pair.now);
    for (let i = 0; i < 30; i++) pair.alice.association.send(1, 53, pattern(1000), RELIABLE, pair.now);
    pair.run(3000);
    expect(pair.alice.association.receiveWindowBytes).toBeLessThan(8000);
    isLosing = false;
    pair.until(() => pair.bob.messages.length === 31);
    expect(pair.alice.closed).toBeUndefined();
  });

  test('a message over the negotiated size ends the association', () => {
    const pair = SctpPair.connected({}, {}, 1, { maxReceiveMessageBytes: 10_000 });
    pair.alice.association.send(1, 53, pattern(10_001), RELIABLE, pair.now);
    pair.run(10);
    expect(pair.bob.closed).toMatchObject({ reason: 'protocol-violation' });
    expect(pair.alice.closed).toMatchObject({ reason: 'abort-received', causeCode: 13 });
  });

  test('streams of equal priority share the path message by message; a heavier one gets more', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    for (let i = 0; i < 40; i++) {
      pair.alice.association.send(1, 53, pattern(1000), { ordered: true, priority: 256 }, pair.now);
      pair.alice.association.send(2, 53, pattern(1000), { ordered: true, priority: 1024 }, pair.now);
    }
    pair.until(() => pair.bob.messages.length >= 20);
    const heavy = pair.bob.messages.slice(0, 20).filter(({ streamId }) => streamId === 2).length;
    expect(heavy).toBeGreaterThanOrEqual(15);
    expect(heavy).toBeLessThan(19);
  });
});
