import { base64Of, bytesOfBase64 } from '../util/base64.ts';
import { parseIpAddress } from '../util/ip-address.ts';
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
  const needs = Object.hasOwn(NEEDS, String(entry.type)) ? NEEDS[entry.type as TraceEntry['type']] : undefined;
  return needs !== undefined && needs.split(' ').every((need) => meets(entry, need));
}

/** `name:kind`, and `name?:kind` for what may be missing. */
function meets(entry: Fields, need: string): boolean {
  const [name, kind] = need.split(':');
  const isOptional = name.endsWith('?');
  const value = entry[isOptional ? name.slice(0, -1) : name];
  if (isOptional && value === undefined) return true;
  if (kind === 'endpoint') return isEndpoint(value);
  if (kind === 'strings') return Array.isArray(value) && value.every((one) => typeof one === 'string');
  return typeof value === kind;
}

function isEndpoint(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { address, port } = value as Fields;
  return typeof address === 'string' && parseIpAddress(address) !== undefined && typeof port === 'number';
}

const NEEDS: Readonly<Record<TraceEntry['type'], string>> = {
  host: 'host:string addresses:strings',
  sent: 'packet:number protocol:string from:endpoint to:endpoint data:string',
  duplicated: 'packet:number copyOf:number',
  corrupted: 'packet:number data:string',
  delivered: 'packet:number from?:endpoint to?:endpoint',
  dropped: 'packet:number reason:string from?:endpoint to?:endpoint',
  state: 'host:string connection:number machine:string state:string',
  event: 'host:string connection:number event:string',
  call: 'host:string connection:number call:number method:string',
  settled: 'host:string connection:number call:number method:string outcome:string',
  transport: 'host:string connection:number news:string detail:string socket?:endpoint',
  secrets: 'host:string clientRandom:string serverRandom:string masterSecret:string cipherSuite:number',
  fault: 'fault:number change:string what:string',
  change: 'what:string',
  signaling: 'change:string from:string to:string',
  note: 'text:string',
};
