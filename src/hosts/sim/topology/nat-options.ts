import { requireInteger, requireOneOf, requirePositive } from '../validate.ts';
import type { EdgeHandle } from './edge-handle.ts';
import type { FlowTimers } from './flow.ts';
import { requireKnown, type OptionNames } from './known-options.ts';
import type { Dependence } from './pinholes.ts';
import type { PortAssignment, PortOptions } from './port-assignment.ts';

/**
 * NATs by the names people have for them:
 *
 * | kind | mapping | filtering | ports |
 * |---|---|---|---|
 * | `full-cone` | endpoint-independent | endpoint-independent | preserving |
 * | `address-restricted` | endpoint-independent | address-dependent | preserving |
 * | `port-restricted` | endpoint-independent | address-and-port-dependent | preserving |
 * | `symmetric` | address-and-port-dependent | address-and-port-dependent | random |
 * | `carrier-grade` | endpoint-independent | endpoint-independent (RFC 6888 REQ-7) | random; inside addresses of 100.64.0.0/10 |
 * | `one-to-one` | an outside address for each inside one | none | as inside |
 */
export type NatKind =
  'full-cone' | 'address-restricted' | 'port-restricted' | 'symmetric' | 'carrier-grade' | 'one-to-one';

export interface NatOptions {
  /** For people. Default: nat1, nat2, … */
  readonly name?: string;
  /** What the NAT itself is behind. Default: nothing, it is on the internet. */
  readonly behind?: EdgeHandle;
  /** Which packets of one inside endpoint look the same from outside, RFC 4787 §4.1. */
  readonly mapping?: Dependence;
  /** Who may send to a mapping: everybody, or addresses, or endpoints that were sent to before, RFC 4787 §5. */
  readonly filtering?: Dependence;
  readonly ports?: PortAssignment;
  /** Even ports are mapped to even ones, odd to odd ones, RFC 4787 §4.2.2. Default false. */
  readonly parity?: boolean;
  /** Outside ports, first and last, 1…65535. Default 1024…65535. */
  readonly portRange?: readonly [first: number, last: number];
  /** Whether inside hosts reach each other by their outside addresses, RFC 4787 §6. Default true. */
  readonly hairpin?: boolean;
  /** How long an unused UDP mapping lives, in ms, > 0. Default two minutes, the least that RFC 4787 REQ-5 allows. */
  readonly mappingLifetimeMs?: number;
  /** Of an established TCP connection. Default two hours and four minutes, RFC 5382 REQ-5. */
  readonly tcpLifetimeMs?: number;
  /** Of a TCP connection that is opening or closing. Default four minutes, RFC 5382 REQ-5. */
  readonly tcpTransitoryLifetimeMs?: number;
  /** UDP packets that come in keep a mapping alive as well as those that go out, RFC 4787 REQ-6. Default false. */
  readonly inboundRefresh?: boolean;
  /** Outside IPv4 addresses; an inside address keeps to one of them, RFC 4787 REQ-2. Default: one of 198.18.0.0/15. */
  readonly addresses?: readonly string[];
  /**
   * IPv6 is never translated: what comes in is filtered, or let through (`open`), or there is none (`none`). Default
   * `address-and-port-dependent`.
   */
  readonly ipv6?: Dependence | 'open' | 'none';
}

/** Options with nothing left out. */
export interface NatProfile extends Required<Omit<NatOptions, 'name' | 'behind' | 'addresses' | 'portRange'>> {
  readonly isOneToOne: boolean;
  readonly isCarrierGrade: boolean;
  readonly portRange: readonly [first: number, last: number];
}

