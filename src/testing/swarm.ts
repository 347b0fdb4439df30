import { changeConditions, PERFECT_LINK, requireConditions, type LinkChanges } from '../hosts/sim/link-conditions.ts';
import { SeededRandom } from '../hosts/sim/seeded-random.ts';
import { FIREWALL_KINDS } from '../hosts/sim/topology/firewall.ts';
import { requireKnown, type OptionNames } from '../hosts/sim/topology/known-options.ts';
import type { NatKind } from '../hosts/sim/topology/nat-options.ts';
import { requireInteger, requireOneOf, requirePositiveFinite } from '../hosts/sim/validate.ts';
import { drawInteger, drawMagnitude, drawOne, drawProbability, drawSubset } from './draw.ts';
import { defaultFaultKinds, faultKindOf, type DrawnWorld, type Fault, type FaultKindName } from './faults.ts';
import { DEFAULT_LIVENESS_MS, type Plan } from './plan.ts';
import type { PlannedHost } from './planned-host.ts';

/** What a seed may choose from. */
export interface SwarmOptions {
  /** How many hosts, or from how many to how many. At least 2, at most 50. Default 2. */
  readonly hosts?: number | readonly [least: number, most: number];
  /** How many faults at most: 0…100. Default 6. */
  readonly faults?: number;
  /**
   * `flat`: every host is on the internet. `nats`: each is behind a NAT of some kind, or none. `mixed`: NATs, behind those
   * of carriers or not, firewalls, and IPv6 here and there. Where it is not `flat`, a scenario must use the stage's
   * `iceServers`. Default `flat`.
   */
  readonly topology?: (typeof TOPOLOGIES)[number];
  /** Whether the stage's signalling is slow and fails, for scenarios that use it. Default false. */
  readonly signaling?: boolean;
  /** Default: all but those that an application has to be written for. Each seed chooses some of them, so that runs differ in kind. */
  readonly kinds?: readonly FaultKindName[];
  /** The conditions of every link. Default: drawn. */
  readonly link?: LinkChanges;
  /** Faults begin and end within so many virtual milliseconds; then all is healed. Default 20,000. */
  readonly faultsForMs?: number;
  /** After that, all must be well within so many virtual milliseconds. Default 90,000. */
  readonly livenessMs?: number;
}

const OPTION_NAMES: OptionNames<SwarmOptions> = {
  hosts: true,
  faults: true,
  topology: true,
  signaling: true,
  kinds: true,
  link: true,
  faultsForMs: true,
  livenessMs: true,
};
const TOPOLOGIES = ['flat', 'nats', 'mixed'] as const;
const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'];
const NAT_KINDS: readonly NatKind[] = [
  'full-cone',
  'address-restricted',
  'port-restricted',
  'symmetric',
  'carrier-grade',
  'one-to-one',
];
const DEFAULT_FAULTS = 6;
const DEFAULT_FAULTS_FOR_MS = 20_000;
const SHORTEST_FAULT_MS = 50;

/** The plan of a seed: topology, links and faults are drawn from it. The same for the same seed and options. */
export function planOf(seed: number, options: SwarmOptions = {}): Plan {
  const random = streamOf(seed);
  return drawPlan(random, seed, drawHosts(random, options), options);
}

/** The same for hosts that are there already. */
export function planForHosts(seed: number, hosts: readonly PlannedHost[], options: SwarmOptions): Plan {
  return drawPlan(streamOf(seed), seed, hosts, options);
}

function streamOf(seed: number): SeededRandom {
  return new SeededRandom(requireInteger('seed', seed, 0, 0xffff_ffff), 'swarm');
}

function drawPlan(random: SeededRandom, seed: number, hosts: readonly PlannedHost[], options: SwarmOptions): Plan {
  requireKnown('a swarm', options, OPTION_NAMES);
  const { faultsForMs = DEFAULT_FAULTS_FOR_MS, livenessMs = DEFAULT_LIVENESS_MS } = options;
  requirePositiveFinite('faultsForMs', faultsForMs);
  requirePositiveFinite('livenessMs', livenessMs);
  if (options.link !== undefined) changeConditions(PERFECT_LINK, requireConditions(options.link));
  const link = drawLink(random, options);
  const signaling = options.signaling === true ? { signaling: drawSignaling(random) } : {};
  const faults = drawFaults(random, { hosts, link, ...signaling }, options, faultsForMs);
  const calmAtMs = faults.reduce((latest, { atMs, forMs }) => Math.max(latest, atMs + forMs), 0);
  return { seed, hosts, link, ...signaling, faults, calmAtMs, livenessMs };
}

