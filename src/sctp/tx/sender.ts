import { assert } from '../../util/assert.ts';
import type { TimerTable } from '../../util/timer-table.ts';
import { DATA_HEADER_BYTES, DataFlag } from '../chunks/data-chunk.ts';
import { SACK_HEADER_BYTES, sackWindowBytes, writeSack } from '../chunks/sack-chunk.ts';
import { COMMON_HEADER_BYTES } from '../packet.ts';
import { Timer } from '../timers.ts';
import { Abandonment } from './abandonment.ts';
import { Congestion } from './congestion.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { OutstandingChunk, OutstandingData } from './outstanding-data.ts';
import type { Rto } from './rto.ts';
import type { SendQueue } from './send-queue.ts';

/** The sending half of an established association: which chunk goes next, and what its acknowledgement means. */
export class Sender {
  readonly outstanding: OutstandingData;
  readonly abandonment: Abandonment;
  readonly #congestion: Congestion;
  readonly #queue: SendQueue;
  readonly #timers: TimerTable;
  readonly #rto: Rto;
  readonly #keepsPromises: boolean;
  #packetBytes: number;
  #peerWindowBytes: number;
  /** Bytes that fast retransmit may send past the congestion window, RFC 9260 §7.2.4 point 3. */
  #fastRetransmitBytes = 0;
  #lastSentTime = -Infinity;

  constructor(options: SenderOptions) {
    this.outstanding = new OutstandingData(options.initialTsn);
    this.abandonment = new Abandonment(this.outstanding, options.queue);
    this.#congestion = new Congestion(options.packetBytes);
    this.#queue = options.queue;
    this.#timers = options.timers;
    this.#rto = options.rto;
    this.#keepsPromises = options.supportsPartialReliability;
    this.#packetBytes = options.packetBytes;
    this.#peerWindowBytes = options.peerWindowBytes;
  }

  get congestionWindowBytes(): number {
    return this.#congestion.windowBytes;
  }

  /** What the peer said it has room for, last. */
  get peerWindowBytes(): number {
    return this.#peerWindowBytes;
  }

  /** Nothing is queued and nothing unacknowledged. */
  get isDone(): boolean {
    return this.#queue.isEmpty && this.outstanding.count === 0;
  }

  setPacketBytes(packetBytes: number): void {
    this.#packetBytes = packetBytes;
    this.#congestion.setPacketBytes(packetBytes);
  }

