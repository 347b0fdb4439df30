import type { SocketAddress } from '../../ports/network.ts';
import { internetPlan } from './address-plan.ts';
import { Digest } from './digest.ts';
import type { DropReason, Ledger } from './ledger.ts';
import type { LinkDirection } from './link-direction.ts';
import { Packet, type PacketCarrier, type TcpSegment } from './packet.ts';
import { PacketFates, type FabricObserver } from './packet-fates.ts';
import { Realm, type Attachment, type Edge } from './realm.ts';
import type { Rules, Verdict } from './rules.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedSocket } from './simulated-socket.ts';
import { refuseSegment } from './tcp-refusal.ts';
import type { Timeline } from './timeline.ts';
import type { WorldTime } from './world-time.ts';

export interface FabricParts {
  readonly timeline: Timeline;
  readonly time: WorldTime;
  readonly rules: Rules;
  readonly ledger: Ledger;
  /** For what rules do to bytes. */
  readonly random: SeededRandom;
  /** The way from one host to another. */
  readonly directionBetween: (from: string, to: string) => LinkDirection;
}

/**
 * Where all packets of a world pass: socket → rules → the sender's access → the sender's edges → the link → the receiver's
 * edges → the receiver's access → socket. Nothing is delivered while it is being sent: between link and edge, and again
 * behind the receiver's access, a packet waits in the timeline.
 */
export class Fabric implements PacketCarrier {
  readonly digest = new Digest();
  readonly internet = new Realm('the internet', internetPlan());
  readonly #timeline: Timeline;
  readonly #time: WorldTime;
  readonly #rules: Rules;
  readonly #fates: PacketFates;
  readonly #random: SeededRandom;
  readonly #directionBetween: (from: string, to: string) => LinkDirection;
  #isClosed = false;

  constructor(parts: FabricParts) {
    this.#timeline = parts.timeline;
    this.#time = parts.time;
    this.#rules = parts.rules;
    this.#fates = new PacketFates(parts.ledger, this.digest);
    this.#random = parts.random;
    this.#directionBetween = parts.directionBetween;
  }

  /** Tells the observer of every packet, until the function returned is called. */
  observeBy(observer: FabricObserver): () => void {
    return this.#fates.observeBy(observer);
  }

  /** Carries nothing any more. */
  close(): void {
    this.#isClosed = true;
  }

  /** Takes a datagram over from its sender. */
  carry(socket: SimulatedSocket, bytes: Uint8Array, to: SocketAddress): void {
    this.#carry(new Packet(this, socket.attachment, 'udp', socket.local, to, bytes, undefined));
  }

  /** Takes a TCP segment over from its sender. */
  carrySegment(
    origin: Attachment,
    from: SocketAddress,
    to: SocketAddress,
    bytes: Uint8Array,
    segment: TcpSegment,
  ): void {
    this.#carry(new Packet(this, origin, 'tcp', from, to, bytes, segment));
  }

  /** The next part of a packet's way, when its time has come. */
  proceed(packet: Packet, now: number): void {
    if (packet.stage === 'uplink') this.#depart(packet, undefined, now);
    else if (packet.stage === 'link') this.#arrive(packet, now);
    else this.#deliver(packet, now);
  }

  /** A packet is on its way, to be seen again at `arrivesAt`. */
  launch(packet: Packet, arrivesAt: number): void {
    this.#fates.launched(arrivesAt);
    this.#timeline.schedule(packet, arrivesAt, false);
  }

  /** A link that kept the packet did not let it go. */
  lose(packet: Packet, reason: DropReason, now: number): void {
    this.#fates.dropped(now, packet, reason);
  }

  #carry(packet: Packet): void {
    const now = this.#time.now();
    this.#fates.sent(now, packet);
    if (this.#isClosed) this.#fates.dropped(now, packet, 'closed world');
    else if (!packet.origin.isUp) this.#fates.dropped(now, packet, 'interface down');
    else if (this.#rules.isEmpty) this.#enterUplink(packet, now);
    else this.#obey(this.#judge(packet, now), packet, now);
  }

  #judge(packet: Packet, sentAt: number): Verdict {
    const { origin, protocol, source, destination, bytes } = packet;
    const to = receiverOf(packet, sentAt)?.host;
    return this.#rules.judge({ from: origin.host, to, protocol, source, destination, bytes, sentAt });
  }

