import { assert } from '../util/assert.ts';
import type { CipherState } from './cipher-state.ts';
import { MAX_PLAINTEXT_BYTES, RECORD_HEADER_BYTES, TAG_BYTES } from './protocol.ts';
import { writeRecordHeader, type RecordHeader } from './record.ts';
import { ReplayWindow } from './replay-window.ts';

export type Epoch = 0 | 1;

/**
 * Protects and opens records. There are two epochs, because nothing is ever renegotiated: 0 in the clear, 1 under the
 * keys of the handshake (RFC 6347 §4.1).
 */
export class RecordLayer {
  #reading: CipherState | undefined = undefined;
  #writing: CipherState | undefined = undefined;
  #plainSequence = 0;
  #protectedSequence = 0;
  readonly #window = new ReplayWindow();

  installKeys(reading: CipherState, writing: CipherState): void {
    assert(this.#reading === undefined, 'DTLS keys are installed once');
    this.#reading = reading;
    this.#writing = writing;
  }

  get hasKeys(): boolean {
    return this.#reading !== undefined;
  }

  /** Bytes of a record before its payload. */
  prefixBytes(epoch: Epoch): number {
    return epoch === 0 ? RECORD_HEADER_BYTES : RECORD_HEADER_BYTES + this.#cipher().explicitNonceBytes;
  }

  /** Bytes of a record after its payload. */
  suffixBytes(epoch: Epoch): number {
    return epoch === 0 ? 0 : TAG_BYTES;
  }

  /** Makes a record of the payload `buffer[start, end)`, in place, with its prefix before and its suffix after it. */
  protect(epoch: Epoch, type: number, buffer: Uint8Array, start: number, end: number): void {
    if (epoch === 0) {
      writeRecordHeader(buffer, start - RECORD_HEADER_BYTES, type, 0, this.#plainSequence++, end - start);
      return;
    }
    const cipher = this.#cipher();
    const sequence = this.#protectedSequence++;
    cipher.seal(type, 1, sequence, buffer, start, end);
    const fragmentStart = start - cipher.explicitNonceBytes;
    writeRecordHeader(buffer, fragmentStart - RECORD_HEADER_BYTES, type, 1, sequence, end + TAG_BYTES - fragmentStart);
  }

  /**
   * Opens a record of epoch 1 in place and moves `start` and `end` of the header to its plaintext. False if it was
   * seen before (RFC 6347 §4.1.2.6), is forged, or too long.
   */
  open(header: RecordHeader, datagram: Uint8Array): boolean {
    const cipher = this.#reading;
    if (cipher === undefined || !this.#window.isFresh(header.sequence)) return false;
    if (!cipher.open(header.type, header.epoch, header.sequence, datagram, header.start, header.end)) return false;
    this.#window.mark(header.sequence);
    header.start += cipher.explicitNonceBytes;
    header.end -= TAG_BYTES;
    return header.end - header.start <= MAX_PLAINTEXT_BYTES;
  }

  #cipher(): CipherState {
    assert(this.#writing !== undefined, 'DTLS keys are there before they are used');
    return this.#writing;
  }
}
