import type { PacketSink } from '../util/engine.ts';
import { Slab } from '../util/slab.ts';
import { DataFlag, writeDataHeader } from './chunks/data-chunk.ts';
import { padded } from './chunks/chunk-type.ts';
import { sackBytes, writeSack } from './chunks/sack-chunk.ts';
import { COMMON_HEADER_BYTES, writeChecksum, writeCommonHeader } from './packet.ts';
import type { DataTracker } from './rx/data-tracker.ts';
import type { OutstandingChunk } from './tx/outstanding-data.ts';
import type { SctpCounters } from './types.ts';

/**
 * Bundles chunks into packets, RFC 9260 §6.10. What goes into the next packet is listed first, so that the packet is
 * cut to its exact size and each payload is copied once, from the user's buffer.
 */
export class Outbox {
  readonly #sink: PacketSink;
  readonly #localPort: number;
  readonly #remotePort: number;
  readonly #counters: SctpCounters;
  readonly #slab = new Slab();
  readonly #replies: Uint8Array[] = [];
  readonly #packetsDue: { readonly tag: number; readonly chunks: readonly Uint8Array[] }[] = [];
  #packetBytes: number;
  #tag = 0;
  #omitsChecksum = false;
  readonly #control: Uint8Array[] = [];
  readonly #data: OutstandingChunk[] = [];
  #sackTracker: DataTracker | undefined;
  #sackWindowBytes = 0;
  #sackGaps = 0;
  #bytes = COMMON_HEADER_BYTES;
  #packetNumber = 0;
  #packetsOfTurn = 0;
  #bytesOfTurn = 0;
  #hasFilledPackets = false;

  constructor(sink: PacketSink, localPort: number, remotePort: number, packetBytes: number, counters: SctpCounters) {
    this.#sink = sink;
    this.#localPort = localPort;
    this.#remotePort = remotePort;
    this.#packetBytes = packetBytes;
    this.#counters = counters;
  }

  /** From now on packets carry this verification tag. */
  setPeer(tag: number, omitsChecksum: boolean): void {
    this.#tag = tag;
    this.#omitsChecksum = omitsChecksum;
  }

  setPacketBytes(packetBytes: number): void {
    this.#packetBytes = packetBytes;
  }

