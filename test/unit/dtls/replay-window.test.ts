import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReplayWindow } from '../../../src/dtls/replay-window.ts';

describe('the replay window', () => {
  test('takes each number once', () => {
    const window = new ReplayWindow();
    for (const sequence of [0, 1, 5, 3, 200]) {
      expect(window.isFresh(sequence)).toBe(true);
      window.mark(sequence);
      expect(window.isFresh(sequence)).toBe(false);
    }
    expect(window.isFresh(2)).toBe(true);
  });

  test('takes nothing that is 256 behind the newest', () => {
    const window = new ReplayWindow();
    window.mark(1000);
    expect(window.isFresh(1000 - 255)).toBe(true);
    expect(window.isFresh(1000 - 256)).toBe(false);
  });

  test('counts on beyond 32 bits', () => {
    const window = new ReplayWindow();
    window.mark(2 ** 32 - 1);
    window.mark(2 ** 32 + 5);
    expect(window.isFresh(2 ** 32 + 5)).toBe(false);
    expect(window.isFresh(2 ** 32 - 1)).toBe(false);
    expect(window.isFresh(2 ** 32)).toBe(true);
    expect(window.isFresh(2 ** 47)).toBe(true);
  });

  test('agrees with a set of all numbers seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.array(fc.nat(700), { maxLength: 200 }), (base, steps) => {
        const window = new ReplayWindow();
        const seen = new Set<number>();
        let newest = -1;
        for (const step of steps) {
          const sequence = base + step;
          const isFresh = !seen.has(sequence) && (newest < 0 || sequence > newest - 256);
          expect(window.isFresh(sequence)).toBe(isFresh);
          if (!isFresh) continue;
          window.mark(sequence);
          seen.add(sequence);
          newest = Math.max(newest, sequence);
        }
      }),
    );
  });
});
