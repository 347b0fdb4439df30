import { describe, expect, test } from 'vitest';
import { sackBytes, writeSack } from '../../../src/sctp/chunks/sack-chunk.ts';
import { PathMtu } from '../../../src/sctp/path-mtu.ts';
import { Congestion } from '../../../src/sctp/tx/congestion.ts';
import { OutgoingMessage } from '../../../src/sctp/tx/outgoing-message.ts';
import { OutgoingResets } from '../../../src/sctp/tx/outgoing-resets.ts';
import {
  ABANDONED,
  ACKED,
  IN_FLIGHT,
  LOST,
  OutstandingChunk,
  OutstandingData,
} from '../../../src/sctp/tx/outstanding-data.ts';
import { Rto } from '../../../src/sctp/tx/rto.ts';
import { SendQueue } from '../../../src/sctp/tx/send-queue.ts';

const message = (streamId: number, bytes = 100, expiresAt = Infinity): OutgoingMessage =>
  new OutgoingMessage(streamId, 51, new Uint8Array(bytes), false, Infinity, expiresAt);

describe('Rto', () => {
  test('follows RFC 9260 §6.3.1', () => {
    const rto = new Rto({ initialMs: 500, minMs: 200, maxMs: 10_000 });
    expect([rto.rtoMs, rto.smoothedRttMs]).toEqual([500, undefined]);
    rto.observe(400);
    expect([rto.rtoMs, rto.smoothedRttMs]).toEqual([1200, 400]);
    rto.observe(800);
    expect([rto.rtoMs, rto.smoothedRttMs]).toEqual([450 + 4 * 250, 450]);
  });

  test('backs off to its maximum, and a measurement brings it back', () => {
    const rto = new Rto({ initialMs: 500, minMs: 200, maxMs: 10_000 });
    for (let i = 0; i < 9; i++) rto.backOff();
    expect(rto.rtoMs).toBe(10_000);
    rto.observe(1);
    expect(rto.rtoMs).toBe(200);
  });

  test('a constant round trip leaves room for a delayed SACK', () => {
    const rto = new Rto();
    for (let i = 0; i < 100; i++) rto.observe(400);
    expect(rto.rtoMs).toBeGreaterThanOrEqual(500);
  });
});

describe('Congestion', () => {
  test('slow start grows by what is acknowledged while the window is full', () => {
    const congestion = new Congestion(1000);
    expect(congestion.windowBytes).toBe(10_000);
    congestion.acknowledged(4000, 10_000, 5);
    expect(congestion.windowBytes).toBe(14_000);
    congestion.acknowledged(4000, 3000, 9);
    expect(congestion.windowBytes).toBe(14_000);
  });

  test('a loss halves it once per window; then it grows by a packet per window', () => {
    const congestion = new Congestion(1000);
    congestion.acknowledged(10_000, 10_000, 10);
    expect(congestion.lossFound(30)).toBe(true);
    expect(congestion.lossFound(31)).toBe(false);
    expect([congestion.windowBytes, congestion.isInFastRecovery]).toEqual([10_000, true]);
    congestion.acknowledged(5000, 10_000, 30);
    expect([congestion.windowBytes, congestion.isInFastRecovery]).toEqual([10_000, false]);
    congestion.acknowledged(10_000, 10_000, 40);
    expect(congestion.windowBytes).toBe(20_000);
    congestion.acknowledged(19_000, 20_000, 60);
    expect(congestion.windowBytes).toBe(20_000);
    congestion.acknowledged(1000, 20_000, 61);
    expect(congestion.windowBytes).toBe(21_000);
  });

  test('a timeout leaves one packet', () => {
    const congestion = new Congestion(1000);
    congestion.timedOut();
    expect([congestion.windowBytes, congestion.slowStartThreshold]).toEqual([1000, 5000]);
  });

  test('an idle path loses what it had beyond the start', () => {
    const congestion = new Congestion(1000);
    congestion.acknowledged(90_000, 10_000, 10);
    congestion.idled(2);
    expect(congestion.windowBytes).toBe(25_000);
    congestion.idled(9);
    expect(congestion.windowBytes).toBe(10_000);
  });
});

