import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface NativeKeyPair {
  /** The coordinates as JSON Web Keys write them, RFC 7518 §6.2 and RFC 8037 §2. */
  readonly publicKey: { readonly x: string; readonly y?: string };
  readonly privateKey: KeyObject;
}

/**
 * A key that OpenSSL draws. The job that makes it encodes its public half, as a JWK because that is the cheapest form of
 * all; exporting it later can deadlock Node 20 when garbage collection destroys the job meanwhile.
 */
export function generateNativeKeyPair(type: 'ec' | 'x25519'): NativeKeyPair {
  return generate(type, type === 'ec' ? P256 : X25519);
}

/** The type declarations do not know that a JWK may come out. */
const generate = generateKeyPairSync as unknown as (type: 'ec' | 'x25519', options: object) => NativeKeyPair;
const X25519 = { publicKeyEncoding: { format: 'jwk' } };
const P256 = { namedCurve: 'P-256', ...X25519 };
