import { portableCrypto } from '../../crypto/portable-crypto.ts';
import type { Crypto } from '../../ports/crypto.ts';
import type { ConnectionId, StateEntry, Trace, TraceEndpoint, TraceEntry } from '../entries.ts';
import { describeTraced } from '../packets/describe-traced.ts';
import { KeyRing } from '../packets/key-ring.ts';
import { PacketTracker, type TracedPacket } from '../packets/packet-tracker.ts';
import { describeEntry } from '../timeline.ts';
import { PacketColumns, type PacketFate, type ReportPackets } from './packet-columns.ts';

/** What the page of a report is given, as JSON. Times are virtual milliseconds. */
export interface ReportData {
  readonly seed?: number;
  readonly timeOriginUnixMs: number;
  readonly entriesLost: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** In order of appearance; others name them by their index. */
  readonly hosts: readonly string[];
  readonly packets: ReportPackets;
  readonly bands: readonly ReportBand[];
  readonly faults: readonly ReportSpan[];
  readonly remarks: readonly ReportRemark[];
}

/** The states of one thing, one after the other. */
export interface ReportBand {
  readonly host: number;
  readonly connection: number;
  /** `connection`, `ICE`, `channel “chat”`. */
  readonly label: string;
  /** Among the bands of its connection. */
  readonly order: number;
  readonly states: readonly ReportSpan[];
}

/** Something that lasts; to the end of the trace if `to` is missing. */
export interface ReportSpan {
  readonly from: number;
  to?: number;
  readonly text: string;
  readonly detail?: string;
}

/** Something that happens at one moment; without a host it happens to the network. */
export interface ReportRemark {
  readonly at: number;
  readonly host?: number;
  readonly type: TraceEntry['type'];
  readonly text: string;
}

/** Collects what the page shows. */
export function reportDataOf(trace: Trace, crypto: Crypto = portableCrypto): ReportData {
  const collector = new ReportCollector(new KeyRing(crypto));
  for (const entry of trace.entries) collector.add(entry);
  return { ...headerOf(trace), ...collector.finish() };
}

function headerOf({ header }: Trace): Pick<ReportData, 'seed' | 'timeOriginUnixMs' | 'entriesLost'> {
  const { seed, timeOriginUnixMs, entriesLost = 0 } = header;
  return { seed, timeOriginUnixMs, entriesLost };
}

