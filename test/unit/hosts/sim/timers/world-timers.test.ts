import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import sinon from 'sinon';
import { ApplicationWorld } from '../../../../../src/hosts/sim/application-world.ts';

const real = { ...globalThis, Date, performance };

let world: ApplicationWorld;
let uninstall: () => void;

beforeEach(async () => {
  world = new ApplicationWorld({ seed: 1, startTimeUnixMs: Date.UTC(2030, 5, 1) });
  uninstall = await world.installTimers(globalThis);
});

afterEach(() => {
  world.close();
  expect(globalThis.setTimeout).toBe(real.setTimeout);
  expect(globalThis.Date).toBe(real.Date);
  expect(globalThis.performance).toBe(real.performance);
});

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('timers of the application', () => {
  test('a long time passes in a short one, and all clocks agree', async () => {
    const before = process.hrtime.bigint();
    await sleep(20 * 60_000);
    expect(world.now).toBe(1_200_000);
    expect(Date.now()).toBe(Date.UTC(2030, 5, 1, 0, 20));
    expect(new Date().toISOString()).toBe('2030-06-01T00:20:00.000Z');
    expect(performance.now()).toBe(1_200_000);
    expect(performance.timeOrigin).toBe(Date.UTC(2030, 5, 1));
    expect(process.hrtime.bigint() - before).toBeLessThan(6_000_000_000n);
  });

  test('fire in order, a task each, with microtasks in between', async () => {
    const order: string[] = [];
    setTimeout(() => {
      order.push('first');
      void Promise.resolve().then(() => order.push('its microtask'));
    }, 5);
    setTimeout(() => order.push('second'), 5);
    setTimeout((...args: unknown[]) => order.push(`third ${args.join()}`), 4.9, 1, 2);
    world.at(5, () => order.push('world.at'));
    await sleep(10);
    expect(order).toEqual(['third 1,2', 'first', 'its microtask', 'second', 'world.at']);
  });

  test('never fire early, also when they were started between two milliseconds', async () => {
    const delays: number[] = [];
    world.at(0.75, () => {
      const start = performance.now();
      setTimeout(() => delays.push(performance.now() - start), 10);
    });
    await sleep(50);
    expect(delays).toEqual([10.25]);
  });

  test('are cleared, refreshed and repeated', async () => {
    const log: string[] = [];
    const never = setTimeout(() => log.push('never'), 10);
    const later = setTimeout(() => log.push(`later at ${world.now}`), 10);
    const again = setInterval(() => log.push(`again at ${world.now}`), 4);
    setTimeout(() => later.refresh(), 5);
    clearTimeout(never);
    await sleep(14);
    clearInterval(again);
    await sleep(20);
    expect(log).toEqual(['again at 4', 'again at 8', 'again at 12', 'later at 15']);
  });

  test('an interval and what is unrefed do not keep the world going', async () => {
    const log: number[] = [];
    setInterval(() => log.push(world.now), 1000);
    setTimeout(() => log.push(-1), 500).unref();
    await world.settle();
    expect([world.now, log]).toEqual([0, []]);
    await world.advance(2500);
    expect(log).toEqual([-1, 1000, 2000]);
  });

  test('a chain of timeouts of nothing does not hold time still', async () => {
    let links = 0;
    const next = (): void => {
      if (++links < 100) setTimeout(next, 0);
    };
    next();
    await world.until(() => links === 100);
    expect(world.now).toBe(99);
  });

  test('are named among what is pending', () => {
    setTimeout(function giveUp() {}, 30_000);
    setInterval(() => {}, 100);
    expect(world.pending.timers).toEqual([
      { what: 'a setInterval of the application', at: 100, isHousekeeping: true },
      { what: 'a setTimeout (giveUp) of the application', at: 30_000, isHousekeeping: false },
    ]);
  });

  test('leave microtasks, immediates and process.nextTick alone', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('immediate'));
    process.nextTick(() => order.push('tick'));
    queueMicrotask(() => order.push('microtask'));
    await sleep(1);
    expect([...order].sort()).toEqual(['immediate', 'microtask', 'tick']);
  });

  test('stop when they are taken away', async () => {
    let fired = 0;
    setTimeout(() => fired++, 10);
    setInterval(() => fired++, 10);
    uninstall();
    uninstall();
    await world.advance(100);
    expect(fired).toBe(0);
    expect(world.pending.timers).toEqual([]);
  });

  test('an error in one does not stop the others', async () => {
    const errors: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => errors.push(error));
    const mistake = new Error('mine');
    setTimeout(() => {
      throw mistake;
    }, 5);
    await sleep(10);
    for (const listener of listeners) process.on('uncaughtException', listener);
    expect(errors).toEqual([mistake]);
  });

  test('are refused where there are fakes already, and in a world of ambient time', async () => {
    await expect(world.installTimers(globalThis)).rejects.toThrow(TypeError);
    uninstall();
    sinon.useFakeTimers();
    await expect(world.installTimers(globalThis)).rejects.toThrow(TypeError);
    sinon.restore();
    const ambient = new ApplicationWorld({ seed: 1, time: 'ambient' });
    await expect(ambient.installTimers(globalThis)).rejects.toThrow('a world of ambient time follows');
    ambient.close();
  });
});

test('a global object of its own can have them', async () => {
  const window = { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout, Date: real.Date };
  await world.installTimers(window);
  let at = 0;
  window.setTimeout(() => (at = new window.Date().getTime()), 1000);
  await world.settle();
  expect(at).toBe(Date.UTC(2030, 5, 1) + 1000);
});
