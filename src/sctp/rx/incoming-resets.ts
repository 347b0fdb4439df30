import { unwrap32 } from '../../util/sequence.ts';
import { type OutgoingResetRequest, ReconfigResult } from '../chunks/reconfig-chunk.ts';

/** Judges the peer's requests to reset its outgoing streams, RFC 6525 §5.2.2. */
export class IncomingResets {
  #nextSequence: number;
  #lastResult: number = ReconfigResult.nothingToDo;

  /** Request sequence numbers begin with the peer's initial TSN (§3.1). */
  constructor(peerInitialTsn: number) {
    this.#nextSequence = peerInitialTsn;
  }

  get lastSequence(): number {
    return (this.#nextSequence - 1) >>> 0;
  }

  /**
   * The result to answer. 'performed' together with `isNew` asks the caller to reset the streams now. A request seen
   * before gets the answer of before, except that one "in progress" is judged again: some peers repeat the number.
   */
  judge(request: OutgoingResetRequest, cumulativeTsn: number): { readonly result: number; readonly isNew: boolean } {
    const sequence = unwrap32(request.requestSequence, this.#nextSequence);
    if (sequence === this.#nextSequence) this.#nextSequence++;
    else if (sequence !== this.#nextSequence - 1) return { result: ReconfigResult.badSequenceNumber, isNew: false };
    else if (this.#lastResult !== ReconfigResult.inProgress) return { result: this.#lastResult, isNew: false };
    const hasArrived = unwrap32(request.lastAssignedTsn, cumulativeTsn) <= cumulativeTsn;
    this.#lastResult = hasArrived ? ReconfigResult.performed : ReconfigResult.inProgress;
    return { result: this.#lastResult, isNew: hasArrived };
  }

  /** A request that is understood and not granted. */
  deny(requestSequence: number): number {
    const sequence = unwrap32(requestSequence, this.#nextSequence);
    if (sequence === this.#nextSequence) this.#nextSequence++;
    else if (sequence !== this.#nextSequence - 1) return ReconfigResult.badSequenceNumber;
    this.#lastResult = ReconfigResult.denied;
    return this.#lastResult;
  }
}
