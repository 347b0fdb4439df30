/**
 * All that the simulated world takes from the real one. The event loop is captured when this module is loaded, so that
 * fake timers which a test installs later freeze the test's timers and not the simulation; the ambient functions
 * are looked up at each call, because there the fakes are what is wanted.
 */
export interface EventLoop {
  /** Runs `steps` in a macrotask of its own, in the order asked for, and keeps the process alive until then. */
  nextTurn(steps: () => void): void;
  /** Runs `steps` within this turn, when every chain of promises that can go on has done so, however long it is. */
  afterPromises?(steps: () => void): void;
  startTimer(steps: () => void, delayMs: number, keepsProcessAlive: boolean): RealTimer;
  stopTimer(timer: RealTimer): void;
}

/** A number in browsers, an object with `unref` in Node. */
export type RealTimer = number | { unref?(): unknown };

export interface AmbientTimer {
  readonly stop: () => void;
  /** The function that started it: a different one since means that fakes came or went. */
  readonly source: unknown;
}

type StartTimer = (steps: () => void, delayMs: number) => RealTimer;
type StopTimer = (timer: RealTimer) => void;

interface Globals {
  setTimeout: StartTimer;
  clearTimeout: StopTimer;
  setImmediate?: (steps: () => void) => unknown;
  MessageChannel?: typeof MessageChannel;
  performance: { now(): number };
  Date: { now(): number };
}

const globals = globalThis as unknown as Globals;
const realSetTimeout = globals.setTimeout;
const realClearTimeout = globals.clearTimeout;

export const capturedEventLoop: EventLoop = {
  nextTurn: turnFunction(),

  startTimer(steps, delayMs, keepsProcessAlive) {
    const timer = realSetTimeout(steps, delayMs);
    if (!keepsProcessAlive && typeof timer === 'object') timer.unref?.();
    return timer;
  },

  stopTimer: (timer) => realClearTimeout(timer),
};

/** Where the application's timers are at this moment: real, or whatever sinon, vitest or jest have installed. */
export function startAmbientTimer(steps: () => void, delayMs: number, keepsProcessAlive: boolean): AmbientTimer {
  const { setTimeout: source, clearTimeout } = globals;
  const timer = source(steps, delayMs);
  if (!keepsProcessAlive && typeof timer === 'object') timer.unref?.();
  return { stop: () => clearTimeout(timer), source };
}

export function ambientTimerSource(): unknown {
  return globals.setTimeout;
}

export function ambientNow(): number {
  return globals.performance.now();
}

export function ambientUnixMs(): number {
  return globals.Date.now();
}

/** Changes when fake timers are installed or removed. */
export function ambientClockSource(): unknown {
  return globals.performance.now;
}

export function randomSeed(): number {
  return Math.floor(Math.random() * 0x1_0000_0000);
}

function turnFunction(): (steps: () => void) => void {
  const { setImmediate } = globals;
  // Fakes present already when this module is loaded carry their clock on them.
  if (setImmediate !== undefined && !('clock' in setImmediate)) return (steps) => void setImmediate(steps);
  if (globals.MessageChannel !== undefined) return messageTurns(new globals.MessageChannel());
  return (steps) => void realSetTimeout(steps, 0);
}

interface ReferencedPort {
  ref?(): void;
  unref?(): void;
}

/** Turns where there is no setImmediate, as in browsers: one message each. */
export function messageTurns({ port1, port2 }: MessageChannel): (steps: () => void) => void {
  const waiting: (() => void)[] = [];
  const port = port1 as MessagePort & ReferencedPort;
  port.onmessage = () => {
    const steps = waiting.shift();
    if (waiting.length === 0) port.unref?.();
    steps?.();
  };
  port.unref?.();
  return (steps) => {
    if (waiting.push(steps) === 1) port.ref?.();
    port2.postMessage(undefined);
  };
}
