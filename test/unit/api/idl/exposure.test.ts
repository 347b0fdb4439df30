import { describe, expect, test } from 'vitest';
import { createInterfaces } from '../../../../src/api/index.ts';
import { additions, judgedSpecifications, leftOutSpecifications, notExposed } from './lists.ts';
import { model, specifications } from './model.ts';

const family = createInterfaces(globalThis) as unknown as Readonly<Record<string, new () => object>>;
const exposed = [...model.interfaces.values()].filter(
  ({ name, isExposedInWindows }) => isExposedInWindows && notExposed[name] === undefined,
);

describe('the specifications', () => {
  test('that touch our interfaces are judged, or left out with a reason', () => {
    const touching = Object.entries(specifications)
      .filter(([, definitions]) => definitions.some(({ type, name }) => type === 'interface' && isOurs(name)))
      .map(([name]) => name);
    const known = [...judgedSpecifications, ...Object.keys(leftOutSpecifications)];
    expect(touching.filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => specifications[name] === undefined)).toEqual([]);
  });

  test('have every interface that is not exposed, and every member', () => {
    const isKnown = (key: string): boolean => {
      const [name, member] = key.split('.');
      const members = model.interfaces.get(name)?.members ?? model.dictionaries.get(name)?.fields;
      return members !== undefined && (member === undefined || members.some((one) => one.name === member));
    };
    expect(Object.keys(notExposed).filter((key) => !isKnown(key))).toEqual([]);
    expect(Object.keys(additions).filter(isKnown)).toEqual([]);
  });
});

describe('the interfaces', () => {
  test('that windows have are those of the specifications', () => {
    expect(Object.keys(family).sort()).toEqual(exposed.map(({ name }) => name).sort());
  });
});

function isOurs(name: string): boolean {
  return name in family || name.startsWith('RTC');
}
