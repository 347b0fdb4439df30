import type { Crypto, HashAlgorithm } from '../ports/crypto.ts';

/** Both flights with two certificates of P-256; longer chains make it grow. */
const INITIAL_BYTES = 2048;

/** All handshake messages so far, RFC 6347 §4.2.6. They are hashed when asked: the hash function is agreed upon late. */
export class Transcript {
  #buffer = EMPTY;
  #length = 0;

  add(message: Uint8Array): void {
    const length = this.#length + message.length;
    if (length > this.#buffer.length) this.#grow(length);
    this.#buffer.set(message, this.#length);
    this.#length = length;
  }

  /** A HelloVerifyRequest and the ClientHello before it do not count; a complete handshake has no use for any. */
  clear(): void {
    this.#buffer = EMPTY;
    this.#length = 0;
  }

  /** A view that holds until the next message is added. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  hash(crypto: Crypto, algorithm: HashAlgorithm): Uint8Array {
    return crypto.hash(algorithm, this.bytes());
  }

  #grow(atLeast: number): void {
    const larger = new Uint8Array(Math.max(INITIAL_BYTES, 2 * this.#buffer.length, atLeast));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}

const EMPTY = new Uint8Array(0);
