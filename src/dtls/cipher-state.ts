import type { Aead } from '../ports/crypto.ts';
import { writeUint16, writeUint48 } from '../util/bytes.ts';
import { DTLS_1_2, EXPLICIT_NONCE_BYTES, TAG_BYTES } from './protocol.ts';

/**
 * The AEAD of one direction of epoch 1, RFC 5246 §6.2.3.3 as RFC 6347 §4.1.2.1 changes it: the 64-bit sequence number
 * is the epoch followed by the record's number. Works in place; nonce and additional data are buffers used again.
 */
export class CipherState {
  /** How many bytes of the nonce stand in each record before the ciphertext. */
  readonly explicitNonceBytes: number;
  readonly #aead: Aead;
  readonly #fixedIv: Uint8Array;
  readonly #nonce: Uint8Array;
  readonly #additionalData: Uint8Array;

  constructor(aead: Aead, fixedIv: Uint8Array) {
    this.explicitNonceBytes = fixedIv.length === 4 ? EXPLICIT_NONCE_BYTES : 0;
    this.#aead = aead;
    this.#fixedIv = fixedIv;
    this.#nonce = fixedIv.length === 4 ? new Uint8Array([...fixedIv, ...new Uint8Array(8)]) : new Uint8Array(12);
    this.#additionalData = new Uint8Array(13);
    writeUint16(this.#additionalData, 9, DTLS_1_2);
  }

  /**
   * Encrypts `buffer[start, end)`, writes the explicit nonce (if the suite has one) before it and the tag after it.
   */
  seal(type: number, epoch: number, sequence: number, buffer: Uint8Array, start: number, end: number): void {
    this.#setAdditionalData(type, epoch, sequence, end - start);
    if (this.explicitNonceBytes === 0) {
      this.#mixNonce();
    } else {
      // RFC 5288 §3 lets the sender choose: the sequence number, which never repeats.
      for (let i = 0; i < EXPLICIT_NONCE_BYTES; i++) {
        const byte = this.#additionalData[i];
        this.#nonce[4 + i] = byte;
        buffer[start - EXPLICIT_NONCE_BYTES + i] = byte;
      }
    }
    this.#aead.seal(this.#nonce, this.#additionalData, buffer, start, end);
  }

  /**
   * Decrypts the fragment `buffer[start, end)`; its plaintext then is
   * `buffer[start + explicitNonceBytes, end - TAG_BYTES)`. False if it is forged.
   */
  open(type: number, epoch: number, sequence: number, buffer: Uint8Array, start: number, end: number): boolean {
    const textStart = start + this.explicitNonceBytes;
    const length = end - TAG_BYTES - textStart;
    if (length < 0) return false;
    this.#setAdditionalData(type, epoch, sequence, length);
    if (this.explicitNonceBytes === 0) this.#mixNonce();
    else for (let i = 0; i < EXPLICIT_NONCE_BYTES; i++) this.#nonce[4 + i] = buffer[start + i];
    return this.#aead.open(this.#nonce, this.#additionalData, buffer, textStart, end);
  }

  #setAdditionalData(type: number, epoch: number, sequence: number, length: number): void {
    const data = this.#additionalData;
    writeUint16(data, 0, epoch);
    writeUint48(data, 2, sequence);
    data[8] = type;
    writeUint16(data, 11, length);
  }

  /** RFC 7905 §2: the sequence number, padded on the left, XORed with the fixed IV. */
  #mixNonce(): void {
    const nonce = this.#nonce;
    for (let i = 0; i < 4; i++) nonce[i] = this.#fixedIv[i];
    for (let i = 0; i < 8; i++) nonce[4 + i] = this.#fixedIv[4 + i] ^ this.#additionalData[i];
  }
}