describe('OutstandingData', () => {
  function sent(count: number, first = 100): { data: OutstandingData; chunks: OutstandingChunk[] } {
    const data = new OutstandingData(first);
    const chunks = Array.from({ length: count }, (_, i) => {
      const chunk = new OutstandingChunk(first + i, message(1), 0, 100, 3, 1000);
      chunk.packetNumber = i;
      data.push(chunk);
      return chunk;
    });
    return { data, chunks };
  }

  function sack(data: OutstandingData, cumulativeTsn: number, ...gaps: number[]): boolean {
    const chunk = new Uint8Array(sackBytes(gaps.length / 2, 0));
    writeSack(chunk, 0, cumulativeTsn, 5000, gaps, gaps.length / 2, []);
    const isTaken = data.receiveSack(cumulativeTsn, chunk, 0);
    data.assertConsistent();
    return isTaken;
  }

  test('counts what is in flight', () => {
    const { data } = sent(200);
    expect([data.count, data.flightBytes, data.flightPayloadBytes]).toEqual([200, 200 * 116, 20_000]);
    sack(data, 149, 160, 169);
    expect([data.count, data.flightPayloadBytes, data.ackedBytes]).toEqual([150, 14_000, 60 * 116]);
  });

  test('three packets that overtook it make a chunk lost', () => {
    const { data, chunks } = sent(6);
    sack(data, 99, 101, 102);
    expect(data.findLost()).toBe(0);
    sack(data, 99, 101, 103);
    expect(data.findLost()).toBe(1);
    expect(data.firstLost()).toBe(chunks[0]);
    data.retransmitted(chunks[0], 2000);
    chunks[0].packetNumber = 6;
    expect(data.findLost()).toBe(0);
    expect(chunks[0].transmissions).toBe(2);
  });

  test('a lost retransmission is found as well', () => {
    const { data, chunks } = sent(6);
    sack(data, 99, 101, 103);
    data.findLost();
    data.retransmitted(chunks[0], 2000);
    chunks[0].packetNumber = 4;
    chunks[4].packetNumber = 5;
    chunks[5].packetNumber = 7;
    sack(data, 99, 101, 105);
    expect(data.findLost()).toBe(1);
  });

  test('what the peer takes back is in flight again', () => {
    const { data, chunks } = sent(6);
    sack(data, 99, 102, 104);
    expect(chunks[2].state).toBe(ACKED);
    sack(data, 99, 104, 104);
    expect([chunks[2].state, chunks[4].state]).toEqual([IN_FLIGHT, ACKED]);
    sack(data, 99);
    expect(chunks[4].state).toBe(IN_FLIGHT);
  });

  test('SACKs that are old, or acknowledge what was never sent, are not taken', () => {
    const { data } = sent(6);
    expect(sack(data, 103)).toBe(true);
    expect(sack(data, 102)).toBe(false);
    expect(sack(data, 106)).toBe(false);
    expect(sack(data, 103, 105, 109)).toBe(true);
    expect(data.flightPayloadBytes).toBe(200);
  });

  test('only chunks sent once are timed', () => {
    const { data, chunks } = sent(3);
    data.loseAll();
    expect(chunks.every(({ state }) => state === LOST)).toBe(true);
    data.retransmitted(chunks[0], 2000);
    sack(data, 100);
    expect(data.timedSince).toBeUndefined();
    data.abandon(chunks[1]);
    expect([chunks[1].state, data.lostChunks]).toEqual([ABANDONED, 1]);
  });
});

