import { nextTick } from 'node:process';
import { queueImmediate, startTimer, stopTimer } from './node-timers.ts';

/**
 * Node's event loop as the simulated world wants it (`EventLoop` of hosts/sim): taken from `node:timers`, so that it is
 * there also where the global object is that of jsdom and has no setImmediate.
 */
export const nodeEventLoop = {
  nextTurn(steps: () => void): void {
    queueImmediate(steps);
  },

  /** Ticks wait until the queue of microtasks is empty, those included that microtasks queue. */
  afterPromises(steps: () => void): void {
    void SETTLED.then(() => nextTick(steps));
  },

  startTimer(steps: () => void, delayMs: number, keepsProcessAlive: boolean): NodeJS.Timeout {
    const timer = startTimer(steps, delayMs);
    return keepsProcessAlive ? timer : timer.unref();
  },

  stopTimer(timer: unknown): void {
    stopTimer(timer as NodeJS.Timeout);
  },
};

const SETTLED = Promise.resolve();
