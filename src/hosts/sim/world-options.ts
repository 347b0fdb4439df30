import type { Crypto } from '../../ports/crypto.ts';
import { AmbientTime } from './ambient-time.ts';
import { linkConditionNames, type LinkChanges } from './link-conditions.ts';
import type { LinkPresetName } from './link-presets.ts';
import { ambientUnixMs, capturedEventLoop, type EventLoop } from './real-time.ts';
import type { Timeline } from './timeline.ts';
import type { OptionNames } from './topology/known-options.ts';
import { requireFinite } from './validate.ts';
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
  const timeOrigin = requireFinite('startTimeUnixMs', startTimeUnixMs);
  if (mode === 'ambient') return new AmbientTime(timeline, eventLoop, options.startTimeUnixMs ?? ambientUnixMs());
  if (mode === 'auto' || mode === 'manual') return new VirtualTime(timeline, eventLoop, { mode, timeOrigin });
  throw new RangeError(`time: ${String(mode)} is not one of auto, manual, ambient`);
}

/** Throws a TypeError for an option that is none: a misspelt condition would silently be no condition. */
export function requireWorldOptions(options: SimulatedNetworkOptions): void {
  const names = [...Object.keys(OPTION_NAMES), ...linkConditionNames()];
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`${unknown} is not an option of a world; there are ${names.join(', ')}`);
}

const OPTION_NAMES: OptionNames<Omit<SimulatedNetworkOptions, keyof LinkChanges>> = {
  preset: true,
  seed: true,
  time: true,
  crypto: true,
  startTimeUnixMs: true,
  ledgerEntries: true,
  drawWitness: true,
  eventLoop: true,
};

const DEFAULT_START_UNIX_MS = Date.UTC(2025, 0, 1);
