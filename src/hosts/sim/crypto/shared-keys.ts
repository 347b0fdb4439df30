import type { Crypto, KeyAgreementCurve, SignatureScheme } from '../../../ports/crypto.ts';
import { KeyList } from './key-list.ts';
import { RecallingAgreementKey } from './recalling-agreement-key.ts';
import { RecallingSigningKey } from './recalling-signing-key.ts';

/** The keys that all worlds on one Crypto port share. */
export class SharedKeys {
  readonly signing: KeyList<RecallingSigningKey>;
  readonly agreement: Readonly<Record<KeyAgreementCurve, KeyList<RecallingAgreementKey>>>;

  constructor(crypto: Crypto) {
    this.signing = new KeyList(
      'signing keys of all worlds',
      (random) => new RecallingSigningKey(crypto.generateSigningKey({ type: 'ecdsa', curve: 'p-256' }, random)),
      ({ publicKeyInfo }) => publicKeyInfo,
    );
    this.agreement = { x25519: agreementKeys(crypto, 'x25519'), 'p-256': agreementKeys(crypto, 'p-256') };
  }

  /** Whether one of these keys has made exactly this signature. If not, it may be valid all the same. */
  hasSigned(publicKeyInfo: Uint8Array, scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean {
    if (scheme.type !== 'ecdsa') return false;
    return this.signing.find(publicKeyInfo)?.hasSigned(scheme.hash, data, signature) ?? false;
  }
}

export function sharedKeysOf(crypto: Crypto): SharedKeys {
  const keys = keysOfPorts.get(crypto) ?? new SharedKeys(crypto);
  keysOfPorts.set(crypto, keys);
  return keys;
}

function agreementKeys(crypto: Crypto, curve: KeyAgreementCurve): KeyList<RecallingAgreementKey> {
  const list: KeyList<RecallingAgreementKey> = new KeyList(
    `${curve} keys of all worlds`,
    (random) => new RecallingAgreementKey(crypto.generateAgreementKey(curve, random), list),
    ({ publicKey }) => publicKey,
  );
  return list;
}

const keysOfPorts = new WeakMap<Crypto, SharedKeys>();
