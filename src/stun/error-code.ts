import { concatBytes, readUint16, textOfUtf8, utf8Of, writeUint16 } from '../util/bytes.ts';

/** ERROR-CODE, RFC 8489 §14.8. */
export interface StunError {
  /** 300…699. */
  readonly code: number;
  readonly reason: string;
}

export const BAD_REQUEST: StunError = { code: 400, reason: 'Bad Request' };
export const UNKNOWN_ATTRIBUTE: StunError = { code: 420, reason: 'Unknown Attribute' };
/** RFC 8445 §7.3.1.1. */
export const ROLE_CONFLICT: StunError = { code: 487, reason: 'Role Conflict' };

export function readErrorCode(value: Uint8Array): StunError | undefined {
  if (value.length < 4) return undefined;
  const hundreds = value[2] & 7;
  if (hundreds < 3 || hundreds > 6 || value[3] > 99) return undefined;
  return { code: 100 * hundreds + value[3], reason: textOfUtf8(value.subarray(4)) };
}

export function writeErrorCode({ code, reason }: StunError): Uint8Array {
  return concatBytes(new Uint8Array([0, 0, Math.floor(code / 100), code % 100]), utf8Of(reason));
}

/** UNKNOWN-ATTRIBUTES, RFC 8489 §14.13: types, 16 bits each. */
export function readUnknownAttributes(value: Uint8Array): number[] | undefined {
  if (value.length % 2 !== 0) return undefined;
  const types: number[] = [];
  for (let offset = 0; offset < value.length; offset += 2) types.push(readUint16(value, offset));
  return types;
}

export function writeUnknownAttributes(types: readonly number[]): Uint8Array {
  const value = new Uint8Array(2 * types.length);
  for (let i = 0; i < types.length; i++) writeUint16(value, 2 * i, types[i]);
  return value;
}
