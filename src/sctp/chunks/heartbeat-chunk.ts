import { readUint16, readUint32, writeUint16, writeUint32 } from '../../util/bytes.ts';
import { ChunkType } from './chunk-type.ts';
import { readTlvs, writeChunk, writeTlvChunk } from './tlv.ts';

/**
 * HEARTBEAT and HEARTBEAT ACK, RFC 9260 §3.3.5 and §3.3.6. The information is the sender's own affair; ours is:
 * ```
 * |      Heartbeat Info Type = 1  |       Info Length = 16        |
 * |                             Nonce                             |
 * |                     Send time, 1/16 ms                        |
 * |  Probed packet size, or 0     |           reserved            |
 * ```
 */
export interface HeartbeatInfo {
  /** Random, so that nobody can acknowledge what was not sent (§8.3). */
  readonly nonce: number;
  readonly sentTime: number;
  /** The size of the packet that carries it, when it probes the path MTU; else 0. */
  readonly probeBytes: number;
}

export function writeHeartbeat(info: HeartbeatInfo): Uint8Array {
  const value = new Uint8Array(INFO_BYTES);
  writeUint32(value, 0, info.nonce);
  writeUint32(value, 4, Math.round(info.sentTime * 16) >>> 0);
  writeUint16(value, 8, info.probeBytes);
  return writeTlvChunk(ChunkType.heartbeat, 0, NOTHING, [{ type: HEARTBEAT_INFO, value }]);
}

/** The echo of what we wrote; undefined for anything else. `roundTripMs` is exact to 1/16 ms. */
export function readHeartbeatAck(
  value: Uint8Array,
  now: number,
): { readonly nonce: number; readonly roundTripMs: number; readonly probeBytes: number } | undefined {
  const info = readTlvs(value)?.[0];
  if (info?.type !== HEARTBEAT_INFO || info.value.length !== INFO_BYTES) return undefined;
  const elapsed = (Math.round(now * 16) - readUint32(info.value, 4)) >>> 0;
  return {
    nonce: readUint32(info.value, 0),
    roundTripMs: elapsed / 16,
    probeBytes: readUint16(info.value, 8),
  };
}

/** The answer returns the information untouched. */
export function writeHeartbeatAck(value: Uint8Array): Uint8Array {
  return writeChunk(ChunkType.heartbeatAck, 0, value);
}

/** PAD, RFC 4820 §3: makes a packet `chunkBytes` longer. */
export function writePad(chunkBytes: number): Uint8Array {
  return writeChunk(ChunkType.pad, 0, new Uint8Array(chunkBytes - 4));
}

const HEARTBEAT_INFO = 1;
const INFO_BYTES = 12;
const NOTHING = new Uint8Array(0);
