import { FaultHandle } from '../hosts/sim/fault-handle.ts';
import { changeConditions, PERFECT_LINK, requireConditions, type LinkChanges } from '../hosts/sim/link-conditions.ts';
import type { Datagram } from '../hosts/sim/rules.ts';
import type { SeededRandom } from '../hosts/sim/seeded-random.ts';
import { requireOneOf, requireProbability } from '../hosts/sim/validate.ts';
import { drawInteger, drawMagnitude, drawOne, drawPair, drawProbability } from './draw.ts';
import type { FaultKind } from './faults.ts';
import type { PeerWorld } from './peer-world.ts';
import type { Plan } from './plan.ts';

export type HostPair = readonly [string, string];

/** Nothing passes between two hosts. */
export interface PartitionFault {
  readonly kind: 'partition';
  readonly between: HostPair;
}

/** Nothing passes from one host to another; the way back is open. */
export interface OneWayFault {
  readonly kind: 'one-way';
  readonly from: string;
  readonly to: string;
}

/** Everything between two hosts waits, and comes at once when it is over. */
export interface HoldFault {
  readonly kind: 'hold';
  readonly between: HostPair;
}

/** A host is cut off from all others. */
export interface BlackoutFault {
  readonly kind: 'blackout';
  readonly host: string;
}

/** A link has other conditions than it should. */
export interface BadLinkFault {
  readonly kind: 'bad-link';
  readonly between: HostPair;
  readonly conditions: LinkChanges;
}

/** One protocol suffers and the others do not, as behind a middlebox that knows too much. */
export interface SelectiveLossFault {
  readonly kind: 'selective-loss';
  readonly between: HostPair;
  readonly protocol: 'stun' | 'dtls';
  readonly probability: number;
}

/** Bits flip. A DTLS handshake is in the clear and does not survive that. */
export interface CorruptionFault {
  readonly kind: 'corruption';
  readonly between: HostPair;
  readonly probability: number;
}

export type LinkFault =
  PartitionFault | OneWayFault | HoldFault | BlackoutFault | BadLinkFault | SelectiveLossFault | CorruptionFault;

const partition: FaultKind<PartitionFault> = {
  kind: 'partition',
  draw: (random, { hosts }) => ({ kind: 'partition', between: pairOf(random, hosts) }),
  hostsOf: ({ between }) => between,
  apply: ({ world }, { between: [a, b] }) => world.link(a, b).partition(),
};

const oneWay: FaultKind<OneWayFault> = {
  kind: 'one-way',
  draw(random, { hosts }) {
    const [a, b] = pairOf(random, hosts);
    return random.chance(0.5) ? { kind: 'one-way', from: a, to: b } : { kind: 'one-way', from: b, to: a };
  },
  hostsOf: ({ from, to }) => [from, to],
  apply: ({ world }, { from, to }) => world.link(from, to).partition({ from }),
};

const hold: FaultKind<HoldFault> = {
  kind: 'hold',
  draw: (random, { hosts }) => ({ kind: 'hold', between: pairOf(random, hosts) }),
  hostsOf: ({ between }) => between,
  apply: ({ world }, { between: [a, b] }) => world.link(a, b).hold(),
};

const blackout: FaultKind<BlackoutFault> = {
  kind: 'blackout',
  draw: (random, { hosts }) => ({ kind: 'blackout', host: drawOne(random, hosts).name }),
  hostsOf: ({ host }) => [host],
  apply: ({ world }, { host }) =>
    world.addRule((packet) => ((packet.from === host) !== (packet.to === host) ? 'drop' : undefined)),
};

const badLink: FaultKind<BadLinkFault> = {
  kind: 'bad-link',
  check: ({ conditions }) => checkConditions(conditions),
  draw: (random, { hosts }) => ({
    kind: 'bad-link',
    between: pairOf(random, hosts),
    conditions: drawBadConditions(random),
  }),
  hostsOf: ({ between }) => between,
  apply: ({ world }, { between, conditions }, plan) => spoil(world, between, conditions, plan),
};

