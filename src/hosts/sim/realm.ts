import type { SocketAddress } from '../../ports/network.ts';
import { ipFamily } from '../../util/ip-address.ts';
import type { DropReason } from './ledger.ts';
import type { LinkDirection } from './link-direction.ts';
import type { Packet, Protocol } from './packet.ts';
import type { SimulatedSocket } from './simulated-socket.ts';

/** One address of one host. */
export interface Attachment {
  readonly host: string;
  readonly address: string;
  readonly isIpv6: boolean;
  readonly realm: Realm;
  /** UDP sockets by port. */
  readonly sockets: Map<number, SimulatedSocket>;
  /** Takes all TCP segments to this address; without one there is nobody to refuse them. */
  tcp: SegmentReceiver | undefined;
  isUp: boolean;
  /** What the interface's own access does to packets, where it was given conditions of its own. */
  readonly uplink: LinkDirection | undefined;
  readonly downlink: LinkDirection | undefined;
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
  receiverOf(protocol: Protocol, destination: SocketAddress): Attachment | undefined;
}

/** A space of addresses: the internet, or what lies behind one edge. Within a realm everybody reaches everybody. */
export class Realm {
  readonly name: string;
  /** The way out; the internet has none. */
  readonly edge: Edge | undefined;
  readonly attachments = new Map<string, Attachment>();
  /** What is reached through an edge below this realm. */
  readonly edges = new Map<string, Edge>();

  constructor(name: string, edge?: Edge) {
    this.name = name;
    this.edge = edge;
  }

  isTaken(address: string): boolean {
    return this.attachments.has(address) || this.edges.has(address);
  }
}

export interface Access {
  readonly uplink: LinkDirection;
  readonly downlink: LinkDirection;
}

export function createAttachment(host: string, address: string, realm: Realm, access?: Access): Attachment {
  return {
    host,
    address,
    isIpv6: ipFamily(address) === 6,
    realm,
    sockets: new Map(),
    tcp: undefined,
    isUp: true,
    uplink: access?.uplink,
    downlink: access?.downlink,
  };
}
