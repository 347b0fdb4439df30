const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
const IPV6_FRAGMENT_HEADER_BYTES = 8;
const UDP_HEADER_BYTES = 8;

/** The IP packet that carries a datagram whole. */
export function packetBytesOf(payloadBytes: number, isIpv6: boolean): number {
  return payloadBytes + UDP_HEADER_BYTES + (isIpv6 ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES);
}

/** How many IP fragments carry a datagram that is too large for one packet: RFC 791 §3.2, RFC 8200 §4.5. */
export function fragmentsOf(payloadBytes: number, isIpv6: boolean, mtuBytes: number): number {
  // Every fragment but the last carries a multiple of eight bytes.
  const room = Math.max((mtuBytes - fragmentHeaderBytes(isIpv6)) & ~7, 8);
  return Math.ceil((payloadBytes + UDP_HEADER_BYTES) / room);
}

/** What the fragments are together. */
export function fragmentedBytesOf(payloadBytes: number, isIpv6: boolean, fragments: number): number {
  return payloadBytes + UDP_HEADER_BYTES + fragments * fragmentHeaderBytes(isIpv6);
}

function fragmentHeaderBytes(isIpv6: boolean): number {
  return isIpv6 ? IPV6_HEADER_BYTES + IPV6_FRAGMENT_HEADER_BYTES : IPV4_HEADER_BYTES;
}