const selectiveLoss: FaultKind<SelectiveLossFault> = {
  kind: 'selective-loss',
  check({ protocol, probability }) {
    requireOneOf('selective-loss.protocol', protocol, ['stun', 'dtls']);
    requireProbability('selective-loss.probability', probability);
  },
  draw: (random, { hosts }) => ({
    kind: 'selective-loss',
    between: pairOf(random, hosts),
    protocol: drawOne(random, ['stun', 'dtls']),
    probability: drawInteger(random, 5, 10) / 10,
  }),
  hostsOf: ({ between }) => between,
  apply({ world }, { between, protocol, probability }) {
    const matches = (packet: Datagram): boolean => isBetween(packet, between) && protocolOf(packet) === protocol;
    return world.addRule({ matches, probability, verdict: 'drop' });
  },
};

const corruption: FaultKind<CorruptionFault> = {
  kind: 'corruption',
  isOptIn: true,
  check: ({ probability }) => void requireProbability('corruption.probability', probability),
  draw: (random, { hosts }) => ({
    kind: 'corruption',
    between: pairOf(random, hosts),
    probability: drawProbability(random, 0.2),
  }),
  hostsOf: ({ between }) => between,
  apply: ({ world }, { between, probability }) =>
    world.addRule({ matches: (packet) => isBetween(packet, between), probability, verdict: 'corrupt' }),
};

export const linkFaults = [partition, oneWay, hold, blackout, badLink, selectiveLoss, corruption] as const;

/** Conditions that hurt, one to three of them. */
function drawBadConditions(random: SeededRandom): LinkChanges {
  const conditions: { -readonly [Name in keyof LinkChanges]?: LinkChanges[Name] } = {};
  for (let count = drawInteger(random, 1, 3); count > 0; count--) {
    const drawn = drawOne(random, BAD_CONDITIONS)(random);
    Object.assign(conditions, drawn);
  }
  return conditions;
}

const BAD_CONDITIONS: readonly ((random: SeededRandom) => LinkChanges)[] = [
  (random) => ({ loss: drawProbability(random, 0.6) }),
  (random) => ({ burstLoss: { meanLoss: drawProbability(random, 0.4), meanBurst: drawInteger(random, 2, 30) } }),
  (random) => ({ latencyMs: drawMagnitude(random, 50, 2000) }),
  (random) => ({ jitterMs: drawMagnitude(random, 10, 1000) }),
  (random) => ({ reorder: drawProbability(random, 0.5), reorderDelayMs: drawMagnitude(random, 5, 500) }),
  (random) => ({ duplicate: drawProbability(random, 0.5) }),
  (random) => ({ bandwidthBps: drawMagnitude(random, 20_000, 2_000_000) }),
];

/** Names stand behind that of the fault. */
function checkConditions(conditions: LinkChanges): void {
  try {
    changeConditions(PERFECT_LINK, requireConditions(conditions));
  } catch (error) {
    const { message } = error as Error;
    throw error instanceof TypeError ? new TypeError(`bad-link: ${message}`) : new RangeError(`bad-link.${message}`);
  }
}

/** Healing gives back what the plan says, so that faults which overlap do not leave each other behind. */
function spoil(world: PeerWorld, [a, b]: HostPair, conditions: LinkChanges, plan: Plan): FaultHandle {
  const link = world.link(a, b);
  const usual = { ...PERFECT_LINK, ...plan.link };
  const names = Object.keys(conditions) as (keyof LinkChanges)[];
  const before = Object.fromEntries(names.map((name) => [name, usual[name]]));
  link.change(conditions);
  return new FaultHandle(() => void link.change(before));
}

function pairOf(random: SeededRandom, hosts: Plan['hosts']): HostPair {
  return drawPair(
    random,
    hosts.map(({ name }) => name),
  );
}

function isBetween({ from, to }: Datagram, [a, b]: HostPair): boolean {
  return (from === a && to === b) || (from === b && to === a);
}

/** By the first byte, RFC 7983 §7. */
function protocolOf({ bytes }: Datagram): 'stun' | 'dtls' | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes[0] < 4) return 'stun';
  return bytes[0] >= 20 && bytes[0] < 64 ? 'dtls' : undefined;
}
