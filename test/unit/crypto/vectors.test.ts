import { describe, expect, test } from 'vitest';
import { portableCrypto } from '../../../src/crypto/portable-crypto.ts';
import { readEcdsaSignature } from '../../../src/crypto/ecdsa.ts';
import { createNodeCrypto } from '../../../src/hosts/node/node-crypto.ts';
import type { Random } from '../../../src/ports/random.ts';
import { bytesOfHex, concatBytes, hexOf, utf8Of } from '../../../src/util/bytes.ts';
import { AEADS, AGREEMENTS, HMACS, RFC_6979 } from '../../vectors/crypto.ts';

const ports = [
  { name: 'the portable port', crypto: portableCrypto },
  { name: 'the native port', crypto: createNodeCrypto({ deterministic: true }) },
];

/** A Random that gives these bytes. */
function giving(hex: string): Random {
  return { fill: (bytes) => bytes.set(bytesOfHex(hex)) };
}

describe.each(ports)('$name meets', ({ crypto }) => {
  test.each(RFC_6979.signatures)('RFC 6979: $message with $hash', ({ hash, message, r, s }) => {
    const key = crypto.generateSigningKey({ type: 'ecdsa', curve: 'p-256' }, giving(RFC_6979.privateKey));
    expect(hexOf(key.publicKeyInfo)).toContain(RFC_6979.publicX);
    const signature = readEcdsaSignature(key.sign(hash, utf8Of(message))) as Uint8Array;
    expect(hexOf(signature)).toBe(r + s);
  });

  test.each(AGREEMENTS)('the agreement on $curve', ({ curve, ours, theirs, publicKey, secret }) => {
    const key = crypto.generateAgreementKey(curve, giving(ours));
    const other = crypto.generateAgreementKey(curve, giving(theirs));
    expect(hexOf(key.publicKey)).toBe(publicKey);
    expect(hexOf(key.deriveSecret(other.publicKey)!)).toBe(secret);
    expect(hexOf(other.deriveSecret(key.publicKey)!)).toBe(secret);
  });

  test.each(AEADS)('$algorithm', ({ algorithm, key, nonce, additionalData, plaintext, ciphertext, tag }) => {
    const text = bytesOfHex(plaintext);
    const buffer = concatBytes(text, new Uint8Array(16));
    const aead = crypto.aead(algorithm, bytesOfHex(key));
    aead.seal(bytesOfHex(nonce), bytesOfHex(additionalData), buffer, 0, text.length);
    expect(hexOf(buffer)).toBe(ciphertext + tag);
    expect(aead.open(bytesOfHex(nonce), bytesOfHex(additionalData), buffer, 0, buffer.length)).toBe(true);
    expect(buffer.subarray(0, text.length)).toEqual(text);
  });

  test.each(['sha-1', 'sha-256', 'sha-384'] as const)('HMAC with %s', (hash) => {
    expect(hexOf(crypto.hmac(hash, utf8Of(HMACS.key), utf8Of(HMACS.data)))).toBe(HMACS[hash]);
  });
});
