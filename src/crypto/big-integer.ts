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

/** The inverse of `value` modulo `modulus`, which are coprime (extended Euclid). */
export function inverseModulo(value: bigint, modulus: bigint): bigint {
  let [remainder, next] = [value % modulus, modulus];
  let [inverse, nextInverse] = [1n, 0n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [inverse, nextInverse] = [nextInverse, inverse - quotient * nextInverse];
  }
  return inverse < 0n ? inverse + modulus : inverse;
}
