import type { SocketAddress } from '../ports/network.ts';
import { utf8Of } from '../util/bytes.ts';
import { appended } from '../util/lists.ts';
import { canPair, remoteCandidate, candidatePriority, sameAddress } from './candidate.ts';
import type { LocalBase, LocalCandidate, RemoteCandidate, Foundations } from './candidate.ts';
import { CandidatePair } from './candidate-pair.ts';
import { CheckList } from './check-list.ts';
import type { IceCandidate, IceCandidateType, IceParameters, IceRole } from './types.ts';

const MAX_REMOTE_CANDIDATES = 100;
const MAX_SEEN_ADDRESSES = 16;
const NONE: readonly SocketAddress[] = [];

/** Numbers for candidates and pairs, shared by all generations of an agent. */
export class IdCounter {
  #last = 0;

  next(): number {
    return ++this.#last;
  }
}

/** What one generation (RFC 8445 §9) knows: credentials, candidates, pairs. */
export class IceSession {
  readonly local: IceParameters;
  readonly checkList = new CheckList();
  localCandidates: readonly LocalCandidate[] = [];
  remoteCandidates: readonly RemoteCandidate[] = [];
  remote: IceParameters | undefined;
  isRemoteLite = false;
  /** No further bases or servers will come. */
  isGatheringEnded = false;
  isGatheringComplete = false;
  /** The peer's end-of-candidates, RFC 8838 §13. */
  hasRemoteEnded = false;
  /** When the PAC timer runs out, RFC 8863 §4. */
  patienceDeadline = Infinity;
  isPatienceOver = false;
  /** A pair was in use and its consent expired. */
  hasLostConsent = false;
  /** Since when a pair is in use and nothing better is to be expected; Infinity while it is not so. */
  settledAt = Infinity;
  /** What the controlling side is about to select: its nomination is on its way. */
  nominee: CandidatePair | undefined;
  readonly #ids: IdCounter;
  readonly #foundations: Foundations;
  #seenAddresses: readonly SocketAddress[] = NONE;

  constructor(local: IceParameters, ids: IdCounter, foundations: Foundations) {
    this.local = local;
    this.remote = undefined;
    this.nominee = undefined;
    this.#ids = ids;
    this.#foundations = foundations;
  }

  /** Something to check is there, or will be only if it is discovered: from now on patience can run out. */
  get expectsChecks(): boolean {
    return this.remoteCandidates.length > 0 || this.hasRemoteEnded;
  }

  /** The keys of MESSAGE-INTEGRITY, RFC 8489 §9.1.1. */
  get localKey(): Uint8Array {
    return utf8Of(this.local.password);
  }

  get remoteKey(): Uint8Array {
    return utf8Of(this.remote?.password ?? '');
  }

  reopenGathering(): void {
    this.isGatheringEnded = false;
    this.isGatheringComplete = false;
  }

  setRemote(parameters: IceParameters, isLite: boolean): void {
    this.remote = parameters;
    this.isRemoteLite = isLite;
  }

