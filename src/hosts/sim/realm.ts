import type { SocketAddress } from '../../ports/network.ts';
import { ipFamily } from '../../util/ip-address.ts';
import type { AddressPlan } from './address-plan.ts';
import type { DropReason } from './ledger.ts';
import type { LinkDirection } from './link-direction.ts';
import type { Packet, Protocol } from './packet.ts';
import type { SimulatedSocket } from './simulated-socket.ts';

/** One address of one host. What is bound to it stays with it, wherever the host goes with that address. */
export interface Attachment {
  readonly host: string;
  readonly address: string;
  readonly isIpv6: boolean;
  realm: Realm;
  /** UDP sockets by port. */
  readonly sockets: Map<number, SimulatedSocket>;
  /** Takes all TCP segments to this address; without one there is nobody to refuse them. */
  tcp: SegmentReceiver | undefined;
  isUp: boolean;
  /** What the interface's own access does to packets, where it was given conditions of its own. */
  uplink: LinkDirection | undefined;
  downlink: LinkDirection | undefined;
}

export interface SegmentReceiver {
  /** A segment for which there is neither connection nor listener is refused with a reset of its own. */
  receive(packet: Packet, now: number): void;
}

/** A box between two realms that looks at every packet: a NAT, a firewall. */
export interface Edge {
  readonly name: string;
  readonly inside: Realm;
  readonly outside: Realm;
  /** Lets a packet out, with its source rewritten, or says why not. */
  leave(packet: Packet, now: number): DropReason | undefined;
  /** Lets a packet in, with its destination rewritten, or says why not. */
  enter(packet: Packet, now: number): DropReason | undefined;
  /** Who would get a packet that came from outside, if it was let in; changes nothing. */
  receiverOf(
    protocol: Protocol,
    destination: SocketAddress,
    source: SocketAddress,
    now: number,
  ): Attachment | undefined;
  /** Why an address cannot be used inside, for people; `undefined` if it can. */
  refusalOf(address: string): string | undefined;
  /** An address is used inside from now on: if it is seen outside as well, that is made known there. */
  announce(address: string): void;
  withdraw(address: string): void;
}

/** A space of addresses: the internet, or what lies behind one edge. Within a realm everybody reaches everybody. */
export class Realm {
  readonly name: string;
  /** Where addresses come from that nobody chose. */
  readonly plan: AddressPlan;
  /** The way out; the internet has none. */
  readonly edge: Edge | undefined;
  readonly attachments = new Map<string, Attachment>();
  /** What is reached through an edge below this realm. */
  readonly edges = new Map<string, Edge>();
  readonly #reserved = new Set<string>();

  constructor(name: string, plan: AddressPlan, edge?: Edge) {
    this.name = name;
    this.plan = plan;
    this.edge = edge;
  }

  /** Why an address cannot be used here, for people; `undefined` if it can. */
  refusalOf(address: string): string | undefined {
    return this.knows(address) || this.#reserved.has(address)
      ? `${address} is taken already`
      : this.edge?.refusalOf(address);
  }

  /** Packets to the address go no further out than here. */
  knows(address: string): boolean {
    return this.attachments.has(address) || this.edges.has(address);
  }

  /** For servers that may come later. */
  reserve(address: string): void {
    this.#reserved.add(address);
  }

  release(address: string): void {
    this.#reserved.delete(address);
  }

  /** Throws, and changes nothing, if the edge has no room for it. */
  attach(attachment: Attachment): void {
    this.edge?.announce(attachment.address);
    this.attachments.set(attachment.address, attachment);
  }

  detach(attachment: Attachment): void {
    if (this.attachments.get(attachment.address) !== attachment) return;
    this.attachments.delete(attachment.address);
    this.edge?.withdraw(attachment.address);
  }

  /** An address that leads to an edge below this realm. */
  announce(address: string, edge: Edge): void {
    this.edge?.announce(address);
    this.edges.set(address, edge);
  }

  withdraw(address: string): void {
    this.edges.delete(address);
    this.edge?.withdraw(address);
  }

  /** Who is seen here at an address, however many edges are between, as long as none translates it. */
  routeTo(address: string): Attachment | undefined {
    return this.attachments.get(address) ?? this.edges.get(address)?.inside.routeTo(address);
  }

  /** Who has the address here, directly or behind an edge. */
  receiverOf(
    protocol: Protocol,
    destination: SocketAddress,
    source: SocketAddress,
    now: number,
  ): Attachment | undefined {
    const { address } = destination;
    return this.attachments.get(address) ?? this.edges.get(address)?.receiverOf(protocol, destination, source, now);
  }
}

/** An interface's own link, both ways. */
export interface Access {
  readonly uplink: LinkDirection;
  readonly downlink: LinkDirection;
}

export function createAttachment(host: string, address: string, realm: Realm): Attachment {
  return {
    host,
    address,
    isIpv6: ipFamily(address) === 6,
    realm,
    sockets: new Map(),
    tcp: undefined,
    isUp: true,
    uplink: undefined,
    downlink: undefined,
  };
}
