import { requireNotNegative, requirePositive, requireProbability } from './validate.ts';

/** What a link does to the datagrams of one direction. */
export interface LinkConditions {
  /** One way. */
  readonly latencyMs: number;
  /** Up to so much more latency, uniformly distributed. Jitter alone keeps the order. */
  readonly jitterMs: number;
  /** Probability that a datagram is lost. */
  readonly loss: number;
  /** Probability that a datagram is held back, by up to `reorderDelayMs`, while later ones overtake it. */
  readonly reorder: number;
  readonly reorderDelayMs: number;
  /** Probability that a datagram arrives twice. */
  readonly duplicate: number;
  /** Probability that one to three bits of a datagram are flipped. */
  readonly corrupt: number;
  /** Bits per second, headers included; Infinity for no limit. */
  readonly bandwidthBps: number;
  /** What may wait for the bandwidth; more is dropped from the tail. Default: what 200 ms let through, ten packets at least. */
  readonly queueBytes: number | undefined;
  /** The largest IP packet; a larger datagram is dropped. */
  readonly mtuBytes: number;
}

export const PERFECT_LINK: LinkConditions = {
  latencyMs: 0,
  jitterMs: 0,
  loss: 0,
  reorder: 0,
  reorderDelayMs: 20,
  duplicate: 0,
  corrupt: 0,
  bandwidthBps: Infinity,
  queueBytes: undefined,
  mtuBytes: Infinity,
};

/** The conditions with some replaced. Throws a RangeError that names the first value out of range. */
export function changeConditions(conditions: LinkConditions, changes: Partial<LinkConditions>): LinkConditions {
  const given = Object.entries(changes).filter(([name, value]) => name in PERFECT_LINK && value !== undefined);
  for (const [name, value] of given) VALIDATE[name as keyof LinkConditions](name, value as number);
  return { ...conditions, ...Object.fromEntries(given) };
}

const VALIDATE: Record<keyof LinkConditions, (name: string, value: number) => number> = {
  latencyMs: requireNotNegative,
  jitterMs: requireNotNegative,
  loss: requireProbability,
  reorder: requireProbability,
  reorderDelayMs: requireNotNegative,
  duplicate: requireProbability,
  corrupt: requireProbability,
  bandwidthBps: requirePositive,
  queueBytes: requireNotNegative,
  mtuBytes: requirePositive,
};
