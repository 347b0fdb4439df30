import type { FaultHandle } from './fault-handle.ts';
import type { Journal } from './journal.ts';
import type { LinkChanges, LinkConditions } from './link-conditions.ts';
import type { LinkDirection } from './link-direction.ts';

/**
 * The two directions between two hosts. A setter changes both from now on, `to` and `from` reach one; datagrams under way
 * are not affected. A getter gives the value of the direction from the first host to the second.
 */
export class Link {
  readonly #first: string;
  readonly #second: string;
  readonly #forth: LinkDirection;
  readonly #back: LinkDirection;
  readonly #world: LinkWorld;

  constructor(first: string, second: string, forth: LinkDirection, back: LinkDirection, world: LinkWorld) {
    this.#first = first;
    this.#second = second;
    this.#forth = forth;
    this.#back = back;
    this.#world = world;
  }

  /** Both directions, by options named as in `LinkConditions`. Throws a RangeError and changes nothing if one is bad. */
  change(changes: LinkChanges): this {
    this.#forth.change(changes);
    this.#back.change(changes);
    tellOfChange(this.#world, `${this.#first} ↔ ${this.#second}`, changes);
    return this;
  }

  /** The direction that ends at this host. */
  to(host: string): OneWay {
    return new OneWay(this.#directionTo(host), `${this.#otherThan(host)} → ${host}`, this.#world);
  }

  /** The direction that begins at this host. */
  from(host: string): OneWay {
    return new OneWay(this.#directionFrom(host), `${host} → ${this.#otherThan(host)}`, this.#world);
  }

  /** Loses everything, or everything that comes from one of the two hosts, until the handle is healed. */
  partition(options: { readonly from?: string } = {}): FaultHandle {
    const { from } = options;
    if (from !== undefined) return this.from(from).partition();
    return cut([this.#forth, this.#back], `${this.#first} ↔ ${this.#second}`, this.#world);
  }

  get isPartitioned(): boolean {
    return this.#forth.isPartitioned && this.#back.isPartitioned;
  }

  get conditions(): LinkConditions {
    return this.#forth.conditions;
  }

  get latencyMs(): number {
    return this.conditions.latencyMs;
  }

  set latencyMs(latencyMs: number) {
    this.change({ latencyMs });
  }

  get jitterMs(): number {
    return this.conditions.jitterMs;
  }

  set jitterMs(jitterMs: number) {
    this.change({ jitterMs });
  }

  get loss(): number {
    return this.conditions.loss;
  }

  set loss(loss: number) {
    this.change({ loss });
  }

  get reorder(): number {
    return this.conditions.reorder;
  }

  set reorder(reorder: number) {
    this.change({ reorder });
  }

  get reorderDelayMs(): number {
    return this.conditions.reorderDelayMs;
  }

  set reorderDelayMs(reorderDelayMs: number) {
    this.change({ reorderDelayMs });
  }

  get duplicate(): number {
    return this.conditions.duplicate;
  }

  set duplicate(duplicate: number) {
    this.change({ duplicate });
  }

  get corrupt(): number {
    return this.conditions.corrupt;
  }

  set corrupt(corrupt: number) {
    this.change({ corrupt });
  }

  get bandwidthBps(): number {
    return this.conditions.bandwidthBps;
  }

  set bandwidthBps(bandwidthBps: number) {
    this.change({ bandwidthBps });
  }

  get queueBytes(): number | undefined {
    return this.conditions.queueBytes;
  }

  set queueBytes(queueBytes: number) {
    this.change({ queueBytes });
  }

  get mtuBytes(): number {
    return this.conditions.mtuBytes;
  }

  set mtuBytes(mtuBytes: number) {
    this.change({ mtuBytes });
  }

  #otherThan(host: string): string {
    return host === this.#first ? this.#second : this.#first;
  }

  #directionTo(host: string): LinkDirection {
    return this.#directionFrom(host) === this.#forth ? this.#back : this.#forth;
  }

  #directionFrom(host: string): LinkDirection {
    if (host === this.#first) return this.#forth;
    if (host === this.#second) return this.#back;
    throw new Error(`${host} is not at an end of the link between ${this.#first} and ${this.#second}`);
  }
}

/** One direction of a link. */
export class OneWay {
  readonly #direction: LinkDirection;
  /** For people: `alice → bob`. */
  readonly #name: string;
  readonly #world: LinkWorld;

  constructor(direction: LinkDirection, name: string, world: LinkWorld) {
    this.#direction = direction;
    this.#name = name;
    this.#world = world;
  }

  get conditions(): LinkConditions {
    return this.#direction.conditions;
  }

  change(changes: LinkChanges): this {
    this.#direction.change(changes);
    tellOfChange(this.#world, this.#name, changes);
    return this;
  }

  partition(): FaultHandle {
    return cut([this.#direction], this.#name, this.#world);
  }
}

/** What a link needs of its world. */
export interface LinkWorld {
  readonly journal: Journal;
  /** A world that had come to rest looks around again. */
  readonly wakeUp: () => void;
}

function tellOfChange({ journal, wakeUp }: LinkWorld, name: string, changes: LinkChanges): void {
  journal.tell(() => ({ type: 'change', what: `link ${name}: ${describeChanges(changes)}` }));
  wakeUp();
}

function describeChanges(changes: LinkChanges): string {
  const list = Object.entries(changes).map(([name, value]) => `${name} ${describeValue(value)}`);
  return list.join(', ');
}

function describeValue(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function cut(directions: readonly LinkDirection[], name: string, { journal, wakeUp }: LinkWorld): FaultHandle {
  for (const direction of directions) direction.cut();
  wakeUp();
  return journal.fault(
    () => `partition ${name}`,
    () => {
      for (const direction of directions) direction.heal();
      wakeUp();
    },
  );
}
