import type { SocketAddress } from '../ports/network.ts';
import { checkFingerprint } from '../stun/fingerprint.ts';
import { BINDING } from '../stun/header.ts';
import { readStunMessage } from '../stun/message.ts';
import { assert } from '../util/assert.ts';
import type { PacketSink } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { sameAddress } from './candidate.ts';
import type { LocalCandidate, RemoteCandidate } from './candidate.ts';
import type { CandidatePair } from './candidate-pair.ts';
import { ConnectivityChecks } from './connectivity-checks.ts';
import { IceContext } from './context.ts';
import { Gathering } from './gathering.ts';
import { RemoteSide } from './remote-side.ts';
import { RequestHandler } from './request-handler.ts';
import { ResponseHandler } from './response-handler.ts';
import { Selection } from './selection.ts';
import { concludeState } from './transport-state.ts';
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

/**
 * A full ICE agent for one component of one stream (RFC 8445, 8838, 8863, 7675). It takes data down (`transmit`) to the
 * selected pair; data coming up goes past it and is only counted (`noteDataReceived`).
 */
export class IceAgent implements PacketSink {
  readonly headroomBytes = 0;
  readonly tailroomBytes = 0;
  readonly counters: IceCounters;
  readonly #news: Queue<IceNews>;
  readonly #checks: ConnectivityChecks;
  readonly #context: IceContext;
  readonly #selection: Selection;
  readonly #gathering: Gathering;
  readonly #remote: RemoteSide;
  readonly #requests: RequestHandler;
  readonly #responses: ResponseHandler;
  /** Where data goes: the selected pair, or before there is one the best valid pair. */
  #dataPair: CandidatePair | undefined = undefined;
  /** Where data went since the last flush. */
  #sentOn: CandidatePair | undefined = undefined;
  #now = 0;
  /** Something happened that `flush` may have to act upon before the deadline. */
  #isDirty = true;
  #deadline = Infinity;
  #isQuiet = true;

  constructor(options: IceAgentOptions) {
    this.counters = newCounters();
    this.#news = new Queue();
    this.#checks = new ConnectivityChecks(options, this.counters);
    this.#context = new IceContext(options, this.counters, this.#checks, this.#news);
    this.#selection = new Selection(this.#context);
    this.#gathering = new Gathering(this.#context);
    this.#remote = new RemoteSide(this.#context, this.#gathering);
    this.#requests = new RequestHandler(this.#context, this.#selection);
    this.#responses = new ResponseHandler(this.#context, this.#selection, this.#gathering);
  }

  get localParameters(): IceParameters {
    return this.#context.session.local;
  }

  get remoteParameters(): IceParameters | undefined {
    return this.#context.session.remote;
  }

  get role(): IceRole {
    return this.#context.role;
  }

  get state(): IceState {
    return this.#context.state;
  }

  get selectedPair(): IceCandidatePairInfo | undefined {
    return this.#selection.pair?.info();
  }

  /** Where `transmit` sends: the selected pair, or the best valid one until there is one (RFC 8445 §12.1). */
  get sendingPair(): IceCandidatePairInfo | undefined {
    return this.#dataPair?.info();
  }

  /** The selected pair is of the current generation, not the one that serves until a restart has come to its end. */
  get hasCurrentPair(): boolean {
    return this.#selection.currentPair !== undefined;
  }

  get isWritable(): boolean {
    return this.#dataPair !== undefined;
  }

  /** The selected pair's id among `candidatePairs`. */
  get selectedPairId(): number | undefined {
    return this.#selection.pair?.id;
  }

  get selectedPairChanges(): number {
    return this.#selection.changes;
  }

  /** Of the current generation; what policy keeps secret is left out. */
  get localCandidates(): IceCandidateSnapshot[] {
    return this.#context.session.localCandidates.filter(isAnnounced).map(snapshotOf);
  }

  get remoteCandidates(): IceCandidateSnapshot[] {
    return this.#context.session.remoteCandidates.map(snapshotOf);
  }

  /** Of the current generation, best first, and the selected pair while it is of the one before. */
  get candidatePairs(): IcePairSnapshot[] {
    const pairs = this.#context.session.checkList.pairs.map((pair) => pair.snapshot());
    const { pair, currentPair } = this.#selection;
    if (pair !== currentPair && pair !== undefined) pairs.push(pair.snapshot());
    return pairs;
  }

  /** Only before checks have begun; later the agents settle it between themselves (RFC 8445 §7.3.1.1). */
  setRole(role: IceRole): void {
    this.#context.setRole(role);
    this.#isDirty = true;
  }

  /** A socket to gather on. Announced as a local candidate, unless policy says no. */
  addBase(base: IceBase): void {
    if (this.state === 'closed') return;
    this.#gathering.add(base);
    this.#settle(this.#now, 'a local candidate was added');
  }

