import type { Crypto } from '../ports/crypto.ts';
import { equalSecrets, writeUint16 } from '../util/bytes.ts';
import { AttributeType } from './attribute-type.ts';
import { HEADER_BYTES } from './header.ts';
import type { StunAttribute, StunMessage } from './message.ts';

export const SHA1_BYTES = 20;
export const SHA256_BYTES = 32;

/** MESSAGE-INTEGRITY, RFC 8489 §14.5. False if absent or wrong. The key of a short-term credential is its password. */
export function hasValidIntegrity(message: StunMessage, crypto: Crypto, key: Uint8Array): boolean {
  const attribute = message.attribute(AttributeType.messageIntegrity);
  if (attribute?.length !== SHA1_BYTES) return false;
  return equalSecrets(attribute.value, crypto.hmac('sha-1', key, coveredBytes(message, attribute)));
}

/** MESSAGE-INTEGRITY-SHA256, RFC 8489 §14.6: the tag may be cut to any multiple of 4 from 16 to 32 bytes. */
export function hasValidIntegritySha256(message: StunMessage, crypto: Crypto, key: Uint8Array): boolean {
  const attribute = message.attribute(AttributeType.messageIntegritySha256);
  if (attribute === undefined) return false;
  const { length } = attribute;
  if (length < 16 || length > SHA256_BYTES || length % 4 !== 0) return false;
  const tag = crypto.hmac('sha-256', key, coveredBytes(message, attribute));
  return equalSecrets(attribute.value, tag.subarray(0, length));
}

/** The message up to the attribute, with a length field that ends with the attribute. */
function coveredBytes(message: StunMessage, attribute: StunAttribute): Uint8Array {
  const covered = message.bytes.slice(0, attribute.offset);
  writeUint16(covered, 2, attribute.end - HEADER_BYTES);
  return covered;
}
