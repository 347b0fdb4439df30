import { describe, expect, test } from 'vitest';
import { ChunkType } from '../../src/sctp/chunks/chunk-type.ts';
import { writeChecksum } from '../../src/sctp/packet.ts';
import { RELIABLE, SctpPair, pattern, utf8 } from './sctp-pair.ts';

describe('handshake', () => {
  test('survives loss of any of its packets', () => {
    for (let seed = 0; seed < 40; seed++) {
      const pair = new SctpPair({ latencyMs: 20, loss: 0.25 }, {}, seed);
      pair.alice.association.connect(pair.now);
      if (seed % 2 === 0) pair.bob.association.connect(pair.now);
      pair.until(() => pair.alice.isConnected && pair.bob.isConnected);
      expect([pair.alice.association.state, pair.bob.association.state]).toEqual(['established', 'established']);
    }
  });

  test('sides that connect one after the other meet halfway', () => {
    for (const delayMs of [1, 5, 10, 15, 25, 35, 45]) {
      const pair = new SctpPair({ latencyMs: 10 });
      pair.alice.association.connect(pair.now);
      pair.run(delayMs);
      pair.bob.association.connect(pair.now);
      pair.run(100);
      expect(pair.alice.news.map(({ type }) => type)).toEqual(['connected']);
      expect(pair.bob.news.map(({ type }) => type)).toEqual(['connected']);
      pair.alice.association.send(1, 51, utf8('hello'), RELIABLE, pair.now);
      pair.run(100);
      expect(pair.bob.texts).toEqual(['hello']);
    }
  });

  test('ends with a timeout when nobody answers', () => {
    const pair = new SctpPair({ loss: 1 });
    pair.alice.association.connect(pair.now);
    pair.until(() => pair.alice.closed !== undefined);
    expect(pair.alice.closed).toMatchObject({ reason: 'timeout' });
    expect(pair.sent.length).toBe(9);
  });

  test('a cookie changed by one bit is dropped', () => {
    const pair = new SctpPair({ latencyMs: 10 });
    pair.faults.drop = (packet, from) => {
      if (from === 'alice' && packet[12] === ChunkType.cookieEcho) {
        packet[16 + 20] ^= 1;
        writeChecksum(packet.fill(0, 8, 12));
      }
      return false;
    };
    pair.alice.association.connect(pair.now);
    pair.run(2000);
    expect(pair.bob.association.state).toBe('closed');
    expect(pair.bob.association.counters.packetsDropped).toBeGreaterThan(0);
    pair.faults.drop = undefined;
    pair.until(() => pair.bob.isConnected);
  });

  test('a cookie that comes too late is refused, and the handshake begins anew', () => {
    const pair = new SctpPair({ latencyMs: 10 });
    let cookieEcho: Uint8Array | undefined;
    pair.faults.drop = (packet) => {
      if (packet[12] !== ChunkType.cookieEcho || cookieEcho !== undefined) return false;
      cookieEcho = packet;
      return true;
    };
    pair.alice.association.connect(pair.now);
    pair.run(100);
    pair.faults.drop = (_, from) => from === 'alice';
    pair.run(3000);
    pair.faults.drop = undefined;
    pair.now += 60_000;
    pair.inject('bob', cookieEcho as Uint8Array);
    pair.until(() => pair.alice.isConnected && pair.bob.isConnected);
    const inits = pair.sent.filter(({ packet }) => packet[12] === ChunkType.init);
    expect(inits.length).toBe(2);
  });

  test('packets with a wrong verification tag, port or checksum are dropped', () => {
    const pair = SctpPair.connected({}, { zeroChecksum: false });
    pair.alice.association.send(1, 51, utf8('hello'), RELIABLE, pair.now);
    pair.run(10);
    const data = pair.sent.find(({ packet }) => packet[12] === ChunkType.data)?.packet as Uint8Array;
    for (const offset of [1, 3, 7, 9, 20]) {
      const forged = data.slice();
      forged[offset] ^= 1;
      if (offset < 8) writeChecksum(forged.fill(0, 8, 12));
      pair.bob.receive(forged, pair.now);
    }
    expect(pair.bob.association.counters.packetsDropped).toBe(5);
    expect(pair.bob.texts).toEqual(['hello']);
  });

  test('an ABORT with a guessed tag does nothing', () => {
    const pair = SctpPair.connected();
    const abort = Uint8Array.of(0x13, 0x88, 0x13, 0x88, 1, 2, 3, 4, 0, 0, 0, 0, 6, 0, 0, 4);
    pair.bob.receive(abort.slice(), pair.now);
    abort[13] = 1;
    pair.bob.receive(abort, pair.now);
    expect(pair.bob.association.state).toBe('established');
  });
});

