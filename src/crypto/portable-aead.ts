import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import type { Aead, AeadAlgorithm } from '../ports/crypto.ts';

/** An AEAD of @noble/ciphers behind the port's in-place interface. */
export class PortableAead implements Aead {
  readonly #construct: typeof gcm | typeof chacha20poly1305;
  readonly #key: Uint8Array;

  constructor(algorithm: AeadAlgorithm, key: Uint8Array) {
    this.#construct = algorithm === 'chacha20-poly1305' ? chacha20poly1305 : gcm;
    this.#key = key.slice();
  }

  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array, start: number, end: number): void {
    const cipher = this.#construct(this.#key, nonce, additionalData);
    buffer.set(cipher.encrypt(buffer.subarray(start, end)), start);
  }

  open(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
    if (end - start < 16) return false;
    const cipher = this.#construct(this.#key, nonce, additionalData);
    // @noble reports a forged tag by throwing; the port reports it as a result.
    try {
      buffer.set(cipher.decrypt(buffer.subarray(start, end)), start);
      return true;
    } catch {
      return false;
    }
  }
}