class ReportCollector {
  readonly #keys: KeyRing;
  readonly #tracker = new PacketTracker();
  readonly #hosts = new Map<string, number>();
  readonly #packets = new PacketColumns();
  readonly #bands = new Map<string, ReportBand & { states: ReportSpan[] }>();
  readonly #faults = new Map<number, ReportSpan>();
  readonly #remarks: ReportRemark[] = [];
  #startsAt = Infinity;
  #endsAt = 0;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  add(entry: TraceEntry): void {
    this.#startsAt = Math.min(this.#startsAt, entry.at);
    this.#endsAt = Math.max(this.#endsAt, entry.at);
    const packet = this.#tracker.follow(entry);
    switch (entry.type) {
      case 'sent':
      case 'duplicated':
        return packet === undefined ? undefined : this.#send(packet);
      case 'corrupted':
        return this.#packets.corrupt(entry.packet);
      case 'delivered':
      case 'dropped':
        return packet === undefined ? undefined : this.#end(packet, entry);
      case 'secrets':
        return this.#keys.add(entry);
      case 'host':
        // A lane is for those that take part: many a NAT never does.
        return;
      case 'state':
        this.#changeState(entry);
        break;
      case 'fault':
        this.#changeFault(entry);
        break;
      case 'signaling':
        return this.#signal(entry);
    }
    this.#remark(entry);
  }

  finish(): Omit<ReportData, 'seed' | 'timeOriginUnixMs' | 'entriesLost'> {
    return {
      startsAt: Math.min(this.#startsAt, this.#endsAt),
      endsAt: this.#endsAt,
      hosts: [...this.#hosts.keys()],
      packets: this.#packets.columns(this.#endsAt),
      bands: [...this.#bands.values()].sort(byPlace),
      faults: [...this.#faults.values()],
      remarks: this.#remarks,
    };
  }

  #send(packet: TracedPacket): void {
    const { kind, text: carried } = describeTraced(packet, this.#keys);
    const text = packet.to.host === undefined ? `${carried} (to ${packet.to.address})` : carried;
    const ends = { from: this.#lane(packet.from), to: this.#lane(packet.to) };
    const { number, sentAt: at, data, copyOf } = packet;
    this.#packets.add({ number, at, ...ends, kind, text, bytes: data.length, isCopy: copyOf !== undefined });
  }

  #end({ number, to }: TracedPacket, entry: TraceEntry & { readonly type: 'delivered' | 'dropped' }): void {
    const fate: PacketFate = entry.type === 'delivered' ? 'delivered' : 'dropped';
    const reason = entry.type === 'dropped' ? entry.reason : '';
    this.#packets.end(number, entry.at, fate, reason, this.#lane(to));
  }

  #changeState(entry: StateEntry): void {
    const { host, connection, machine, of, at, state, reason } = entry;
    const label = labelOf(entry);
    const id = `${host}\n${connection}\n${machine}\n${of ?? ''}`;
    const known = this.#bands.get(id);
    const band = known ?? {
      host: this.#hostNumber(host),
      connection,
      label,
      order: ORDER.indexOf(machine),
      states: [],
    };
    this.#bands.set(id, band);
    const last = band.states.at(-1);
    if (last !== undefined) last.to = at;
    band.states.push({ from: at, text: state, ...(reason !== undefined && { detail: reason }) });
  }

  #changeFault({ fault, change, what, at }: TraceEntry & { readonly type: 'fault' }): void {
    const span = this.#faults.get(fault);
    if (change === 'applied') this.#faults.set(fault, { from: at, text: what });
    else if (span !== undefined) span.to = at;
  }

  /** A message is an arrow like a packet; the rest is a remark. */
  #signal(entry: TraceEntry & { readonly type: 'signaling' }): void {
    const { change, message, at, from, to, text = '', reason = '' } = entry;
    if (message === undefined || change === 'opened' || change === 'closed') return this.#remark(entry);
    const number = -message;
    if (change === 'delivered' || change === 'dropped') {
      this.#packets.end(number, at, change, reason, this.#hostNumber(to));
      return;
    }
    const ends = { from: this.#hostNumber(from), to: this.#hostNumber(to) };
    const isCopy = change === 'duplicated';
    const shown = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
    this.#packets.add({
      number,
      at,
      ...ends,
      kind: 'signaling',
      text: `signaling ${shown}`,
      bytes: text.length,
      isCopy,
    });
  }

  #remark(entry: TraceEntry): void {
    const { who, what } = describeEntry(entry, undefined, this.#keys);
    const host = 'host' in entry ? this.#hostNumber(entry.host) : undefined;
    const text =
      host === undefined || who === hostName(entry) ? what : `${who.slice(hostName(entry).length + 1)} ${what}`;
    this.#remarks.push({ at: entry.at, ...(host !== undefined && { host }), type: entry.type, text });
  }

  #lane({ host }: TraceEndpoint): number {
    return host === undefined ? -1 : this.#hostNumber(host);
  }

  #hostNumber(host: string): number {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    this.#hosts.set(host, this.#hosts.size);
    return this.#hosts.size - 1;
  }
}

const LONGEST_MESSAGE = 200;

function hostName(entry: TraceEntry): string {
  return 'host' in entry ? (entry as ConnectionId).host : '';
}

const LABELS: Readonly<Record<StateEntry['machine'], string>> = {
  signaling: 'signaling',
  connection: 'connection',
  'ice-connection': 'ICE',
  'ice-gathering': 'gathering',
  'ice-transport': 'ICE transport',
  'dtls-transport': 'DTLS',
  'sctp-transport': 'SCTP',
  'data-channel': 'channel',
};

const ORDER: readonly StateEntry['machine'][] = [
  'signaling',
  'connection',
  'ice-gathering',
  'ice-connection',
  'ice-transport',
  'dtls-transport',
  'sctp-transport',
  'data-channel',
];

function byPlace(a: ReportBand, b: ReportBand): number {
  return a.host - b.host || a.connection - b.connection || a.order - b.order;
}

/** The first transport of a connection needs no number. */
function labelOf({ machine, of }: StateEntry): string {
  if (machine === 'data-channel') return `channel “${of ?? ''}”`;
  return of === undefined || of === '1' ? LABELS[machine] : `${LABELS[machine]} ${of}`;
}