  /** A chunk for the next flush to bundle. Answers that one batch of packets may provoke are bounded. */
  reply(chunk: Uint8Array): void {
    if (this.#replies.length < MAX_DUE) this.#replies.push(chunk);
  }

  /** A packet of its own for the next flush, under this tag; always with a checksum. */
  packetDue(tag: number, ...chunks: readonly Uint8Array[]): void {
    if (this.#packetsDue.length < MAX_DUE) this.#packetsDue.push({ tag, chunks });
  }

  get hasPacketsDue(): boolean {
    return this.#packetsDue.length > 0;
  }

  /** Takes back what was to go under this tag and has not left. */
  withdrawPackets(tag: number): void {
    for (let i = this.#packetsDue.length - 1; i >= 0; i--) {
      if (this.#packetsDue[i].tag === tag) this.#packetsDue.splice(i, 1);
    }
  }

  forgetReplies(): void {
    this.#replies.length = 0;
  }

  beginFlush(): void {
    this.#packetsOfTurn = 0;
    this.#bytesOfTurn = 0;
    this.#hasFilledPackets = false;
    if (this.#packetsDue.length === 0) return;
    for (const { tag, chunks } of this.#packetsDue.splice(0)) this.alone(tag, ...chunks);
  }

  flushReplies(): void {
    for (let i = 0; i < this.#replies.length; i++) this.control(this.#replies[i]);
    this.#replies.length = 0;
  }

  /** As much was sent in this turn as socket buffers take at once. */
  get isBurstFull(): boolean {
    return this.#packetsOfTurn >= BURST_PACKETS || this.#bytesOfTurn >= BURST_BYTES;
  }

  /** More DATA was sent in this turn than one packet takes. */
  get hasFilledPackets(): boolean {
    return this.#hasFilledPackets;
  }

  /** A packet of its own, at once. */
  alone(tag: number, ...chunks: readonly Uint8Array[]): void {
    this.finish();
    for (const chunk of chunks) {
      this.#control.push(chunk);
      this.#bytes += chunk.length;
    }
    this.#emit(tag, false);
  }

  control(chunk: Uint8Array): void {
    this.#makeRoom(chunk.length);
    this.#control.push(chunk);
    this.#bytes += chunk.length;
  }

  /** At most once a packet. As many gap blocks as fit are reported. */
  sack(tracker: DataTracker, windowBytes: number): void {
    const fixedBytes = sackBytes(0, tracker.duplicates.length);
    this.#makeRoom(fixedBytes + 4);
    const room = (this.#packetBytes - this.#bytes - fixedBytes) >> 2;
    this.#sackTracker = tracker;
    this.#sackWindowBytes = windowBytes;
    this.#sackGaps = Math.max(0, Math.min(room, tracker.gaps.length >> 1));
    this.#bytes += fixedBytes + 4 * this.#sackGaps;
  }

  data(chunk: OutstandingChunk): void {
    const bytes = chunk.chunkBytes;
    if (this.#bytes + bytes > this.#packetBytes) this.#hasFilledPackets = true;
    this.#makeRoom(bytes);
    chunk.packetNumber = this.#packetNumber;
    this.#data.push(chunk);
    this.#bytes += bytes;
    // A packet that no further chunk fits into need not wait.
    if (this.#bytes + MIN_DATA_BYTES <= this.#packetBytes) return;
    this.#hasFilledPackets = true;
    this.finish();
  }

  /** Sends what was begun. */
  finish(): void {
    if (this.#bytes > COMMON_HEADER_BYTES) this.#emit(this.#tag, this.#omitsChecksum);
  }

  #makeRoom(bytes: number): void {
    if (this.#bytes + bytes > this.#packetBytes) this.finish();
  }

  /** Control chunks, then the SACK, then DATA, §6.10. */
  #emit(tag: number, omitsChecksum: boolean): void {
    const packet = this.#slab.cut(this.#bytes, this.#sink.headroomBytes, this.#sink.tailroomBytes);
    writeCommonHeader(packet, this.#localPort, this.#remotePort, tag);
    let offset = COMMON_HEADER_BYTES;
    for (let i = 0; i < this.#control.length; i++) {
      packet.set(this.#control[i], offset);
      offset += this.#control[i].length;
    }
    if (this.#sackTracker !== undefined) offset = this.#writeSack(packet, offset, this.#sackTracker);
    for (let i = 0; i < this.#data.length; i++) offset = writeData(packet, offset, this.#data[i]);
    if (!omitsChecksum) writeChecksum(packet);
    this.#clear();
    this.#count(packet.length);
    this.#sink.transmit(packet);
  }

  #writeSack(packet: Uint8Array, offset: number, tracker: DataTracker): number {
    const { cumulativeTsn, gaps, duplicates } = tracker;
    writeSack(packet, offset, cumulativeTsn, this.#sackWindowBytes, gaps, this.#sackGaps, duplicates);
    tracker.sackSent();
    return offset + sackBytes(this.#sackGaps, duplicates.length);
  }

  #clear(): void {
    this.#control.length = 0;
    this.#data.length = 0;
    this.#sackTracker = undefined;
    this.#bytes = COMMON_HEADER_BYTES;
    this.#packetNumber++;
  }

  #count(bytes: number): void {
    this.#packetsOfTurn++;
    this.#bytesOfTurn += bytes;
    this.#counters.packetsSent++;
    this.#counters.bytesSent += bytes;
  }
}

function writeData(packet: Uint8Array, offset: number, chunk: OutstandingChunk): number {
  const { message, start, end } = chunk;
  const { data, streamId, streamSequence, payloadProtocolId } = message;
  // What comes late should not wait for a delayed SACK as well, RFC 7053 §4.
  const flags = chunk.transmissions > 1 ? chunk.flags | DataFlag.immediate : chunk.flags;
  writeDataHeader(packet, offset, flags, end - start, chunk.tsn, streamId, streamSequence, payloadProtocolId);
  copy(data, start, end, packet, offset + 16);
  return offset + padded(16 + end - start);
}

/** A loop is faster than a view for the small messages. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, offset: number): void {
  if (end - start <= 64) {
    for (let i = start; i < end; i++) to[offset++] = from[i];
  } else if (start === 0 && end === from.length) to.set(from, offset);
  else to.set(from.subarray(start, end), offset);
}

/** Less than the usual socket buffer (208 KiB with its overhead) in one go. */
const BURST_PACKETS = 64;
const BURST_BYTES = 128 * 1024;
const MAX_DUE = 32;
const MIN_DATA_BYTES = 20;
