import type { SocketAddress } from '../ports/network.ts';
import { TRANSACTION_ID_BYTES } from '../stun/header.ts';
import { RetransmissionSchedule } from '../stun/retransmission.ts';
import type { RetransmissionOptions } from '../stun/retransmission.ts';
import { Queue } from '../util/queue.ts';
import { assert } from '../util/assert.ts';
import { candidatePriority } from './candidate.ts';
import type { LocalBase } from './candidate.ts';
import type { CandidatePair } from './candidate-pair.ts';
import { TIE_BREAKER_BYTES, writeCheck } from './check-message.ts';
import { queryRetransmission, writeServerQuery } from './gathering.ts';
import type { ServerQuery } from './gathering.ts';
import type { IceSession } from './session.ts';
import { Transactions } from './transactions.ts';
import type { CheckPurpose, Transaction } from './transactions.ts';
import type { IceAgentOptions, IceCounters, IceRole } from './types.ts';

interface Answer {
  readonly base: LocalBase;
  readonly bytes: Uint8Array;
  readonly to: SocketAddress;
}

/** Everything STUN that leaves the agent: answers at once, requests on their schedules, new checks paced by Ta. */
export class ConnectivityChecks {
  readonly transactions = new Transactions();
  readonly pacingMs: number;
  readonly tieBreaker = new Uint8Array(TIE_BREAKER_BYTES);
  readonly #options: IceAgentOptions;
  readonly #counters: IceCounters;
  readonly #queries = new Queue<ServerQuery>();
  readonly #answers = new Queue<Answer>();
  #nextPacedAt = -Infinity;
  #wasQueryLast = false;

  constructor(options: IceAgentOptions, counters: IceCounters) {
    this.#options = options;
    this.#counters = counters;
    this.pacingMs = Math.max(5, options.pacingMs ?? 5);
    options.random.fill(this.tieBreaker);
  }

  answer(base: LocalBase, bytes: Uint8Array, to: SocketAddress): void {
    this.#answers.push({ base, bytes, to });
  }

  query(query: ServerQuery): void {
    this.#queries.push(query);
  }

  get hasQueries(): boolean {
    return this.#queries.length > 0 || this.transactions.has(isQuery);
  }

  fail(session: IceSession, pair: CandidatePair): void {
    if (session.nominee === pair) session.nominee = undefined;
    pair.state = 'failed';
    this.transactions.cancelChecksOf(pair);
  }

  /** What concerns the generation that ends; consent on its pair goes on (RFC 8445 §9). */
  dropForRestart(): void {
    this.#queries.clear();
    this.transactions.endAll((subject) => subject.type === 'query' || subject.purpose !== 'consent');
  }

  dropChecks(): void {
    this.transactions.endAll((subject) => subject.type === 'check');
  }

