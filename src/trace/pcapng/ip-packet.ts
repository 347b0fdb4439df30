import { concatBytes, readUint16, writeUint16, writeUint32 } from '../../util/bytes.ts';
import { parseIpAddress } from '../../util/ip-address.ts';
import type { TraceSegment } from '../entries.ts';

/** The headers a packet would have had on a real network: the simulation carries payloads. */

/** IANA protocol numbers. */
const Protocol = { tcp: 6, udp: 17, sctp: 132 } as const;

const HOP_LIMIT = 64;
const DONT_FRAGMENT = 0x4000;

interface Way {
  readonly from: { readonly address: string; readonly port: number };
  readonly to: { readonly address: string; readonly port: number };
}

/** An IPv4 or IPv6 packet with a UDP datagram, RFC 768. `undefined` where an address is none. */
export function udpPacket(way: Way, payload: Uint8Array, identification: number): Uint8Array | undefined {
  const header = new Uint8Array(8);
  writeUint16(header, 0, way.from.port);
  writeUint16(header, 2, way.to.port);
  writeUint16(header, 4, header.length + payload.length);
  return withChecksum(way, Protocol.udp, concatBytes(header, payload), 6, identification);
}

/** The same with a TCP segment, RFC 9293 §3.1. */
export function tcpPacket(
  way: Way,
  { flags, sequence, acknowledgment }: TraceSegment,
  payload: Uint8Array,
  identification: number,
): Uint8Array | undefined {
  const header = new Uint8Array(20);
  writeUint16(header, 0, way.from.port);
  writeUint16(header, 2, way.to.port);
  writeUint32(header, 4, sequence);
  writeUint32(header, 8, acknowledgment);
  header[12] = (header.length / 4) << 4;
  for (const flag of flags) header[13] |= TCP_FLAGS[flag] ?? 0;
  if (payload.length > 0) header[13] |= PUSH;
  writeUint16(header, 14, 0xffff);
  return withChecksum(way, Protocol.tcp, concatBytes(header, payload), 16, identification);
}

const TCP_FLAGS: Readonly<Record<string, number>> = { F: 0x01, S: 0x02, R: 0x04, A: 0x10 };
const PUSH = 0x08;

/** The same with an SCTP packet, which has a checksum of its own. */
export function sctpPacket(way: Way, packet: Uint8Array, identification: number): Uint8Array | undefined {
  const ends = addressesOf(way);
  return ends === undefined ? undefined : ipPacket(ends, Protocol.sctp, packet, identification);
}

interface Ends {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

function addressesOf({ from, to }: Way): Ends | undefined {
  const ends = { from: parseIpAddress(from.address), to: parseIpAddress(to.address) };
  if (ends.from === undefined || ends.to === undefined || ends.from.length !== ends.to.length) return undefined;
  return ends as Ends;
}

/** The checksum that UDP and TCP compute alike, over a pseudo-header too: RFC 768, RFC 8200 §8.1. */
function withChecksum(
  way: Way,
  protocol: number,
  segment: Uint8Array,
  at: number,
  identification: number,
): Uint8Array | undefined {
  const ends = addressesOf(way);
  if (ends === undefined) return undefined;
  const pseudo = new Uint8Array(8);
  writeUint32(pseudo, 0, segment.length);
  pseudo[7] = protocol;
  const sum = checksumOf(concatBytes(ends.from, ends.to, pseudo, segment));
  // Zero would say that there is none.
  writeUint16(segment, at, sum === 0 && protocol === Protocol.udp ? 0xffff : sum);
  return ipPacket(ends, protocol, segment, identification);
}

function ipPacket({ from, to }: Ends, protocol: number, payload: Uint8Array, identification: number): Uint8Array {
  const header = from.length === 4 ? ipv4Header(from, to, payload.length) : ipv6Header(from, to, payload.length);
  if (from.length === 16) {
    header[6] = protocol;
    return concatBytes(header, payload);
  }
  writeUint16(header, 4, identification & 0xffff);
  header[9] = protocol;
  writeUint16(header, 10, checksumOf(header));
  return concatBytes(header, payload);
}

/** RFC 791 §3.1, without protocol, identification and checksum. */
function ipv4Header(from: Uint8Array, to: Uint8Array, payloadBytes: number): Uint8Array {
  const header = new Uint8Array(20);
  header[0] = 0x45;
  writeUint16(header, 2, header.length + payloadBytes);
  writeUint16(header, 6, DONT_FRAGMENT);
  header[8] = HOP_LIMIT;
  header.set(from, 12);
  header.set(to, 16);
  return header;
}

/** RFC 8200 §3, without the next header. */
function ipv6Header(from: Uint8Array, to: Uint8Array, payloadBytes: number): Uint8Array {
  const header = new Uint8Array(40);
  header[0] = 0x60;
  writeUint16(header, 4, payloadBytes);
  header[7] = HOP_LIMIT;
  header.set(from, 8);
  header.set(to, 24);
  return header;
}

/** RFC 1071 */
function checksumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) sum += readUint16(bytes, i);
  if (bytes.length % 2 === 1) sum += bytes[bytes.length - 1] << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
