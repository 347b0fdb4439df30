import { concatBytes } from '../util/bytes.ts';
import { bigIntOf, bytesOfBigInt, inverseModulo } from './big-integer.ts';
import { derInteger, derSequence } from './der.ts';
import { DerReader } from './der-reader.ts';

/** What deterministic ECDSA needs of a port; both ports share the rest, hence give the same bytes. */
export interface EcdsaPrimitives {
  /** HMAC with the hash the message was hashed with. */
  hmac(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** x of k·G on P-256, 32 bytes. */
  multiplyBase(scalar: Uint8Array): Uint8Array;
}

/** Order of the P-256 group, SP 800-186 §3.2.1.3. */
export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * Signs a hash with ECDSA on P-256, k by RFC 6979 §3.2. Not normalised to low s: verifiers in TLS and X.509 take both.
 * Gives an Ecdsa-Sig-Value (DER).
 */
export function signEcdsaP256(primitives: EcdsaPrimitives, privateKey: Uint8Array, hash: Uint8Array): Uint8Array {
  const d = bigIntOf(privateKey);
  const e = integerOfHash(hash);
  for (const k of nonces(primitives, privateKey, bytesOfBigInt(e % P256_ORDER, 32), hash.length)) {
    const r = bigIntOf(primitives.multiplyBase(k)) % P256_ORDER;
    const s = (inverseModulo(bigIntOf(k), P256_ORDER) * (e + r * d)) % P256_ORDER;
    if (r !== 0n && s !== 0n) return derSequence(derInteger(bytesOfBigInt(r, 32)), derInteger(bytesOfBigInt(s, 32)));
  }
  return new Uint8Array(0);
}

/** r and s of an Ecdsa-Sig-Value, 32 bytes each, one after the other; `undefined` if it is not strict DER. */
export function readEcdsaSignature(der: Uint8Array): Uint8Array | undefined {
  const outer = new DerReader(der);
  const numbers = outer.sequence();
  const r = numbers?.unsignedInteger();
  const s = numbers?.unsignedInteger();
  if (r === undefined || s === undefined || !numbers?.isDone || !outer.isDone) return undefined;
  if (r.length > 32 || s.length > 32) return undefined;
  const signature = new Uint8Array(64);
  signature.set(r, 32 - r.length);
  signature.set(s, 64 - s.length);
  return signature;
}

/** The leftmost 256 bits, FIPS 186-5 §6.4.1. */
function integerOfHash(hash: Uint8Array): bigint {
  return bigIntOf(hash.subarray(0, 32));
}

/** The candidates for k that RFC 6979 §3.2 b…h gives, the first of which nearly always serves. */
function* nonces(
  primitives: EcdsaPrimitives,
  privateKey: Uint8Array,
  hash: Uint8Array,
  hashBytes: number,
): Generator<Uint8Array, undefined> {
  let value: Uint8Array = new Uint8Array(hashBytes).fill(1);
  let key: Uint8Array = new Uint8Array(hashBytes);
  const update = (separator: number, ...seed: readonly Uint8Array[]): void => {
    key = primitives.hmac(key, concatBytes(value, Uint8Array.of(separator), ...seed));
    value = primitives.hmac(key, value);
  };
  update(0, privateKey, hash);
  update(1, privateKey, hash);
  for (;;) {
    let bits: Uint8Array = new Uint8Array(0);
    while (bits.length < 32) {
      value = primitives.hmac(key, value);
      bits = concatBytes(bits, value);
    }
    const k = bits.slice(0, 32);
    if (isScalar(k)) yield k;
    update(0);
  }
}

/** 0 < scalar < n. */
export function isScalar(scalar: Uint8Array): boolean {
  const value = bigIntOf(scalar);
  return value > 0n && value < P256_ORDER;
}
