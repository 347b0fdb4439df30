import type { Crypto } from '../../../ports/crypto.ts';
import { KeyDraw } from './key-list.ts';
import { RecallingAead } from './recalling-aead.ts';
import { sharedKeysOf } from './shared-keys.ts';

/**
 * The Crypto port of one world. Both ends of its connections live in this process, so that what one end has computed the
 * other can look up: a signature that was made here is valid, two keys agree on the secret that they agreed on before, a
 * record opens to what was sealed. And keys need not be secret, only distinct and the same every time, so that worlds
 * share a list of them. What is on the wire is what it would be without all this, down to the last byte of a signature.
 */
export function simulatedCrypto(crypto: Crypto): Crypto {
  const shared = sharedKeysOf(crypto);
  const signing = new KeyDraw(shared.signing);
  const agreement = { x25519: new KeyDraw(shared.agreement.x25519), 'p-256': new KeyDraw(shared.agreement['p-256']) };
  return {
    hash: crypto.hash,
    hmac: crypto.hmac,
    aead: (algorithm, key) => new RecallingAead(crypto, algorithm, key),
    generateAgreementKey: (curve, random) =>
      agreement[curve].next(random) ?? crypto.generateAgreementKey(curve, random),
    generateSigningKey: (parameters, random) =>
      (parameters.type === 'ecdsa' ? signing.next(random) : undefined) ?? crypto.generateSigningKey(parameters, random),
    verify: (publicKeyInfo, scheme, data, signature) =>
      shared.hasSigned(publicKeyInfo, scheme, data, signature) || crypto.verify(publicKeyInfo, scheme, data, signature),
  };
}
