import { bytesOfHex, hexOf } from '../util/bytes.ts';

/** OS2IP, RFC 8017 §4.2. */
export function bigIntOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${hexOf(bytes)}`);
}

/** I2OSP, RFC 8017 §4.1: big-endian in exactly `length` bytes, into which the value must fit. */
export function bytesOfBigInt(value: bigint, length: number): Uint8Array {
  return bytesOfHex(value.toString(16).padStart(2 * length, '0'));
}

export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/**
 * The inverse of `value` modulo `modulus`, which are coprime: extended Euclid, many steps at once (Lehmer). The steps are
 * found in floating point, which sees the leading digits only; one that is a little off takes a little longer, but leaves
 * the greatest common divisor and the meaning of the factors as they are.
 */
export function inverseModulo(value: bigint, modulus: bigint): bigint {
  // a ≡ factorOfA · value and b ≡ factorOfB · value, all the way.
  let [a, factorOfA] = [modulus, 0n];
  let [b, factorOfB] = [value % modulus, 1n];
  while (b !== 0n) {
    const [p, q, r, s] = leadingSteps(Number(a), Number(b)) ?? [0n, 1n, 1n, -(a / b)];
    [a, b] = [p * a + q * b, r * a + s * b];
    [factorOfA, factorOfB] = [p * factorOfA + q * factorOfB, r * factorOfA + s * factorOfB];
    if (a < 0n) [a, factorOfA] = [-a, -factorOfA];
    if (b < 0n) [b, factorOfB] = [-b, -factorOfB];
  }
  const inverse = factorOfA % modulus;
  return inverse < 0n ? inverse + modulus : inverse;
}

/** Half of the digits of a double: beyond, the quotients are noise. */
const GREATEST_FACTOR = 2 ** 26;

/** Euclid's steps while quotients can be told from the leading digits, as a matrix; undefined if not even the first can. */
function leadingSteps(a: number, b: number): [bigint, bigint, bigint, bigint] | undefined {
  let [p, q, r, s] = [1, 0, 0, 1];
  for (;;) {
    const quotient = Math.floor(a / b);
    const [nextR, nextS] = [p - quotient * r, q - quotient * s];
    // Not a number, where the two are beyond what a double can hold, is no quotient either.
    if (!(quotient >= 1 && Math.abs(nextR) <= GREATEST_FACTOR && Math.abs(nextS) <= GREATEST_FACTOR)) break;
    [a, b] = [b, a - quotient * b];
    [p, q, r, s] = [r, s, nextR, nextS];
  }
  return q === 0 ? undefined : [BigInt(p), BigInt(q), BigInt(r), BigInt(s)];
}
