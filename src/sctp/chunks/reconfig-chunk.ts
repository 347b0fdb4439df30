import { ByteReader } from '../../util/byte-reader.ts';
import { ByteWriter } from '../../util/byte-writer.ts';
import { ChunkType } from './chunk-type.ts';
import { type Tlv, readTlvs, writeTlvChunk } from './tlv.ts';

/**
 * RE-CONFIG, RFC 6525 §3.1: one or two parameters.
 * ```
 * | Type = 130    |  Chunk Flags  |      Chunk Length             |
 * |                  Re-configuration Parameter                   |
 * |             Re-configuration Parameter (optional)             |
 * ```
 */
export type ReconfigParameter =
  | OutgoingResetRequest
  | ReconfigResponse
  /** A request we know of and always deny: incoming reset, SSN/TSN reset, more streams (§4.2, §4.3, §4.5, §4.6). */
  | { readonly type: 'other-request'; readonly requestSequence: number };

/** Outgoing SSN Reset Request, §4.1. No streams means all of them. */
export interface OutgoingResetRequest {
  readonly type: 'outgoing-reset';
  readonly requestSequence: number;
  readonly responseSequence: number;
  readonly lastAssignedTsn: number;
  readonly streamIds: readonly number[];
}

/** Re-configuration Response, §4.4. */
export interface ReconfigResponse {
  readonly type: 'response';
  readonly responseSequence: number;
  readonly result: number;
}

export const ReconfigResult = {
  nothingToDo: 0,
  performed: 1,
  denied: 2,
  wrongStream: 3,
  requestInProgress: 4,
  badSequenceNumber: 5,
  inProgress: 6,
} as const;

export function readReconfig(value: Uint8Array): ReconfigParameter[] | undefined {
  const tlvs = readTlvs(value);
  if (tlvs === undefined) return undefined;
  const parameters: ReconfigParameter[] = [];
  for (const tlv of tlvs) {
    const parameter = readParameter(tlv);
    if (parameter === undefined) return undefined;
    parameters.push(parameter);
  }
  return parameters;
}

export function writeReconfig(parameters: readonly (OutgoingResetRequest | ReconfigResponse)[]): Uint8Array {
  return writeTlvChunk(ChunkType.reconfig, 0, new Uint8Array(0), parameters.map(tlvOf));
}

function readParameter({ type, value }: Tlv): ReconfigParameter | undefined {
  if (type === Parameter.outgoingReset) return readOutgoingReset(value);
  const reader = new ByteReader(value);
  if (type === Parameter.response) {
    const response = { type: 'response', responseSequence: reader.uint32(), result: reader.uint32() } as const;
    return reader.isOk ? response : undefined;
  }
  const request = { type: 'other-request', requestSequence: reader.uint32() } as const;
  return reader.isOk && type >= Parameter.incomingReset && type <= Parameter.addIncoming ? request : undefined;
}

function readOutgoingReset(value: Uint8Array): OutgoingResetRequest | undefined {
  const reader = new ByteReader(value);
  const requestSequence = reader.uint32();
  const responseSequence = reader.uint32();
  const lastAssignedTsn = reader.uint32();
  const streamIds: number[] = [];
  while (reader.remaining >= 2) streamIds.push(reader.uint16());
  if (!reader.isDone) return undefined;
  return { type: 'outgoing-reset', requestSequence, responseSequence, lastAssignedTsn, streamIds };
}

function tlvOf(parameter: OutgoingResetRequest | ReconfigResponse): Tlv {
  const writer = new ByteWriter();
  if (parameter.type === 'response') {
    writer.uint32(parameter.responseSequence).uint32(parameter.result);
    return { type: Parameter.response, value: writer.take() };
  }
  writer
    .uint32(parameter.requestSequence)
    .uint32(parameter.responseSequence)
    .uint32(parameter.lastAssignedTsn >>> 0);
  for (const streamId of parameter.streamIds) writer.uint16(streamId);
  return { type: Parameter.outgoingReset, value: writer.take() };
}

const Parameter = { outgoingReset: 13, incomingReset: 14, response: 16, addIncoming: 18 } as const;
