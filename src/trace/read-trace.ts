import type { Trace, TraceEntry } from './entries.ts';
import { readTraceEntry, readTraceHeader } from './trace-text.ts';

/**
 * Reads the text of a trace. Lines that are no entries are left out: the last one of a trace that was cut off, and kinds
 * that only later versions know. Throws an Error if it is no trace at all.
 */
export function readTrace(text: string): Trace {
  const lines = text.split('\n');
  const header = readTraceHeader(lines[0]);
  const entries = lines.slice(1).map(readTraceEntry);
  return { header, entries: entries.filter((entry): entry is TraceEntry => entry !== undefined) };
}
