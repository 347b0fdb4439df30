import { Queue } from '../../util/queue.ts';
import { Codel } from './codel.ts';
import type { LinkConditions } from './link-conditions.ts';
import { TimedEvent, type EventKind } from './timed-event.ts';
import type { Timeline } from './timeline.ts';

const LEAST_QUEUE_BYTES = 15_000;
const QUEUE_SECONDS = 0.2;

/** What waits in a queue. */
export interface Waiting {
  readonly packetBytes: number;
  /** One, or two if the link makes a second one of it. */
  readonly datagrams: number;
  readonly since: number;
  /** The last bit will be on the wire at `sentAt`. */
  leave(sentAt: number): void;
  /** The queue's management dropped it. */
  drop(now: number): void;
}

/**
 * What stands before a link of limited rate: a token bucket, and a queue of bounded length in front of it. Who finds it
 * empty passes at once; who has to wait is kept until its turn, so that a change of the rate holds for those who wait.
 */
export class LinkQueue extends TimedEvent {
  readonly #timeline: Timeline;
  /** For people. */
  readonly name: string;
  readonly #waiting = new Queue<Waiting>();
  #waitingBytes = 0;
  #datagrams = 0;
  /** When the bucket, had it no depth, would have let the last bit through. */
  #busyUntil = -Infinity;
  #conditions: LinkConditions;
  #codel: Codel | undefined;

  constructor(conditions: LinkConditions, timeline: Timeline, name: string) {
    super();
    this.#timeline = timeline;
    this.name = name;
    this.#conditions = conditions;
    this.#codel = codelOf(conditions);
  }

  /** How many datagrams wait. */
  get length(): number {
    return this.#datagrams;
  }

  change(conditions: LinkConditions): void {
    const { queueDiscipline, codelTargetMs, codelIntervalMs } = this.#conditions;
    this.#conditions = conditions;
    const isSameCodel = codelTargetMs === conditions.codelTargetMs && codelIntervalMs === conditions.codelIntervalMs;
    if (queueDiscipline !== conditions.queueDiscipline || !isSameCodel) this.#codel = codelOf(conditions);
    if (this.#waiting.length > 0) this.#timeline.schedule(this, this.#freeAt(), false);
  }

  /** Whether a packet that comes now gets in: the queue is not full, or there is none. */
  hasRoomFor(packetBytes: number, now: number): boolean {
    const wireBytes = this.#wireBytes(now);
    if (wireBytes === 0 && this.#waiting.length === 0) return true;
    return this.#waitingBytes + wireBytes + packetBytes <= this.#capacityBytes();
  }

  /** Whether a packet that comes now has to wait for others. */
  mustWait(now: number): boolean {
    return this.#waiting.length > 0 || this.#freeAt() > now;
  }

  /** Puts a packet that need not wait on the wire. Returns when its last bit is out. */
  send(packetBytes: number, now: number): number {
    const { bandwidthBps } = this.#conditions;
    if (bandwidthBps === Infinity) return now;
    this.#busyUntil = Math.max(this.#busyUntil, now - this.#depthMs()) + (packetBytes * 8000) / bandwidthBps;
    return Math.max(this.#busyUntil, now);
  }

  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#waitingBytes += waiting.packetBytes;
    this.#datagrams += waiting.datagrams;
    if (this.#waiting.length === 1) this.#timeline.schedule(this, this.#freeAt(), false);
  }

  override get kind(): EventKind {
    return 'queue';
  }

  override run(now: number): void {
    while (this.#waiting.length > 0 && this.#freeAt() <= now) this.#serve(this.#shift(), now);
    if (this.#waiting.length > 0) this.#timeline.schedule(this, this.#freeAt(), false);
  }

  override describe(): string {
    return `the queue of ${this.name} with ${this.length} packets`;
  }

  #serve(waiting: Waiting, now: number): void {
    if (this.#codel?.drops(now - waiting.since, this.#waitingBytes, now) === true) waiting.drop(now);
    else waiting.leave(this.send(waiting.packetBytes, now));
  }

  #shift(): Waiting {
    const waiting = this.#waiting.shift() as Waiting;
    this.#waitingBytes -= waiting.packetBytes;
    this.#datagrams -= waiting.datagrams;
    return waiting;
  }

  /** When the wire is free for the next packet; with tokens left it is free at once. */
  #freeAt(): number {
    return this.#conditions.bandwidthBps === Infinity ? 0 : this.#busyUntil;
  }

  /** What of the packet under way is not yet out. */
  #wireBytes(now: number): number {
    const leftMs = this.#freeAt() - now;
    return leftMs > 0 ? (leftMs * this.#conditions.bandwidthBps) / 8000 : 0;
  }

  #depthMs(): number {
    const { burstBytes, bandwidthBps } = this.#conditions;
    return (burstBytes * 8000) / bandwidthBps;
  }

  #capacityBytes(): number {
    const { queueBytes, bandwidthBps } = this.#conditions;
    return queueBytes ?? Math.max((bandwidthBps / 8) * QUEUE_SECONDS, LEAST_QUEUE_BYTES);
  }
}

function codelOf({ queueDiscipline, codelTargetMs, codelIntervalMs }: LinkConditions): Codel | undefined {
  if (queueDiscipline === 'tail-drop') return undefined;
  return new Codel({ targetMs: codelTargetMs, intervalMs: codelIntervalMs });
}
