import { readUint16, readUint32, writeUint16, writeUint32 } from '../../util/bytes.ts';
import { ChunkType } from './chunk-type.ts';
import { writeChunk } from './tlv.ts';

/**
 * FORWARD TSN, RFC 3758 §3.2.
 * ```
 * |  Type = 192   |  Flags = 0x00 |           Length              |
 * |                      New Cumulative TSN                       |
 * |         Stream-1              |       Stream Sequence-1       |
 * ```
 */
export interface ForwardTsnChunk {
  readonly newCumulativeTsn: number;
  /** The last ordered message skipped on each stream. */
  readonly skipped: readonly SkippedStream[];
}

export interface SkippedStream {
  readonly streamId: number;
  readonly streamSequence: number;
}

export function readForwardTsn(value: Uint8Array): ForwardTsnChunk | undefined {
  if (value.length < 4 || value.length % 4 !== 0) return undefined;
  const skipped: SkippedStream[] = [];
  for (let offset = 4; offset < value.length; offset += 4) {
    skipped.push({ streamId: readUint16(value, offset), streamSequence: readUint16(value, offset + 2) });
  }
  return { newCumulativeTsn: readUint32(value, 0), skipped };
}

/** Counters are unwrapped and wrap here. */
export function writeForwardTsn(chunk: ForwardTsnChunk): Uint8Array {
  const value = new Uint8Array(4 + 4 * chunk.skipped.length);
  writeUint32(value, 0, chunk.newCumulativeTsn >>> 0);
  let offset = 4;
  for (const { streamId, streamSequence } of chunk.skipped) {
    writeUint16(value, offset, streamId);
    writeUint16(value, offset + 2, streamSequence & 0xffff);
    offset += 4;
  }
  return writeChunk(ChunkType.forwardTsn, 0, value);
}
