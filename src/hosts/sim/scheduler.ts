import { TimedEvent } from './timed-event.ts';
import type { Timeline } from './timeline.ts';

/** Something that will be done at a virtual time. */
export interface Scheduled {
  /** Whether it is still to come. */
  readonly isPending: boolean;
  /** It will not be done; once it was done, this does nothing. */
  cancel(): void;
}

/** Does `steps` at `at` milliseconds of the world's time, in the order of events. */
export function scheduleSteps(timeline: Timeline, at: number, what: string, steps: () => void): Scheduled {
  const event = new ScheduledSteps(timeline, what, steps);
  timeline.schedule(event, at, false);
  return event;
}

class ScheduledSteps extends TimedEvent implements Scheduled {
  readonly #timeline: Timeline;
  readonly #what: string;
  readonly #steps: () => void;

  constructor(timeline: Timeline, what: string, steps: () => void) {
    super();
    this.#timeline = timeline;
    this.#what = what;
    this.#steps = steps;
  }

  get isPending(): boolean {
    return this.heapIndex >= 0;
  }

  cancel(): void {
    this.#timeline.cancel(this);
  }

  override run(): void {
    this.#steps();
  }

  override describe(): string {
    return this.#what;
  }
}
