import type { SocketAddress } from '../ports/network.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import { readErrorCode, ROLE_CONFLICT, UNKNOWN_ATTRIBUTE } from '../stun/error-code.ts';
import { checkFingerprint } from '../stun/fingerprint.ts';
import { BINDING } from '../stun/header.ts';
import { hasValidIntegrity } from '../stun/integrity.ts';
import { readStunMessage } from '../stun/message.ts';
import type { StunMessage } from '../stun/message.ts';
import type { PacketSink } from '../util/engine.ts';
import { canonicalIpAddress } from '../util/ip-address.ts';
import { Queue } from '../util/queue.ts';
import { candidatePriority, Foundations, localBase, sameAddress } from './candidate.ts';
import type { LocalBase, LocalCandidate, RemoteCandidate } from './candidate.ts';
import type { CandidatePair } from './candidate-pair.ts';
import {
  isAtLeast,
  readPriority,
  readRole,
  readUsername,
  writeCheckError,
  writeCheckSuccess,
} from './check-message.ts';
import { ConnectivityChecks } from './connectivity-checks.ts';
import { Consent, CONSENT_MS } from './consent.ts';
import { readMappedAddress } from './gathering.ts';
import type { ServerQuery } from './gathering.ts';
import { followsNomination, planNomination } from './nomination.ts';
import type { PlannedNomination } from './nomination.ts';
import { IceSession, IdCounter } from './session.ts';
import type { Transaction, TransactionSubject } from './transactions.ts';
import type {
  IceAgentOptions,
  IceBase,
  IceCandidate,
  IceCandidatePairInfo,
  IceCandidateSnapshot,
  IceCounters,
  IceNews,
  IcePairSnapshot,
  IceParameters,
  IceRole,
  IceState,
} from './types.ts';

/** The PAC timer, RFC 8863 §4: how long a peer-reflexive candidate may still turn up. */
const PATIENCE_MS = 39_500;

type CheckSubject = Extract<TransactionSubject, { type: 'check' }>;

/** What the peer has said about its next generation before ours was told to restart. */
interface EarlyRemote {
  readonly parameters: IceParameters;
  readonly isLite: boolean;
  readonly candidates: IceCandidate[];
  hasEnded: boolean;
}

/**
 * A full ICE agent for one component of one stream (RFC 8445, 8838, 8863, 7675). It takes data down (`transmit`) to the
 * selected pair; data coming up goes past it and is only counted (`noteDataReceived`).
 */
export class IceAgent implements PacketSink {
  readonly headroomBytes = 0;
  readonly tailroomBytes = 0;
  readonly counters: IceCounters = newCounters();
  readonly #options: IceAgentOptions;
  readonly #checks: ConnectivityChecks;
  readonly #consent: Consent;
  readonly #ids = new IdCounter();
  readonly #foundations = new Foundations();
  readonly #bases: LocalBase[] = [];
  readonly #news = new Queue<IceNews>();
  #role: IceRole;
  #state: IceState = 'new';
  #session: IceSession;
  /** The generation before, for as long as its pair carries data or its checks are answered. */
  #previous: IceSession | undefined = undefined;
  #earlyRemote: EarlyRemote | undefined = undefined;
  #selected: CandidatePair | undefined = undefined;
  #selectedSession: IceSession | undefined = undefined;
  #selectedAt = 0;
  #selectedPairChanges = 0;
  /** Where data goes: the selected pair, or before there is one the best valid pair (RFC 8445 §12.1). */
  #dataPair: CandidatePair | undefined = undefined;
  #plannedNomination: PlannedNomination | undefined = undefined;
  #now = 0;
  #isDirty = true;
  #deadline = Infinity;

  constructor(options: IceAgentOptions) {
    this.#options = options;
    this.#role = options.role;
    this.#checks = new ConnectivityChecks(options, this.counters);
    this.#consent = new Consent(options.random);
    this.#session = new IceSession(options.localParameters, this.#ids, this.#foundations);
  }

  get localParameters(): IceParameters {
    return this.#session.local;
  }

