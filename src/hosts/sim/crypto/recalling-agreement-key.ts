import type { AgreementKey, KeyAgreementCurve } from '../../../ports/crypto.ts';
import type { KeyList } from './key-list.ts';

/** A key of a list that knows its secrets with the others of that list, which the other end of each knows too. */
export class RecallingAgreementKey implements AgreementKey {
  readonly curve: KeyAgreementCurve;
  readonly publicKey: Uint8Array;
  readonly #key: AgreementKey;
  readonly #list: KeyList<RecallingAgreementKey>;
  readonly #secrets = new Map<RecallingAgreementKey, Uint8Array>();

  constructor(key: AgreementKey, list: KeyList<RecallingAgreementKey>) {
    this.curve = key.curve;
    this.publicKey = key.publicKey;
    this.#key = key;
    this.#list = list;
  }

  deriveSecret(otherPublicKey: Uint8Array): Uint8Array | undefined {
    const other = this.#list.find(otherPublicKey);
    const secret = (other && this.#secrets.get(other)) ?? this.#key.deriveSecret(otherPublicKey);
    if (other !== undefined && secret !== undefined) this.#share(other, secret);
    return secret?.slice();
  }

  #share(other: RecallingAgreementKey, secret: Uint8Array): void {
    this.#secrets.set(other, secret);
    other.#secrets.set(this, secret);
  }
}
