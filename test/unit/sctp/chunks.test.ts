import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CauseCode, readFirstCause, writeAbort } from '../../../src/sctp/chunks/error-cause.ts';
import { readForwardTsn, writeForwardTsn } from '../../../src/sctp/chunks/forward-tsn-chunk.ts';
import {
  readHeartbeatAck,
  writeHeartbeat,
  writeHeartbeatAck,
  writePad,
} from '../../../src/sctp/chunks/heartbeat-chunk.ts';
import { readInit, writeInit } from '../../../src/sctp/chunks/init-chunk.ts';
import { readReconfig, writeReconfig } from '../../../src/sctp/chunks/reconfig-chunk.ts';
import {
  isSackWellFormed,
  sackBytes,
  sackCumulativeTsn,
  sackGapCount,
  sackGapEnd,
  sackGapStart,
  sackWindowBytes,
  writeSack,
} from '../../../src/sctp/chunks/sack-chunk.ts';
import { readTlvs, writeChunk, writeTlv } from '../../../src/sctp/chunks/tlv.ts';
import { bytesOfHex, hexOf } from '../../../src/util/bytes.ts';

const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = fc.uint8Array({ maxLength: 200 });

/** What lies behind type, flags and length, without padding. */
const valueOf = (chunk: Uint8Array): Uint8Array => chunk.subarray(4, (chunk[2] << 8) | chunk[3]);

describe('INIT', () => {
  const init = {
    initiateTag: 0x01020304,
    windowBytes: 131_072,
    outgoingStreams: 65_535,
    incomingStreams: 1024,
    initialTsn: 0xfffffffe,
    supportsPartialReliability: true,
    supportsReconfig: true,
    acceptsZeroChecksum: true,
  };

  test('is written as the RFCs draw it', () => {
    expect(hexOf(writeInit(1, init))).toBe(
      [
        '01000028',
        '01020304',
        '00020000',
        'ffff0400',
        'fffffffe',
        'c0000004',
        '8008000682c00000',
        '8001000800000001',
      ].join(''),
    );
  });

  test('survives the round trip', () => {
    fc.assert(
      fc.property(
        uint32,
        uint32,
        uint16,
        uint16,
        uint32,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        bytes,
        (...given) => {
          const chunk = {
            initiateTag: given[0],
            windowBytes: given[1],
            outgoingStreams: given[2],
            incomingStreams: given[3],
            initialTsn: given[4],
            supportsPartialReliability: given[5],
            supportsReconfig: given[6],
            acceptsZeroChecksum: given[7],
            cookie: given[8],
          };
          expect(readInit(valueOf(writeInit(2, chunk)))).toEqual({ ...chunk, unrecognized: [] });
        },
      ),
    );
  });

  test('reports unknown parameters as their type asks, and stops where it asks', () => {
    const fixed = valueOf(writeInit(1, init)).subarray(0, 16);
    const parameters = [0xc0ff, 0x80ff, 0x40ff, 0x8008].map((type) => writeTlv(type, Uint8Array.of(130)));
    const read = readInit(Uint8Array.from([...fixed, ...parameters.flatMap((parameter) => [...parameter])]));
    expect(read?.unrecognized).toEqual([parameters[0], parameters[2]]);
    expect(read?.supportsReconfig).toBe(false);
  });

  test('another error detection method than DTLS is not zero checksum', () => {
    const fixed = valueOf(writeInit(1, init)).subarray(0, 16);
    const parameter = writeTlv(0x8001, Uint8Array.of(0, 0, 0, 2));
    expect(readInit(Uint8Array.from([...fixed, ...parameter]))?.acceptsZeroChecksum).toBe(false);
  });
});

describe('SACK', () => {
  test('carries gap blocks relative to the cumulative TSN, and duplicates', () => {
    const sack = new Uint8Array(sackBytes(2, 1));
    writeSack(
      sack,
      0,
      0x1_0000_0001,
      5000,
      [0x1_0000_0003, 0x1_0000_0004, 0x1_0000_0008, 0x1_0000_0008],
      2,
      [0x1_0000_0000],
    );
    expect(hexOf(sack)).toBe('0300001c' + '00000001' + '00001388' + '00020001' + '00020003' + '00070007' + '00000000');
    expect(isSackWellFormed(sack, 0, sack.length)).toBe(true);
    expect([sackCumulativeTsn(sack, 0), sackWindowBytes(sack, 0), sackGapCount(sack, 0)]).toEqual([1, 5000, 2]);
    expect([sackGapStart(sack, 0, 1), sackGapEnd(sack, 0, 1)]).toEqual([7, 7]);
  });

  test('with counts beyond its length is malformed', () => {
    const sack = new Uint8Array(sackBytes(1, 0));
    writeSack(sack, 0, 1, 5000, [3, 4], 1, []);
    sack[13] = 2;
    expect(isSackWellFormed(sack, 0, sack.length)).toBe(false);
    expect(isSackWellFormed(sack, 0, 12)).toBe(false);
  });
});

