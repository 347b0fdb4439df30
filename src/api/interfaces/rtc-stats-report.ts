import { toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { InternalConstruction, requireArguments } from '../../webidl/operations.ts';
import { toCallback } from '../../webidl/composites.ts';

type Constructor = typeof RTCStatsReport;
type Entries = ReadonlyMap<string, RTCStats>;

export interface StatsReportInterface {
  readonly RTCStatsReport: Constructor;
  readonly create: (entries: readonly RTCStats[]) => RTCStatsReport;
}

/** https://w3c.github.io/webrtc-pc/#rtcstatsreport-object: a read-only maplike. */
export function createRTCStatsReport(): StatsReportInterface {
  const construction = new InternalConstruction<Entries>();

  class Face {
    readonly #entries: Entries;

    constructor() {
      this.#entries = construction.take();
    }

    get size(): number {
      return this.#entries.size;
    }

    entries(): MapIterator<[string, RTCStats]> {
      return this.#entries.entries();
    }

    forEach(callback: (value: RTCStats, key: string, report: RTCStatsReport) => void, thisArg?: unknown): void {
      const entries = this.#entries;
      requireArguments(arguments.length, 1, 'RTCStatsReport.forEach');
      const call = toCallback(callback, 'callback');
      for (const [key, value] of entries) Reflect.apply(call, thisArg, [value, key, this]);
    }

    get(key: string): RTCStats | undefined {
      const entries = this.#entries;
      requireArguments(arguments.length, 1, 'RTCStatsReport.get');
      return entries.get(toDOMString(key, 'key'));
    }

    has(key: string): boolean {
      const entries = this.#entries;
      requireArguments(arguments.length, 1, 'RTCStatsReport.has');
      return entries.has(toDOMString(key, 'key'));
    }

    keys(): MapIterator<string> {
      return this.#entries.keys();
    }

    values(): MapIterator<RTCStats> {
      return this.#entries.values();
    }

    declare [Symbol.iterator]: () => MapIterator<[string, RTCStats]>;
  }

  const { entries } = Face.prototype;
  Object.defineProperty(Face.prototype, Symbol.iterator, { value: entries, writable: true, configurable: true });
  Object.defineProperty(Face.prototype.forEach, 'length', { value: 1, configurable: true });
  defineInterface('RTCStatsReport', Face);
  const create = (entries: readonly RTCStats[]): RTCStatsReport =>
    construction.create(Face, new Map(entries.map((entry) => [entry.id, entry])));
  return { RTCStatsReport: Face, create };
}
