import { HEADER_BYTES } from '../stun/header.ts';
import { readUint16 } from '../util/bytes.ts';
import { CHANNEL_HEADER_BYTES, isChannelData } from './channel-data.ts';

/**
 * Cuts a TCP or TLS stream into STUN and ChannelData messages: both say their length, and ChannelData is padded to a
 * multiple of four bytes (RFC 8656 §12.5). A stream that turns out to carry anything else is broken for good.
 */
export class StreamReassembly {
  #rest: Uint8Array = EMPTY;
  #offset = 0;
  #isBroken = false;

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Takes what came; read it with `next` until that gives undefined. */
  push(bytes: Uint8Array): void {
    const left = this.#rest.length - this.#offset;
    if (left === 0) {
      this.#rest = bytes;
    } else {
      const joined = new Uint8Array(left + bytes.length);
      joined.set(this.#rest.subarray(this.#offset), 0);
      joined.set(bytes, left);
      this.#rest = joined;
    }
    this.#offset = 0;
  }

  /** The next whole message, a view of what was pushed; ChannelData with its padding. */
  next(): Uint8Array | undefined {
    const available = this.#rest.length - this.#offset;
    if (this.#isBroken || available < CHANNEL_HEADER_BYTES) return undefined;
    const length = this.#messageBytes();
    if (length === 0) this.#isBroken = true;
    if (length === 0 || available < length) return undefined;
    this.#offset += length;
    return this.#rest.subarray(this.#offset - length, this.#offset);
  }

  /** Of the message that begins at the offset; 0 if none can. */
  #messageBytes(): number {
    const firstByte = this.#rest[this.#offset];
    const length = readUint16(this.#rest, this.#offset + 2);
    if (isChannelData(firstByte)) return CHANNEL_HEADER_BYTES + ((length + 3) & ~3);
    return firstByte < 4 && length % 4 === 0 ? HEADER_BYTES + length : 0;
  }
}

const EMPTY = new Uint8Array(0);
