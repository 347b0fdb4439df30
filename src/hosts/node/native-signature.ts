import { constants, createPublicKey, sign, verify } from 'node:crypto';
import type { JsonWebKey, VerifyJsonWebKeyInput, VerifyKeyObjectInput } from 'node:crypto';
import { readEcdsaSignature } from '../../crypto/ecdsa.ts';
import { readPublicKeyInfo, writePublicKeyInfo, type PublicKey } from '../../crypto/public-key-info.ts';
import type { SignatureScheme, SigningKey } from '../../ports/crypto.ts';
import { concatBytes } from '../../util/bytes.ts';
import { base64Url, bytesOfBase64Url, NATIVE_HASHES, plainBytes } from './native-bytes.ts';
import { generateNativeKeyPair } from './native-key-pair.ts';

/** ECDSA P-256, key and nonces drawn by OpenSSL. */
export function nativeEcdsaKey(): SigningKey {
  const { publicKey, privateKey } = generateNativeKeyPair('ec');
  const point = concatBytes(UNCOMPRESSED_POINT, bytesOfBase64Url(publicKey.x), bytesOfBase64Url(publicKey.y as string));
  return {
    parameters: { type: 'ecdsa', curve: 'p-256' },
    publicKeyInfo: writePublicKeyInfo({ type: 'ecdsa', curve: 'p-256', point }),
    sign: (algorithm, data) => plainBytes(sign(NATIVE_HASHES[algorithm], data, privateKey)),
  };
}

/** `Crypto.verify`. Keys and ECDSA signatures go through the portable readers, so that both ports refuse the same. */
export function verifySignature(
  publicKeyInfo: Uint8Array,
  scheme: SignatureScheme,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = readPublicKeyInfo(publicKeyInfo);
  if (key === undefined || (key.type === 'ecdsa') !== (scheme.type === 'ecdsa')) return false;
  const raw = key.type === 'ecdsa' ? readEcdsaSignature(signature) : signature;
  // RFC 8017 §8.1.2: as long as the modulus. OpenSSL's PSS would take one without its leading zero.
  if (raw === undefined || (key.type === 'rsa' && raw.length !== key.modulus.length)) return false;
  try {
    return verify(NATIVE_HASHES[scheme.hash], data, verifierOf(publicKeyInfo, key, scheme), raw);
  } catch {
    return false;
  }
}

function verifierOf(
  publicKeyInfo: Uint8Array,
  read: PublicKey,
  scheme: SignatureScheme,
): VerifyJsonWebKeyInput | VerifyKeyObjectInput {
  if (read.type === 'ecdsa') return { key: jwkOfPoint(read.point), format: 'jwk', dsaEncoding: 'ieee-p1363' };
  const key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' });
  if (scheme.type === 'rsa-pkcs1') return { key, padding: constants.RSA_PKCS1_PADDING };
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function jwkOfPoint(point: Uint8Array): JsonWebKey {
  return { kty: 'EC', crv: 'P-256', x: base64Url(point.subarray(1, 33)), y: base64Url(point.subarray(33)) };
}

/** SEC 1 §2.3.3 */
const UNCOMPRESSED_POINT = Uint8Array.of(4);
