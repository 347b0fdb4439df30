import type { FaultHandle } from './fault-handle.ts';
import {
  changeConditions,
  PERFECT_LINK,
  requireConditions,
  type LinkChanges,
  type LinkConditions,
} from './link-conditions.ts';
import type { LinkDirection } from './link-direction.ts';
import { blackout, cut, hold, type BlackoutOptions, type FaultPlace, type LinkWorld } from './link-faults.ts';
import { linkPreset, type LinkPresetName } from './link-presets.ts';
import { scheduleSteps, type Scheduled } from './scheduler.ts';
import { requireFinite } from './validate.ts';

/** Changes that are made later, those of a preset first. */
export interface LinkStep extends LinkChanges {
  /** From the moment it is scheduled. */
  readonly afterMs: number;
  readonly preset?: LinkPresetName;
}

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

  /**
   * Both directions, by options named as in `LinkConditions`. Throws a RangeError for a value out of range, a TypeError for
   * an unknown name, and changes nothing then.
   */
  change(changes: LinkChanges): this {
    changeAll(this.#place, changes);
    return this;
  }

  /**
   * All conditions become those of a kind of access network that the host `at` is on: what goes to it takes the downlink,
   * what comes from it the uplink. Without `at` both directions are downlinks. Throws a RangeError for an unknown name.
   */
  use(preset: LinkPresetName, { at }: { readonly at?: string } = {}): this {
    const { down, up } = linkPreset(preset);
    const uplink = at === undefined ? undefined : this.#directionFrom(at);
    for (const direction of [this.#forth, this.#back]) direction.change(direction === uplink ? up : down);
    tellOfChange(this.#place, at === undefined ? preset : `${preset} at ${at}`);
    return this;
  }

  /** Changes both directions later, step by step. Throws at once what `change` would throw. */
  schedule(steps: readonly LinkStep[]): Scheduled {
    return schedule(this.#place, steps);
  }

  /** The direction that ends at this host. */
  to(host: string): OneWay {
    return this.from(this.#otherThan(host));
  }

  /** The direction that begins at this host. */
  from(host: string): OneWay {
    return new OneWay(this.#placeOf({ from: host }));
  }

  /** Loses everything, or everything that comes from one of the two hosts, until the handle is healed. */
  partition(options: { readonly from?: string } = {}): FaultHandle {
    return cut(this.#placeOf(options));
  }

  /** Keeps everything, or everything that comes from one of the two hosts; healed, the handle lets it go in order. */
  hold(options: { readonly from?: string } = {}): FaultHandle {
    return hold(this.#placeOf(options));
  }

  /** Loses everything for a while, once or again and again, until the handle is healed. */
  blackout(options: BlackoutOptions & { readonly from?: string }): FaultHandle {
    return blackout(this.#placeOf(options), options);
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

  get #place(): FaultPlace {
    const directions = [this.#forth, this.#back];
    return { directions, name: `${this.#first} ↔ ${this.#second}`, world: this.#world };
  }

  #placeOf({ from }: { readonly from?: string }): FaultPlace {
    if (from === undefined) return this.#place;
    const directions = [this.#directionFrom(from)];
    return { directions, name: `${from} → ${this.#otherThan(from)}`, world: this.#world };
  }

  #otherThan(host: string): string {
    if (host === this.#first) return this.#second;
    if (host === this.#second) return this.#first;
    throw new Error(`${host} is not at an end of the link between ${this.#first} and ${this.#second}`);
  }

  #directionFrom(host: string): LinkDirection {
    return this.#otherThan(host) === this.#second ? this.#forth : this.#back;
  }
}

/** One direction of a link. */
export class OneWay {
  readonly #place: FaultPlace;
  readonly #direction: LinkDirection;

  constructor(place: FaultPlace) {
    this.#place = place;
    this.#direction = place.directions[0];
  }

  get conditions(): LinkConditions {
    return this.#direction.conditions;
  }

  /** As for a link. */
  change(changes: LinkChanges): this {
    changeAll(this.#place, changes);
    return this;
  }

  /** Changes it later, step by step; a preset's downlink is what it gives. */
  schedule(steps: readonly LinkStep[]): Scheduled {
    return schedule(this.#place, steps);
  }

  partition(): FaultHandle {
    return cut(this.#place);
  }

  hold(): FaultHandle {
    return hold(this.#place);
  }

  blackout(options: BlackoutOptions): FaultHandle {
    return blackout(this.#place, options);
  }
}

function changeAll(place: FaultPlace, changes: LinkChanges, what?: string): void {
  requireConditions(changes);
  for (const direction of place.directions) direction.change(changes);
  tellOfChange(place, what ?? describeChanges(changes));
}

function schedule(place: FaultPlace, steps: readonly LinkStep[]): Scheduled {
  const { world, name } = place;
  const planned = steps.map((step) => planOf(step));
  const scheduled = planned.map(({ afterMs, changes, what }) =>
    scheduleSteps(world.timeline, world.now() + afterMs, `a change of the link ${name}`, () =>
      changeAll(place, changes, what),
    ),
  );
  return {
    get isPending() {
      return scheduled.some((step) => step.isPending);
    },
    cancel: () => scheduled.forEach((step) => step.cancel()),
  };
}

function planOf({ afterMs, preset, ...changes }: LinkStep): { afterMs: number; changes: LinkChanges; what: string } {
  const all = { ...(preset === undefined ? {} : linkPreset(preset).down), ...requireConditions(changes) };
  changeConditions(PERFECT_LINK, all);
  const what = [preset ?? [], Object.keys(changes).length > 0 ? describeChanges(changes) : []].flat().join(', ');
  return { afterMs: requireFinite('afterMs', afterMs), changes: all, what };
}

function tellOfChange({ name, world }: FaultPlace, what: string): void {
  world.journal.tell(() => ({ type: 'change', what: `link ${name}: ${what}` }));
  world.wakeUp();
}

function describeChanges(changes: LinkChanges): string {
  const list = Object.entries(changes).map(([name, value]) => `${name} ${describeValue(value)}`);
  return list.join(', ');
}

function describeValue(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
