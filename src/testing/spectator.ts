import type { AddArguments, RemoveArguments } from './listener-count.ts';
import type { PeerHost } from './peer-world.ts';
import { WatchedChannel } from './watched-channel.ts';
import { WatchedConnection, type Watch } from './watched-connection.ts';

type PeerConnectionClass = typeof globalThis.RTCPeerConnection;

/** The methods of RTCPeerConnection whose promises must settle. */
const PROMISING = [
  'createOffer',
  'createAnswer',
  'setLocalDescription',
  'setRemoteDescription',
  'addIceCandidate',
  'getStats',
] as const;

/** Sees every connection that is made on the hosts of a run, and every channel of those. */
export class Spectator {
  readonly #watch: Watch;
  readonly #connections: WatchedConnection[] = [];
  /** By host. */
  readonly #counts = new Map<string, number>();

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** From now on the host's RTCPeerConnection is a subclass that tells what happens to its objects. */
  watchHost(host: PeerHost): void {
    const value = this.#watchedClass(host, host.RTCPeerConnection);
    Object.defineProperty(host, 'RTCPeerConnection', { value, configurable: true, enumerable: true });
  }

  /** What must hold once the network is well, and does not yet. Asked at every instant then, when it is mostly nothing. */
  missing(): string[] {
    const missing: string[] = [];
    for (const one of this.#connections) {
      one.addUnsettled(missing);
      if (this.#isLonely(one)) missing.push(`${one.name} reconnects`);
      if (this.#isDeceived(one)) missing.push(`${one.name} fails, as its peer is gone`);
      for (const channel of one.channels)
        if (isBehind(channel)) missing.push(`all ${channel.delivery.missing} messages of ${channel.name} arrive`);
    }
    return missing;
  }

  /** Closes what the scenario left open. */
  closeAll(): void {
    for (const { connection, isLost } of this.#connections) if (!isLost) connection.close();
  }

  #watchedClass(host: PeerHost, Base: PeerConnectionClass): PeerConnectionClass {
    const made = (connection: RTCPeerConnection): WatchedConnection => this.#connectionMade(host, connection);
    const channelMade = (owner: WatchedConnection, channel: RTCDataChannel): void => this.#channelMade(owner, channel);
    const Watched = class extends Base {
      readonly #watched: WatchedConnection;

      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        this.#watched = made(this);
        super.addEventListener('datachannel', ({ channel }) => channelMade(this.#watched, channel));
      }

      override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(label, options);
        channelMade(this.#watched, channel);
        return channel;
      }

      override addEventListener(...args: AddArguments): void {
        super.addEventListener(...args);
        this.#watched.listeners.added(...args);
      }

      override removeEventListener(...args: RemoveArguments): void {
        super.removeEventListener(...args);
        this.#watched.listeners.removed(args[0], args[1]);
      }

      static {
        for (const name of PROMISING) {
          const method = Base.prototype[name] as (...args: unknown[]) => Promise<unknown>;
          const value = function (this: InstanceType<typeof Watched>, ...args: unknown[]): Promise<unknown> {
            return this.#watched.promised(name, method.apply(this, args));
          };
          Object.defineProperty(this.prototype, name, { value, configurable: true, writable: true });
        }
      }
    };
    Object.defineProperty(Watched, 'name', { value: 'RTCPeerConnection', configurable: true });
    return Watched;
  }

  #connectionMade(host: PeerHost, connection: RTCPeerConnection): WatchedConnection {
    const number = (this.#counts.get(host.name) ?? 0) + 1;
    this.#counts.set(host.name, number);
    const { addEventListener } = Object.getPrototypeOf(connection.constructor.prototype) as EventTarget;
    const watched = new WatchedConnection(`${host.name}#${number}`, host, connection, this.#watch, addEventListener);
    this.#connections.push(watched);
    return watched;
  }

  #channelMade(owner: WatchedConnection, channel: RTCDataChannel): void {
    owner.channels.push(new WatchedChannel(owner, channel, this.#watch, (one) => this.#oppositeOf(one)));
  }

  /** The only other end there can be: certificates shared between connections would make it a guess. */
  #peerOf(connection: WatchedConnection): WatchedConnection | undefined {
    let peer: WatchedConnection | undefined;
    for (const other of this.#connections) {
      if (connection === other || !connection.isPeerOf(other)) continue;
      if (peer !== undefined) return undefined;
      peer = other;
    }
    return peer;
  }

  /**
   * Ids are used again: the second channel with one id and label belongs to the second of the peer's. Of one that was
   * closed before it opened the peer may never have heard, so that nobody knows which are the second ones then.
   */
  #oppositeOf(one: WatchedChannel): WatchedChannel | undefined {
    const peer = one.channel.id === null ? undefined : this.#peerOf(one.owner);
    if (peer === undefined) return undefined;
    const ours = one.owner.channels.filter((other) => isAlike(other, one));
    const theirs = peer.channels.filter((other) => isAlike(other, one));
    if ([...ours, ...theirs].some(({ wasClosedEarly }) => wasClosedEarly)) return undefined;
    return theirs[ours.indexOf(one)];
  }

  #isLonely(one: WatchedConnection): boolean {
    if (!one.isAlive || one.connection.connectionState === 'connected') return false;
    const peer = this.#peerOf(one);
    return peer !== undefined && peer.isAlive && (one.hasConnected || peer.hasConnected);
  }

  /** Consent ends 30 s after the last answer (RFC 7675 §5.1): who was connected with a host that crashed must know. */
  #isDeceived(one: WatchedConnection): boolean {
    return one.isAlive && one.hasConnected && this.#peerOf(one)?.isLost === true;
  }
}

/** Whether the two may be ends of one channel. Those that both sides created need not have one label. */
function isAlike({ channel: a }: WatchedChannel, { channel: b }: WatchedChannel): boolean {
  return a.id === b.id && (a.label === b.label || a.negotiated);
}

/** Something sent on it has not arrived, though both ends are open and connected. */
function isBehind(one: WatchedChannel): boolean {
  if (one.delivery.isComplete) return false;
  const { opposite, channel, owner } = one;
  if (opposite === undefined) return false;
  const isOpen = channel.readyState === 'open' && opposite.channel.readyState === 'open';
  return isOpen && isConnected(owner) && isConnected(opposite.owner);
}

function isConnected({ connection, isLost }: WatchedConnection): boolean {
  return !isLost && connection.connectionState === 'connected';
}
