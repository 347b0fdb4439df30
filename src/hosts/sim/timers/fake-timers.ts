/** What is used of the package `@sinonjs/fake-timers`, version 15. */
export interface FakeTimers {
  withGlobal(global: object): { install(config: FakeTimersConfig): FakeClock };
}

export interface FakeTimersConfig {
  readonly now: number;
  readonly toFake: readonly string[];
  readonly ignoreMissingTimers: boolean;
}

/** What it puts behind the global functions: they call these methods, whatever they are at the time. */
export interface FakeClock {
  now: number;
  timers: Map<number, FakeTimer>;
  performance?: { now(): number; timeOrigin: number };
  setTimeout: StartTimer;
  setInterval: StartTimer;
  clearTimeout(id: unknown): void;
  requestAnimationFrame: StartTimer;
  cancelAnimationFrame(id: unknown): void;
  requestIdleCallback: StartTimer;
  cancelIdleCallback(id: unknown): void;
  uninstall(): void;
}

/** Gives a number in browsers, an object in Node. */
export type StartTimer = (...args: unknown[]) => number | FakeTimeout;

export interface FakeTimeout {
  ref(): unknown;
  unref(): unknown;
  [Symbol.toPrimitive](): number;
}

export interface FakeTimer {
  readonly id: number;
  readonly type: 'Timeout' | 'Interval' | 'Immediate' | 'AnimationFrame' | 'IdleCallback';
  readonly func: (...args: unknown[]) => unknown;
  readonly args: readonly unknown[];
  /** By the fake clock. */
  callAt: number;
  readonly interval?: number;
}

/** Throws an Error that says what to install, if the package is not there or is another version. */
export async function loadFakeTimers(): Promise<FakeTimers> {
  try {
    const loaded = (await import(/* @vite-ignore */ /* webpackIgnore: true */ PACKAGE)) as Loaded;
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new Error('installTimers needs the package @sinonjs/fake-timers, version 15', { cause });
  }
}

type Loaded = { default?: FakeTimers } & FakeTimers;

/** Not spelt in the import: a bundler for pages would take it in, and what it needs of Node with it. */
const PACKAGE: string = '@sinonjs/fake-timers';