  /** The socket is gone, and with it all that hung on it. */
  removeBase(base: IceBase): void {
    const local = this.#gathering.find(base);
    if (local === undefined) return;
    this.#gathering.remove(local);
    if (this.#selection.pair?.base === local) this.#selection.lose(this.#now);
    this.#settle(this.#now, 'a network interface is gone');
  }

  /**
   * Asks a STUN server for the server-reflexive candidate of a base. `server` is an IP literal and a port. A server that
   * need not answer (`isOptional`) is not reported if it does not.
   */
  queryStunServer(base: IceBase, server: SocketAddress, url: string, now: number, isOptional = false): void {
    const local = this.#gathering.find(base);
    if (local === undefined || this.#context.isOver) return;
    this.#gathering.query({ base: local, server, url, isOptional });
    this.#settle(now, 'gathering');
  }

  /** No further bases or servers for this generation: complete once the servers have answered or been given up. */
  endGathering(now: number): void {
    this.#context.session.isGatheringEnded = true;
    this.#settle(now, 'local candidates are complete');
  }

  /**
   * The peer's credentials. Others than those in use announce its restart: they, and candidates that follow, are kept
   * until `restart` begins our own new generation.
   */
  setRemoteParameters(parameters: IceParameters, options: { readonly isLite?: boolean } = {}, now: number): void {
    this.#remote.setParameters(parameters, options.isLite === true, now);
    this.#settle(now, 'remote credentials are known');
  }

  /** A signalled candidate. One that cannot be paired (TCP, component 2, a name, another generation) is only counted. */
  addRemoteCandidate(candidate: IceCandidate, now: number): void {
    if (!this.#remote.addCandidate(candidate)) this.counters.remoteCandidatesIgnored++;
    this.#settle(now, 'a remote candidate was added');
  }

  /** RFC 8838 §13. */
  endRemoteCandidates(now: number): void {
    this.#remote.endCandidates();
    this.#settle(now, 'remote candidates are complete');
  }

  /**
   * RFC 8445 §9: a new generation on the same sockets. The selected pair serves on until the new one has its own.
   * With the parameters of the generation before, it undoes the restart and gathers for that one again.
   */
  restart(localParameters: IceParameters, now: number): void {
    if (this.state === 'closed') return;
    if (this.#context.isPreviousSession(localParameters) && this.#context.session.remote === undefined) {
      return this.undoRestart(now);
    }
    this.#context.beginSession(localParameters, this.#selection.session);
    this.#checks.dropForRestart();
    if (this.#selection.isLost) this.#selection.abandon();
    if (this.#selection.pair !== undefined) this.#context.become('connected', 'ICE restart');
    else if (this.state === 'failed') this.#context.become('checking', 'ICE restart');
    this.#gathering.announceAll();
    this.#remote.adoptEarly(now);
    this.#settle(now, 'ICE restart');
  }

  /**
   * The offer that asked for the restart was rolled back (RFC 9429 §4.1.10.2): back to the generation before, checks and
   * all. Of no effect once the peer has answered with credentials.
   */
  undoRestart(now: number): void {
    if (this.state === 'closed' || !this.#context.resumePreviousSession()) return;
    this.#checks.dropForRestart();
    this.#settle(now, 'ICE restart undone');
  }

  /** The current generation has all its candidates. */
  get isGatheringComplete(): boolean {
    return this.#context.session.isGatheringComplete;
  }

  /** There will be another `endGathering` for the current generation. */
  reopenGathering(): void {
    this.#context.session.reopenGathering();
  }

  /** A STUN packet that came to one of our sockets. */
  receiveFrom(base: IceBase, packet: Uint8Array, from: SocketAddress, now: number): void {
    const local = this.#gathering.find(base);
    if (local === undefined || this.state === 'closed') return;
    this.counters.stunMessagesReceived++;
    const message = readStunMessage(packet);
    if (message === undefined || message.method !== BINDING || checkFingerprint(message) === 'invalid') {
      this.counters.malformedDropped++;
      return;
    }
    if (message.class === 'request') this.#requests.receive(local, message, from, now);
    else if (message.class !== 'indication') this.#responses.receive(local, message, from, now);
    this.#settle(now, 'connectivity checks');
  }

  /** A packet of data came: for the books only. Consent does not live on data (RFC 7675 §5.1). */
  noteDataReceived(base: IceBase, from: SocketAddress, bytes: number, now: number): void {
    this.#now = now;
    this.counters.packetsReceived++;
    this.counters.bytesReceived += bytes;
    let pair = this.#dataPair;
    if (pair === undefined || pair.base.base !== base || !sameAddress(pair.remote.address, from)) {
      pair = this.#pairOf(base, from);
      if (pair === undefined) return;
    }
    pair.packetsReceived++;
    pair.bytesReceived += bytes;
    pair.lastPacketReceivedAt = now;
  }

  /** The peer of this generation may be there, or that of the pair in use. */
  knowsRemote(address: SocketAddress): boolean {
    const pair = this.#dataPair;
    if (pair !== undefined && sameAddress(pair.remote.address, address)) return true;
    return this.#context.session.knows(address);
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
    this.#sentOn = pair;
    pair.base.base.socket.send(packet, pair.remote.address);
  }

  handleTimeout(now: number): void {
    if (now < this.#deadline && !this.#isDirty) return;
    for (const transaction of this.#checks.transactions.takeFailed(now)) this.#responses.giveUp(transaction);
    this.#selection.handleTimeout(now);
    this.#settle(now, 'no answer');
  }

  flush(now: number): void {
    this.#now = now;
    // The layers above have just flushed through `transmit`, which is not told the time.
    if (this.#sentOn !== undefined) this.#sentOn.lastPacketSentAt = now;
    this.#sentOn = undefined;
    if (!this.#isDirty && now < this.#deadline) return;
    this.#checks.flushAnswers();
    this.#checks.flushRetransmissions(now);
    this.#flushChecks(now);
    this.#isDirty = false;
    this.#rearm();
  }

  pollEvent(): IceNews | undefined {
    return this.#news.shift();
  }

  nextTimeout(): number {
    if (this.#isDirty) this.#rearm();
    return this.#deadline;
  }

  get isQuiet(): boolean {
    if (this.#isDirty) this.#rearm();
    return this.#isQuiet;
  }

  close(now: number): void {
    if (this.state === 'closed') return;
    this.#checks.dropAll();
    this.#selection.abandon();
    this.#dataPair = undefined;
    this.#context.become('closed', 'closed by its owner');
    this.#now = now;
    this.#isDirty = true;
  }

  /** Throws an AssertionError if the parts contradict each other. For tests: it is not cheap. */
  assertConsistent(): void {
    const { session, state, isOver } = this.#context;
    const isUp = state === 'connected' || state === 'completed';
    assert(!isUp || this.#selection.pair !== undefined, `${state} without a selected pair`);
    assert(!isOver || this.#dataPair === undefined, `${state}, and yet data would be sent`);
    session.checkList.assertConsistent((pair) => this.#checks.isChecking(pair));
    assert(session.nominee === undefined || this.#checks.isNominating(session.nominee), 'a nomination was forgotten');
  }

  #flushChecks(now: number): void {
    const { session, role, mayCheck, isOver } = this.#context;
    if (!isOver) this.#selection.flushNomination(now);
    if (mayCheck) this.#checks.flushUrgent(session, role, now);
    if (!isOver) this.#selection.flushConsent(now);
    this.#checks.flushPaced(session, mayCheck, role, now);
  }

  /** Draws the conclusions of an input. */
  #settle(now: number, reason: string): void {
    this.#now = now;
    this.#isDirty = true;
    const { session, isOver } = this.#context;
    this.#gathering.completeIfDone();
    if (isOver) return;
    if (now >= session.patienceDeadline) session.isPatienceOver = true;
    this.#selection.plan();
    this.#becomeVia(concludeState(this.#context, this.#selection, now), reason);
    if (this.state === 'failed') this.#endChecks();
    this.#dataPair = this.#selection.pair ?? session.checkList.bestSucceeded;
  }

  /** Nobody is told 'failed' before 'disconnected', while the peer has not said that there are no more candidates. */
  #becomeVia(state: IceState, reason: string): void {
    const isGivenUp = state === 'failed' && !this.#context.session.hasRemoteEnded;
    if (isGivenUp && this.state === 'checking') this.#context.become('disconnected', reason);
    this.#context.become(state, reason);
  }

  #endChecks(): void {
    this.#checks.dropChecks();
    this.#selection.abandon();
  }

  /** Once per turn that changed something, so that a turn that only moved data costs two comparisons. */
  #rearm(): void {
    this.#deadline = this.state === 'closed' ? Infinity : this.#earliestDeadline();
    this.#isQuiet = this.#deadline === Infinity || this.#hasOnlyHousekeeping();
  }

  #earliestDeadline(): number {
    const { session, mayCheck, isOver } = this.#context;
    const needsPatience = !isOver && this.#selection.pair === undefined && !session.isPatienceOver;
    return Math.min(
      this.#checks.transactions.nextTimeout(),
      this.#checks.nextPacedAt(session, mayCheck),
      isOver ? Infinity : this.#selection.nextTimeout(),
      needsPatience && session.expectsChecks ? session.patienceDeadline : Infinity,
    );
  }

  /** Consent of a connection in good health is housekeeping, and so are checks of pairs it does not need. */
  #hasOnlyHousekeeping(): boolean {
    const { state, session, mayCheck } = this.#context;
    if ((state !== 'connected' && state !== 'completed') || !this.#selection.isFresh) return false;
    const isRestarting = this.#selection.currentPair === undefined && session.remote !== undefined;
    if (isRestarting || session.nominee !== undefined || this.#checks.hasQueries) return false;
    return this.#checks.nextPacedAt(session, mayCheck) === Infinity;
  }

  #pairOf(base: IceBase, from: SocketAddress): CandidatePair | undefined {
    const local = this.#gathering.find(base);
    return local && this.#context.session.checkList.find(local, from);
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

function isAnnounced({ base, candidate }: LocalCandidate): boolean {
  return base.base.isAnnounced || candidate.type === 'srflx' || candidate.type === 'prflx';
}

function snapshotOf({ id, candidate }: LocalCandidate | RemoteCandidate): IceCandidateSnapshot {
  return { id, candidate };
}
