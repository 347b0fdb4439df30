import { bytesOfHex, equalBytes } from '../util/bytes.ts';
import type { HashAlgorithm } from '../ports/crypto.ts';
import { DerTag, derElement, derNull, derSequence } from './der.ts';

/** Contents of the OBJECT IDENTIFIERs used here, as X.690 §8.19 packs them. */
export const ObjectIdentifier = {
  /** 1.2.840.10045.2.1, RFC 5480 §2.1.1 */
  ecPublicKey: bytesOfHex('2a8648ce3d0201'),
  /** 1.2.840.10045.3.1.7, RFC 5480 §2.1.1.1 */
  p256: bytesOfHex('2a8648ce3d030107'),
  /** 1.2.840.113549.1.1.1, RFC 8017 appendix A.1 */
  rsaEncryption: bytesOfHex('2a864886f70d010101'),
  /** 2.5.4.3, RFC 5280 appendix A.1 */
  commonName: bytesOfHex('550403'),
} as const;

export function derObjectIdentifier(packed: Uint8Array): Uint8Array {
  return derElement(DerTag.objectIdentifier, packed);
}

/** DigestInfo's AlgorithmIdentifier, RFC 8017 §9.2 note 1: parameters are NULL. */
export function hashAlgorithmIdentifier(hash: HashAlgorithm): Uint8Array {
  return derSequence(derObjectIdentifier(HASHES[hash]), derNull());
}

/** RFC 5758 §3.2 (parameters absent) and RFC 8017 appendix A.2.4 (NULL). */
export function signatureAlgorithmIdentifier(type: 'ecdsa' | 'rsa', hash: HashAlgorithm): Uint8Array {
  return type === 'ecdsa'
    ? derSequence(derObjectIdentifier(ECDSA_WITH[hash]))
    : derSequence(derObjectIdentifier(RSA_WITH[hash]), derNull());
}

export function isObjectIdentifier(contents: Uint8Array | undefined, packed: Uint8Array): boolean {
  return contents !== undefined && equalBytes(contents, packed);
}

const HASHES: Record<HashAlgorithm, Uint8Array> = {
  'sha-1': bytesOfHex('2b0e03021a'),
  'sha-224': bytesOfHex('608648016503040204'),
  'sha-256': bytesOfHex('608648016503040201'),
  'sha-384': bytesOfHex('608648016503040202'),
  'sha-512': bytesOfHex('608648016503040203'),
};

const ECDSA_WITH: Record<HashAlgorithm, Uint8Array> = {
  'sha-1': bytesOfHex('2a8648ce3d0401'),
  'sha-224': bytesOfHex('2a8648ce3d040301'),
  'sha-256': bytesOfHex('2a8648ce3d040302'),
  'sha-384': bytesOfHex('2a8648ce3d040303'),
  'sha-512': bytesOfHex('2a8648ce3d040304'),
};

const RSA_WITH: Record<HashAlgorithm, Uint8Array> = {
  'sha-1': bytesOfHex('2a864886f70d010105'),
  'sha-224': bytesOfHex('2a864886f70d01010e'),
  'sha-256': bytesOfHex('2a864886f70d01010b'),
  'sha-384': bytesOfHex('2a864886f70d01010c'),
  'sha-512': bytesOfHex('2a864886f70d01010d'),
};
