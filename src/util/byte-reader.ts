import { readUint16, readUint24, readUint32, readUint48 } from './bytes.ts';

/**
 * Reads a message front to back. Reading past the end gives zeros and empty views and makes `isOk` false for good, so
 * that a parser reads straight through and asks once at the end: hostile bytes never throw.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #isOk = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isOk(): boolean {
    return this.#isOk;
  }

  /** True when everything was read and nothing was missing. */
  get isDone(): boolean {
    return this.#isOk && this.#offset === this.#bytes.length;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  uint8(): number {
    const offset = this.#take(1);
    return offset < 0 ? 0 : this.#bytes[offset];
  }

  uint16(): number {
    const offset = this.#take(2);
    return offset < 0 ? 0 : readUint16(this.#bytes, offset);
  }

  uint24(): number {
    const offset = this.#take(3);
    return offset < 0 ? 0 : readUint24(this.#bytes, offset);
  }

  uint32(): number {
    const offset = this.#take(4);
    return offset < 0 ? 0 : readUint32(this.#bytes, offset);
  }

  uint48(): number {
    const offset = this.#take(6);
    return offset < 0 ? 0 : readUint48(this.#bytes, offset);
  }

  /** A view, not a copy. */
  bytes(count: number): Uint8Array {
    const offset = this.#take(count);
    return offset < 0 ? EMPTY : this.#bytes.subarray(offset, offset + count);
  }

  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** A vector preceded by its length in `lengthBytes` bytes. */
  vector(lengthBytes: 1 | 2 | 3): Uint8Array {
    const length = lengthBytes === 1 ? this.uint8() : lengthBytes === 2 ? this.uint16() : this.uint24();
    return this.bytes(length);
  }

  fail(): void {
    this.#isOk = false;
  }

  #take(count: number): number {
    const offset = this.#offset;
    if (!this.#isOk || offset + count > this.#bytes.length) {
      this.#isOk = false;
      return -1;
    }
    this.#offset = offset + count;
    return offset;
  }
}

const EMPTY = new Uint8Array(0);