  dropBase(base: LocalBase): void {
    dropFrom(this.#queries, base);
    this.transactions.endAll((subject) => baseOf(subject) === base);
    dropFrom(this.#answers, base);
  }

  dropAll(): void {
    this.#answers.clear();
    this.#queries.clear();
    this.transactions.endAll(() => true);
  }

  flushAnswers(): void {
    for (let answer; (answer = this.#answers.shift()) !== undefined;) this.#send(answer.base, answer.bytes, answer.to);
  }

  flushRetransmissions(now: number): void {
    for (const transaction of this.transactions.sendsDue(now)) this.#transmit(transaction, now);
  }

  /** Checks that answer a check of the peer: its pacing paces them. They take the place of the next paced one. */
  flushUrgent(session: IceSession, role: IceRole, now: number): void {
    for (;;) {
      const pair = session.checkList.takeUrgent();
      if (pair === undefined) return;
      if (pair.state === 'succeeded') continue;
      this.check(session, pair, role, now);
      if (now >= this.#nextPacedAt) this.#nextPacedAt = now + this.pacingMs;
    }
  }

  /** At most one new transaction per Ta, RFC 8445 §14.2; servers and peers take turns. */
  flushPaced(session: IceSession, mayCheck: boolean, role: IceRole, now: number): void {
    if (now < this.#nextPacedAt) return;
    const isQueryTurn = !this.#wasQueryLast || !(mayCheck && session.checkList.hasNext);
    const query = isQueryTurn ? this.#queries.shift() : undefined;
    const pair = query === undefined && mayCheck ? session.checkList.takeNext() : undefined;
    if (query !== undefined) this.#startQuery(query, now);
    else if (pair !== undefined) this.check(session, pair, role, now);
    else return;
    this.#wasQueryLast = query !== undefined;
    this.#nextPacedAt = now + this.pacingMs;
  }

  /** When `flushPaced` has something to do next. */
  nextPacedAt(session: IceSession, mayCheck: boolean): number {
    const hasWork = this.#queries.length > 0 || (mayCheck && session.checkList.hasNext);
    return hasWork ? this.#nextPacedAt : Infinity;
  }

  isChecking(pair: CandidatePair): boolean {
    return this.transactions.has((subject) => subject.type === 'check' && subject.pair === pair);
  }

  isNominating(pair: CandidatePair): boolean {
    return this.transactions.has(
      (subject) => subject.type === 'check' && subject.pair === pair && subject.purpose === 'nomination',
    );
  }

  check(session: IceSession, pair: CandidatePair, role: IceRole, now: number): void {
    this.transactions.cancelChecksOf(pair);
    pair.state = 'in-progress';
    this.#start(session, pair, 'check', role, this.#persistently(), now);
  }

  nominate(session: IceSession, pair: CandidatePair, role: IceRole, now: number): void {
    this.#start(session, pair, 'nomination', role, this.#persistently(), now);
  }

  /** Sent once; when to ask again is consent's business (RFC 7675 §5.1). */
  askConsent(session: IceSession, pair: CandidatePair, role: IceRole, now: number): void {
    pair.consentRequestsSent++;
    this.#start(session, pair, 'consent', role, { rtoMs: 500, maxRequests: 1 }, now);
  }

  #start(
    session: IceSession,
    pair: CandidatePair,
    purpose: CheckPurpose,
    role: IceRole,
    retransmission: RetransmissionOptions,
    now: number,
  ): void {
    assert(session.remote !== undefined, 'a check needs the remote credentials');
    const { crypto } = this.#options;
    const transactionId = this.#transactionId();
    const priority = candidatePriority('prflx', pair.base.base.localPreference);
    const username = `${session.remote.usernameFragment}:${session.local.usernameFragment}`;
    const { tieBreaker } = this;
    // Consent repeats the nomination: behind a NAT that changed its mind the peer sees a pair that it does not know.
    const useCandidate = purpose === 'nomination' || (purpose === 'consent' && role === 'controlling');
    const fields = { transactionId, username, priority, role, tieBreaker, useCandidate };
    const request = writeCheck(fields, crypto, session.remoteKey);
    const schedule = new RetransmissionSchedule(retransmission, now);
    const subject = { type: 'check', purpose, session, pair, role, priority } as const;
    this.#transmit(this.transactions.start(transactionId, request, subject, schedule), now);
  }

  #startQuery(query: ServerQuery, now: number): void {
    const transactionId = this.#transactionId();
    const schedule = new RetransmissionSchedule(queryRetransmission(this.#options.initialRtoMs ?? 500), now);
    const request = writeServerQuery(transactionId);
    this.#transmit(this.transactions.start(transactionId, request, { type: 'query', query }, schedule), now);
  }

  #transmit(transaction: Transaction, now: number): void {
    const { request, subject, schedule } = transaction;
    schedule.noteSent(now);
    transaction.lastSentAt = now;
    // The socket owns what it is given, and this request may have to be sent again.
    const bytes = request.slice();
    if (subject.type === 'query') {
      this.#send(subject.query.base, bytes, subject.query.server);
    } else {
      subject.pair.requestsSent++;
      this.#send(subject.pair.base, bytes, subject.pair.remote.address);
    }
  }

  #send(base: LocalBase, bytes: Uint8Array, to: SocketAddress): void {
    this.#counters.stunMessagesSent++;
    base.base.socket.send(bytes, to);
  }

  /**
   * The 79 RTOs that RFC 8489's seven requests take, but with twenty: over a link that loses a third each way, one pair
   * in a hundred would not get one of seven exchanges through, and nothing would try it again.
   */
  #persistently(): RetransmissionOptions {
    return { rtoMs: this.#rtoMs(), maxRequests: 20, longestWaitRtos: 4, lastWaitRtos: 8 };
  }

  /** RFC 8445 §14.3. */
  #rtoMs(): number {
    return Math.max(this.#options.initialRtoMs ?? 500, this.pacingMs * this.transactions.count);
  }

  #transactionId(): Uint8Array {
    const transactionId = new Uint8Array(TRANSACTION_ID_BYTES);
    this.#options.random.fill(transactionId);
    return transactionId;
  }
}

function dropFrom<T extends { readonly base: LocalBase }>(queue: Queue<T>, base: LocalBase): void {
  for (let left = queue.length; left > 0; left--) {
    const item = queue.shift();
    if (item !== undefined && item.base !== base) queue.push(item);
  }
}

function isQuery(subject: Transaction['subject']): boolean {
  return subject.type === 'query';
}

function baseOf(subject: Transaction['subject']): LocalBase {
  return subject.type === 'query' ? subject.query.base : subject.pair.base;
}
