import { DerTag, derBitString, derInteger, derNull, derSequence } from './der.ts';
import { DerReader } from './der-reader.ts';
import { ObjectIdentifier, derObjectIdentifier, isObjectIdentifier } from './object-identifiers.ts';

/** A public key of a kind that WebRTC certificates may hold. */
export type PublicKey =
  | { readonly type: 'ecdsa'; readonly curve: 'p-256'; /** Uncompressed. */ readonly point: Uint8Array }
  | { readonly type: 'rsa'; readonly modulus: Uint8Array; readonly publicExponent: Uint8Array };

/**
 * Reads a SubjectPublicKeyInfo (DER), RFC 5280 §4.1.2.7. `undefined` if it is malformed or the key of another kind.
 * RSA keys have 1024…8192 bits and an odd exponent of at most 32 bits, which bounds what a hostile key can cost.
 */
export function readPublicKeyInfo(der: Uint8Array): PublicKey | undefined {
  const outer = new DerReader(der);
  const info = outer.sequence();
  const algorithm = info?.sequence();
  const identifier = algorithm?.contents(DerTag.objectIdentifier);
  const key = info?.bitString();
  if (info === undefined || algorithm === undefined || key === undefined) return undefined;
  if (!info.isDone || !outer.isDone) return undefined;
  if (isObjectIdentifier(identifier, ObjectIdentifier.ecPublicKey)) return ecPublicKeyOf(algorithm, key);
  if (isObjectIdentifier(identifier, ObjectIdentifier.rsaEncryption)) return rsaPublicKeyOf(algorithm, key);
  return undefined;
}

export function writePublicKeyInfo(key: PublicKey): Uint8Array {
  if (key.type === 'ecdsa') return derSequence(EC_P256_ALGORITHM, derBitString(key.point));
  const rsaPublicKey = derSequence(derInteger(key.modulus), derInteger(key.publicExponent));
  return derSequence(RSA_ALGORITHM, derBitString(rsaPublicKey));
}

/** RFC 5480 §2: the curve by name, the point uncompressed. */
function ecPublicKeyOf(algorithm: DerReader, point: Uint8Array): PublicKey | undefined {
  const curve = algorithm.contents(DerTag.objectIdentifier);
  if (!isObjectIdentifier(curve, ObjectIdentifier.p256) || !algorithm.isDone) return undefined;
  return point.length === 65 && point[0] === 4 ? { type: 'ecdsa', curve: 'p-256', point } : undefined;
}

/** RFC 8017 appendix A.1.1. */
function rsaPublicKeyOf(algorithm: DerReader, key: Uint8Array): PublicKey | undefined {
  algorithm.contents(DerTag.null);
  const outer = new DerReader(key);
  const numbers = outer.sequence();
  const modulus = numbers?.unsignedInteger();
  const publicExponent = numbers?.unsignedInteger();
  if (!algorithm.isDone || !outer.isDone || !numbers?.isDone) return undefined;
  if (modulus === undefined || publicExponent === undefined) return undefined;
  return isReasonableRsa(modulus, publicExponent) ? { type: 'rsa', modulus, publicExponent } : undefined;
}

function isReasonableRsa(modulus: Uint8Array, publicExponent: Uint8Array): boolean {
  if (modulus.length < 128 || modulus.length > 1024 || (modulus[modulus.length - 1] & 1) === 0) return false;
  const lowByte = publicExponent[publicExponent.length - 1];
  return publicExponent.length <= 4 && (lowByte & 1) === 1 && !(publicExponent.length === 1 && lowByte === 1);
}

const EC_P256_ALGORITHM = derSequence(
  derObjectIdentifier(ObjectIdentifier.ecPublicKey),
  derObjectIdentifier(ObjectIdentifier.p256),
);
const RSA_ALGORITHM = derSequence(derObjectIdentifier(ObjectIdentifier.rsaEncryption), derNull());
