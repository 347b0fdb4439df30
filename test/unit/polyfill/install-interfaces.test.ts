import { describe, expect, test } from 'vitest';
import { installInterfaces } from '../../../polyfill/install-interfaces.ts';

class Ours {}
class Theirs {}

describe('installing interfaces on a global object', () => {
  test('defines what is missing the way Web IDL defines interface objects', () => {
    const target = {};
    installInterfaces(target, { Ours });
    expect(Object.getOwnPropertyDescriptor(target, 'Ours')).toEqual({
      value: Ours,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  });

  test('leaves alone what is there, also when it is inherited', () => {
    const target = Object.create({ Inherited: Theirs }) as Record<string, unknown>;
    target.Own = Theirs;
    installInterfaces(target, { Own: Ours, Inherited: Ours });
    expect([target.Own, target.Inherited]).toEqual([Theirs, Theirs]);
  });

  test('a name that is declared but undefined counts as missing', () => {
    const target: Record<string, unknown> = { Name: undefined };
    installInterfaces(target, { Name: Ours });
    expect(target.Name).toBe(Ours);
  });

  test('a name that is another interface’s alias counts as missing', () => {
    const target: Record<string, unknown> = { Theirs, Name: Theirs };
    const uninstall = installInterfaces(target, { Name: Ours });
    expect(target.Name).toBe(Ours);
    uninstall();
    expect(target.Name).toBe(Theirs);
  });

  test('force replaces, and uninstall restores every descriptor exactly, absence included', () => {
    const getter = (): unknown => Theirs;
    const target: Record<string, unknown> = {};
    Object.defineProperty(target, 'Accessor', { get: getter, enumerable: true, configurable: true });
    Object.defineProperty(target, 'Frozen', { value: Theirs, writable: false, enumerable: false, configurable: true });
    const before = Object.getOwnPropertyDescriptors(target);
    const uninstall = installInterfaces(target, { Accessor: Ours, Frozen: Ours, Missing: Ours }, true);
    expect([target.Accessor, target.Frozen, target.Missing]).toEqual([Ours, Ours, Ours]);
    uninstall();
    expect(Object.getOwnPropertyDescriptors(target)).toEqual(before);
    expect('Missing' in target).toBe(false);
  });

  test('uninstalling twice does nothing the second time', () => {
    const target: Record<string, unknown> = {};
    const uninstall = installInterfaces(target, { Ours });
    uninstall();
    target.Ours = Theirs;
    uninstall();
    expect(target.Ours).toBe(Theirs);
  });

  test('installations nest', () => {
    const target: Record<string, unknown> = { Name: 'original' };
    const outer = installInterfaces(target, { Name: 'outer' }, true);
    const inner = installInterfaces(target, { Name: 'inner' }, true);
    inner();
    expect(target.Name).toBe('outer');
    outer();
    expect(target.Name).toBe('original');
  });

  test('a target that refuses one name is left untouched', () => {
    const target: Record<string, unknown> = {};
    Object.defineProperty(target, 'Second', { value: Theirs, configurable: false });
    expect(() => installInterfaces(target, { First: Ours, Second: Ours }, true)).toThrow(TypeError);
    expect('First' in target).toBe(false);
  });
});