describe('other chunks', () => {
  test('FORWARD TSN survives the round trip', () => {
    const stream = fc.record({ streamId: uint16, streamSequence: uint16 });
    fc.assert(
      fc.property(uint32, fc.array(stream, { maxLength: 20 }), (newCumulativeTsn, skipped) => {
        expect(readForwardTsn(valueOf(writeForwardTsn({ newCumulativeTsn, skipped })))).toEqual({
          newCumulativeTsn,
          skipped,
        });
      }),
    );
  });

  test('RE-CONFIG survives the round trip', () => {
    const request = fc.record({
      type: fc.constant('outgoing-reset' as const),
      requestSequence: uint32,
      responseSequence: uint32,
      lastAssignedTsn: uint32,
      streamIds: fc.array(uint16, { maxLength: 9 }),
    });
    const response = fc.record({ type: fc.constant('response' as const), responseSequence: uint32, result: uint32 });
    fc.assert(
      fc.property(fc.array(fc.oneof(request, response), { minLength: 1, maxLength: 3 }), (parameters) => {
        expect(readReconfig(valueOf(writeReconfig(parameters)))).toEqual(parameters);
      }),
    );
  });

  test('a request to reset incoming streams is recognized as one to deny', () => {
    expect(readReconfig(bytesOfHex('000e000a 00000005 0001 0000'))).toEqual([
      { type: 'other-request', requestSequence: 5 },
    ]);
    expect(readReconfig(bytesOfHex('00630008 00000005'))).toBeUndefined();
  });

  test('a heartbeat comes back with its round trip', () => {
    const heartbeat = writeHeartbeat({ nonce: 0xdeadbeef, sentTime: 1000.5, probeBytes: 1400 });
    const ack = writeHeartbeatAck(valueOf(heartbeat));
    expect([heartbeat[0], ack[0]]).toEqual([4, 5]);
    expect(readHeartbeatAck(valueOf(ack), 1025)).toEqual({ nonce: 0xdeadbeef, roundTripMs: 24.5, probeBytes: 1400 });
    expect(writePad(100).length).toBe(100);
  });

  test('ABORT carries its cause and reason', () => {
    const abort = writeAbort(CauseCode.userInitiatedAbort, 'enough');
    expect(hexOf(abort)).toBe('0600000e' + '000c000a' + hexOf(new TextEncoder().encode('enough')) + '0000');
    expect(readFirstCause(valueOf(abort))).toEqual({ code: 12, text: 'enough' });
    expect(readFirstCause(new Uint8Array(0))).toEqual({ code: undefined, text: '' });
  });

  test('padding is not counted in lengths', () => {
    expect(hexOf(writeChunk(8, 1, Uint8Array.of(1)))).toBe('0801000501000000');
    expect(readTlvs(bytesOfHex('00010005 aa000000 00020004'))).toEqual([
      { type: 1, value: Uint8Array.of(0xaa) },
      { type: 2, value: new Uint8Array(0) },
    ]);
    expect(readTlvs(bytesOfHex('00010003'))).toBeUndefined();
    expect(readTlvs(bytesOfHex('00010009 aabbccdd'))).toBeUndefined();
  });
});

test('the padding of the last parameter is not part of the chunk', () => {
  const chunk = writeReconfig([
    { type: 'outgoing-reset', requestSequence: 1, responseSequence: 2, lastAssignedTsn: 3, streamIds: [4] },
  ]);
  expect(hexOf(chunk)).toBe('82000016' + '000d0012' + '00000001' + '00000002' + '00000003' + '0004' + '0000');
});

test('hostile bytes never throw', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      readInit(value);
      readTlvs(value);
      readForwardTsn(value);
      readReconfig(value);
      readHeartbeatAck(value, 5);
      readFirstCause(value);
      isSackWellFormed(value, 0, value.length);
    }),
    { numRuns: 2000 },
  );
});
