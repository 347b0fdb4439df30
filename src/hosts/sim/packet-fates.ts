import type { Digest } from './digest.ts';
import type { DropReason, Ledger } from './ledger.ts';
import type { Packet } from './packet.ts';

/**
 * Watches the packets of a world. A packet is the same object from `sent` to `delivered` or `dropped`; its addresses are
 * those at the moment of the call, and its bytes are not the observer's to keep: they are copied or left.
 */
export interface FabricObserver {
  sent(at: number, packet: Packet): void;
  /** A link or a rule made a second one of it. */
  duplicated(at: number, copy: Packet, original: Packet): void;
  /** The packet has its new bytes already. */
  corrupted(at: number, packet: Packet): void;
  /** About to be handed to its receiver, `packet.target`. */
  delivered(at: number, packet: Packet): void;
  dropped(at: number, packet: Packet, reason: DropReason): void;
}

/** The one place where it is told what happens to packets: to the ledger, the digest, and whoever watches. */
export class PacketFates {
  readonly #ledger: Ledger;
  readonly #digest: Digest;
  #observers: readonly FabricObserver[] = [];

  constructor(ledger: Ledger, digest: Digest) {
    this.#ledger = ledger;
    this.#digest = digest;
  }

  /** Returns the function that ends it. */
  observeBy(observer: FabricObserver): () => void {
    this.#observers = [...this.#observers, observer];
    return () => (this.#observers = this.#observers.filter((other) => other !== observer));
  }

  sent(at: number, packet: Packet): void {
    const { source, destination, bytes, segment } = packet;
    const digest = this.#digest;
    this.#ledger.noteSent(at, source, destination, bytes.length);
    digest.addNumber(at);
    digest.addAddress(source.address, source.port);
    digest.addAddress(destination.address, destination.port);
    if (segment !== undefined) digest.addNumber(segment.sequence);
    digest.addBytes(bytes);
    for (let i = 0; i < this.#observers.length; i++) this.#observers[i].sent(at, packet);
  }

  /** It goes on, to be seen again at `until`. */
  launched(until: number): void {
    this.#digest.addNumber(until);
  }

  duplicated(at: number, copy: Packet, original: Packet): void {
    this.#ledger.noteDuplicated(at, copy.source, copy.destination, copy.bytes.length);
    for (let i = 0; i < this.#observers.length; i++) this.#observers[i].duplicated(at, copy, original);
  }

  corrupted(at: number, packet: Packet): void {
    this.#ledger.noteCorrupted(at, packet.source, packet.destination, packet.bytes.length);
    this.#digest.addBytes(packet.bytes);
    for (let i = 0; i < this.#observers.length; i++) this.#observers[i].corrupted(at, packet);
  }

  delivered(at: number, packet: Packet): void {
    this.#ledger.noteDelivered(at, packet.source, packet.destination, packet.bytes.length);
    for (let i = 0; i < this.#observers.length; i++) this.#observers[i].delivered(at, packet);
  }

  dropped(at: number, packet: Packet, reason: DropReason): void {
    this.#digest.addText(reason);
    this.#ledger.noteDropped(at, packet.source, packet.destination, packet.bytes.length, reason);
    for (let i = 0; i < this.#observers.length; i++) this.#observers[i].dropped(at, packet, reason);
  }
}
