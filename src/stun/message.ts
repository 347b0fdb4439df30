import { readUint16, readUint32 } from '../util/bytes.ts';
import { AttributeType, isComprehensionRequired, isKnownAttribute } from './attribute-type.ts';
import { HEADER_BYTES, readHeader } from './header.ts';
import type { StunClass, StunHeader } from './header.ts';

/** Where an attribute is in its message. Most values are numbers that are read in place: there is a view for who asks. */
export class StunAttribute {
  readonly type: number;
  /** Where the attribute's own header starts in the message. */
  readonly offset: number;
  /** Of the value, without padding. */
  readonly length: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, offset: number) {
    this.type = readUint16(bytes, offset);
    this.offset = offset;
    this.length = readUint16(bytes, offset + 2);
    this.#bytes = bytes;
  }

  /** A view of the datagram. */
  get value(): Uint8Array {
    return this.#bytes.subarray(this.offset + 4, this.end);
  }

  /** Behind the value, without padding. */
  get end(): number {
    return this.offset + 4 + this.length;
  }
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

  /** The value of an attribute that is a 32-bit number; `undefined` also if it has another size. */
  uint32(type: number): number | undefined {
    const attribute = this.attribute(type);
    return attribute?.length === 4 ? readUint32(this.bytes, attribute.offset + 4) : undefined;
  }

  has(type: number): boolean {
    return this.attribute(type) !== undefined;
  }

  /** Comprehension-required attribute types nobody here knows, `alsoKnown` (TURN's, say) excepted. */
  unknownAttributes(alsoKnown?: ReadonlySet<number>): number[] {
    const unknown: number[] = [];
    const { attributes } = this;
    for (let i = 0; i < attributes.length; i++) {
      const { type } = attributes[i];
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
    const attribute = new StunAttribute(datagram, offset);
    if (attribute.end > datagram.length) return undefined;
    const itsGuard = guardOf(attribute.type);
    if (itsGuard > guard || guard === 0) attributes.push(attribute);
    guard = Math.max(guard, itsGuard);
    offset = (attribute.end + 3) & ~3;
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
