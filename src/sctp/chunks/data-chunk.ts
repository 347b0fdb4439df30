import { writeUint16, writeUint32 } from '../../util/bytes.ts';
import { ChunkType } from './chunk-type.ts';

/**
 * DATA, RFC 9260 §3.3.1. Read field by field where it lies (`association.ts`), because it is the hot path.
 * ```
 * |   Type = 0    |  Res  |I|U|B|E|            Length             |
 * |                              TSN                              |
 * |      Stream Identifier        |   Stream Sequence Number      |
 * |                  Payload Protocol Identifier                  |
 * ```
 */
export const DATA_HEADER_BYTES = 16;

export const DataFlag = { end: 1, begin: 2, unordered: 4, immediate: 8 } as const;

/** Writes the header of a DATA chunk that carries `payloadBytes` bytes. Counters wrap here. */
export function writeDataHeader(
  packet: Uint8Array,
  offset: number,
  flags: number,
  payloadBytes: number,
  tsn: number,
  streamId: number,
  streamSequence: number,
  payloadProtocolId: number,
): void {
  packet[offset] = ChunkType.data;
  packet[offset + 1] = flags;
  writeUint16(packet, offset + 2, DATA_HEADER_BYTES + payloadBytes);
  writeUint32(packet, offset + 4, tsn >>> 0);
  writeUint16(packet, offset + 8, streamId);
  writeUint16(packet, offset + 10, streamSequence & 0xffff);
  writeUint32(packet, offset + 12, payloadProtocolId);
}
