import { changeConditions, type LinkConditions } from './link-conditions.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Why a link did not deliver. */
export type LinkDrop = 'partition' | 'mtu' | 'loss' | 'queue';

/** What becomes of one datagram. Filled anew for each: whoever keeps a value copies it. */
export interface Passage {
  drop: LinkDrop | undefined;
  arrivesAt: number;
  /** When the second copy arrives; Infinity if there is none. */
  copyArrivesAt: number;
  isCorrupted: boolean;
}

const IPV4_HEADERS_BYTES = 28;
const IPV6_HEADERS_BYTES = 48;
const LEAST_QUEUE_BYTES = 15_000;
const QUEUE_SECONDS = 0.2;

/** One direction of a link: the model that decides when, whether and how often a datagram arrives. */
export class LinkDirection {
  readonly #random: SeededRandom;
  readonly #passage: Passage = { drop: undefined, arrivesAt: 0, copyArrivesAt: Infinity, isCorrupted: false };
  #conditions: LinkConditions;
  #partitions = 0;
  /** When the last bit that waits for the bandwidth will be out. */
  #busyUntil = 0;
  #lastArrival = 0;

  constructor(conditions: LinkConditions, random: SeededRandom) {
    this.#conditions = conditions;
    this.#random = random;
  }

  get conditions(): LinkConditions {
    return this.#conditions;
  }

  get isPartitioned(): boolean {
    return this.#partitions > 0;
  }

  change(changes: Partial<LinkConditions>): void {
    this.#conditions = changeConditions(this.#conditions, changes);
  }

  cut(): void {
    this.#partitions++;
  }

  heal(): void {
    this.#partitions--;
  }

  /** Decides about a datagram of `payloadBytes` sent now. */
  pass(payloadBytes: number, isIpv6: boolean, now: number): Passage {
    const passage = this.#passage;
    const packetBytes = payloadBytes + (isIpv6 ? IPV6_HEADERS_BYTES : IPV4_HEADERS_BYTES);
    passage.drop = this.#dropReason(packetBytes, now);
    if (passage.drop !== undefined) return passage;
    const sentAt = this.#transmit(packetBytes, now);
    passage.arrivesAt = this.#arrival(sentAt);
    passage.isCorrupted = this.#random.chance(this.#conditions.corrupt);
    passage.copyArrivesAt = this.#random.chance(this.#conditions.duplicate) ? this.#arrival(sentAt) : Infinity;
    return passage;
  }

  #dropReason(packetBytes: number, now: number): LinkDrop | undefined {
    const { loss, mtuBytes, bandwidthBps } = this.#conditions;
    if (this.#partitions > 0) return 'partition';
    if (packetBytes > mtuBytes) return 'mtu';
    if (this.#random.chance(loss)) return 'loss';
    if (bandwidthBps !== Infinity && this.#waitingBytes(now) + packetBytes > this.#queueBytes()) return 'queue';
    return undefined;
  }

  #waitingBytes(now: number): number {
    return (Math.max(this.#busyUntil - now, 0) * this.#conditions.bandwidthBps) / 8000;
  }

  #queueBytes(): number {
    const { queueBytes, bandwidthBps } = this.#conditions;
    return queueBytes ?? Math.max((bandwidthBps / 8) * QUEUE_SECONDS, LEAST_QUEUE_BYTES);
  }

  /** When the last bit is on the wire. */
  #transmit(packetBytes: number, now: number): number {
    const { bandwidthBps } = this.#conditions;
    if (bandwidthBps === Infinity) return now;
    this.#busyUntil = Math.max(this.#busyUntil, now) + (packetBytes * 8000) / bandwidthBps;
    return this.#busyUntil;
  }

  #arrival(sentAt: number): number {
    const { latencyMs, jitterMs, reorder, reorderDelayMs } = this.#conditions;
    const jitter = jitterMs > 0 ? jitterMs * this.#random.fraction() : 0;
    const at = sentAt + latencyMs + jitter;
    if (this.#random.chance(reorder)) return at + reorderDelayMs * (1 - this.#random.fraction());
    if (jitterMs === 0) return at;
    this.#lastArrival = Math.max(this.#lastArrival, at);
    return this.#lastArrival;
  }
}
