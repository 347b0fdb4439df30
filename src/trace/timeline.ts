import { portableCrypto } from '../crypto/portable-crypto.ts';
import { requireAtLeast } from '../hosts/sim/validate.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { ConnectionId, Trace, TraceEndpoint, TraceEntry } from './entries.ts';
import { describeTraced } from './packets/describe-traced.ts';
import { KeyRing } from './packets/key-ring.ts';
import { PacketTracker, type TracedPacket } from './packets/packet-tracker.ts';

export interface TimelineOptions {
  /** How many of the last entries, 1 or more; default all. Throws a RangeError for fewer. */
  readonly last?: number;
  /** Only what passes is counted and shown. */
  readonly filter?: (entry: TraceEntry) => boolean;
  /** What decrypts; default the portable one. */
  readonly crypto?: Crypto;
}

/**
 * A trace as plain text, a line per entry: when, who, what; packets with what they carry, decrypted. For failure messages
 * and for reading.
 */
export function formatTimeline(trace: Trace, { last = Infinity, filter, crypto }: TimelineOptions = {}): string[] {
  requireAtLeast('last', last, 1);
  const keys = new KeyRing(crypto ?? portableCrypto);
  const moments = lastMoments(trace.entries, keys, last, filter ?? isWorthALine);
  const lines = moments.map(({ entry, packet }) => ({ at: entry.at, ...describeEntry(entry, packet, keys) }));
  const width = lines.reduce((widest, { who }) => Math.max(widest, who.length), 0);
  return lines.map(({ at, who, what }) => `${formatTime(at).padStart(15)}  ${who.padEnd(width)}  ${what}`);
}

/** Virtual milliseconds. */
export function formatTime(at: number): string {
  return `${at.toFixed(3)} ms`;
}

interface Moment {
  readonly entry: TraceEntry;
  readonly packet: TracedPacket | undefined;
}

function lastMoments(
  entries: Iterable<TraceEntry>,
  keys: KeyRing,
  last: number,
  filter: (entry: TraceEntry) => boolean,
): Moment[] {
  const tracker = new PacketTracker();
  let moments: Moment[] = [];
  for (const entry of entries) {
    const packet = tracker.follow(entry);
    if (entry.type === 'secrets') keys.add(entry);
    if (!filter(entry)) continue;
    moments.push({ entry, packet });
    if (moments.length > 2 * last + 64) moments = moments.slice(-last);
  }
  return last === Infinity ? moments : moments.slice(-last);
}

function isWorthALine({ type }: TraceEntry): boolean {
  return type !== 'secrets' && type !== 'settled';
}

/** One entry for people: who does or meets what. */
export function describeEntry(
  entry: TraceEntry,
  packet: TracedPacket | undefined,
  keys: KeyRing,
): { readonly who: string; readonly what: string } {
  switch (entry.type) {
    case 'host':
      return { who: entry.host, what: `has ${entry.addresses.join(', ') || 'no address'}` };
    case 'sent':
    case 'duplicated':
    case 'corrupted':
    case 'delivered':
    case 'dropped':
      return describePacketEntry(entry, packet, keys);
    case 'state':
      return { who: nameOf(entry), what: `${entry.machine}${ofText(entry.of)} ${entry.state}${because(entry.reason)}` };
    case 'event':
      return { who: nameOf(entry), what: `event ${entry.event}${ofText(entry.of)} ${shortened(entry.detail)}`.trim() };
    case 'call':
      return { who: nameOf(entry), what: `calls ${entry.method} ${shortened(entry.argument)}`.trim() };
    case 'settled':
      return { who: nameOf(entry), what: `${entry.method} ${entry.outcome} ${shortened(entry.value)}`.trim() };
    case 'transport':
      return { who: nameOf(entry), what: `${entry.news} ${entry.detail}` };
    case 'secrets':
      return { who: entry.host, what: `DTLS secrets of client random ${entry.clientRandom.slice(0, 16)}…` };
    case 'fault':
      return { who: 'the network', what: `fault ${entry.fault} ${entry.change}: ${entry.what}` };
    case 'change':
      return { who: 'the network', what: entry.what };
    case 'signaling':
      return { who: `${entry.from} ⇢ ${entry.to}`, what: describeSignaling(entry) };
    case 'note':
      return { who: 'note', what: entry.text };
  }
}

type PacketEntry = Extract<TraceEntry, { type: 'sent' | 'duplicated' | 'corrupted' | 'delivered' | 'dropped' }>;

function describePacketEntry(
  entry: PacketEntry,
  packet: TracedPacket | undefined,
  keys: KeyRing,
): { readonly who: string; readonly what: string } {
  const fate = entry.type === 'dropped' ? `dropped (${entry.reason})` : entry.type;
  if (packet === undefined) return { who: 'somebody', what: `${fate} #${entry.packet}` };
  const { text } = describeTraced(packet, keys);
  const who = `${endName(packet.from)} → ${endName(packet.to)}`;
  return { who, what: `${fate} #${entry.packet} ${text} [${packet.data.length}]` };
}

function describeSignaling(entry: Extract<TraceEntry, { type: 'signaling' }>): string {
  const number = entry.message === undefined ? '' : ` #${entry.message}`;
  return `signaling ${entry.change}${number} ${shortened(entry.text)}${because(entry.reason)}`.trim();
}

function endName({ host, address }: TraceEndpoint): string {
  return host ?? address;
}

/** The connections of one host are told apart by their number. */
function nameOf({ host, connection }: ConnectionId): string {
  return connection === 1 ? host : `${host} #${connection}`;
}

function ofText(of: string | undefined): string {
  return of === undefined ? '' : ` ${JSON.stringify(of)}`;
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : ` (${reason})`;
}

const LONGEST_DETAIL = 100;

/** Descriptions have many lines; the first says enough. */
function shortened(text = ''): string {
  const line = text.replace(/\s*\r?\n.*$/s, ' …');
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line;
}
