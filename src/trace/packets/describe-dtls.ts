import { Alert, ContentType, HANDSHAKE_HEADER_BYTES, HandshakeType } from '../../dtls/protocol.ts';
import { RecordHeader } from '../../dtls/record.ts';
import { readUint24 } from '../../util/bytes.ts';
import { describeSctp } from './describe-sctp.ts';
import type { OpenRecord, PacketDescription } from './packet-description.ts';

/** The records of one datagram, RFC 6347 §4.1. */
export function describeDtls(datagram: Uint8Array, open?: OpenRecord): PacketDescription {
  const header = new RecordHeader();
  const records: PacketDescription[] = [];
  for (let offset = 0; offset < datagram.length; offset = header.end) {
    if (!header.read(datagram, offset)) {
      records.push({ kind: 'dtls', text: 'malformed', isMalformed: true });
      break;
    }
    records.push(describeRecord(datagram, header, open));
  }
  if (records.length === 1 && records[0].kind !== 'dtls') return records[0];
  const isMalformed = records.some((record) => record.isMalformed);
  return { kind: 'dtls', text: `DTLS ${texts(records)}`, ...(isMalformed && { isMalformed }) };
}

/** The plaintexts of a datagram's application data: the SCTP packets it carries. */
export function openApplicationData(datagram: Uint8Array, open: OpenRecord): Uint8Array[] {
  const header = new RecordHeader();
  const opened: Uint8Array[] = [];
  for (let offset = 0; offset < datagram.length && header.read(datagram, offset); offset = header.end) {
    if (header.type !== ContentType.applicationData || header.epoch === 0) continue;
    const plaintext = open(datagram, header);
    if (plaintext !== undefined) opened.push(plaintext);
  }
  return opened;
}

function describeRecord(datagram: Uint8Array, header: RecordHeader, open: OpenRecord | undefined): PacketDescription {
  const { type, epoch, start, end } = header;
  const payload = epoch === 0 ? datagram.subarray(start, end) : open?.(datagram, header);
  if (payload === undefined) return { kind: 'dtls', text: `${contentName(type)} (encrypted, ${end - start} bytes)` };
  switch (type) {
    case ContentType.handshake:
      return { kind: 'dtls', text: describeHandshake(payload) };
    case ContentType.alert:
      return { kind: 'dtls', text: `alert ${ALERTS.get(payload[1]) ?? payload[1]}` };
    case ContentType.applicationData:
      return describeSctp(payload);
    default:
      return { kind: 'dtls', text: contentName(type) };
  }
}

/** One record may hold several messages, or a part of one. */
function describeHandshake(payload: Uint8Array): string {
  const messages: string[] = [];
  for (let offset = 0; offset + HANDSHAKE_HEADER_BYTES <= payload.length;) {
    const length = readUint24(payload, offset + 1);
    const fragmentOffset = readUint24(payload, offset + 6);
    const fragmentLength = readUint24(payload, offset + 9);
    const part = fragmentLength < length ? ` (${fragmentOffset}–${fragmentOffset + fragmentLength} of ${length})` : '';
    messages.push(`${MESSAGES.get(payload[offset]) ?? `handshake ${payload[offset]}`}${part}`);
    offset += HANDSHAKE_HEADER_BYTES + fragmentLength;
  }
  return messages.join(', ');
}

function texts(records: readonly PacketDescription[]): string {
  return records.map(({ text }) => text).join(', ');
}

function contentName(type: number): string {
  return CONTENTS.get(type) ?? `content ${type}`;
}

const CONTENTS: ReadonlyMap<number, string> = new Map([
  [ContentType.changeCipherSpec, 'ChangeCipherSpec'],
  [ContentType.alert, 'alert'],
  [ContentType.handshake, 'Finished'], // what follows the change of keys, RFC 5246 §7.4.9
  [ContentType.applicationData, 'data'],
]);

const MESSAGES: ReadonlyMap<number, string> = namesOf(HandshakeType);
const ALERTS: ReadonlyMap<number, string> = namesOf(Alert, (name) => name);

function namesOf(
  numbers: Readonly<Record<string, number>>,
  spell = (name: string): string => name[0].toUpperCase() + name.slice(1),
): ReadonlyMap<number, string> {
  return new Map(Object.entries(numbers).map(([name, number]) => [number, spell(name)]));
}
