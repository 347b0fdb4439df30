import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage, writeAckMessage, writeOpenMessage, type OpenMessage } from '../../../src/dcep/messages.ts';
import { payloadOfBytes, payloadOfText, userMessageOf } from '../../../src/dcep/payload-protocol.ts';
import { priorityOf } from '../../../src/dcep/priority.ts';
import { nextStreamId } from '../../../src/dcep/stream-ids.ts';
import { hexOf } from '../../../src/util/bytes.ts';

describe('DATA_CHANNEL_OPEN', () => {
  test('is laid out as RFC 8832 §5.1 draws it', () => {
    const bytes = writeOpenMessage({
      type: 'open',
      ordered: false,
      maxRetransmits: 3,
      priority: 256,
      label: 'chat',
      protocol: 'p',
    });
    expect(hexOf(bytes)).toBe('0381010000000003' + '00040001' + '63686174' + '70');
  });

  test('any channel is read back as it was written', () => {
    const reliability = fc.oneof(
      fc.record({ ordered: fc.boolean() }),
      fc.record({ ordered: fc.boolean(), maxRetransmits: fc.nat(65535) }),
      fc.record({ ordered: fc.boolean(), maxPacketLifeTime: fc.nat(65535) }),
    );
    const open = fc
      .tuple(reliability, fc.nat(65535), fc.string({ unit: 'grapheme' }), fc.string())
      .map(([channel, priority, label, protocol]): OpenMessage => ({
        type: 'open',
        ...channel,
        priority,
        label,
        protocol,
      }));
    fc.assert(fc.property(open, (message) => void expect(readMessage(writeOpenMessage(message))).toEqual(message)));
  });

  test('random bytes never throw, and a cut message is no message', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void readMessage(bytes)));
    const whole = writeOpenMessage({ type: 'open', ordered: true, priority: 0, label: 'abc', protocol: '' });
    for (let length = 0; length < whole.length; length++)
      expect(readMessage(whole.subarray(0, length))).toBeUndefined();
  });
});

test('an ACK is one byte', () => {
  expect(readMessage(writeAckMessage())).toEqual({ type: 'ack' });
});

describe('user messages', () => {
  test('text and bytes come back, empty ones too', () => {
    for (const text of ['', 'hello', 'grüße']) {
      const { payloadProtocolId, data } = payloadOfText(text);
      expect(data.length).toBeGreaterThan(0);
      expect(userMessageOf(payloadProtocolId, data)).toBe(text);
    }
    for (const bytes of [new Uint8Array(0), new Uint8Array([0]), new Uint8Array([1, 2])]) {
      const { payloadProtocolId, data } = payloadOfBytes(bytes);
      expect(userMessageOf(payloadProtocolId, data)).toEqual(bytes);
    }
  });

  test('an unknown identifier is not a user message', () => {
    for (const id of [0, 50, 52, 54, 58]) expect(userMessageOf(id, new Uint8Array(1))).toBeUndefined();
  });
});

describe('stream ids', () => {
  test('the DTLS client takes even ids, the server odd ones, lowest first', () => {
    const taken = new Set([0, 1, 4]);
    expect(nextStreamId('client', 65535, (id) => taken.has(id))).toBe(2);
    expect(nextStreamId('server', 65535, (id) => taken.has(id))).toBe(3);
  });

  test('none is left when all are taken, and 65535 is never given', () => {
    expect(nextStreamId('client', 4, (id) => id < 4)).toBeUndefined();
    expect(nextStreamId('server', 65536, (id) => id < 65535)).toBeUndefined();
  });
});

test('priorities are named by range', () => {
  expect([0, 128, 129, 256, 257, 512, 513, 65535].map(priorityOf)).toEqual([
    ...['very-low', 'very-low', 'low', 'low', 'medium', 'medium', 'high', 'high'],
  ]);
});
