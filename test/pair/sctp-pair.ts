import { portableCrypto } from '../../src/crypto/portable-crypto.ts';
import type { Random } from '../../src/ports/random.ts';
import { Association } from '../../src/sctp/association.ts';
import type { AssociationOptions, SctpNews } from '../../src/sctp/types.ts';

/** What the network between the two does. Probabilities are 0…1. */
export interface Faults {
  latencyMs?: number;
  /** Added at random to each packet, so that packets overtake each other. */
  jitterMs?: number;
  loss?: number;
  duplicate?: number;
  corrupt?: number;
  /** Larger packets vanish. */
  maxPacketBytes?: number;
  /** Packets for which this is true vanish. */
  drop?: (packet: Uint8Array, from: Side) => boolean;
}

export type Side = 'alice' | 'bob';
export type Message = Extract<SctpNews, { type: 'message' }>;

/** Two associations, a network with faults between them, and a clock that moves only when told. */
export class SctpPair {
  readonly alice: Peer;
  readonly bob: Peer;
  readonly faults: Faults;
  now = 1000;
  /** Every packet that was transmitted, by sender. */
  readonly sent: { from: Side; packet: Uint8Array; time: number }[] = [];
  readonly random: SeededRandom;
  #wire: { time: number; order: number; to: Side; packet: Uint8Array }[] = [];
  #order = 0;

  constructor(faults: Faults = {}, options: Partial<AssociationOptions> = {}, seed = 1, bobOptions = options) {
    this.faults = faults;
    this.random = new SeededRandom(seed);
    this.alice = this.#peer('alice', options);
    this.bob = this.#peer('bob', bobOptions);
  }

  /** Both sides connect at once, as in WebRTC, and the handshake is done. */
  static connected(...args: ConstructorParameters<typeof SctpPair>): SctpPair {
    const pair = new SctpPair(...args);
    pair.alice.association.connect(pair.now);
    pair.bob.association.connect(pair.now);
    pair.until(() => pair.alice.isConnected && pair.bob.isConnected);
    return pair;
  }

  peer(side: Side): Peer {
    return side === 'alice' ? this.alice : this.bob;
  }

  /** Replaces bob by one that remembers nothing. */
  restartBob(options: Partial<AssociationOptions> = {}): void {
    Object.assign(this.bob, { association: this.#association('bob', options), isConnected: false });
    this.bob.messages.length = 0;
    this.bob.news.length = 0;
  }

  /** Puts a packet on the wire as if the side had sent it. */
  inject(to: Side, packet: Uint8Array): void {
    this.#wire.push({ time: this.now, order: this.#order++, to, packet });
  }

  /** Runs until the condition holds; throws when virtual time runs out first. */
  until(condition: () => boolean, limitMs = 600_000): void {
    const deadline = this.now + limitMs;
    this.#settle();
    while (!condition()) {
      if (!this.#step(deadline)) throw new Error(`nothing more happens by ${this.now} (deadline ${deadline})`);
    }
  }

  /** Runs for a span of virtual time. */
  run(spanMs: number): void {
    const deadline = this.now + spanMs;
    this.#settle();
    while (this.#step(deadline));
    this.now = deadline;
  }

  /** Flushes both, and delivers all that is due now. */
  #settle(): void {
    do {
      this.alice.flush(this.now);
      this.bob.flush(this.now);
    } while (this.#deliverDue());
  }

  #step(deadline: number): boolean {
    let next = Math.min(this.alice.association.nextTimeout(), this.bob.association.nextTimeout());
    for (const { time } of this.#wire) next = Math.min(next, time);
    if (next > deadline) return false;
    this.now = Math.max(this.now, next);
    this.alice.handleTimeout(this.now);
    this.bob.handleTimeout(this.now);
    this.#deliverDue();
    this.#settle();
    return true;
  }

  #deliverDue(): boolean {
    if (this.#wire.length === 0) return false;
    const due = this.#wire.filter(({ time }) => time <= this.now).sort((a, b) => a.time - b.time || a.order - b.order);
    if (due.length === 0) return false;
    this.#wire = this.#wire.filter(({ time }) => time > this.now);
    for (const { to, packet } of due) this.peer(to).receive(packet, this.now);
    return true;
  }

  #peer(side: Side, options: Partial<AssociationOptions>): Peer {
    return new Peer(this.#association(side, options));
  }

  #association(side: Side, options: Partial<AssociationOptions>): Association {
    return new Association({
      crypto: portableCrypto,
      random: this.random,
      localPort: 5000,
      remotePort: 5000,
      maxReceiveMessageBytes: 262_144,
      ...options,
      sink: { headroomBytes: 13, tailroomBytes: 16, transmit: (packet) => this.#transmit(side, packet) },
    });
  }

  #transmit(from: Side, packet: Uint8Array): void {
    this.sent.push({ from, packet, time: this.now });
    const { loss = 0, duplicate = 0, drop, maxPacketBytes = Infinity } = this.faults;
    if (packet.length > maxPacketBytes || drop?.(packet, from) || this.random.chance(loss)) return;
    this.#carry(from, packet.slice());
    if (this.random.chance(duplicate)) this.#carry(from, packet.slice());
  }

  #carry(from: Side, packet: Uint8Array): void {
    const { latencyMs = 0, jitterMs = 0, corrupt = 0 } = this.faults;
    if (this.random.chance(corrupt)) packet[this.random.below(packet.length)] ^= 1 + this.random.below(255);
    const time = this.now + latencyMs + (jitterMs > 0 ? this.random.below(jitterMs * 16) / 16 : 0);
    this.#wire.push({ time, order: this.#order++, to: from === 'alice' ? 'bob' : 'alice', packet });
  }
}

/** One association and what it reported. */
export class Peer {
  readonly association: Association;
  readonly messages: Message[] = [];
  /** All news but messages and drained buffers. */
  readonly news: SctpNews[] = [];
  isConnected = false;

  constructor(association: Association) {
    this.association = association;
  }

  get texts(): string[] {
    return this.messages.map(({ data }) => new TextDecoder().decode(data));
  }

  get closed(): Extract<SctpNews, { type: 'closed' }> | undefined {
    return this.news.find((news) => news.type === 'closed');
  }

  receive(packet: Uint8Array, now: number): void {
    this.association.receive(packet, now);
    this.#collect();
  }

  handleTimeout(now: number): void {
    if (this.association.nextTimeout() <= now) this.association.handleTimeout(now);
    this.#collect();
  }

  flush(now: number): void {
    this.association.flush(now);
    this.#collect();
    this.association.assertConsistent();
  }

  #collect(): void {
    for (let news; (news = this.association.pollEvent()) !== undefined;) {
      if (news.type === 'connected') this.isConnected = true;
      if (news.type === 'message') this.messages.push(news);
      else if (news.type !== 'buffer-drained') this.news.push(news);
    }
  }
}

/** mulberry32: small, and good enough for faults. */
export class SeededRandom implements Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.below(256);
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  chance(probability: number): boolean {
    return probability > 0 && this.#next() < probability;
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }
}

export const RELIABLE = { ordered: true } as const;

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Bytes that tell where they came from. */
export function pattern(length: number, seed = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + seed) & 0xff;
  return bytes;
}