/** The fewest hosts that a scenario with these options can be played with. */
export function leastHosts({ hosts = 2 }: SwarmOptions): number {
  return Array.isArray(hosts) ? (hosts as readonly number[])[0] : (hosts as number);
}

function drawHosts(random: SeededRandom, options: SwarmOptions): PlannedHost[] {
  const least = requireInteger('hosts', leastHosts(options), 2, 50);
  const { hosts = 2 } = options;
  const most = requireInteger(
    'hosts',
    Array.isArray(hosts) ? (hosts as readonly number[])[1] : (hosts as number),
    least,
    50,
  );
  const count = drawInteger(random, least, most);
  const { topology = 'flat' } = options;
  requireOneOf('topology', topology, TOPOLOGIES);
  return Array.from({ length: count }, (_, i) => {
    const name = NAMES[i] ?? `host${i + 1}`;
    if (topology === 'mixed') return drawPlace(random, name);
    return topology === 'nats' && random.chance(0.6) ? { name, nat: drawOne(random, NAT_KINDS) } : { name };
  });
}

/** A home, a mobile network, an office, a server. */
function drawPlace(random: SeededRandom, name: string): PlannedHost {
  const host = { name, ...(random.chance(0.3) ? { ipv6: true } : {}) };
  const draw = random.below(10);
  if (draw < 4) return { ...host, nat: drawOne(random, NAT_KINDS) };
  if (draw < 6) return { ...host, nat: drawOne(random, NAT_KINDS), carrier: drawOne(random, NAT_KINDS) };
  return draw < 8 ? { ...host, firewall: drawOne(random, FIREWALL_KINDS) } : host;
}

function drawSignaling(random: SeededRandom): LinkChanges {
  const latencyMs = drawMagnitude(random, 1, 500);
  return random.chance(0.5) ? { latencyMs, jitterMs: drawMagnitude(random, 1, 300) } : { latencyMs };
}

/** A link as they are met, good ones more often than bad ones. */
function drawLink(random: SeededRandom, { link }: SwarmOptions): LinkChanges {
  if (link !== undefined) return link;
  return {
    latencyMs: drawMagnitude(random, 1, 200),
    ...(random.chance(0.5) ? { jitterMs: drawMagnitude(random, 1, 50) } : {}),
    ...(random.chance(0.5) ? { loss: drawProbability(random, 0.1) } : {}),
    ...(random.chance(0.25) ? { reorder: drawProbability(random, 0.1) } : {}),
    ...(random.chance(0.25) ? { duplicate: drawProbability(random, 0.1) } : {}),
    ...(random.chance(0.25) ? { bandwidthBps: drawMagnitude(random, 500_000, 50_000_000) } : {}),
  };
}

function drawFaults(random: SeededRandom, world: DrawnWorld, options: SwarmOptions, withinMs: number): Fault[] {
  const most = requireInteger('faults', options.faults ?? DEFAULT_FAULTS, 0, 100);
  const allowed = (options.kinds ?? defaultFaultKinds)
    .map(faultKindOf)
    .filter(({ isPossible }) => isPossible === undefined || isPossible(world));
  if (allowed.length === 0 || most === 0) return [];
  const kinds = drawSubset(random, allowed);
  const faults: Fault[] = [];
  for (let count = drawInteger(random, 0, most); count > 0; count--) {
    faults.push({ ...drawOne(random, kinds).draw(random, world), ...drawTimes(random, withinMs) });
  }
  return faults.sort((a, b) => a.atMs - b.atMs);
}

/** Short faults are as likely as long ones, and early ones as late ones: a handshake lasts a fraction of a second. */
function drawTimes(random: SeededRandom, withinMs: number): { atMs: number; forMs: number } {
  const atMs = random.chance(0.5) ? drawMagnitude(random, 1, withinMs) : drawInteger(random, 0, withinMs);
  const longest = Math.max(withinMs - atMs, SHORTEST_FAULT_MS);
  return { atMs, forMs: drawMagnitude(random, SHORTEST_FAULT_MS, longest) };
}
