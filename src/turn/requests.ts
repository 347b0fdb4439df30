import { AttributeType } from '../stun/attribute-type.ts';
import type { StunMessage } from '../stun/message.ts';
import type { StunMessageWriter } from '../stun/message-writer.ts';
import { readErrorCode } from '../stun/error-code.ts';
import type { StunError } from '../stun/error-code.ts';
import type { RetransmissionOptions } from '../stun/retransmission.ts';
import { beginAllocate, beginChannelBind, beginCreatePermission, beginRefresh } from './client-messages.ts';
import { TurnCredentials } from './credentials.ts';
import type { Lease } from './lease.ts';
import type { Peer } from './peers.ts';
import { TurnTransactions } from './transactions.ts';
import type { Transaction } from './transactions.ts';
import type { TurnClientOptions } from './types.ts';

/** What a request is for. `attempts` counts how often the server asked for another signature. */
export type TurnRequest = (
  | { readonly type: 'allocate' }
  | { readonly type: 'refresh'; readonly isVerification: boolean }
  | { readonly type: 'release' }
  | { readonly type: 'permission'; readonly ip: string; readonly lease: Lease }
  | { readonly type: 'channel'; readonly peer: Peer; readonly channel: number }
) & { readonly attempts: number };

/** What became of a response: an answer to a request, or nothing that concerns the allocation. */
export type TurnAnswer =
  | { readonly type: 'success'; readonly request: TurnRequest }
  | { readonly type: 'error'; readonly request: TurnRequest; readonly error: StunError }
  /** It will be asked again with what the server said about signatures. */
  | { readonly type: 'again' }
  | { readonly type: 'forged' }
  | { readonly type: 'unknown' };

/** A nonce that goes stale at every attempt is a server that plays games. */
const MAX_ATTEMPTS = 4;
const NO_REASON: StunError = { code: 701, reason: 'TURN server gave no reason' };

/** The requests of one client: signed, repeated and matched with their answers. */
export class TurnRequests {
  readonly #options: TurnClientOptions;
  readonly #credentials: TurnCredentials;
  readonly #transactions: TurnTransactions<TurnRequest>;
  readonly #transmit: (message: Uint8Array) => void;
  /** To be made in the next flush. */
  #wanted: TurnRequest[] = [];

  constructor(options: TurnClientOptions, transmit: (message: Uint8Array) => void) {
    this.#options = options;
    this.#credentials = new TurnCredentials(options.crypto, options.username, options.password);
    this.#transactions = new TurnTransactions(options.random);
    this.#transmit = transmit;
  }

  get isDirty(): boolean {
    return this.#wanted.length > 0;
  }

  /** Requests are signed: the server may act upon them. */
  get isChallenged(): boolean {
    return this.#credentials.isChallenged;
  }

  /** Somebody waits to hear whether the allocation is alive. */
  get isVerifying(): boolean {
    return this.#wanted.some(isVerification) || this.#transactions.has(isVerification);
  }

  want(request: TurnRequest): void {
    this.#wanted.push(request);
  }

  flush(now: number): void {
    for (const request of this.#wanted.splice(0)) this.#start(request, now);
    this.#transactions.flush(now, this.#transmit);
  }

  /** Those that nobody answered in time. */
  takeFailed(now: number): TurnRequest[] {
    return this.#transactions.takeFailed(now).map(({ subject }) => subject);
  }

  receive(response: StunMessage): TurnAnswer {
    const transaction = this.#transactions.find(response.transactionId);
    if (transaction === undefined) return { type: 'unknown' };
    if (!this.#isAuthentic(response, transaction)) return { type: 'forged' };
    this.#transactions.end(transaction);
    if (response.class === 'success') return { type: 'success', request: transaction.subject };
    return this.#receiveError(transaction, response);
  }

  clear(): void {
    this.#wanted = [];
    this.#transactions.clear();
  }

  nextTimeout(): number {
    return this.#transactions.nextTimeout();
  }

  /** A server that cannot check a request cannot sign its refusal either. */
  #isAuthentic(response: StunMessage, { isSigned }: Transaction<TurnRequest>): boolean {
    if (!isSigned) return true;
    const integrity = this.#credentials.check(response);
    return integrity === 'valid' || (integrity === 'absent' && response.class === 'error');
  }

  /** RFC 8489 §9.2.5: a 401 to a signed request means that the credentials are wrong. */
  #receiveError({ subject, isSigned }: Transaction<TurnRequest>, response: StunMessage): TurnAnswer {
    const value = response.value(AttributeType.errorCode);
    const error = (value && readErrorCode(value)) ?? NO_REASON;
    const mayTryAgain = (error.code === 401 && !isSigned) || error.code === 438;
    if (!mayTryAgain || subject.attempts >= MAX_ATTEMPTS || !this.#credentials.learn(response)) {
      return { type: 'error', request: subject, error };
    }
    this.want({ ...subject, attempts: subject.attempts + 1 });
    return { type: 'again' };
  }

  #start(request: TurnRequest, now: number): void {
    const write = (id: Uint8Array): Uint8Array => this.#credentials.sign(this.#begin(request, id)).take();
    this.#transactions.start(request, this.#credentials.isChallenged, write, this.#retransmissionOf(request), now);
  }

  #begin(request: TurnRequest, id: Uint8Array): StunMessageWriter {
    switch (request.type) {
      case 'allocate':
        return beginAllocate(id, this.#options.families ?? 'both');
      case 'refresh':
        return beginRefresh(id, undefined);
      case 'release':
        return beginRefresh(id, 0);
      case 'permission':
        return beginCreatePermission(id, request.ip);
      case 'channel':
        return beginChannelBind(id, request.channel, request.peer.address);
    }
  }

  /** While somebody waits for the answer, a silent server is given up after 9.5 s, not after 39.5 s; see `ice`. */
  #retransmissionOf(request: TurnRequest): RetransmissionOptions {
    const { isReliable, initialRtoMs: rtoMs = 500 } = this.#options;
    const isAwaited = request.type === 'allocate' || isVerification(request);
    const rtos = request.type === 'release' ? 5 : isAwaited ? 19 : 79;
    if (isReliable) return { rtoMs, maxRequests: 1, lastWaitRtos: rtos };
    if (request.type === 'release') return { rtoMs, maxRequests: 3, lastWaitRtos: 2 };
    return isAwaited ? { rtoMs, maxRequests: 5, lastWaitRtos: 4 } : { rtoMs };
  }
}

function isVerification(request: TurnRequest): boolean {
  return request.type === 'refresh' && request.isVerification;
}
