import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enumeration, nullable, sequence } from '../../../src/webidl/composites.ts';
import { toBoolean, toDOMString, toDouble, toUSVString } from '../../../src/webidl/convert.ts';
import { defaulting, dictionary, optional, required } from '../../../src/webidl/dictionary.ts';
import { bytesOfBufferSource } from '../../../src/webidl/buffer-source.ts';
import {
  toClampedUnsignedShort,
  toEnforcedUnsignedShort,
  toLong,
  toUnsignedLong,
  toUnsignedShort,
} from '../../../src/webidl/integers.ts';

describe('strings', () => {
  test('are made by ToString, which refuses symbols', () => {
    expect(toDOMString({ toString: () => 'x' }, 'it')).toBe('x');
    expect(toDOMString(null, 'it')).toBe('null');
    expect(() => toDOMString(Symbol('s'), 'it')).toThrow(TypeError);
  });

  test('of scalar values have no lone surrogates', () => {
    expect(toUSVString('a\uD800b\uDC00c\u{1F600}', 'it')).toBe('a\uFFFDb\uFFFDc\u{1F600}');
  });

  test('of an enumeration are its values and nothing else', () => {
    const convert = enumeration('Colour', ['red', 'blue']);
    expect(convert('red', 'it')).toBe('red');
    expect(() => convert('Red', 'it')).toThrow(/'Red' is not a valid value of Colour/);
  });
});

describe('integers', () => {
  test('wrap around as the typed arrays do', () => {
    fc.assert(
      fc.property(fc.double(), (number) => {
        expect(toUnsignedShort(number, 'it')).toBe(new Uint16Array([number])[0]);
        expect(toUnsignedLong(number, 'it')).toBe(new Uint32Array([number])[0]);
        expect(toLong(number, 'it')).toBe(new Int32Array([number])[0]);
      }),
    );
  });

  test('with [EnforceRange] are truncated and must then be in range', () => {
    expect(toEnforcedUnsignedShort(65535.9, 'it')).toBe(65535);
    expect(Object.is(toEnforcedUnsignedShort(-0.9, 'it'), 0)).toBe(true);
    for (const bad of [-1, 65536, NaN, Infinity, 'x']) {
      expect(() => toEnforcedUnsignedShort(bad, 'it')).toThrow(TypeError);
    }
  });

  test('with [Clamp] go to the nearest, ties to even', () => {
    expect([-5, 0.5, 1.5, 2.5, 70000, NaN].map((n) => toClampedUnsignedShort(n, 'it'))).toEqual([0, 0, 2, 2, 65535, 0]);
  });

  test('refuse BigInts and symbols', () => {
    expect(() => toUnsignedShort(1n, 'it')).toThrow(TypeError);
    expect(() => toDouble(Symbol('s'), 'it')).toThrow(TypeError);
    expect(() => toDouble(Infinity, 'it')).toThrow(TypeError);
  });
});

describe('sequences', () => {
  test('come from anything iterable', () => {
    expect(sequence(toBoolean)(new Set([1, 0]), 'it')).toEqual([true, false]);
    expect(() => sequence(toBoolean)({ length: 1, 0: 1 }, 'it')).toThrow(TypeError);
    expect(() => sequence(toBoolean)('string', 'it')).toThrow(TypeError);
  });

  test('name the element that is wrong', () => {
    expect(() => sequence(toDOMString)(['a', Symbol('b')], 'names')).toThrow(/names\[1\]/);
  });
});

describe('dictionaries', () => {
  const convert = dictionary('Options', {
    name: required(toDOMString),
    count: defaulting(toUnsignedShort, () => 7),
    flag: optional(toBoolean),
    label: defaulting(nullable(toDOMString), () => null),
  });

  test('have defaults, and no member for what is absent', () => {
    expect(convert({ name: 1 }, 'options')).toEqual({ name: '1', count: 7, label: null });
    expect('flag' in convert({ name: '', flag: undefined }, 'options')).toBe(false);
  });

  test('miss a required member with a TypeError that names it', () => {
    expect(() => convert(undefined, 'options')).toThrow(/Options\.name is required/);
    expect(() => convert('text', 'options')).toThrow(/options is not an object/);
  });

  test('read members in lexicographic order, the inherited ones first', () => {
    const reads: string[] = [];
    const get = (_: object, key: string | symbol): string => {
      reads.push(String(key));
      return 'x';
    };
    const source = new Proxy({ name: 'x' }, { get });
    dictionary('Derived', { beta: optional(toBoolean), alpha: optional(toBoolean) }, convert)(source, 'it');
    expect(reads).toEqual(['count', 'flag', 'label', 'name', 'alpha', 'beta']);
  });
});

describe('buffer sources', () => {
  test('are viewed, not copied', () => {
    const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
    expect(bytesOfBufferSource(new DataView(buffer, 1, 2))).toEqual(new Uint8Array([2, 3]));
    expect(bytesOfBufferSource(buffer)?.buffer).toBe(buffer);
  });

  test('are neither shared memory nor other objects', () => {
    expect(bytesOfBufferSource(new Uint8Array(new SharedArrayBuffer(2)))).toBeUndefined();
    expect(bytesOfBufferSource({ [Symbol.toStringTag]: 'ArrayBuffer' })).toBeUndefined();
    expect(bytesOfBufferSource([1, 2])).toBeUndefined();
  });
});
