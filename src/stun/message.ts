import { readUint16 } from '../util/bytes.ts';
import { AttributeType, isComprehensionRequired, isKnownAttribute } from './attribute-type.ts';
import { HEADER_BYTES, readHeader } from './header.ts';
import type { StunClass, StunHeader } from './header.ts';

export interface StunAttribute {
  readonly type: number;
  /** Without padding; a view of the datagram. */
  readonly value: Uint8Array;
  /** Where the attribute's own header starts in the message. */
  readonly offset: number;
}

/** A received message: header fields, and attributes in the order they came. A view of the datagram it was read from. */
export class StunMessage {
  readonly class: StunClass;
  readonly method: number;
  readonly transactionId: Uint8Array;
  readonly attributes: readonly StunAttribute[];
  readonly bytes: Uint8Array;

  constructor(header: StunHeader, attributes: readonly StunAttribute[], bytes: Uint8Array) {
    this.class = header.class;
    this.method = header.method;
    this.transactionId = header.transactionId;
    this.attributes = attributes;
    this.bytes = bytes;
  }

  /** The first attribute of a type: repetitions are ignored, RFC 8489 §14. */
  attribute(type: number): StunAttribute | undefined {
    const { attributes } = this;
    for (let i = 0; i < attributes.length; i++) if (attributes[i].type === type) return attributes[i];
    return undefined;
  }

  value(type: number): Uint8Array | undefined {
    return this.attribute(type)?.value;
  }

  has(type: number): boolean {
    return this.attribute(type) !== undefined;
  }

  /** Comprehension-required attribute types nobody here knows, `alsoKnown` (TURN's, say) excepted. */
  unknownAttributes(alsoKnown?: ReadonlySet<number>): number[] {
    const unknown: number[] = [];
    for (const { type } of this.attributes) {
      if (isComprehensionRequired(type) && !isKnownAttribute(type) && !alsoKnown?.has(type)) unknown.push(type);
    }
    return unknown;
  }
}

/** `undefined` unless the datagram is exactly one well-formed STUN message (RFC 8489 §5, §14). */
export function readStunMessage(datagram: Uint8Array): StunMessage | undefined {
  const header = readHeader(datagram);
  if (header === undefined) return undefined;
  const attributes = readAttributes(datagram);
  return attributes === undefined ? undefined : new StunMessage(header, attributes, datagram);
}

function readAttributes(datagram: Uint8Array): StunAttribute[] | undefined {
  const attributes: StunAttribute[] = [];
  let guard = 0;
  for (let offset = HEADER_BYTES; offset < datagram.length;) {
    const type = readUint16(datagram, offset);
    const end = offset + 4 + readUint16(datagram, offset + 2);
    if (end > datagram.length) return undefined;
    if (guardOf(type) > guard || guard === 0) {
      attributes.push({ type, value: datagram.subarray(offset + 4, end), offset });
    }
    guard = Math.max(guard, guardOf(type));
    offset = (end + 3) & ~3;
  }
  return attributes;
}

/**
 * What follows an integrity attribute is not covered by it and must be ignored, except the attributes that may close
 * a message, in this order (RFC 8489 §14.5, §14.6, §14.7).
 */
function guardOf(type: number): number {
  if (type === AttributeType.messageIntegrity) return 1;
  if (type === AttributeType.messageIntegritySha256) return 2;
  if (type === AttributeType.fingerprint) return 3;
  return 0;
}
