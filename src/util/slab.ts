/**
 * Cuts packet buffers from larger ones. A cut is never reused, because a socket or a simulated link may still hold it;
 * the slab goes when its last packet goes.
 */
export class Slab {
  readonly #maxBytes: number;
  #nextBytes: number;
  #current: ArrayBuffer;
  #offset = 0;

  /** Slabs double from half a KiB to `maxBytes`: an idle connection holds a small one. */
  constructor(maxBytes = 64 * 1024) {
    this.#maxBytes = maxBytes;
    this.#nextBytes = Math.min(512, maxBytes);
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
    this.#current = new ArrayBuffer(Math.max(this.#nextBytes, atLeast));
    this.#offset = 0;
    this.#nextBytes = Math.min(2 * this.#nextBytes, this.#maxBytes);
  }
}

const EMPTY = new ArrayBuffer(0);
