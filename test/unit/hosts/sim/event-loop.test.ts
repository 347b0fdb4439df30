import { expect, test } from 'vitest';
import { nodeEventLoop } from '../../../../src/hosts/node/node-event-loop.ts';
import { capturedEventLoop, messageTurns, type EventLoop } from '../../../../src/hosts/sim/real-time.ts';
import { twoEndpoints } from './world.ts';

/** What browsers have instead of setImmediate. */
const messageLoop: EventLoop = { ...capturedEventLoop, nextTurn: messageTurns(new MessageChannel()) };

test.each([
  ['the captured one', capturedEventLoop],
  ['node:timers', nodeEventLoop],
  ['messages', messageLoop],
])('turns of %s come in order, each with its microtasks, and carry a world', async (_name, eventLoop) => {
  const order: number[] = [];
  await new Promise<void>((resolve) => {
    eventLoop.nextTurn(() => void Promise.resolve().then(() => order.push(1)));
    eventLoop.nextTurn(() => order.push(2));
    eventLoop.nextTurn(() => eventLoop.nextTurn(resolve));
  });
  expect(order).toEqual([1, 2]);
  const { world, alice, bob } = await twoEndpoints({ time: 'auto', latencyMs: 20, eventLoop });
  for (let i = 0; i < 50; i++) alice.send(bob, i);
  await world.until(() => bob.arrivals.length === 50);
  expect(world.now).toBe(20);
});

test('what waits for the promises runs in the same turn, when chains of any length are at their end', async () => {
  const order: string[] = [];
  const chain = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
    order.push('chain');
  };
  await new Promise<void>((resolve) => {
    nodeEventLoop.nextTurn(() => {
      nodeEventLoop.nextTurn(() => {
        order.push('turn');
        resolve();
      });
      void chain();
      nodeEventLoop.afterPromises(() => order.push('steps'));
    });
  });
  expect(order).toEqual(['chain', 'steps', 'turn']);
});

test('however many instants follow each other without script, others get their turns', async () => {
  const { world, alice, bob } = await twoEndpoints({ latencyMs: 1, jitterMs: 500, eventLoop: nodeEventLoop });
  for (let i = 0; i < 500; i++) alice.send(bob, i);
  const seen: number[] = [];
  const watch = (): void => {
    seen.push(bob.arrivals.length);
    if (bob.arrivals.length < 500) setImmediate(watch);
  };
  setImmediate(watch);
  await world.advance(2000);
  const most = seen.reduce((most, count, i) => Math.max(most, count - (seen[i - 1] ?? 0)), 0);
  expect(most).toBeLessThanOrEqual(20);
});
