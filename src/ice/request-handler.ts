import type { SocketAddress } from '../ports/network.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import { ROLE_CONFLICT, UNKNOWN_ATTRIBUTE } from '../stun/error-code.ts';
import type { StunError } from '../stun/error-code.ts';
import type { StunMessage } from '../stun/message.ts';
import { candidatePriority } from './candidate.ts';
import type { LocalBase } from './candidate.ts';
import type { CandidatePair } from './candidate-pair.ts';
import {
  isAtLeast,
  readClaim,
  readPriority,
  readUsername,
  writeCheckError,
  writeCheckSuccess,
} from './check-message.ts';
import { isAuthentic } from './check-message.ts';
import type { IceContext } from './context.ts';
import type { Selection } from './selection.ts';
import type { IceSession } from './session.ts';

/** A check of the peer, on its way through the agent. */
interface IncomingCheck {
  readonly request: StunMessage;
  readonly base: LocalBase;
  readonly from: SocketAddress;
  readonly session: IceSession;
  /** Of the session: what the check is signed with, and the answer to it. */
  readonly key: Uint8Array;
  readonly remoteFragment: string;
}

/** The STUN server side of ICE, RFC 8445 §7.3. */
export class RequestHandler {
  readonly #context: IceContext;
  readonly #selection: Selection;

  constructor(context: IceContext, selection: Selection) {
    this.#context = context;
    this.#selection = selection;
  }

  receive(base: LocalBase, request: StunMessage, from: SocketAddress, now: number): void {
    const check = this.#authenticate(base, request, from);
    if (check === undefined) this.#context.counters.forgedDropped++;
    // A base that policy keeps secret does not betray itself by answering.
    else if (check.session.mayUse(base)) this.#answer(check, now);
  }

  #answer(check: IncomingCheck, now: number): void {
    if (check.request.unknownAttributes().length > 0) this.#refuse(check, UNKNOWN_ATTRIBUTE);
    else if (this.#mustPeerSwitch(check.request)) this.#refuse(check, ROLE_CONFLICT);
    else this.#accept(check, now);
  }

  #authenticate(base: LocalBase, request: StunMessage, from: SocketAddress): IncomingCheck | undefined {
    const fragments = readUsername(request);
    if (fragments === undefined) return undefined;
    const [localFragment, remoteFragment] = fragments;
    const session = this.#context.sessionOf(localFragment, remoteFragment);
    if (session === undefined) return undefined;
    const key = session.localKey;
    if (!isAuthentic(request, this.#context.options.crypto, key)) return undefined;
    return { request, base, from, session, key, remoteFragment };
  }

  #refuse({ request, base, from, key }: IncomingCheck, error: StunError): void {
    const { crypto } = this.#context.options;
    this.#context.checks.answer(base, writeCheckError(request, error, crypto, key), from);
  }

  /** RFC 8445 §7.3.1.1: of two that claim the same role, the larger tie-breaker controls. Switches if that is not us. */
  #mustPeerSwitch(request: StunMessage): boolean {
    const { role, checks } = this.#context;
    const claim = readClaim(request, role);
    if (claim === undefined) return false;
    const controls = isAtLeast(checks.tieBreaker, claim);
    if (controls === (role === 'controlling')) return true;
    this.#context.switchRole(controls ? 'controlling' : 'controlled');
    return false;
  }

  #accept(check: IncomingCheck, now: number): void {
    const { request, base, from, session, key } = check;
    const { options, checks, state, role } = this.#context;
    checks.answer(base, writeCheckSuccess(request, from, options.crypto, key), from);
    const isCurrent = session === this.#context.session;
    const pair = isCurrent ? this.#learnPair(check) : session.checkList.find(base, from);
    if (pair === undefined) return session.noteSeen(from);
    pair.requestsReceived++;
    pair.responsesSent++;
    if (!isCurrent || state === 'failed') return;
    this.#trigger(pair);
    if (request.has(AttributeType.useCandidate) && role === 'controlled') this.#selection.noteNomination(pair, now);
  }

  /** The pair the check came on; its far end may be one nobody has announced (RFC 8445 §7.3.1.3). */
  #learnPair({ request, base, from, session, remoteFragment }: IncomingCheck): CandidatePair | undefined {
    const priority = readPriority(request) ?? candidatePriority('prflx', 0);
    const remote = session.findRemote(from) ?? session.addRemotePeerReflexive(from, priority, remoteFragment);
    return remote && session.formPair(base, remote, this.#context.role);
  }

  /** RFC 8445 §7.3.1.4. A check of ours under way keeps its chance of an answer until Ta lets the next one go. */
  #trigger(pair: CandidatePair): void {
    const { checkList } = this.#context.session;
    if (pair.state === 'succeeded') return;
    if (pair.state === 'in-progress') return checkList.trigger(pair);
    pair.state = 'waiting';
    checkList.triggerAtOnce(pair);
  }
}
