import type { SocketAddress } from '../../ports/network.ts';
import type { Keepable, LinkDrop } from './link-direction.ts';
import type { Attachment, Edge } from './realm.ts';
import { TimedEvent, type EventKind } from './timed-event.ts';

export type Protocol = 'udp' | 'tcp';

/** What a TCP packet has besides its bytes: what NATs, firewalls and traces look at. */
export interface TcpSegment {
  readonly isSyn: boolean;
  readonly isAck: boolean;
  readonly isFin: boolean;
  readonly isReset: boolean;
  /** 0…2³²−1. */
  readonly sequence: number;
  readonly acknowledgment: number;
  /** Its connection carries TLS. */
  readonly isTls: boolean;
  /** Of the payload: a receiver drops what does not match. Absent: there is nothing to check. */
  readonly checksum?: number;
}

/** Takes a packet whose time has come. */
export interface PacketCarrier {
  proceed(packet: Packet, now: number): void;
  launch(packet: Packet, arrivesAt: number): void;
  lose(packet: Packet, reason: LinkDrop, now: number): void;
}

/** Which part of the way lies behind a packet: its own access, the link between the hosts, the receiver's access. */
export type Stage = 'uplink' | 'link' | 'downlink';

/** One packet from socket to socket. Its addresses are what is written on it at present: NATs on the way change them. */
export class Packet extends TimedEvent implements Keepable {
  readonly protocol: Protocol;
  /** Where it was sent from. */
  readonly origin: Attachment;
  source: SocketAddress;
  destination: SocketAddress;
  /** The payload of the UDP datagram or TCP segment; its owner changes with each hand. */
  bytes: Uint8Array;
  readonly segment: TcpSegment | undefined;
  stage: Stage = 'uplink';
  /** The middlebox at the far end of the link, that will say where the packet goes on. */
  entrance: Edge | undefined = undefined;
  /** It turned round at the entrance, which it left before. */
  isHairpin = false;
  /** The receiver, once it is known. */
  target: Attachment | undefined = undefined;
  readonly #carrier: PacketCarrier;

  constructor(
    carrier: PacketCarrier,
    origin: Attachment,
    protocol: Protocol,
    source: SocketAddress,
    destination: SocketAddress,
    bytes: Uint8Array,
    segment: TcpSegment | undefined,
  ) {
    super();
    this.#carrier = carrier;
    this.origin = origin;
    this.protocol = protocol;
    this.source = source;
    this.destination = destination;
    this.bytes = bytes;
    this.segment = segment;
  }

  /** Another one, as far on its way as this one, with the given bytes. */
  copyWith(bytes: Uint8Array): Packet {
    const { origin, protocol, source, destination, segment } = this;
    const copy = new Packet(this.#carrier, origin, protocol, source, destination, bytes, segment);
    copy.stage = this.stage;
    copy.entrance = this.entrance;
    copy.isHairpin = this.isHairpin;
    copy.target = this.target;
    return copy;
  }

  /** What links count as payload: their header is UDP's, and TCP's has twelve bytes more. */
  get payloadBytes(): number {
    return this.protocol === 'udp' ? this.bytes.length : this.bytes.length + 12;
  }

  override get kind(): EventKind {
    return 'packet';
  }

  override run(now: number): void {
    this.#carrier.proceed(this, now);
  }

  launch(arrivesAt: number): void {
    this.#carrier.launch(this, arrivesAt);
  }

  drop(reason: LinkDrop, now: number): void {
    this.#carrier.lose(this, reason, now);
  }

  override describe(): string {
    const { source, destination, protocol, bytes } = this;
    const noun = protocol === 'udp' ? 'datagram' : 'TCP segment';
    return `a ${noun} of ${bytes.length} bytes from ${source.address}:${source.port} to ${destination.address}:${destination.port}`;
  }
}
