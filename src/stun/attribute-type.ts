/** Attribute types this side understands: RFC 8489 §18.3, RFC 8445 §16.1. */
export const AttributeType = {
  mappedAddress: 0x0001,
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  realm: 0x0014,
  nonce: 0x0015,
  messageIntegritySha256: 0x001c,
  passwordAlgorithm: 0x001d,
  userHash: 0x001e,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  passwordAlgorithms: 0x8002,
  alternateDomain: 0x8003,
  software: 0x8022,
  alternateServer: 0x8023,
  fingerprint: 0x8028,
  iceControlled: 0x8029,
  iceControlling: 0x802a,
} as const;

/** A receiver that does not know such an attribute must refuse the message, RFC 8489 §14. */
export function isComprehensionRequired(type: number): boolean {
  return type < 0x8000;
}

export function isKnownAttribute(type: number): boolean {
  return KNOWN.has(type);
}

const KNOWN: ReadonlySet<number> = new Set(Object.values(AttributeType));
