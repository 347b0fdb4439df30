import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { CipherGCM, CipherGCMTypes, DecipherGCM } from 'node:crypto';
import type { Aead, AeadAlgorithm } from '../../ports/crypto.ts';

const TAG_BYTES = 16;

/** An AEAD of OpenSSL. Its contexts cannot be re-keyed from JavaScript, so that each record takes a new one. */
export class NativeAead implements Aead {
  readonly #name: CipherGCMTypes;
  readonly #key: Uint8Array;

  constructor(algorithm: AeadAlgorithm, key: Uint8Array) {
    // ChaCha20-Poly1305 shares GCM's interface, which the type declarations give to the GCM names only.
    this.#name = algorithm as CipherGCMTypes;
    // Its bytes, which are as fast as a KeyObject and want no native objects around them.
    this.#key = key.slice();
  }

  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array, start: number, end: number): void {
    const cipher: CipherGCM = createCipheriv(this.#name, this.#key, nonce, OPTIONS);
    cipher.setAAD(additionalData);
    buffer.set(cipher.update(buffer.subarray(start, end)), start);
    cipher.final();
    buffer.set(cipher.getAuthTag(), end);
  }

  open(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
    const textEnd = end - TAG_BYTES;
    if (textEnd < start) return false;
    const decipher: DecipherGCM = createDecipheriv(this.#name, this.#key, nonce, OPTIONS);
    decipher.setAAD(additionalData);
    decipher.setAuthTag(buffer.subarray(textEnd, end));
    buffer.set(decipher.update(buffer.subarray(start, textEnd)), start);
    // OpenSSL reports a forged tag by throwing; the port reports it as a result.
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  }
}

const OPTIONS = { authTagLength: TAG_BYTES };
