import type { SocketAddress } from '../ports/network.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import { readErrorCode, ROLE_CONFLICT } from '../stun/error-code.ts';
import type { StunMessage } from '../stun/message.ts';
import { sameAddress } from './candidate.ts';
import type { LocalBase } from './candidate.ts';
import { isAuthentic } from './check-message.ts';
import type { IceContext } from './context.ts';
import { readMappedAddress } from './gathering.ts';
import type { Gathering } from './gathering.ts';
import type { Selection } from './selection.ts';
import type { CheckSubject, Transaction } from './transactions.ts';

/** The STUN client side of ICE, RFC 8445 §7.2.5. */
export class ResponseHandler {
  readonly #context: IceContext;
  readonly #selection: Selection;
  readonly #gathering: Gathering;

  constructor(context: IceContext, selection: Selection, gathering: Gathering) {
    this.#context = context;
    this.#selection = selection;
    this.#gathering = gathering;
  }

  receive(base: LocalBase, response: StunMessage, from: SocketAddress, now: number): void {
    const transaction = this.#context.checks.transactions.find(response.transactionId);
    if (transaction === undefined) this.#context.counters.malformedDropped++;
    else if (transaction.subject.type === 'check') this.#receiveCheckAnswer(transaction, base, response, from, now);
    else if (sameAddress(transaction.subject.query.server, from)) {
      this.#context.checks.transactions.end(transaction);
      this.#gathering.receiveAnswer(transaction.subject.query, response);
    }
  }

  /** Nobody answered in time. A consent request that went unanswered is the business of consent. */
  giveUp({ subject, isCancelled }: Transaction): void {
    if (isCancelled) return;
    if (subject.type === 'query') this.#gathering.giveUp(subject.query);
    else if (subject.purpose !== 'consent') this.#context.checks.fail(subject.session, subject.pair);
  }

  #receiveCheckAnswer(
    transaction: Transaction,
    base: LocalBase,
    response: StunMessage,
    from: SocketAddress,
    now: number,
  ): void {
    const subject = transaction.subject as CheckSubject;
    const { pair, session } = subject;
    const { checks, counters, options } = this.#context;
    if (!isAuthentic(response, options.crypto, session.remoteKey)) {
      counters.forgedDropped++;
      return;
    }
    checks.transactions.end(transaction);
    // RFC 8445 §7.2.5.2.1: an answer that comes another way proves nothing about this one.
    if (pair.base !== base || !sameAddress(pair.remote.address, from)) return checks.fail(session, pair);
    pair.noteResponse(now - transaction.lastSentAt, now);
    if (response.class === 'error') this.#receiveError(subject, response);
    else this.#receiveSuccess(subject, response, now);
  }

  #receiveError(subject: CheckSubject, response: StunMessage): void {
    const { pair, session, purpose } = subject;
    const value = response.value(AttributeType.errorCode);
    if (value && readErrorCode(value)?.code === ROLE_CONFLICT.code) this.#yieldRole(subject);
    else if (purpose !== 'consent') this.#context.checks.fail(session, pair);
  }

  /** RFC 8445 §7.2.5.1: switch, unless that has happened since, and check again. */
  #yieldRole({ pair, session, role }: CheckSubject): void {
    if (session.nominee === pair) session.nominee = undefined;
    if (role === this.#context.role) this.#context.switchRole(role === 'controlling' ? 'controlled' : 'controlling');
    if (pair.state === 'succeeded') return;
    pair.state = 'waiting';
    session.checkList.trigger(pair);
  }

  #receiveSuccess(subject: CheckSubject, response: StunMessage, now: number): void {
    const mapped = readMappedAddress(response);
    if (mapped === undefined) return;
    this.#validate(subject, mapped);
    const isOwnNomination = subject.purpose === 'nomination' && subject.role === this.#context.role;
    this.#selection.noteSuccess(subject.pair, isOwnNomination, now);
  }

  /** RFC 8445 §7.2.5.3: the pair is valid, under the address the peer saw. */
  #validate({ pair, session, priority }: CheckSubject, mapped: SocketAddress): void {
    if (!sameAddress(pair.local.candidate, mapped)) {
      pair.local = session.findLocal(pair.base, mapped) ?? session.addLocalPeerReflexive(pair.base, mapped, priority);
      session.checkList.updatePriorities(this.#context.role);
    }
    this.#context.checks.transactions.cancelChecksOf(pair);
    pair.state = 'succeeded';
    session.checkList.unfreeze(pair.foundation);
  }
}
