import { readUint16, writeUint16 } from '../util/bytes.ts';
import type { Slab } from '../util/slab.ts';

export const CHANNEL_HEADER_BYTES = 4;

/** True for the first byte of ChannelData, RFC 8656 §12: STUN begins with 0…3. */
export function isChannelData(firstByte: number): boolean {
  return firstByte >= 0x40 && firstByte <= 0x4f;
}

/**
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Channel Number        |            Length             |
 * |                       Application Data                        |
 *
 * RFC 8656 §12.4. `isPadded` (to a multiple of four bytes) over TCP and TLS, §12.5.
 */
export function writeChannelData(channel: number, data: Uint8Array, isPadded: boolean, slab: Slab): Uint8Array {
  const end = CHANNEL_HEADER_BYTES + data.length;
  const message = slab.cut(isPadded ? (end + 3) & ~3 : end, 0, 0);
  writeUint16(message, 0, channel);
  writeUint16(message, 2, data.length);
  message.set(data, CHANNEL_HEADER_BYTES);
  return message;
}

export function channelOf(message: Uint8Array): number {
  return readUint16(message, 0);
}

/** The data, a view; `undefined` if there is less than the length says. More is padding, RFC 8656 §12.6. */
export function readChannelData(message: Uint8Array): Uint8Array | undefined {
  if (message.length < CHANNEL_HEADER_BYTES) return undefined;
  const end = CHANNEL_HEADER_BYTES + readUint16(message, 2);
  return end > message.length ? undefined : message.subarray(CHANNEL_HEADER_BYTES, end);
}
