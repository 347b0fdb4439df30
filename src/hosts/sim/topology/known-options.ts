/** All names of some options; the type sees to it that none is missing. */
export type OptionNames<T> = Readonly<Record<keyof Required<T>, true>>;

/** Throws a TypeError for an option that is none: a misspelt one would silently be left out. */
export function requireKnown<T extends object>(what: string, options: T, names: OptionNames<T>): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  throw new TypeError(`${unknown} is not an option of ${what}; there are ${Object.keys(names).join(', ')}`);
}
