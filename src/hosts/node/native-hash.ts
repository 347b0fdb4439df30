import { hash } from 'node:crypto';
import type { HashAlgorithm } from '../../ports/crypto.ts';
import { NATIVE_HASHES } from './native-bytes.ts';

export function nativeHash(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array {
  return bytesOfDigest(digestOf(algorithm, data));
}

/** RFC 2104 over the one-shot hash: `createHmac` builds a stream around each, which costs more than the hashing. */
export function nativeHmac(algorithm: HashAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array {
  const blockBytes = algorithm === 'sha-384' || algorithm === 'sha-512' ? 128 : 64;
  const shortKey = key.length > blockBytes ? nativeHash(algorithm, key) : key;
  const length = blockBytes + Math.max(data.length, MAX_DIGEST_BYTES);
  const bytes = length <= scratch.length ? scratch : new Uint8Array(length);
  putPaddedKey(bytes, shortKey, blockBytes, INNER_PAD);
  bytes.set(data, blockBytes);
  const inner = digestOf(algorithm, bytes.subarray(0, blockBytes + data.length));
  putPaddedKey(bytes, shortKey, blockBytes, OUTER_PAD);
  putDigest(bytes, blockBytes, inner);
  const outer = digestOf(algorithm, bytes.subarray(0, blockBytes + inner.length));
  // The key must not linger here.
  bytes.fill(0, 0, blockBytes);
  return bytesOfDigest(outer);
}

/** As a string of bytes, which Node makes faster than a Buffer: that has memory of its own outside V8's heap. */
function digestOf(algorithm: HashAlgorithm, data: Uint8Array): string {
  return hash(NATIVE_HASHES[algorithm], data, 'binary');
}

function bytesOfDigest(digest: string): Uint8Array {
  const bytes = new Uint8Array(digest.length);
  putDigest(bytes, 0, digest);
  return bytes;
}

function putDigest(bytes: Uint8Array, offset: number, digest: string): void {
  for (let i = 0; i < digest.length; i++) bytes[offset + i] = digest.charCodeAt(i);
}

/** One block: the key, exclusive-ored with the pad. */
function putPaddedKey(bytes: Uint8Array, key: Uint8Array, blockBytes: number, pad: number): void {
  for (let i = 0; i < key.length; i++) bytes[i] = key[i] ^ pad;
  bytes.fill(pad, key.length, blockBytes);
}

/** Room for a STUN message behind its key. */
const scratch = new Uint8Array(2048);
const MAX_DIGEST_BYTES = 64;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
