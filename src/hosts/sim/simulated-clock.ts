import type { Alarm, Clock } from '../../ports/clock.ts';
import type { WorldTime } from './world-time.ts';
import { TimedEvent } from './timed-event.ts';
import type { StepsOwner } from './steps-line.ts';
import type { Timeline } from './timeline.ts';

/** One host's view of the world's time: all hosts share one line. */
export class SimulatedClock implements Clock, StepsOwner {
  readonly timeOrigin: number;
  readonly #owner: string;
  readonly #timeline: Timeline;
  readonly #time: WorldTime;
  #isStopped = false;

  constructor(owner: string, timeline: Timeline, time: WorldTime) {
    this.timeOrigin = time.timeOrigin;
    this.#owner = owner;
    this.#timeline = timeline;
    this.#time = time;
  }

  now(): number {
    return this.#time.now();
  }

  queueTask(steps: () => void): void {
    if (!this.#isStopped) this.#timeline.queueTask(steps, this);
  }

  afterInput(steps: () => void): void {
    if (!this.#isStopped) this.#timeline.queueAfterInput(steps, this);
  }

  alarm(wake: () => void, purpose?: () => string): Alarm {
    return new SimulatedAlarm(this, this.#owner, this.#timeline, wake, purpose);
  }

  /** One of the operating system's own: what it does for an application that has let go of it is not the application's. */
  systemAlarm(wake: () => void, purpose: () => string): Alarm {
    return new SimulatedAlarm(this, this.#owner, this.#timeline, wake, purpose);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** The host is without power: tasks and alarms that are there never run, and there will be no others. */
  stop(): void {
    this.#isStopped = true;
    this.#timeline.cancelAll((event) => event instanceof SimulatedAlarm && event.clock === this);
  }
}

class SimulatedAlarm extends TimedEvent implements Alarm {
  readonly clock: SimulatedClock;
  readonly #owner: string;
  readonly #timeline: Timeline;
  readonly #wake: () => void;
  readonly #purpose: (() => string) | undefined;

  constructor(
    clock: SimulatedClock,
    owner: string,
    timeline: Timeline,
    wake: () => void,
    purpose: (() => string) | undefined,
  ) {
    super();
    this.clock = clock;
    this.#owner = owner;
    this.#timeline = timeline;
    this.#wake = wake;
    this.#purpose = purpose;
  }

  set(deadline: number, background: boolean): void {
    if (deadline === Infinity || this.clock.isStopped) this.#timeline.cancel(this);
    else if (this.heapIndex < 0 || this.at !== deadline || this.isBackground !== background) {
      this.#timeline.schedule(this, deadline, background);
    }
  }

  clear(): void {
    this.#timeline.cancel(this);
  }

  override run(): void {
    this.#wake();
  }

  override describe(): string {
    return `${this.#purpose?.() ?? 'an alarm'} of ${this.#owner}`;
  }
}
