import { createECDH } from 'node:crypto';
import { signEcdsaP256, type EcdsaPrimitives } from '../../crypto/ecdsa.ts';
import { writePublicKeyInfo } from '../../crypto/public-key-info.ts';
import { drawP256Scalar } from '../../crypto/random-keys.ts';
import type { HashAlgorithm, SigningKey } from '../../ports/crypto.ts';
import type { Random } from '../../ports/random.ts';
import { plainBytes } from './native-bytes.ts';
import { nativeHash, nativeHmac } from './native-hash.ts';

/** ECDSA P-256 with nonces by RFC 6979, for simulations: the scalar is not kept as carefully as a secret would be. */
export function deterministicEcdsaKey(random: Random): SigningKey {
  const scalar = drawP256Scalar(random);
  return {
    parameters: { type: 'ecdsa', curve: 'p-256' },
    publicKeyInfo: writePublicKeyInfo({ type: 'ecdsa', curve: 'p-256', point: pointOf(scalar) }),
    sign: (algorithm, data) => signEcdsaP256(primitivesOf(algorithm), scalar, nativeHash(algorithm, data)),
  };
}

function primitivesOf(algorithm: HashAlgorithm): EcdsaPrimitives {
  return {
    hmac: (key, data) => nativeHmac(algorithm, key, data),
    multiplyBase: (scalar) => pointOf(scalar).subarray(1, 33),
  };
}

function pointOf(scalar: Uint8Array): Uint8Array {
  multiplier.setPrivateKey(scalar);
  return plainBytes(multiplier.getPublicKey());
}

/** One for all: to make one takes longer than to multiply. */
const multiplier = createECDH('prime256v1');
