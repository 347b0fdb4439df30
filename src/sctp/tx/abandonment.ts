import { DataFlag } from '../chunks/data-chunk.ts';
import type { ForwardTsnChunk, SkippedStream } from '../chunks/forward-tsn-chunk.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { ABANDONED, ACKED, OutstandingChunk, type OutstandingData } from './outstanding-data.ts';
import type { SendQueue } from './send-queue.ts';

/** Giving up messages whose promise is kept, and telling the peer, RFC 3758 §3.5. */
export class Abandonment {
  readonly #outstanding: OutstandingData;
  readonly #queue: SendQueue;
  /** RFC 3758's Advanced.Peer.Ack.Point. */
  #advancedTsn: number;
  #hasAbandoned = false;
  #isDue = false;
  #released: OutgoingMessage[] = [];
  #lastSentTime = -Infinity;

  constructor(outstanding: OutstandingData, queue: SendQueue) {
    this.#outstanding = outstanding;
    this.#queue = queue;
    this.#advancedTsn = outstanding.cumulativeTsn;
  }

  /** Gives up the whole message that the chunk belongs to, wherever its other chunks are. */
  abandon(chunk: OutstandingChunk): void {
    const { message } = chunk;
    if (message.offset < message.data.length) this.#dropRest(message);
    for (let tsn = chunk.tsn; this.#abandonAt(tsn, message); tsn--);
    for (let tsn = chunk.tsn + 1; this.#abandonAt(tsn, message); tsn++);
    this.#released.push(message);
    this.#hasAbandoned = true;
  }

  /** The same for the head of the queue, of which a part was sent. */
  abandonHead(message: OutgoingMessage, now: number): void {
    const placeholder = this.#dropRest(message, now);
    this.abandon(placeholder);
  }

  /** Lets the memory of abandoned messages go, once no packet that is being put together refers to it. */
  release(): void {
    if (this.#released.length === 0) return;
    for (const message of this.#released) message.data = EMPTY;
    this.#released = [];
  }

  timedOut(): void {
    this.#isDue = true;
  }

  /** The FORWARD TSN to send now: when the point moved, when T3-rtx expired, and once a round trip until it is heard. */
  take(now: number, roundTripMs: number): ForwardTsnChunk | undefined {
    if (!this.#hasAbandoned) return undefined;
    this.#advance();
    const { cumulativeTsn } = this.#outstanding;
    if (this.#advancedTsn <= cumulativeTsn) {
      this.#hasAbandoned = this.#outstanding.count > 0;
      return undefined;
    }
    if (!this.#isDue && now < this.#lastSentTime + roundTripMs) return undefined;
    this.#isDue = false;
    this.#lastSentTime = now;
    return { newCumulativeTsn: this.#advancedTsn, skipped: this.#skippedStreams(cumulativeTsn) };
  }

  /**
   * The part that was never cut gets one TSN all the same, abandoned from the start: without it the peer, which may
   * have acknowledged all that was sent, would wait for the end of the message for ever.
   */
  #dropRest(message: OutgoingMessage, now = 0): OutstandingChunk {
    this.#queue.dropHead();
    const { offset } = message;
    const flags = DataFlag.end | (message.isUnordered ? DataFlag.unordered : 0);
    const placeholder = new OutstandingChunk(this.#outstanding.nextTsn, message, offset, offset, flags, now);
    placeholder.state = ABANDONED;
    this.#outstanding.push(placeholder);
    message.offset = message.data.length;
    return placeholder;
  }

  #abandonAt(tsn: number, message: OutgoingMessage): boolean {
    const chunk = this.#outstanding.at(tsn);
    if (chunk === undefined || chunk.message !== message) return false;
    this.#outstanding.abandon(chunk);
    return true;
  }

  /**
   * C1. Unordered chunks that arrived are passed over on the way to the next abandoned one; ordered ones are not,
   * because there are receivers that would then throw them away.
   */
  #advance(): void {
    const outstanding = this.#outstanding;
    const before = this.#advancedTsn;
    let tsn = Math.max(before, outstanding.cumulativeTsn);
    this.#advancedTsn = tsn;
    for (let chunk; (chunk = outstanding.at(++tsn)) !== undefined;) {
      if (chunk.state === ABANDONED) this.#advancedTsn = tsn;
      else if (chunk.state !== ACKED || !chunk.message.isUnordered) break;
    }
    if (this.#advancedTsn > before && this.#advancedTsn > outstanding.cumulativeTsn) this.#isDue = true;
  }

  /** The last ordered message skipped on each stream. */
  #skippedStreams(cumulativeTsn: number): SkippedStream[] {
    const last = new Map<number, number>();
    for (let tsn = cumulativeTsn + 1; tsn <= this.#advancedTsn; tsn++) {
      const chunk = this.#outstanding.at(tsn);
      if (chunk === undefined || chunk.state !== ABANDONED || chunk.message.isUnordered) continue;
      last.set(chunk.message.streamId, chunk.message.streamSequence);
    }
    return [...last].slice(0, MAX_SKIPPED).map(([streamId, streamSequence]) => ({ streamId, streamSequence }));
  }
}

const EMPTY = new Uint8Array(0);
/** As many as fit the smallest packet. */
const MAX_SKIPPED = 250;
