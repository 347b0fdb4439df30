import { describe, expect, test } from 'vitest';
import { defineEventHandlers } from '../../../src/webidl/event-handlers.ts';

class Target extends EventTarget {
  declare onping: ((event: Event) => unknown) | null;
}
defineEventHandlers(Target, ['ping'], (value) => value instanceof Target);

function fire(target: Target, cancelable = false): boolean {
  return target.dispatchEvent(new Event('ping', { cancelable }));
}

describe('an event handler attribute', () => {
  test('is null at first, and again after anything that is no object', () => {
    const target = new Target();
    expect(target.onping).toBeNull();
    target.onping = () => undefined;
    target.onping = 'text' as never;
    expect(target.onping).toBeNull();
  });

  test('keeps its place among the listeners when it is replaced, and loses it when it becomes null', () => {
    const target = new Target();
    const calls: string[] = [];
    target.onping = () => calls.push('first handler');
    target.addEventListener('ping', () => calls.push('listener'));
    target.onping = () => calls.push('second handler');
    fire(target);
    target.onping = null;
    target.onping = () => calls.push('third handler');
    fire(target);
    expect(calls).toEqual(['second handler', 'listener', 'listener', 'third handler']);
  });

  test('is called with the target as this, and cancels by returning false', () => {
    const target = new Target();
    let self: unknown;
    target.onping = function (this: unknown) {
      self = this;
      return false;
    };
    expect(fire(target, true)).toBe(false);
    expect(self).toBe(target);
  });

  test('accepts an object that cannot be called', () => {
    const target = new Target();
    const object = { handleEvent: () => expect.unreachable() };
    target.onping = object as never;
    fire(target);
    expect(target.onping).toBe(object);
  });

  test('throws when read from another object', () => {
    const { get } = Object.getOwnPropertyDescriptor(Target.prototype, 'onping')!;
    expect(() => get!.call(new EventTarget())).toThrow(TypeError);
  });
});