  get remoteParameters(): IceParameters | undefined {
    return this.#session.remote;
  }

  get role(): IceRole {
    return this.#role;
  }

  get state(): IceState {
    return this.#state;
  }

  get selectedPair(): IceCandidatePairInfo | undefined {
    return this.#selected?.info();
  }

  /** Its id among `candidatePairs`. */
  get selectedPairId(): number | undefined {
    return this.#selected?.id;
  }

  get selectedPairChanges(): number {
    return this.#selectedPairChanges;
  }

  /** Of the current generation; what policy keeps secret is left out. */
  get localCandidates(): IceCandidateSnapshot[] {
    return this.#session.localCandidates.filter(isAnnounced).map(snapshotOf);
  }

  get remoteCandidates(): IceCandidateSnapshot[] {
    return this.#session.remoteCandidates.map(snapshotOf);
  }

  /** Of the current generation, best first, and the selected pair while it is of the one before. */
  get candidatePairs(): IcePairSnapshot[] {
    const pairs = this.#session.checkList.pairs.map((pair) => pair.snapshot());
    if (this.#selected && this.#selectedSession !== this.#session) pairs.push(this.#selected.snapshot());
    return pairs;
  }

  /** Only before checks have begun; later the agents settle it between themselves (RFC 8445 §7.3.1.1). */
  setRole(role: IceRole): void {
    this.#role = role;
    this.#session.checkList.updatePriorities(role);
    this.#isDirty = true;
  }

  /** A socket to gather on. Announced as a local candidate, unless policy says no. */
  addBase(base: IceBase): void {
    if (this.#state === 'closed') return;
    const local = localBase(base);
    this.#bases.push(local);
    this.#announceBase(local);
    this.#settle(this.#now);
  }

  /** The socket is gone, and with it all that hung on it. */
  removeBase(base: IceBase): void {
    const index = this.#bases.findIndex((local) => local.base === base);
    if (index < 0) return;
    const [local] = this.#bases.splice(index, 1);
    this.#checks.dropBase(local);
    this.#session.removeBase(local);
    this.#session.checkList.removeBase(base);
    if (this.#session.nominee?.base === local) this.#session.nominee = undefined;
    if (this.#selected?.base === local) this.#loseSelected(this.#now);
    this.#settle(this.#now);
  }

  /** Asks a STUN server for the server-reflexive candidate of a base. `server` is an IP literal and port. */
  queryStunServer(base: IceBase, server: SocketAddress, url: string, now: number): void {
    const local = this.#bases.find((known) => known.base === base);
    if (local === undefined || this.#isOver) return;
    this.#checks.query({ base: local, server, url });
    this.#settle(now);
  }

  /** No further bases or servers for this generation. */
  endGathering(now: number): void {
    this.#session.isGatheringEnded = true;
    this.#settle(now);
  }

  /**
   * The peer's credentials. Others than those in use announce its restart; they are kept until `restart` begins our own
   * new generation.
   */
  setRemoteParameters(parameters: IceParameters, options: { readonly isLite?: boolean } = {}, now: number): void {
    const isLite = options.isLite === true;
    const { remote } = this.#session;
    if (remote !== undefined && !sameParameters(remote, parameters)) {
      this.#earlyRemote = { parameters, isLite, candidates: [], hasEnded: false };
      return;
    }
    this.#session.setRemote(parameters, isLite);
    if (remote === undefined) this.#session.patienceDeadline = now + PATIENCE_MS;
    // RFC 8445 §6.1.1: beside a lite agent the full one controls.
    if (isLite) this.#switchRole('controlling');
    this.#settle(now);
  }

  /** A signalled candidate. What cannot be paired (TCP, component 2, a name, another generation) is counted and ignored. */
  addRemoteCandidate(candidate: IceCandidate, now: number): void {
    const address = canonicalIpAddress(candidate.address);
    const isUsable = candidate.protocol === 'udp' && candidate.component === 1 && candidate.port > 0;
    const session = this.#sessionForCandidate(candidate.usernameFragment);
    if (address === undefined || !isUsable || session === undefined || this.#isOver) {
      this.counters.remoteCandidatesIgnored++;
      return;
    }
    const canonical = address === candidate.address ? candidate : { ...candidate, address };
    if (session === 'early') this.#keepEarlyCandidate(canonical);
    else if (session.addRemote(canonical, this.#role)) this.#formAllPairs();
    this.#settle(now);
  }

  endRemoteCandidates(now: number): void {
    if (this.#earlyRemote !== undefined) this.#earlyRemote.hasEnded = true;
    else this.#session.hasRemoteEnded = true;
    this.#settle(now);
  }

  /** RFC 8445 §9: a new generation on the same sockets. The selected pair serves on until the new one has its own. */
  restart(localParameters: IceParameters, now: number): void {
    if (this.#state === 'closed') return;
    const old = this.#session;
    this.#previous = this.#selectedSession ?? old;
    this.#session = new IceSession(localParameters, this.#ids, this.#foundations);
    this.#checks.dropQueries();
    this.#checks.transactions.endAll((subject) => subject.type === 'check' && subject.purpose !== 'consent');
    if (this.#consent.status === 'lost' || this.#state === 'failed') this.#abandonSelected();
    for (const base of this.#bases) this.#announceBase(base);
    if (this.#state !== 'new') this.#become(this.#selected ? 'connected' : 'checking', 'ICE restart');
    this.#adoptEarlyRemote(now);
    this.#settle(now);
  }

  /** A STUN packet that came to one of our sockets. */
  receiveFrom(base: IceBase, packet: Uint8Array, from: SocketAddress, now: number): void {
    const local = this.#bases.find((known) => known.base === base);
    if (local === undefined || this.#state === 'closed') return;
    this.counters.stunMessagesReceived++;
    const message = readStunMessage(packet);
    if (message === undefined || message.method !== BINDING || checkFingerprint(message) === 'invalid') {
      this.counters.malformedDropped++;
      return;
    }
    if (message.class === 'request') this.#receiveRequest(local, message, from, now);
    else if (message.class !== 'indication') this.#receiveResponse(local, message, from, now);
    this.#settle(now);
  }

  /** A packet of data came: for the books only. Consent does not live on data (RFC 7675 §5.1). */
  noteDataReceived(base: IceBase, from: SocketAddress, bytes: number, now: number): void {
    this.#now = now;
    this.counters.packetsReceived++;
    this.counters.bytesReceived += bytes;
    let pair = this.#dataPair;
    if (pair === undefined || pair.base.base !== base || !sameAddress(pair.remote.address, from)) {
      pair = this.#findPair(base, from);
      if (pair === undefined) return;
    }
    pair.packetsReceived++;
    pair.bytesReceived += bytes;
    pair.lastPacketReceivedAt = now;
  }

  transmit(packet: Uint8Array): void {
    const pair = this.#dataPair;
    if (pair === undefined) {
      this.counters.packetsDiscardedOnSend++;
      return;
    }
    const bytes = packet.length;
    this.counters.packetsSent++;
    this.counters.bytesSent += bytes;
    pair.packetsSent++;
    pair.bytesSent += bytes;
    pair.lastPacketSentAt = this.#now;
    pair.base.base.socket.send(packet, pair.remote.address);
  }

  handleTimeout(now: number): void {
    if (now < this.#deadline && !this.#isDirty) return;
    for (const transaction of this.#checks.transactions.takeFailed(now)) this.#giveUp(transaction);
    this.#handleConsentTimeout(now);
    this.#failStalePairs(now);
    this.#settle(now);
  }

  flush(now: number): void {
    this.#now = now;
    if (!this.#isDirty && now < this.#deadline) return;
    this.#checks.flushAnswers();
    if (!this.#isOver) {
      this.#checks.flushRetransmissions(now);
      this.#flushNomination(now);
      if (this.#mayCheck) this.#checks.flushUrgent(this.#session, this.#role, now);
      this.#flushConsent(now);
      this.#checks.flushPaced(this.#session, this.#mayCheck, this.#role, now);
    }
    this.#isDirty = false;
    this.#deadline = this.#computeDeadline();
  }

  pollEvent(): IceNews | undefined {
    return this.#news.shift();
  }

  nextTimeout(): number {
    if (this.#isDirty) this.#deadline = this.#computeDeadline();
    return this.#deadline;
  }

  get isQuiet(): boolean {
    if (this.nextTimeout() === Infinity) return true;
    if (this.#checks.hasQueries || this.#isDirty) return false;
    if (this.#state !== 'connected' && this.#state !== 'completed') return false;
    if (this.#consent.status !== 'fresh') return false;
    const isRestarting = this.#selectedSession !== this.#session && this.#session.remote !== undefined;
    return !isRestarting && this.#checks.nextPacedAt(this.#session, this.#mayCheck) === Infinity;
  }

  close(now: number): void {
    if (this.#state === 'closed') return;
    this.#checks.dropAll();
    this.#consent.stop();
    this.#selected = undefined;
    this.#dataPair = undefined;
    this.#become('closed', 'closed by its owner');
    this.#now = now;
    this.#isDirty = true;
  }

  // Requests, RFC 8445 §7.3

  #receiveRequest(base: LocalBase, request: StunMessage, from: SocketAddress, now: number): void {
    const usernames = readUsername(request);
    const session = usernames && this.#sessionOf(usernames[0], usernames[1]);
    if (session === undefined || !hasValidIntegrity(request, this.#options.crypto, session.localKey)) {
      this.counters.forgedDropped++;
      return;
    }
    if (!session.mayUse(base)) return;
    if (request.unknownAttributes().length > 0) {
      this.#answerError(base, request, from, session, UNKNOWN_ATTRIBUTE);
    } else if (this.#repairsRoleConflict(request)) {
      this.#answerError(base, request, from, session, ROLE_CONFLICT);
    } else {
      const success = writeCheckSuccess(request, from, this.#options.crypto, session.localKey);
      this.#checks.answer(base, success, from);
      this.#learnFromRequest(base, request, from, session, usernames?.[1] ?? '', now);
    }
  }

  #answerError(
    base: LocalBase,
    request: StunMessage,
    to: SocketAddress,
    session: IceSession,
    error: typeof ROLE_CONFLICT,
  ) {
    this.#checks.answer(base, writeCheckError(request, error, this.#options.crypto, session.localKey), to);
  }

  /** RFC 8445 §7.3.1.1. True if it is the peer who has to change its role. */
  #repairsRoleConflict(request: StunMessage): boolean {
    const claim = readRole(request);
    if (claim === undefined || claim.role !== this.#role) return false;
    const isOursLarger = isAtLeast(this.#checks.tieBreaker, claim.tieBreaker);
    if (isOursLarger === (this.#role === 'controlling')) return true;
    this.#switchRole(this.#role === 'controlling' ? 'controlled' : 'controlling');
    return false;
  }

  #learnFromRequest(
    base: LocalBase,
    request: StunMessage,
    from: SocketAddress,
    session: IceSession,
    usernameFragment: string,
    now: number,
  ): void {
    const pair =
      session === this.#session
        ? this.#pairOfRequest(base, request, from, usernameFragment)
        : this.#findPair(base.base, from);
    if (pair === undefined) return;
    pair.requestsReceived++;
    pair.responsesSent++;
    if (session !== this.#session || this.#state === 'failed') return;
    this.#triggerCheck(pair);
    if (request.has(AttributeType.useCandidate) && this.#role === 'controlled') this.#noteNomination(pair, now);
  }

  #pairOfRequest(
    base: LocalBase,
    request: StunMessage,
    from: SocketAddress,
    usernameFragment: string,
  ): CandidatePair | undefined {
    const session = this.#session;
    const priority = readPriority(request) ?? candidatePriority('prflx', 0);
    const remote: RemoteCandidate | undefined =
      session.findRemote(from) ?? session.addRemotePeerReflexive(from, priority, usernameFragment);
    return remote && session.formPair(base, remote, this.#role);
  }

  /** RFC 8445 §7.3.1.4. A check under way keeps its chance of an answer before the next one is due. */
  #triggerCheck(pair: CandidatePair): void {
    const { checkList } = this.#session;
    if (pair.state === 'succeeded') return;
    if (pair.state === 'in-progress') return checkList.trigger(pair);
    pair.state = 'waiting';
    checkList.triggerAtOnce(pair);
  }

  /** RFC 8445 §7.3.1.5. */
  #noteNomination(pair: CandidatePair, now: number): void {
    if (pair.state !== 'succeeded') {
      pair.isNominatedOnSuccess = true;
      return;
    }
    const isNew = !pair.isNominated;
    pair.isNominated = true;
    if (pair === this.#selected) return;
    const selected = this.#selectedSession === this.#session ? this.#selected : undefined;
    const isInDoubt = this.#consent.status !== 'fresh';
    if (followsNomination(pair, isNew, selected, isInDoubt, now - this.#selectedAt))
      this.#select(pair, now, 'nominated by the peer');
  }

  // Responses, RFC 8445 §7.2.5

  #receiveResponse(base: LocalBase, response: StunMessage, from: SocketAddress, now: number): void {
    const transaction = this.#checks.transactions.find(response.transactionId);
    if (transaction === undefined) this.counters.malformedDropped++;
    else if (transaction.subject.type === 'query')
      this.#receiveServerAnswer(transaction, transaction.subject.query, response, from);
    else this.#receiveCheckAnswer(transaction, transaction.subject, base, response, from, now);
  }

  #receiveCheckAnswer(
    transaction: Transaction,
    subject: CheckSubject,
    base: LocalBase,
    response: StunMessage,
    from: SocketAddress,
    now: number,
  ): void {
    const { pair, session } = subject;
    if (!hasValidIntegrity(response, this.#options.crypto, session.remoteKey)) {
      this.counters.forgedDropped++;
      return;
    }
    this.#checks.transactions.end(transaction);
    pair.noteResponse(now - transaction.lastSentAt, now);
    const isSymmetric = pair.base === base && sameAddress(pair.remote.address, from);
    if (!isSymmetric) this.#failPair(pair, session);
    else if (response.class === 'error') this.#receiveCheckError(subject, response);
    else this.#receiveCheckSuccess(subject, response, now);
  }

  /** RFC 8445 §7.2.5.1, §7.2.5.2.4. */
  #receiveCheckError({ pair, session, role, purpose }: CheckSubject, response: StunMessage): void {
    const value = response.value(AttributeType.errorCode);
    const error = value && readErrorCode(value);
    if (error?.code !== ROLE_CONFLICT.code) {
      if (purpose !== 'consent') this.#failPair(pair, session);
      return;
    }
    if (session.nominee === pair) session.nominee = undefined;
    if (role === this.#role) this.#switchRole(role === 'controlling' ? 'controlled' : 'controlling');
    if (session !== this.#session || pair.state === 'succeeded') return;
    pair.state = 'waiting';
    session.checkList.trigger(pair);
  }

  #receiveCheckSuccess(subject: CheckSubject, response: StunMessage, now: number): void {
    const { pair, session, purpose, role } = subject;
    const mapped = readMappedAddress(response);
    if (mapped !== undefined) this.#validate(subject, mapped);
    if (pair === this.#selected) this.#consent.noteResponse(now);
    if (session !== this.#session) return;
    if (pair.isNominatedOnSuccess && this.#role === 'controlled') {
      pair.isNominatedOnSuccess = false;
      this.#noteNomination(pair, now);
    }
    if (purpose !== 'nomination' || session.nominee !== pair) return;
    session.nominee = undefined;
    if (role === this.#role && role === 'controlling') this.#select(pair, now, 'nominated');
  }

  /** RFC 8445 §7.2.5.3: the pair is valid, under the address the peer saw. */
  #validate({ pair, session, priority }: CheckSubject, mapped: SocketAddress): void {
    if (!sameAddress(pair.local.candidate, mapped)) {
      pair.local = session.findLocal(pair.base, mapped) ?? session.addLocalPeerReflexive(pair.base, mapped, priority);
      session.checkList.updatePriorities(this.#role);
    }
    this.#checks.transactions.cancelChecksOf(pair);
    pair.state = 'succeeded';
    session.checkList.unfreeze(pair.foundation);
  }

  #giveUp({ subject, isCancelled }: Transaction): void {
    if (isCancelled) return;
    if (subject.type === 'query') this.#reportServerError(subject.query, 701, 'STUN server did not answer');
    else if (subject.purpose !== 'consent') this.#failPair(subject.pair, subject.session);
  }

  #failPair(pair: CandidatePair, session: IceSession): void {
    if (session.nominee === pair) session.nominee = undefined;
    pair.state = 'failed';
    this.#checks.transactions.cancelChecksOf(pair);
  }

  // Gathering, RFC 8445 §5.1

  #announceBase(base: LocalBase): void {
    const local = this.#session.addBase(base);
    if (base.base.isAnnounced) this.#news.push({ type: 'local-candidate', candidate: local.candidate });
    this.#session.formPairs(base, this.#role);
  }

  #receiveServerAnswer(transaction: Transaction, query: ServerQuery, response: StunMessage, from: SocketAddress): void {
    if (!sameAddress(query.server, from)) return;
    this.#checks.transactions.end(transaction);
    const mapped = readMappedAddress(response);
    if (response.class === 'success' && mapped !== undefined) return this.#learnReflexive(query, mapped);
    const value = response.value(AttributeType.errorCode);
    const error = value && readErrorCode(value);
    this.#reportServerError(query, error?.code ?? 701, error?.reason ?? 'STUN server sent no address');
  }

  #learnReflexive({ base, server, url }: ServerQuery, mapped: SocketAddress): void {
    const local = this.#session.addServerReflexive(base, mapped, server.address, url);
    if (local === undefined) return;
    this.#news.push({ type: 'local-candidate', candidate: local.candidate });
    this.#session.formPairs(base, this.#role);
  }

  #reportServerError({ base, url }: ServerQuery, errorCode: number, errorText: string): void {
    this.#news.push({ type: 'candidate-error', base: base.base, url, errorCode, errorText });
  }

  // Generations

  #sessionOf(localFragment: string, remoteFragment: string): IceSession | undefined {
    for (const session of [this.#session, this.#previous]) {
      if (session === undefined || session.local.usernameFragment !== localFragment) continue;
      const { remote } = session;
      return remote === undefined || remote.usernameFragment === remoteFragment ? session : undefined;
    }
    return undefined;
  }

  #sessionForCandidate(usernameFragment: string | undefined): IceSession | 'early' | undefined {
    const early = this.#earlyRemote;
    if (early && (usernameFragment ?? early.parameters.usernameFragment) === early.parameters.usernameFragment)
      return 'early';
    const { remote } = this.#session;
    const isOurs = remote === undefined || (usernameFragment ?? remote.usernameFragment) === remote.usernameFragment;
    return isOurs ? this.#session : undefined;
  }

  #keepEarlyCandidate(candidate: IceCandidate): void {
    const candidates = this.#earlyRemote?.candidates;
    if (candidates && candidates.length < 100) candidates.push(candidate);
  }

  #adoptEarlyRemote(now: number): void {
    const early = this.#earlyRemote;
    if (early === undefined) return;
    this.#earlyRemote = undefined;
    this.setRemoteParameters(early.parameters, { isLite: early.isLite }, now);
    for (const candidate of early.candidates) this.addRemoteCandidate(candidate, now);
    if (early.hasEnded) this.endRemoteCandidates(now);
  }

  #formAllPairs(): void {
    for (const base of this.#bases) this.#session.formPairs(base, this.#role);
  }

  #findPair(base: IceBase, from: SocketAddress): CandidatePair | undefined {
    const selected = this.#selected;
    if (selected !== undefined && selected.base.base === base && sameAddress(selected.remote.address, from))
      return selected;
    const { pairs } = this.#session.checkList;
    for (let i = 0; i < pairs.length; i++) {
      if (pairs[i].base.base === base && sameAddress(pairs[i].remote.address, from)) return pairs[i];
    }
    return undefined;
  }

  // Selection, RFC 8445 §8.1

  #flushNomination(now: number): void {
    const planned = this.#plannedNomination;
    if (planned === undefined || now < planned.at) return;
    this.#plannedNomination = undefined;
    this.#session.nominee = planned.pair;
    this.#checks.nominate(this.#session, planned.pair, this.#role, now);
  }

  #select(pair: CandidatePair, now: number, reason: string): void {
    if (this.#selected !== undefined) this.#selected.isNominated = false;
    pair.isNominated = true;
    this.#selected = pair;
    this.#selectedSession = this.#session;
    this.#selectedAt = now;
    this.#selectedPairChanges++;
    this.#consent.watch(pair, now);
    this.#checks.transactions.endAll((subject) => subject.type === 'check' && subject.session !== this.#session);
    this.#news.push({ type: 'selected-pair', pair: pair.info() });
    this.#updateState(now, reason);
  }

  #loseSelected(now: number): void {
    this.#selected = undefined;
    this.#selectedSession = undefined;
    this.#consent.noteGone(now);
    this.#news.push({ type: 'selected-pair', pair: undefined });
  }

  #abandonSelected(): void {
    this.#consent.stop();
    this.#selectedSession = undefined;
    if (this.#selected === undefined) return;
    this.#selected = undefined;
    this.#news.push({ type: 'selected-pair', pair: undefined });
  }

  #switchRole(role: IceRole): void {
    if (role === this.#role) return;
    this.#role = role;
    this.#session.nominee = undefined;
    this.#session.checkList.updatePriorities(role);
    this.#news.push({ type: 'role', role });
  }

  // Liveness, RFC 7675

  #flushConsent(now: number): void {
    const pair = this.#selected;
    const session = this.#selectedSession;
    if (pair === undefined || session === undefined || !this.#consent.isRequestDue(now)) return;
    this.#checks.askConsent(session, pair, this.#role, now);
    this.#consent.noteRequestSent(now);
  }

  #handleConsentTimeout(now: number): void {
    const before = this.#consent.status;
    this.#consent.handleTimeout(now);
    const after = this.#consent.status;
    if (after === before) return;
    if (after === 'lost') this.#probeBackups();
    if (after === 'expired') this.#expireConsent();
  }

  /** The pair in use is silent: see which of the others still work. */
  #probeBackups(): void {
    const { checkList } = this.#session;
    for (const pair of checkList.pairs) {
      if (pair === this.#selected || pair.state !== 'succeeded') continue;
      pair.state = 'waiting';
      checkList.trigger(pair);
    }
  }

  /** What worked once and has not answered the probes has no more consent than the pair in use. */
  #expireConsent(): void {
    const session = this.#session;
    if (this.#selected && this.#selectedSession) this.#failPair(this.#selected, this.#selectedSession);
    for (const pair of session.checkList.pairs) {
      if (pair.state === 'in-progress' && pair.responsesReceived > 0) this.#failPair(pair, session);
    }
    session.isPatienceOver = true;
    session.hasLostConsent = true;
    this.#abandonSelected();
  }

  /** Before anything is selected, a valid pair lives as long as consent would. */
  #failStalePairs(now: number): void {
    if (this.#selected !== undefined) return;
    for (const pair of this.#session.checkList.pairs) {
      if (pair.state === 'succeeded' && now >= pair.lastResponseAt + CONSENT_MS) this.#failPair(pair, this.#session);
    }
  }

  // The end of every turn

  /** Draws the conclusions of an input. */
  #settle(now: number): void {
    this.#now = now;
    this.#isDirty = true;
    if (this.#isOver) return;
    const session = this.#session;
    if (now >= session.patienceDeadline) session.isPatienceOver = true;
    this.#planNomination();
    this.#completeGathering();
    this.#updateState(now, 'checks');
    this.#dataPair = this.#isOver ? undefined : (this.#selected ?? session.checkList.bestSucceeded);
  }

  #planNomination(): void {
    const session = this.#session;
    this.#plannedNomination = undefined;
    if (this.#role !== 'controlling' || session.remote === undefined || session.nominee !== undefined) return;
    const lost = this.#consent.status === 'lost' ? this.#selected : undefined;
    const selected = this.#selectedSession === session && lost === undefined ? this.#selected : undefined;
    this.#plannedNomination = planNomination(session, selected, lost, this.#checks.pacingMs);
  }

  #completeGathering(): void {
    const session = this.#session;
    if (!session.isGatheringEnded || session.isGatheringComplete || this.#checks.hasQueries) return;
    session.isGatheringComplete = true;
    this.#news.push({ type: 'gathering-complete' });
  }

  #updateState(_now: number, reason: string): void {
    const state = this.#conclude();
    if (state !== this.#state) this.#become(state, reason);
  }

  /** RTCIceTransportState as W3C defines it. */
  #conclude(): IceState {
    const session = this.#session;
    if (this.#consent.status === 'lost') return 'disconnected';
    if (this.#selected !== undefined) return this.#isCompleted ? 'completed' : 'connected';
    if (session.remote === undefined) return this.#state;
    const { checkList } = session;
    if (checkList.hasUnfinished(undefined) || checkList.bestSucceeded !== undefined) return 'checking';
    const hasAll = session.isGatheringComplete && session.hasRemoteEnded;
    if (session.hasLostConsent || (session.isGatheringComplete && session.isPatienceOver)) return 'failed';
    if (hasAll && session.localCandidates.length === 0) return 'failed';
    if (session.remoteCandidates.length === 0) return this.#state;
    return hasAll || checkList.pairs.length === 0 ? 'checking' : 'disconnected';
  }

  get #isCompleted(): boolean {
    const session = this.#session;
    if (this.#selectedSession !== session || !session.isGatheringComplete || !session.hasRemoteEnded) return false;
    return session.nominee === undefined && !session.checkList.hasUnfinished(this.#selected);
  }

  #become(state: IceState, reason: string): void {
    this.#state = state;
    this.#news.push({ type: 'state', state, reason });
    if (state !== 'failed') return;
    this.#checks.transactions.endAll((subject) => subject.type === 'check');
    this.#consent.stop();
    this.#plannedNomination = undefined;
  }

  get #isOver(): boolean {
    return this.#state === 'closed' || this.#state === 'failed';
  }

  get #mayCheck(): boolean {
    return this.#session.remote !== undefined && !this.#isOver;
  }

  #computeDeadline(): number {
    if (this.#isOver) return this.#state === 'failed' ? this.#checks.transactions.nextTimeout() : Infinity;
    return Math.min(
      this.#checks.transactions.nextTimeout(),
      this.#checks.nextPacedAt(this.#session, this.#mayCheck),
      this.#plannedNomination?.at ?? Infinity,
      this.#consent.nextTimeout(),
      this.#selected === undefined ? this.#patienceTimeout() : Infinity,
    );
  }

  #patienceTimeout(): number {
    const session = this.#session;
    let next = session.isPatienceOver ? Infinity : session.patienceDeadline;
    for (const pair of session.checkList.pairs) {
      if (pair.state === 'succeeded') next = Math.min(next, pair.lastResponseAt + CONSENT_MS);
    }
    return next;
  }
}

function newCounters(): IceCounters {
  return {
    packetsSent: 0,
    packetsReceived: 0,
    bytesSent: 0,
    bytesReceived: 0,
    packetsDiscardedOnSend: 0,
    stunMessagesSent: 0,
    stunMessagesReceived: 0,
    malformedDropped: 0,
    forgedDropped: 0,
    remoteCandidatesIgnored: 0,
  };
}

function sameParameters(a: IceParameters, b: IceParameters): boolean {
  return a.usernameFragment === b.usernameFragment && a.password === b.password;
}

function isAnnounced({ base, candidate }: LocalCandidate): boolean {
  return base.base.isAnnounced || candidate.type === 'srflx' || candidate.type === 'prflx';
}

function snapshotOf({ id, candidate }: LocalCandidate | RemoteCandidate): IceCandidateSnapshot {
  return { id, candidate };
}
