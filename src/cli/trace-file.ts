import { closeSync, openSync, readSync } from 'node:fs';
import type { Trace, TraceEntry } from '../trace/entries.ts';
import { readTraceEntry, readTraceHeader } from '../trace/trace-text.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * A trace in a file, read anew and a piece at a time whenever its entries are asked for. Lines that are no entries are
 * skipped: the last one of a trace that was cut off, and kinds that only later versions know. Throws an Error naming
 * the file if it cannot be read or is no trace.
 */
export function openTraceFile(path: string): Trace {
  const first = linesOf(path).next();
  try {
    const header = readTraceHeader(first.done === true ? '' : first.value);
    return { header, entries: { [Symbol.iterator]: () => entriesOf(path) } };
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

function* entriesOf(path: string): Generator<TraceEntry, undefined> {
  for (const line of linesOf(path)) {
    const entry = readTraceEntry(line);
    if (entry !== undefined) yield entry;
  }
}

function* linesOf(path: string): Generator<string, undefined> {
  const file = openSync(path, 'r');
  try {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(CHUNK_BYTES);
    let rest = '';
    for (let length; (length = readSync(file, chunk, 0, CHUNK_BYTES, null)) > 0;) {
      const lines = (rest + decoder.decode(chunk.subarray(0, length), { stream: true })).split('\n');
      rest = lines.pop() as string;
      yield* lines;
    }
    yield rest + decoder.decode();
  } finally {
    closeSync(file);
  }
}
