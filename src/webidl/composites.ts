import { isObject, toDOMString, type Convert } from './convert.ts';

/** `T?` */
export function nullable<T>(convert: Convert<T>): Convert<T | null> {
  return (value, what) => (value === null || value === undefined ? null : convert(value, what));
}

/** `sequence<T>`: any iterable object. */
export function sequence<T>(convert: Convert<T>): Convert<T[]> {
  return (value, what) => {
    if (!isIterable(value)) throw new TypeError(`${what} is not a sequence`);
    const items: T[] = [];
    for (const item of value) items.push(convert(item, `${what}[${items.length}]`));
    return items;
  };
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return isObject(value) && typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';
}

/** An enumeration: a string that is one of its values. */
export function enumeration<T extends string>(name: string, values: readonly T[]): Convert<T> {
  return (value, what) => {
    const text = toDOMString(value, what);
    if (!(values as readonly string[]).includes(text)) {
      throw new TypeError(`${what}: '${text}' is not a valid value of ${name}`);
    }
    return text as T;
  };
}

/** An interface type, given what tells its objects from others. */
export function interfaceType<T>(name: string, recognize: (value: unknown) => T | undefined): Convert<T> {
  return (value, what) => {
    const recognized = recognize(value);
    if (recognized === undefined) throw new TypeError(`${what} is not an object of type ${name}`);
    return recognized;
  };
}

export type Callback = (...args: never[]) => unknown;

/** A callback function type. */
export function toCallback(value: unknown, what: string): Callback {
  if (typeof value !== 'function') throw new TypeError(`${what} is not a function`);
  return value as Callback;
}
