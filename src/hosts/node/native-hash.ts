import { hash } from 'node:crypto';
import type { HashAlgorithm } from '../../ports/crypto.ts';
import { NATIVE_HASHES, plainBytes } from './native-bytes.ts';

export function nativeHash(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array {
  return plainBytes(hash(NATIVE_HASHES[algorithm], data, 'buffer'));
}

/** RFC 2104 over the one-shot hash: `createHmac` builds a stream around each, which costs more than the hashing. */
export function nativeHmac(algorithm: HashAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array {
  const blockBytes = algorithm === 'sha-384' || algorithm === 'sha-512' ? 128 : 64;
  const shortKey = key.length > blockBytes ? nativeHash(algorithm, key) : key;
  const inner = paddedBlock(shortKey, blockBytes, INNER_PAD, data.length);
  inner.set(data, blockBytes);
  const innerHash = nativeHash(algorithm, inner);
  const outer = paddedBlock(shortKey, blockBytes, OUTER_PAD, innerHash.length);
  outer.set(innerHash, blockBytes);
  return nativeHash(algorithm, outer);
}

/** The key, exclusive-ored with the pad over one block, and room for what follows it. */
function paddedBlock(key: Uint8Array, blockBytes: number, pad: number, roomBytes: number): Uint8Array {
  const bytes = new Uint8Array(blockBytes + roomBytes);
  bytes.fill(pad, 0, blockBytes);
  for (let i = 0; i < key.length; i++) bytes[i] ^= key[i];
  return bytes;
}

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
