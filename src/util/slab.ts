/**
 * Cuts packet buffers from larger ones. A cut is never reused, because a socket or a simulated link may still hold it;
 * the slab goes when its last packet goes.
 */
export class Slab {
  readonly #slabBytes: number;
  #current: ArrayBuffer;
  #offset = 0;

  constructor(slabBytes = 64 * 1024) {
    this.#slabBytes = slabBytes;
    this.#current = EMPTY;
  }

  /** A fresh zeroed view of `length` bytes with `headroom` bytes before and `tailroom` bytes after it in its buffer. */
  cut(length: number, headroom: number, tailroom: number): Uint8Array {
    const total = headroom + length + tailroom;
    if (this.#offset + total > this.#current.byteLength) this.#renew(total);
    const view = new Uint8Array(this.#current, this.#offset + headroom, length);
    this.#offset += total;
    return view;
  }

  #renew(atLeast: number): void {
    this.#current = new ArrayBuffer(Math.max(this.#slabBytes, atLeast));
    this.#offset = 0;
  }
}

const EMPTY = new ArrayBuffer(0);
