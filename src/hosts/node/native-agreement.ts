import { createECDH, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { drawP256Scalar, drawX25519Key } from '../../crypto/random-keys.ts';
import type { AgreementKey, KeyAgreementCurve } from '../../ports/crypto.ts';
import type { Random } from '../../ports/random.ts';
import { bytesOfHex, concatBytes } from '../../util/bytes.ts';
import { plainBytes } from './native-bytes.ts';

export function nativeAgreementKey(curve: KeyAgreementCurve, random: Random): AgreementKey {
  return curve === 'x25519' ? x25519Key(drawX25519Key(random)) : p256Key(drawP256Scalar(random));
}

function x25519Key(privateBytes: Uint8Array): AgreementKey {
  const privateKey = createPrivateKey(derKey('pkcs8', concatBytes(X25519_PKCS8_PREFIX, privateBytes)));
  const publicInfo = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const publicKey = plainBytes(publicInfo).slice(X25519_SPKI_PREFIX.length);
  const deriveSecret = (other: Uint8Array): Uint8Array | undefined => {
    if (other.length !== 32) return undefined;
    return attempt(() => {
      const otherKey = createPublicKey(derKey('spki', concatBytes(X25519_SPKI_PREFIX, other)));
      return diffieHellman({ privateKey, publicKey: otherKey });
    });
  };
  return { curve: 'x25519', publicKey, deriveSecret };
}

function p256Key(scalar: Uint8Array): AgreementKey {
  const exchange = createECDH('prime256v1');
  exchange.setPrivateKey(scalar);
  const deriveSecret = (other: Uint8Array): Uint8Array | undefined =>
    other.length === 65 && other[0] === 4 ? attempt(() => exchange.computeSecret(other)) : undefined;
  return { curve: 'p-256', publicKey: plainBytes(exchange.getPublicKey()), deriveSecret };
}

function derKey<Type extends 'pkcs8' | 'spki'>(
  type: Type,
  bytes: Uint8Array,
): { type: Type; format: 'der'; key: Buffer } {
  return { type, format: 'der', key: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) };
}

/** OpenSSL throws on points off the curve and on all-zero secrets (RFC 7748 §6.1); the port does not. */
function attempt(derive: () => Buffer): Uint8Array | undefined {
  try {
    return plainBytes(derive());
  } catch {
    return undefined;
  }
}

/** What stands before the 32 key bytes in PrivateKeyInfo and SubjectPublicKeyInfo, RFC 8410 §4 and §7. */
const X25519_PKCS8_PREFIX = bytesOfHex('302e020100300506032b656e04220420');
const X25519_SPKI_PREFIX = bytesOfHex('302a300506032b656e032100');
