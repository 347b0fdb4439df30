import type { LinkQueue } from './link-queue.ts';
import type { EventKind, TimedEvent } from './timed-event.ts';
import type { Timeline } from './timeline.ts';

/** What is yet to happen in a world, at the moment it was asked; as text, a summary for people. */
export interface Pending {
  /** Virtual milliseconds. */
  readonly now: number;
  /** Tasks that have to run before time moves. */
  readonly tasks: number;
  /** Datagrams and TCP segments on their way. */
  readonly packets: number;
  /** Messages of signalling on their way. */
  readonly messages: number;
  /** What links keep, in queues and because they are held. */
  readonly kept: readonly Kept[];
  /** Alarms and timers, the next one first. */
  readonly timers: readonly PendingTimer[];
  toString(): string;
}

export interface Kept {
  /** For people: `the link from alice to bob`. */
  readonly by: string;
  readonly count: number;
}

export interface PendingTimer {
  /** For people: what it is, and whose. */
  readonly what: string;
  /** Virtual milliseconds. */
  readonly at: number;
  /** It does not keep the world going. */
  readonly isHousekeeping: boolean;
}

export function pendingOn(timeline: Timeline): Pending {
  const events = timeline.events();
  const queues = ofKind(events, 'queue') as LinkQueue[];
  const pending = {
    now: timeline.now,
    tasks: timeline.taskCount,
    packets: ofKind(events, 'packet').length,
    messages: ofKind(events, 'message').length,
    kept: [...queues.map((queue) => ({ by: queue.name, count: queue.length })), ...timeline.held()],
    timers: ofKind(events, 'timer').map(timerOf),
  };
  return { ...pending, toString: () => describe(pending) };
}

function ofKind(events: readonly TimedEvent[], kind: EventKind): TimedEvent[] {
  return events.filter((event) => event.kind === kind);
}

function timerOf(event: TimedEvent): PendingTimer {
  return { what: event.describe(), at: event.at, isHousekeeping: event.isBackground };
}

function describe({ now, tasks, packets, messages, kept, timers }: Omit<Pending, 'toString'>): string {
  const lines = [
    ...count(tasks, 'task', 'to run'),
    ...count(packets, 'packet', 'on the way'),
    ...count(messages, 'signalling message', 'on the way'),
    ...kept.map(({ by, count: number }) => `${number} kept by ${by}`),
    ...timers.map(({ what, at, isHousekeeping }) => `${what} at ${at} ms${isHousekeeping ? ' (housekeeping)' : ''}`),
  ];
  return [`at ${now} ms:`, ...(lines.length === 0 ? ['nothing is pending'] : lines)].join('\n  ');
}

function count(number: number, noun: string, where: string): string[] {
  return number === 0 ? [] : [`${number} ${noun}${number === 1 ? '' : 's'} ${where}`];
}
