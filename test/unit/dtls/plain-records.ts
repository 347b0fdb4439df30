import { writeHandshakeHeader } from '../../../src/dtls/handshake-message.ts';
import { ByteWriter } from '../../../src/util/byte-writer.ts';

const HANDSHAKE = 22;

/** Records in the clear with one fragment of a message each, of at most `size` bytes. */
export function records(type: number, sequence: number, body: Uint8Array, size = 1200): Uint8Array[] {
  const datagrams: Uint8Array[] = [];
  for (let offset = 0; offset < body.length; offset += size) {
    const piece = body.subarray(offset, offset + size);
    const writer = new ByteWriter().uint8(HANDSHAKE).uint16(0xfeff).uint16(0).uint48(datagrams.length);
    const header = new Uint8Array(12);
    writeHandshakeHeader(header, 0, type, body.length, sequence, offset, piece.length);
    datagrams.push(writer.vector(2, () => writer.bytes(header).bytes(piece)).take());
  }
  return datagrams;
}

/** Bodies of the messages in a datagram whose records are in the clear. */
export function messagesIn(datagram: Uint8Array): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (let at = 0; at < datagram.length;) {
    const length = (datagram[at + 11] << 8) | datagram[at + 12];
    bodies.push(datagram.subarray(at + 13 + 12, at + 13 + length));
    at += 13 + length;
  }
  return bodies;
}
