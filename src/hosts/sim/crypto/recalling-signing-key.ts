import type { HashAlgorithm, SigningKey, SigningKeyParameters } from '../../../ports/crypto.ts';
import { equalBytes } from '../../../util/bytes.ts';

interface Signature {
  readonly hash: HashAlgorithm;
  readonly data: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Its certificate, which every world that takes the key makes again, and the handshakes of the moment. */
const MOST_SIGNATURES = 4;

/** A signing key that knows what it signed last. */
export class RecallingSigningKey implements SigningKey {
  readonly parameters: SigningKeyParameters;
  readonly publicKeyInfo: Uint8Array;
  readonly #key: SigningKey;
  /** The one asked for last is the first. */
  readonly #signatures: Signature[] = [];

  constructor(key: SigningKey) {
    this.parameters = key.parameters;
    this.publicKeyInfo = key.publicKeyInfo;
    this.#key = key;
  }

  sign(hash: HashAlgorithm, data: Uint8Array): Uint8Array {
    const signature = this.#recall(hash, data) ?? { hash, data: data.slice(), bytes: this.#key.sign(hash, data) };
    this.#signatures.unshift(signature);
    if (this.#signatures.length > MOST_SIGNATURES) this.#signatures.pop();
    return signature.bytes.slice();
  }

  hasSigned(hash: HashAlgorithm, data: Uint8Array, signature: Uint8Array): boolean {
    return this.#signatures.some((one) => isOver(one, hash, data) && equalBytes(one.bytes, signature));
  }

  #recall(hash: HashAlgorithm, data: Uint8Array): Signature | undefined {
    const index = this.#signatures.findIndex((one) => isOver(one, hash, data));
    return index < 0 ? undefined : this.#signatures.splice(index, 1)[0];
  }
}

function isOver(signature: Signature, hash: HashAlgorithm, data: Uint8Array): boolean {
  return signature.hash === hash && equalBytes(signature.data, data);
}
