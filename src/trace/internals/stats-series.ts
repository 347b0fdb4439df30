import { isoTime } from './iso-time.ts';

/** One property of one stats object over time, as webrtc-internals exports it. */
export interface StatsSeries {
  readonly startTime: string;
  readonly endTime: string;
  readonly statsType: string;
  /** A JSON array. */
  readonly values: string;
}

type Value = number | string;

/** Stats objects of one connection, sampled at the same moments. */
export class StatsSampler {
  readonly #timeOriginUnixMs: number;
  readonly #types = new Map<string, string>();
  readonly #times = new Map<string, number[]>();
  readonly #values = new Map<string, Map<string, Value[]>>();

  constructor(timeOriginUnixMs: number) {
    this.#timeOriginUnixMs = timeOriginUnixMs;
  }

  /** What an object's properties are at a time, in virtual milliseconds. */
  sample(id: string, type: string, at: number, properties: Readonly<Record<string, Value>>): void {
    this.#types.set(id, type);
    const times = this.#times.get(id) ?? [];
    this.#times.set(id, times);
    times.push(this.#timeOriginUnixMs + at);
    const series = this.#values.get(id) ?? new Map<string, Value[]>();
    this.#values.set(id, series);
    for (const [name, value] of Object.entries(properties)) {
      const values = series.get(name) ?? [];
      series.set(name, values);
      values.push(value);
    }
  }

  /** By `id-property`; the importers ask for `id-timestamp` too. */
  get series(): Record<string, StatsSeries> {
    const all: Record<string, StatsSeries> = {};
    for (const [id, byName] of this.#values) {
      const times = this.#times.get(id) as number[];
      const statsType = this.#types.get(id) as string;
      const [startTime, endTime] = [isoTime(times[0]), isoTime(times[times.length - 1])];
      all[`${id}-timestamp`] = { startTime, endTime, statsType, values: JSON.stringify(times) };
      for (const [name, values] of byName) {
        all[`${id}-${name}`] = { startTime, endTime, statsType, values: JSON.stringify(values) };
      }
    }
    return all;
  }
}
