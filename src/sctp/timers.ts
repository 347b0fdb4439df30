/** Slots of an association's timer table. */
export const Timer = {
  t1Init: 0,
  t1Cookie: 1,
  t2Shutdown: 2,
  t3Retransmission: 3,
  t5ShutdownGuard: 4,
  delayedSack: 5,
  reconfig: 6,
  /** What was held back to break up a burst. */
  burst: 7,
  heartbeat: 8,
  pathMtuProbe: 9,
} as const;

export const TIMER_SLOTS = 10;

/** An association with nothing but these armed has nothing to do. */
export const HOUSEKEEPING_TIMERS: readonly number[] = [Timer.heartbeat, Timer.pathMtuProbe];
