import { readUint16, readUint32, writeUint16, writeUint32 } from '../../util/bytes.ts';
import { ChunkType } from './chunk-type.ts';

/**
 * SACK, RFC 9260 §3.3.4.
 * ```
 * |   Type = 3    |  Chunk Flags  |         Chunk Length          |
 * |                      Cumulative TSN Ack                       |
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
 * |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      |
 * |                       Duplicate TSN 1                         |
 * ```
 * Read where it lies: a SACK answers every second packet.
 */
export const SACK_HEADER_BYTES = 16;

/** Whether the counts of the SACK at `offset` fit its length. */
export function isSackWellFormed(packet: Uint8Array, offset: number, length: number): boolean {
  if (length < SACK_HEADER_BYTES) return false;
  const gaps = readUint16(packet, offset + 12);
  const duplicates = readUint16(packet, offset + 14);
  return SACK_HEADER_BYTES + 4 * (gaps + duplicates) <= length;
}

export function sackCumulativeTsn(packet: Uint8Array, offset: number): number {
  return readUint32(packet, offset + 4);
}

export function sackWindowBytes(packet: Uint8Array, offset: number): number {
  return readUint32(packet, offset + 8);
}

export function sackGapCount(packet: Uint8Array, offset: number): number {
  return readUint16(packet, offset + 12);
}

/** Distance from the cumulative TSN to the first TSN of block `index`. */
export function sackGapStart(packet: Uint8Array, offset: number, index: number): number {
  return readUint16(packet, offset + SACK_HEADER_BYTES + 4 * index);
}

/** Distance from the cumulative TSN to the last TSN of block `index`. */
export function sackGapEnd(packet: Uint8Array, offset: number, index: number): number {
  return readUint16(packet, offset + SACK_HEADER_BYTES + 4 * index + 2);
}

export function sackBytes(gapCount: number, duplicateCount: number): number {
  return SACK_HEADER_BYTES + 4 * (gapCount + duplicateCount);
}

/** `gaps` holds first and last TSN of each block in turn (unwrapped); only the first `gapCount` blocks are written. */
export function writeSack(
  packet: Uint8Array,
  offset: number,
  cumulativeTsn: number,
  windowBytes: number,
  gaps: readonly number[],
  gapCount: number,
  duplicates: readonly number[],
): void {
  packet[offset] = ChunkType.sack;
  packet[offset + 1] = 0;
  writeUint16(packet, offset + 2, sackBytes(gapCount, duplicates.length));
  writeUint32(packet, offset + 4, cumulativeTsn >>> 0);
  writeUint32(packet, offset + 8, windowBytes);
  writeUint16(packet, offset + 12, gapCount);
  writeUint16(packet, offset + 14, duplicates.length);
  let at = offset + SACK_HEADER_BYTES;
  for (let i = 0; i < 2 * gapCount; i++, at += 2) writeUint16(packet, at, gaps[i] - cumulativeTsn);
  for (let i = 0; i < duplicates.length; i++, at += 4) writeUint32(packet, at, duplicates[i] >>> 0);
}
