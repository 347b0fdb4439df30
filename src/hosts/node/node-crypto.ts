import type { Crypto } from '../../ports/crypto.ts';
import { deterministicEcdsaKey } from './deterministic-signature.ts';
import { NativeAead } from './native-aead.ts';
import { deterministicAgreementKey, nativeAgreementKey } from './native-agreement.ts';
import { deterministicRsaKey, nativeRsaKey } from './native-rsa.ts';
import { nativeHash, nativeHmac } from './native-hash.ts';
import { nativeEcdsaKey, verifySignature } from './native-signature.ts';

export interface NodeCryptoOptions {
  /**
   * ECDSA signatures by RFC 6979, and keys from the `Random`: the same seed gives the same bytes, and for all but RSA the
   * same as the portable port's. Default false: OpenSSL's own.
   */
  readonly deterministic?: boolean;
}

/** The Crypto port on `node:crypto`. */
export function createNodeCrypto(options: NodeCryptoOptions = {}): Crypto {
  const isDeterministic = options.deterministic ?? false;
  const ecdsaKey = isDeterministic ? deterministicEcdsaKey : nativeEcdsaKey;
  const rsaKey = isDeterministic ? deterministicRsaKey : nativeRsaKey;
  return {
    hash: nativeHash,
    hmac: nativeHmac,
    aead: (algorithm, key) => new NativeAead(algorithm, key),
    generateAgreementKey: isDeterministic ? deterministicAgreementKey : nativeAgreementKey,
    generateSigningKey: (parameters, random) =>
      parameters.type === 'ecdsa' ? ecdsaKey(random) : rsaKey(parameters, random),
    verify: verifySignature,
  };
}
