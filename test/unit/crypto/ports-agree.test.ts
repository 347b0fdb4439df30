import { generateKeyPairSync, sign as nativeSign, constants } from 'node:crypto';
import fc from 'fast-check';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, test } from 'vitest';
import { portableCrypto } from '../../../src/crypto/portable-crypto.ts';
import { drawP256Scalar } from '../../../src/crypto/random-keys.ts';
import { createNodeCrypto } from '../../../src/hosts/node/node-crypto.ts';
import type { AeadAlgorithm, HashAlgorithm, SignatureScheme } from '../../../src/ports/crypto.ts';
import { seededRandom } from './seeded-random.ts';

const nodeCrypto = createNodeCrypto({ deterministic: true });
const nativeCrypto = createNodeCrypto();
const ports = [portableCrypto, nodeCrypto, nativeCrypto];
const HASHES: HashAlgorithm[] = ['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512'];
const AEADS: [AeadAlgorithm, number][] = [
  ['aes-128-gcm', 16],
  ['aes-256-gcm', 32],
  ['chacha20-poly1305', 32],
];

function bytes(count: number, seed = 1): Uint8Array {
  const drawn = new Uint8Array(count);
  seededRandom(seed).fill(drawn);
  return drawn;
}

describe('both ports agree on', () => {
  test.each(HASHES)('%s and its HMAC', (hash) => {
    for (const length of [0, 1, 55, 64, 200, 5000]) {
      const data = bytes(length);
      expect(nodeCrypto.hash(hash, data)).toEqual(portableCrypto.hash(hash, data));
      const key = bytes(length % 150, 2);
      expect(nodeCrypto.hmac(hash, key, data)).toEqual(portableCrypto.hmac(hash, key, data));
    }
  });

  test.each(AEADS)('%s: what one seals the other opens, and neither opens a forgery', (algorithm, keyBytes) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(7),
        (text, extra, start) => {
          const key = bytes(keyBytes, text.length);
          const nonce = bytes(12, 3);
          const end = start + text.length;
          const sealed = ports.slice(0, 2).map((port) => {
            const buffer = new Uint8Array(end + 16 + 5);
            buffer.set(text, start);
            port.aead(algorithm, key).seal(nonce, extra, buffer, start, end);
            return buffer;
          });
          expect(sealed[0]).toEqual(sealed[1]);
          for (const [index, port] of [nodeCrypto, portableCrypto].entries()) {
            const forged = sealed[index].slice();
            forged[end + 15] ^= 1;
            expect(port.aead(algorithm, key).open(nonce, extra, forged, start, end + 16)).toBe(false);
            expect(port.aead(algorithm, key).open(nonce, extra, sealed[index], start, end + 16)).toBe(true);
            expect(sealed[index].subarray(start, end)).toEqual(text);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each(AEADS)('%s: fewer bytes than a tag are a forgery', (algorithm, keyBytes) => {
    for (const port of ports) {
      expect(port.aead(algorithm, bytes(keyBytes)).open(bytes(12), bytes(3), new Uint8Array(15), 0, 15)).toBe(false);
    }
  });

  test.each(['x25519', 'p-256'] as const)('%s: the same Random gives the same keys and secrets', (curve) => {
    for (let seed = 1; seed <= 5; seed++) {
      const randoms = [seededRandom(seed), seededRandom(seed)];
      const [portable, native] = [portableCrypto, nodeCrypto].map((port, i) =>
        port.generateAgreementKey(curve, randoms[i]),
      );
      const other = nodeCrypto.generateAgreementKey(curve, seededRandom(seed + 100));
      expect(native.publicKey).toEqual(portable.publicKey);
      expect(native.publicKey).toHaveLength(curve === 'x25519' ? 32 : 65);
      expect(randoms[0].drawnBytes).toBe(randoms[1].drawnBytes);
      expect(native.deriveSecret(other.publicKey)).toEqual(portable.deriveSecret(other.publicKey));
      expect(other.deriveSecret(native.publicKey)).toEqual(portable.deriveSecret(other.publicKey));
      expect(native.deriveSecret(other.publicKey)).toHaveLength(32);
    }
  });

  test('public keys that give no secret', () => {
    const wrongX25519 = [
      bytes(31),
      bytes(33),
      new Uint8Array(0),
      new Uint8Array(32),
      Uint8Array.of(1, ...new Uint8Array(31)),
    ];
    const point = nodeCrypto.generateAgreementKey('p-256', seededRandom(1)).publicKey;
    const offCurve = point.slice();
    offCurve[64] ^= 1;
    const wrongP256 = [
      offCurve,
      point.slice(0, 64),
      p256.Point.fromBytes(point).toBytes(true),
      new Uint8Array(65),
      new Uint8Array(1),
    ];
    for (const port of ports) {
      for (const wrong of wrongX25519) {
        expect(port.generateAgreementKey('x25519', seededRandom(2)).deriveSecret(wrong)).toBeUndefined();
      }
      for (const wrong of wrongP256) {
        expect(port.generateAgreementKey('p-256', seededRandom(2)).deriveSecret(wrong)).toBeUndefined();
      }
    }
  });

  test.each(HASHES)('ECDSA with %s: the same bytes by RFC 6979, verified by all', (hash) => {
    const data = bytes(100);
    const [portable, deterministic, native] = ports.map((port) =>
      port.generateSigningKey({ type: 'ecdsa', curve: 'p-256' }, seededRandom(7)),
    );
    expect(deterministic.publicKeyInfo).toEqual(portable.publicKeyInfo);
    expect(deterministic.sign(hash, data)).toEqual(portable.sign(hash, data));
    expect(native.publicKeyInfo).not.toEqual(portable.publicKeyInfo);
    expect(native.sign(hash, data)).not.toEqual(native.sign(hash, data));
    const scheme: SignatureScheme = { type: 'ecdsa', hash };
    for (const port of ports) {
      for (const { publicKeyInfo, sign } of [portable, native]) {
        expect(port.verify(publicKeyInfo, scheme, data, sign(hash, data))).toBe(true);
        expect(port.verify(publicKeyInfo, scheme, bytes(101), sign(hash, data))).toBe(false);
        expect(port.verify(publicKeyInfo, { type: 'rsa-pkcs1', hash }, data, sign(hash, data))).toBe(false);
      }
    }
  });

  test('ECDSA signatures are those of @noble without low-s normalisation', () => {
    const key = nodeCrypto.generateSigningKey({ type: 'ecdsa', curve: 'p-256' }, seededRandom(9));
    const scalar = drawP256Scalar(seededRandom(9));
    for (let length = 0; length < 20; length++) {
      const expected = p256.sign(bytes(length), scalar, { lowS: false, format: 'der' });
      expect(key.sign('sha-256', bytes(length))).toEqual(expected);
    }
  });

  test('signatures, keys and schemes that do not verify, whatever the bytes', () => {
    const key = nodeCrypto.generateSigningKey({ type: 'ecdsa', curve: 'p-256' }, seededRandom(1));
    const data = bytes(40);
    const signature = key.sign('sha-256', data);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, inKey) => {
        const wrongKey = key.publicKeyInfo.slice();
        const wrongSignature = signature.slice();
        if (inKey) wrongKey[at % wrongKey.length] ^= flip;
        else wrongSignature[at % wrongSignature.length] ^= flip;
        const scheme: SignatureScheme = { type: 'ecdsa', hash: 'sha-256' };
        for (const port of [portableCrypto, nodeCrypto])
          expect(port.verify(wrongKey, scheme, data, wrongSignature)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

describe('RSA', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKeyInfo = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const data = bytes(500);

  test.each(['sha-1', 'sha-256', 'sha-384', 'sha-512'] as const)(
    'signatures with %s are verified by both ports',
    (hash) => {
      const name = hash.replace('-', '');
      const pkcs1 = new Uint8Array(nativeSign(name, data, privateKey));
      const pss = new Uint8Array(
        nativeSign(name, data, {
          key: privateKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        }),
      );
      for (const port of ports) {
        expect(port.verify(publicKeyInfo, { type: 'rsa-pkcs1', hash }, data, pkcs1)).toBe(true);
        expect(port.verify(publicKeyInfo, { type: 'rsa-pss', hash }, data, pss)).toBe(true);
        expect(port.verify(publicKeyInfo, { type: 'rsa-pss', hash }, data, pkcs1)).toBe(false);
        expect(port.verify(publicKeyInfo, { type: 'rsa-pkcs1', hash }, data, pss)).toBe(false);
        expect(port.verify(publicKeyInfo, { type: 'rsa-pss', hash }, bytes(1), pss)).toBe(false);
        expect(port.verify(publicKeyInfo, { type: 'ecdsa', hash }, data, pss)).toBe(false);
        expect(port.verify(publicKeyInfo, { type: 'rsa-pss', hash }, data, pss.slice(1))).toBe(false);
        pkcs1[20] ^= 1;
        expect(port.verify(publicKeyInfo, { type: 'rsa-pkcs1', hash }, data, pkcs1)).toBe(false);
        pkcs1[20] ^= 1;
      }
    },
  );

  test('a modulus whose bits are one more than whole bytes keeps PSS verifiable', () => {
    const odd = generateKeyPairSync('rsa', { modulusLength: 1025 });
    const info = new Uint8Array(odd.publicKey.export({ type: 'spki', format: 'der' }));
    const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    const signature = new Uint8Array(nativeSign('sha256', data, { key: odd.privateKey, ...options }));
    for (const port of ports) {
      expect(port.verify(info, { type: 'rsa-pss', hash: 'sha-256' }, data, signature)).toBe(true);
    }
  });

  test('keys from a seed are reproducible and verify', () => {
    const parameters = { type: 'rsa', modulusBits: 1024, publicExponent: 65537 } as const;
    const [a, b] = [1, 2].map(() => nodeCrypto.generateSigningKey(parameters, seededRandom(5)));
    expect(a.publicKeyInfo).toEqual(b.publicKeyInfo);
    expect(a.sign('sha-256', data)).toEqual(b.sign('sha-256', data));
    expect(
      portableCrypto.verify(a.publicKeyInfo, { type: 'rsa-pkcs1', hash: 'sha-256' }, data, a.sign('sha-256', data)),
    ).toBe(true);
  });

  test('the native port generates them, the portable one says that it cannot', () => {
    const parameters = { type: 'rsa', modulusBits: 1024, publicExponent: 3 } as const;
    const key = nativeCrypto.generateSigningKey(parameters, seededRandom(5));
    const signature = key.sign('sha-256', data);
    expect(portableCrypto.verify(key.publicKeyInfo, { type: 'rsa-pkcs1', hash: 'sha-256' }, data, signature)).toBe(
      true,
    );
    expect(() => portableCrypto.generateSigningKey(parameters, seededRandom(5))).toThrow(/RSA/);
    expect(() => nodeCrypto.generateSigningKey({ ...parameters, publicExponent: 4 }, seededRandom(5))).toThrow(
      /exponent 4/,
    );
    expect(() => nodeCrypto.generateSigningKey({ ...parameters, modulusBits: 512 }, seededRandom(5))).toThrow(
      /512 bits/,
    );
  });
});
