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
  return requireAbove(name, value, 0, Infinity);
}

export function requirePositiveFinite(name: string, value: number): number {
  return requireAbove(name, value, 0, Number.MAX_SAFE_INTEGER);
}

export function requireInteger(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name}: ${show(value)} is not an integer within ${min}…${max}`);
}

export function requireOneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw new RangeError(`${name}: ${String(value)} is not one of ${known.join(', ')}`);
}

export function requireRange(name: string, value: number, min: number, max: number): number {
  if (isNumber(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name}: ${show(value)} is not ${aNumber(value)}within ${min}…${max}`);
}

/** Without the lower end. */
export function requireAbove(name: string, value: number, above: number, max: number): number {
  if (isNumber(value) && value > above && value <= max) return value;
  const most = max === Infinity ? '' : ` and at most ${max}`;
  throw new RangeError(`${name}: ${show(value)} is not ${aNumber(value)}greater than ${above}${most}`);
}

/** What only compares like a number, such as '0.5', would be added up like text. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function aNumber(value: unknown): string {
  return isNumber(value) ? '' : 'a number ';
}

function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'string' || typeof value === 'object' ? JSON.stringify(value) : String(value);
}
