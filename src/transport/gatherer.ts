import type { IceAgent } from '../ice/agent.ts';
import type { IceBase } from '../ice/types.ts';
import type { Host } from '../ports/host.ts';
import type { LocalInterface, SocketAddress } from '../ports/network.ts';
import { ipFamily, isLoopbackIp, parseIpAddress } from '../util/ip-address.ts';
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

/**
 * Finds local candidates (RFC 8445 §5.1.1): binds a socket on every interface once, and for each generation asks every
 * STUN server from every base that can reach it.
 */
export class Gatherer {
  readonly #options: GathererOptions;
  #binding: Promise<readonly IceBase[]> | undefined;
  #bases: IceBase[] = [];
  #generation = 0;
  #isClosed = false;

  constructor(options: GathererOptions) {
    this.#options = options;
  }

  /** Starts a generation; the agent reports the candidates and, when all servers have answered or not, the end. */
  async gather(servers: readonly IceServer[], policy: IceTransportPolicy): Promise<void> {
    const generation = ++this.#generation;
    const bases = await (this.#binding ??= this.#bindInterfaces(policy));
    if (policy === 'all') await Promise.all(servers.map((server) => this.#ask(server, bases, generation)));
    if (this.#isClosed || generation !== this.#generation) return;
    this.#options.agent.endGathering(this.#options.host.clock.now());
    this.#options.onProgress();
  }

  close(): void {
    this.#isClosed = true;
    for (const base of this.#bases) base.socket.close();
    this.#bases = [];
  }

  async #bindInterfaces(policy: IceTransportPolicy): Promise<readonly IceBase[]> {
    // Without relays nothing may be announced, and a socket nobody may know is of no use.
    if (policy === 'relay') return [];
    const interfaces = byPreference(this.#options.host.network.interfaces());
    const bound = await Promise.all(interfaces.map((local, index) => this.#bind(local, 65535 - index)));
    return bound.filter((base) => base !== undefined);
  }

  async #bind(local: LocalInterface, localPreference: number): Promise<IceBase | undefined> {
    let base: IceBase | undefined;
    const { host, onDatagram, agent, onProgress } = this.#options;
    try {
      const socket = await host.network.bindUdp(local.address, 0, (packet, from, now) => {
        if (base !== undefined) onDatagram(base, packet, from, now);
      });
      if (this.#isClosed) return void socket.close();
      base = { socket, type: 'host', localPreference, isAnnounced: true };
    } catch (error) {
      this.#report({ address: local.address, url: '', errorCode: UNREACHABLE, errorText: messageOf(error) });
      return undefined;
    }
    this.#bases.push(base);
    agent.addBase(base);
    onProgress();
    return base;
  }

  async #ask(server: IceServer, bases: readonly IceBase[], generation: number): Promise<void> {
    if (server.scheme !== 'stun' || server.transport !== 'udp') return this.#refuse(server, bases);
    let addresses: readonly string[];
    try {
      addresses = await this.#options.host.network.resolve(server.hostname);
    } catch (error) {
      return this.#reportUnreachable(server, bases, messageOf(error));
    }
    if (this.#isClosed || generation !== this.#generation) return;
    const now = this.#options.host.clock.now();
    for (const base of bases) {
      const address = addresses.find((candidate) => canReach(base.socket.local.address, candidate));
      if (address === undefined) continue;
      this.#options.agent.queryStunServer(base, { address, port: server.port }, server.url, now);
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

/** webrtc-pc: "no host candidate can reach the server". */
const UNREACHABLE = 701;

/** Public-looking interfaces before loopback, otherwise as the host lists them. */
function byPreference(interfaces: readonly LocalInterface[]): LocalInterface[] {
  const rank = (local: LocalInterface): number => (local.isLoopback ? 2 : local.isLinkLocal ? 1 : 0);
  return [...interfaces].sort((a, b) => rank(a) - rank(b));
}

/** Same family, and both loopback or neither: a socket bound to loopback reaches nothing else. */
function canReach(local: string, remote: string): boolean {
  return ipFamily(local) === ipFamily(remote) && isLoopback(local) === isLoopback(remote);
}

function isLoopback(address: string): boolean {
  const bytes = parseIpAddress(address);
  return bytes !== undefined && isLoopbackIp(bytes);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
