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
  const innerInput = scratchOf(blockBytes + data.length);
  putPaddedKey(innerInput, shortKey, blockBytes, INNER_PAD);
  innerInput.set(data, blockBytes);
  const inner = digestOf(algorithm, innerInput);
  const outerInput = scratchOf(blockBytes + inner.length);
  putPaddedKey(outerInput, shortKey, blockBytes, OUTER_PAD);
  putDigest(outerInput, blockBytes, inner);
  const outer = digestOf(algorithm, outerInput);
  // The key must not linger here.
  scratch.fill(0, 0, blockBytes);
  return bytesOfDigest(outer);
}

/** The first bytes of the scratch memory. A few lengths come again and again: their views are kept. */
function scratchOf(length: number): Uint8Array {
  if (length > scratch.length) return new Uint8Array(length);
  return (scratchViews[length] ??= scratch.subarray(0, length));
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
const scratchViews: (Uint8Array | undefined)[] = [];
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