describe('zero checksum', () => {
  const checksums = (pair: SctpPair): Map<number, Set<boolean>> => {
    const byType = new Map<number, Set<boolean>>();
    for (const { packet } of pair.sent) {
      const isZero = packet.subarray(8, 12).every((byte) => byte === 0);
      byType.set(packet[12], (byType.get(packet[12]) ?? new Set()).add(isZero));
    }
    return byType;
  };

  test('is used when both sides offer it, but not for the handshake', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.alice.association.send(1, 51, utf8('hello'), RELIABLE, pair.now);
    pair.run(100);
    const byType = checksums(pair);
    for (const type of [ChunkType.init, ChunkType.initAck, ChunkType.cookieEcho])
      expect(byType.get(type)).toEqual(new Set([false]));
    for (const type of [ChunkType.data, ChunkType.sack]) expect(byType.get(type)).toEqual(new Set([true]));
  });

  test('is not used when one side does not offer it', () => {
    const pair = SctpPair.connected({ latencyMs: 10 }, {}, 1, { zeroChecksum: false });
    pair.alice.association.send(1, 51, utf8('hello'), RELIABLE, pair.now);
    pair.run(100);
    expect(pair.bob.texts).toEqual(['hello']);
    for (const kinds of checksums(pair).values()) expect(kinds).toEqual(new Set([false]));
  });
});

describe('the end', () => {
  test('abort tells the peer why', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.alice.association.send(1, 53, pattern(100_000), RELIABLE, pair.now);
    pair.alice.association.abort('had enough', pair.now);
    pair.run(100);
    expect(pair.alice.closed).toMatchObject({ reason: 'abort-sent', causeCode: 12 });
    expect(pair.bob.closed).toEqual({ type: 'closed', reason: 'abort-received', causeCode: 12, message: 'had enough' });
    expect(pair.alice.association.nextTimeout()).toBe(Infinity);
  });

  test.each([0, 0.3])('shutdown delivers what is pending on both sides (loss %d)', (loss) => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.faults.loss = loss;
    for (let i = 0; i < 30; i++) {
      pair.alice.association.send(1, 53, pattern(5000), RELIABLE, pair.now);
      pair.bob.association.send(1, 53, pattern(5000), RELIABLE, pair.now);
    }
    pair.alice.association.shutdown(pair.now);
    pair.until(() => pair.alice.closed !== undefined && pair.bob.closed !== undefined);
    expect(pair.alice.messages.length).toBe(30);
    expect(pair.bob.messages.length).toBe(30);
    expect(pair.alice.closed?.reason).toBe('shutdown');
  });

  test('both sides may shut down at once', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.alice.association.shutdown(pair.now);
    pair.bob.association.shutdown(pair.now);
    pair.run(1000);
    expect([pair.alice.closed?.reason, pair.bob.closed?.reason]).toEqual(['shutdown', 'shutdown']);
  });

  test('a peer that vanishes is noticed', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.faults.loss = 1;
    pair.alice.association.send(1, 51, utf8('hello?'), RELIABLE, pair.now);
    pair.until(() => pair.alice.closed !== undefined);
    expect(pair.alice.closed).toMatchObject({ reason: 'timeout' });
    pair.until(() => pair.bob.closed !== undefined);
    expect(pair.bob.closed).toMatchObject({ reason: 'timeout' });
  });

  test('a peer that restarts is met anew, and what was queued goes to it', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.alice.association.send(1, 51, utf8('to the first'), RELIABLE, pair.now);
    pair.run(100);
    pair.restartBob();
    pair.bob.association.connect(pair.now);
    pair.until(() => pair.bob.isConnected);
    pair.run(100);
    expect(pair.alice.news.at(-1)).toEqual({ type: 'restarted' });
    pair.alice.association.send(1, 51, utf8('to the second'), RELIABLE, pair.now);
    pair.bob.association.send(1, 51, utf8('from the second'), RELIABLE, pair.now);
    pair.run(100);
    expect(pair.bob.texts).toEqual(['to the second']);
    expect(pair.alice.texts).toEqual(['from the second']);
  });

  test('an idle association keeps quiet but for heartbeats', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.alice.association.send(1, 51, utf8('hello'), RELIABLE, pair.now);
    expect(pair.alice.association.isQuiet).toBe(true);
    pair.run(5);
    expect(pair.alice.association.isQuiet).toBe(false);
    pair.run(1000);
    expect(pair.alice.association.isQuiet).toBe(true);
    const before = pair.sent.length;
    pair.run(100_000);
    const types = new Set(pair.sent.slice(before).map(({ packet }) => packet[12]));
    expect(types).toEqual(new Set([ChunkType.heartbeat, ChunkType.heartbeatAck]));
    expect(pair.sent.length - before).toBe(12);
  });
});
