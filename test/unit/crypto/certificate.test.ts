import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fingerprintOf,
  generateCertificate,
  matchesFingerprint,
  publicKeyInfoOf,
  validityOf,
} from '../../../src/crypto/certificate.ts';
import { portableCrypto } from '../../../src/crypto/portable-crypto.ts';
import { createNodeCrypto } from '../../../src/hosts/node/node-crypto.ts';
import type { Crypto, SigningKeyParameters } from '../../../src/ports/crypto.ts';
import { seededRandom } from './seeded-random.ts';

const nodeCrypto = createNodeCrypto({ deterministic: true });
const NOT_BEFORE = Date.UTC(2024, 1, 29, 23, 59, 59, 500);
const EXPIRES = Date.UTC(2051, 11, 31, 1, 2, 3);
const ECDSA: SigningKeyParameters = { type: 'ecdsa', curve: 'p-256' };

function certificate(crypto: Crypto = nodeCrypto, parameters = ECDSA, expiresUnixMs = EXPIRES, seed = 1) {
  return generateCertificate({
    crypto,
    random: seededRandom(seed),
    parameters,
    notBeforeUnixMs: NOT_BEFORE,
    expiresUnixMs,
  });
}

describe('a generated certificate', () => {
  test('is what OpenSSL takes for a self-signed X.509 certificate', () => {
    const { der } = certificate();
    const parsed = new X509Certificate(der);
    expect(parsed.verify(parsed.publicKey)).toBe(true);
    expect(parsed.subject).toBe('CN=WebRTC');
    expect(parsed.issuer).toBe('CN=WebRTC');
    expect(Date.parse(parsed.validFrom)).toBe(Date.UTC(2024, 1, 29, 23, 59, 59));
    expect(Date.parse(parsed.validTo)).toBe(EXPIRES);
    expect(parsed.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  test('may hold an RSA key', () => {
    const { der } = certificate(nodeCrypto, { type: 'rsa', modulusBits: 2048, publicExponent: 65537 });
    const parsed = new X509Certificate(der);
    expect(parsed.verify(parsed.publicKey)).toBe(true);
    expect(parsed.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  });

  test('is the same from either port and the same seed', () => {
    expect(certificate(portableCrypto).der).toEqual(certificate(nodeCrypto).der);
    expect(certificate(nodeCrypto, ECDSA, EXPIRES, 2).der).not.toEqual(certificate(nodeCrypto).der);
  });

  test('gives its public key and dates back', () => {
    const { der, key, expiresAt } = certificate();
    expect(publicKeyInfoOf(der)).toEqual(key.publicKeyInfo);
    expect(expiresAt).toBe(EXPIRES);
    expect(validityOf(der)).toEqual({ notBeforeUnixMs: NOT_BEFORE - 500, notAfterUnixMs: EXPIRES });
  });

  test('has dates on every day that a calendar has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        const validity = validityOf(certificate(nodeCrypto, ECDSA, seconds * 1000).der);
        expect(validity?.notAfterUnixMs).toBe(seconds * 1000);
      }),
      { numRuns: 50 },
    );
    const leapDay = new X509Certificate(certificate(nodeCrypto, ECDSA, Date.UTC(2096, 1, 29)).der);
    expect(Date.parse(leapDay.validTo)).toBe(Date.UTC(2096, 1, 29));
  });

  test('has the fingerprint that OpenSSL computes', () => {
    const { der } = certificate();
    const parsed = new X509Certificate(der);
    expect(fingerprintOf(nodeCrypto, 'sha-256', der)).toBe(parsed.fingerprint256);
    expect(fingerprintOf(nodeCrypto, 'SHA-512', der)).toBe(parsed.fingerprint512);
    expect(fingerprintOf(nodeCrypto, 'sha-1', der)).toBe(parsed.fingerprint);
    expect(fingerprintOf(nodeCrypto, 'md5', der)).toBeUndefined();
  });

  test('matches when one announced fingerprint is its own', () => {
    const { der } = certificate();
    const right = { algorithm: 'sha-256', value: fingerprintOf(nodeCrypto, 'sha-256', der) as string };
    const wrong = { algorithm: 'sha-256', value: fingerprintOf(nodeCrypto, 'sha-256', der.slice(1)) as string };
    const unknown = { algorithm: 'md2', value: '00:11' };
    expect(matchesFingerprint(nodeCrypto, [unknown, wrong, right], der)).toBe(true);
    expect(matchesFingerprint(nodeCrypto, [{ algorithm: 'SHA-256', value: right.value.toLowerCase() }], der)).toBe(
      true,
    );
    expect(matchesFingerprint(nodeCrypto, [unknown, wrong], der)).toBe(false);
    expect(matchesFingerprint(nodeCrypto, [], der)).toBe(false);
  });
});

describe('hostile certificates', () => {
  test('random bytes have no key', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => publicKeyInfoOf(bytes) === undefined));
  });

  test('damaged ones are read or refused, and nothing throws', () => {
    const { der } = certificate();
    for (let length = 0; length < der.length; length++)
      expect(publicKeyInfoOf(der.subarray(0, length))).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = der.slice();
        damaged[at] ^= flip;
        const info = publicKeyInfoOf(damaged);
        validityOf(damaged);
        if (info !== undefined) nodeCrypto.verify(info, { type: 'ecdsa', hash: 'sha-256' }, der, der);
      }),
      { numRuns: 500 },
    );
  });
});
