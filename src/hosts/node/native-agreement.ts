import { createECDH, createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { drawP256Scalar, drawX25519Key } from '../../crypto/random-keys.ts';
import type { AgreementKey, KeyAgreementCurve } from '../../ports/crypto.ts';
import type { Random } from '../../ports/random.ts';
import { base64Url, bytesOfBase64Url, plainBytes } from './native-bytes.ts';

export function nativeAgreementKey(curve: KeyAgreementCurve, random: Random): AgreementKey {
  return curve === 'x25519' ? x25519Key(drawX25519Key(random)) : p256Key(drawP256Scalar(random));
}

// Keys go in and out as JWKs: OpenSSL's DER decoders take up to eight times as long as the key itself is worth.
function x25519Key(privateBytes: Uint8Array): AgreementKey {
  // The import derives the public half itself and only wants to see that there is one.
  const d = base64Url(privateBytes);
  const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x: d }, format: 'jwk' });
  const publicKey = bytesOfBase64Url(createPublicKey(privateKey).export({ format: 'jwk' }).x as string);
  const deriveSecret = (other: Uint8Array): Uint8Array | undefined => {
    if (other.length !== 32) return undefined;
    return attempt(() => diffieHellman({ privateKey, publicKey: x25519PublicKey(other) }));
  };
  return { curve: 'x25519', publicKey, deriveSecret };
}

function x25519PublicKey(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: base64Url(bytes) }, format: 'jwk' });
}

function p256Key(scalar: Uint8Array): AgreementKey {
  const exchange = createECDH('prime256v1');
  exchange.setPrivateKey(scalar);
  const deriveSecret = (other: Uint8Array): Uint8Array | undefined =>
    other.length === 65 && other[0] === 4 ? attempt(() => exchange.computeSecret(other)) : undefined;
  return { curve: 'p-256', publicKey: plainBytes(exchange.getPublicKey()), deriveSecret };
}

/** OpenSSL throws on points off the curve and on all-zero secrets (RFC 7748 §6.1); the port does not. */
function attempt(derive: () => Buffer): Uint8Array | undefined {
  try {
    return plainBytes(derive());
  } catch {
    return undefined;
  }
}
