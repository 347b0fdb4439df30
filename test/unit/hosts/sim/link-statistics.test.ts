import { describe, expect, test } from 'vitest';
import { chiSquare, deviations, DrivenLink, histogram, mean, runsOf, SEEDS } from './drive-link.ts';

/**
 * Delivered traffic against the configured model. Each test runs with twenty fixed seeds, so that it either always passes
 * or never does. Bounds are those that one correct model in ten thousand would exceed.
 */
const MANY = 20_000;
/** Of the normal distribution, both sides. */
const FAR = 3.9;
/** Of χ² by degrees of freedom. */
const CHI_SQUARE = { 1: 15.2, 7: 29.9, 9: 33.8, 19: 50.8 };

describe.each(SEEDS)('with seed %i', (seed) => {
  test('uniform loss is as frequent as configured, and knows nothing of the packet before', () => {
    const { isLost } = new DrivenLink({ loss: 0.1 }, seed).send(MANY, 1);
    expect(Math.abs(deviations(count(isLost), MANY, 0.1))).toBeLessThan(FAR);
    expect(chiSquareOfPairs(isLost)).toBeLessThan(CHI_SQUARE[1]);
  });

  test('burst loss has the mean and the distribution of lengths of its chain', () => {
    const { isLost } = new DrivenLink({ burstLoss: { meanLoss: 0.05, meanBurst: 4 } }, seed).send(5 * MANY, 1);
    const bursts = runsOf(isLost);
    // Each of some 1,250 independent pairs of a gap and a burst, both geometric, moves the share by about a 35th.
    expect(count(isLost) / isLost.length).toBeCloseTo(0.05, 1.7);
    expect(Math.abs(mean(bursts) - 4) / Math.sqrt((4 * 3) / bursts.length)).toBeLessThan(FAR);
    expect(chiSquareOfGeometric(bursts, 1 / 4, 8)).toBeLessThan(CHI_SQUARE[7]);
  });

  test('a chain with loss in both states loses what its equilibrium says', () => {
    const burstLoss = { p: 0.02, r: 0.18, lossGood: 0.01, lossBad: 0.6 };
    const { isLost } = new DrivenLink({ burstLoss }, seed).send(5 * MANY, 1);
    const isBad = 0.02 / (0.02 + 0.18);
    const expected = isBad * 0.6 + (1 - isBad) * 0.01;
    // Neighbours resemble each other: the variance of the share is that of independent packets times (1+λ)/(1−λ).
    const spread = Math.sqrt(((expected * (1 - expected)) / isLost.length) * ((1 + 0.8) / (1 - 0.8)));
    expect(Math.abs(count(isLost) / isLost.length - expected) / spread).toBeLessThan(FAR);
  });

  test('delay is the latency plus jitter, uniform up to its bound', () => {
    const { delays } = new DrivenLink({ latencyMs: 30, jitterMs: 20 }, seed).send(MANY, 25);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...delays)).toBeLessThan(50.000001);
    expect(chiSquareOfUniform(delays, 30, 50, 20)).toBeLessThan(CHI_SQUARE[19]);
  });

  test('reordered packets are as many as configured, held back uniformly, and the others are not late', () => {
    const { delays } = new DrivenLink({ latencyMs: 10, reorder: 0.05, reorderDelayMs: 8 }, seed).send(MANY, 1);
    const late = delays.filter((delay) => delay > 10);
    expect(Math.abs(deviations(late.length, MANY, 0.05))).toBeLessThan(FAR);
    expect(Math.max(...late)).toBeLessThanOrEqual(18.000001);
    expect(chiSquareOfUniform(late, 10, 18, 10)).toBeLessThan(CHI_SQUARE[9]);
  });

  test('duplicates and corruption are as frequent as configured, and do not depend on each other', () => {
    const { fates } = new DrivenLink({ duplicate: 0.08, corrupt: 0.03 }, seed).send(MANY, 1);
    const twice = fates.map(({ arrivals }) => arrivals.length === 2);
    const corrupted = fates.map(({ isCorrupted }) => isCorrupted);
    expect(Math.abs(deviations(count(twice), MANY, 0.08))).toBeLessThan(FAR);
    expect(Math.abs(deviations(count(corrupted), MANY, 0.03))).toBeLessThan(FAR);
    expect(chiSquareOfTable(twice, corrupted)).toBeLessThan(CHI_SQUARE[1]);
  });

  test('an overloaded link delivers at its rate, and drops the rest', () => {
    // 128-byte packets, one every 0.8 ms, are 1.28 Mbit/s.
    const link = new DrivenLink({ bandwidthBps: 1e6, loss: 0.01, jitterMs: 1 }, seed).send(5000, 0.8).finish();
    const arrivals = link.fates.flatMap((fate) => fate.arrivals);
    const seconds = (Math.max(...arrivals) - Math.min(...arrivals)) / 1000;
    expect((arrivals.length * 128 * 8) / seconds / 1e6).toBeCloseTo(1, 2);
    expect(link.fates.filter(({ drop }) => drop === 'queue').length).toBeGreaterThan(0);
  });
});

function count(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}

function chiSquareOfUniform(values: readonly number[], from: number, to: number, classes: number): number {
  const expected = Array.from({ length: classes }, () => values.length / classes);
  return chiSquare(histogram(values, from, to, classes), expected);
}

/** Runs of length 1…classes−1, and those that are longer, against a geometric distribution. */
function chiSquareOfGeometric(runs: readonly number[], end: number, classes: number): number {
  const counts = Array.from({ length: classes }, (_, i) =>
    i < classes - 1 ? runs.filter((run) => run === i + 1).length : runs.filter((run) => run >= classes).length,
  );
  const expected = counts.map((_, i) => runs.length * (1 - end) ** i * (i < classes - 1 ? end : 1));
  return chiSquare(counts, expected);
}

/** Whether one follows another more or less often than by chance. */
function chiSquareOfPairs(flags: readonly boolean[]): number {
  return chiSquareOfTable(flags.slice(0, -1), flags.slice(1));
}

function chiSquareOfTable(rows: readonly boolean[], columns: readonly boolean[]): number {
  const cell = (row: boolean, column: boolean): number =>
    rows.reduce((sum, value, i) => sum + (value === row && columns[i] === column ? 1 : 0), 0);
  const counts = [cell(true, true), cell(true, false), cell(false, true), cell(false, false)];
  const [row, column] = [count(rows) / rows.length, count(columns) / columns.length];
  const shares = [row * column, row * (1 - column), (1 - row) * column, (1 - row) * (1 - column)];
  return chiSquare(
    counts,
    shares.map((share) => share * rows.length),
  );
}
