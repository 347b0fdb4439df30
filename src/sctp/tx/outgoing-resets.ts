import { type OutgoingResetRequest, ReconfigResult } from '../chunks/reconfig-chunk.ts';

/**
 * Our own requests to reset outgoing streams, RFC 6525 §5.1.2: one at a time, each made when all that was sent on its
 * streams is acknowledged, so that no peer has to answer "in progress".
 */
export class OutgoingResets {
  #nextSequence: number;
  #waiting: WaitingStream[] = [];
  #request:
    { readonly sequence: number; readonly barrierTsn: number; readonly streamIds: readonly number[] } | undefined;
  #isDue = false;

  /** Request sequence numbers begin with our initial TSN (§3.1). */
  constructor(initialTsn: number) {
    this.#nextSequence = initialTsn;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  get isOutstanding(): boolean {
    return this.#request !== undefined;
  }

  has(streamId: number): boolean {
    return (
      this.#waiting.some((stream) => stream.id === streamId) || (this.#request?.streamIds.includes(streamId) ?? false)
    );
  }

  /** All that are not settled. */
  get streamIds(): readonly number[] {
    return [...(this.#request?.streamIds ?? []), ...this.#waiting.map((stream) => stream.id)];
  }

  add(streamId: number): void {
    this.#waiting.push({ id: streamId, barrierTsn: undefined });
  }

  /** Everything of the streams waited for that have nothing queued lies below `nextTsn`. */
  drained(hasQueued: (streamId: number) => boolean, nextTsn: number): void {
    for (const stream of this.#waiting) {
      if (stream.barrierTsn === undefined && !hasQueued(stream.id)) stream.barrierTsn = nextTsn - 1;
    }
  }

  /** The request to send now: a new one, or the one due again. `responseSequence` is that of the peer's last request. */
  take(cumulativeTsn: number, responseSequence: number): OutgoingResetRequest | undefined {
    if (this.#request === undefined) this.#begin(cumulativeTsn);
    if (this.#request === undefined || !this.#isDue) return undefined;
    this.#isDue = false;
    return {
      type: 'outgoing-reset',
      requestSequence: this.#request.sequence >>> 0,
      responseSequence,
      // Not the last TSN of the association: data of other streams on its way must not delay this.
      lastAssignedTsn: this.#request.barrierTsn,
      streamIds: this.#request.streamIds,
    };
  }

  /** The timer expired. False: what ran out was the wait after "in progress", which is no error of the path. */
  timedOut(): boolean {
    this.#isDue = this.#request !== undefined;
    if (this.#request === undefined || this.#request.sequence < this.#nextSequence) return this.#isDue;
    this.#nextSequence = this.#request.sequence + 1;
    return false;
  }

  /** The streams that a response settles, and how; undefined while it settles nothing. */
  answered(sequence: number, result: number): { streamIds: readonly number[]; isPerformed: boolean } | undefined {
    const request = this.#request;
    if (request === undefined || sequence !== request.sequence >>> 0) return undefined;
    if (result === ReconfigResult.inProgress || result === ReconfigResult.requestInProgress) {
      // Again after a while, under a new number: some peers repeat their answer to an old one.
      this.#request = { ...request, sequence: this.#nextSequence };
      return undefined;
    }
    this.#request = undefined;
    const isPerformed = result === ReconfigResult.performed || result === ReconfigResult.nothingToDo;
    return { streamIds: request.streamIds, isPerformed };
  }

  #begin(cumulativeTsn: number): void {
    const ready = this.#waiting.filter((stream) => isReady(stream, cumulativeTsn)).slice(0, MAX_STREAMS);
    if (ready.length === 0) return;
    this.#waiting = this.#waiting.filter((stream) => !ready.includes(stream));
    const streamIds = ready.map((stream) => stream.id);
    const barrierTsn = Math.max(...ready.map((stream) => stream.barrierTsn as number));
    this.#request = { sequence: this.#nextSequence++, barrierTsn, streamIds };
    this.#isDue = true;
  }
}

interface WaitingStream {
  readonly id: number;
  /** Its last TSN is not larger; unknown while messages are queued. */
  barrierTsn: number | undefined;
}

function isReady(stream: WaitingStream, cumulativeTsn: number): boolean {
  return stream.barrierTsn !== undefined && stream.barrierTsn <= cumulativeTsn;
}

/** As many as fit the smallest packet. */
const MAX_STREAMS = 500;
