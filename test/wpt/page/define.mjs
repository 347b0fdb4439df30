/** A property as Web IDL and ECMAScript define most of a window's: writable, configurable, not enumerable. */
export function hide(target, name, value) {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

export function hideAll(target, properties) {
  for (const [name, value] of Object.entries(properties)) hide(target, name, value);
}

/** An attribute of an interface. */
export function defineAttribute(prototype, name, get, set) {
  Object.defineProperty(prototype, name, { get, set, configurable: true, enumerable: true });
}
