import { canonicalIpAddress, formatIpAddress } from '../../util/ip-address.ts';

const USABLE_PER_BLOCK = 254;

/** Addresses for those of one realm that did not choose their own. */
export class AddressPlan {
  readonly #hostAddress: (index: number) => string;
  readonly #edgeAddress: ((index: number) => string) | undefined;
  #hostCount = 0;
  #edgeCount = 0;

  /** Without `edgeAddress` edges are numbered among the hosts. */
  constructor(hostAddress: (index: number) => string, edgeAddress?: (index: number) => string) {
    this.#hostAddress = hostAddress;
    this.#edgeAddress = edgeAddress;
  }

  takeHostIndex(): number {
    return this.#hostCount++;
  }

  hostAddress(index: number): string {
    return this.#hostAddress(index);
  }

  /** The next one for a NAT's outside. */
  takeEdgeAddress(): string {
    return this.#edgeAddress?.(this.#edgeCount++) ?? this.#hostAddress(this.takeHostIndex());
  }
}

/** Hosts are in 10.0.0.0/8, NATs in 198.18.0.0/15 (RFC 2544). */
export function internetPlan(): AddressPlan {
  return new AddressPlan(ipv4OfHost, (index) => ipv4In(198, 18, index));
}

/**
 * Behind a NAT at home: 192.168.0.0/16, the first address being the NAT's own. Behind a NAT behind that, 172.16.0.0/16 and
 * so on: a router with one network on both sides would not know where to send.
 */
export function homePlan(depth: number): AddressPlan {
  if (depth === 0) return new AddressPlan((index) => ipv4In(192, 168, index + 1));
  return new AddressPlan((index) => ipv4In(172, 16 + ((depth - 1) % 16), index + 1));
}

/** Behind a carrier's NAT: 100.64.0.0/16 (RFC 6598), 100.65.0.0/16 behind another NAT, and so on. */
export function carrierPlan(depth: number): AddressPlan {
  return new AddressPlan((index) => ipv4In(100, 64 + (depth % 64), index + 1));
}

/** 10.0.0.1, 10.0.0.2, … for the hosts of a world, leaving out network and broadcast addresses. */
export function ipv4OfHost(index: number): string {
  return ipv4In(10, 0, index);
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

function ipv4In(first: number, second: number, index: number): string {
  const block = Math.floor(index / USABLE_PER_BLOCK);
  return `${first}.${second + (block >> 8)}.${block & 0xff}.${1 + (index % USABLE_PER_BLOCK)}`;
}
