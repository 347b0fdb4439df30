import { concatBytes, readUint16, writeUint16 } from '../../util/bytes.ts';
import { CHUNK_HEADER_BYTES, padded } from './chunk-type.ts';

/**
 * A parameter (RFC 9260 §3.2.1) or an error cause (§3.3.10): both are type, length, value, padding.
 * ```
 *  0                   1                   2                   3
 * |             Type              |            Length             |
 * |                         Value (Length - 4)                    |
 * ```
 */
export interface Tlv {
  readonly type: number;
  readonly value: Uint8Array;
}

/** All of a list; undefined when a length lies. */
export function readTlvs(bytes: Uint8Array): Tlv[] | undefined {
  const tlvs: Tlv[] = [];
  // The padding of the last one may be missing (RFC 9260 §3.2), hence the comparison with what a header needs.
  for (let offset = 0; offset + 4 <= bytes.length;) {
    const length = readUint16(bytes, offset + 2);
    if (length < 4 || offset + length > bytes.length) return undefined;
    tlvs.push({ type: readUint16(bytes, offset), value: bytes.subarray(offset + 4, offset + length) });
    offset += padded(length);
  }
  return tlvs;
}

/** One parameter or cause with its padding. */
export function writeTlv(type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(padded(4 + value.length));
  writeUint16(bytes, 0, type);
  writeUint16(bytes, 2, 4 + value.length);
  bytes.set(value, 4);
  return bytes;
}

/**
 * A chunk of fixed fields and parameters. Its length counts the padding between parameters, but not that of the last
 * one (RFC 9260 §3.2).
 */
export function writeTlvChunk(type: number, flags: number, fixed: Uint8Array, tlvs: readonly Tlv[]): Uint8Array {
  const chunk = writeChunk(type, flags, concatBytes(fixed, ...tlvs.map((tlv) => writeTlv(tlv.type, tlv.value))));
  const last = tlvs.at(-1);
  if (last !== undefined) writeUint16(chunk, 2, chunk.length - (padded(last.value.length) - last.value.length));
  return chunk;
}

/** A whole chunk around its value. The returned bytes include the padding; the length field does not. */
export function writeChunk(type: number, flags: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(padded(CHUNK_HEADER_BYTES + value.length));
  bytes[0] = type;
  bytes[1] = flags;
  writeUint16(bytes, 2, CHUNK_HEADER_BYTES + value.length);
  bytes.set(value, CHUNK_HEADER_BYTES);
  return bytes;
}
