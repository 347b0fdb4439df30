import { readUint16, readUint32, writeUint16, writeUint32 } from '../util/bytes.ts';

/** RFC 8489 §5, the two class bits. */
export type StunClass = 'request' | 'indication' | 'success' | 'error';

export const BINDING = 0x001;
export const MAGIC_COOKIE = 0x2112_a442;
export const HEADER_BYTES = 20;
export const TRANSACTION_ID_BYTES = 12;

export interface StunHeader {
  readonly class: StunClass;
  /** 12 bits. */
  readonly method: number;
  /** 12 bytes. */
  readonly transactionId: Uint8Array;
}

/**
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * |                         Magic Cookie                          |
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * `undefined` unless the datagram is exactly one STUN message.
 */
export function readHeader(datagram: Uint8Array): StunHeader | undefined {
  if (datagram.length < HEADER_BYTES || datagram[0] > 0x3f) return undefined;
  if (readUint32(datagram, 4) !== MAGIC_COOKIE) return undefined;
  const length = readUint16(datagram, 2);
  if (length % 4 !== 0 || length + HEADER_BYTES !== datagram.length) return undefined;
  const type = readUint16(datagram, 0);
  return { class: classOf(type), method: methodOf(type), transactionId: datagram.subarray(8, HEADER_BYTES) };
}

/** Writes a header that announces no attributes yet. */
export function writeHeader(bytes: Uint8Array, header: StunHeader): void {
  writeUint16(bytes, 0, messageType(header.class, header.method));
  writeUint16(bytes, 2, 0);
  writeUint32(bytes, 4, MAGIC_COOKIE);
  bytes.set(header.transactionId, 8);
}

/** The class bits C1 and C0 sit between the method's bits, RFC 8489 §5 figure 3. */
export function messageType(messageClass: StunClass, method: number): number {
  const bits = CLASSES.indexOf(messageClass);
  const spread = (method & 0xf) | ((method & 0x70) << 1) | ((method & 0xf80) << 2);
  return spread | ((bits & 1) << 4) | ((bits & 2) << 7);
}

function classOf(type: number): StunClass {
  return CLASSES[((type >> 4) & 1) | ((type >> 7) & 2)];
}

function methodOf(type: number): number {
  return (type & 0xf) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80);
}

const CLASSES: readonly StunClass[] = ['request', 'indication', 'success', 'error'];
