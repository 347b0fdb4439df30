import { canonicalIpAddress } from '../util/ip-address.ts';
import { isSameParameters } from './context.ts';
import type { IceContext } from './context.ts';
import type { Gathering } from './gathering.ts';
import type { IceCandidate, IceParameters } from './types.ts';

/** The PAC timer, RFC 8863 §4: how long a peer-reflexive candidate may still turn up. */
const PATIENCE_MS = 39_500;
const MAX_EARLY_CANDIDATES = 100;

/** What the peer has said about its next generation before ours was told to restart. */
interface EarlyGeneration {
  readonly parameters: IceParameters;
  readonly isLite: boolean;
  readonly candidates: IceCandidate[];
  hasEnded: boolean;
}

/** What signalling tells of the peer: credentials, candidates, the end of them. */
export class RemoteSide {
  readonly #context: IceContext;
  readonly #gathering: Gathering;
  #early: EarlyGeneration | undefined = undefined;

  constructor(context: IceContext, gathering: Gathering) {
    this.#context = context;
    this.#gathering = gathering;
  }

  setParameters(parameters: IceParameters, isLite: boolean, now: number): void {
    const { session } = this.#context;
    const { remote } = session;
    if (remote !== undefined && !isSameParameters(remote, parameters)) {
      this.#early = { parameters, isLite, candidates: [], hasEnded: false };
      return;
    }
    session.setRemote(parameters, isLite);
    if (remote === undefined) session.patienceDeadline = now + PATIENCE_MS;
    // RFC 8445 §6.1.1: beside a lite agent the full one controls.
    if (isLite) this.#context.switchRole('controlling');
  }

  /** False if it is of no use: TCP, component 2, a name, another generation, one too many. */
  addCandidate(candidate: IceCandidate): boolean {
    const address = canonicalIpAddress(candidate.address);
    if (address === undefined || candidate.protocol !== 'udp') return false;
    if (candidate.component !== 1 || candidate.port === 0) return false;
    const canonical = address === candidate.address ? candidate : { ...candidate, address };
    if (this.#early && isOf(candidate, this.#early.parameters)) return this.#keepEarly(canonical, this.#early);
    const { session, role, isOver } = this.#context;
    if (isOver) return false;
    if (session.remote !== undefined && !isOf(candidate, session.remote)) return false;
    if (!session.addRemote(canonical, role)) return false;
    this.#gathering.formPairs();
    return true;
  }

  endCandidates(): void {
    if (this.#early !== undefined) this.#early.hasEnded = true;
    else this.#context.session.hasRemoteEnded = true;
  }

  /** Our own new generation has begun: what the peer has said of its own holds now. */
  adoptEarly(now: number): void {
    const early = this.#early;
    if (early === undefined) return;
    this.#early = undefined;
    this.setParameters(early.parameters, early.isLite, now);
    for (const candidate of early.candidates) this.addCandidate(candidate);
    if (early.hasEnded) this.endCandidates();
  }

  #keepEarly(candidate: IceCandidate, { candidates }: EarlyGeneration): boolean {
    if (candidates.length >= MAX_EARLY_CANDIDATES) return false;
    candidates.push(candidate);
    return true;
  }
}

/** A candidate that names no generation is of the latest one. */
function isOf({ usernameFragment }: IceCandidate, parameters: IceParameters): boolean {
  return usernameFragment === undefined || usernameFragment === parameters.usernameFragment;
}
