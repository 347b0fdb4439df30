import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeSegment } from '../../../src/trace/packets/describe-packet.ts';
import { describePacket } from '../../../src/trace/packets/describe-packet.ts';
import { describeSctp } from '../../../src/trace/packets/describe-sctp.ts';
import { bytesOfHex, utf8Of } from '../../../src/util/bytes.ts';

describe('a packet in words', () => {
  test('STUN: class, method, role', () => {
    const request = bytesOfHex('0001 0008 2112a442 000102030405060708090a0b 802a 0004 00000000');
    expect(describePacket(request)).toEqual({ kind: 'stun', text: 'STUN Binding request, controlling' });
  });

  test('TURN: an error with its reason, and what ChannelData carries', () => {
    const unauthorized = bytesOfHex(
      '0113 0014 2112a442 000102030405060708090a0b 0009 0010 00000401 556e617574686f72697a6564',
    );
    expect(describePacket(unauthorized).text).toBe('TURN Allocate error, 401 Unauthorized');
    const inner = bytesOfHex('0001 0000 2112a442 000102030405060708090a0b');
    const channelData = Uint8Array.of(0x40, 0x01, 0, inner.length, ...inner);
    expect(describePacket(channelData)).toEqual({ kind: 'stun', text: 'TURN channel 0x4001: STUN Binding request' });
  });

  test('DTLS: an alert in the clear, a fragment of a flight, a record that nobody can open', () => {
    expect(describePacket(bytesOfHex('15 fefd 0000 000000000001 0002 0228')).text).toBe('DTLS alert handshakeFailure');
    const fragment = bytesOfHex('16 fefd 0000 000000000001 000e 0b 000064 0001 00000a 000002 aabb');
    expect(describePacket(fragment).text).toBe('DTLS Certificate (10–12 of 100)');
    const data = bytesOfHex('17 fefd 0001 000000000001 0002 aabb');
    expect(describePacket(data).text).toBe('DTLS data (encrypted, 2 bytes)');
  });

  test('SCTP: chunks by name, messages by what they hold', () => {
    const message = utf8Of('hi!');
    const data = Uint8Array.of(0, 3, 0, 19, 0, 0, 0, 7, 0, 2, 0, 0, 0, 0, 0, 51, ...message, 0);
    const packet = Uint8Array.of(...new Uint8Array(12), 11, 0, 0, 4, ...data);
    expect(describeSctp(packet)).toEqual({ kind: 'data', text: 'SCTP COOKIE ACK, DATA 7 stream 2: "hi!"' });
  });

  test('TCP: flags, and the TURN message in a segment', () => {
    const segment = { flags: 'SA', sequence: 1, acknowledgment: 2 };
    expect(describeSegment(new Uint8Array(0), segment)).toEqual({ kind: 'tcp', text: 'TCP SYN ACK' });
    const request = bytesOfHex('0001 0000 2112a442 000102030405060708090a0b');
    expect(describeSegment(request, segment).text).toBe('TCP: STUN Binding request');
  });

  test('never throws, whatever the bytes', () => {
    const firstBytes = fc.constantFrom(0, 1, 20, 21, 22, 23, 64, 79, 128, 255);
    const anything = fc.tuple(firstBytes, fc.uint8Array({ maxLength: 200 })).map(([first, rest]) => [first, ...rest]);
    fc.assert(
      fc.property(anything, (bytes) => {
        expect(describePacket(Uint8Array.from(bytes), () => Uint8Array.from(bytes)).text).not.toBe('');
        expect(describeSctp(Uint8Array.from(bytes)).text).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});
