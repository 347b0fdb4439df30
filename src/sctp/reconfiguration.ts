import type { Queue } from '../util/queue.ts';
import type { TimerTable } from '../util/timer-table.ts';
import {
  type OutgoingResetRequest,
  type ReconfigParameter,
  type ReconfigResponse,
  readReconfig,
  writeReconfig,
} from './chunks/reconfig-chunk.ts';
import type { Outbox } from './outbox.ts';
import { IncomingResets } from './rx/incoming-resets.ts';
import type { Receiver } from './rx/receiver.ts';
import { Timer } from './timers.ts';
import { OutgoingResets } from './tx/outgoing-resets.ts';
import type { Rto } from './tx/rto.ts';
import type { SendQueue } from './tx/send-queue.ts';
import type { Sender } from './tx/sender.ts';
import type { SctpNews } from './types.ts';

/** Stream resets in both directions, RFC 6525. */
export class Reconfiguration {
  readonly #outgoing: OutgoingResets;
  readonly #incoming: IncomingResets;
  readonly #queue: SendQueue;
  readonly #timers: TimerTable;
  readonly #rto: Rto;
  readonly #news: Queue<SctpNews>;
  readonly #isSupported: boolean;
  #responses: ReconfigResponse[] = [];
  /** To be reset once more after the reset that is under way: the peer used the stream anew before it answered. */
  #again: number[] = [];

  constructor(options: ReconfigurationOptions) {
    this.#outgoing = new OutgoingResets(options.localInitialTsn);
    this.#incoming = new IncomingResets(options.peerInitialTsn);
    this.#queue = options.queue;
    this.#timers = options.timers;
    this.#rto = options.rto;
    this.#news = options.news;
    this.#isSupported = options.isSupported;
  }

  /** Each is settled once: what is asked for while the same stream is being reset is done after that. */
  reset(streamIds: readonly number[]): void {
    for (const streamId of streamIds) {
      if (this.#outgoing.has(streamId)) this.#again.push(streamId);
      else this.#begin(streamId);
    }
  }

  /** The chunk's value; false if it cannot be read. */
  receive(value: Uint8Array, receiver: Receiver, now: number): boolean {
    const parameters = readReconfig(value);
    if (parameters === undefined) return false;
    for (const parameter of parameters) this.#receiveParameter(parameter, receiver, now);
    return true;
  }

  /** The reconfiguration timer expired. True: the peer did not answer. */
  timedOut(): boolean {
    return this.#outgoing.timedOut();
  }

  /** The peer restarted and knows of no stream any more: whatever was asked for is done. */
  restart(): void {
    const streamIds = this.#outgoing.streamIds;
    if (streamIds.length > 0) this.#settle(streamIds, true);
  }

  flush(outbox: Outbox, sender: Sender, now: number): void {
    const request = this.#nextRequest(sender);
    if (this.#responses.length > 0) {
      outbox.control(writeReconfig(this.#responses));
      this.#responses = [];
    }
    if (request === undefined) return;
    outbox.control(writeReconfig([request]));
    this.#timers.set(Timer.reconfig, now + this.#rto.rtoMs);
  }

  #nextRequest(sender: Sender): OutgoingResetRequest | undefined {
    if (this.#outgoing.isWaiting) {
      this.#outgoing.drained((streamId) => this.#queue.hasQueued(streamId), sender.outstanding.nextTsn);
    }
    const request = this.#outgoing.take(sender.outstanding.cumulativeTsn, this.#incoming.lastSequence);
    if (request === undefined || this.#isSupported) return request;
    // Nobody to ask: the streams are closed for us, and go on counting.
    this.#settle(request.streamIds, false);
    this.#outgoing.answered(request.requestSequence, 0);
    return undefined;
  }

  #receiveParameter(parameter: ReconfigParameter, receiver: Receiver, now: number): void {
    switch (parameter.type) {
      case 'outgoing-reset':
        return this.#receiveRequest(parameter, receiver);
      case 'other-request':
        return this.#respond(parameter.requestSequence, this.#incoming.deny(parameter.requestSequence));
      case 'response':
        return this.#receiveResponse(parameter, now);
    }
  }

  #receiveRequest(request: OutgoingResetRequest, receiver: Receiver): void {
    const verdict = this.#incoming.judge(request, receiver.tracker.cumulativeTsn);
    if (verdict.isNew) {
      const streamIds = receiver.resetStreams(request.streamIds);
      if (streamIds.length > 0) this.#news.push({ type: 'incoming-streams-reset', streamIds });
    }
    this.#respond(request.requestSequence, verdict.result);
  }

  #receiveResponse(response: ReconfigResponse, now: number): void {
    const settled = this.#outgoing.answered(response.responseSequence, response.result);
    if (settled !== undefined) {
      this.#timers.clear(Timer.reconfig);
      this.#settle(settled.streamIds, settled.isPerformed);
    } else if (this.#outgoing.isOutstanding) {
      this.#timers.set(Timer.reconfig, now + this.#rto.rtoMs);
    }
  }

  #settle(streamIds: readonly number[], isPerformed: boolean): void {
    for (const streamId of streamIds) this.#queue.finishReset(streamId, isPerformed);
    this.#news.push({ type: 'outgoing-streams-reset', streamIds });
    if (this.#again.length > 0) this.reset(this.#again.splice(0));
  }

  #begin(streamId: number): void {
    this.#queue.beginReset(streamId);
    this.#outgoing.add(streamId);
  }

  #respond(responseSequence: number, result: number): void {
    if (this.#responses.length < MAX_RESPONSES) this.#responses.push({ type: 'response', responseSequence, result });
  }
}

export interface ReconfigurationOptions {
  readonly localInitialTsn: number;
  readonly peerInitialTsn: number;
  readonly queue: SendQueue;
  readonly timers: TimerTable;
  readonly rto: Rto;
  readonly news: Queue<SctpNews>;
  /** The peer listed RE-CONFIG among its extensions. */
  readonly isSupported: boolean;
}

/** In one flush; the peer asks again for the rest. */
const MAX_RESPONSES = 16;