describe('SendQueue', () => {
  const takeAll = (queue: SendQueue, now = 0): number[] => {
    const order: number[] = [];
    for (let head; (head = queue.head(now)) !== undefined;) {
      order.push(head.streamId);
      queue.cut(head, head.data.length);
    }
    queue.assertConsistent();
    return order;
  };

  test('takes turns between streams, message by message', () => {
    const queue = new SendQueue();
    for (const streamId of [1, 1, 1, 2, 2, 3]) queue.push(message(streamId), 256);
    expect(takeAll(queue)).toEqual([1, 2, 3, 1, 2, 1]);
  });

  test('finishes a message before another begins', () => {
    const queue = new SendQueue();
    queue.push(message(1, 300), 256);
    const head = queue.head(0) as OutgoingMessage;
    queue.cut(head, 200);
    queue.push(message(2, 100), 65_535);
    expect(queue.head(0)).toBe(head);
    expect(queue.bufferedBytes(1)).toBe(100);
    queue.cut(head, 100);
    expect(takeAll(queue)).toEqual([2]);
  });

  test('expired messages are dropped and take no sequence number', () => {
    const queue = new SendQueue();
    const last = message(1);
    queue.push(message(1), 256);
    queue.push(message(1, 100, 5), 256);
    queue.push(last, 256);
    expect(takeAll(queue, 10)).toEqual([1, 1]);
    expect(last.streamSequence).toBe(1);
    expect(queue.isEmpty).toBe(true);
    expect(queue.bufferedBytes(1)).toBe(0);
  });

  test('survives expiry while nothing may be sent', () => {
    const queue = new SendQueue();
    queue.push(message(1, 100, 5), 256);
    queue.dropAllExpired(6);
    queue.push(message(1), 256);
    queue.push(message(2), 256);
    expect(takeAll(queue)).toEqual([1, 2]);
  });
});

describe('OutgoingResets', () => {
  test('asks once everything is acknowledged, one request at a time', () => {
    const resets = new OutgoingResets(10);
    resets.add(1);
    resets.drained(() => true, 50);
    expect(resets.take(40, 7)).toBeUndefined();
    resets.drained(() => false, 60);
    expect(resets.take(58, 7)).toBeUndefined();
    expect(resets.take(59, 7)).toEqual({
      type: 'outgoing-reset',
      requestSequence: 10,
      responseSequence: 7,
      lastAssignedTsn: 59,
      streamIds: [1],
    });
    expect(resets.take(59, 7)).toBeUndefined();
    expect(resets.timedOut()).toBe(true);
    expect(resets.take(59, 7)?.requestSequence).toBe(10);
    expect(resets.answered(9, 1)).toBeUndefined();
    expect(resets.answered(10, 1)).toEqual({ streamIds: [1], isPerformed: true });
  });

  test('"in progress" is asked again under a new number, after the timer', () => {
    const resets = new OutgoingResets(10);
    resets.add(1);
    resets.drained(() => false, 60);
    resets.take(59, 7);
    expect(resets.answered(10, 6)).toBeUndefined();
    expect(resets.take(59, 7)).toBeUndefined();
    expect(resets.timedOut()).toBe(false);
    expect(resets.take(59, 7)?.requestSequence).toBe(11);
    expect(resets.answered(11, 2)).toEqual({ streamIds: [1], isPerformed: false });
  });
});

describe('PathMtu', () => {
  test('halves its way down to what passes', () => {
    const path = 5000;
    const pathMtu = new PathMtu(1191, 16_001);
    pathMtu.search();
    let probes = 0;
    while (pathMtu.probeBytes > 0) {
      probes++;
      if (pathMtu.probeBytes <= path) pathMtu.acknowledged(pathMtu.probeBytes);
      else pathMtu.lost();
    }
    expect(pathMtu.packetBytes).toBeGreaterThan(path - 36);
    expect(pathMtu.packetBytes % 4).toBe(0);
    expect(probes).toBeLessThan(30);
    expect(pathMtu.couldGrow).toBe(true);
  });

  test('two timeouts in a row mean a black hole, one does not', () => {
    const pathMtu = new PathMtu(1200, 4000);
    pathMtu.search();
    pathMtu.acknowledged(4000);
    expect(pathMtu.timedOut()).toBe(false);
    pathMtu.succeeded();
    expect(pathMtu.timedOut()).toBe(false);
    expect(pathMtu.timedOut()).toBe(true);
    expect(pathMtu.packetBytes).toBe(1200);
  });

  test('without a larger maximum there is nothing to search', () => {
    for (const max of [undefined, 900, 1200]) {
      const pathMtu = new PathMtu(1200, max);
      pathMtu.search();
      expect([pathMtu.probeBytes, pathMtu.couldGrow]).toEqual([0, false]);
    }
  });
});
