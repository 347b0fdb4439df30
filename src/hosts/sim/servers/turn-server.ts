import { TurnServer } from '../../../turn/server/turn-server.ts';
import type { TurnListenOptions, TurnServerOptions } from '../../../turn/server/types.ts';
import { ipFamily } from '../../../util/ip-address.ts';
import type { FaultHandle } from '../fault-handle.ts';
import type { Journal } from '../journal.ts';
import type { SimulatedHost } from '../simulated-host.ts';
import { requireAbove, requireInteger } from '../validate.ts';
import { FaultyServer } from './faulty-server.ts';

export type TurnTransport = 'udp' | 'tcp' | 'tls';

/** Lifetimes, quotas and signatures as `TurnServerOptions` says; all times in seconds. */
export interface SimulatedTurnServerOptions extends Pick<
  TurnServerOptions,
  | 'realm'
  | 'maxAllocationsPerUser'
  | 'defaultLifetimeS'
  | 'maxLifetimeS'
  | 'permissionLifetimeS'
  | 'channelLifetimeS'
  | 'nonceLifetimeS'
  | 'passwordAlgorithms'
  | 'hidesUsernames'
> {
  /** How clients may reach it, in the order of its `urls`. Default all three: UDP and TCP at 3478, TLS at 443 and 5349. */
  readonly transports?: readonly TurnTransport[];
  /** Default `user`. */
  readonly username?: string;
  /** Default `secret`. */
  readonly credential?: string;
  /** IPv4 and IPv6 literals. Default: one of each. */
  readonly addresses?: readonly string[];
  /** Relays IPv6 besides IPv4, for clients that ask (twinrtc's do). Default: IPv4 alone, if it has an IPv4 address. */
  readonly relaysIpv6?: boolean;
}

const PORT = 3478;
/** Where firewalls let TLS through, and the port of RFC 7065; the first is in the URL. */
const TLS_PORTS = [443, 5349];

/**
 * A TURN server of a simulated world; an entry for `iceServers` as it is. Its links are those of the host of its name;
 * its certificate bears that name and its addresses.
 */
export class SimulatedTurnServer extends FaultyServer {
  readonly urls: string[];
  readonly username: string;
  readonly credential: string;
  readonly #users: Record<string, string>;
  #server: TurnServer | undefined = undefined;

  /** Throws a RangeError naming the first option out of range. */
  constructor(host: SimulatedHost, journal: Journal, options: SimulatedTurnServerOptions = {}) {
    super(host, journal);
    const { transports = ['udp', 'tcp', 'tls'], username = 'user', credential = 'secret' } = options;
    validate(options);
    this.urls = transports.map((transport) => urlOf(transport, host.name));
    this.username = username;
    this.credential = credential;
    this.#users = { [username]: credential };
    const { gate, refuse } = this.faults;
    void TurnServer.start({
      ...options,
      host,
      users: this.#users,
      listen: transports.flatMap((transport) => listenAt(transport, host)),
      relayAddresses: relayAddressesOf(host.addresses, options.relaysIpv6 === true),
      gate,
      refuse,
    }).then((server) => (this.#server = server));
  }

  /** How many allocations it holds at present. */
  get allocationCount(): number {
    return this.#server?.allocationCount ?? 0;
  }

  /** Knows its users no more, until healed: what is allocated stays, but cannot be renewed. */
  forgetUsers(): FaultHandle {
    delete this.#users[this.username];
    return this.faults.apply('knows nobody', () => void (this.#users[this.username] = this.credential));
  }

  /** As after a crash: allocations, permissions, connections and nonces are gone. */
  restart(): void {
    this.faults.tell('restarts');
    this.#server?.restart();
  }
}

/** RFC 8656 §18.2: the attribute has 32 bits. */
const LONGEST_LIFETIME_S = 0xffff_ffff;

function validate({ transports, ...options }: SimulatedTurnServerOptions): void {
  const times = [
    'defaultLifetimeS',
    'maxLifetimeS',
    'permissionLifetimeS',
    'channelLifetimeS',
    'nonceLifetimeS',
  ] as const;
  for (const name of times) requireAbove(name, options[name] ?? 1, 0, LONGEST_LIFETIME_S);
  requireInteger('maxAllocationsPerUser', options.maxAllocationsPerUser ?? 0, 0, 1e9);
  if (transports === undefined) return;
  if (transports.length === 0) throw new RangeError('transports: at least one of udp, tcp, tls');
  const unknown = transports.find((transport) => !['udp', 'tcp', 'tls'].includes(transport));
  if (unknown !== undefined) throw new RangeError(`transports: ${String(unknown)} is not one of udp, tcp, tls`);
}

function urlOf(transport: TurnTransport, name: string): string {
  return transport === 'tls'
    ? `turns:${name}:${TLS_PORTS[0]}?transport=tcp`
    : `turn:${name}:${PORT}?transport=${transport}`;
}

function listenAt(transport: TurnTransport, { name, addresses }: SimulatedHost): TurnListenOptions[] {
  const ports = transport === 'tls' ? TLS_PORTS : [PORT];
  const tls = { serverNames: [name, ...addresses] };
  return addresses.flatMap((address) => ports.map((port) => ({ transport, address, port, tls })));
}

function relayAddressesOf(addresses: readonly string[], relaysIpv6: boolean): readonly string[] {
  const [four, six] = [4, 6].map((family) => addresses.find((address) => ipFamily(address) === family));
  return [four, relaysIpv6 || four === undefined ? six : undefined].filter((address) => address !== undefined);
}