/** Throws a TypeError or a RangeError that names the first option that is wrong. */
export function natProfile(kind: NatKind, options: NatOptions): NatProfile {
  requireKnown('a NAT', options, OPTION_NAMES);
  const profile: NatProfile = {
    mapping: requireDependence('mapping', options.mapping ?? KINDS[kind].mapping),
    filtering: requireDependence('filtering', options.filtering ?? KINDS[kind].filtering),
    ports: requireOneOf('ports', options.ports ?? KINDS[kind].ports, PORTS),
    parity: options.parity ?? false,
    portRange: requirePortRange(options.portRange ?? [1024, 65_535]),
    hairpin: options.hairpin ?? true,
    mappingLifetimeMs: requirePositive('mappingLifetimeMs', options.mappingLifetimeMs ?? 120_000),
    tcpLifetimeMs: requirePositive('tcpLifetimeMs', options.tcpLifetimeMs ?? 7_440_000),
    tcpTransitoryLifetimeMs: requirePositive('tcpTransitoryLifetimeMs', options.tcpTransitoryLifetimeMs ?? 240_000),
    inboundRefresh: options.inboundRefresh ?? false,
    ipv6: requireOneOf('ipv6', options.ipv6 ?? 'address-and-port-dependent', [...DEPENDENCES, 'open', 'none']),
    isOneToOne: kind === 'one-to-one',
    isCarrierGrade: kind === 'carrier-grade',
  };
  if (profile.isOneToOne) refuseWhatOneToOneHasNot(options);
  return profile;
}

export function requireNatKind(kind: string): NatKind {
  return requireOneOf('kind', kind, Object.keys(KINDS)) as NatKind;
}

export function timersOf(profile: NatProfile): FlowTimers {
  return {
    udpMs: profile.mappingLifetimeMs,
    tcpEstablishedMs: profile.tcpLifetimeMs,
    tcpTransitoryMs: profile.tcpTransitoryLifetimeMs,
    inboundRefresh: profile.inboundRefresh,
  };
}

export function portOptionsOf({ ports, parity, portRange: [first, last] }: NatProfile): PortOptions {
  return { assignment: ports, parity, first, last };
}

export function requireDependence(name: string, value: Dependence): Dependence {
  return requireOneOf(name, value, DEPENDENCES);
}

/** Every inside address has all ports of an outside one: there is nothing to choose. */
function refuseWhatOneToOneHasNot(options: NatOptions): void {
  const given = (['mapping', 'ports', 'parity', 'portRange'] as const).find((name) => options[name] !== undefined);
  if (given !== undefined) throw new TypeError(`${given}: a one-to-one NAT has no such choice`);
}

function requirePortRange([first, last]: readonly [number, number]): readonly [number, number] {
  requireInteger('portRange[0]', first, 1, 65_535);
  requireInteger('portRange[1]', last, first, 65_535);
  return [first, last];
}

const OPTION_NAMES: OptionNames<NatOptions> = {
  name: true,
  behind: true,
  mapping: true,
  filtering: true,
  ports: true,
  parity: true,
  portRange: true,
  hairpin: true,
  mappingLifetimeMs: true,
  tcpLifetimeMs: true,
  tcpTransitoryLifetimeMs: true,
  inboundRefresh: true,
  addresses: true,
  ipv6: true,
};

type KindRow = { readonly mapping: Dependence; readonly filtering: Dependence; readonly ports: PortAssignment };

const DEPENDENCES = ['endpoint-independent', 'address-dependent', 'address-and-port-dependent'] as const;
const PORTS = ['preserving', 'overloading', 'sequential', 'random'] as const;
const [ANY, ADDRESS, ENDPOINT] = DEPENDENCES;
const KINDS: Readonly<Record<NatKind, KindRow>> = {
  'full-cone': { mapping: ANY, filtering: ANY, ports: 'preserving' },
  'address-restricted': { mapping: ANY, filtering: ADDRESS, ports: 'preserving' },
  'port-restricted': { mapping: ANY, filtering: ENDPOINT, ports: 'preserving' },
  symmetric: { mapping: ENDPOINT, filtering: ENDPOINT, ports: 'random' },
  'carrier-grade': { mapping: ANY, filtering: ANY, ports: 'random' },
  'one-to-one': { mapping: ANY, filtering: ANY, ports: 'preserving' },
};
