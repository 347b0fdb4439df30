import type { Chronicle } from './chronicle.ts';
import { isLegal, legalTransitions, type Transitions } from './legal-transitions.ts';
import { ListenerCount } from './listener-count.ts';
import type { PeerHost } from './peer-world.ts';
import type { Referee } from './referee.ts';
import type { WatchedChannel } from './watched-channel.ts';

/** What the watchers of one run share. */
export interface Watch {
  readonly referee: Referee;
  readonly chronicle: Chronicle;
  /** More listeners of one type on one object are a leak. */
  readonly mostListeners: number;
}

/** Which slot, which event says that it changed, and what may follow what. */
const SLOTS: readonly (readonly [slot: keyof RTCPeerConnection, event: string, transitions: Transitions])[] = [
  ['signalingState', 'signalingstatechange', legalTransitions.signaling],
  ['iceGatheringState', 'icegatheringstatechange', legalTransitions.gathering],
  ['iceConnectionState', 'iceconnectionstatechange', legalTransitions.iceConnection],
  ['connectionState', 'connectionstatechange', legalTransitions.connection],
];

/** One RTCPeerConnection of a run, as seen from outside: its states, its promises, its channels. */
export class WatchedConnection {
  readonly name: string;
  readonly connection: RTCPeerConnection;
  readonly listeners: ListenerCount;
  readonly channels: WatchedChannel[] = [];
  readonly #host: PeerHost;
  readonly #watch: Watch;
  readonly #pending = new Map<Promise<unknown>, string>();
  #fingerprints: { readonly local: string; readonly remote: string } | undefined = undefined;
  #hasConnected = false;

  /** `listen` adds a listener without its being counted. */
  constructor(
    name: string,
    host: PeerHost,
    connection: RTCPeerConnection,
    watch: Watch,
    listen: EventTarget['addEventListener'],
  ) {
    this.name = name;
    this.#host = host;
    this.connection = connection;
    this.listeners = new ListenerCount(name, watch);
    this.#watch = watch;
    for (const [slot, event, transitions] of SLOTS) this.#follow(slot, event, transitions, listen);
  }

  get isClosed(): boolean {
    return this.connection.signalingState === 'closed';
  }

  /** It went with its host: nothing is heard of it any more, and it hears nothing. */
  get isLost(): boolean {
    return this.#host.isCrashed;
  }

  /** Neither lost, closed nor given up: the two ends of such a connection must find each other once the network is well. */
  get isAlive(): boolean {
    return !this.isLost && !this.isClosed && this.connection.connectionState !== 'failed';
  }

  get hasConnected(): boolean {
    return this.#hasConnected;
  }

  /** What a method gave: it must settle, unless the connection is closed first (webrtc-pc never settles it then). */
  promised(method: string, promise: Promise<unknown>): Promise<unknown> {
    const settled = promise.finally(() => this.#pending.delete(settled));
    this.#pending.set(settled, method);
    return settled;
  }

  addUnsettled(missing: string[]): void {
    if (this.#pending.size === 0 || this.isClosed || this.isLost) return;
    for (const method of this.#pending.values()) missing.push(`${this.name}.${method}() settles`);
  }

  isPeerOf(other: WatchedConnection): boolean {
    const own = this.#certificates();
    const others = other.#certificates();
    return own !== undefined && own.local === others?.remote && own.remote === others.local;
  }

  #follow(
    slot: keyof RTCPeerConnection,
    event: string,
    transitions: Transitions,
    listen: EventTarget['addEventListener'],
  ) {
    let before = String(this.connection[slot]);
    listen.call(this.connection, event, () => {
      const [was, after] = [before, String(this.connection[slot])];
      const describe = (): string => `${this.name}.${slot}: ${was} → ${after}`;
      this.#watch.chronicle.note(describe);
      if (!isLegal(transitions, was, after)) this.#watch.referee.fail('legal states', describe());
      if (slot === 'connectionState') this.#hasConnected ||= after === 'connected';
      before = after;
    });
  }

  /** Descriptions change; certificates do not. */
  #certificates(): { readonly local: string; readonly remote: string } | undefined {
    if (this.#fingerprints !== undefined) return this.#fingerprints;
    const local = fingerprintIn(this.connection.localDescription);
    const remote = fingerprintIn(this.connection.remoteDescription);
    if (local === undefined || remote === undefined) return undefined;
    this.#fingerprints = { local, remote };
    return this.#fingerprints;
  }
}

function fingerprintIn(description: RTCSessionDescription | null): string | undefined {
  return /a=fingerprint:\S+ (\S+)/.exec(description?.sdp ?? '')?.[1];
}
