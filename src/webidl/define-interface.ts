/**
 * Gives a class the shape of an interface prototype object (https://webidl.spec.whatwg.org/#interface-prototype-object):
 * attributes and operations enumerable, `Symbol.toStringTag` set, the name the interface's. Lengths are right when the
 * class's methods have defaults exactly where the IDL has optional arguments.
 */
export function defineInterface(name: string, Interface: abstract new (...args: never[]) => object): void {
  makeEnumerable(Interface.prototype as object, ['constructor']);
  makeEnumerable(Interface, ['length', 'name', 'prototype']);
  Object.defineProperty(Interface, 'name', { value: name, configurable: true });
  Object.defineProperty(Interface.prototype, Symbol.toStringTag, { value: name, configurable: true });
}

function makeEnumerable(target: object, except: readonly string[]): void {
  for (const key of Object.getOwnPropertyNames(target)) {
    if (!except.includes(key)) Object.defineProperty(target, key, { enumerable: true });
  }
}