  /** The chunk to put on the wire now, retransmissions first; undefined when there is none or a window is shut. */
  next(now: number): OutstandingChunk | undefined {
    const chunk = this.#nextLost(now) ?? this.#nextNew(now);
    if (chunk === undefined) return undefined;
    this.#lastSentTime = now;
    if (!this.#timers.isArmed(Timer.t3Retransmission)) this.#startT3(now);
    return chunk;
  }

  /** False for a SACK that says nothing new or nothing true. `offset` is that of its chunk. */
  receiveSack(packet: Uint8Array, offset: number, cumulativeTsn: number, now: number): boolean {
    const outstanding = this.outstanding;
    const before = outstanding.cumulativeTsn;
    const flightBytes = outstanding.flightBytes;
    if (!outstanding.receiveSack(cumulativeTsn, packet, offset)) return false;
    this.#peerWindowBytes = sackWindowBytes(packet, offset);
    const { timedSince } = outstanding;
    if (timedSince !== undefined) this.#rto.observe(now - timedSince);
    if (cumulativeTsn > before) this.#advanced(flightBytes, cumulativeTsn, now);
    if (outstanding.findLost() > 0) this.#lossFound(now);
    return true;
  }

  /** A SHUTDOWN carries only this much of a SACK. */
  receiveCumulativeAck(cumulativeTsn: number, now: number): void {
    const sack = new Uint8Array(SACK_HEADER_BYTES);
    writeSack(sack, 0, cumulativeTsn, this.#peerWindowBytes, [], 0, []);
    this.receiveSack(sack, 0, cumulativeTsn, now);
  }

  /** T3-rtx expired, §6.3.3. */
  timedOut(now: number): void {
    this.#rto.backOff();
    this.#congestion.timedOut();
    this.outstanding.loseAll();
    this.abandonment.timedOut();
    this.#queue.dropAllExpired(now);
  }

  /** After everything was sent that may be: what is outstanding must be guarded. */
  guard(now: number): void {
    if (this.outstanding.count > 0 && !this.#timers.isArmed(Timer.t3Retransmission)) this.#startT3(now);
  }

  assertConsistent(): void {
    this.outstanding.assertConsistent();
    this.#queue.assertConsistent();
    assert(this.outstanding.count > 0 || this.outstanding.flightBytes === 0, 'bytes in flight without chunks');
  }

  #nextLost(now: number): OutstandingChunk | undefined {
    if (this.outstanding.lostChunks === 0) return undefined;
    let chunk = this.outstanding.firstLost();
    while (chunk !== undefined && this.#isGivenUp(chunk, now)) {
      this.abandonment.abandon(chunk);
      chunk = this.outstanding.firstLost();
    }
    if (chunk === undefined || !this.#mayRetransmit(chunk)) return undefined;
    this.outstanding.retransmitted(chunk, now);
    return chunk;
  }

  #isGivenUp(chunk: OutstandingChunk, now: number): boolean {
    const { maxRetransmits, expiresAt } = chunk.message;
    return this.#keepsPromises && (chunk.transmissions > maxRetransmits || expiresAt <= now);
  }

  #mayRetransmit(chunk: OutstandingChunk): boolean {
    if (!this.#hasPeerRoom(chunk.payloadBytes)) return false;
    if (this.outstanding.flightBytes < this.#congestion.windowBytes) return true;
    if (this.#fastRetransmitBytes < chunk.chunkBytes) return false;
    this.#fastRetransmitBytes -= chunk.chunkBytes;
    return true;
  }

  #nextNew(now: number): OutstandingChunk | undefined {
    if (this.#queue.isEmpty) return undefined;
    const outstanding = this.outstanding;
    // Lost chunks that may not go yet go first when they may.
    if (outstanding.lostChunks > 0) return undefined;
    if (outstanding.flightBytes >= this.#congestion.windowBytes || outstanding.count >= MAX_OUTSTANDING) {
      this.#queue.dropAllExpired(now);
      return undefined;
    }
    if (outstanding.count === 0) this.#wake(now);
    const message = this.#liveHead(now);
    return message === undefined ? undefined : this.#cut(message, now);
  }

  /** The head of the queue; one that expired half sent is given up here. */
  #liveHead(now: number): OutgoingMessage | undefined {
    for (;;) {
      const message = this.#queue.head(now);
      if (message === undefined || message.offset === 0) return message;
      if (!this.#keepsPromises || message.expiresAt > now) return message;
      this.abandonment.abandonHead(message, now);
    }
  }

  #cut(message: OutgoingMessage, now: number): OutstandingChunk | undefined {
    const start = message.offset;
    const left = message.data.length - start;
    const room = this.#packetBytes - COMMON_HEADER_BYTES - DATA_HEADER_BYTES;
    const bytes = left < room ? left : room;
    if (!this.#hasPeerRoom(bytes)) return undefined;
    let flags = message.isUnordered ? DataFlag.unordered : 0;
    if (start === 0) flags |= DataFlag.begin;
    if (bytes === left) flags |= DataFlag.end;
    this.#queue.cut(message, bytes);
    const chunk = new OutstandingChunk(this.outstanding.nextTsn, message, start, start + bytes, flags, now);
    this.outstanding.push(chunk);
    return chunk;
  }

  /** One chunk may always be in flight: it probes a window that is shut, §6.1 A. */
  #hasPeerRoom(bytes: number): boolean {
    const inFlight = this.outstanding.flightPayloadBytes;
    return inFlight === 0 || inFlight + bytes <= this.#peerWindowBytes;
  }

  #wake(now: number): void {
    const idleMs = now - this.#lastSentTime;
    if (idleMs > this.#rto.rtoMs && idleMs !== Infinity) this.#congestion.idled(Math.floor(idleMs / this.#rto.rtoMs));
  }

  /** §6.3.2 R2 and R3. */
  #advanced(flightBytes: number, cumulativeTsn: number, now: number): void {
    this.#congestion.acknowledged(this.outstanding.ackedBytes, flightBytes, cumulativeTsn);
    if (this.outstanding.count > 0) return this.#startT3(now);
    this.#timers.clear(Timer.t3Retransmission);
    this.#congestion.allAcknowledged();
  }

  #lossFound(now: number): void {
    const isFirstOfWindow = this.#congestion.lossFound(this.outstanding.nextTsn - 1);
    if (isFirstOfWindow) this.#fastRetransmitBytes = this.#packetBytes;
    const first = this.outstanding.firstLost();
    if (first !== undefined && first.tsn === this.outstanding.cumulativeTsn + 1) this.#startT3(now);
  }

  #startT3(now: number): void {
    this.#timers.set(Timer.t3Retransmission, now + this.#rto.rtoMs);
  }
}

export interface SenderOptions {
  readonly initialTsn: number;
  readonly queue: SendQueue;
  readonly timers: TimerTable;
  readonly rto: Rto;
  readonly packetBytes: number;
  readonly peerWindowBytes: number;
  /** The peer understands FORWARD TSN; if not, what was sent once is sent until it arrives. */
  readonly supportsPartialReliability: boolean;
}

/** Half the 16 bits of stream sequence numbers and of gap block offsets. */
const MAX_OUTSTANDING = 0x7fff;
