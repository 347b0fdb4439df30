import { canonicalIpAddress } from '../../util/ip-address.ts';

/** What Node calls an address, in the one spelling used here: RFC 5952, without the zone of a link-local address. */
export function canonicalNodeAddress(address: string): string {
  const zone = address.indexOf('%');
  const literal = zone < 0 ? address : address.slice(0, zone);
  return canonicalIpAddress(literal) ?? literal;
}
