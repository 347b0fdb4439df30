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
