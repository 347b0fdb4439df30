import type { Crypto, HashAlgorithm } from '../ports/crypto.ts';
import { concatBytes } from '../util/bytes.ts';

/** All handshake messages so far, RFC 6347 §4.2.6. They are hashed when asked: the hash function is agreed upon late. */
export class Transcript {
  readonly #messages: Uint8Array[] = [];

  add(message: Uint8Array): void {
    this.#messages.push(message);
  }

  /** A HelloVerifyRequest and the ClientHello before it do not count. */
  clear(): void {
    this.#messages.length = 0;
  }

  bytes(): Uint8Array {
    return concatBytes(...this.#messages);
  }

  hash(crypto: Crypto, algorithm: HashAlgorithm): Uint8Array {
    return crypto.hash(algorithm, this.bytes());
  }
}
