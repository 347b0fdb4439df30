import type { Crypto, HashAlgorithm } from '../ports/crypto.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';
import { bigIntOf, bytesOfBigInt, powerModulo } from './big-integer.ts';
import { DerTag, derElement, derSequence } from './der.ts';
import { hashAlgorithmIdentifier } from './object-identifiers.ts';
import type { PublicKey } from './public-key-info.ts';

type RsaPublicKey = Extract<PublicKey, { type: 'rsa' }>;
type Hash = Crypto['hash'];

/** RSASSA-PKCS1-v1_5, RFC 8017 §8.2.2: the expected encoding is built and compared, never parsed. */
export function verifyRsaPkcs1(
  hash: Hash,
  algorithm: HashAlgorithm,
  key: RsaPublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const encoded = encodedMessageOf(key, signature);
  if (encoded === undefined) return false;
  const digestInfo = derSequence(
    hashAlgorithmIdentifier(algorithm),
    derElement(DerTag.octetString, hash(algorithm, data)),
  );
  const padding = new Uint8Array(encoded.length - digestInfo.length - 3).fill(0xff);
  return equalBytes(encoded, concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), digestInfo));
}

/** RSASSA-PSS, RFC 8017 §8.1.2, with MGF1 on the same hash and a salt as long as the hash, as TLS wants it. */
export function verifyRsaPss(
  hash: Hash,
  algorithm: HashAlgorithm,
  key: RsaPublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const whole = encodedMessageOf(key, signature);
  const bits = bitLengthOf(key.modulus) - 1;
  if (whole === undefined) return false;
  const length = Math.ceil(bits / 8);
  if (length < whole.length && whole[0] !== 0) return false;
  return verifyPssEncoding(hash, algorithm, hash(algorithm, data), whole.subarray(whole.length - length), bits);
}

/** EMSA-PSS-VERIFY, RFC 8017 §9.1.2. */
function verifyPssEncoding(
  hash: Hash,
  algorithm: HashAlgorithm,
  messageHash: Uint8Array,
  encoded: Uint8Array,
  bits: number,
): boolean {
  const hashBytes = messageHash.length;
  const maskedBytes = encoded.length - hashBytes - 1;
  const unusedBits = 0xff & ~(0xff >> (8 * encoded.length - bits));
  if (maskedBytes < hashBytes + 1 || encoded[encoded.length - 1] !== 0xbc || encoded[0] & unusedBits) return false;
  const expected = encoded.subarray(maskedBytes, maskedBytes + hashBytes);
  const block = unmask(hash, algorithm, expected, encoded.subarray(0, maskedBytes));
  block[0] &= ~unusedBits;
  const saltStart = maskedBytes - hashBytes;
  if (!isPssPadding(block.subarray(0, saltStart))) return false;
  return equalBytes(expected, hash(algorithm, concatBytes(new Uint8Array(8), messageHash, block.subarray(saltStart))));
}

/** Zeros and then a one. */
function isPssPadding(padding: Uint8Array): boolean {
  const last = padding.length - 1;
  return padding[last] === 1 && padding.subarray(0, last).every((byte) => byte === 0);
}

/** MGF1, RFC 8017 appendix B.2.1, laid over `masked`. */
function unmask(hash: Hash, algorithm: HashAlgorithm, seed: Uint8Array, masked: Uint8Array): Uint8Array {
  const block = masked.slice();
  for (let offset = 0, counter = 0; offset < block.length; counter++) {
    const mask = hash(algorithm, concatBytes(seed, Uint8Array.of(0, 0, counter >>> 8, counter)));
    for (let i = 0; i < mask.length && offset < block.length; i++) block[offset++] ^= mask[i];
  }
  return block;
}

/** RSAVP1, RFC 8017 §5.2.2: as many bytes as the modulus; `undefined` for a signature out of range. */
function encodedMessageOf(key: RsaPublicKey, signature: Uint8Array): Uint8Array | undefined {
  const modulus = bigIntOf(key.modulus);
  const representative = bigIntOf(signature);
  if (signature.length !== key.modulus.length || representative >= modulus) return undefined;
  return bytesOfBigInt(powerModulo(representative, bigIntOf(key.publicExponent), modulus), key.modulus.length);
}

function bitLengthOf(magnitude: Uint8Array): number {
  return 8 * magnitude.length - Math.clz32(magnitude[0]) + 24;
}
