import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAddress, readXorAddress, writeAddress, writeXorAddress } from '../../../src/stun/address.ts';
import { AttributeType } from '../../../src/stun/attribute-type.ts';
import { answerBinding } from '../../../src/stun/binding-server.ts';
import {
  readErrorCode,
  readUnknownAttributes,
  writeErrorCode,
  writeUnknownAttributes,
} from '../../../src/stun/error-code.ts';
import { checkFingerprint } from '../../../src/stun/fingerprint.ts';
import { BINDING, messageType, readHeader } from '../../../src/stun/header.ts';
import { hasValidIntegrity, hasValidIntegritySha256 } from '../../../src/stun/integrity.ts';
import { readStunMessage } from '../../../src/stun/message.ts';
import { StunMessageWriter } from '../../../src/stun/message-writer.ts';
import { RetransmissionSchedule } from '../../../src/stun/retransmission.ts';
import { formatIpAddress } from '../../../src/util/ip-address.ts';
import { testCrypto } from '../../pair/ice-world.ts';
import { sampleIpv4Response, sampleRequest } from '../../vectors/rfc5769.ts';

const transactionId = new Uint8Array(12).fill(7);
const classes = ['request', 'indication', 'success', 'error'] as const;

describe('the header', () => {
  test('weaves class and method into the type', () => {
    expect(messageType('request', BINDING)).toBe(0x0001);
    expect(messageType('indication', BINDING)).toBe(0x0011);
    expect(messageType('success', BINDING)).toBe(0x0101);
    expect(messageType('error', BINDING)).toBe(0x0111);
    expect(messageType('error', 0xfff)).toBe(0x3fff);
  });

  test('round-trips every class and method', () => {
    for (const messageClass of classes) {
      for (let method = 0; method < 0x1000; method += 37) {
        const bytes = new StunMessageWriter(messageClass, method, transactionId).take();
        expect(readHeader(bytes)).toEqual({ class: messageClass, method, transactionId });
      }
    }
  });

  test('is refused when truncated, of the wrong length, or without the cookie', () => {
    const good = new StunMessageWriter('request', BINDING, transactionId).text(AttributeType.software, 'x').take();
    expect(readStunMessage(good)).toBeDefined();
    for (let length = 0; length < good.length; length++) expect(readStunMessage(good.slice(0, length))).toBeUndefined();
    for (const [offset, value] of [
      [0, 0x40],
      [3, 1],
      [4, 0],
    ])
      expect(readStunMessage(good.with(offset, value))).toBeUndefined();
  });
});

describe('attributes', () => {
  test('after the integrity are ignored, but for SHA-256 integrity and fingerprint', () => {
    const bytes = new StunMessageWriter('request', BINDING, transactionId)
      .messageIntegrity(testCrypto, transactionId)
      .text(AttributeType.username, 'smuggled')
      .messageIntegritySha256(testCrypto, transactionId)
      .flag(AttributeType.useCandidate)
      .fingerprint()
      .take();
    const { messageIntegrity, messageIntegritySha256, fingerprint } = AttributeType;
    const message = readStunMessage(bytes)!;
    expect(message.attributes.map(({ type }) => type)).toEqual([messageIntegrity, messageIntegritySha256, fingerprint]);
    expect(hasValidIntegrity(message, testCrypto, transactionId)).toBe(true);
    expect(hasValidIntegritySha256(message, testCrypto, transactionId)).toBe(true);
    expect(checkFingerprint(message)).toBe('valid');
  });

  test('of a kind count once, the first time', () => {
    const bytes = new StunMessageWriter('request', BINDING, transactionId)
      .text(AttributeType.software, 'first')
      .text(AttributeType.software, 'second')
      .take();
    expect(readStunMessage(bytes)!.value(AttributeType.software)).toEqual(new TextEncoder().encode('first'));
  });

  test('unknown ones matter only where comprehension is required', () => {
    const bytes = new StunMessageWriter('request', BINDING, transactionId)
      .flag(0x7001)
      .flag(0x7002)
      .flag(0xc001)
      .take();
    expect(readStunMessage(bytes)!.unknownAttributes()).toEqual([0x7001, 0x7002]);
    expect(readStunMessage(bytes)!.unknownAttributes(new Set([0x7001]))).toEqual([0x7002]);
  });

  test('a fingerprint is only one when it comes last', () => {
    const bytes = new StunMessageWriter('request', BINDING, transactionId).fingerprint().flag(0xc001).take();
    expect(checkFingerprint(readStunMessage(bytes)!)).toBe('invalid');
  });

  test('a SHA-256 tag may be cut, but not below 16 bytes', () => {
    const whole = new StunMessageWriter('request', BINDING, transactionId);
    const tagOf = (bytes: number) => {
      const covered = new StunMessageWriter('request', BINDING, transactionId).take();
      covered[3] = 4 + bytes;
      return testCrypto.hmac('sha-256', transactionId, covered).subarray(0, bytes);
    };
    expect(whole.take()).toHaveLength(20);
    for (const bytes of [12, 16, 20, 32]) {
      const message = new StunMessageWriter('request', BINDING, transactionId)
        .attribute(AttributeType.messageIntegritySha256, tagOf(bytes))
        .take();
      expect(hasValidIntegritySha256(readStunMessage(message)!, testCrypto, transactionId)).toBe(bytes >= 16);
    }
  });

  test('error codes', () => {
    expect(readErrorCode(writeErrorCode({ code: 487, reason: 'Role Conflict' }))).toEqual({
      code: 487,
      reason: 'Role Conflict',
    });
    for (const value of [
      [0, 0, 4],
      [0, 0, 2, 0],
      [0, 0, 7, 0],
      [0, 0, 4, 100],
    ])
      expect(readErrorCode(new Uint8Array(value))).toBeUndefined();
    expect(readUnknownAttributes(writeUnknownAttributes([1, 0xffff]))).toEqual([1, 0xffff]);
    expect(readUnknownAttributes(new Uint8Array(3))).toBeUndefined();
  });
});

