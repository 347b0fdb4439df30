import { classify } from '../../transport/classify.ts';
import { isChannelData, readChannelData, channelOf } from '../../turn/channel-data.ts';
import type { TraceSegment } from '../entries.ts';
import { describeDtls } from './describe-dtls.ts';
import { describeStun } from './describe-stun.ts';
import type { OpenRecord, PacketDescription } from './packet-description.ts';

/**
 * What a UDP payload carries: STUN and TURN messages, DTLS flights, and inside records that `open` can decrypt SCTP
 * chunks and data-channel messages. Never throws; whatever cannot be read is said to be so.
 */
export function describePacket(bytes: Uint8Array, open?: OpenRecord): PacketDescription {
  if (bytes.length === 0) return { kind: 'other', text: 'empty' };
  if (isChannelData(bytes[0])) return describeChannelData(bytes, open);
  switch (classify(bytes[0])) {
    case 'stun':
      return describeStun(bytes, (inner) => describePacket(inner, open));
    case 'dtls':
      return describeDtls(bytes, open);
    case 'rtp':
      return { kind: 'other', text: `RTP or RTCP, ${bytes.length} bytes` };
    default:
      return { kind: 'other', text: `${bytes.length} bytes of another kind` };
  }
}

/** A TCP segment; its payload is told where it is TURN's (a message may begin in another segment). */
export function describeSegment(bytes: Uint8Array, { flags }: TraceSegment, open?: OpenRecord): PacketDescription {
  const names = Array.from(flags, (flag) => FLAG_NAMES[flag] ?? flag).join(' ');
  if (bytes.length === 0) return { kind: 'tcp', text: `TCP ${names}` };
  const inner = isChannelData(bytes[0]) || classify(bytes[0]) === 'stun' ? describePacket(bytes, open) : undefined;
  if (inner === undefined || inner.isMalformed) return { kind: 'tcp', text: `TCP ${bytes.length} bytes` };
  return { ...inner, text: `TCP: ${inner.text}` };
}

const FLAG_NAMES: Readonly<Record<string, string>> = { S: 'SYN', A: 'ACK', F: 'FIN', R: 'RST' };

function describeChannelData(bytes: Uint8Array, open: OpenRecord | undefined): PacketDescription {
  const data = readChannelData(bytes);
  if (data === undefined) return { kind: 'turn', text: 'TURN ChannelData, malformed', isMalformed: true };
  const inner = describePacket(data, open);
  return { kind: inner.kind, text: `TURN channel 0x${channelOf(bytes).toString(16)}: ${inner.text}` };
}
