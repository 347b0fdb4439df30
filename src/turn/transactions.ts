import { TRANSACTION_ID_BYTES } from '../stun/header.ts';
import { RetransmissionSchedule } from '../stun/retransmission.ts';
import type { RetransmissionOptions } from '../stun/retransmission.ts';
import type { Random } from '../ports/random.ts';
import { hexOf } from '../util/bytes.ts';

/** One request on its way. */
export interface Transaction<Subject> {
  readonly key: string;
  readonly subject: Subject;
  readonly request: Uint8Array;
  readonly schedule: RetransmissionSchedule;
  /** It was signed: a 401 means that the credentials are wrong. */
  readonly isSigned: boolean;
}

/** Requests that wait for their answers, oldest first; a handful at most. */
export class TurnTransactions<Subject> {
  readonly #random: Random;
  #pending: Transaction<Subject>[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** `write` makes the request of the transaction id it is given. */
  start(
    subject: Subject,
    isSigned: boolean,
    write: (transactionId: Uint8Array) => Uint8Array,
    retransmission: RetransmissionOptions,
    now: number,
  ): void {
    const transactionId = new Uint8Array(TRANSACTION_ID_BYTES);
    this.#random.fill(transactionId);
    const schedule = new RetransmissionSchedule(retransmission, now);
    this.#pending.push({ key: hexOf(transactionId), subject, request: write(transactionId), schedule, isSigned });
  }

  find(transactionId: Uint8Array): Transaction<Subject> | undefined {
    const key = hexOf(transactionId);
    return this.#pending.find((transaction) => transaction.key === key);
  }

  end(transaction: Transaction<Subject>): void {
    this.#pending = this.#pending.filter((other) => other !== transaction);
  }

  /** Ends and gives those that nobody answered in time. */
  takeFailed(now: number): Transaction<Subject>[] {
    const failed = this.#pending.filter(({ schedule }) => schedule.hasFailed(now));
    if (failed.length > 0) this.#pending = this.#pending.filter((transaction) => !failed.includes(transaction));
    return failed;
  }

  /** Sends what is due, each time in a buffer of its own. */
  flush(now: number, transmit: (message: Uint8Array) => void): void {
    for (const { schedule, request } of this.#pending) {
      if (!schedule.isSendDue(now)) continue;
      schedule.noteSent(now);
      transmit(request.slice());
    }
  }

  has(wanted: (subject: Subject) => boolean): boolean {
    return this.#pending.some(({ subject }) => wanted(subject));
  }

  clear(): void {
    this.#pending = [];
  }

  nextTimeout(): number {
    let next = Infinity;
    for (const { schedule } of this.#pending) next = Math.min(next, schedule.deadline);
    return next;
  }
}
