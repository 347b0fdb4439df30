import { clearTimeout, setImmediate, setTimeout } from 'node:timers';

/**
 * The host's own timers, taken when this module is loaded: fake timers that a test installs later freeze the
 * application's timers, not the retransmissions of a real network.
 */
export const queueImmediate: (steps: () => void) => unknown = setImmediate;
export const startTimer: (steps: () => void, delayMs: number) => NodeJS.Timeout = setTimeout;
export const stopTimer: (timer: NodeJS.Timeout) => void = clearTimeout;
