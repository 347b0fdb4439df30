/** Interface objects by the name that a global object gives them. */
export type Interfaces = Readonly<Record<string, unknown>>;

export interface InstallOptions {
  /** Replaces what the target has already; otherwise only what is missing is installed. */
  readonly force?: boolean;
  /** Classes to install in place of those that the package has for the target: a simulated host's, say. */
  readonly interfaces?: object;
}

/** Puts every property back exactly as it was, or away where there was none. Calling it again does nothing. */
export type Uninstall = () => void;

/** A property as it was. */
export type PropertyKeeper = readonly [target: object, name: string, before: PropertyDescriptor | undefined];

/**
 * Defines interface objects on a global object, as Web IDL §3.7 has it: writable, configurable, not enumerable.
 *
 * Throws what `Object.defineProperty` throws when the target refuses a name, and then leaves the target untouched.
 */
export function installInterfaces(target: object, interfaces: Interfaces, force = false): Uninstall {
  const kept: PropertyKeeper[] = [];
  const uninstall = (): void => {
    for (const keeper of kept.splice(0).reverse()) restore(keeper);
  };
  try {
    for (const [name, value] of Object.entries(interfaces)) {
      if (!force && isPresent(target, name)) continue;
      const keeper = keeperOf(target, name);
      Object.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true });
      kept.push(keeper);
    }
  } catch (error) {
    uninstall();
    throw error;
  }
  return uninstall;
}

/**
 * Some test environments declare a name and leave it undefined, or give it another interface (happy-dom's
 * RTCDataChannelEvent is its Event): both count as missing.
 */
export function isPresent(target: object, name: string): boolean {
  const globals = target as Record<string, unknown>;
  const value = globals[name];
  return value !== undefined && !(isNamed(value) && value.name !== name && globals[value.name] === value);
}

function isNamed(value: unknown): value is { readonly name: string } {
  return typeof value === 'function';
}

export function keeperOf(target: object, name: string): PropertyKeeper {
  return [target, name, Object.getOwnPropertyDescriptor(target, name)];
}

export function restore([target, name, before]: PropertyKeeper): void {
  if (before === undefined) Reflect.deleteProperty(target, name);
  else Object.defineProperty(target, name, before);
}
