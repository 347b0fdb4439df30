import { toNumber, type Convert } from './convert.ts';

/** What happens to a number outside the range: wrap around, throw a TypeError, or the nearest bound. */
type Overflow = 'modulo' | 'enforce' | 'clamp';

export const toLong: Convert<number> = integer(-(2 ** 31), 2 ** 31 - 1, 'modulo');
export const toUnsignedShort: Convert<number> = integer(0, 0xffff, 'modulo');
export const toUnsignedLong: Convert<number> = integer(0, 0xffffffff, 'modulo');
export const toClampedUnsignedShort: Convert<number> = integer(0, 0xffff, 'clamp');
export const toClampedUnsignedLong: Convert<number> = integer(0, 0xffffffff, 'clamp');
export const toOctet: Convert<number> = integer(0, 0xff, 'modulo');
/** `[EnforceRange] octet` */
export const toEnforcedOctet: Convert<number> = integer(0, 0xff, 'enforce');
export const toEnforcedUnsignedShort: Convert<number> = integer(0, 0xffff, 'enforce');
export const toEnforcedUnsignedLong: Convert<number> = integer(0, 0xffffffff, 'enforce');
/** `[EnforceRange] unsigned long long`: what a double holds exactly. */
export const toEnforcedUnsignedLongLong: Convert<number> = integer(0, Number.MAX_SAFE_INTEGER, 'enforce');

/** https://webidl.spec.whatwg.org/#abstract-opdef-converttoint */
function integer(minimum: number, maximum: number, overflow: Overflow): Convert<number> {
  return (value, what) => {
    const number = toNumber(value, what);
    if (overflow === 'enforce') return enforced(number, minimum, maximum, what);
    if (Number.isNaN(number)) return 0;
    if (overflow === 'clamp') return roundHalfToEven(Math.min(Math.max(number, minimum), maximum));
    return wrapped(number, minimum, maximum);
  };
}

function enforced(number: number, minimum: number, maximum: number, what: string): number {
  if (!Number.isFinite(number)) throw new TypeError(`${what} is not a finite number`);
  const integer = Math.trunc(number) + 0;
  if (integer < minimum || integer > maximum) {
    throw new TypeError(`${what} is outside the range ${minimum} to ${maximum}`);
  }
  return integer;
}

function wrapped(number: number, minimum: number, maximum: number): number {
  if (!Number.isFinite(number)) return 0;
  const size = maximum - minimum + 1;
  const remainder = Math.trunc(number) % size; // exact, whatever the size of the number
  if (remainder > maximum) return remainder - size;
  return remainder < minimum ? remainder + size : remainder + 0;
}

function roundHalfToEven(number: number): number {
  const floor = Math.floor(number);
  const fraction = number - floor;
  if (fraction !== 0.5) return Math.round(number) + 0;
  return floor % 2 === 0 ? floor : floor + 1;
}
