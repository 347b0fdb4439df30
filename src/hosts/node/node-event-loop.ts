import { queueImmediate, startTimer, stopTimer } from './node-timers.ts';

/**
 * Node's event loop as the simulated world wants it (`EventLoop` of hosts/sim): taken from `node:timers`, so that it is
 * there also where the global object is that of jsdom and has no setImmediate.
 */
export const nodeEventLoop = {
  nextTurn(steps: () => void): void {
    queueImmediate(steps);
  },

  startTimer(steps: () => void, delayMs: number, keepsProcessAlive: boolean): NodeJS.Timeout {
    const timer = startTimer(steps, delayMs);
    return keepsProcessAlive ? timer : timer.unref();
  },

  stopTimer(timer: unknown): void {
    stopTimer(timer as NodeJS.Timeout);
  },
};
