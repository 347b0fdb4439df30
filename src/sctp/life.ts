import { CauseCode, writeAbort } from './chunks/error-cause.ts';
import type { Link } from './link.ts';
import type { Parts } from './parts.ts';
import { TRANSFERRING } from './states.ts';
import type { AssociationState, SctpCloseReason } from './types.ts';

/** The state of an association, the link to its peer while there is one, and its end. */
export class Life {
  readonly #parts: Parts;
  #state: AssociationState = 'closed';
  #hasEnded = false;
  #link: Link | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get state(): AssociationState {
    return this.#state;
  }

  /** 'closed' for good. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get link(): Link | undefined {
    return this.#link;
  }

  /** The link while data and control flow on it. */
  get activeLink(): Link | undefined {
    return TRANSFERRING.has(this.#state) ? this.#link : undefined;
  }

  /** `_reason` is for whoever reads the call. */
  become(state: AssociationState, _reason: string): void {
    this.#state = state;
  }

  setLink(link: Link | undefined): void {
    this.#link = link;
  }

  /** Ends it and tells the peer why, RFC 9260 §9.1. */
  abort(code: number, text: string, reason: SctpCloseReason): void {
    if (this.#link !== undefined) this.#parts.outbox.packetDue(this.#link.peer.tag, writeAbort(code, text));
    this.end(reason, text, code);
  }

  end(reason: SctpCloseReason, message: string, causeCode?: number): void {
    this.become('closed', reason);
    this.#hasEnded = true;
    this.#parts.timers.clearAll();
    this.#parts.queue.clear();
    this.#parts.outbox.forgetReplies();
    this.#parts.news.push({ type: 'closed', reason, causeCode, message });
  }

  /** Another silence of the peer, §8.1. False: it was one too many. */
  countError(now: number): boolean {
    if (this.#parts.errors.count(now)) return true;
    this.abort(CauseCode.protocolViolation, 'The peer does not answer', 'timeout');
    return false;
  }
}
