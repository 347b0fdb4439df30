import { changeConditions, PERFECT_LINK, type LinkChanges, type LinkConditions } from './link-conditions.ts';
import { requireOneOf } from './validate.ts';

/** One kind of access network, from the side of whoever is on it. */
export interface LinkPreset {
  readonly down: LinkConditions;
  readonly up: LinkConditions;
}

export type LinkPresetName = keyof typeof PRESETS;

/** Throws a RangeError that lists the names there are. */
export function linkPreset(name: LinkPresetName): LinkPreset {
  return PRESETS[requireOneOf('preset', name, LINK_PRESET_NAMES)];
}

/**
 * Rates in bits per second, half the round trip as latency of each direction. Rates and latencies are those of the source
 * named; jitter and loss, which these sources mostly leave at zero, are ours where nothing else is said, and modest.
 *
 * WPT: the connectivity profiles of WebPageTest (`settings/connectivity.ini`).
 * NLC: the profiles of Apple's Network Link Conditioner.
 */
const PRESETS = {
  /** What a link is without options: no delay, no loss, no limit. */
  perfect: symmetric({}),
  /** Ours: a switched gigabit network, with the MTU of Ethernet. */
  lan: symmetric({ bandwidthBps: 1e9, latencyMs: 0.3, mtuBytes: 1500 }),
  /** NLC `Wi-Fi`. Ours: a neighbour's traffic, as jitter and rare short bursts of loss. */
  wifi: preset(
    { latencyMs: 1, jitterMs: 4, burstLoss: { meanLoss: 0.002, meanBurst: 3 }, mtuBytes: 1500 },
    { bandwidthBps: 40e6 },
    { bandwidthBps: 33e6 },
  ),
  /** WPT `Cable`. */
  cable: preset({ latencyMs: 14, jitterMs: 2, mtuBytes: 1500 }, { bandwidthBps: 5e6 }, { bandwidthBps: 1e6 }),
  /** WPT `DSL`; the MTU is that of PPPoE (RFC 2516). */
  dsl: preset({ latencyMs: 25, jitterMs: 2, mtuBytes: 1492 }, { bandwidthBps: 1.5e6 }, { bandwidthBps: 384e3 }),
  /** WPT `LTE`. */
  lte: symmetric({ bandwidthBps: 12e6, latencyMs: 35, jitterMs: 15, loss: 0.001, mtuBytes: 1428 }),
  /** WPT `3G`. Ours: deep buffers, as its base stations have them. */
  '3g': preset(
    { latencyMs: 150, jitterMs: 40, loss: 0.002, mtuBytes: 1400 },
    { bandwidthBps: 1.6e6, queueBytes: 200_000 },
    { bandwidthBps: 768e3, queueBytes: 100_000 },
  ),
  /** NLC `Edge`. */
  edge: preset(
    { jitterMs: 80, mtuBytes: 1400 },
    { bandwidthBps: 240e3, latencyMs: 400 },
    { bandwidthBps: 200e3, latencyMs: 440 },
  ),
  /**
   * A geostationary satellite: 279 ms from ground to ground at the edge of its view (RFC 2488 §2). Ours: the rate, and
   * rain, in bursts.
   */
  satellite: preset(
    { latencyMs: 279, jitterMs: 10, burstLoss: { meanLoss: 0.005, meanBurst: 8 }, mtuBytes: 1500 },
    { bandwidthBps: 10e6 },
    { bandwidthBps: 2e6 },
  ),
  /**
   * Ours: a shared bottleneck in the evening, whose buffer of a second is never empty for long (Gettys and Nichols,
   * Bufferbloat, 2011).
   */
  congested: symmetric({
    bandwidthBps: 1e6,
    queueBytes: 125_000,
    latencyMs: 40,
    jitterMs: 60,
    burstLoss: { meanLoss: 0.03, meanBurst: 4 },
    mtuBytes: 1500,
  }),
  /** Ours: a phone that hands over from cell to cell. Tunnels are `link.blackout({ forMs: 8000, everyMs: 90_000 })`. */
  train: preset(
    { latencyMs: 60, jitterMs: 120, burstLoss: { meanLoss: 0.04, meanBurst: 20 }, mtuBytes: 1428 },
    { bandwidthBps: 4e6, queueBytes: 500_000 },
    { bandwidthBps: 1e6, queueBytes: 125_000 },
  ),
  /** NLC `Very Bad Network`, loss included. */
  'very-bad': symmetric({ bandwidthBps: 1e6, latencyMs: 500, loss: 0.1, mtuBytes: 1500 }),
} satisfies Record<string, LinkPreset>;

export const LINK_PRESET_NAMES = Object.keys(PRESETS) as LinkPresetName[];

function symmetric(both: LinkChanges): LinkPreset {
  return preset(both, {}, {});
}

function preset(both: LinkChanges, down: LinkChanges, up: LinkChanges): LinkPreset {
  const conditions = changeConditions(PERFECT_LINK, both);
  return { down: changeConditions(conditions, down), up: changeConditions(conditions, up) };
}
