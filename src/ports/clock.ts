/** Time as the host gives it. All times are monotonic milliseconds, fractions allowed. */
export interface Clock {
  now(): number;
  /** Unix milliseconds at the moment `now()` was 0. */
  readonly timeOrigin: number;
  /** HTML "queue a task": one macrotask each, run in the order queued. */
  queueTask(steps: () => void): void;
  /**
   * Runs `steps` once the datagrams that arrived together have all been handed to their receivers: Node runs it after
   * the poll phase (setImmediate), a simulation synchronously after the deliveries of the same instant. Never runs
   * inside the call. This is where a driver flushes, so that one SACK answers a burst.
   */
  afterInput(steps: () => void): void;
  /**
   * A reusable alarm: one per driver, not one per timer. `purpose` tells people what it is set for at the moment; a host
   * may ignore it.
   */
  alarm(wake: () => void, purpose?: () => string): Alarm;
}

export interface Alarm {
  /**
   * Wakes once at `deadline` (on the clock's line; Infinity disarms), replacing what was set before.
   * A background alarm serves only housekeeping: it neither keeps the process alive nor drives virtual time on its own.
   */
  set(deadline: number, background: boolean): void;
  clear(): void;
}
