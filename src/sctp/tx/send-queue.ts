import { assert } from '../../util/assert.ts';
import { Heap } from '../../util/heap.ts';
import { Queue } from '../../util/queue.ts';
import type { SctpNews } from '../types.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/**
 * Messages that wait for their first transmission, one queue per stream, and the choice among them: weighted fair
 * queueing at message granularity (RFC 8260 §3.6 with RFC 8831 §6.4 priorities). Equal priorities share the bytes
 * equally; a message once begun is finished first, because chunks of two messages must not interleave.
 */
export class SendQueue {
  readonly #streams = new Map<number, OutgoingStream>();
  readonly #ready = new Heap<OutgoingStream>(isBefore);
  #last: OutgoingStream | undefined;
  /** The stream whose first message is being cut. */
  #current: OutgoingStream | undefined;
  #virtualTime = 0;
  #order = 0;
  #queuedMessages = 0;
  #timedMessages = 0;
  #drained: OutgoingStream[] = [];

  get isEmpty(): boolean {
    return this.#queuedMessages === 0;
  }

  bufferedBytes(streamId: number): number {
    return this.#streams.get(streamId)?.bufferedBytes ?? 0;
  }

  push(message: OutgoingMessage, priority: number): void {
    const stream = this.#streamOf(message.streamId);
    stream.priority = Math.max(priority, 1);
    stream.bufferedBytes += message.data.length;
    this.#queuedMessages++;
    if (message.expiresAt !== Infinity) this.#timedMessages++;
    if (stream.isResetting) {
      stream.held.push(message);
      return;
    }
    stream.messages.push(message);
    if (!stream.isScheduled && stream !== this.#current) this.#schedule(stream);
  }

  /** The message to cut next; undefined when there is none. Messages that expired before their turn are dropped. */
  head(now: number): OutgoingMessage | undefined {
    while (this.#current === undefined) {
      const stream = this.#ready.pop();
      if (stream === undefined) return undefined;
      stream.isScheduled = false;
      this.#virtualTime = stream.virtualFinish;
      this.#dropExpired(stream, now);
      if (stream.messages.length > 0) this.#current = stream;
    }
    return this.#current.messages.peek();
  }

  /** The first `bytes` of what is left of the head were cut into a chunk. */
  cut(message: OutgoingMessage, bytes: number): void {
    const stream = this.#current as OutgoingStream;
    if (message.offset === 0) message.streamSequence = message.isUnordered ? 0 : stream.nextSequence++;
    message.offset += bytes;
    stream.wasSentOn = true;
    this.#subtract(stream, bytes);
    if (message.offset === message.data.length) this.#leaveCurrent();
  }

  /** Gives up what is left of the head, which was cut in part. */
  dropHead(): void {
    const stream = this.#current as OutgoingStream;
    const message = stream.messages.peek() as OutgoingMessage;
    this.#subtract(stream, message.data.length - message.offset);
    this.#leaveCurrent();
  }

  /** Forgets what waits on a stream that nothing was sent on. False, and nothing happens, if something was. */
  withdraw(streamId: number): boolean {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return true;
    if (stream.wasSentOn) return false;
    while (stream.messages.length > 0) this.#drop(stream);
    if (stream === this.#current) this.#current = undefined;
    this.#forget(stream);
    return true;
  }

  /** Forgets what waits on streams that the peer does not have. */
  dropStreamsFrom(firstId: number): void {
    for (const id of [...this.#streams.keys()]) if (id >= firstId) this.withdraw(id);
  }

  /** Drops whatever expired at the head of its queue, for when nothing may be sent. */
  dropAllExpired(now: number): void {
    if (this.#timedMessages === 0) return;
    for (const stream of this.#streams.values()) if (stream !== this.#current) this.#dropExpired(stream, now);
  }

  /** The stream takes no more messages until `finishReset`; those queued before still go out. */
  beginReset(streamId: number): void {
    this.#streamOf(streamId).isResetting = true;
  }

  hasQueued(streamId: number): boolean {
    const stream = this.#streams.get(streamId);
    return stream !== undefined && stream.messages.length > 0;
  }

  /** The peer answered: sequence numbers begin anew if it performed the reset, and held messages go on. */
  finishReset(streamId: number, isPerformed: boolean): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    stream.isResetting = false;
    if (isPerformed) stream.nextSequence = 0;
    const held = stream.held.splice(0);
    for (const message of held) stream.messages.push(message);
    if (held.length > 0) {
      if (!stream.isScheduled && stream !== this.#current) this.#schedule(stream);
    } else if (isPerformed) this.#forget(stream);
  }

  /** The peer restarted: all sequence numbers begin anew, and the message begun begins anew. */
  restart(): void {
    for (const stream of this.#streams.values()) stream.nextSequence = 0;
    const message = this.#current?.messages.peek();
    if (message === undefined) return;
    (this.#current as OutgoingStream).bufferedBytes += message.offset;
    message.offset = 0;
  }

  clear(): void {
    this.#streams.clear();
    this.#ready.clear();
    this.#last = this.#current = undefined;
    this.#queuedMessages = this.#timedMessages = 0;
    this.#drained = [];
  }

  /** One piece of news for each stream whose buffer shrank since the last call. */
  reportDrained(news: Queue<SctpNews>): void {
    if (this.#drained.length === 0) return;
    for (const stream of this.#drained) {
      stream.isDrained = false;
      news.push({ type: 'buffer-drained', streamId: stream.id });
    }
    this.#drained = [];
  }

  assertConsistent(): void {
    let queued = 0;
    for (const stream of this.#streams.values()) {
      queued += stream.messages.length + stream.held.length;
      assert(stream.bufferedBytes >= 0, 'bufferedBytes below zero');
    }
    assert(queued === this.#queuedMessages, 'queued messages miscounted');
  }

  #streamOf(id: number): OutgoingStream {
    if (this.#last !== undefined && this.#last.id === id) return this.#last;
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      stream = new OutgoingStream(id);
      this.#streams.set(id, stream);
    }
    this.#last = stream;
    return stream;
  }

  #forget(stream: OutgoingStream): void {
    if (stream.messages.length > 0 || stream.isScheduled || stream === this.#current) return;
    this.#streams.delete(stream.id);
    if (this.#last === stream) this.#last = undefined;
  }

  #schedule(stream: OutgoingStream): void {
    const message = stream.messages.peek() as OutgoingMessage;
    const start = Math.max(stream.virtualFinish, this.#virtualTime);
    stream.virtualFinish = start + message.data.length / stream.priority;
    stream.order = this.#order++;
    stream.isScheduled = true;
    this.#ready.push(stream);
  }

  #leaveCurrent(): void {
    const stream = this.#current as OutgoingStream;
    this.#shift(stream);
    this.#current = undefined;
    if (stream.messages.length > 0) this.#schedule(stream);
  }

  #dropExpired(stream: OutgoingStream, now: number): void {
    for (let head; (head = stream.messages.peek()) !== undefined && head.expiresAt <= now;) {
      this.#drop(stream);
    }
  }

  #drop(stream: OutgoingStream): void {
    this.#subtract(stream, (stream.messages.peek() as OutgoingMessage).data.length);
    this.#shift(stream);
  }

  #shift(stream: OutgoingStream): void {
    const message = stream.messages.shift() as OutgoingMessage;
    this.#queuedMessages--;
    if (message.expiresAt !== Infinity) this.#timedMessages--;
  }

  #subtract(stream: OutgoingStream, bytes: number): void {
    stream.bufferedBytes -= bytes;
    if (stream.isDrained) return;
    stream.isDrained = true;
    this.#drained.push(stream);
  }
}

class OutgoingStream {
  readonly id: number;
  readonly messages = new Queue<OutgoingMessage>();
  /** Sent after a reset was asked for: they wait for the answer. */
  readonly held: OutgoingMessage[] = [];
  bufferedBytes = 0;
  nextSequence = 0;
  priority = 256;
  virtualFinish = 0;
  order = 0;
  /** It lies in the heap, perhaps without messages: they may have expired there. */
  isScheduled = false;
  isResetting = false;
  isDrained = false;
  wasSentOn = false;

  constructor(id: number) {
    this.id = id;
  }
}

function isBefore(a: OutgoingStream, b: OutgoingStream): boolean {
  return a.virtualFinish < b.virtualFinish || (a.virtualFinish === b.virtualFinish && a.order < b.order);
}
