import type { LinkConditions } from './link-conditions.ts';
import { LinkDirection } from './link-direction.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Timeline } from './timeline.ts';

/** All links of a world, a direction each, made when first needed. */
export class Links {
  readonly #conditions: LinkConditions;
  readonly #createStream: (name: string) => SeededRandom;
  readonly #timeline: Timeline;
  readonly #directions = new Map<string, Map<string, LinkDirection>>();
  readonly #accessLatency = new Map<string, number>();

  constructor(conditions: LinkConditions, createStream: (name: string) => SeededRandom, timeline: Timeline) {
    this.#conditions = conditions;
    this.#createStream = createStream;
    this.#timeline = timeline;
  }

  setAccessLatency(host: string, latencyMs: number): void {
    this.#accessLatency.set(host, latencyMs);
  }

  direction(from: string, to: string): LinkDirection {
    return this.#directions.get(from)?.get(to) ?? this.#create(from, to);
  }

  #create(from: string, to: string): LinkDirection {
    const random = this.#createStream(`link ${from} ${to}`);
    const conditions = this.#conditionsBetween(from, to);
    const direction = new LinkDirection(`the link from ${from} to ${to}`, conditions, random, this.#timeline);
    const fromHere = this.#directions.get(from) ?? new Map<string, LinkDirection>();
    this.#directions.set(from, fromHere.set(to, direction));
    return direction;
  }

  #conditionsBetween(from: string, to: string): LinkConditions {
    const accessMs = (this.#accessLatency.get(from) ?? 0) + (this.#accessLatency.get(to) ?? 0);
    return { ...this.#conditions, latencyMs: this.#conditions.latencyMs + accessMs };
  }
}
