import { canonicalIpAddress, formatIpAddress } from '../../util/ip-address.ts';

const USABLE_PER_BLOCK = 254;

/** 10.0.0.1, 10.0.0.2, … for the hosts of a world, leaving out network and broadcast addresses. */
export function ipv4OfHost(index: number): string {
  const block = Math.floor(index / USABLE_PER_BLOCK);
  return `10.${block >> 8}.${block & 0xff}.${1 + (index % USABLE_PER_BLOCK)}`;
}

/** fd00::1, fd00::2, … */
export function ipv6OfHost(index: number): string {
  const bytes = new Uint8Array(16);
  bytes[0] = 0xfd;
  for (let i = 15, rest = index + 1; rest > 0; i--, rest >>>= 8) bytes[i] = rest & 0xff;
  return formatIpAddress(bytes) as string;
}

/** Throws a TypeError for what is no IP literal. */
export function requireAddress(text: string): string {
  const address = canonicalIpAddress(text);
  if (address === undefined) throw new TypeError(`addresses: ${JSON.stringify(text)} is not an IP address`);
  return address;
}
