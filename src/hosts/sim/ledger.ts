import type { SocketAddress } from '../../ports/network.ts';

export type DropReason =
  | 'rule'
  | 'partition'
  | 'mtu'
  | 'loss'
  | 'queue'
  | 'codel'
  | 'interface down'
  | 'no NAT mapping'
  | 'NAT filter'
  | 'no hairpin'
  | 'NAT exhausted'
  | 'firewall'
  | 'no such address'
  | 'no such port'
  | 'closed world';

/** One line of the ledger. */
export interface LedgerEntry {
  /** Virtual milliseconds. */
  readonly at: number;
  readonly event: 'sent' | 'duplicated' | 'corrupted' | 'delivered' | 'dropped';
  readonly reason?: DropReason;
  readonly from: SocketAddress;
  readonly to: SocketAddress;
  readonly bytes: number;
}

/** What became of every datagram of a world: sent + duplicated = delivered + dropped + inFlight, always. */
export class Ledger {
  readonly #drops = new Map<DropReason, number>();
  readonly #limit: number;
  #entries: LedgerEntry[] = [];
  #sent = 0;
  #duplicated = 0;
  #corrupted = 0;
  #delivered = 0;
  #dropped = 0;

  /** Keeps the last `limit` entries, 0 for none. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Extra copies, made by links and rules. */
  get duplicated(): number {
    return this.#duplicated;
  }

  get corrupted(): number {
    return this.#corrupted;
  }

  get delivered(): number {
    return this.#delivered;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get inFlight(): number {
    return this.#sent + this.#duplicated - this.#delivered - this.#dropped;
  }

  /** How many datagrams were dropped for each reason that occurred. */
  get droppedFor(): Readonly<Partial<Record<DropReason, number>>> {
    return Object.fromEntries(this.#drops);
  }

  /** The latest entries, oldest first. */
  get entries(): readonly LedgerEntry[] {
    return this.#limit === 0 ? [] : this.#entries.slice(-this.#limit);
  }

  noteSent(at: number, from: SocketAddress, to: SocketAddress, bytes: number): void {
    this.#sent++;
    if (this.#limit > 0) this.#log({ at, event: 'sent', from, to, bytes });
  }

  noteDuplicated(at: number, from: SocketAddress, to: SocketAddress, bytes: number): void {
    this.#duplicated++;
    if (this.#limit > 0) this.#log({ at, event: 'duplicated', from, to, bytes });
  }

  noteCorrupted(at: number, from: SocketAddress, to: SocketAddress, bytes: number): void {
    this.#corrupted++;
    if (this.#limit > 0) this.#log({ at, event: 'corrupted', from, to, bytes });
  }

  noteDelivered(at: number, from: SocketAddress, to: SocketAddress, bytes: number): void {
    this.#delivered++;
    if (this.#limit > 0) this.#log({ at, event: 'delivered', from, to, bytes });
  }

  noteDropped(at: number, from: SocketAddress, to: SocketAddress, bytes: number, reason: DropReason): void {
    this.#dropped++;
    this.#drops.set(reason, (this.#drops.get(reason) ?? 0) + 1);
    if (this.#limit > 0) this.#log({ at, event: 'dropped', reason, from, to, bytes });
  }

  /** What was in flight when the world ended. */
  noteClosed(): void {
    const lost = this.inFlight;
    if (lost === 0) return;
    this.#dropped += lost;
    this.#drops.set('closed world', (this.#drops.get('closed world') ?? 0) + lost);
  }

  #log(entry: LedgerEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit);
  }
}
