import type { Crypto, HashAlgorithm } from '../ports/crypto.ts';
import { hexOf } from '../util/bytes.ts';
import type { Fingerprint } from './certificate-types.ts';

/** Hash functions of RFC 8122 §5 that this library computes, strongest first. */
export const FINGERPRINT_ALGORITHMS: readonly HashAlgorithm[] = ['sha-512', 'sha-384', 'sha-256', 'sha-224', 'sha-1'];

/**
 * The fingerprint of a certificate (DER) as SDP writes it: upper-case hex pairs with colons. `undefined` for a hash
 * function that is not known here; its name is compared without regard to case.
 */
export function fingerprintOf(crypto: Crypto, algorithm: string, certificate: Uint8Array): string | undefined {
  const known = FINGERPRINT_ALGORITHMS.find((candidate) => candidate === algorithm.toLowerCase());
  if (known === undefined) return undefined;
  const hash = crypto.hash(known, certificate);
  const pairs = new Array<string>(hash.length);
  for (let i = 0; i < hash.length; i++) pairs[i] = PAIR_OF_BYTE[hash[i]];
  // Joined rather than appended to: a string that grows is kept as the chain of its parts.
  return pairs.join(':');
}

const PAIR_OF_BYTE = Array.from({ length: 256 }, (_, byte) => hexOf(Uint8Array.of(byte)).toUpperCase());

/**
 * Whether a certificate is one of those announced, RFC 8122 §5: one match among the fingerprints whose hash function
 * is known here suffices, and the strongest are looked at first.
 */
export function matchesFingerprint(
  crypto: Crypto,
  fingerprints: readonly Fingerprint[],
  certificate: Uint8Array,
): boolean {
  return FINGERPRINT_ALGORITHMS.some((algorithm) => {
    const announced = fingerprints.filter((fingerprint) => fingerprint.algorithm.toLowerCase() === algorithm);
    if (announced.length === 0) return false;
    const actual = fingerprintOf(crypto, algorithm, certificate);
    return announced.some(({ value }) => value.toUpperCase() === actual);
  });
}
