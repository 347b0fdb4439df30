import { DerTag } from './der.ts';

/**
 * Reads the elements of a DER encoding one after the other. What is missing, malformed or not in DER's shortest form
 * gives `undefined` and makes the reader fail for good; nothing throws.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #isOk = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#isOk && this.#offset === this.#bytes.length;
  }

  /** The tag of the next element; -1 at the end. */
  peekTag(): number {
    return this.#isOk && this.#offset < this.#bytes.length ? this.#bytes[this.#offset] : -1;
  }

  /** The contents of the next element, which must have this tag. */
  contents(tag: number): Uint8Array | undefined {
    return this.#next(tag, false);
  }

  /** The next element whole: tag, length and contents. */
  element(tag: number): Uint8Array | undefined {
    return this.#next(tag, true);
  }

  sequence(): DerReader | undefined {
    const contents = this.contents(DerTag.sequence);
    return contents === undefined ? undefined : new DerReader(contents);
  }

  /** The magnitude of a non-negative INTEGER, without leading zeros (one zero byte for 0). */
  unsignedInteger(): Uint8Array | undefined {
    const contents = this.contents(DerTag.integer);
    if (contents === undefined || contents.length === 0 || contents[0] >= 0x80) return this.#fail();
    if (contents[0] !== 0 || contents.length === 1) return contents;
    return contents[1] >= 0x80 ? contents.subarray(1) : this.#fail();
  }

  /** The bytes of a BIT STRING without unused bits. */
  bitString(): Uint8Array | undefined {
    const contents = this.contents(DerTag.bitString);
    if (contents === undefined || contents.length === 0 || contents[0] !== 0) return this.#fail();
    return contents.subarray(1);
  }

  #next(tag: number, isWhole: boolean): Uint8Array | undefined {
    if (this.peekTag() !== tag) return this.#fail();
    const start = this.#offset++;
    const length = this.#length();
    if (length < 0 || length > this.#bytes.length - this.#offset) return this.#fail();
    const contentsStart = this.#offset;
    this.#offset += length;
    return this.#bytes.subarray(isWhole ? start : contentsStart, this.#offset);
  }

  /** -1 if there is none, if it is longer than three bytes, or not in the shortest form. */
  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 3) return -1;
    let length = 0;
    for (let i = 0; i < count; i++) length = 256 * length + Math.max(0, this.#byte());
    return length < 0x80 || length < 256 ** (count - 1) ? -1 : length;
  }

  #byte(): number {
    return this.#offset < this.#bytes.length ? this.#bytes[this.#offset++] : -1;
  }

  #fail(): undefined {
    this.#isOk = false;
    return undefined;
  }
}
