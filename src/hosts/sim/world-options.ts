import type { Crypto } from '../../ports/crypto.ts';
import { AmbientTime } from './ambient-time.ts';
import type { LinkChanges } from './link-conditions.ts';
import type { LinkPresetName } from './link-presets.ts';
import { ambientUnixMs, capturedEventLoop, type EventLoop } from './real-time.ts';
import type { Timeline } from './timeline.ts';
import { requireNotNegative } from './validate.ts';
import { VirtualTime } from './virtual-time.ts';
import type { DrawWitness } from './witness.ts';
import type { WorldTime } from './world-time.ts';

export type TimeMode = 'auto' | 'manual' | 'ambient';

/** The link conditions are those of every link, until it is changed. */
export interface SimulatedNetworkOptions extends LinkChanges {
  /** What every link is like in both directions where the conditions given do not say. Default `perfect`. */
  readonly preset?: LinkPresetName;
  /** 0…2³²−1. Default: a random one, to be read from `seed`. */
  readonly seed?: number;
  /** Default `auto`. */
  readonly time?: TimeMode;
  /** Default: the portable one, with deterministic signatures. */
  readonly crypto?: Crypto;
  /** What the hosts' clocks show when the world begins. Default 2025-01-01T00:00:00Z; in `ambient` the ambient date. */
  readonly startTimeUnixMs?: number;
  /** How many entries the ledger keeps for reading. Default none: it only counts. */
  readonly ledgerEntries?: number;
  /** Told of every draw; for finding where two runs part. */
  readonly drawWitness?: DrawWitness;
  /** The real event loop that virtual time borrows its turns from. */
  readonly eventLoop?: EventLoop;
}

/** Time as the options want it. Throws a RangeError for an unknown mode. */
export function createTime(timeline: Timeline, options: SimulatedNetworkOptions): WorldTime {
  const { time: mode = 'auto', eventLoop = capturedEventLoop, startTimeUnixMs = DEFAULT_START_UNIX_MS } = options;
  const timeOrigin = requireNotNegative('startTimeUnixMs', startTimeUnixMs);
  if (mode === 'ambient') return new AmbientTime(timeline, eventLoop, options.startTimeUnixMs ?? ambientUnixMs());
  if (mode === 'auto' || mode === 'manual') return new VirtualTime(timeline, eventLoop, { mode, timeOrigin });
  throw new RangeError(`time: ${String(mode)} is not one of auto, manual, ambient`);
}

const DEFAULT_START_UNIX_MS = Date.UTC(2025, 0, 1);
