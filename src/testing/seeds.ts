import { requireInteger } from '../hosts/sim/validate.ts';

/**
 * Which seeds: a count (1…count), a range like `1..10000` with both ends in it, a single one as text, or a list.
 */
export type Seeds = number | string | readonly number[];

/** A range of seeds in order, and which of them this shard plays: number `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const GREATEST_SEED = 0xffff_ffff;

/** Throws a RangeError that says what was expected. */
export function listSeeds(seeds: Seeds, shard: Shard = { index: 1, count: 1 }): number[] {
  requireInteger('shard.count', shard.count, 1, 100_000);
  requireInteger('shard.index', shard.index, 1, shard.count);
  return allSeeds(seeds).filter((_, position) => position % shard.count === shard.index - 1);
}

/** `i/n`. */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  if (match === null) throw new RangeError(`shard: ${text} is not of the form 1/4`);
  return { index: Number(match[1]), count: Number(match[2]) };
}

function allSeeds(seeds: Seeds): number[] {
  if (typeof seeds === 'string') return parseRange(seeds);
  if (!Array.isArray(seeds)) return range(1, requireInteger('seeds', seeds as number, 1, GREATEST_SEED));
  return (seeds as readonly number[]).map((seed) => requireInteger('seeds', seed, 0, GREATEST_SEED));
}

function parseRange(text: string): number[] {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`seeds: ${text} is not of the form 1..10000`);
  const first = requireInteger('seeds', Number(match[1]), 0, GREATEST_SEED);
  return range(first, requireInteger('seeds', Number(match[2] ?? first), first, GREATEST_SEED));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
