import type { Random } from '../ports/random.ts';
import { isScalar } from './ecdsa.ts';

/**
 * How private keys are drawn. Both Crypto ports draw through here, so that the same `Random` gives the same keys.
 */
export function drawP256Scalar(random: Random): Uint8Array {
  const scalar = new Uint8Array(32);
  // FIPS 186-5 §A.2.2: test candidates until one fits; the first fails once in 2^32.
  do random.fill(scalar);
  while (!isScalar(scalar));
  return scalar;
}

/** RFC 7748 §5: any 32 bytes; clamping is the function's own. */
export function drawX25519Key(random: Random): Uint8Array {
  const key = new Uint8Array(32);
  random.fill(key);
  return key;
}
