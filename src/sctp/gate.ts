import { CHUNK_HEADER_BYTES, ChunkType } from './chunks/chunk-type.ts';
import {
  COMMON_HEADER_BYTES,
  hasZeroChecksum,
  isChecksumRight,
  readDestinationPort,
  readSourcePort,
  readVerificationTag,
} from './packet.ts';

/** What a packet has to fit. */
export interface GateFacts {
  readonly localPort: number;
  readonly remotePort: number;
  /** We announced that packets may come without checksum. */
  readonly acceptsZeroChecksum: boolean;
}

/** Whether a packet is for this association, and whole. `peerTag` is undefined before the peer is known. */
export function isAcceptable(
  packet: Uint8Array,
  facts: GateFacts,
  localTag: number,
  peerTag: number | undefined,
): boolean {
  if (packet.length < COMMON_HEADER_BYTES + CHUNK_HEADER_BYTES) return false;
  if (readDestinationPort(packet) !== facts.localPort || readSourcePort(packet) !== facts.remotePort) return false;
  return hasRightTag(packet, localTag, peerTag) && hasRightChecksum(packet, facts.acceptsZeroChecksum);
}

/** RFC 9260 §8.5, by the first chunk. A COOKIE ECHO is checked against the cookie itself. */
function hasRightTag(packet: Uint8Array, localTag: number, peerTag: number | undefined): boolean {
  const tag = readVerificationTag(packet);
  switch (packet[COMMON_HEADER_BYTES]) {
    case ChunkType.init:
      return tag === 0;
    case ChunkType.cookieEcho:
      return tag !== 0;
    case ChunkType.abort:
    case ChunkType.shutdownComplete:
      return isTagReflected(packet) ? tag === peerTag : tag === localTag;
    default:
      return tag === localTag;
  }
}

/** The T bit. */
function isTagReflected(packet: Uint8Array): boolean {
  return (packet[COMMON_HEADER_BYTES + 1] & 1) !== 0;
}

/** What we announced decides, RFC 9653 §5.3; an INIT always carries one. */
function hasRightChecksum(packet: Uint8Array, acceptsZero: boolean): boolean {
  const mayOmit = acceptsZero && packet[COMMON_HEADER_BYTES] !== ChunkType.init;
  return (mayOmit && hasZeroChecksum(packet)) || isChecksumRight(packet);
}
