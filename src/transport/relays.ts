import type { SocketAddress } from '../ports/network.ts';
import { ipFamily } from '../util/ip-address.ts';
import type { GathererOptions } from './gatherer.ts';
import { Relay, relayProtocolOf, type RelayError } from './relay.ts';
import { canReach, isLoopback, messageOf, UNREACHABLE } from './reach.ts';
import type { IceServer } from './types.ts';

/** One gathering of relayed candidates. */
export interface RelayRound {
  readonly servers: readonly IceServer[];
  /** The addresses that servers are asked from, best first. */
  readonly localAddresses: readonly string[];
  /** Policy 'relay': no other address may be told. */
  readonly hidesAddresses: boolean;
  /** No other round has begun since. */
  readonly isCurrent: () => boolean;
}

/**
 * The relays of one transport: an allocation for each TURN server and each address it can be asked from. They outlive
 * their generation: a restart asks the server whether they are alive, and replaces those that are not.
 */
export class Relays {
  readonly #options: GathererOptions;
  readonly #relays = new Map<string, Relay>();
  #count = 0;

  constructor(options: GathererOptions) {
    this.#options = options;
  }

  /** Settles when every server has given an allocation or has been reported. */
  async gather(round: RelayRound): Promise<void> {
    const servers = round.servers.filter(({ scheme }) => scheme === 'turn' || scheme === 'turns');
    await Promise.all(servers.map((server) => this.#gatherFrom(server, round)));
    if (round.isCurrent()) this.#closeUnused(servers, round);
  }

  close(): void {
    for (const relay of this.#relays.values()) relay.close();
    this.#relays.clear();
  }

  async #gatherFrom(server: IceServer, round: RelayRound): Promise<void> {
    let addresses: readonly string[];
    try {
      addresses = await this.#options.host.network.resolve(server.hostname);
    } catch (error) {
      return this.#report(server, round, undefined, { errorCode: UNREACHABLE, errorText: messageOf(error) });
    }
    if (!round.isCurrent()) return;
    const routes = routesTo(addresses, round.localAddresses);
    const noRoute = { errorCode: UNREACHABLE, errorText: `no local address can reach ${addresses.join(', ')}` };
    if (routes.length === 0) return this.#report(server, round, undefined, noRoute);
    await Promise.all(routes.map((route) => this.#gatherOver(server, route, round)));
  }

  async #gatherOver(server: IceServer, route: Route, round: RelayRound): Promise<void> {
    const key = keyOf(server, route.local, round.hidesAddresses);
    const known = this.#relays.get(key);
    const isAlive = known !== undefined && (await known.verify()) === undefined;
    if (!round.isCurrent()) return;
    if (isAlive) this.#announce(known);
    else await this.#open(key, server, route, round);
  }

  async #open(key: string, server: IceServer, { local, remote }: Route, round: RelayRound): Promise<void> {
    const relay = new Relay({
      host: this.#options.host,
      server,
      address: remote,
      localAddress: local,
      localPreference: this.#nextPreference(server),
      hidesAddresses: round.hidesAddresses,
      onDatagram: this.#options.onDatagram,
      onLost: () => this.#forget(key, relay),
    });
    this.#relays.get(key)?.close();
    this.#relays.set(key, relay);
    const error = await relay.open();
    if (error !== undefined && this.#relays.get(key) === relay) this.#relays.delete(key);
    // Another round has taken it over, and waits for it as well; or everything is closed.
    if (!round.isCurrent()) return;
    if (error === undefined) this.#announce(relay);
    else this.#report(server, round, relay, error);
  }

  #announce({ bases }: Relay): void {
    for (const base of bases) this.#options.agent.addBase(base);
    this.#options.onProgress();
  }

  #forget(key: string, relay: Relay): void {
    if (this.#relays.get(key) === relay) this.#relays.delete(key);
    for (const base of relay.bases) this.#options.agent.removeBase(base);
    this.#options.onProgress();
  }

  /** Those of servers or addresses that are no more, unless they carry the data. */
  #closeUnused(servers: readonly IceServer[], { localAddresses, hidesAddresses }: RelayRound): void {
    const selected = this.#options.agent.selectedPair?.local;
    for (const [key, relay] of this.#relays) {
      const { options, bases } = relay;
      const isConfigured = servers.some((server) => keyOf(server, options.localAddress, hidesAddresses) === key);
      const hasAddress = localAddresses.includes(options.localAddress) || isLoopback(options.localAddress);
      const isSelected = bases.some(({ socket: { local } }) => isAt(local, selected));
      if ((isConfigured && hasAddress) || isSelected) continue;
      this.#forget(key, relay);
      relay.close();
    }
  }

  /** RFC 8656 leaves it open; the less is between client and server, the better. */
  #nextPreference(server: IceServer): number {
    const first = { udp: 0xefff, tcp: 0xafff, tls: 0x6fff }[relayProtocolOf(server)];
    return first - 2 * (this.#count++ % 0x1000);
  }

  #report(server: IceServer, { hidesAddresses }: RelayRound, relay: Relay | undefined, error: RelayError): void {
    const { url } = server;
    const address = relay?.local?.address ?? relay?.options.localAddress;
    if (hidesAddresses || address === undefined) this.#options.onError({ url, ...error });
    else this.#options.onError({ url, ...error, address, port: relay?.local?.port });
  }
}

interface Route {
  readonly local: string;
  readonly remote: string;
}

/** A server on this machine's loopback is asked from there, whether the interface is offered to peers or not. */
function routesTo(servers: readonly string[], locals: readonly string[]): Route[] {
  const loopback = servers.find(isLoopback);
  if (loopback !== undefined) return [{ local: ipFamily(loopback) === 4 ? '127.0.0.1' : '::1', remote: loopback }];
  const routes: Route[] = [];
  for (const local of locals) {
    const remote = servers.find((server) => canReach(local, server));
    if (remote !== undefined) routes.push({ local, remote });
  }
  return routes;
}

function keyOf({ url, username = '', credential = '' }: IceServer, local: string, hidesAddresses: boolean): string {
  return [url, username, credential, local, hidesAddresses].join('\n');
}

function isAt(address: SocketAddress, candidate: SocketAddress | undefined): boolean {
  return candidate !== undefined && address.port === candidate.port && address.address === candidate.address;
}
