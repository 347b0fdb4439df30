import { ByteWriter } from '../../util/byte-writer.ts';
import { utf8Of } from '../../util/bytes.ts';
import { parseIpAddress } from '../../util/ip-address.ts';

/**
 * The blocks of a pcapng file, draft-ietf-opsawg-pcapng §4, big-endian (the byte-order magic says so):
 * ```
 * |                          Block Type                           |
 * |                      Block Total Length                       |
 * |           Block Body, variable length, padded to 32 bits      |
 * |                      Block Total Length                       |
 * ```
 */
const BlockType = {
  section: 0x0a0d_0d0a,
  interface: 0x0000_0001,
  nameResolution: 0x0000_0004,
  enhancedPacket: 0x0000_0006,
  decryptionSecrets: 0x0000_000a,
} as const;

const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
/** LINKTYPE_RAW: packets begin with an IPv4 or IPv6 header. */
const LINKTYPE_RAW = 101;
/** "TLSK", a key log of NSS. */
const SECRETS_TLS_KEY_LOG = 0x544c_534b;
/** Timestamps in 10⁻⁹ s. */
const NANOSECONDS = 9;

const END_OF_OPTIONS = 0;
const Option = { comment: 1, userApplication: 4, interfaceName: 2, timestampResolution: 9, packetFlags: 2 } as const;

/** Which way a packet passes its interface. */
export const Direction = { inbound: 1, outbound: 2 } as const;

/** §4.1 */
export function sectionHeader(application: string, comment: string): Uint8Array {
  return block(BlockType.section, (body) => {
    body.uint32(BYTE_ORDER_MAGIC).uint16(1).uint16(0).uint32(0xffff_ffff).uint32(0xffff_ffff);
    textOption(body, Option.comment, comment);
    textOption(body, Option.userApplication, application);
    body.uint32(END_OF_OPTIONS);
  });
}

/** §4.2; interfaces are numbered from 0 in the order of their blocks. */
export function interfaceDescription(name: string): Uint8Array {
  return block(BlockType.interface, (body) => {
    body.uint16(LINKTYPE_RAW).uint16(0).uint32(0);
    textOption(body, Option.interfaceName, name);
    option(body, Option.timestampResolution, Uint8Array.of(NANOSECONDS));
    body.uint32(END_OF_OPTIONS);
  });
}

/** §4.5 */
export function nameResolution(address: string, name: string): Uint8Array | undefined {
  const bytes = parseIpAddress(address);
  if (bytes === undefined) return undefined;
  const isIpv6 = bytes.length === 16;
  return block(BlockType.nameResolution, (body) => {
    option(body, isIpv6 ? 2 : 1, Uint8Array.of(...bytes, ...utf8Of(name), 0));
    body.uint32(END_OF_OPTIONS);
  });
}

/** §4.7, with lines of the NSS key log format. */
export function decryptionSecrets(keyLog: string): Uint8Array {
  return block(BlockType.decryptionSecrets, (body) => {
    const secrets = utf8Of(keyLog);
    body.uint32(SECRETS_TLS_KEY_LOG).uint32(secrets.length);
    padded(body, secrets);
  });
}

export interface CapturedPacket {
  readonly interfaceId: number;
  readonly unixNs: bigint;
  /** Its first bytes, or all of it. */
  readonly bytes: Uint8Array;
  /** Of the whole packet. */
  readonly length: number;
  readonly direction: (typeof Direction)[keyof typeof Direction];
  readonly comments: readonly string[];
}

/** §4.3 */
export function enhancedPacket(packet: CapturedPacket): Uint8Array {
  const { interfaceId, unixNs, bytes, length, direction, comments } = packet;
  return block(BlockType.enhancedPacket, (body) => {
    body
      .uint32(interfaceId)
      .uint32(Number(unixNs >> 32n))
      .uint32(Number(unixNs & 0xffff_ffffn));
    body.uint32(bytes.length).uint32(length);
    padded(body, bytes);
    for (const comment of comments) textOption(body, Option.comment, comment);
    option(body, Option.packetFlags, Uint8Array.of(0, 0, 0, direction));
    body.uint32(END_OF_OPTIONS);
  });
}

function block(type: number, write: (body: ByteWriter) => void): Uint8Array {
  const body = new ByteWriter();
  write(body);
  const length = body.length + 12;
  return new ByteWriter(length).uint32(type).uint32(length).bytes(body.take()).uint32(length).take();
}

/** §3.5 */
function option(body: ByteWriter, code: number, value: Uint8Array): void {
  body.uint16(code).uint16(value.length);
  padded(body, value);
}

function textOption(body: ByteWriter, code: number, text: string): void {
  option(body, code, utf8Of(text).subarray(0, 0xffff));
}

function padded(body: ByteWriter, bytes: Uint8Array): void {
  body.bytes(bytes).zeros((4 - (bytes.length % 4)) % 4);
}
