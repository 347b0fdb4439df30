import { assert } from '../../util/assert.ts';
import { unwrap32 } from '../../util/sequence.ts';
import { sackGapCount, sackGapEnd, sackGapStart } from '../chunks/sack-chunk.ts';
import { DATA_HEADER_BYTES } from '../chunks/data-chunk.ts';
import { padded } from '../chunks/chunk-type.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/** A DATA chunk that was given a TSN and is not yet acknowledged cumulatively. */
export class OutstandingChunk {
  readonly tsn: number;
  readonly message: OutgoingMessage;
  /** Where its payload lies in the message. */
  readonly start: number;
  readonly end: number;
  readonly flags: number;
  state: ChunkState = IN_FLIGHT;
  transmissions = 1;
  sentTime: number;
  /** Number of the packet that carried it last. */
  packetNumber = 0;

  constructor(tsn: number, message: OutgoingMessage, start: number, end: number, flags: number, now: number) {
    this.tsn = tsn;
    this.message = message;
    this.start = start;
    this.end = end;
    this.flags = flags;
    this.sentTime = now;
  }

  get payloadBytes(): number {
    return this.end - this.start;
  }

  get chunkBytes(): number {
    return padded(DATA_HEADER_BYTES + this.end - this.start);
  }
}

/** Small integers rather than words: compared for every chunk of every SACK. */
export const IN_FLIGHT = 0;
export const ACKED = 1;
export const LOST = 2;
export const ABANDONED = 3;
export type ChunkState = typeof IN_FLIGHT | typeof ACKED | typeof LOST | typeof ABANDONED;

/** What is outstanding, in a ring indexed by TSN, and what SACKs say about it (RFC 9260 §6.2.1). */
export class OutstandingData {
  #ring: (OutstandingChunk | undefined)[] = new Array<OutstandingChunk | undefined>(16).fill(undefined);
  #mask = 15;
  #cumulativeTsn: number;
  #nextTsn: number;
  #highestGapTsn: number;
  #flightBytes = 0;
  #flightPayloadBytes = 0;
  #lostChunks = 0;
  /** No chunk below is lost. */
  #lostFrom = 0;
  #highestAckedPacket = -1;
  /** Facts about the last SACK. */
  #ackedBytes = 0;
  /** Of the chunk sent last among those it acknowledged; not the chunk, which would keep its message alive. */
  #newestAckedPacket = -1;
  #newestAckedSentTime = 0;
  #wasNewestRetransmitted = false;

  constructor(initialTsn: number) {
    this.#cumulativeTsn = initialTsn - 1;
    this.#nextTsn = initialTsn;
    this.#highestGapTsn = initialTsn - 1;
  }

  get cumulativeTsn(): number {
    return this.#cumulativeTsn;
  }

  get nextTsn(): number {
    return this.#nextTsn;
  }

  get count(): number {
    return this.#nextTsn - 1 - this.#cumulativeTsn;
  }

  /** Bytes of chunks on the wire, headers included: what the congestion window bounds. */
  get flightBytes(): number {
    return this.#flightBytes;
  }

  /** Bytes of payload on the wire: what the peer's window bounds. */
  get flightPayloadBytes(): number {
    return this.#flightPayloadBytes;
  }

  get lostChunks(): number {
    return this.#lostChunks;
  }

  /** Bytes that the last SACK acknowledged for the first time. */
  get ackedBytes(): number {
    return this.#ackedBytes;
  }

  /**
   * When the chunk was sent that was sent last among those that the last SACK acknowledged; undefined if it was ever
   * retransmitted.
   */
  get timedSince(): number | undefined {
    return this.#newestAckedPacket < 0 || this.#wasNewestRetransmitted ? undefined : this.#newestAckedSentTime;
  }

