import type { RetransmissionSchedule } from '../stun/retransmission.ts';
import { equalBytes } from '../util/bytes.ts';
import { appended } from '../util/lists.ts';
import type { CandidatePair } from './candidate-pair.ts';
import type { ServerQuery } from './gathering.ts';
import type { IceSession } from './session.ts';
import type { IceRole } from './types.ts';

/** What a request is for. A consent request is sent once; the others are sent again (RFC 7675 §5.1). */
export type CheckPurpose = 'check' | 'nomination' | 'consent';

export interface CheckSubject {
  readonly type: 'check';
  readonly purpose: CheckPurpose;
  readonly session: IceSession;
  readonly pair: CandidatePair;
  /** The role at the time, for a 487 that comes when the conflict is over (RFC 8445 §7.2.5.1). */
  readonly role: IceRole;
  /** PRIORITY as sent: what a peer-reflexive candidate found by this check gets. */
  readonly priority: number;
}

export type TransactionSubject = CheckSubject | { readonly type: 'query'; readonly query: ServerQuery };

/** One request on its way. */
export interface Transaction {
  /** 12 bytes. */
  readonly id: Uint8Array;
  readonly request: Uint8Array;
  readonly subject: TransactionSubject;
  readonly schedule: RetransmissionSchedule;
  lastSentAt: number;
  /** RFC 8445 §7.3.1.4: no more retransmissions, an answer still counts, and no answer means nothing. */
  isCancelled: boolean;
}

/** Requests waiting for answers, oldest first. */
export class Transactions {
  #pending: Transaction[] = [];

  start(
    transactionId: Uint8Array,
    request: Uint8Array,
    subject: TransactionSubject,
    schedule: RetransmissionSchedule,
  ): Transaction {
    const transaction = { id: transactionId, request, subject, schedule, lastSentAt: 0, isCancelled: false };
    this.#pending = appended(this.#pending, transaction);
    return transaction;
  }

  find(transactionId: Uint8Array): Transaction | undefined {
    const pending = this.#pending;
    for (let i = 0; i < pending.length; i++) if (equalBytes(pending[i].id, transactionId)) return pending[i];
    return undefined;
  }

  end(transaction: Transaction): void {
    const at = this.#pending.indexOf(transaction);
    if (at >= 0) this.#pending.splice(at, 1);
  }

  /** Ends and gives the transactions that nobody answered in time. */
  takeFailed(now: number): readonly Transaction[] {
    if (now < this.nextTimeout()) return NONE;
    const failed = this.#pending.filter(({ schedule }) => schedule.hasFailed(now));
    for (const transaction of failed) this.end(transaction);
    return failed;
  }

  sendsDue(now: number): readonly Transaction[] {
    if (now < this.nextTimeout()) return NONE;
    return this.#pending.filter(({ schedule }) => schedule.isSendDue(now));
  }

  /**
   * RFC 8445 §7.3.1.4: a triggered check replaces the ordinary one in progress; a success makes it superfluous. Its answer
   * is waited for all the same: where that takes longer than the peer's next check, no other will ever come.
   */
  cancelChecksOf(pair: CandidatePair): void {
    const pending = this.#pending;
    for (let i = 0; i < pending.length; i++) {
      const { subject } = pending[i];
      if (subject.type === 'check' && subject.pair === pair && subject.purpose === 'check') {
        if (!pending[i].isCancelled) pending[i].schedule.sendNoMore();
        pending[i].isCancelled = true;
      }
    }
  }

  endAll(isGone: (subject: TransactionSubject) => boolean): void {
    for (const transaction of [...this.#pending]) if (isGone(transaction.subject)) this.end(transaction);
  }

  has(wanted: (subject: TransactionSubject) => boolean): boolean {
    return this.#pending.some((transaction) => !transaction.isCancelled && wanted(transaction.subject));
  }

  /** Checks on their way, for the RTO of RFC 8445 §14.3. */
  get count(): number {
    return this.#pending.length;
  }

  nextTimeout(): number {
    let next = Infinity;
    const pending = this.#pending;
    for (let i = 0; i < pending.length; i++) next = Math.min(next, pending[i].schedule.deadline);
    return next;
  }
}

const NONE: readonly Transaction[] = [];
