import { readUint16, strictTextOfUtf8, utf8Of } from '../../util/bytes.ts';
import { ChunkType } from './chunk-type.ts';
import { readTlvs, writeTlvChunk } from './tlv.ts';

/** Error causes, RFC 9260 §3.3.10. */
export const CauseCode = {
  invalidStreamIdentifier: 1,
  missingMandatoryParameter: 2,
  staleCookie: 3,
  outOfResource: 4,
  unresolvableAddress: 5,
  unrecognizedChunkType: 6,
  invalidMandatoryParameter: 7,
  unrecognizedParameters: 8,
  noUserData: 9,
  cookieReceivedWhileShuttingDown: 10,
  restartWithNewAddresses: 11,
  userInitiatedAbort: 12,
  protocolViolation: 13,
} as const;

/** What an ABORT said. */
export interface AbortCause {
  readonly code: number | undefined;
  readonly text: string;
}

/**
 * ABORT, RFC 9260 §3.3.7: one cause.
 * ```
 * |   Type = 6    |  Reserved   |T|            Length             |
 * |                   zero or more Error Causes                   |
 * ```
 */
export function writeAbort(code: number, text: string): Uint8Array {
  return writeTlvChunk(ChunkType.abort, 0, NOTHING, [{ type: code, value: utf8Of(text) }]);
}

/** The first cause of an ABORT or ERROR. Causes that cannot be read are no cause. */
export function readFirstCause(value: Uint8Array): AbortCause {
  const cause = readTlvs(value)?.[0];
  if (cause === undefined) return { code: undefined, text: '' };
  const isText = cause.type === CauseCode.userInitiatedAbort || cause.type === CauseCode.protocolViolation;
  return { code: cause.type, text: isText ? (strictTextOfUtf8(cause.value) ?? '') : '' };
}

/** ERROR, RFC 9260 §3.3.10, with one cause. */
export function writeError(code: number, value: Uint8Array): Uint8Array {
  return writeTlvChunk(ChunkType.error, 0, NOTHING, [{ type: code, value }]);
}

/** Stream Identifier and two reserved bytes, §3.3.10.1. */
export function invalidStreamValue(streamId: number): Uint8Array {
  return Uint8Array.of(streamId >> 8, streamId & 0xff, 0, 0);
}

/** Whether an ERROR says that our cookie came too late, §3.3.10.3. */
export function saysStaleCookie(value: Uint8Array): boolean {
  return value.length >= 2 && readUint16(value, 0) === CauseCode.staleCookie;
}

const NOTHING = new Uint8Array(0);
