import type { Fingerprint } from '../crypto/certificate-types.ts';
import type { DtlsRole } from '../dtls/types.ts';
import type { IceCandidate, IceParameters, IceRole } from '../ice/types.ts';
import type { SendOptions } from '../sctp/types.ts';
import { assert } from '../util/assert.ts';
import { parseIpAddress } from '../util/ip-address.ts';
import { BundleTransport, noDtlsCounters } from './bundle-transport.ts';
import { Driver } from './driver.ts';
import { Gatherer } from './gatherer.ts';
import { iceSnapshotOf } from './ice-snapshot.ts';
import type {
  DtlsSnapshot,
  IceGatheringState,
  IceServer,
  IceSnapshot,
  IceTransportPolicy,
  RemoteIceCandidate,
  SctpSnapshot,
  SctpStartOptions,
  Transport,
  TransportNews,
  TransportOptions,
} from './types.ts';

/** A transport over a Host: what the API's factory makes. */
export function createTransport(options: TransportOptions): Transport {
  return new HostTransport(options);
}

/** Joins the engines to the host: one driver, one gatherer, names resolved. */
class HostTransport implements Transport {
  readonly #options: TransportOptions;
  #iceServers: readonly IceServer[];
  #policy: IceTransportPolicy;
  #role: IceRole = 'controlling';
  #running: Running | undefined;
  /** What the remote description said before our own set the agent up. */
  readonly #deferred: ((running: Running) => void)[] = [];
  #gatheringState: IceGatheringState = 'new';
  #remoteGeneration: IceParameters | undefined;
  /** Settled when every name signalled so far has resolved or not: only then are the remote candidates at an end. */
  #resolutions: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#iceServers = options.iceServers;
    this.#policy = options.iceTransportPolicy;
  }

  gather(localParameters: IceParameters): void {
    if (this.#isClosed) return;
    if (this.#running === undefined) this.#run(localParameters);
    else if (isSame(this.#running.bundle.ice.localParameters, localParameters)) return;
    else if (this.#isKnownToEnd(this.#running, localParameters)) return;
    this.#startGathering(localParameters);
  }

  /** Begins a generation. True if it is the former one, back after a rollback, and nothing is left to gather for it. */
  #isKnownToEnd({ bundle: { ice: agent }, gatherer }: Running, localParameters: IceParameters): boolean {
    gatherer.usePolicy(this.#policy);
    agent.restart(localParameters, this.#now());
    if (!agent.isGatheringComplete) return false;
    if (this.#gatheringState === 'complete') return true;
    agent.reopenGathering();
    return false;
  }

  setIceRole(role: IceRole): void {
    this.#role = role;
    this.#whenRunning(({ bundle }) => bundle.ice.setRole(role));
  }

  setRemoteIceParameters(parameters: IceParameters, options: { readonly isLite: boolean }): void {
    this.#remoteGeneration = parameters;
    this.#whenRunning(({ bundle }) => bundle.ice.setRemoteParameters(parameters, options, this.#now()));
  }

  addRemoteCandidate(candidate: RemoteIceCandidate): void {
    if (!this.#isOfRemoteGeneration(candidate)) return;
    if (parseIpAddress(candidate.address) !== undefined) this.#addResolved(candidate);
    else this.#resolutions = Promise.all([this.#resolutions, this.#resolve(candidate)]);
  }

  forgetRemote(): void {
    this.#remoteGeneration = undefined;
    this.#whenRunning(({ bundle, gatherer }) => {
      gatherer.usePolicy(this.#policy);
      bundle.ice.restart(bundle.ice.localParameters, this.#now());
      this.#startGathering(bundle.ice.localParameters);
    });
  }

  endRemoteCandidates(): void {
    const generation = this.#remoteGeneration;
    void this.#resolutions.then(() => {
      if (generation !== this.#remoteGeneration) return;
      this.#whenRunning(({ bundle }) => bundle.ice.endRemoteCandidates(this.#now()));
    });
  }

  startDtls(role: DtlsRole, remoteFingerprints: readonly Fingerprint[]): void {
    this.#whenRunning(({ bundle }) => bundle.startDtls(role, remoteFingerprints, this.#now()));
  }

  restartDtls(role: DtlsRole, remoteFingerprints: readonly Fingerprint[]): void {
    this.#whenRunning(({ bundle }) => bundle.restartDtls(role, remoteFingerprints, this.#now()));
  }

  startSctp(options: SctpStartOptions): void {
    this.#whenRunning(({ bundle }) => bundle.startSctp(options, this.#now()));
  }

  sendData(streamId: number, payloadProtocolId: number, data: Uint8Array, options: SendOptions): void {
    const running = this.#running;
    if (this.#isClosed) return;
    assert(running !== undefined, 'data was sent before the transport was negotiated');
    running.bundle.sendData(streamId, payloadProtocolId, data, options, this.#now());
    running.driver.poke();
  }

  withdrawData(streamId: number): boolean {
    return this.#running?.bundle.withdrawData(streamId) ?? true;
  }

  bufferedBytes(streamId: number): number {
    return this.#running?.bundle.bufferedBytes(streamId) ?? 0;
  }

  resetStreams(streamIds: readonly number[]): void {
    this.#whenRunning(({ bundle }) => bundle.resetStreams(streamIds, this.#now()));
  }

  setIceServers(servers: readonly IceServer[], policy: IceTransportPolicy): void {
    this.#iceServers = servers;
    this.#policy = policy;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#deferred.length = 0;
    if (this.#running === undefined) return;
    const { bundle, driver, gatherer } = this.#running;
    bundle.close(this.#now());
    driver.stop();
    gatherer.close();
  }

  get ice(): IceSnapshot {
    const agent = this.#running?.bundle.ice;
    if (agent === undefined) return { ...NO_ICE, role: this.#role, remoteParameters: this.#remoteGeneration };
    return iceSnapshotOf(agent, this.#gatheringState);
  }

  get dtls(): DtlsSnapshot {
    const dtls = this.#running?.bundle.dtls;
    if (dtls === undefined) return { state: 'new', role: undefined, counters: noDtlsCounters() };
    return { state: dtls.state, role: dtls.role, session: dtls.session, counters: dtls.counters };
  }

  get sctp(): SctpSnapshot | undefined {
    const sctp = this.#running?.bundle.sctp;
    if (sctp === undefined) return undefined;
    const { outgoingStreams, incomingStreams } = sctp;
    return { isConnected: sctp.state === 'established', outgoingStreams, incomingStreams };
  }

  #now(): number {
    return this.#options.host.clock.now();
  }

  #run(localParameters: IceParameters): void {
    const { host } = this.#options;
    const bundle = new BundleTransport(this.#options, this.#role, localParameters);
    const driver = new Driver<TransportNews>(host.clock, bundle, (news) => this.#report(news));
    const gatherer = new Gatherer({
      host,
      agent: bundle.ice,
      onDatagram: (base, packet, from, now) => driver.datagram(base, packet, from, now),
      onError: (error) => this.#announce({ type: 'ice-candidate-error', ...error }),
      onProgress: () => driver.poke(),
    });
    gatherer.usePolicy(this.#policy);
    this.#running = { bundle, driver, gatherer };
    for (const steps of this.#deferred.splice(0)) steps(this.#running);
  }

  #startGathering({ usernameFragment }: IceParameters): void {
    this.#announce({ type: 'ice-gathering-state', state: 'gathering', usernameFragment });
    void this.#running?.gatherer.gather(this.#iceServers);
  }

  #announce(news: TransportNews): void {
    this.#running?.bundle.addNews(news);
    this.#running?.driver.poke();
  }

  #report(news: TransportNews): void {
    if (this.#isClosed) return;
    if (news.type === 'ice-gathering-state') this.#gatheringState = news.state;
    this.#options.onNews(news);
  }

  #whenRunning(steps: (running: Running) => void): void {
    if (this.#isClosed) return;
    if (this.#running === undefined) return void this.#deferred.push(steps);
    steps(this.#running);
    this.#running.driver.poke();
  }

  #isOfRemoteGeneration(candidate: IceCandidate): boolean {
    const { usernameFragment } = candidate;
    return usernameFragment === undefined || usernameFragment === this.#remoteGeneration?.usernameFragment;
  }

  #addResolved(candidate: IceCandidate): void {
    this.#whenRunning(({ bundle }) => bundle.ice.addRemoteCandidate(candidate, this.#now()));
  }

  /** A name that does not resolve is a candidate that is not there (RFC 8839 §5.1). */
  async #resolve(candidate: RemoteIceCandidate): Promise<void> {
    const generation = this.#remoteGeneration;
    let addresses: readonly string[];
    try {
      addresses = await this.#options.host.network.resolve(candidate.address);
    } catch {
      return;
    }
    if (generation !== this.#remoteGeneration) return;
    for (const address of addresses.slice(0, 1)) this.#addResolved({ ...candidate, address });
  }
}

interface Running {
  readonly bundle: BundleTransport;
  readonly driver: Driver<TransportNews>;
  readonly gatherer: Gatherer;
}

const NO_ICE: IceSnapshot = {
  role: undefined,
  state: 'new',
  gatheringState: 'new',
  localCandidates: [],
  remoteCandidates: [],
  pairs: [],
  selectedPairChanges: 0,
};

function isSame(a: IceParameters, b: IceParameters): boolean {
  return a.usernameFragment === b.usernameFragment && a.password === b.password;
}
