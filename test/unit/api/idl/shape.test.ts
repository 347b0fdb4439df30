/** Interface objects and interface prototype objects, https://webidl.spec.whatwg.org/#js-interfaces. */
import { describe, expect, test } from 'vitest';
import { fakeWorld } from '../../../support/fake-peers.ts';
import { additions } from './lists.ts';
import {
  exposedMembers,
  isPromise,
  lengthOf,
  model,
  overloadsByName,
  type InterfaceModel,
  type Member,
} from './model.ts';

type Interface = (abstract new (...args: unknown[]) => object) & {
  readonly prototype: Readonly<Record<string, unknown>>;
};

const family = fakeWorld().family as unknown as Readonly<Record<string, Interface>>;
const globals = { ...globalThis, ...family, EventTarget, Event, DOMException } as unknown as typeof family;
const interfaces = [...model.interfaces.values()].filter(({ name }) => name in family);

describe.each(interfaces)('$name', (definition) => {
  const { name, inheritance, members } = definition;
  const Interface = family[name];
  const { prototype } = Interface;
  const attributes = exposedMembers(definition, 'attribute');
  const operations = overloadsByName(exposedMembers(definition, 'operation'));
  const isStatic = (member: Member): boolean => member.special === 'static';

  test('is an interface object', () => {
    const constructors = members.filter(({ type }) => type === 'constructor');
    expect([Interface.name, Interface.length]).toEqual([name, constructors.length === 0 ? 0 : lengthOf(constructors)]);
    expect(Object.getOwnPropertyDescriptors(Interface)).toMatchObject({
      name: { writable: false, enumerable: false, configurable: true },
      length: { writable: false, enumerable: false, configurable: true },
      prototype: { writable: false, enumerable: false, configurable: false },
    });
    expect(Object.getPrototypeOf(Interface)).toBe(inheritance === null ? Function.prototype : globals[inheritance]);
    expect(() => Reflect.apply(Interface, undefined, [])).toThrow(TypeError);
    if (constructors.length === 0 || lengthOf(constructors) > 0) {
      expect(() => Reflect.construct(Interface, [])).toThrow(TypeError);
    }
  });

  test('has a prototype object', () => {
    const parent = inheritance === null ? Object.prototype : globals[inheritance].prototype;
    expect(Object.getPrototypeOf(prototype)).toBe(parent);
    expect(Object.getOwnPropertyDescriptor(prototype, 'constructor')).toEqual({
      value: Interface,
      writable: true,
      enumerable: false,
      configurable: true,
    });
    expect(Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)).toEqual({
      value: name,
      writable: false,
      enumerable: false,
      configurable: true,
    });
  });

  test('has nothing that its definition does not have', () => {
    const added = Object.keys(additions).map((key) => key.split('.'));
    const expected = [
      'constructor',
      ...attributes.map((attribute) => attribute.name as string),
      ...[...operations].filter(([, [first]]) => !isStatic(first)).map(([operation]) => operation),
      ...(isMaplike(definition) ? ['size', 'entries', 'forEach', 'get', 'has', 'keys', 'values'] : []),
      ...added.filter(([owner]) => owner === name).map(([, member]) => member),
    ];
    expect(Object.getOwnPropertyNames(prototype).sort()).toEqual(expected.sort());
    const statics = [...operations].filter(([, [first]]) => isStatic(first)).map(([operation]) => operation);
    expect(Object.getOwnPropertyNames(Interface).sort()).toEqual(['length', 'name', 'prototype', ...statics].sort());
  });

  test.each(attributes)('attribute $name', async (attribute) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, attribute.name!)!;
    const { get, set } = descriptor as { get: () => unknown; set?: (value: unknown) => void };
    expect(descriptor).toMatchObject({ enumerable: true, configurable: true });
    expect([get.name, get.length]).toEqual([`get ${attribute.name}`, 0]);
    for (const stranger of strangers(prototype)) await expectRefusal(attribute, () => get.call(stranger));
    expect(set === undefined).toBe(attribute.readonly);
    if (set === undefined) return;
    expect([set.name, set.length]).toEqual([`set ${attribute.name}`, 1]);
    for (const stranger of strangers(prototype)) expect(() => set.call(stranger, null)).toThrow(TypeError);
  });

  test.each([...operations])('operation %s', async (operation, overloads) => {
    const owner = isStatic(overloads[0]) ? Interface : prototype;
    const descriptor = Object.getOwnPropertyDescriptor(owner, operation)!;
    expect(descriptor).toMatchObject({ enumerable: true, configurable: true, writable: true });
    const method = descriptor.value as (...args: unknown[]) => unknown;
    expect([method.name, method.length]).toEqual([operation, lengthOf(overloads)]);
    expect('prototype' in method).toBe(false);
    if (isStatic(overloads[0])) return;
    for (const stranger of strangers(prototype)) {
      await expectRefusal(overloads[0], () => Reflect.apply(method, stranger, []));
    }
  });
});

test('constants: no interface has any', () => {
  expect(interfaces.flatMap(({ members }) => members.filter(({ type }) => type === 'const'))).toEqual([]);
});

/** What is no instance: the brand check must refuse it before it looks at any argument. */
function strangers(prototype: object): unknown[] {
  return [undefined, null, 1, {}, prototype, Object.create(prototype), new EventTarget()];
}

/** What gives a promise rejects; everything else throws. */
async function expectRefusal({ idlType }: Member, call: () => unknown): Promise<void> {
  if (!isPromise(idlType)) return expect(call).toThrow(TypeError);
  const promise = call() as Promise<unknown>;
  expect(promise).toBeInstanceOf(Promise);
  await expect(promise).rejects.toBeInstanceOf(TypeError);
}

function isMaplike({ members }: InterfaceModel): boolean {
  return members.some(({ type }) => type === 'maplike');
}
