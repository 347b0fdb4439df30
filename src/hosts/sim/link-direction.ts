import { BurstLossChain } from './burst-loss.ts';
import { fragmentedBytesOf, fragmentsOf, packetBytesOf } from './fragmentation.ts';
import { changeConditions, type LinkChanges, type LinkConditions } from './link-conditions.ts';
import { LinkQueue } from './link-queue.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Timeline } from './timeline.ts';

/** Why a link did not deliver. */
export type LinkDrop = 'partition' | 'mtu' | 'loss' | 'queue' | 'codel';

/** What becomes of one datagram. Filled anew for each: whoever keeps a value copies it. */
export interface Passage {
  drop: LinkDrop | undefined;
  arrivesAt: number;
  isDuplicated: boolean;
  /** When the second copy arrives, if there is one. */
  copyArrivesAt: number;
  isCorrupted: boolean;
  /** It waits in the queue or is held: the times are not known yet, and the datagram is to be given to `keep`. */
  isKept: boolean;
}

/** A datagram that the link keeps for a while. */
export interface Keepable {
  /** It is on its way now. */
  launch(arrivesAt: number): void;
  drop(reason: LinkDrop, now: number): void;
}

/** One direction of a link: the model that decides when, whether and how often a datagram arrives. */
export class LinkDirection {
  readonly name: string;
  readonly #random: SeededRandom;
  readonly #timeline: Timeline;
  readonly #passage: Passage = {
    drop: undefined,
    arrivesAt: 0,
    isDuplicated: false,
    copyArrivesAt: 0,
    isCorrupted: false,
    isKept: false,
  };
  #conditions: LinkConditions;
  #partitions = 0;
  #holds = 0;
  #held: { readonly datagram: Keepable; readonly arrivesAt: number }[] = [];
  #bursts: BurstLossChain | undefined = undefined;
  /** There is one as soon as the bandwidth is limited. */
  #queue: LinkQueue | undefined = undefined;
  /** Of the last passage. */
  #packetBytes = 0;
  #mustWait = false;
  #lastArrival = 0;

  /** The name is for people: who is told what waits where. */
  constructor(name: string, conditions: LinkConditions, random: SeededRandom, timeline: Timeline) {
    this.name = name;
    this.#random = random;
    this.#timeline = timeline;
    this.#conditions = conditions;
    this.#adapt();
  }

  get conditions(): LinkConditions {
    return this.#conditions;
  }

  get isPartitioned(): boolean {
    return this.#partitions > 0;
  }

  get isHolding(): boolean {
    return this.#holds > 0;
  }

  /** How many datagrams are held back. */
  get heldCount(): number {
    return this.#held.length;
  }

  /** How many datagrams wait for the bandwidth, besides the one on the wire. */
  get queueLength(): number {
    return this.#queue?.length ?? 0;
  }

  change(changes: LinkChanges): void {
    this.#conditions = changeConditions(this.#conditions, changes);
    this.#adapt();
  }

  cut(): void {
    this.#partitions++;
  }

  heal(): void {
    this.#partitions--;
  }

  hold(): void {
    this.#holds++;
  }

  /** The last release lets go what was held, in order: what would have arrived meanwhile arrives now. */
  release(): void {
    if (--this.#holds > 0) return;
    const held = this.#held;
    this.#held = [];
    this.#timeline.noteHolder(this);
    for (const { datagram, arrivesAt } of held) datagram.launch(Math.max(arrivesAt, this.#timeline.now));
  }

  /** Decides about a datagram of `payloadBytes` sent now. */
  pass(payloadBytes: number, isIpv6: boolean, now: number): Passage {
    const passage = this.#passage;
    passage.drop = this.#dropReason(payloadBytes, isIpv6, now);
    if (passage.drop !== undefined) return passage;
    const queue = this.#queue;
    passage.isKept = this.#holds > 0;
    this.#mustWait = queue?.mustWait(now) === true;
    if (this.#mustWait) return this.#wait();
    const sentAt = queue === undefined ? now : queue.send(this.#packetBytes, now);
    passage.arrivesAt = this.#arrival(sentAt);
    passage.isCorrupted = this.#random.chance(this.#conditions.corrupt);
    passage.isDuplicated = this.#random.chance(this.#conditions.duplicate);
    if (passage.isDuplicated) passage.copyArrivesAt = this.#arrival(sentAt);
    return passage;
  }

  /** Takes over the datagram of the last passage, which was to be kept, and its copy if there is one. */
  keep(datagram: Keepable, copy: Keepable | undefined, now: number): void {
    const { arrivesAt, copyArrivesAt } = this.#passage;
    if (this.#mustWait) {
      this.#enqueue(datagram, copy, now);
      return;
    }
    this.#launch(datagram, arrivesAt);
    if (copy !== undefined) this.#launch(copy, copyArrivesAt);
  }

  #adapt(): void {
    const { bandwidthBps, burstLoss } = this.#conditions;
    if (burstLoss === null) this.#bursts = undefined;
    else if (this.#bursts === undefined) this.#bursts = new BurstLossChain(burstLoss, this.#random);
    else this.#bursts.change(burstLoss);
    if (this.#queue !== undefined) this.#queue.change(this.#conditions);
    else if (bandwidthBps !== Infinity) this.#queue = new LinkQueue(this.#conditions, this.#timeline, this.name);
  }

  #dropReason(payloadBytes: number, isIpv6: boolean, now: number): LinkDrop | undefined {
    const { mtuBytes, aboveMtu } = this.#conditions;
    if (this.#partitions > 0) return 'partition';
    this.#packetBytes = packetBytesOf(payloadBytes, isIpv6);
    let fragments = 1;
    if (this.#packetBytes > mtuBytes) {
      if (aboveMtu === 'drop') return 'mtu';
      fragments = fragmentsOf(payloadBytes, isIpv6, mtuBytes);
      this.#packetBytes = fragmentedBytesOf(payloadBytes, isIpv6, fragments);
    }
    if (this.#losesAnyOf(fragments)) return 'loss';
    if (this.#queue?.hasRoomFor(this.#packetBytes, now) === false) return 'queue';
    return undefined;
  }

  #losesAnyOf(fragments: number): boolean {
    const { loss } = this.#conditions;
    let isLost = false;
    for (let i = 0; i < fragments; i++) {
      if (this.#random.chance(loss)) isLost = true;
      if (this.#bursts?.loses() === true) isLost = true;
    }
    return isLost;
  }

  #wait(): Passage {
    const passage = this.#passage;
    passage.isKept = true;
    passage.isCorrupted = this.#random.chance(this.#conditions.corrupt);
    passage.isDuplicated = this.#random.chance(this.#conditions.duplicate);
    return passage;
  }

  #enqueue(datagram: Keepable, copy: Keepable | undefined, now: number): void {
    this.#queue?.push({
      packetBytes: this.#packetBytes,
      datagrams: copy === undefined ? 1 : 2,
      since: now,
      leave: (sentAt) => {
        this.#launch(datagram, this.#arrival(sentAt));
        if (copy !== undefined) this.#launch(copy, this.#arrival(sentAt));
      },
      drop: (at) => {
        datagram.drop('codel', at);
        copy?.drop('codel', at);
      },
    });
  }

  #launch(datagram: Keepable, arrivesAt: number): void {
    if (this.#holds === 0) {
      datagram.launch(arrivesAt);
      return;
    }
    this.#held.push({ datagram, arrivesAt });
    this.#timeline.noteHolder(this);
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
