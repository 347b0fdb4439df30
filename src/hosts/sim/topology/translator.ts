import type { SocketAddress } from '../../../ports/network.ts';
import type { DropReason } from '../ledger.ts';
import type { Packet, Protocol } from '../packet.ts';

/** One entry of a NAT's table. */
export interface MappingInfo {
  readonly protocol: Protocol;
  readonly inside: SocketAddress;
  readonly outside: SocketAddress;
  /** Virtual milliseconds; Infinity for one that is static. */
  readonly expiresAt: number;
}

/** The part of a NAT that rewrites addresses. */
export interface Translator {
  /** Outside addresses in use. */
  readonly addresses: readonly string[];
  /** An address is used inside from now on. Gives the outside address made for it, if it gets one of its own. */
  adopt(inside: string): string | undefined;
  /** It is not any more. Gives the outside address that goes with it. */
  abandon(inside: string): string | undefined;
  /** Rewrites the source of a packet that goes out, or says why it cannot. */
  leave(packet: Packet, now: number): DropReason | undefined;
  /** Rewrites the destination of a packet that comes in, or says why it may not. */
  enter(packet: Packet, now: number): DropReason | undefined;
  /** Whom a packet from outside concerns; changes nothing. */
  insideOf(
    protocol: Protocol,
    destination: SocketAddress,
    source: SocketAddress,
    now: number,
  ): SocketAddress | undefined;
  list(now: number): MappingInfo[];
  /** Forgets what it has learnt; goes on with these outside addresses, unless they are configuration. */
  restart(addresses: readonly string[]): void;
}
