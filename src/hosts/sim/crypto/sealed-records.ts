import type { AeadAlgorithm } from '../../../ports/crypto.ts';
import { equalBytes, readUint32 } from '../../../util/bytes.ts';

export interface AeadSecret {
  readonly algorithm: AeadAlgorithm;
  readonly key: Uint8Array;
}

/** A power of two. What is under way beyond that is opened the long way. */
const PLACES = 512;
/** Longer records do not leave a host. */
const MOST_TEXT_BYTES = 1500;
const TAG_BYTES = 16;

/** The records sealed last, in and out of the clear, in memory that is used again and again. */
export class SealedRecords {
  readonly #places: (SealedRecord | undefined)[] = Array.from({ length: PLACES }, () => undefined);

  /** A place for the record that `buffer[start, end)` is about to become; undefined if it is too long. */
  take(
    secret: AeadSecret,
    nonce: Uint8Array,
    additionalData: Uint8Array,
    buffer: Uint8Array,
    start: number,
    end: number,
  ): SealedRecord | undefined {
    if (end - start > MOST_TEXT_BYTES) return undefined;
    const place = placeOf(secret.key, nonce);
    const record = this.#places[place] ?? new SealedRecord();
    this.#places[place] = record;
    record.begin(secret, nonce, additionalData, buffer, start, end);
    return record;
  }

  /** The record that `buffer[start, end)` is, tag included, if every byte of it is as it was sealed. */
  find(
    secret: AeadSecret,
    nonce: Uint8Array,
    additionalData: Uint8Array,
    buffer: Uint8Array,
    start: number,
    end: number,
  ): SealedRecord | undefined {
    const record = this.#places[placeOf(secret.key, nonce)];
    return record?.is(secret, nonce, additionalData, buffer, start, end) === true ? record : undefined;
  }
}

class SealedRecord {
  #secret: AeadSecret = NO_SECRET;
  readonly #nonce = new Uint8Array(12);
  #additionalData = NOTHING;
  #textBytes = 0;
  #isSealed = false;
  /** The text, then the sealed text and its tag. */
  #bytes = NOTHING;

  /** Keeps the text. Until `sealed` this is no record. */
  begin(
    secret: AeadSecret,
    nonce: Uint8Array,
    additionalData: Uint8Array,
    buffer: Uint8Array,
    start: number,
    end: number,
  ): void {
    this.#secret = secret;
    this.#nonce.set(nonce);
    if (this.#additionalData.length !== additionalData.length) this.#additionalData = additionalData.slice();
    else this.#additionalData.set(additionalData);
    this.#textBytes = end - start;
    this.#isSealed = false;
    const needed = 2 * this.#textBytes + TAG_BYTES;
    if (this.#bytes.length < needed) this.#bytes = new Uint8Array(2 * needed);
    copy(buffer, start, this.#bytes, 0, this.#textBytes);
  }

  /** `buffer` has the sealed text from `start`, and the tag behind it. */
  sealed(buffer: Uint8Array, start: number): void {
    copy(buffer, start, this.#bytes, this.#textBytes, this.#textBytes + TAG_BYTES);
    this.#isSealed = true;
  }

  is(
    secret: AeadSecret,
    nonce: Uint8Array,
    additionalData: Uint8Array,
    buffer: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const length = this.#textBytes + TAG_BYTES;
    if (!this.#isSealed || end - start !== length || !isSame(secret, this.#secret)) return false;
    if (!equalBytes(nonce, this.#nonce) || !equalBytes(additionalData, this.#additionalData)) return false;
    return this.#isSealedAs(buffer, start, length);
  }

  open(buffer: Uint8Array, start: number): void {
    copy(this.#bytes, 0, buffer, start, this.#textBytes);
  }

  #isSealedAs(buffer: Uint8Array, start: number, length: number): boolean {
    const bytes = this.#bytes;
    const offset = this.#textBytes;
    for (let i = 0; i < length; i++) if (bytes[offset + i] !== buffer[start + i]) return false;
    return true;
  }
}

function isSame(a: AeadSecret, b: AeadSecret): boolean {
  return a.algorithm === b.algorithm && equalBytes(a.key, b.key);
}

/** Two that have one place are of one connection and far apart, or of different connections. */
function placeOf(key: Uint8Array, nonce: Uint8Array): number {
  return (readUint32(key, 0) ^ readUint32(nonce, 8)) & (PLACES - 1);
}

function copy(from: Uint8Array, start: number, to: Uint8Array, offset: number, length: number): void {
  if (length > SHORT_BYTES) to.set(from.subarray(start, start + length), offset);
  else for (let i = 0; i < length; i++) to[offset + i] = from[start + i];
}

/** So many bytes are copied one by one in the time that a view on them takes. */
const SHORT_BYTES = 128;

const NOTHING = new Uint8Array(0);
const NO_SECRET: AeadSecret = { algorithm: 'aes-128-gcm', key: NOTHING };
