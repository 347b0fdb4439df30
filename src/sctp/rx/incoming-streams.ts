import type { Queue } from '../../util/queue.ts';
import { unwrap16 } from '../../util/sequence.ts';
import type { SctpNews } from '../types.ts';

export type MessageNews = Extract<SctpNews, { type: 'message' }>;

/** Puts the ordered messages of each stream in the order of their sequence numbers, RFC 9260 §6.6. */
export class IncomingStreams {
  readonly #news: Queue<SctpNews>;
  readonly #streams = new Map<number, IncomingStream>();
  #last: IncomingStream | undefined;
  #waitingBytes = 0;

  constructor(news: Queue<SctpNews>) {
    this.#news = news;
  }

  /** Bytes of whole messages that wait for an earlier one. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** A whole ordered message: news at once if it is its turn. */
  add(message: MessageNews, streamSequence: number): void {
    const stream = this.#streamOf(message.streamId);
    const sequence = unwrap16(streamSequence, stream.nextSequence);
    if (sequence > stream.nextSequence) return this.#wait(stream, sequence, message);
    // An earlier number under a new TSN is nothing that a peer could mean.
    if (sequence < stream.nextSequence) return;
    this.#news.push(message);
    stream.nextSequence++;
    if (stream.waiting.length > 0) this.#drain(stream);
  }

  /** The peer gave up everything up to this sequence number, RFC 3758 §3.6. */
  skip(streamId: number, streamSequence: number): void {
    const stream = this.#streamOf(streamId);
    const sequence = unwrap16(streamSequence, stream.nextSequence);
    if (sequence < stream.nextSequence) return;
    while (stream.waiting.length > 0 && stream.waiting[0].sequence <= sequence) this.#deliverFirst(stream);
    stream.nextSequence = sequence + 1;
    this.#drain(stream);
  }

  /** The next sequence number is 0 again, RFC 6525 §5.2.2. No ids: all streams. */
  reset(streamIds: readonly number[]): readonly number[] {
    const ids = streamIds.length > 0 ? streamIds : [...this.#streams.keys()];
    for (const id of ids) {
      const stream = this.#streams.get(id);
      if (stream === undefined) continue;
      for (const { message } of stream.waiting) this.#waitingBytes -= message.data.length;
      this.#streams.delete(id);
    }
    this.#last = undefined;
    return ids;
  }

  #streamOf(id: number): IncomingStream {
    if (this.#last !== undefined && this.#last.id === id) return this.#last;
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      stream = { id, nextSequence: 0, waiting: [] };
      this.#streams.set(id, stream);
    }
    this.#last = stream;
    return stream;
  }

  #wait(stream: IncomingStream, sequence: number, message: MessageNews): void {
    const waiting = stream.waiting;
    let index = waiting.length;
    while (index > 0 && waiting[index - 1].sequence > sequence) index--;
    if (index > 0 && waiting[index - 1].sequence === sequence) return;
    waiting.splice(index, 0, { sequence, message });
    this.#waitingBytes += message.data.length;
  }

  #drain(stream: IncomingStream): void {
    let count = 0;
    while (count < stream.waiting.length && stream.waiting[count].sequence === stream.nextSequence) {
      this.#news.push(stream.waiting[count].message);
      this.#waitingBytes -= stream.waiting[count].message.data.length;
      stream.nextSequence++;
      count++;
    }
    if (count > 0) stream.waiting.splice(0, count);
  }

  #deliverFirst(stream: IncomingStream): void {
    const { message } = stream.waiting.shift() as WaitingMessage;
    this.#waitingBytes -= message.data.length;
    this.#news.push(message);
  }
}

interface IncomingStream {
  readonly id: number;
  nextSequence: number;
  /** Ascending. */
  readonly waiting: WaitingMessage[];
}

interface WaitingMessage {
  readonly sequence: number;
  readonly message: MessageNews;
}
