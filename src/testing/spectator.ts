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

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** From now on the host's RTCPeerConnection is a subclass that tells what happens to its objects. */
  watchHost(host: PeerHost): void {
    const value = this.#watchedClass(host, host.RTCPeerConnection);
    Object.defineProperty(host, 'RTCPeerConnection', { value, configurable: true, enumerable: true });
  }

  /** What must hold once the network is well, and does not yet. */
  missing(): string[] {
    const channels = this.#connections.flatMap((one) => one.channels);
    return [
      ...this.#connections.flatMap((one) => one.unsettled()),
      ...this.#connections.filter((one) => this.#isLonely(one)).map((one) => `${one.name} reconnects`),
      ...this.#connections
        .filter((one) => this.#isDeceived(one))
        .map((one) => `${one.name} fails, as its peer is gone`),
      ...channels.filter(isBehind).map((one) => `all ${one.delivery.missing} messages of ${one.name} arrive`),
    ];
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
    const count = this.#connections.filter((one) => one.name.startsWith(`${host.name}#`)).length;
    const { addEventListener } = Object.getPrototypeOf(connection.constructor.prototype) as EventTarget;
    const watched = new WatchedConnection(`${host.name}#${count + 1}`, host, connection, this.#watch, addEventListener);
    this.#connections.push(watched);
    return watched;
  }

  #channelMade(owner: WatchedConnection, channel: RTCDataChannel): void {
    owner.channels.push(new WatchedChannel(owner, channel, this.#watch, (one) => this.#oppositeOf(one)));
  }

  /** The only other end there can be: certificates shared between connections would make it a guess. */
  #peerOf(connection: WatchedConnection): WatchedConnection | undefined {
    const peers = this.#connections.filter((other) => connection !== other && connection.isPeerOf(other));
    return peers.length === 1 ? peers[0] : undefined;
  }

  /** Ids are used again: the second channel with one id belongs to the second of the peer's. */
  #oppositeOf(one: WatchedChannel): WatchedChannel | undefined {
    const { id } = one.channel;
    const sameId = (channels: readonly WatchedChannel[]): WatchedChannel[] =>
      channels.filter((other) => other.channel.id === id);
    const peers = this.#peerOf(one.owner)?.channels ?? [];
    return id === null ? undefined : sameId(peers)[sameId(one.owner.channels).indexOf(one)];
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

/** Something sent on it has not arrived, though both ends are open and connected. */
function isBehind(one: WatchedChannel): boolean {
  const { opposite, channel, delivery, owner } = one;
  if (opposite === undefined || delivery.isComplete) return false;
  const isOpen = channel.readyState === 'open' && opposite.channel.readyState === 'open';
  return isOpen && isConnected(owner) && isConnected(opposite.owner);
}

function isConnected({ connection, isLost }: WatchedConnection): boolean {
  return !isLost && connection.connectionState === 'connected';
}
