import type { SocketAddress } from '../../../ports/network.ts';
import type { DropReason } from '../ledger.ts';
import type { Packet, Protocol } from '../packet.ts';
import { Realm, type Attachment, type Edge } from '../realm.ts';
import { requireInteger, requireOneOf, requirePositive } from '../validate.ts';
import type { EdgeHandle } from './edge-handle.ts';
import { requireKnown, type OptionNames } from './known-options.ts';
import { requireDependence } from './nat-options.ts';
import type { Dependence } from './pinholes.ts';
import { StatefulFilter } from './stateful-filter.ts';

/**
 * Firewalls by name: `stateful` lets everything out and its answers in, `udp-blocked` knows no UDP, `tls-only` lets
 * nothing out but TLS to port 443.
 */
export type FirewallKind = 'stateful' | 'udp-blocked' | 'tls-only';

export interface FirewallOptions {
  /** For people. Default: firewall1, firewall2, … */
  readonly name?: string;
  /** What the firewall itself is behind. Default: nothing, it is on the internet. */
  readonly behind?: EdgeHandle;
  /** Whether UDP may pass. Default true. */
  readonly udp?: boolean;
  /** Whether TCP may go out, or to which ports, 1…65535. Default true. */
  readonly tcp?: boolean | readonly number[];
  /** TCP only where it carries TLS. Default false. */
  readonly tlsOnly?: boolean;
  /**
   * Who may answer to what went out: `endpoint-independent` is anybody, as soon as anything went out. `open` asks for
   * nothing to have gone out. Default `address-and-port-dependent`.
   */
  readonly filtering?: Dependence | 'open';
  /** How long it waits for a UDP answer, in ms, > 0. Default two minutes. */
  readonly flowLifetimeMs?: number;
  /** Of an established TCP connection. Default two hours and four minutes. */
  readonly tcpLifetimeMs?: number;
}

export interface FirewallProfile extends Required<Omit<FirewallOptions, 'name' | 'behind'>> {
  readonly filtering: Dependence | 'open';
}

/** Throws a TypeError or a RangeError that names the first option that is wrong. */
export function firewallProfile(kind: FirewallKind, options: FirewallOptions): FirewallProfile {
  requireKnown('a firewall', options, OPTION_NAMES);
  const { udp, tcp, tlsOnly } = KINDS[requireFirewallKind(kind)];
  const ports = options.tcp ?? tcp;
  if (Array.isArray(ports)) for (const port of ports) requireInteger('tcp', port as number, 1, 65_535);
  const filtering = options.filtering ?? 'address-and-port-dependent';
  return {
    udp: options.udp ?? udp,
    tcp: ports,
    tlsOnly: options.tlsOnly ?? tlsOnly,
    filtering: filtering === 'open' ? filtering : requireDependence('filtering', filtering),
    flowLifetimeMs: requirePositive('flowLifetimeMs', options.flowLifetimeMs ?? 120_000),
    tcpLifetimeMs: requirePositive('tcpLifetimeMs', options.tcpLifetimeMs ?? 7_440_000),
  };
}

/** Throws a RangeError for a kind that is none. */
export function requireFirewallKind(kind: FirewallKind): FirewallKind {
  return requireOneOf('kind', kind, FIREWALL_KINDS);
}

/** A firewall of a simulated world, for hosts and NATs to be behind. */
export interface Firewall extends EdgeHandle {
  /** It forgets which flows went out. */
  restart(): void;
}

export interface FirewallParts {
  readonly name: string;
  readonly profile: FirewallProfile;
  readonly outside: Realm;
  readonly tell: (what: string) => void;
}

/** Translates nothing: inside addresses are seen, and have to be unique, outside as well. */
export class FirewallEdge implements Edge, Firewall {
  readonly name: string;
  readonly profile: FirewallProfile;
  readonly inside: Realm;
  readonly outside: Realm;
  readonly #filter: StatefulFilter | undefined;
  readonly #tell: (what: string) => void;

  constructor({ name, profile, outside, tell }: FirewallParts) {
    this.name = name;
    this.profile = profile;
    this.inside = new Realm(`behind ${name}`, outside.plan, this);
    this.outside = outside;
    this.#filter = profile.filtering === 'open' ? undefined : new StatefulFilter(profile.filtering, timersOf(profile));
    this.#tell = tell;
  }

  restart(): void {
    this.#filter?.forget();
    this.#tell(`${this.name} restarts`);
  }

  leave(packet: Packet, now: number): DropReason | undefined {
    if (!this.#mayLeave(packet)) return 'firewall';
    this.#filter?.noteOut(packet, now);
    return undefined;
  }

  enter(packet: Packet, now: number): DropReason | undefined {
    if (packet.protocol === 'udp' && !this.profile.udp) return 'firewall';
    return this.#filter?.admits(packet, now) === false ? 'firewall' : undefined;
  }

  receiverOf(
    protocol: Protocol,
    destination: SocketAddress,
    source: SocketAddress,
    now: number,
  ): Attachment | undefined {
    return this.inside.receiverOf(protocol, destination, source, now);
  }

  refusalOf(address: string): string | undefined {
    return this.outside.refusalOf(address);
  }

  announce(address: string): void {
    this.outside.announce(address, this);
  }

  withdraw(address: string): void {
    this.outside.withdraw(address);
  }

  /** What is asked of TCP is asked of the segment that opens a connection; what is open goes on. */
  #mayLeave({ protocol, segment, destination }: Packet): boolean {
    const { udp, tcp, tlsOnly } = this.profile;
    if (protocol === 'udp') return udp;
    if (segment === undefined || !segment.isSyn || segment.isAck) return true;
    if (tlsOnly && !segment.isTls) return false;
    return typeof tcp === 'boolean' ? tcp : tcp.includes(destination.port);
  }
}

function timersOf({ flowLifetimeMs, tcpLifetimeMs }: FirewallProfile) {
  return { udpMs: flowLifetimeMs, tcpEstablishedMs: tcpLifetimeMs, tcpTransitoryMs: 240_000, inboundRefresh: true };
}

const OPTION_NAMES: OptionNames<FirewallOptions> = {
  name: true,
  behind: true,
  udp: true,
  tcp: true,
  tlsOnly: true,
  filtering: true,
  flowLifetimeMs: true,
  tcpLifetimeMs: true,
};

type KindRow = Required<Pick<FirewallOptions, 'udp' | 'tcp' | 'tlsOnly'>>;

const KINDS: Readonly<Record<FirewallKind, KindRow>> = {
  stateful: { udp: true, tcp: true, tlsOnly: false },
  'udp-blocked': { udp: false, tcp: true, tlsOnly: false },
  'tls-only': { udp: false, tcp: [443], tlsOnly: true },
};

export const FIREWALL_KINDS = Object.keys(KINDS) as FirewallKind[];
