import { isObject, type Convert } from './convert.ts';

/** One member of a dictionary: how to convert it, and what stands for it when it is undefined. */
export interface Member<T> {
  readonly convert: Convert<T>;
  readonly whenAbsent: (what: string) => T;
}

export type Members = Readonly<Record<string, Member<unknown>>>;
export type DictionaryOf<M extends Members> = { -readonly [K in keyof M]: M[K] extends Member<infer T> ? T : never };

/** A member that is left out of the result when it is undefined. */
export function optional<T>(convert: Convert<T>): Member<T | undefined> {
  return { convert, whenAbsent: () => undefined };
}

export function required<T>(convert: Convert<T>): Member<T> {
  return {
    convert,
    whenAbsent: (what) => {
      throw new TypeError(`${what} is required and must not be undefined`);
    },
  };
}

export function defaulting<T>(convert: Convert<T>, defaultValue: () => NoInfer<T>): Member<T> {
  return { convert, whenAbsent: defaultValue };
}

/**
 * A dictionary type: members are read in lexicographic order (https://webidl.spec.whatwg.org/#js-dictionary), after
 * those of the dictionary it inherits from.
 */
export function dictionary<M extends Members>(name: string, members: M): Convert<DictionaryOf<M>>;
export function dictionary<M extends Members, P extends object>(
  name: string,
  members: M,
  parent: Convert<P>,
): Convert<DictionaryOf<M> & P>;
export function dictionary(name: string, members: Members, parent?: Convert<object>): Convert<object> {
  const sorted = Object.keys(members)
    .sort()
    .map((identifier) => ({ identifier, member: members[identifier], what: `${name}.${identifier}` }));
  return (value, what) => {
    if (value !== undefined && value !== null && !isObject(value)) throw new TypeError(`${what} is not an object`);
    // What the parent gives is ours: nobody else holds it.
    const result = (parent === undefined ? {} : parent(value, what)) as Record<string, unknown>;
    for (let i = 0; i < sorted.length; i++) {
      const { identifier, member, what: whatMember } = sorted[i];
      const given = (value as Record<string, unknown> | null | undefined)?.[identifier];
      const converted = given === undefined ? member.whenAbsent(whatMember) : member.convert(given, whatMember);
      if (converted !== undefined) result[identifier] = converted;
    }
    return result;
  };
}
