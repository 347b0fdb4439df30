/** Values to try a Web IDL conversion with: good ones, ones that become another, and ones that must be refused. */
import { fieldsOf, model, type IdlType, type Member } from './model.ts';

export interface Samples {
  /** Something of the type. */
  readonly good: unknown;
  /** What is given, and what it becomes. */
  readonly conversions: readonly (readonly [given: unknown, becomes: unknown])[];
  /** What a TypeError is the answer to. */
  readonly refused: readonly unknown[];
}

/** Objects of interfaces, by name. */
export type Objects = ReadonlyMap<string, readonly object[]>;

export function samplesOf(type: IdlType, objects: Objects, of?: Member): Samples {
  const samples = withoutNull(type, objects, of);
  if (!type.nullable) return samples;
  const conversions = [...samples.conversions.filter(([given]) => given !== null), [null, null] as const];
  return { ...samples, conversions, refused: samples.refused.filter((value) => value !== null) };
}

/** What has nothing but the required members. */
export function minimal(dictionary: string, objects: Objects): Record<string, unknown> {
  const required = fieldsOf(dictionary).filter((field) => field.required);
  return Object.fromEntries(required.map((field) => [field.name!, samplesOf(field.idlType!, objects, field).good]));
}

/** A type that names another stands for it. */
export function resolved(type: IdlType): IdlType {
  const named = typeof type.idlType === 'string' ? model.typedefs.get(type.idlType) : undefined;
  return named === undefined ? type : resolved(named);
}

function withoutNull(type: IdlType, objects: Objects, of?: Member): Samples {
  const { generic, union, idlType, extAttrs } = resolved(type);
  if (union) return { ...samplesOf((idlType as readonly IdlType[])[0], objects), conversions: [], refused: [] };
  if (generic === 'sequence') return sequenceSamples((idlType as readonly IdlType[])[0], objects);
  const name = idlType as string;
  const attributes = [...extAttrs, ...(of?.extAttrs ?? [])].map((attribute) => attribute.name);
  const integer = INTEGERS[name];
  if (integer !== undefined) return integerSamples(integer, attributes);
  if (name in SIMPLE) return SIMPLE[name];
  const values = model.enums.get(name);
  if (values !== undefined) return { good: values[0], conversions: same(values), refused: ['nonsense', '', 5, symbol] };
  if (model.dictionaries.has(name)) return dictionarySamples(name, objects);
  const [good] = objects.get(name) ?? [];
  return { good, conversions: same(good === undefined ? [] : [good]), refused: [{}, 5, null] };
}

function sequenceSamples(member: IdlType, objects: Objects): Samples {
  const { good } = samplesOf(member, objects);
  const list = good === undefined ? [] : [good];
  return { good: list, conversions: [[[], []]], refused: [5, {}, null, 'text', true] };
}

function dictionarySamples(name: string, objects: Objects): Samples {
  return { good: minimal(name, objects), conversions: [], refused: [5, 'text', true, symbol] };
}

function integerSamples([bits, isSigned]: readonly [number, boolean], attributes: readonly string[]): Samples {
  const maximum = 2 ** (isSigned ? bits - 1 : bits) - 1;
  const minimum = isSigned ? -(2 ** (bits - 1)) : 0;
  const truncated = [
    ['3', 3],
    [3.7, 3],
    [-0, 0],
  ] as const;
  if (attributes.includes('EnforceRange')) {
    return { good: 3, conversions: truncated, refused: [minimum - 1, maximum + 1, NaN, Infinity, 'text', symbol, 1n] };
  }
  if (attributes.includes('Clamp')) {
    const clamped = [
      [-5, minimum],
      [2 ** 40, maximum],
      [2.5, 2],
      [NaN, 0],
    ] as const;
    return { good: 3, conversions: clamped, refused: [symbol, 1n] };
  }
  const wrapped = [
    [maximum + 1, minimum],
    [minimum - 1, maximum],
    [NaN, 0],
    [Infinity, 0],
  ] as const;
  return { good: 3, conversions: [...truncated, ...wrapped], refused: [symbol, 1n] };
}

function same(values: readonly unknown[]): [unknown, unknown][] {
  return values.map((value) => [value, value]);
}

const symbol = Symbol('a symbol');

const INTEGERS: Readonly<Record<string, readonly [bits: number, isSigned: boolean]>> = {
  octet: [8, false],
  'unsigned short': [16, false],
  long: [32, true],
  'unsigned long': [32, false],
  'unsigned long long': [53, false],
};

const STRING: Samples = {
  good: 'text',
  conversions: [
    ['', ''],
    [5, '5'],
    [null, 'null'],
  ],
  refused: [symbol],
};

const SIMPLE: Readonly<Record<string, Samples>> = {
  boolean: {
    good: true,
    conversions: [
      ['', false],
      [0, false],
      [null, false],
      [{}, true],
      [symbol, true],
    ],
    refused: [],
  },
  double: {
    good: 2.5,
    conversions: [
      ['2.5', 2.5],
      [null, 0],
    ],
    refused: [NaN, Infinity, 'text', symbol, 1n],
  },
  DOMString: STRING,
  USVString: { ...STRING, conversions: [...STRING.conversions, ['a\uD800', 'a\uFFFD']] },
};
