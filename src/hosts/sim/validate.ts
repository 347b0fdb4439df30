/** A user's mistake: a RangeError that names the parameter, the value and the range. */

export function requireProbability(name: string, value: number): number {
  return requireRange(name, value, 0, 1);
}

export function requireNotNegative(name: string, value: number): number {
  return requireRange(name, value, 0, Infinity);
}

/** What would never end is refused, too. */
export function requireFinite(name: string, value: number): number {
  return requireRange(name, value, 0, Number.MAX_SAFE_INTEGER);
}

export function requireAtLeast(name: string, value: number, min: number): number {
  return requireRange(name, value, min, Infinity);
}

export function requirePositive(name: string, value: number): number {
  if (value > 0) return value;
  throw new RangeError(`${name}: ${value} is not greater than 0`);
}

export function requireInteger(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name}: ${value} is not an integer within ${min}…${max}`);
}

export function requireOneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw new RangeError(`${name}: ${String(value)} is not one of ${known.join(', ')}`);
}

function requireRange(name: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw new RangeError(`${name}: ${value} is not within ${min}…${max}`);
}
