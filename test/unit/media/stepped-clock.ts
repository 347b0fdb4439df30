import type { Alarm, Clock } from '../../../src/ports/clock.ts';

/** Time that stands still until a test moves it: tasks and alarms run inside `advance`, in order. */
export class SteppedClock implements Clock {
  readonly timeOrigin = 0;
  #now = 0;
  readonly #tasks: (() => void)[] = [];
  readonly #alarms = new Map<Alarm, { deadline: number; wake: () => void }>();

  now(): number {
    return this.#now;
  }

  get isArmed(): boolean {
    return this.#alarms.size > 0;
  }

  queueTask(steps: () => void): void {
    this.#tasks.push(steps);
  }

  afterInput(steps: () => void): void {
    this.#tasks.push(steps);
  }

  alarm(wake: () => void): Alarm {
    const alarm: Alarm = {
      set: (deadline) => void this.#alarms.set(alarm, { deadline, wake }),
      clear: () => void this.#alarms.delete(alarm),
    };
    return alarm;
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    this.#runTasks();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const [alarm, { deadline, wake }] = next;
      this.#now = deadline;
      this.#alarms.delete(alarm);
      wake();
      this.#runTasks();
    }
    this.#now = end;
  }

  #next(end: number): [Alarm, { deadline: number; wake: () => void }] | undefined {
    const due = [...this.#alarms].filter(([, { deadline }]) => deadline <= end);
    return due.sort(([, a], [, b]) => a.deadline - b.deadline)[0];
  }

  #runTasks(): void {
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) task();
  }
}
