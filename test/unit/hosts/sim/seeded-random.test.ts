import { expect, test } from 'vitest';
import { SeededRandom } from '../../../../src/hosts/sim/seeded-random.ts';

test('the generator is xoshiro128**: uniform over bytes, bits and fractions', () => {
  const random = new SeededRandom(1, 'test');
  const bytes = new Uint8Array(256_000);
  random.fill(bytes);
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  // Chi squared with 255 degrees of freedom lies below 330 in 99.9 % of cases.
  const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquared).toBeLessThan(330);
  let sum = 0;
  for (let i = 0; i < 10_000; i++) sum += random.fraction();
  expect(sum / 10_000).toBeCloseTo(0.5, 1);
});

test('streams of one seed, and one stream of several seeds, have nothing in common', () => {
  const draws = new Set<number>();
  for (let seed = 0; seed < 100; seed++) {
    for (const stream of ['', 'a', 'b', 'ab', 'host alice', 'host bob'])
      draws.add(new SeededRandom(seed, stream).uint32());
  }
  expect(draws.size).toBe(600);
});

test('the same seed and stream repeat, however the bytes are fetched', () => {
  const [one, two] = [new SeededRandom(5, 'x'), new SeededRandom(5, 'x')];
  const whole = new Uint8Array(64);
  const half = new Uint8Array(32);
  one.fill(whole);
  two.fill(half);
  expect([...whole.subarray(0, 32)]).toEqual([...half]);
});

test('impossible and certain outcomes cost no draw', () => {
  const [one, two] = [new SeededRandom(5, 'x'), new SeededRandom(5, 'x')];
  expect([one.chance(0), one.chance(1)]).toEqual([false, true]);
  expect(one.uint32()).toBe(two.uint32());
});
