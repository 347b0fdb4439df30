import type { Aead, AeadAlgorithm, Crypto } from '../../../ports/crypto.ts';
import { SealedRecords, type AeadSecret } from './sealed-records.ts';

/** An AEAD that opens a record by looking up what the other end has sealed, and really opens what it does not find. */
export class RecallingAead implements Aead {
  readonly #aead: Aead;
  readonly #secret: AeadSecret;

  constructor(crypto: Crypto, algorithm: AeadAlgorithm, key: Uint8Array) {
    this.#aead = crypto.aead(algorithm, key);
    this.#secret = { algorithm, key: key.slice() };
  }

  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array, start: number, end: number): void {
    const record = sealedRecords.take(this.#secret, nonce, additionalData, buffer, start, end);
    this.#aead.seal(nonce, additionalData, buffer, start, end);
    record?.sealed(buffer, start);
  }

  open(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
    const record = sealedRecords.find(this.#secret, nonce, additionalData, buffer, start, end);
    if (record === undefined) return this.#aead.open(nonce, additionalData, buffer, start, end);
    record.open(buffer, start);
    return true;
  }
}

const sealedRecords = new SealedRecords();
