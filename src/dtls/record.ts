import { readUint16, readUint48, writeUint16, writeUint48 } from '../util/bytes.ts';
import { DTLS_1_0, DTLS_1_2, MAX_CIPHERTEXT_BYTES, RECORD_HEADER_BYTES } from './protocol.ts';

/**
 * The header of one record inside a datagram, RFC 6347 §4.1. One object is used for all records:
 *
 *     type(1) version(2) epoch(2) sequence_number(6) length(2) fragment(length)
 */
export class RecordHeader {
  type = 0;
  epoch = 0;
  sequence = 0;
  /** Where the fragment lies in the datagram; after opening, where the plaintext lies. */
  start = 0;
  end = 0;

  /** False if no whole record of our version stands at `offset`. */
  read(datagram: Uint8Array, offset: number): boolean {
    const start = offset + RECORD_HEADER_BYTES;
    if (start > datagram.length) return false;
    const version = readUint16(datagram, offset + 1);
    const length = readUint16(datagram, offset + 11);
    if (length > MAX_CIPHERTEXT_BYTES || start + length > datagram.length) return false;
    this.type = datagram[offset];
    this.epoch = readUint16(datagram, offset + 3);
    this.sequence = readUint48(datagram, offset + 5);
    this.start = start;
    this.end = start + length;
    // Until the version is agreed upon, hello messages may come under the older one (RFC 6347 §4.2.1).
    return version === DTLS_1_2 || (version === DTLS_1_0 && this.epoch === 0);
  }
}

export function writeRecordHeader(
  bytes: Uint8Array,
  offset: number,
  type: number,
  epoch: number,
  sequence: number,
  length: number,
): void {
  bytes[offset] = type;
  writeUint16(bytes, offset + 1, DTLS_1_2);
  writeUint16(bytes, offset + 3, epoch);
  writeUint48(bytes, offset + 5, sequence);
  writeUint16(bytes, offset + 11, length);
}
