import { writeUint16, writeUint24, writeUint32, writeUint48 } from './bytes.ts';

/** A growing buffer for messages that are written once in a while (handshakes, chunks, certificates). */
export class ByteWriter {
  #buffer: Uint8Array;
  #length = 0;

  constructor(capacity = 256) {
    this.#buffer = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  uint8(value: number): this {
    const offset = this.#advance(1);
    this.#buffer[offset] = value;
    return this;
  }

  uint16(value: number): this {
    const offset = this.#advance(2);
    writeUint16(this.#buffer, offset, value);
    return this;
  }

  uint24(value: number): this {
    const offset = this.#advance(3);
    writeUint24(this.#buffer, offset, value);
    return this;
  }

  uint32(value: number): this {
    const offset = this.#advance(4);
    writeUint32(this.#buffer, offset, value);
    return this;
  }

  uint48(value: number): this {
    const offset = this.#advance(6);
    writeUint48(this.#buffer, offset, value);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const offset = this.#advance(bytes.length);
    this.#buffer.set(bytes, offset);
    return this;
  }

  zeros(count: number): this {
    this.#advance(count);
    return this;
  }

  /** Writes what `body` writes, preceded by its length in `lengthBytes` (1, 2 or 3) bytes. */
  vector(lengthBytes: 1 | 2 | 3, body: (writer: this) => void): this {
    const start = this.#advance(lengthBytes);
    body(this);
    const length = this.#length - start - lengthBytes;
    if (lengthBytes === 1) this.#buffer[start] = length;
    else if (lengthBytes === 2) writeUint16(this.#buffer, start, length);
    else writeUint24(this.#buffer, start, length);
    return this;
  }

  /** Overwrites two bytes written before, for lengths known late. */
  patchUint16(offset: number, value: number): void {
    writeUint16(this.#buffer, offset, value);
  }

  /** The bytes written, in a buffer that nobody else has. The writer is done. */
  take(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #advance(count: number): number {
    const offset = this.#length;
    this.#length += count;
    if (this.#length > this.#buffer.length) this.#grow();
    return offset;
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(this.#length, 2 * this.#buffer.length));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
