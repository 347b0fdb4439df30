import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readXorAddress } from '../../../src/stun/address.ts';
import { AttributeType } from '../../../src/stun/attribute-type.ts';
import { checkFingerprint } from '../../../src/stun/fingerprint.ts';
import { BINDING } from '../../../src/stun/header.ts';
import { hasValidIntegrity, hasValidIntegritySha256 } from '../../../src/stun/integrity.ts';
import { readStunMessage } from '../../../src/stun/message.ts';
import { StunMessageWriter } from '../../../src/stun/message-writer.ts';
import { hexOf, textOfUtf8, utf8Of } from '../../../src/util/bytes.ts';
import { testCrypto } from '../../pair/ice-world.ts';
import * as vectors from '../../vectors/rfc5769.ts';

const key = utf8Of(vectors.shortTermPassword);
const longTermText = [vectors.longTermUsername, vectors.longTermRealm, vectors.longTermPassword].join(':');

describe('reading', () => {
  test('the sample request', () => {
    const request = readStunMessage(vectors.sampleRequest)!;
    expect(request).toMatchObject({ class: 'request', method: BINDING });
    expect(hexOf(request.transactionId)).toBe('b7e7a701bc34d686fa87dfae');
    expect(textOfUtf8(request.value(AttributeType.software)!)).toBe('STUN test client');
    expect(textOfUtf8(request.value(AttributeType.username)!)).toBe('evtj:h6vY');
    expect(hexOf(request.value(AttributeType.priority)!)).toBe('6e0001ff');
    expect(hexOf(request.value(AttributeType.iceControlled)!)).toBe('932ff9b151263b36');
    expect(request.unknownAttributes()).toEqual([]);
  });

  test.each([
    ['IPv4', vectors.sampleIpv4Response, '192.0.2.1'],
    ['IPv6', vectors.sampleIpv6Response, '2001:db8:1234:5678:11:2233:4455:6677'],
  ])('the sample %s response', (_family, bytes, address) => {
    const response = readStunMessage(bytes)!;
    expect(response.class).toBe('success');
    const value = response.value(AttributeType.xorMappedAddress)!;
    expect(readXorAddress(value, response.transactionId)).toEqual({ address, port: 32853 });
  });

  test('the request with long-term credentials', () => {
    const request = readStunMessage(vectors.sampleLongTermRequest)!;
    expect(textOfUtf8(request.value(AttributeType.username)!)).toBe(vectors.longTermUsername);
    expect(textOfUtf8(request.value(AttributeType.nonce)!)).toBe('f//499k954d6OL34oL9FSTvy64sA');
    expect(textOfUtf8(request.value(AttributeType.realm)!)).toBe(vectors.longTermRealm);
  });
});

describe('integrity and fingerprint', () => {
  const shortTerm = [vectors.sampleRequest, vectors.sampleIpv4Response, vectors.sampleIpv6Response];

  test('of the three samples hold, and with any bit flipped they do not', () => {
    for (const bytes of shortTerm) {
      expect(isGenuine(bytes)).toBe(true);
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const forged = bytes.slice();
        forged[bit >> 3] ^= 1 << (bit & 7);
        expect(isGenuine(forged), `bit ${bit}`).toBe(false);
      }
    }
  });

  test('need the right password', () => {
    const request = readStunMessage(vectors.sampleRequest)!;
    expect(hasValidIntegrity(request, testCrypto, utf8Of('a guess'))).toBe(false);
  });

  test('with a long-term key, MD5 of user, realm and password', () => {
    const request = readStunMessage(vectors.sampleLongTermRequest)!;
    const longTermKey = createHash('md5').update(longTermText).digest();
    expect(hasValidIntegrity(request, testCrypto, longTermKey)).toBe(true);
    expect(checkFingerprint(request)).toBe('absent');
  });

  test('with SHA-256', () => {
    const request = readStunMessage(vectors.sampleSha256Request)!;
    const longTermKey = createHash('sha256').update(longTermText).digest();
    expect(hasValidIntegritySha256(request, testCrypto, longTermKey)).toBe(true);
    expect(hasValidIntegritySha256(request, testCrypto, key)).toBe(false);
    expect(hasValidIntegrity(request, testCrypto, longTermKey)).toBe(false);
  });

  function isGenuine(bytes: Uint8Array): boolean {
    const message = readStunMessage(bytes);
    if (message === undefined || checkFingerprint(message) !== 'valid') return false;
    return hasValidIntegrity(message, testCrypto, key);
  }
});

describe('writing', () => {
  // The RFC pads USERNAME with blanks; zeros are what RFC 8489 §14 asks for, so only the padding and the MAC differ.
  test('gives the sample request, but for its padding', () => {
    const { transactionId, ...request } = readStunMessage(vectors.sampleRequest)!;
    const written = new StunMessageWriter('request', BINDING, transactionId)
      .text(AttributeType.software, 'STUN test client')
      .uint32(AttributeType.priority, 0x6e0001ff)
      .attribute(AttributeType.iceControlled, request.attributes[2].value)
      .text(AttributeType.username, 'evtj:h6vY')
      .messageIntegrity(testCrypto, key)
      .fingerprint()
      .take();
    expect(written.length).toBe(vectors.sampleRequest.length);
    expect(hexOf(written.subarray(0, 73))).toBe(hexOf(vectors.sampleRequest.subarray(0, 73)));
    expect(hasValidIntegrity(readStunMessage(written)!, testCrypto, key)).toBe(true);
  });

  test('gives the request with long-term credentials, byte for byte', () => {
    const { transactionId } = readStunMessage(vectors.sampleLongTermRequest)!;
    const written = new StunMessageWriter('request', BINDING, transactionId)
      .text(AttributeType.username, vectors.longTermUsername)
      .text(AttributeType.nonce, 'f//499k954d6OL34oL9FSTvy64sA')
      .text(AttributeType.realm, vectors.longTermRealm)
      .messageIntegrity(testCrypto, createHash('md5').update(longTermText).digest())
      .take();
    expect(hexOf(written)).toBe(hexOf(vectors.sampleLongTermRequest));
  });

  test('gives the SHA-256 request, byte for byte', () => {
    const { transactionId } = readStunMessage(vectors.sampleSha256Request)!;
    const userHash = createHash('sha256').update(`${vectors.longTermUsername}:${vectors.longTermRealm}`).digest();
    const written = new StunMessageWriter('request', BINDING, transactionId)
      .attribute(0x001e, userHash)
      .text(AttributeType.nonce, 'obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA')
      .text(AttributeType.realm, vectors.longTermRealm)
      .attribute(0x001d, new Uint8Array([0, 2, 0, 0]))
      .messageIntegritySha256(testCrypto, createHash('sha256').update(longTermText).digest())
      .take();
    expect(hexOf(written)).toBe(hexOf(vectors.sampleSha256Request));
  });
});
