import type { SeededRandom } from '../hosts/sim/seeded-random.ts';

/** An integer within min…max, both possible. */
export function drawInteger(random: SeededRandom, min: number, max: number): number {
  return min + random.below(max - min + 1);
}

/** As drawInteger, but every order of magnitude is equally likely: small numbers matter as much as large ones. */
export function drawMagnitude(random: SeededRandom, min: number, max: number): number {
  return Math.round(min * (max / min) ** random.fraction());
}

/** A probability of at most `max`, in steps of a thousandth, so that a printed plan stays readable. */
export function drawProbability(random: SeededRandom, max: number): number {
  return drawInteger(random, 1, Math.max(1, Math.round(max * 1000))) / 1000;
}

export function drawOne<T>(random: SeededRandom, list: readonly T[]): T {
  return list[random.below(list.length)];
}

/** Two different members, in the order of the list. The list has two at least. */
export function drawPair<T>(random: SeededRandom, list: readonly T[]): [T, T] {
  const first = random.below(list.length);
  const second = random.below(list.length - 1);
  const other = second >= first ? second + 1 : second;
  return first < other ? [list[first], list[other]] : [list[other], list[first]];
}

/** Each member with a chance of one half; one of them at least. */
export function drawSubset<T>(random: SeededRandom, list: readonly T[]): T[] {
  const chosen = list.filter(() => random.chance(0.5));
  return chosen.length > 0 ? chosen : [drawOne(random, list)];
}
