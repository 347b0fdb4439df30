import { base64Of, bytesOfBase64 } from '../util/base64.ts';
import type { TraceEntry, TraceHeader } from './entries.ts';

/**
 * The text of a trace: JSON lines (one object a line), the header first. Bytes are base64. A trace that was cut off
 * while it was being written is readable up to its last whole line.
 */

/** One line, without its end. */
export function writeTraceHeader(header: TraceHeader): string {
  return JSON.stringify(header);
}

/** One line, without its end. */
export function writeTraceEntry(entry: TraceEntry): string {
  return JSON.stringify('data' in entry ? { ...entry, data: base64Of(entry.data) } : entry);
}

/** Throws an Error that says what is wrong: the file is no trace, or one of a version this program does not know. */
export function readTraceHeader(line: string): TraceHeader {
  const header = parseObject(line) as Partial<TraceHeader> | undefined;
  if (header?.format !== 'twinrtc-trace') throw new Error('this is no trace of twinrtc: its first line says nothing');
  if (header.version !== 1) throw new Error(`a trace of version ${String(header.version)}; known is version 1`);
  if (typeof header.timeOriginUnixMs !== 'number') throw new Error('the header has no timeOriginUnixMs');
  return header as TraceHeader;
}

/** `undefined` for a line that is no entry: cut off, or of a kind that a later version writes. */
export function readTraceEntry(line: string): TraceEntry | undefined {
  const entry = parseObject(line);
  if (entry === undefined || typeof entry.at !== 'number' || !isKnown(entry)) return undefined;
  if (!('data' in entry)) return entry as unknown as TraceEntry;
  const data = typeof entry.data === 'string' ? bytesOfBase64(entry.data) : undefined;
  return data === undefined ? undefined : ({ ...entry, data } as unknown as TraceEntry);
}

interface Fields {
  readonly [name: string]: unknown;
}

function parseObject(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it has what its readers rely on. */
function isKnown(entry: Fields): boolean {
  const needs = NEEDED_FIELDS.get(entry.type);
  return needs !== undefined && needs.every(([name, type]) => typeof entry[name] === type && entry[name] !== null);
}

type Needs = readonly (readonly [name: string, type: 'string' | 'number' | 'object'])[];

const ofConnection: Needs = [
  ['host', 'string'],
  ['connection', 'number'],
];

/** By type of entry. `satisfies` would not see a type that is missing here; a test does. */
const NEEDED_FIELDS: ReadonlyMap<unknown, Needs> = new Map<unknown, Needs>([
  [
    'host',
    [
      ['host', 'string'],
      ['addresses', 'object'],
    ],
  ],
  [
    'sent',
    [
      ['packet', 'number'],
      ['from', 'object'],
      ['to', 'object'],
      ['data', 'string'],
    ],
  ],
  [
    'duplicated',
    [
      ['packet', 'number'],
      ['copyOf', 'number'],
    ],
  ],
  [
    'corrupted',
    [
      ['packet', 'number'],
      ['data', 'string'],
    ],
  ],
  [
    'translated',
    [
      ['packet', 'number'],
      ['by', 'string'],
      ['from', 'object'],
      ['to', 'object'],
    ],
  ],
  [
    'delivered',
    [
      ['packet', 'number'],
      ['from', 'object'],
      ['to', 'object'],
    ],
  ],
  [
    'dropped',
    [
      ['packet', 'number'],
      ['reason', 'string'],
    ],
  ],
  ['state', [...ofConnection, ['machine', 'string'], ['state', 'string']]],
  ['event', [...ofConnection, ['event', 'string']]],
  ['call', [...ofConnection, ['call', 'number'], ['method', 'string']]],
  ['settled', [...ofConnection, ['call', 'number'], ['outcome', 'string']]],
  ['transport', [...ofConnection, ['news', 'string'], ['detail', 'string']]],
  [
    'secrets',
    [
      ['host', 'string'],
      ['clientRandom', 'string'],
      ['serverRandom', 'string'],
      ['masterSecret', 'string'],
    ],
  ],
  [
    'fault',
    [
      ['fault', 'number'],
      ['change', 'string'],
      ['what', 'string'],
    ],
  ],
  [
    'signaling',
    [
      ['change', 'string'],
      ['from', 'string'],
      ['to', 'string'],
    ],
  ],
  ['note', [['text', 'string']]],
]);
