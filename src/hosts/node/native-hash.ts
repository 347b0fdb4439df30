import { hash } from 'node:crypto';
import type { HashAlgorithm } from '../../ports/crypto.ts';
import { NATIVE_HASHES } from './native-bytes.ts';

export function nativeHash(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array {
  return bytesOfDigest(hash(NATIVE_HASHES[algorithm], data, 'binary'));
}

/** RFC 2104 over the one-shot hash: `createHmac` builds a stream around each, which costs more than the hashing. */
export function nativeHmac(algorithm: HashAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array {
  const blockBytes = algorithm === 'sha-384' || algorithm === 'sha-512' ? 128 : 64;
  const shortKey = key.length > blockBytes ? nativeHash(algorithm, key) : key;
  const inner = hashBehindKey(algorithm, shortKey, blockBytes, INNER_PAD, data);
  return hashBehindKey(algorithm, shortKey, blockBytes, OUTER_PAD, inner);
}

/** The hash of one block, the key exclusive-ored with the pad, and the data behind it. */
function hashBehindKey(
  algorithm: HashAlgorithm,
  key: Uint8Array,
  blockBytes: number,
  pad: number,
  data: Uint8Array,
): Uint8Array {
  const length = blockBytes + data.length;
  const bytes = length <= scratch.length ? scratch : new Uint8Array(length);
  bytes.fill(pad, 0, blockBytes);
  for (let i = 0; i < key.length; i++) bytes[i] ^= key[i];
  bytes.set(data, blockBytes);
  const digest = nativeHash(algorithm, bytes.subarray(0, length));
  // The key must not linger here.
  bytes.fill(0, 0, blockBytes);
  return digest;
}

/** Of a string of bytes: Node makes one faster than a Buffer, which has memory of its own outside V8's heap. */
function bytesOfDigest(digest: string): Uint8Array {
  const bytes = new Uint8Array(digest.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = digest.charCodeAt(i);
  return bytes;
}

/** Room for a STUN message behind its key. */
const scratch = new Uint8Array(2048);
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
