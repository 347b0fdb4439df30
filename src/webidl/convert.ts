/**
 * Converts a JavaScript value to an IDL type, https://webidl.spec.whatwg.org/#js-type-mapping.
 * `what` names the value in the TypeError: "RTCConfiguration.iceServers".
 */
export type Convert<T> = (value: unknown, what: string) => T;

export function toAny(value: unknown): unknown {
  return value;
}

export function toBoolean(value: unknown): boolean {
  return Boolean(value);
}

export function toDOMString(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') throw new TypeError(`${what} is a symbol, which cannot be converted to a string`);
  return `${value}`;
}

/** Lone surrogates become U+FFFD. */
export function toUSVString(value: unknown, what: string): string {
  return toDOMString(value, what).replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Unrestricted: NaN and the infinities pass. */
export function toUnrestrictedDouble(value: unknown, what: string): number {
  return toNumber(value, what);
}

export function toDouble(value: unknown, what: string): number {
  const number = toNumber(value, what);
  if (!Number.isFinite(number)) throw new TypeError(`${what} is not a finite number`);
  return number;
}

/** ToNumber, which refuses symbols and BigInts. */
export function toNumber(value: unknown, what: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'symbol' || typeof value === 'bigint') {
    throw new TypeError(`${what} is a ${typeof value}, which cannot be converted to a number`);
  }
  return Number(value);
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
