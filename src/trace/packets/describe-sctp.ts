import { readMessage } from '../../dcep/messages.ts';
import { PayloadProtocol, userMessageOf } from '../../dcep/payload-protocol.ts';
import { CHUNK_HEADER_BYTES, ChunkType, padded } from '../../sctp/chunks/chunk-type.ts';
import { DATA_HEADER_BYTES, DataFlag } from '../../sctp/chunks/data-chunk.ts';
import { readFirstCause } from '../../sctp/chunks/error-cause.ts';
import { readForwardTsn } from '../../sctp/chunks/forward-tsn-chunk.ts';
import { sackCumulativeTsn, sackGapCount, isSackWellFormed } from '../../sctp/chunks/sack-chunk.ts';
import { COMMON_HEADER_BYTES } from '../../sctp/packet.ts';
import { readUint16, readUint32 } from '../../util/bytes.ts';
import type { PacketDescription } from './packet-description.ts';

/** The chunks of an SCTP packet, RFC 9260 §3, and what data channels put into them, RFC 8831, RFC 8832. */
export function describeSctp(packet: Uint8Array): PacketDescription {
  const chunks: string[] = [];
  let hasData = false;
  for (let offset = COMMON_HEADER_BYTES; offset + CHUNK_HEADER_BYTES <= packet.length;) {
    const length = readUint16(packet, offset + 2);
    if (length < CHUNK_HEADER_BYTES || offset + length > packet.length) {
      return { kind: 'sctp', text: 'SCTP, malformed', isMalformed: true };
    }
    hasData ||= packet[offset] === ChunkType.data;
    chunks.push(describeChunk(packet, offset, length));
    offset += padded(length);
  }
  const more = chunks.length > SHOWN_CHUNKS ? ` and ${chunks.length - SHOWN_CHUNKS} more chunks` : '';
  return { kind: hasData ? 'data' : 'sctp', text: `SCTP ${chunks.slice(0, SHOWN_CHUNKS).join(', ')}${more}` };
}

/** The rest of a full packet is more of the same. */
const SHOWN_CHUNKS = 4;

function describeChunk(packet: Uint8Array, offset: number, length: number): string {
  const type = packet[offset];
  const value = packet.subarray(offset + CHUNK_HEADER_BYTES, offset + length);
  switch (type) {
    case ChunkType.data:
      return length < DATA_HEADER_BYTES ? 'DATA, malformed' : describeData(packet, offset, length);
    case ChunkType.sack:
      return isSackWellFormed(packet, offset, length) ? describeSack(packet, offset) : 'SACK, malformed';
    case ChunkType.abort:
    case ChunkType.error:
      return `${NAMES.get(type)} ${readFirstCause(value).text}`.trim();
    case ChunkType.forwardTsn:
      return `FORWARD TSN ${readForwardTsn(value)?.newCumulativeTsn ?? 'malformed'}`;
    default:
      return NAMES.get(type) ?? `chunk ${type}`;
  }
}

function describeSack(packet: Uint8Array, offset: number): string {
  const gaps = sackGapCount(packet, offset);
  const more = gaps === 0 ? '' : ` and ${gaps} block${gaps === 1 ? '' : 's'} beyond`;
  return `SACK ${sackCumulativeTsn(packet, offset)}${more}`;
}

function describeData(packet: Uint8Array, offset: number, length: number): string {
  const flags = packet[offset + 1];
  const streamId = readUint16(packet, offset + 8);
  const protocol = readUint32(packet, offset + 12);
  const data = packet.subarray(offset + DATA_HEADER_BYTES, offset + length);
  const isWhole = (flags & DataFlag.begin) !== 0 && (flags & DataFlag.end) !== 0;
  const what = isWhole ? describeMessage(protocol, data) : `${partOf(flags)} of a message, ${data.length} bytes`;
  const order = (flags & DataFlag.unordered) === 0 ? '' : ' unordered';
  return `DATA ${readUint32(packet, offset + 4)} stream ${streamId}${order}: ${what}`;
}

function partOf(flags: number): string {
  if ((flags & DataFlag.begin) !== 0) return 'beginning';
  return (flags & DataFlag.end) === 0 ? 'middle' : 'end';
}

const LONGEST_TEXT = 40;

function describeMessage(protocol: number, data: Uint8Array): string {
  if (protocol === PayloadProtocol.dcep) return describeDcep(data);
  const message = userMessageOf(protocol, data);
  if (typeof message !== 'string') return `${message?.length ?? data.length} bytes`;
  const shown = message.length > LONGEST_TEXT ? `${message.slice(0, LONGEST_TEXT)}…` : message;
  return JSON.stringify(shown);
}

function describeDcep(data: Uint8Array): string {
  const message = readMessage(data);
  if (message === undefined) return 'DCEP, malformed';
  return message.type === 'ack' ? 'DCEP ACK' : `DCEP OPEN ${JSON.stringify(message.label)}`;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [ChunkType.init, 'INIT'],
  [ChunkType.initAck, 'INIT ACK'],
  [ChunkType.heartbeat, 'HEARTBEAT'],
  [ChunkType.heartbeatAck, 'HEARTBEAT ACK'],
  [ChunkType.abort, 'ABORT'],
  [ChunkType.shutdown, 'SHUTDOWN'],
  [ChunkType.shutdownAck, 'SHUTDOWN ACK'],
  [ChunkType.error, 'ERROR'],
  [ChunkType.cookieEcho, 'COOKIE ECHO'],
  [ChunkType.cookieAck, 'COOKIE ACK'],
  [ChunkType.shutdownComplete, 'SHUTDOWN COMPLETE'],
  [ChunkType.reconfig, 'RE-CONFIG'],
  [ChunkType.pad, 'PAD'],
]);
