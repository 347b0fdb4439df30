import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChunkType } from '../../../src/sctp/chunks/chunk-type.ts';
import { writeChunk } from '../../../src/sctp/chunks/tlv.ts';
import { openCookie, sealCookie } from '../../../src/sctp/cookie.ts';
import { portableCrypto } from '../../../src/crypto/portable-crypto.ts';
import { writeChecksum, writeCommonHeader } from '../../../src/sctp/packet.ts';
import { SctpPair, pattern } from '../../pair/sctp-pair.ts';

/** A packet that gets through the gate: right ports, tag and checksum. */
function packetOf(tag: number, ...chunks: readonly Uint8Array[]): Uint8Array {
  const packet = new Uint8Array(12 + chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  writeCommonHeader(packet, 5000, 5000, tag);
  let offset = 12;
  for (const chunk of chunks) {
    packet.set(chunk, offset);
    offset += chunk.length;
  }
  writeChecksum(packet);
  return packet;
}

function tagOf(pair: SctpPair, side: 'alice' | 'bob'): number {
  const init = pair.sent.find(({ from, packet }) => from === side && packet[12] === ChunkType.init)
    ?.packet as Uint8Array;
  return ((init[16] << 24) | (init[17] << 16) | (init[18] << 8) | init[19]) >>> 0;
}

const types = fc.oneof(fc.constantFrom(...Object.values(ChunkType)), fc.integer({ min: 0, max: 255 }));
const chunk = fc
  .tuple(types, fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 80 }))
  .map(([type, flags, value]) => writeChunk(type, flags, value));

describe('hostile packets', () => {
  test('random chunks from a peer that knows the tag never throw and never break an invariant', () => {
    fc.assert(
      fc.property(fc.array(fc.array(chunk, { minLength: 1, maxLength: 4 }), { maxLength: 8 }), (packets) => {
        const pair = SctpPair.connected();
        const tag = tagOf(pair, 'bob');
        pair.bob.association.send(1, 53, pattern(3000), { ordered: true }, pair.now);
        for (const chunks of packets) {
          pair.bob.receive(packetOf(tag, ...chunks), pair.now);
          pair.bob.flush(pair.now);
          pair.now += 50;
          pair.bob.handleTimeout(pair.now);
        }
        pair.run(200);
      }),
      { numRuns: 300 },
    );
  });

  test('random bytes before the handshake never throw', () => {
    fc.assert(
      fc.property(
        fc.array(chunk, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.boolean(),
        (chunks, isInit, connects) => {
          const pair = new SctpPair();
          if (connects) pair.bob.association.connect(pair.now);
          pair.run(0);
          pair.bob.receive(packetOf(isInit || !connects ? 0 : tagOf(pair, 'bob'), ...chunks), pair.now);
          pair.bob.flush(pair.now);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('raw bytes never throw', () => {
    const pair = SctpPair.connected();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => pair.bob.receive(bytes, pair.now)));
    expect(pair.bob.association.state).toBe('established');
  });

  test('an unknown chunk is skipped or stops the packet, and is reported, as its type asks', () => {
    const pair = SctpPair.connected();
    const tag = tagOf(pair, 'bob');
    const heartbeat = writeChunk(ChunkType.heartbeat, 0, Uint8Array.of(0, 1, 0, 4));
    const answers = (type: number): number[] => {
      const before = pair.sent.length;
      pair.bob.receive(packetOf(tag, writeChunk(type, 0, Uint8Array.of(1, 2, 3)), heartbeat), pair.now);
      pair.bob.flush(pair.now);
      return pair.sent.slice(before).flatMap(({ packet }) => [packet[12], ...(packet.length > 28 ? [packet[28]] : [])]);
    };
    expect(answers(0x3f)).toEqual([]);
    expect(answers(0x7f)).toEqual([ChunkType.error]);
    expect(answers(0xbf)).toEqual([ChunkType.heartbeatAck]);
    expect(answers(0xff)).toEqual([ChunkType.error, ChunkType.heartbeatAck]);
  });

  test('a DATA chunk without data ends the association', () => {
    const pair = SctpPair.connected();
    pair.bob.receive(packetOf(tagOf(pair, 'bob'), writeChunk(ChunkType.data, 3, new Uint8Array(12))), pair.now);
    expect(pair.bob.closed).toMatchObject({ reason: 'protocol-violation', causeCode: 9 });
  });

  test('an INIT without tag or streams is refused', () => {
    const pair = new SctpPair();
    pair.bob.receive(packetOf(0, writeChunk(ChunkType.init, 0, new Uint8Array(16))), pair.now);
    pair.bob.flush(pair.now);
    expect(pair.sent.map(({ packet }) => packet[12])).toEqual([ChunkType.abort]);
    expect(pair.bob.association.state).toBe('closed');
  });
});

test('a state cookie opens with its key only, and only unchanged', () => {
  const key = pattern(32);
  const cookie = {
    createdAt: 123_456,
    localTag: 1,
    localInitialTsn: 2,
    localTieTag: 3,
    peerTieTag: 4,
    peer: {
      tag: 5,
      initialTsn: 0xffff_ffff,
      windowBytes: 7,
      outgoingStreams: 8,
      incomingStreams: 9,
      supportsPartialReliability: true,
      supportsReconfig: false,
      acceptsZeroChecksum: true,
    },
  };
  const sealed = sealCookie(portableCrypto, key, cookie);
  expect(openCookie(portableCrypto, key, sealed)).toEqual(cookie);
  expect(openCookie(portableCrypto, pattern(32, 1), sealed)).toBeUndefined();
  expect(openCookie(portableCrypto, key, sealed.subarray(1))).toBeUndefined();
  for (let i = 0; i < sealed.length; i++) {
    const changed = sealed.slice();
    changed[i] ^= 0x80;
    expect(openCookie(portableCrypto, key, changed)).toBeUndefined();
  }
});