describe('properties', () => {
  const ip = fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 }));
  const address = fc.record({ address: ip.map((bytes) => formatIpAddress(bytes)!), port: fc.nat(65_535) });

  test('addresses round-trip, plain and masked', () => {
    fc.assert(
      fc.property(address, fc.uint8Array({ minLength: 12, maxLength: 12 }), (socketAddress, id) => {
        expect(readAddress(writeAddress(socketAddress)!)).toEqual(socketAddress);
        expect(readXorAddress(writeXorAddress(socketAddress, id)!, id)).toEqual(socketAddress);
      }),
    );
  });

  test('messages round-trip', () => {
    const type = fc.nat(0xffff).filter((of) => ![0x0008, 0x001c, 0x8028].includes(of));
    const attribute = fc.record({ type, value: fc.uint8Array({ maxLength: 70 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...classes),
        fc.nat(0xfff),
        fc.array(attribute),
        (messageClass, method, attributes) => {
          const writer = new StunMessageWriter(messageClass, method, transactionId);
          for (const { type: of, value } of attributes) writer.attribute(of, value);
          const message = readStunMessage(writer.messageIntegrity(testCrypto, transactionId).fingerprint().take())!;
          expect(message).toMatchObject({ class: messageClass, method, transactionId });
          expect(message.attributes.slice(0, -2).map(({ type: of, value }) => ({ type: of, value }))).toEqual(
            attributes,
          );
          expect(hasValidIntegrity(message, testCrypto, transactionId)).toBe(true);
          expect(checkFingerprint(message)).toBe('valid');
        },
      ),
    );
  });

  test('hostile bytes never throw', () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(sampleRequest, sampleIpv4Response),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 6 }),
      )
      .map(([bytes, changes]) => {
        const copy = bytes.slice();
        for (const [offset, value] of changes) copy[offset % copy.length] = value;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
        const message = readStunMessage(bytes);
        answerBinding(bytes, { address: '192.0.2.1', port: 1 });
        if (message === undefined) return;
        checkFingerprint(message);
        hasValidIntegrity(message, testCrypto, transactionId);
        hasValidIntegritySha256(message, testCrypto, transactionId);
        for (const { value } of message.attributes) {
          readAddress(value);
          readXorAddress(value, message.transactionId);
          readErrorCode(value);
          readUnknownAttributes(value);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('retransmission', () => {
  test('doubles from 500 ms seven times and fails at 39.5 s', () => {
    const schedule = new RetransmissionSchedule({ rtoMs: 500 }, 0);
    const sent: number[] = [];
    while (!schedule.hasFailed(schedule.deadline)) {
      const at = schedule.deadline;
      expect(schedule.isSendDue(at - 0.1)).toBe(false);
      expect(schedule.isSendDue(at)).toBe(true);
      sent.push(at);
      schedule.noteSent(at);
    }
    expect(sent).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(schedule.deadline).toBe(39_500);
    expect(schedule.isSendDue(Infinity)).toBe(false);
  });

  test('may go on at the same pace instead of doubling for ever', () => {
    const options = { rtoMs: 500, maxRequests: 6, longestWaitRtos: 4, lastWaitRtos: 8 };
    const schedule = new RetransmissionSchedule(options, 0);
    const sent: number[] = [];
    for (; !schedule.hasFailed(schedule.deadline); schedule.noteSent(schedule.deadline)) sent.push(schedule.deadline);
    expect(sent).toEqual([0, 500, 1500, 3500, 5500, 7500]);
    expect(schedule.deadline).toBe(11_500);
  });
});

describe('a binding server', () => {
  const from = { address: '2001:db8::1', port: 4242 };

  test('tells the client its address', () => {
    const request = new StunMessageWriter('request', BINDING, transactionId).fingerprint().take();
    const response = readStunMessage(answerBinding(request, from, 'tests')!)!;
    expect(response).toMatchObject({ class: 'success', transactionId });
    expect(readXorAddress(response.value(AttributeType.xorMappedAddress)!, transactionId)).toEqual(from);
    expect(response.has(AttributeType.software)).toBe(true);
    expect(checkFingerprint(response)).toBe('valid');
  });

  test('names the attributes it does not know', () => {
    const request = new StunMessageWriter('request', BINDING, transactionId).flag(0x7001).take();
    const response = readStunMessage(answerBinding(request, from)!)!;
    expect(response.class).toBe('error');
    expect(readErrorCode(response.value(AttributeType.errorCode)!)?.code).toBe(420);
    expect(readUnknownAttributes(response.value(AttributeType.unknownAttributes)!)).toEqual([0x7001]);
  });

  test('is silent to anything but a binding request', () => {
    for (const other of ['indication', 'success', 'error'] as const)
      expect(answerBinding(new StunMessageWriter(other, BINDING, transactionId).take(), from)).toBeUndefined();
    expect(answerBinding(new StunMessageWriter('request', 3, transactionId).take(), from)).toBeUndefined();
    expect(answerBinding(new Uint8Array(20), from)).toBeUndefined();
  });
});
