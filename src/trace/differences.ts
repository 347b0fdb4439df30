import type { Trace, TraceEntry } from './entries.ts';
import { writeTraceEntry } from './trace-text.ts';

/** Where two traces part. A side is missing where its trace ended before. */
export interface TraceDifference {
  /** Of the entry, from 0. */
  readonly index: number;
  readonly first?: TraceEntry;
  readonly second?: TraceEntry;
}

/** The first entry in which two traces differ; `undefined` if none does. Reads no further than that. */
export function diffTraces(first: Trace, second: Trace): TraceDifference | undefined {
  const others = second.entries[Symbol.iterator]();
  let index = 0;
  for (const entry of first.entries) {
    const other = others.next();
    if (other.done === true) return { index, first: entry };
    if (!areEqual(entry, other.value)) return { index, first: entry, second: other.value };
    index++;
  }
  const more = others.next();
  return more.done === true ? undefined : { index, second: more.value };
}

function areEqual(a: TraceEntry, b: TraceEntry): boolean {
  return a.at === b.at && a.type === b.type && writeTraceEntry(a) === writeTraceEntry(b);
}
