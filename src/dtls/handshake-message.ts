import { writeUint16, writeUint24 } from '../util/bytes.ts';
import { HANDSHAKE_HEADER_BYTES } from './protocol.ts';

/** A whole handshake message. */
export interface HandshakeMessage {
  readonly type: number;
  readonly sequence: number;
  readonly body: Uint8Array;
  /** Header and body as if sent in one fragment: what the transcript hashes (RFC 6347 §4.2.6). */
  readonly bytes: Uint8Array;
}

export function handshakeMessage(type: number, sequence: number, body: Uint8Array): HandshakeMessage {
  const message = emptyHandshakeMessage(type, sequence, body.length);
  message.body.set(body);
  return message;
}

/** One whose body is still to be filled in. */
export function emptyHandshakeMessage(type: number, sequence: number, bodyBytes: number): HandshakeMessage {
  const bytes = new Uint8Array(HANDSHAKE_HEADER_BYTES + bodyBytes);
  writeHandshakeHeader(bytes, 0, type, bodyBytes, sequence, 0, bodyBytes);
  return { type, sequence, body: bytes.subarray(HANDSHAKE_HEADER_BYTES), bytes };
}

/** `msg_type(1) length(3) message_seq(2) fragment_offset(3) fragment_length(3)`, RFC 6347 §4.2.2. */
export function writeHandshakeHeader(
  bytes: Uint8Array,
  at: number,
  type: number,
  length: number,
  sequence: number,
  fragmentOffset: number,
  fragmentLength: number,
): void {
  bytes[at] = type;
  writeUint24(bytes, at + 1, length);
  writeUint16(bytes, at + 4, sequence);
  writeUint24(bytes, at + 6, fragmentOffset);
  writeUint24(bytes, at + 9, fragmentLength);
}
