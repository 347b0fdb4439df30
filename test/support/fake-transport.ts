import type { Fingerprint } from '../../src/crypto/certificate-types.ts';
import type { DtlsRole } from '../../src/dtls/types.ts';
import type { IceCandidate, IceParameters, IceRole } from '../../src/ice/types.ts';
import type { SendOptions } from '../../src/sctp/types.ts';
import type {
  DtlsSnapshot,
  IceSnapshot,
  SctpSnapshot,
  SctpStartOptions,
  Transport,
  TransportFactory,
  TransportNews,
  TransportOptions,
} from '../../src/transport/types.ts';

export interface SentData {
  readonly streamId: number;
  readonly payloadProtocolId: number;
  readonly data: Uint8Array;
  readonly options: SendOptions;
}

/**
 * A network without protocols: two transports that know each other's ICE parameters, whose DTLS roles differ and that
 * have candidates of each other, are connected; what one sends is what the other receives.
 */
export class FakeNetwork {
  readonly transports: FakeTransport[] = [];
  /** False: gathering never ends, for tests that end it themselves. */
  finishesGathering = true;
  /** False: nothing leaves the send buffer until `drain`. */
  isDraining = true;
  readonly factory: TransportFactory = (options) => {
    const transport = new FakeTransport(this, options, this.transports.length);
    this.transports.push(transport);
    return transport;
  };

  /** Connects whatever can be connected. */
  settle(): void {
    for (const a of this.transports) {
      const b = this.transports.find((other) => other !== a && isMatch(a, other) && isMatch(other, a));
      if (b !== undefined && !a.isClosed && !b.isClosed) a.meet(b);
    }
  }
}

function isMatch(a: FakeTransport, b: FakeTransport): boolean {
  return a.remote !== undefined && a.remote.usernameFragment === b.local?.usernameFragment && a.knows(b);
}

export class FakeTransport implements Transport {
  readonly options: TransportOptions;
  readonly sent: SentData[] = [];
  readonly remoteCandidates: IceCandidate[] = [];
  readonly startedDtls: { readonly role: DtlsRole; readonly fingerprints: readonly Fingerprint[] }[] = [];
  sctpOptions: SctpStartOptions | undefined = undefined;
  local: IceParameters | undefined = undefined;
  remote: IceParameters | undefined = undefined;
  hasRemoteEnd = false;
  role: IceRole | undefined = undefined;
  isClosed = false;
  readonly #network: FakeNetwork;
  readonly #index: number;
  #peer: FakeTransport | undefined = undefined;
  #isSctpConnected = false;
  readonly #buffered = new Map<number, number>();
  /** Sent before both associations were up. */
  readonly #early: SentData[] = [];
  readonly #news: TransportNews[] = [];

  constructor(network: FakeNetwork, options: TransportOptions, index: number) {
    this.#network = network;
    this.options = options;
    this.#index = index;
  }

  get candidate(): IceCandidate {
    const usernameFragment = this.local?.usernameFragment;
    const address = `192.0.2.${this.#index + 1}`;
    const port = 50000 + this.#index;
    return {
      foundation: '1',
      component: 1,
      protocol: 'udp',
      priority: 2130706431,
      address,
      port,
      type: 'host',
      usernameFragment,
    };
  }

  knows(other: FakeTransport): boolean {
    return this.remoteCandidates.some(({ port }) => port === other.candidate.port);
  }