  #obey(verdict: Verdict, packet: Packet, now: number): void {
    if (verdict === 'drop') {
      this.#fates.dropped(now, packet, 'rule');
      return;
    }
    if (verdict === 'corrupt') this.#corrupt(packet, now);
    const copy = verdict === 'duplicate' ? packet.copyWith(packet.bytes.slice()) : undefined;
    if (typeof verdict === 'object') this.#depart(packet, now + verdict.deliverAfterMs, now);
    else this.#enterUplink(packet, now);
    if (copy === undefined) return;
    this.#fates.duplicated(now, copy, packet);
    this.#enterUplink(copy, now);
  }

  #enterUplink(packet: Packet, now: number): void {
    const { uplink, host, realm } = packet.origin;
    const isLocal = uplink !== undefined && realm.attachments.get(packet.destination.address)?.host === host;
    if (uplink === undefined || isLocal) this.#depart(packet, undefined, now);
    else this.#pass(packet, uplink, now);
  }

  /** Out of the sender's realms, through their edges, as far as somebody knows the destination; then over the link. */
  #depart(packet: Packet, arrivesAt: number | undefined, now: number): void {
    const dropReason = this.#climb(packet, now);
    const receiver =
      packet.target ?? packet.entrance?.receiverOf(packet.protocol, packet.destination, packet.source, now);
    packet.stage = 'link';
    if (dropReason !== undefined) this.#fates.dropped(now, packet, dropReason);
    else if (receiver === undefined) this.#fates.dropped(now, packet, 'no NAT mapping');
    else if (receiver.isIpv6 !== packet.origin.isIpv6) this.#fates.dropped(now, packet, 'no such address');
    else if (arrivesAt !== undefined) this.launch(packet, arrivesAt);
    else if (receiver.host === packet.origin.host) this.launch(packet, now);
    else this.#pass(packet, this.#directionBetween(packet.origin.host, receiver.host), now);
  }

  #climb(packet: Packet, now: number): DropReason | undefined {
    let realm = packet.origin.realm;
    let left: Edge | undefined;
    for (;;) {
      const { address } = packet.destination;
      packet.target = realm.attachments.get(address);
      if (packet.target !== undefined) return undefined;
      packet.entrance = realm.edges.get(address);
      if (packet.entrance !== undefined) break;
      left = realm.edge;
      if (left === undefined) return 'no such address';
      const dropReason = left.leave(packet, now);
      if (dropReason !== undefined) return dropReason;
      realm = left.outside;
    }
    packet.isHairpin = packet.entrance === left;
    return undefined;
  }

  #pass(packet: Packet, direction: LinkDirection, now: number): void {
    const passage = direction.pass(packet.payloadBytes, packet.origin.isIpv6, now);
    if (passage.drop !== undefined) {
      this.#fates.dropped(now, packet, passage.drop);
      return;
    }
    const { arrivesAt, copyArrivesAt, isDuplicated, isCorrupted, isKept } = passage;
    const copy = isDuplicated ? packet.copyWith(packet.bytes.slice()) : undefined;
    if (copy !== undefined) this.#fates.duplicated(now, copy, packet);
    if (isCorrupted) this.#corrupt(packet, now);
    if (isKept) {
      direction.keep(packet, copy, now);
      return;
    }
    this.launch(packet, arrivesAt);
    if (copy !== undefined) this.launch(copy, copyArrivesAt);
  }

  /** In through the receiver's edges, each of which may lead to the next. */
  #arrive(packet: Packet, now: number): void {
    for (let edge = packet.entrance; edge !== undefined;) {
      const dropReason = edge.enter(packet, now);
      if (dropReason !== undefined) {
        this.#fates.dropped(now, packet, dropReason);
        return;
      }
      // The first edge is where it turned round, if it did.
      packet.isHairpin = false;
      packet.target = edge.inside.attachments.get(packet.destination.address);
      edge = packet.target === undefined ? edge.inside.edges.get(packet.destination.address) : undefined;
    }
    this.#enterDownlink(packet, now);
  }

  #enterDownlink(packet: Packet, now: number): void {
    const downlink = packet.target?.downlink;
    packet.stage = 'downlink';
    if (downlink === undefined || packet.target?.host === packet.origin.host) this.#deliver(packet, now);
    else this.#pass(packet, downlink, now);
  }

  /** Hands over what has arrived. */
  #deliver(packet: Packet, now: number): void {
    const { target } = packet;
    if (target === undefined) this.#fates.dropped(now, packet, 'no such address');
    else if (!target.isUp) this.#fates.dropped(now, packet, 'interface down');
    else if (packet.protocol === 'udp') this.#deliverDatagram(packet, target, now);
    else this.#deliverSegment(packet, target, now);
  }

  #deliverDatagram(packet: Packet, target: Attachment, now: number): void {
    const socket = target.sockets.get(packet.destination.port);
    if (socket === undefined) {
      this.#fates.dropped(now, packet, 'no such port');
      return;
    }
    this.#fates.delivered(now, packet);
    socket.receiver(packet.bytes, packet.source, now);
  }

  #deliverSegment(packet: Packet, target: Attachment, now: number): void {
    if (target.tcp === undefined) {
      this.#fates.dropped(now, packet, 'no such port');
      refuseSegment(this, target, packet);
      return;
    }
    this.#fates.delivered(now, packet);
    target.tcp.receive(packet, now);
  }

  #corrupt(packet: Packet, now: number): void {
    packet.bytes = withFlippedBits(packet.bytes, this.#random);
    this.#fates.corrupted(now, packet);
  }
}

/** Who would get the packet, if nobody held it up. */
function receiverOf({ origin, protocol, destination, source }: Packet, now: number): Attachment | undefined {
  for (let realm: Realm | undefined = origin.realm; realm !== undefined; realm = realm.edge?.outside) {
    const receiver = realm.receiverOf(protocol, destination, source, now);
    if (receiver !== undefined) return receiver;
  }
  return undefined;
}

/** A copy with one to three bits flipped; an empty payload has none to flip. */
function withFlippedBits(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const copy = bytes.slice();
  if (copy.length === 0) return copy;
  for (let flips = 1 + random.below(3); flips > 0; flips--) copy[random.below(copy.length)] ^= 1 << random.below(8);
  return copy;
}
