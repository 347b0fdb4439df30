import { gilbertElliott, type BurstLoss, type GilbertElliott } from './burst-loss.ts';
import {
  requireFinite,
  requireNotNegative,
  requireOneOf,
  requirePositive,
  requirePositiveFinite,
  requireProbability,
} from './validate.ts';

export type QueueDiscipline = 'tail-drop' | 'codel';

/** What a link does to the datagrams of one direction. */
export interface LinkConditions {
  /** One way. */
  readonly latencyMs: number;
  /** Up to so much more latency, uniformly distributed. Jitter alone keeps the order. */
  readonly jitterMs: number;
  /** Probability that a datagram is lost, each for itself. */
  readonly loss: number;
  /** Loss in bursts, on top of `loss`; null for none. */
  readonly burstLoss: GilbertElliott | null;
  /** Probability that a datagram is held back, by up to `reorderDelayMs`, while later ones overtake it. */
  readonly reorder: number;
  readonly reorderDelayMs: number;
  /** Probability that a datagram arrives twice. */
  readonly duplicate: number;
  /** Probability that one to three bits of a datagram are flipped. */
  readonly corrupt: number;
  /** Bits per second, headers included; Infinity for no limit. */
  readonly bandwidthBps: number;
  /**
   * Depth of the token bucket: so much may pass at once after a pause, before the rate holds. 0: every bit takes its
   * time on the wire.
   */
  readonly burstBytes: number;
  /** What may wait for the bandwidth; more is dropped from the tail. Default: what 200 ms let through, ten packets at least. */
  readonly queueBytes: number | undefined;
  /** `codel` drops from the head as well, when packets have waited for too long for too long: RFC 8289. */
  readonly queueDiscipline: QueueDiscipline;
  /** RFC 8289 §4.4: 5 ms. */
  readonly codelTargetMs: number;
  /** RFC 8289 §4.3: 100 ms. */
  readonly codelIntervalMs: number;
  /** The largest IP packet. */
  readonly mtuBytes: number;
  /** A larger datagram is dropped, or cut into IP fragments: each may be lost, and with any of them the whole datagram. */
  readonly aboveMtu: 'drop' | 'fragment';
}

/** The conditions as they may be given: `burstLoss` by the chain's parameters or by its means. */
export type LinkChanges = Partial<Omit<LinkConditions, 'burstLoss'>> & { readonly burstLoss?: BurstLoss | null };

export const PERFECT_LINK: LinkConditions = {
  latencyMs: 0,
  jitterMs: 0,
  loss: 0,
  burstLoss: null,
  reorder: 0,
  reorderDelayMs: 20,
  duplicate: 0,
  corrupt: 0,
  bandwidthBps: Infinity,
  burstBytes: 0,
  queueBytes: undefined,
  queueDiscipline: 'tail-drop',
  codelTargetMs: 5,
  codelIntervalMs: 100,
  mtuBytes: Infinity,
  aboveMtu: 'drop',
};

/**
 * The conditions with some replaced. Throws a RangeError that names the first value out of range; names that are no
 * condition are left to others.
 */
export function changeConditions(conditions: LinkConditions, changes: LinkChanges): LinkConditions {
  const changed: Record<string, unknown> = { ...conditions };
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined && name in RESOLVE) changed[name] = resolve(name as keyof LinkConditions, value);
  }
  return changed as unknown as LinkConditions;
}

/** Throws a TypeError for a name that is no condition: a misspelt fault would be no fault. */
export function requireConditions(changes: LinkChanges): LinkChanges {
  const unknown = Object.keys(changes).find((name) => !(name in RESOLVE));
  if (unknown === undefined) return changes;
  throw new TypeError(`${unknown} is not a condition of a link; there are ${Object.keys(RESOLVE).join(', ')}`);
}

/** Names of all conditions. */
export function linkConditionNames(): readonly (keyof LinkConditions)[] {
  return Object.keys(RESOLVE) as (keyof LinkConditions)[];
}

function resolve(name: keyof LinkConditions, value: unknown): unknown {
  return (RESOLVE[name] as (name: string, value: unknown) => unknown)(name, value);
}

type Resolver<K extends keyof LinkConditions> = (name: string, value: NonNullable<LinkChanges[K]>) => LinkConditions[K];

const RESOLVE: { readonly [K in keyof LinkConditions]: Resolver<K> } = {
  latencyMs: requireFinite,
  jitterMs: requireFinite,
  loss: requireProbability,
  burstLoss: (_name, value) => (value === null ? null : gilbertElliott(value)),
  reorder: requireProbability,
  reorderDelayMs: requireFinite,
  duplicate: requireProbability,
  corrupt: requireProbability,
  bandwidthBps: requirePositive,
  burstBytes: requireNotNegative,
  queueBytes: requireNotNegative,
  queueDiscipline: (name, value) => requireOneOf(name, value, ['tail-drop', 'codel']),
  codelTargetMs: requireFinite,
  codelIntervalMs: requirePositiveFinite,
  mtuBytes: requirePositive,
  aboveMtu: (name, value) => requireOneOf(name, value, ['drop', 'fragment']),
};
