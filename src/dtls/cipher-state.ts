import type { Aead } from '../ports/crypto.ts';
import { writeUint16, writeUint48 } from '../util/bytes.ts';
import { DTLS_1_2, EXPLICIT_NONCE_BYTES, TAG_BYTES } from './protocol.ts';

/**
 * The AEAD of one direction of epoch 1, RFC 5246 §6.2.3.3 as RFC 6347 §4.1.2.1 changes it: the 64-bit sequence number
 * is the epoch followed by the record's number. Works in place.
 */
export class CipherState {
  /** How many bytes of the nonce stand in each record before the ciphertext. */
  readonly explicitNonceBytes: number;
  readonly #aead: Aead;
  readonly #fixedIv: Uint8Array;

  constructor(aead: Aead, fixedIv: Uint8Array) {
    this.explicitNonceBytes = fixedIv.length === 4 ? EXPLICIT_NONCE_BYTES : 0;
    this.#aead = aead;
    this.#fixedIv = fixedIv;
  }

  /**
   * Encrypts `buffer[start, end)`, writes the explicit nonce (if the suite has one) before it and the tag after it.
   */
  seal(type: number, epoch: number, sequence: number, buffer: Uint8Array, start: number, end: number): void {
    setAdditionalData(type, epoch, sequence, end - start);
    if (this.explicitNonceBytes === 0) {
      this.#mixNonce();
    } else {
      // RFC 5288 §3 lets the sender choose: the sequence number, which never repeats.
      this.#startNonce();
      for (let i = 0; i < EXPLICIT_NONCE_BYTES; i++) {
        const byte = additionalData[i];
        nonce[4 + i] = byte;
        buffer[start - EXPLICIT_NONCE_BYTES + i] = byte;
      }
    }
    this.#aead.seal(nonce, additionalData, buffer, start, end);
  }

  /**
   * Decrypts the fragment `buffer[start, end)`; its plaintext then is
   * `buffer[start + explicitNonceBytes, end - TAG_BYTES)`. False if it is forged.
   */
  open(type: number, epoch: number, sequence: number, buffer: Uint8Array, start: number, end: number): boolean {
    const textStart = start + this.explicitNonceBytes;
    const length = end - TAG_BYTES - textStart;
    if (length < 0) return false;
    setAdditionalData(type, epoch, sequence, length);
    if (this.explicitNonceBytes === 0) {
      this.#mixNonce();
    } else {
      this.#startNonce();
      for (let i = 0; i < EXPLICIT_NONCE_BYTES; i++) nonce[4 + i] = buffer[start + i];
    }
    return this.#aead.open(nonce, additionalData, buffer, textStart, end);
  }

  #startNonce(): void {
    const fixedIv = this.#fixedIv;
    for (let i = 0; i < 4; i++) nonce[i] = fixedIv[i];
  }

  /** RFC 7905 §2: the sequence number, padded on the left, XORed with the fixed IV. */
  #mixNonce(): void {
    this.#startNonce();
    for (let i = 0; i < 8; i++) nonce[4 + i] = this.#fixedIv[4 + i] ^ additionalData[i];
  }
}

function setAdditionalData(type: number, epoch: number, sequence: number, length: number): void {
  writeUint16(additionalData, 0, epoch);
  writeUint48(additionalData, 2, sequence);
  additionalData[8] = type;
  writeUint16(additionalData, 9, DTLS_1_2);
  writeUint16(additionalData, 11, length);
}

/** Of the record that is being worked on: every cipher fills them anew, and an AEAD keeps neither. */
const nonce = new Uint8Array(12);
const additionalData = new Uint8Array(13);
