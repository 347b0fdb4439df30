import { TimedEvent } from '../timed-event.ts';
import type { Timeline } from '../timeline.ts';
import type { FakeClock, FakeTimer, FakeTimers, FakeTimeout, StartTimer } from './fake-timers.ts';

/** What an application measures time with. Microtasks and immediates stay: they are not time, but the event loop. */
const FAKED = `setTimeout clearTimeout setInterval clearInterval Date performance Intl Temporal
  requestAnimationFrame cancelAnimationFrame requestIdleCallback cancelIdleCallback`.split(/\s+/);
const STARTING = ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback'] as const;
/** Node's shortest timeout; a chain of shorter ones would hold time still. */
const SHORTEST_MS = 1;

/** What the timers need of their world. */
export interface TimersWorld {
  readonly timeline: Timeline;
  readonly now: () => number;
  /** Unix milliseconds when the world began. */
  readonly timeOrigin: number;
}

/**
 * An application's timers and clocks on a world's line. The package keeps the functions and objects that scripts see; its
 * clock reads the world's, and each of its timers is an event of the world, run as a task of its own.
 */
export class WorldTimers {
  readonly #world: TimersWorld;
  readonly #clock: FakeClock;
  readonly #startTimers: Partial<Record<(typeof STARTING)[number], StartTimer>> = {};
  readonly #events = new Map<number, ApplicationTimer>();
  /** A timer never comes early: while one is started, the clock is rounded up. */
  #isStarting = false;

  /** Throws a TypeError if the global object has fake timers already. */
  constructor(global: object, fakeTimers: FakeTimers, world: TimersWorld) {
    this.#world = world;
    this.#clock = fakeTimers
      .withGlobal(global)
      .install({ now: world.timeOrigin, toFake: FAKED.filter((name) => name in global), ignoreMissingTimers: true });
    this.#takeOver();
  }

  /** Puts the global object's own functions back. Timers that are pending never fire. */
  uninstall(): void {
    for (const event of this.#events.values()) this.#world.timeline.cancel(event);
    this.#events.clear();
    // On its own functions the package keeps what was there before.
    Object.assign(this.#clock, this.#startTimers);
    this.#clock.uninstall();
  }

  /** The timer's time has come. */
  fire(timer: FakeTimer): void {
    if (!this.#events.has(timer.id)) return;
    if (timer.interval === undefined) this.#clear(timer);
    else this.#startAgain(timer, timer.interval);
    timer.func.apply(null, [...timer.args]);
  }

  #takeOver(): void {
    const clock = this.#clock;
    // The table of timers is made with the first one.
    clock.clearTimeout(clock.setTimeout(() => {}, 0));
    if (!(clock.timers instanceof Map)) {
      clock.uninstall();
      throw new Error('installTimers needs version 15 of @sinonjs/fake-timers');
    }
    clock.timers = new WatchedTimers(
      (timer) => this.#start(timer),
      (id) => this.#stop(id),
    );
    Object.defineProperty(clock, 'now', { get: () => this.#now(), set: () => {} });
    this.#takeOverPerformance();
    for (const name of STARTING) {
      this.#startTimers[name] = clock[name];
      clock[name] = this.#starting(clock[name]);
    }
  }

  /** Scripts see fractions of milliseconds here, and only here. */
  #takeOverPerformance(): void {
    const { performance } = this.#clock;
    if (performance === undefined) return;
    performance.now = this.#world.now;
    performance.timeOrigin = this.#world.timeOrigin;
  }

  #starting(startTimer: StartTimer): StartTimer {
    return (...args) => {
      this.#isStarting = true;
      try {
        return this.#watch(startTimer(...args));
      } finally {
        this.#isStarting = false;
      }
    };
  }

  /** What Node's `unref` says is what a background event is: it does not keep the world going. */
  #watch(timer: number | FakeTimeout): number | FakeTimeout {
    if (typeof timer !== 'object') return timer;
    const { ref, unref } = timer;
    timer.ref = () => {
      this.#move(timer, false);
      return ref.call(timer);
    };
    timer.unref = () => {
      this.#move(timer, true);
      return unref.call(timer);
    };
    return timer;
  }

  #move(timer: FakeTimeout, isBackground: boolean): void {
    const event = this.#events.get(timer[Symbol.toPrimitive]());
    if (event !== undefined) this.#world.timeline.schedule(event, event.at, isBackground);
  }

  #now(): number {
    const now = this.#world.timeOrigin + this.#world.now();
    return this.#isStarting ? Math.ceil(now) : Math.floor(now);
  }

  /** A timer is new, or was refreshed. */
  #start(timer: FakeTimer): void {
    const known = this.#events.get(timer.id);
    const event = known ?? new ApplicationTimer(this.#world.timeline, this, timer);
    this.#events.set(timer.id, event);
    const isBackground = known?.isBackground ?? (timer.type === 'Interval' || timer.type === 'AnimationFrame');
    const earliest = this.#world.now() + (timer.type === 'Timeout' ? SHORTEST_MS : 0);
    this.#world.timeline.schedule(event, Math.max(timer.callAt - this.#world.timeOrigin, earliest), isBackground);
  }

  #startAgain(timer: FakeTimer, intervalMs: number): void {
    timer.callAt += Math.max(intervalMs, SHORTEST_MS);
    this.#start(timer);
  }

  #stop(id: number): void {
    const event = this.#events.get(id);
    if (event !== undefined) this.#world.timeline.cancel(event);
    this.#events.delete(id);
  }

  #clear({ id, type }: FakeTimer): void {
    if (type === 'AnimationFrame') this.#clock.cancelAnimationFrame(id);
    else if (type === 'IdleCallback') this.#clock.cancelIdleCallback(id);
    else this.#clock.clearTimeout(id);
  }
}

/** The package's table of timers: whatever it starts, refreshes or clears passes through here. */
class WatchedTimers extends Map<number, FakeTimer> {
  readonly #start: (timer: FakeTimer) => void;
  readonly #stop: (id: number) => void;

  constructor(start: (timer: FakeTimer) => void, stop: (id: number) => void) {
    super();
    this.#start = start;
    this.#stop = stop;
  }

  override set(id: number, timer: FakeTimer): this {
    super.set(id, timer);
    this.#start(timer);
    return this;
  }

  override delete(id: number): boolean {
    this.#stop(id);
    return super.delete(id);
  }
}

class ApplicationTimer extends TimedEvent {
  readonly #timeline: Timeline;
  readonly #timers: WorldTimers;
  readonly #timer: FakeTimer;

  constructor(timeline: Timeline, timers: WorldTimers, timer: FakeTimer) {
    super();
    this.#timeline = timeline;
    this.#timers = timers;
    this.#timer = timer;
  }

  override run(): void {
    this.#timeline.queueTask(() => this.#timers.fire(this.#timer));
  }

  override describe(): string {
    const { type, func } = this.#timer;
    return `${NAMES[type]}${func.name === '' ? '' : ` (${func.name})`} of the application`;
  }
}

const NAMES: Readonly<Record<FakeTimer['type'], string>> = {
  Timeout: 'a setTimeout',
  Interval: 'a setInterval',
  Immediate: 'a setImmediate',
  AnimationFrame: 'a requestAnimationFrame',
  IdleCallback: 'a requestIdleCallback',
};
