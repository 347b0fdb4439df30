import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';
import { strictTextOfUtf8, utf8Of } from '../util/bytes.ts';
import { channelTypeOf, reliabilityOf, type Reliability } from './channel-type.ts';

/** DATA_CHANNEL_OPEN, RFC 8832 §5.1. */
export interface OpenMessage extends Reliability {
  readonly type: 'open';
  /** 0…65535, RFC 8831 §6.4. */
  readonly priority: number;
  readonly label: string;
  readonly protocol: string;
}

/** DATA_CHANNEL_ACK, RFC 8832 §5.2. */
export interface AckMessage {
  readonly type: 'ack';
}

const DATA_CHANNEL_ACK = 0x02;
const DATA_CHANNEL_OPEN = 0x03;

/**
 * ```text
 * | Message Type  | Channel Type  |           Priority            |
 * |                    Reliability Parameter                      |
 * |         Label Length          |       Protocol Length         |
 * | Label … | Protocol …
 * ```
 */
export function writeOpenMessage(message: OpenMessage): Uint8Array {
  const { type, parameter } = channelTypeOf(message);
  const label = utf8Of(message.label);
  const protocol = utf8Of(message.protocol);
  return new ByteWriter(12 + label.length + protocol.length)
    .uint8(DATA_CHANNEL_OPEN)
    .uint8(type)
    .uint16(message.priority)
    .uint32(parameter)
    .uint16(label.length)
    .uint16(protocol.length)
    .bytes(label)
    .bytes(protocol)
    .take();
}

export function writeAckMessage(): Uint8Array {
  return new Uint8Array([DATA_CHANNEL_ACK]);
}

/** `undefined` for anything malformed. Bytes after an ACK are ignored, as RFC 8832 leaves room for them. */
export function readMessage(bytes: Uint8Array): OpenMessage | AckMessage | undefined {
  const reader = new ByteReader(bytes);
  const messageType = reader.uint8();
  if (!reader.isOk) return undefined;
  if (messageType === DATA_CHANNEL_ACK) return { type: 'ack' };
  return messageType === DATA_CHANNEL_OPEN ? readOpenMessage(reader) : undefined;
}

function readOpenMessage(reader: ByteReader): OpenMessage | undefined {
  const type = reader.uint8();
  const priority = reader.uint16();
  const parameter = reader.uint32();
  const labelLength = reader.uint16();
  const protocolLength = reader.uint16();
  const label = strictTextOfUtf8(reader.bytes(labelLength));
  const protocol = strictTextOfUtf8(reader.bytes(protocolLength));
  const reliability = reliabilityOf({ type, parameter });
  if (!reader.isDone || label === undefined || protocol === undefined || reliability === undefined) return undefined;
  return { type: 'open', ...reliability, priority, label, protocol };
}
