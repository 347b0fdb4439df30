import type { IceAgent } from '../ice/agent.ts';
import type { IceBase } from '../ice/types.ts';
import type { Host } from '../ports/host.ts';
import type { LocalInterface, SocketAddress } from '../ports/network.ts';
import { appended } from '../util/lists.ts';
import { canReach, messageOf, UNREACHABLE } from './reach.ts';
import { Relays } from './relays.ts';
import type { IceServer, IceTransportPolicy } from './types.ts';

/** A base the gatherer could not make, or a server it could not ask: RTCPeerConnectionIceErrorEvent's fields. */
export interface GatheringError {
  readonly address?: string;
  readonly port?: number;
  readonly url: string;
  readonly errorCode: number;
  readonly errorText: string;
}

export interface GathererOptions {
  readonly host: Host;
  readonly agent: IceAgent;
  readonly onDatagram: (base: IceBase, packet: Uint8Array, from: SocketAddress, now: number) => void;
  readonly onError: (error: GatheringError) => void;
  /** The agent was given something: a turn is due. */
  readonly onProgress: () => void;
}

/** A socket on an interface; policy decides for each generation whether anybody may know. */
interface HostBase extends IceBase {
  isAnnounced: boolean;
}

/**
 * Finds local candidates (RFC 8445 §5.1.1): binds a socket on every interface, and for each generation asks every STUN
 * server from every base that can reach it, and every TURN server for an allocation.
 */
export class Gatherer {
  readonly #options: GathererOptions;
  readonly #relays: Relays;
  /** By address; undefined for one that could not be bound. */
  readonly #bindings = new Map<string, Promise<HostBase | undefined>>();
  #bases: readonly HostBase[] = [];
  #bound = 0;
  #policy: IceTransportPolicy = 'all';
  #generation = 0;
  #isClosed = false;

  constructor(options: GathererOptions) {
    this.#options = options;
    this.#relays = new Relays({ ...options, onError: (error) => this.#report(error) });
  }

  /** To be told before a generation begins: what the agent may announce of the sockets that are there. */
  usePolicy(policy: IceTransportPolicy): void {
    this.#policy = policy;
    for (const base of this.#bases) base.isAnnounced = policy === 'all';
  }

  /** Starts a generation; the agent reports the candidates and, when all servers have answered or not, the end. */
  async gather(servers: readonly IceServer[]): Promise<void> {
    const generation = ++this.#generation;
    const isCurrent = (): boolean => !this.#isClosed && generation === this.#generation;
    const interfaces = byPreference(this.#options.host.network.interfaces());
    this.#releaseGone(interfaces);
    await Promise.all([
      this.#policy === 'all' ? this.#gatherDirect(servers, interfaces, isCurrent) : undefined,
      this.#relays.gather({
        servers,
        localAddresses: interfaces.map(({ address }) => address),
        hidesAddresses: this.#policy === 'relay',
        isCurrent,
      }),
    ]);
    if (!isCurrent()) return;
    this.#options.agent.endGathering(this.#options.host.clock.now());
    this.#options.onProgress();
  }

  close(): void {
    this.#isClosed = true;
    this.#relays.close();
    for (const base of this.#bases) base.socket.close();
    this.#bases = [];
  }

  /** Host and server-reflexive candidates. */
  async #gatherDirect(
    servers: readonly IceServer[],
    interfaces: readonly LocalInterface[],
    isCurrent: () => boolean,
  ): Promise<void> {
    const bound = await Promise.all(interfaces.map((local) => this.#bindOnce(local)));
    const bases = bound.filter((base) => base !== undefined);
    await Promise.all(servers.map((server) => this.#ask(server, bases, isCurrent)));
  }

  /** An interface went, or its address changed. */
  #releaseGone(interfaces: readonly LocalInterface[]): void {
    const isThere = ({ socket }: IceBase): boolean =>
      interfaces.some(({ address }) => address === socket.local.address);
    for (const base of this.#bases.filter((candidate) => !isThere(candidate))) {
      this.#bindings.delete(base.socket.local.address);
      this.#bases = this.#bases.filter((known) => known !== base);
      this.#options.agent.removeBase(base);
      base.socket.close();
    }
  }

  #bindOnce(local: LocalInterface): Promise<HostBase | undefined> {
    const known = this.#bindings.get(local.address);
    if (known !== undefined) return known;
    const binding = this.#bind(local, 65535 - this.#bound++);
    this.#bindings.set(local.address, binding);
    return binding;
  }

  async #bind(local: LocalInterface, localPreference: number): Promise<HostBase | undefined> {
    let base: HostBase | undefined;
    const { host, onDatagram, agent, onProgress } = this.#options;
    try {
      const socket = await host.network.bindUdp(local.address, 0, (packet, from, now) => {
        if (base !== undefined) onDatagram(base, packet, from, now);
      });
      if (this.#isClosed) return void socket.close();
      base = { socket, type: 'host', localPreference, isAnnounced: this.#policy === 'all' };
    } catch (error) {
      this.#bindings.delete(local.address);
      this.#report({ address: local.address, url: '', errorCode: UNREACHABLE, errorText: messageOf(error) });
      return undefined;
    }
    this.#bases = appended(this.#bases, base);
    agent.addBase(base);
    onProgress();
    return base;
  }

  async #ask(server: IceServer, bases: readonly IceBase[], isCurrent: () => boolean): Promise<void> {
    const isTurn = server.scheme === 'turn' || server.scheme === 'turns';
    // Over UDP a TURN server is a STUN server as well (RFC 8445 §5.1.1.2); its relays tell what is wrong with it.
    const isAsked = server.transport === 'udp' && (server.scheme === 'stun' || server.scheme === 'turn');
    if (!isAsked) return isTurn ? undefined : this.#refuse(server, bases);
    let addresses: readonly string[];
    try {
      addresses = await this.#options.host.network.resolve(server.hostname);
    } catch (error) {
      return isTurn ? undefined : this.#reportUnreachable(server, bases, messageOf(error));
    }
    if (!isCurrent()) return;
    const now = this.#options.host.clock.now();
    for (const base of bases) {
      const address = addresses.find((candidate) => canReach(base.socket.local.address, candidate));
      if (address === undefined) continue;
      this.#options.agent.queryStunServer(base, { address, port: server.port }, server.url, now, isTurn);
    }
    this.#options.onProgress();
  }

  #refuse(server: IceServer, bases: readonly IceBase[]): void {
    this.#reportUnreachable(
      server,
      bases,
      `${server.scheme} over ${server.transport} is not supported by this version`,
    );
  }

  /** For every local address that it would have been asked from. */
  #reportUnreachable({ url }: IceServer, bases: readonly IceBase[], errorText: string): void {
    for (const { socket } of bases) {
      this.#report({ address: socket.local.address, port: socket.local.port, url, errorCode: UNREACHABLE, errorText });
    }
  }

  #report(error: GatheringError): void {
    if (!this.#isClosed) this.#options.onError(error);
  }
}

/** Public-looking interfaces before loopback, otherwise as the host lists them. */
function byPreference(interfaces: readonly LocalInterface[]): LocalInterface[] {
  const rank = (local: LocalInterface): number => (local.isLoopback ? 2 : local.isLinkLocal ? 1 : 0);
  return [...interfaces].sort((a, b) => rank(a) - rank(b));
}
