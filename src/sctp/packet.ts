import { readUint16, readUint32, writeUint16, writeUint32 } from '../util/bytes.ts';
import { crc32c } from '../util/crc32c.ts';

/**
 * The common header, RFC 9260 §3.1.
 * ```
 * |      Source Port Number       |    Destination Port Number    |
 * |                       Verification Tag                        |
 * |                           Checksum                            |
 * ```
 */
export const COMMON_HEADER_BYTES = 12;

export function readDestinationPort(packet: Uint8Array): number {
  return readUint16(packet, 2);
}

export function readSourcePort(packet: Uint8Array): number {
  return readUint16(packet, 0);
}

export function readVerificationTag(packet: Uint8Array): number {
  return readUint32(packet, 4);
}

/** With a checksum of zero, for `writeChecksum` to replace. */
export function writeCommonHeader(packet: Uint8Array, sourcePort: number, destinationPort: number, tag: number): void {
  writeUint16(packet, 0, sourcePort);
  writeUint16(packet, 2, destinationPort);
  writeUint32(packet, 4, tag);
  writeUint32(packet, 8, 0);
}

/** CRC32c over the whole packet with the field zeroed, transmitted least significant byte first (appendix A). */
export function writeChecksum(packet: Uint8Array): void {
  const crc = crc32c(packet);
  packet[8] = crc;
  packet[9] = crc >>> 8;
  packet[10] = crc >>> 16;
  packet[11] = crc >>> 24;
}

export function hasZeroChecksum(packet: Uint8Array): boolean {
  return (packet[8] | packet[9] | packet[10] | packet[11]) === 0;
}

export function isChecksumRight(packet: Uint8Array): boolean {
  const b0 = packet[8];
  const b1 = packet[9];
  const b2 = packet[10];
  const b3 = packet[11];
  packet[8] = packet[9] = packet[10] = packet[11] = 0;
  const crc = crc32c(packet);
  packet[8] = b0;
  packet[9] = b1;
  packet[10] = b2;
  packet[11] = b3;
  return (crc & 0xff) === b0 && ((crc >>> 8) & 0xff) === b1 && ((crc >>> 16) & 0xff) === b2 && crc >>> 24 === b3;
}
