import { createECDH, createPrivateKey, createPublicKey, diffieHellman, type ECDH, type KeyObject } from 'node:crypto';
import { drawP256Scalar, drawX25519Key } from '../../crypto/random-keys.ts';
import type { AgreementKey, KeyAgreementCurve } from '../../ports/crypto.ts';
import type { Random } from '../../ports/random.ts';
import { base64Url, bytesOfBase64Url, plainBytes } from './native-bytes.ts';
import { generateNativeKeyPair } from './native-key-pair.ts';

/** A key that OpenSSL draws. */
export function nativeAgreementKey(curve: KeyAgreementCurve): AgreementKey {
  if (curve === 'x25519') {
    const { publicKey, privateKey } = generateNativeKeyPair('x25519');
    return x25519Key(privateKey, publicKey.x);
  }
  const exchange = createECDH('prime256v1');
  return p256Key(exchange, exchange.generateKeys());
}

/** A key that the Random decides. */
export function deterministicAgreementKey(curve: KeyAgreementCurve, random: Random): AgreementKey {
  if (curve === 'x25519') {
    const privateKey = x25519PrivateKey(drawX25519Key(random));
    return x25519Key(privateKey, privateKey.export({ format: 'jwk' }).x as string);
  }
  const exchange = createECDH('prime256v1');
  exchange.setPrivateKey(drawP256Scalar(random));
  return p256Key(exchange, exchange.getPublicKey());
}

// Keys go in and out as JWKs: OpenSSL's DER decoders take up to eight times as long as the key itself is worth.
function x25519Key(privateKey: KeyObject, x: string): AgreementKey {
  const deriveSecret = (other: Uint8Array): Uint8Array | undefined => {
    if (other.length !== 32) return undefined;
    return attempt(() => diffieHellman({ privateKey, publicKey: x25519PublicKey(other) }));
  };
  return { curve: 'x25519', publicKey: bytesOfBase64Url(x), deriveSecret };
}

/**
 * A JWK holds the public half too, which is what we are after. Node 20 to 24 only want to see that there is one and
 * derive it themselves; later ones compare the two, refuse, and get DER, which their OpenSSL decodes fast.
 */
function x25519PrivateKey(bytes: Uint8Array): KeyObject {
  const d = base64Url(bytes);
  try {
    if (derivesPublicHalf) return createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x: d }, format: 'jwk' });
  } catch {
    derivesPublicHalf = false;
  }
  return createPrivateKey({ key: Buffer.concat([X25519_PKCS8_PREFIX, bytes]), format: 'der', type: 'pkcs8' });
}

let derivesPublicHalf = true;
/** What stands before the 32 key bytes of a PrivateKeyInfo, RFC 8410 §7. */
const X25519_PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

function x25519PublicKey(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: base64Url(bytes) }, format: 'jwk' });
}

function p256Key(exchange: ECDH, point: Buffer): AgreementKey {
  const deriveSecret = (other: Uint8Array): Uint8Array | undefined =>
    other.length === 65 && other[0] === 4 ? attempt(() => exchange.computeSecret(other)) : undefined;
  return { curve: 'p-256', publicKey: plainBytes(point), deriveSecret };
}

/** OpenSSL throws on points off the curve and on all-zero secrets (RFC 7748 §6.1); the port does not. */
function attempt(derive: () => Buffer): Uint8Array | undefined {
  try {
    return plainBytes(derive());
  } catch {
    return undefined;
  }
}
