import { x25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type {
  AgreementKey,
  Crypto,
  HashAlgorithm,
  KeyAgreementCurve,
  SignatureScheme,
  SigningKey,
} from '../ports/crypto.ts';
import type { Random } from '../ports/random.ts';
import { readEcdsaSignature, signEcdsaP256 } from './ecdsa.ts';
import { PortableAead } from './portable-aead.ts';
import { readPublicKeyInfo, writePublicKeyInfo } from './public-key-info.ts';
import { drawP256Scalar, drawX25519Key } from './random-keys.ts';
import { verifyRsaPkcs1, verifyRsaPss } from './rsa-verify.ts';

/** The Crypto port in plain JavaScript, on @noble/*: for browsers and wherever `node:crypto` is missing. */
export const portableCrypto: Crypto = {
  hash: (algorithm, data) => HASHES[algorithm](data),
  hmac: (algorithm, key, data) => hmac(HASHES[algorithm], key, data),
  aead: (algorithm, key) => new PortableAead(algorithm, key),
  generateAgreementKey: (curve, random) => agreementKeyOf(curve, random),
  generateSigningKey(parameters, random) {
    if (parameters.type !== 'ecdsa') throw new Error('This host can generate ECDSA P-256 keys only, not RSA keys');
    return ecdsaKeyOf(drawP256Scalar(random));
  },
  verify: (publicKeyInfo, scheme, data, signature) => verify(publicKeyInfo, scheme, data, signature),
};

function agreementKeyOf(curve: KeyAgreementCurve, random: Random): AgreementKey {
  return curve === 'x25519' ? x25519KeyOf(drawX25519Key(random)) : p256KeyOf(drawP256Scalar(random));
}

function x25519KeyOf(privateKey: Uint8Array): AgreementKey {
  const deriveSecret = (other: Uint8Array): Uint8Array | undefined => {
    if (other.length !== 32) return undefined;
    const secret = attempt(() => x25519.getSharedSecret(privateKey, other));
    return secret?.some((byte) => byte !== 0) ? secret : undefined;
  };
  return { curve: 'x25519', publicKey: x25519.getPublicKey(privateKey), deriveSecret };
}

function p256KeyOf(privateKey: Uint8Array): AgreementKey {
  const deriveSecret = (other: Uint8Array): Uint8Array | undefined => {
    if (other.length !== 65 || other[0] !== 4) return undefined;
    // RFC 8422 §5.10: the secret is the x coordinate alone.
    return attempt(() => p256.getSharedSecret(privateKey, other, true).slice(1));
  };
  return { curve: 'p-256', publicKey: p256.getPublicKey(privateKey, false), deriveSecret };
}

function ecdsaKeyOf(privateKey: Uint8Array): SigningKey {
  return {
    parameters: { type: 'ecdsa', curve: 'p-256' },
    publicKeyInfo: writePublicKeyInfo({ type: 'ecdsa', curve: 'p-256', point: p256.getPublicKey(privateKey, false) }),
    sign: (hash, data) => signEcdsaP256(primitivesOf(hash), privateKey, HASHES[hash](data)),
  };
}

function primitivesOf(hash: HashAlgorithm): Parameters<typeof signEcdsaP256>[0] {
  return {
    hmac: (key, data) => hmac(HASHES[hash], key, data),
    multiplyBase: (scalar) => p256.getPublicKey(scalar, true).subarray(1),
  };
}

function verify(publicKeyInfo: Uint8Array, scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean {
  const key = readPublicKeyInfo(publicKeyInfo);
  if (key === undefined || (key.type === 'ecdsa') !== (scheme.type === 'ecdsa')) return false;
  if (key.type === 'ecdsa') return verifyEcdsa(key.point, HASHES[scheme.hash](data), signature);
  const verifyRsa = scheme.type === 'rsa-pss' ? verifyRsaPss : verifyRsaPkcs1;
  return verifyRsa(portableCrypto.hash, scheme.hash, key, data, signature);
}

function verifyEcdsa(point: Uint8Array, hash: Uint8Array, signature: Uint8Array): boolean {
  const compact = readEcdsaSignature(signature);
  if (compact === undefined) return false;
  const options = { prehash: false, lowS: false, format: 'compact' } as const;
  return attempt(() => p256.verify(compact, hash, point, options)) ?? false;
}

/** @noble throws on what a hostile peer sends; the port does not. */
function attempt<T>(steps: () => T): T | undefined {
  try {
    return steps();
  } catch {
    return undefined;
  }
}

const HASHES = { 'sha-1': sha1, 'sha-224': sha224, 'sha-256': sha256, 'sha-384': sha384, 'sha-512': sha512 } as const;
