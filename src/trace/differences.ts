import { portableCrypto } from '../crypto/portable-crypto.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { Trace, TraceEntry } from './entries.ts';
import { KeyRing } from './packets/key-ring.ts';
import { PacketTracker } from './packets/packet-tracker.ts';
import { describeEntry, formatTime } from './timeline.ts';
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
    if (!areEqual(entry, other.value)) {
      others.return?.();
      return { index, first: entry, second: other.value };
    }
    index++;
  }
  const more = others.next();
  others.return?.();
  return more.done === true ? undefined : { index, second: more.value };
}

function areEqual(a: TraceEntry, b: TraceEntry): boolean {
  return a.at === b.at && a.type === b.type && writeTraceEntry(a) === writeTraceEntry(b);
}

/** A difference for people: what both traces have last in common, what each has then, and which fields differ. */
export function describeDifference(
  first: Trace,
  second: Trace,
  { index, first: a, second: b }: TraceDifference,
  crypto: Crypto = portableCrypto,
): string[] {
  const fields = a === undefined || b === undefined ? [] : differingFields(a, b);
  return [
    `The traces part at entry ${index + 1}${fields.length === 0 ? '' : `, in ${fields.join(', ')}`}.`,
    `  both:   ${index === 0 ? '(nothing)' : lineAt(first, index - 1, crypto)}`,
    `  first:  ${a === undefined ? '(ends here)' : lineAt(first, index, crypto)}`,
    `  second: ${b === undefined ? '(ends here)' : lineAt(second, index, crypto)}`,
  ];
}

function differingFields(a: TraceEntry, b: TraceEntry): string[] {
  const [ours, theirs] = [a, b].map((entry) => JSON.parse(writeTraceEntry(entry)) as Record<string, unknown>);
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names].filter((name) => JSON.stringify(ours[name]) !== JSON.stringify(theirs[name]));
}

/** The line a timeline has for one entry: a packet is described by what was told of it before. */
function lineAt(trace: Trace, index: number, crypto: Crypto): string {
  const keys = new KeyRing(crypto);
  const tracker = new PacketTracker();
  let at = 0;
  for (const entry of trace.entries) {
    const packet = tracker.follow(entry);
    if (entry.type === 'secrets') keys.add(entry);
    if (at++ < index) continue;
    const { who, what } = describeEntry(entry, packet, keys);
    return `${formatTime(entry.at)}  ${who}  ${what}`;
  }
  return '(not there)';
}
