import { ByteReader } from '../../util/byte-reader.ts';
import { ByteWriter } from '../../util/byte-writer.ts';
import { ChunkType, unknownTypeAction } from './chunk-type.ts';
import { type Tlv, readTlvs, writeTlv, writeTlvChunk } from './tlv.ts';

/**
 * INIT and INIT ACK, RFC 9260 §3.3.2 and §3.3.3.
 * ```
 * |   Type = 1/2  |  Chunk Flags  |         Chunk Length          |
 * |                         Initiate Tag                          |
 * |           Advertised Receiver Window Credit (a_rwnd)          |
 * |  Number of Outbound Streams   |   Number of Inbound Streams   |
 * |                          Initial TSN                          |
 * |             Optional/Variable-Length Parameters               |
 * ```
 */
export interface InitChunk {
  readonly initiateTag: number;
  readonly windowBytes: number;
  readonly outgoingStreams: number;
  readonly incomingStreams: number;
  readonly initialTsn: number;
  /** FORWARD-TSN is understood, RFC 3758 §3.1. */
  readonly supportsPartialReliability: boolean;
  /** RE-CONFIG is understood, by the supported extensions of RFC 5061 §4.2.7. */
  readonly supportsReconfig: boolean;
  /** Packets without a checksum are taken where DTLS carries them, RFC 9653 §4. */
  readonly acceptsZeroChecksum: boolean;
  /** INIT ACK only: the state cookie. */
  readonly cookie?: Uint8Array;
  /** Parameters to report back as unrecognized, RFC 9260 §3.2.1, as they lay in the chunk. */
  readonly unrecognized?: readonly Uint8Array[];
}

export function readInit(value: Uint8Array): InitChunk | undefined {
  const reader = new ByteReader(value);
  const fixed = {
    initiateTag: reader.uint32(),
    windowBytes: reader.uint32(),
    outgoingStreams: reader.uint16(),
    incomingStreams: reader.uint16(),
    initialTsn: reader.uint32(),
  };
  const parameters = reader.isOk ? readTlvs(reader.rest()) : undefined;
  return parameters && { ...fixed, ...readParameters(parameters) };
}

export function writeInit(type: typeof ChunkType.init | typeof ChunkType.initAck, init: InitChunk): Uint8Array {
  const fixed = new ByteWriter(16)
    .uint32(init.initiateTag)
    .uint32(init.windowBytes)
    .uint16(init.outgoingStreams)
    .uint16(init.incomingStreams)
    .uint32(init.initialTsn);
  return writeTlvChunk(type, 0, fixed.take(), parametersOf(init));
}

function parametersOf(init: InitChunk): Tlv[] {
  const parameters: Tlv[] = [];
  if (init.cookie !== undefined) parameters.push({ type: Parameter.stateCookie, value: init.cookie });
  if (init.supportsPartialReliability)
    parameters.push({ type: Parameter.forwardTsnSupported, value: new Uint8Array(0) });
  parameters.push({ type: Parameter.supportedExtensions, value: extensionsOf(init) });
  if (init.acceptsZeroChecksum) parameters.push({ type: Parameter.zeroChecksumAcceptable, value: ZERO_CHECKSUM_DTLS });
  for (const value of init.unrecognized ?? []) parameters.push({ type: Parameter.unrecognizedParameter, value });
  return parameters;
}

function readParameters(parameters: readonly Tlv[]) {
  let cookie: Uint8Array | undefined;
  let supportsPartialReliability = false;
  let supportsReconfig = false;
  let acceptsZeroChecksum = false;
  const unrecognized: Uint8Array[] = [];
  for (const { type, value } of parameters) {
    if (type === Parameter.stateCookie) cookie = value;
    else if (type === Parameter.forwardTsnSupported) supportsPartialReliability = true;
    else if (type === Parameter.supportedExtensions) {
      supportsReconfig ||= value.includes(ChunkType.reconfig);
      supportsPartialReliability ||= value.includes(ChunkType.forwardTsn);
    } else if (type === Parameter.zeroChecksumAcceptable) acceptsZeroChecksum = isDtlsMethod(value);
    else if (!IGNORED_PARAMETERS.has(type)) {
      const action = unknownTypeAction(type >> 14);
      if (action.reports) unrecognized.push(writeTlv(type, value));
      if (!action.skips) break;
    }
  }
  return { cookie, supportsPartialReliability, supportsReconfig, acceptsZeroChecksum, unrecognized };
}

function extensionsOf(init: InitChunk): Uint8Array {
  const types: number[] = [];
  if (init.supportsReconfig) types.push(ChunkType.reconfig);
  if (init.supportsPartialReliability) types.push(ChunkType.forwardTsn);
  return Uint8Array.from(types);
}

/** Error detection method 1: SCTP over DTLS, RFC 9653 §8. */
const ZERO_CHECKSUM_DTLS = Uint8Array.of(0, 0, 0, 1);

function isDtlsMethod(value: Uint8Array): boolean {
  return value.length === 4 && value[3] === 1 && !(value[0] | value[1] | value[2]);
}

const Parameter = {
  stateCookie: 7,
  unrecognizedParameter: 8,
  zeroChecksumAcceptable: 0x8001,
  supportedExtensions: 0x8008,
  forwardTsnSupported: 0xc000,
} as const;

/** Known, and without meaning over DTLS: addresses (RFC 8261 §6.1), preservatives, authentication, adaptation. */
const IGNORED_PARAMETERS: ReadonlySet<number> = new Set([
  5, 6, 8, 9, 11, 12, 0x8000, 0x8002, 0x8003, 0x8004, 0x8005, 0xc001, 0xc002, 0xc003, 0xc004, 0xc005, 0xc006,
]);