  gather(localParameters: IceParameters): void {
    if (this.local?.usernameFragment === localParameters.usernameFragment) return;
    this.local = localParameters;
    const { usernameFragment } = localParameters;
    this.report({ type: 'ice-gathering-state', state: 'gathering', usernameFragment });
    this.report({ type: 'ice-candidate', candidate: this.candidate });
    if (this.#network.finishesGathering)
      this.report({ type: 'ice-gathering-state', state: 'complete', usernameFragment });
    this.#network.settle();
  }

  setIceRole(role: IceRole): void {
    this.role = role;
  }

  setRemoteIceParameters(parameters: IceParameters): void {
    this.remote = parameters;
    this.remoteCandidates.length = 0;
    this.hasRemoteEnd = false;
    this.#network.settle();
  }

  addRemoteCandidate(candidate: IceCandidate): void {
    this.remoteCandidates.push(candidate);
    this.#network.settle();
  }

  forgetRemote(): void {
    this.remote = undefined;
    this.remoteCandidates.length = 0;
    this.#peer = undefined;
  }

  endRemoteCandidates(): void {
    this.hasRemoteEnd = true;
  }

  startDtls(role: DtlsRole, fingerprints: readonly Fingerprint[]): void {
    this.startedDtls.push({ role, fingerprints });
    this.#network.settle();
  }

  restartDtls(role: DtlsRole, fingerprints: readonly Fingerprint[]): void {
    this.sctpOptions = undefined;
    this.#isSctpConnected = false;
    this.startDtls(role, fingerprints);
  }

  startSctp(options: SctpStartOptions): void {
    this.sctpOptions = options;
    this.#network.settle();
  }

  /** Both know each other: ICE, DTLS and SCTP connect at once. */
  meet(peer: FakeTransport): void {
    if (this.#peer !== peer) {
      this.#peer = peer;
      this.report({ type: 'ice-state', state: 'checking', reason: 'fake' });
      this.report({ type: 'ice-selected-pair', pair: { local: this.candidate, remote: peer.candidate } });
      this.report({ type: 'ice-state', state: 'connected', reason: 'fake' });
    }
    if (this.#isSctpConnected || this.startedDtls.length === 0 || peer.startedDtls.length === 0) return;
    if (this.sctpOptions === undefined || peer.sctpOptions === undefined) return;
    this.#isSctpConnected = true;
    this.report({ type: 'dtls-state', state: 'connecting', reason: 'fake' });
    this.report({ type: 'dtls-remote-certificates', chain: [peer.options.certificate?.der ?? new Uint8Array()] });
    this.report({ type: 'dtls-state', state: 'connected', reason: 'fake' });
    this.report({ type: 'sctp-connected', outgoingStreams: 65535, incomingStreams: 65535 });
    if (!peer.#isSctpConnected) return;
    peer.#sendEarly();
    this.#sendEarly();
  }

  sendData(streamId: number, payloadProtocolId: number, data: Uint8Array, options: SendOptions): void {
    const message = { streamId, payloadProtocolId, data, options };
    this.#buffered.set(streamId, this.bufferedBytes(streamId) + data.length);
    if (this.#isSctpConnected && this.#peer !== undefined && this.#peer.#isSctpConnected) this.#transmit(message);
    else this.#early.push(message);
  }

  withdrawData(streamId: number): boolean {
    const waiting = this.#early.filter((message) => message.streamId === streamId);
    for (const message of waiting) this.#early.splice(this.#early.indexOf(message), 1);
    return waiting.length > 0;
  }

  #sendEarly(): void {
    for (const message of this.#early.splice(0)) this.#transmit(message);
  }

  #transmit(message: SentData): void {
    const { streamId, payloadProtocolId, data } = message;
    this.sent.push(message);
    this.#peer?.report({ type: 'sctp-message', streamId, payloadProtocolId, data: data.slice() });
    if (this.#network.isDraining) this.drain(streamId);
  }

  drain(streamId: number, bytes = Infinity): void {
    this.#buffered.set(streamId, Math.max(0, this.bufferedBytes(streamId) - bytes));
    this.report({ type: 'sctp-buffer-drained', streamId });
  }

  bufferedBytes(streamId: number): number {
    return this.#buffered.get(streamId) ?? 0;
  }

  resetStreams(streamIds: readonly number[]): void {
    this.#peer?.report({ type: 'sctp-incoming-streams-reset', streamIds });
    this.report({ type: 'sctp-outgoing-streams-reset', streamIds });
  }

  setIceServers(): void {}

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const peer = this.#peer;
    peer?.report({ type: 'sctp-closed', reason: 'abort-received', causeCode: 12, message: 'User-Initiated Abort' });
    peer?.report({ type: 'dtls-state', state: 'closed', reason: 'close_notify' });
  }

  /** News come at the end of a turn, never inside a call. */
  report(news: TransportNews): void {
    this.#news.push(news);
    if (this.#news.length === 1) void Promise.resolve().then(() => this.#deliver());
  }

  #deliver(): void {
    for (const news of this.#news.splice(0)) if (!this.isClosed) this.options.onNews(news);
  }

  get ice(): IceSnapshot {
    const peer = this.#peer;
    const pair = peer && { local: this.candidate, remote: peer.candidate };
    return {
      role: this.role,
      state: peer === undefined ? 'new' : 'connected',
      gatheringState: 'complete',
      localParameters: this.local,
      remoteParameters: this.remote,
      localCandidates: this.local === undefined ? [] : [this.candidate],
      remoteCandidates: this.remoteCandidates,
      selectedPair: pair,
      selectedPairChanges: peer === undefined ? 0 : 1,
      pairs: pair === undefined ? [] : [{ ...pair, ...PAIR_COUNTERS }],
    };
  }

  get dtls(): DtlsSnapshot {
    const counters = { packetsSent: 1, packetsReceived: 1, bytesSent: 100, bytesReceived: 100, recordsDropped: 0 };
    return { state: this.#isSctpConnected ? 'connected' : 'new', role: this.startedDtls.at(-1)?.role, counters };
  }

  get sctp(): SctpSnapshot | undefined {
    if (this.sctpOptions === undefined) return undefined;
    return { isConnected: this.#isSctpConnected, outgoingStreams: 65535, incomingStreams: 65535 };
  }
}

const PAIR_COUNTERS = {
  state: 'succeeded',
  nominated: true,
  packetsSent: 1,
  packetsReceived: 1,
  bytesSent: 100,
  bytesReceived: 100,
  totalRoundTripMs: 20,
  currentRoundTripMs: 20,
  requestsSent: 1,
  requestsReceived: 1,
  responsesSent: 1,
  responsesReceived: 1,
  consentRequestsSent: 0,
} as const;
