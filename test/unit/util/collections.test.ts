import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Heap } from '../../../src/util/heap.ts';
import { Queue } from '../../../src/util/queue.ts';
import { unwrap16, unwrap32 } from '../../../src/util/sequence.ts';
import { Slab } from '../../../src/util/slab.ts';
import { TimerTable } from '../../../src/util/timer-table.ts';

test('a queue gives back what was pushed, in order, whatever the mix of pushes and shifts', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (pushes) => {
      const queue = new Queue<number>();
      const model: number[] = [];
      pushes.forEach((isPush, i) => {
        if (isPush) {
          queue.push(i);
          model.push(i);
        } else expect(queue.shift()).toBe(model.shift());
        expect(queue.length).toBe(model.length);
        expect(queue.peek()).toBe(model[0]);
      });
      expect([...queue]).toEqual(model);
    }),
  );
});

test('a heap pops in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = new Heap<number>((a, b) => a < b);
      for (const number of numbers) heap.push(number);
      const popped = numbers.map(() => heap.pop());
      expect(popped).toEqual([...numbers].sort((a, b) => a - b));
      expect(heap.pop()).toBeUndefined();
    }),
  );
});

describe('serial numbers', () => {
  test('unwrap to the nearest number, forwards and backwards, across the wrap', () => {
    expect(unwrap16(2, 0xffff)).toBe(0x1_0002);
    expect(unwrap16(0xffff, 0x1_0002)).toBe(0xffff);
    expect(unwrap32(0, 0xffff_ffff)).toBe(0x1_0000_0000);
  });

  test('any number within half the range comes back', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }), (near, distance) => {
        const value = near + distance;
        if (value >= 0) expect(unwrap32(value % 2 ** 32, near)).toBe(value);
      }),
    );
  });
});

describe('a timer table', () => {
  test('gives what is due, earliest first, lowest slot first among equals', () => {
    const timers = new TimerTable(4);
    timers.set(3, 10);
    timers.set(0, 20);
    timers.set(1, 20);
    timers.set(2, 30);
    expect(timers.nextTimeout()).toBe(10);
    expect([25, 25, 25, 25].map((now) => timers.takeExpired(now))).toEqual([3, 0, 1, -1]);
    expect(timers.nextTimeout()).toBe(30);
  });

  test('is quiet when only housekeeping is armed', () => {
    const timers = new TimerTable(2, [1]);
    expect(timers.isQuiet).toBe(true);
    timers.set(1, 5);
    expect(timers.isQuiet).toBe(true);
    timers.set(0, 9);
    expect(timers.isQuiet).toBe(false);
    timers.clear(0);
    expect(timers.isQuiet).toBe(true);
  });
});

test('slab cuts never overlap and keep their head- and tailroom', () => {
  const slab = new Slab(256);
  const cuts = Array.from({ length: 20 }, () => slab.cut(50, 21, 16));
  const spans = cuts.map((cut) => ({ buffer: cut.buffer, from: cut.byteOffset - 21, to: cut.byteOffset + 66 }));
  for (const span of spans) {
    expect(span.from).toBeGreaterThanOrEqual(0);
    expect(span.to).toBeLessThanOrEqual(span.buffer.byteLength);
    const others = spans.filter((other) => other !== span && other.buffer === span.buffer);
    expect(others.every((other) => other.to <= span.from || other.from >= span.to)).toBe(true);
  }
  expect(slab.cut(1000, 1, 1)).toHaveLength(1000);
});