  unwrap(tsn: number): number {
    return unwrap32(tsn, this.#cumulativeTsn);
  }

  at(tsn: number): OutstandingChunk | undefined {
    return tsn > this.#cumulativeTsn && tsn < this.#nextTsn ? this.#ring[tsn & this.#mask] : undefined;
  }

  /** The chunk must carry `nextTsn`. */
  push(chunk: OutstandingChunk): void {
    if (this.count > this.#mask) this.#grow();
    this.#ring[chunk.tsn & this.#mask] = chunk;
    this.#nextTsn++;
    if (chunk.state === IN_FLIGHT) this.#enterFlight(chunk);
  }

  /** The lowest lost chunk, not yet back in flight. */
  firstLost(): OutstandingChunk | undefined {
    if (this.#lostChunks === 0) return undefined;
    let tsn = Math.max(this.#lostFrom, this.#cumulativeTsn + 1);
    while ((this.#ring[tsn & this.#mask] as OutstandingChunk).state !== LOST) tsn++;
    this.#lostFrom = tsn;
    return this.#ring[tsn & this.#mask];
  }

  retransmitted(chunk: OutstandingChunk, now: number): void {
    this.#lostChunks--;
    chunk.state = IN_FLIGHT;
    chunk.transmissions++;
    chunk.sentTime = now;
    this.#enterFlight(chunk);
  }

  abandon(chunk: OutstandingChunk): void {
    if (chunk.state === IN_FLIGHT) this.#leaveFlight(chunk);
    else if (chunk.state === LOST) this.#lostChunks--;
    chunk.state = ABANDONED;
  }

  /** False if the SACK is older than another, or acknowledges what was never sent. `offset` is that of the chunk. */
  receiveSack(cumulativeTsn: number, packet: Uint8Array, offset: number): boolean {
    if (cumulativeTsn < this.#cumulativeTsn || cumulativeTsn >= this.#nextTsn) return false;
    this.#ackedBytes = 0;
    this.#newestAckedPacket = -1;
    this.#advanceTo(cumulativeTsn);
    const gapCount = sackGapCount(packet, offset);
    if (gapCount > 0 || this.#highestGapTsn > cumulativeTsn) this.#readGaps(packet, offset, gapCount);
    if (this.#newestAckedPacket > this.#highestAckedPacket) this.#highestAckedPacket = this.#newestAckedPacket;
    return true;
  }

  /**
   * Chunks that later packets overtook are lost. RFC 9260 §7.2.4 counts three SACKs that report a TSN missing while
   * they acknowledge newer ones. A SACK for every packet would have said so three times once a packet sent three later
   * has arrived; that is what is counted, because one SACK here may answer a whole batch. Counting packets rather than
   * TSNs also finds retransmissions that were lost again. Returns how many were found.
   */
  findLost(): number {
    const threshold = this.#highestAckedPacket - REORDERING_PACKETS;
    let found = 0;
    for (let tsn = this.#cumulativeTsn + 1; tsn <= this.#highestGapTsn; tsn++) {
      const chunk = this.#ring[tsn & this.#mask] as OutstandingChunk;
      if (chunk.state !== IN_FLIGHT || chunk.packetNumber > threshold) continue;
      this.#markLost(chunk);
      found++;
    }
    return found;
  }

  /** T3-rtx expired: everything on the wire counts as lost, §6.3.3 E3. */
  loseAll(): void {
    for (let tsn = this.#cumulativeTsn + 1; tsn < this.#nextTsn; tsn++) {
      const chunk = this.#ring[tsn & this.#mask] as OutstandingChunk;
      if (chunk.state === IN_FLIGHT) this.#markLost(chunk);
    }
  }

  assertConsistent(): void {
    let flightBytes = 0;
    let lost = 0;
    for (let tsn = this.#cumulativeTsn + 1; tsn < this.#nextTsn; tsn++) {
      const chunk = this.#ring[tsn & this.#mask] as OutstandingChunk;
      if (chunk.state === IN_FLIGHT) flightBytes += chunk.chunkBytes;
      if (chunk.state === LOST) lost++;
    }
    assert(flightBytes === this.#flightBytes, 'bytes in flight miscounted');
    assert(lost === this.#lostChunks, 'lost chunks miscounted');
  }

  #advanceTo(cumulativeTsn: number): void {
    const ring = this.#ring;
    const mask = this.#mask;
    for (let tsn = this.#cumulativeTsn + 1; tsn <= cumulativeTsn; tsn++) {
      const chunk = ring[tsn & mask] as OutstandingChunk;
      if (chunk.state === IN_FLIGHT || chunk.state === LOST) this.#acknowledge(chunk);
      ring[tsn & mask] = undefined;
    }
    this.#cumulativeTsn = cumulativeTsn;
    if (this.#highestGapTsn < cumulativeTsn) this.#highestGapTsn = cumulativeTsn;
  }

  /** Blocks that overlap, go backwards or leave what was sent end the reading. */
  #readGaps(packet: Uint8Array, offset: number, gapCount: number): void {
    const cumulativeTsn = this.#cumulativeTsn;
    let next = cumulativeTsn + 1;
    for (let i = 0; i < gapCount; i++) {
      const first = cumulativeTsn + sackGapStart(packet, offset, i);
      const last = cumulativeTsn + sackGapEnd(packet, offset, i);
      if (first < next || last < first || last >= this.#nextTsn) break;
      this.#readMissing(next, first - 1);
      this.#readAcked(first, last);
      next = last + 1;
    }
    this.#readMissing(next, this.#highestGapTsn);
    this.#highestGapTsn = next - 1;
  }

  #readAcked(first: number, last: number): void {
    for (let tsn = first; tsn <= last; tsn++) {
      const chunk = this.#ring[tsn & this.#mask] as OutstandingChunk;
      if (chunk.state !== IN_FLIGHT && chunk.state !== LOST) continue;
      this.#acknowledge(chunk);
      chunk.state = ACKED;
    }
  }

  /** The peer may take back what it acknowledged in a gap block, §6.2.1 D iii: it counts as on the wire again. */
  #readMissing(first: number, last: number): void {
    for (let tsn = first; tsn <= last; tsn++) {
      const chunk = this.#ring[tsn & this.#mask] as OutstandingChunk;
      if (chunk.state !== ACKED) continue;
      chunk.state = IN_FLIGHT;
      this.#enterFlight(chunk);
    }
  }

  #acknowledge(chunk: OutstandingChunk): void {
    if (chunk.state === LOST) this.#lostChunks--;
    else this.#leaveFlight(chunk);
    this.#ackedBytes += chunk.chunkBytes;
    if (chunk.packetNumber < this.#newestAckedPacket) return;
    this.#newestAckedPacket = chunk.packetNumber;
    this.#newestAckedSentTime = chunk.sentTime;
    this.#wasNewestRetransmitted = chunk.transmissions !== 1;
  }

  #markLost(chunk: OutstandingChunk): void {
    this.#leaveFlight(chunk);
    chunk.state = LOST;
    if (this.#lostChunks === 0 || chunk.tsn < this.#lostFrom) this.#lostFrom = chunk.tsn;
    this.#lostChunks++;
  }

  #enterFlight(chunk: OutstandingChunk): void {
    this.#flightBytes += chunk.chunkBytes;
    this.#flightPayloadBytes += chunk.end - chunk.start;
  }

  #leaveFlight(chunk: OutstandingChunk): void {
    this.#flightBytes -= chunk.chunkBytes;
    this.#flightPayloadBytes -= chunk.end - chunk.start;
  }

  #grow(): void {
    const mask = 2 * this.#mask + 1;
    const ring = new Array<OutstandingChunk | undefined>(mask + 1).fill(undefined);
    for (let tsn = this.#cumulativeTsn + 1; tsn < this.#nextTsn; tsn++) ring[tsn & mask] = this.#ring[tsn & this.#mask];
    this.#ring = ring;
    this.#mask = mask;
  }
}

/** §7.2.4's three reports; the kPacketThreshold of RFC 9002 §6.1.1. */
const REORDERING_PACKETS = 3;
