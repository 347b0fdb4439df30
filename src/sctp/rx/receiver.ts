import { readUint16, readUint32 } from '../../util/bytes.ts';
import type { Queue } from '../../util/queue.ts';
import { DATA_HEADER_BYTES, DataFlag } from '../chunks/data-chunk.ts';
import type { ForwardTsnChunk } from '../chunks/forward-tsn-chunk.ts';
import type { SctpNews } from '../types.ts';
import { DataTracker } from './data-tracker.ts';
import { ReassemblyQueue } from './reassembly-queue.ts';

/** The receiving half of an association: which data came, the messages it makes, and the room that is left. */
export class Receiver {
  readonly tracker: DataTracker;
  readonly #reassembly: ReassemblyQueue;
  readonly #capacityBytes: number;
  readonly #streams: number;

  constructor(
    initialTsn: number,
    streams: number,
    capacityBytes: number,
    maxMessageBytes: number,
    news: Queue<SctpNews>,
  ) {
    this.tracker = new DataTracker(initialTsn);
    this.#reassembly = new ReassemblyQueue(maxMessageBytes, news);
    this.#capacityBytes = capacityBytes;
    this.#streams = streams;
  }

  /** The window to advertise. */
  get windowBytes(): number {
    return Math.max(0, this.#capacityBytes - this.#reassembly.heldBytes(this.tracker.cumulativeTsn));
  }

  /** A DATA chunk of `length` bytes at `offset`, header included. */
  receiveData(packet: Uint8Array, offset: number, length: number): DataVerdict {
    if (length <= DATA_HEADER_BYTES) return length === DATA_HEADER_BYTES ? 'no-user-data' : 'malformed';
    const tracker = this.tracker;
    const flags = packet[offset + 1];
    const tsn = tracker.unwrap(readUint32(packet, offset + 4));
    if ((flags & DataFlag.immediate) !== 0) tracker.wantSackNow();
    // With the window shut only what fills a hole is taken, RFC 9260 §6.2.
    if (tsn > tracker.highestTsn && this.windowBytes === 0 && tsn !== tracker.cumulativeTsn + 1) {
      tracker.wantSackNow();
      return 'ok';
    }
    if (!tracker.observe(tsn)) return 'ok';
    const streamId = readUint16(packet, offset + 8);
    if (streamId >= this.#streams) return 'invalid-stream';
    this.#reassembly.add(
      tsn,
      flags,
      streamId,
      readUint16(packet, offset + 10),
      readUint32(packet, offset + 12),
      packet.subarray(offset + DATA_HEADER_BYTES, offset + length),
    );
    return this.#reassembly.isTooLarge ? 'too-large' : 'ok';
  }

  forward(chunk: ForwardTsnChunk): void {
    const tsn = this.tracker.unwrap(chunk.newCumulativeTsn);
    if (tsn > this.tracker.cumulativeTsn) {
      const skipped = chunk.skipped.filter(({ streamId }) => streamId < this.#streams);
      this.#reassembly.forwardTo(tsn, skipped);
    }
    this.tracker.forwardTo(tsn);
  }

  /** Gives the ids that were reset, all of them for an empty list. */
  resetStreams(streamIds: readonly number[]): readonly number[] {
    return this.#reassembly.resetStreams(streamIds);
  }
}

export type DataVerdict = 'ok' | 'malformed' | 'no-user-data' | 'invalid-stream' | 'too-large';
