import type { SocketAddress } from '../../ports/network.ts';
import { Digest } from './digest.ts';
import type { DropReason, Ledger } from './ledger.ts';
import type { LinkDirection, Passage } from './link-direction.ts';
import type { Rules, Verdict } from './rules.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedSocket } from './simulated-socket.ts';
import { TimedEvent } from './timed-event.ts';
import type { Timeline } from './timeline.ts';
import type { WorldTime } from './world-time.ts';

/** One address of one host. */
export interface Attachment {
  readonly host: string;
  readonly address: string;
  readonly isIpv6: boolean;
  readonly sockets: Map<number, SimulatedSocket>;
}

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
 * Where all datagrams of a world pass: rules, then the link, then the queue of arrivals. Nothing is delivered while it is
 * being sent.
 */
export class Fabric {
  readonly digest = new Digest();
  readonly #attachments = new Map<string, Attachment>();
  readonly #timeline: Timeline;
  readonly #time: WorldTime;
  readonly #rules: Rules;
  readonly #ledger: Ledger;
  readonly #random: SeededRandom;
  readonly #directionBetween: (from: string, to: string) => LinkDirection;
  #isClosed = false;

  constructor(parts: FabricParts) {
    this.#timeline = parts.timeline;
    this.#time = parts.time;
    this.#rules = parts.rules;
    this.#ledger = parts.ledger;
    this.#random = parts.random;
    this.#directionBetween = parts.directionBetween;
  }

  attach(attachment: Attachment): void {
    this.#attachments.set(attachment.address, attachment);
  }

  isTaken(address: string): boolean {
    return this.#attachments.has(address);
  }

  /** Carries nothing any more. */
  close(): void {
    this.#isClosed = true;
  }

  /** Takes the packet over from its sender. */
  carry(source: SimulatedSocket, packet: Uint8Array, to: SocketAddress): void {
    const now = this.#time.now();
    this.#ledger.noteSent(now, source.local, to, packet.length);
    this.#digestDatagram(now, source.local, to, packet);
    if (this.#isClosed) {
      this.#drop(source, packet, to, 'closed world');
      return;
    }
    const verdict = this.#rules.isEmpty ? 'pass' : this.#judge(source, packet, to, now);
    const destination = this.#attachments.get(to.address);
    if (verdict === 'drop') this.#drop(source, packet, to, 'rule');
    else if (destination === undefined || destination.isIpv6 !== source.attachment.isIpv6) {
      this.#drop(source, packet, to, 'no such address');
    } else {
      if (verdict === 'corrupt') packet = this.#corrupt(source, packet, to);
      this.#send(source, packet, to, destination, verdict, now);
    }
  }

  /** Hands over what has arrived. */
  deliver(flight: Flight, now: number): void {
    const { source, destination, port, packet } = flight;
    const to = destination.sockets.get(port);
    if (to === undefined) {
      this.#ledger.noteDropped(now, source, { address: destination.address, port }, packet.length, 'no such port');
      return;
    }
    this.#ledger.noteDelivered(now, source, to.local, packet.length);
    to.receiver(packet, source, now);
  }

  #judge(source: SimulatedSocket, bytes: Uint8Array, destination: SocketAddress, sentAt: number): Verdict {
    const to = this.#attachments.get(destination.address)?.host;
    return this.#rules.judge({ from: source.attachment.host, to, source: source.local, destination, bytes, sentAt });
  }

  #corrupt(source: SimulatedSocket, packet: Uint8Array, to: SocketAddress): Uint8Array {
    this.#ledger.noteCorrupted(this.#time.now(), source.local, to, packet.length);
    const copy = withFlippedBits(packet, this.#random);
    this.digest.addBytes(copy);
    return copy;
  }

  #send(
    source: SimulatedSocket,
    packet: Uint8Array,
    to: SocketAddress,
    destination: Attachment,
    verdict: Verdict,
    now: number,
  ): void {
    const copy = verdict === 'duplicate' ? packet.slice() : undefined;
    if (typeof verdict === 'object') this.#launch(source, packet, destination, to.port, now + verdict.deliverAfterMs);
    else this.#forward(source, packet, to, destination, now);
    if (copy === undefined) return;
    this.#ledger.noteDuplicated(now, source.local, to, copy.length);
    this.#forward(source, copy, to, destination, now);
  }

  #forward(source: SimulatedSocket, packet: Uint8Array, to: SocketAddress, destination: Attachment, now: number): void {
    if (destination.host === source.attachment.host) {
      this.#launch(source, packet, destination, to.port, now);
      return;
    }
    const direction = this.#directionBetween(source.attachment.host, destination.host);
    const passage = direction.pass(packet.length, destination.isIpv6, now);
    if (passage.drop === undefined) this.#sendOver(passage, source, packet, to, destination, now);
    else this.#drop(source, packet, to, passage.drop);
  }

  #sendOver(
    { arrivesAt, copyArrivesAt, isCorrupted }: Passage,
    source: SimulatedSocket,
    packet: Uint8Array,
    to: SocketAddress,
    destination: Attachment,
    now: number,
  ): void {
    const copy = copyArrivesAt === Infinity ? undefined : packet.slice();
    this.#launch(source, isCorrupted ? this.#corrupt(source, packet, to) : packet, destination, to.port, arrivesAt);
    if (copy === undefined) return;
    this.#ledger.noteDuplicated(now, source.local, to, copy.length);
    this.#launch(source, copy, destination, to.port, copyArrivesAt);
  }

  #launch(source: SimulatedSocket, packet: Uint8Array, destination: Attachment, port: number, arrivesAt: number): void {
    this.digest.addNumber(arrivesAt);
    this.#timeline.schedule(new Flight(this, packet, source.local, destination, port), arrivesAt, false);
  }

  #drop(source: SimulatedSocket, packet: Uint8Array, to: SocketAddress, reason: DropReason): void {
    this.digest.addText(reason);
    this.#ledger.noteDropped(this.#time.now(), source.local, to, packet.length, reason);
  }

  #digestDatagram(now: number, from: SocketAddress, to: SocketAddress, packet: Uint8Array): void {
    const { digest } = this;
    digest.addNumber(now);
    digest.addAddress(from.address, from.port);
    digest.addAddress(to.address, to.port);
    digest.addBytes(packet);
  }
}

/** A datagram under way. */
class Flight extends TimedEvent {
  readonly packet: Uint8Array;
  readonly source: SocketAddress;
  readonly destination: Attachment;
  readonly port: number;
  readonly #fabric: Fabric;

  constructor(fabric: Fabric, packet: Uint8Array, source: SocketAddress, destination: Attachment, port: number) {
    super();
    this.packet = packet;
    this.source = source;
    this.destination = destination;
    this.port = port;
    this.#fabric = fabric;
  }

  override run(now: number): void {
    this.#fabric.deliver(this, now);
  }

  override describe(): string {
    const { source, destination, port, packet } = this;
    return `a datagram of ${packet.length} bytes from ${source.address}:${source.port} to ${destination.address}:${port}`;
  }
}

/** A copy with one to three bits flipped; an empty datagram has none to flip. */
function withFlippedBits(packet: Uint8Array, random: SeededRandom): Uint8Array {
  const copy = packet.slice();
  if (copy.length === 0) return copy;
  for (let flips = 1 + random.below(3); flips > 0; flips--) copy[random.below(copy.length)] ^= 1 << random.below(8);
  return copy;
}
