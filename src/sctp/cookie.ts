import type { Crypto } from '../ports/crypto.ts';
import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';
import { concatBytes, equalSecrets } from '../util/bytes.ts';
import type { Peer } from './peer.ts';

/** What an INIT ACK lets the peer keep for us, RFC 9260 §5.1.3: all that it takes to build the association. */
export interface StateCookie {
  readonly createdAt: number;
  readonly localTag: number;
  readonly localInitialTsn: number;
  /** Tags of the association that existed already, §5.2.2; 0 where there was none. */
  readonly localTieTag: number;
  readonly peerTieTag: number;
  readonly peer: Peer;
}

export function sealCookie(crypto: Crypto, key: Uint8Array, cookie: StateCookie): Uint8Array {
  const { peer } = cookie;
  const body = new ByteWriter(64)
    .uint48(Math.round(cookie.createdAt))
    .uint32(cookie.localTag)
    .uint32(cookie.localInitialTsn)
    .uint32(cookie.localTieTag)
    .uint32(cookie.peerTieTag)
    .uint32(peer.tag)
    .uint32(peer.initialTsn)
    .uint32(peer.windowBytes)
    .uint16(peer.outgoingStreams)
    .uint16(peer.incomingStreams)
    .uint8(flagsOf(peer))
    .take();
  return concatBytes(body, crypto.hmac('sha-256', key, body));
}

/** Undefined for what we did not write. Its age is the caller's to judge. */
export function openCookie(crypto: Crypto, key: Uint8Array, bytes: Uint8Array): StateCookie | undefined {
  if (bytes.length !== BODY_BYTES + MAC_BYTES) return undefined;
  const body = bytes.subarray(0, BODY_BYTES);
  if (!equalSecrets(crypto.hmac('sha-256', key, body), bytes.subarray(BODY_BYTES))) return undefined;
  const reader = new ByteReader(body);
  return {
    createdAt: reader.uint48(),
    localTag: reader.uint32(),
    localInitialTsn: reader.uint32(),
    localTieTag: reader.uint32(),
    peerTieTag: reader.uint32(),
    peer: readPeer(reader),
  };
}

function readPeer(reader: ByteReader): Peer {
  const tag = reader.uint32();
  const initialTsn = reader.uint32();
  const windowBytes = reader.uint32();
  const outgoingStreams = reader.uint16();
  const incomingStreams = reader.uint16();
  const flags = reader.uint8();
  return {
    tag,
    initialTsn,
    windowBytes,
    outgoingStreams,
    incomingStreams,
    supportsPartialReliability: (flags & 1) !== 0,
    supportsReconfig: (flags & 2) !== 0,
    acceptsZeroChecksum: (flags & 4) !== 0,
  };
}

function flagsOf(peer: Peer): number {
  return (
    (peer.supportsPartialReliability ? 1 : 0) | (peer.supportsReconfig ? 2 : 0) | (peer.acceptsZeroChecksum ? 4 : 0)
  );
}

const BODY_BYTES = 39;
const MAC_BYTES = 32;
