import { StepsLine, type StepsOwner } from './steps-line.ts';
import { EventQueue, isBefore, type TimedEvent } from './timed-event.ts';

/** What the timeline tells whoever moves time along it. */
export interface TimelineObserver {
  taskQueued(): void;
  /**
   * An event was scheduled or input waits to be finished: time may have somewhere to go. Not told while a task or an instant
   * runs: who runs it looks afterwards.
   */
  workArrived(): void;
}

/** Keeps events that have no time yet. */
export interface Holder {
  readonly name: string;
  readonly heldCount: number;
}

/**
 * All that will happen in one world, and the present moment: tasks in the order queued, events by (time, sequence),
 * foreground and background apart. It decides the order of things, never when they run.
 */
export class Timeline {
  readonly #tasks = new StepsLine();
  readonly #afterInput = new StepsLine();
  readonly #foreground = new EventQueue();
  readonly #background = new EventQueue();
  readonly #holders = new Set<Holder>();
  #observer: TimelineObserver | undefined = undefined;
  #now = 0;
  #sequence = 0;
  #isRunning = false;
  #isClosed = false;

  observeBy(observer: TimelineObserver): void {
    this.#observer = observer;
  }

  get now(): number {
    return this.#now;
  }

  get hasTasks(): boolean {
    return this.#tasks.length > 0;
  }

  get hasInputToFinish(): boolean {
    return this.#afterInput.length > 0;
  }

  get nextForegroundAt(): number {
    return this.#foreground.nextAt;
  }

  get nextAt(): number {
    return Math.min(this.#foreground.nextAt, this.#background.nextAt);
  }

  get taskCount(): number {
    return this.#tasks.length;
  }

  queueTask(steps: () => void, owner: StepsOwner = THE_WORLD): void {
    this.#tasks.push(steps, owner);
    this.#observer?.taskQueued();
  }

  runTask(): void {
    this.#isRunning = true;
    try {
      this.#tasks.runFirst();
    } finally {
      this.#isRunning = false;
    }
  }

  /** Runs `steps` when the events of this instant have run. */
  queueAfterInput(steps: () => void, owner: StepsOwner): void {
    this.#afterInput.push(steps, owner);
    if (!this.#isRunning) this.#observer?.workArrived();
  }

  /** Puts the event at `at`, or at the present if that is past; moves it if it was somewhere else. */
  schedule(event: TimedEvent, at: number, isBackground: boolean): void {
    if (this.#isClosed) return;
    const queue = isBackground ? this.#background : this.#foreground;
    if (event.heapIndex >= 0 && event.isBackground !== isBackground) this.cancel(event);
    event.at = at > this.#now ? at : this.#now;
    event.sequence = this.#sequence++;
    event.isBackground = isBackground;
    if (event.heapIndex >= 0) queue.moved(event);
    else queue.add(event);
    if (!this.#isRunning) this.#observer?.workArrived();
  }

  cancel(event: TimedEvent): void {
    if (event.heapIndex < 0) return;
    (event.isBackground ? this.#background : this.#foreground).remove(event);
  }

  /** Takes the time it takes to look at every event. */
  cancelAll(isMeant: (event: TimedEvent) => boolean): void {
    const events = [...this.#foreground.list(), ...this.#background.list()];
    for (const event of events) if (isMeant(event)) this.cancel(event);
  }

  /** Moves the present without running what became due by that. */
  moveTo(at: number): void {
    if (at > this.#now) this.#now = at;
  }

  /**
   * Moves the present to `at` and runs what is due there, in order, except what this itself schedules: that comes after
   * the tasks it queued.
   */
  runInstant(at: number): void {
    this.moveTo(at);
    const end = this.#sequence;
    this.#isRunning = true;
    try {
      for (let event; (event = this.#takeDue(end)) !== undefined;) event.run(this.#now);
      this.#finishInput();
    } finally {
      this.#isRunning = false;
    }
  }

  describeEvents(limit: number): string[] {
    const events = [...this.#foreground.list(), ...this.#background.list()];
    const lines = events.slice(0, limit).map((event) => {
      return `${event.describe()} at ${event.at} ms${event.isBackground ? ' (housekeeping)' : ''}`;
    });
    if (events.length > limit) lines.push(`${events.length - limit} more`);
    return [...lines, ...this.held().map(({ by, count }) => `${count} held by ${by}`)];
  }

  /** All that is scheduled, in order. */
  events(): TimedEvent[] {
    return [...this.#foreground.list(), ...this.#background.list()].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  /** What will happen some time, but nobody knows when: for people who wonder why nothing does. */
  held(): { readonly by: string; readonly count: number }[] {
    return [...this.#holders].map(({ name, heldCount }) => ({ by: name, count: heldCount }));
  }

  /** The holder keeps something from now on, until it says it no longer does. */
  noteHolder(holder: Holder): void {
    if (holder.heldCount > 0) this.#holders.add(holder);
    else this.#holders.delete(holder);
  }

  /** Nothing happens any more, except tasks. */
  close(): void {
    this.#isClosed = true;
    this.#foreground.clear();
    this.#background.clear();
    this.#afterInput.clear();
  }

  #takeDue(end: number): TimedEvent | undefined {
    const event = this.#first();
    if (event === undefined || event.at > this.#now || event.sequence >= end) return undefined;
    (event.isBackground ? this.#background : this.#foreground).remove(event);
    return event;
  }

  #first(): TimedEvent | undefined {
    const foreground = this.#foreground.first;
    const background = this.#background.first;
    if (foreground === undefined || background === undefined) return foreground ?? background;
    return isBefore(foreground, background) ? foreground : background;
  }

  /** What this itself queues waits for the next time. */
  #finishInput(): void {
    for (let left = this.#afterInput.length; left > 0; left--) this.#afterInput.runFirst();
  }
}

const THE_WORLD: StepsOwner = { isStopped: false };