  /** The candidate that is the base itself: a host or a relay one. */
  addBase(base: LocalBase): LocalCandidate {
    const { type, socket, localPreference, relatedAddress, url, relayProtocol } = base.base;
    return this.#addLocal(base, {
      foundation: this.#foundations.of(type, socket.local.address, url),
      component: 1,
      protocol: 'udp',
      priority: candidatePriority(type, localPreference),
      address: socket.local.address,
      port: socket.local.port,
      type,
      relatedAddress: relatedAddress?.address,
      relatedPort: relatedAddress?.port,
      usernameFragment: this.local.usernameFragment,
      url,
      relayProtocol,
    });
  }

  /**
   * `undefined` if it is redundant: RFC 8445 §5.1.3. One that a check has found before the server answered is not: it has
   * yet to be announced, and becomes what the server says it is.
   */
  addServerReflexive(base: LocalBase, mapped: SocketAddress, server: string, url: string): LocalCandidate | undefined {
    const known = this.findLocal(base, mapped);
    if (known !== undefined && known.candidate.type !== 'prflx') return undefined;
    const priority = candidatePriority('srflx', base.base.localPreference);
    const candidate = this.#reflexiveCandidate('srflx', base, mapped, priority, server, url);
    if (known === undefined) return this.#addLocal(base, candidate);
    known.candidate = candidate;
    return known;
  }

  /** RFC 8445 §7.2.5.3.1. `priority` is what the check announced. */
  addLocalPeerReflexive(base: LocalBase, mapped: SocketAddress, priority: number): LocalCandidate {
    return this.#addLocal(base, this.#reflexiveCandidate('prflx', base, mapped, priority));
  }

  findLocal(base: LocalBase, address: SocketAddress): LocalCandidate | undefined {
    return this.localCandidates.find((local) => local.base === base && sameAddress(local.candidate, address));
  }

  hasBase(base: LocalBase): boolean {
    return this.localCandidates.some((local) => local.base === base);
  }

  removeBase(base: LocalBase): void {
    this.localCandidates = this.localCandidates.filter((local) => local.base !== base);
    this.checkList.removeBase(base);
    if (this.nominee?.base === base) this.nominee = undefined;
  }

  /** A signalled candidate. False if it is known already or one too many. */
  addRemote(candidate: IceCandidate, role: IceRole): boolean {
    const known = this.findRemote(candidate);
    if (known === undefined) return this.#addRemote(candidate) !== undefined;
    if (known.candidate.type !== 'prflx') return false;
    known.candidate = candidate;
    this.checkList.updatePriorities(role);
    return true;
  }

  /** RFC 8445 §7.3.1.3: a check came from an address nobody announced. */
  addRemotePeerReflexive(from: SocketAddress, priority: number, usernameFragment: string): RemoteCandidate | undefined {
    return this.#addRemote({
      foundation: this.#foundations.of('prflx', `${from.address} ${from.port}`, 'remote'),
      component: 1,
      protocol: 'udp',
      priority,
      address: from.address,
      port: from.port,
      type: 'prflx',
      usernameFragment,
    });
  }

  /** A check came from where there was no room for a pair: what comes from there is the peer's all the same. */
  noteSeen(address: SocketAddress): void {
    if (!this.knows(address)) this.#seenAddresses = [...this.#seenAddresses.slice(1 - MAX_SEEN_ADDRESSES), address];
  }

  /** An address of the peer: it has announced it, or a check with our password has come from there. */
  knows(address: SocketAddress): boolean {
    return this.findRemote(address) !== undefined || this.#seenAddresses.some((seen) => sameAddress(seen, address));
  }

  findRemote(address: SocketAddress): RemoteCandidate | undefined {
    return this.remoteCandidates.find((remote) => sameAddress(remote.address, address));
  }

  /** Forms the pairs a base has not got yet, RFC 8445 §6.1.2.2 and RFC 8838 §12. */
  formPairs(base: LocalBase, role: IceRole): void {
    for (const remote of this.remoteCandidates) this.formPair(base, remote, role);
  }

  /**
   * The pair of a base and a remote candidate. Reflexive candidates form none of their own: they would be pruned for
   * that of their base (RFC 8445 §6.1.2.4).
   */
  formPair(base: LocalBase, remote: RemoteCandidate, role: IceRole): CandidatePair | undefined {
    const known = this.checkList.find(base, remote.address);
    if (known !== undefined) return known;
    const local = this.localCandidates.find((candidate) => candidate.base === base);
    if (local === undefined || !this.mayUse(base) || !canPair(base, remote)) return undefined;
    base.base.permit?.(remote.address);
    const pair = new CandidatePair(this.#ids.next(), local, remote, role);
    return this.checkList.add(pair) ? pair : undefined;
  }

  /** A base that policy keeps secret is of use only through a reflexive candidate. */
  mayUse(base: LocalBase): boolean {
    return (
      base.base.isAnnounced ||
      this.localCandidates.some(({ base: of, candidate }) => of === base && candidate.type === 'srflx')
    );
  }

  #addLocal(base: LocalBase, candidate: IceCandidate): LocalCandidate {
    const local: LocalCandidate = { id: this.#ids.next(), base, candidate };
    this.localCandidates = appended(this.localCandidates, local);
    return local;
  }

  #reflexiveCandidate(
    type: IceCandidateType,
    base: LocalBase,
    mapped: SocketAddress,
    priority: number,
    server?: string,
    url?: string,
  ): IceCandidate {
    const { local } = base.base.socket;
    return {
      foundation: this.#foundations.of(type, local.address, server),
      component: 1,
      protocol: 'udp',
      priority,
      address: mapped.address,
      port: mapped.port,
      type,
      relatedAddress: local.address,
      relatedPort: local.port,
      usernameFragment: this.local.usernameFragment,
      url,
      relayProtocol: undefined,
    };
  }

  #addRemote(candidate: IceCandidate): RemoteCandidate | undefined {
    if (this.remoteCandidates.length >= MAX_REMOTE_CANDIDATES) return undefined;
    const remote = remoteCandidate(this.#ids.next(), candidate);
    this.remoteCandidates = appended(this.remoteCandidates, remote);
    return remote;
  }
}
