import type { Queue } from '../util/queue.ts';
import type { TimerTable } from '../util/timer-table.ts';
import type { ErrorCounter } from './error-counter.ts';
import type { Heartbeats } from './heartbeats.ts';
import type { Outbox } from './outbox.ts';
import type { PathMtu } from './path-mtu.ts';
import type { Rto } from './tx/rto.ts';
import type { SendQueue } from './tx/send-queue.ts';
import type { SctpCounters, SctpNews } from './types.ts';

/** What lives as long as the association does, whoever the peer is. */
export interface Parts {
  readonly counters: SctpCounters;
  readonly news: Queue<SctpNews>;
  readonly timers: TimerTable;
  readonly rto: Rto;
  readonly errors: ErrorCounter;
  readonly queue: SendQueue;
  readonly pathMtu: PathMtu;
  readonly outbox: Outbox;
  readonly heartbeats: Heartbeats;
}
