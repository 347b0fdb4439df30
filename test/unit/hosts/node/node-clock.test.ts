import { afterEach, expect, test } from 'vitest';
import sinon from 'sinon';
import { createNodeClock } from '../../../../src/hosts/node/node-clock.ts';

const clock = createNodeClock();
afterEach(() => sinon.restore());

test('tasks run in order, with all microtasks of one before the next', async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    clock.queueTask(() => {
      order.push('first');
      void Promise.resolve()
        .then(() => {})
        .then(() => order.push('its microtasks'));
    });
    clock.queueTask(() => {
      order.push('second');
      resolve();
    });
    order.push('script');
  });
  expect(order).toEqual(['script', 'first', 'its microtasks', 'second']);
});

test('an alarm wakes once, not before its deadline', async () => {
  const wakes: number[] = [];
  const alarm = clock.alarm(() => wakes.push(clock.now()));
  const deadline = clock.now() + 5.5;
  alarm.set(deadline, false);
  await rest(30);
  expect(wakes).toHaveLength(1);
  expect(wakes[0]).toBeGreaterThanOrEqual(deadline);
});

test('an alarm follows its deadline to later and to earlier', async () => {
  const start = clock.now();
  let wokenAt = 0;
  const alarm = clock.alarm(() => (wokenAt = clock.now()));
  alarm.set(start + 5, false);
  alarm.set(start + 60, false);
  alarm.set(start + 20, true);
  await rest(45);
  expect(wokenAt - start).toBeGreaterThanOrEqual(20);
  expect(wokenAt - start).toBeLessThan(60);
});

test('an alarm that is cleared, or set to never, is silent', async () => {
  let wakes = 0;
  const alarm = clock.alarm(() => wakes++);
  alarm.set(clock.now() + 2, false);
  alarm.clear();
  alarm.set(clock.now() + 2, false);
  alarm.set(Infinity, false);
  await rest(15);
  expect(wakes).toBe(0);
});

test('a deadline in the past wakes in the next turn, never inside set', async () => {
  let wakes = 0;
  const alarm = clock.alarm(() => wakes++);
  alarm.set(clock.now() - 1, false);
  expect(wakes).toBe(0);
  await new Promise((resolve) => setImmediate(resolve));
  expect(wakes).toBe(1);
});

test('fake timers installed by a test do not stop the clock of a real network', async () => {
  const fakes = sinon.useFakeTimers();
  const before = clock.now();
  await new Promise<void>((resolve) => clock.alarm(resolve).set(before + 3, false));
  expect(clock.now()).toBeGreaterThanOrEqual(before + 3);
  fakes.restore();
});

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
