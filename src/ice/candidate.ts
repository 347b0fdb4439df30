import type { SocketAddress } from '../ports/network.ts';
import { assert } from '../util/assert.ts';
import { ipFamily, isLinkLocalIp, parseIpAddress } from '../util/ip-address.ts';
import { appended } from '../util/lists.ts';
import type { IceBase, IceCandidate, IceCandidateType } from './types.ts';

/** A socket of ours and what is known of it. */
export interface LocalBase {
  readonly base: IceBase;
  readonly family: 4 | 6;
  readonly isLinkLocal: boolean;
}

/** A peer-reflexive one becomes a server-reflexive one when the server catches up, hence mutable. */
export interface LocalCandidate {
  readonly id: number;
  readonly base: LocalBase;
  candidate: IceCandidate;
}

/** A peer-reflexive one becomes a signalled one when signalling catches up, hence mutable. */
export interface RemoteCandidate {
  readonly id: number;
  readonly address: SocketAddress;
  readonly family: 4 | 6;
  readonly isLinkLocal: boolean;
  candidate: IceCandidate;
}

/** RFC 8445 §5.1.2.1, for component 1. `localPreference` is 0…65535. */
export function candidatePriority(type: IceCandidateType, localPreference: number): number {
  return TYPE_PREFERENCE[type] * 2 ** 24 + localPreference * 2 ** 8 + 255;
}

/**
 * RFC 8445 §5.1.1.3: candidates share a foundation if type, base address, protocol and server are the same. Numbered in
 * order of appearance, so that the same gathering gives the same text.
 */
export class Foundations {
  #known: readonly Origin[] = [];

  of(type: IceCandidateType, baseAddress: string, server = ''): string {
    const known = this.#known;
    for (let i = 0; i < known.length; i++) {
      const origin = known[i];
      if (origin.type === type && origin.baseAddress === baseAddress && origin.server === server) return String(i + 1);
    }
    this.#known = appended(known, { type, baseAddress, server });
    return String(this.#known.length);
  }
}

/** What candidates of one foundation have in common. */
interface Origin {
  readonly type: IceCandidateType;
  readonly baseAddress: string;
  readonly server: string;
}

export function localBase(base: IceBase): LocalBase {
  const { address } = base.socket.local;
  return { base, family: ipFamily(address), isLinkLocal: isLinkLocal(address) };
}

export function remoteCandidate(id: number, candidate: IceCandidate): RemoteCandidate {
  const { address, port } = candidate;
  return { id, address: { address, port }, family: ipFamily(address), isLinkLocal: isLinkLocal(address), candidate };
}

/** IPv4 goes with IPv4, IPv6 with IPv6, link-local with link-local only (RFC 8445 §6.1.2.2). */
export function canPair(local: LocalBase, remote: RemoteCandidate): boolean {
  return local.family === remote.family && local.isLinkLocal === remote.isLinkLocal;
}

export function sameAddress(a: SocketAddress, b: SocketAddress): boolean {
  return a.port === b.port && a.address === b.address;
}

function isLinkLocal(address: string): boolean {
  const bytes = parseIpAddress(address);
  assert(bytes !== undefined, `${address} is not an IP literal`);
  return isLinkLocalIp(bytes);
}

/** RFC 8445 §5.1.2.2. */
const TYPE_PREFERENCE: Readonly<Record<IceCandidateType, number>> = { host: 126, prflx: 110, srflx: 100, relay: 0 };
