import { performance as hostPerformance } from 'node:perf_hooks';
import type { Alarm, Clock } from '../../ports/clock.ts';
import { NodeAlarm } from './node-alarm.ts';
import { queueImmediate } from './node-timers.ts';

/** Monotonic time of this process; tasks are immediates, which Node runs in order with microtasks in between. */
export function createNodeClock(): Clock {
  return new NodeClock();
}

class NodeClock implements Clock {
  readonly timeOrigin = hostPerformance.timeOrigin;

  now(): number {
    return monotonicNow();
  }

  queueTask(steps: () => void): void {
    queueImmediate(steps);
  }

  /** The check phase follows the poll phase, in which libuv reads up to 32 datagrams of a socket. */
  afterInput(steps: () => void): void {
    queueImmediate(steps);
  }

  alarm(wake: () => void): Alarm {
    return new NodeAlarm(monotonicNow, wake);
  }
}

// Bound once, so that fake timers installed later do not reach a connection that runs over real sockets.
const monotonicNow: () => number = hostPerformance.now.bind(hostPerformance);
