import { readUint32 } from '../util/bytes.ts';
import { crc32 } from '../util/crc32.ts';
import { AttributeType } from './attribute-type.ts';
import type { StunMessage } from './message.ts';

/** FINGERPRINT, RFC 8489 §14.7. Absence is a kind of its own: whether one is needed depends on the usage. */
export function checkFingerprint(message: StunMessage): 'valid' | 'invalid' | 'absent' {
  const attribute = message.attribute(AttributeType.fingerprint);
  if (attribute === undefined) return 'absent';
  const { bytes } = message;
  const { offset, length } = attribute;
  if (length !== 4 || offset + 8 !== bytes.length) return 'invalid';
  return readUint32(bytes, offset + 4) === fingerprintOf(bytes, offset) ? 'valid' : 'invalid';
}

/** Over everything before the attribute; the length in the header already counts it. */
export function fingerprintOf(bytes: Uint8Array, end: number): number {
  return (crc32(bytes, 0, end) ^ 0x5354_554e) >>> 0;
}
