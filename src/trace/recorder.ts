import type { JournalEntry } from '../hosts/sim/journal.ts';
import { requirePositive } from '../hosts/sim/validate.ts';
import type { Packet, TcpSegment } from '../hosts/sim/packet.ts';
import type { SocketAddress } from '../ports/network.ts';
import { ConnectionRecorder, type EntrySink } from './connection-recorder.ts';
import type { Trace, TraceEndpoint, TraceEntry, TraceHeader, TraceSegment } from './entries.ts';
import { TraceStore } from './trace-store.ts';
import { writeTraceEntry, writeTraceHeader } from './trace-text.ts';

export interface TraceOptions {
  /** Memory for what was recorded, in bytes; the oldest goes first. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Is given each line of the trace's text, with its end, as it is recorded: for a file that survives a crash. */
  readonly onLine?: (line: string) => void;
}

export const DEFAULT_TRACE_BYTES = 256 * 1024 * 1024;

/**
 * Records a world: every packet and what became of it, the states, events and calls of its connections, secrets, faults,
 * signalling, notes. Off until `start`; while it is off nothing is kept.
 */
export class TraceRecorder implements Trace {
  readonly #world: RecordedWorld;
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #store: TraceStore;
  readonly #known = new WeakMap<Packet, KnownPacket>();
  readonly #hostsByAddress = new Map<string, string>();
  readonly #connections = new Map<string, number>();
  readonly #sink: EntrySink = {
    now: () => this.#world.now,
    add: (entry) => this.#addIfRecording(entry),
    nextCall: () => ++this.#calls,
  };
  #packets = 0;
  #calls = 0;
  #stop: (() => void) | undefined = undefined;

  constructor(world: RecordedWorld, options: TraceOptions = {}) {
    this.#world = world;
    this.#onLine = options.onLine;
    this.#store = new TraceStore(requirePositive('maxBytes', options.maxBytes ?? DEFAULT_TRACE_BYTES));
  }

  get isRecording(): boolean {
    return this.#stop !== undefined;
  }

  /** Connections that exist already are seen by their packets only. A second call does nothing. */
  start(): this {
    if (this.#stop !== undefined) return this;
    if (this.#store.length === 0) this.#onLine?.(`${writeTraceHeader(this.header)}\n`);
    this.#stop = (): void => undefined;
    this.#stop = this.#world.watch(this);
    return this;
  }

  /** What was recorded stays. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** A line of the user's own, at the present moment. */
  note(text: string): void {
    if (this.isRecording) this.#add({ at: this.#world.now, type: 'note', text });
  }

  get header(): TraceHeader {
    const { seed, timeOriginUnixMs } = this.#world;
    const { lost } = this.#store;
    return { format: 'twinrtc-trace', version: 1, seed, timeOriginUnixMs, ...(lost > 0 && { entriesLost: lost }) };
  }

  /** Oldest first. */
  get entries(): Iterable<TraceEntry> {
    return this.#store;
  }

  /** The trace as text, a line (with its end) at a time: for files of any size. */
  *lines(): Generator<string, undefined> {
    yield `${writeTraceHeader(this.header)}\n`;
    for (const entry of this.#store) yield `${writeTraceEntry(entry)}\n`;
  }

  /** The same in one string: what `npx twinrtc report` reads. */
  text(): string {
    return [...this.lines()].join('');
  }

  /** Who watches a new connection of that host; nobody while nothing is recorded. */
  watchConnection(host: string): ConnectionRecorder | undefined {
    if (!this.isRecording) return undefined;
    const connection = (this.#connections.get(host) ?? 0) + 1;
    this.#connections.set(host, connection);
    return new ConnectionRecorder({ host, connection }, this.#sink);
  }

  sent(at: number, packet: Packet): void {
    const { protocol, origin, source, destination, bytes, segment } = packet;
    this.#hostsByAddress.set(origin.address, origin.host);
    const from = { host: origin.host, ...source };
    const to = endpoint(this.#hostsByAddress.get(destination.address), destination);
    const known = { number: ++this.#packets, from, to };
    this.#known.set(packet, known);
    const header = segment === undefined ? {} : { segment: describeSegment(segment) };
    this.#add({ at, type: 'sent', packet: known.number, protocol, ...header, from, to, data: bytes.slice() });
  }

  duplicated(at: number, copy: Packet, original: Packet): void {
    const known = this.#known.get(original);
    if (known === undefined) return;
    this.#known.set(copy, { ...known, number: ++this.#packets });
    this.#add({ at, type: 'duplicated', packet: this.#packets, copyOf: known.number });
  }

  corrupted(at: number, packet: Packet): void {
    const known = this.#known.get(packet);
    if (known !== undefined) this.#add({ at, type: 'corrupted', packet: known.number, data: packet.bytes.slice() });
  }

  delivered(at: number, packet: Packet): void {
    const known = this.#known.get(packet);
    if (known === undefined) return;
    this.#add({ at, type: 'delivered', packet: known.number, ...changedAddresses(packet, known) });
  }

  dropped(at: number, packet: Packet, reason: string): void {
    const known = this.#known.get(packet);
    if (known === undefined) return;
    this.#add({ at, type: 'dropped', packet: known.number, reason, ...changedAddresses(packet, known) });
  }

  journal(at: number, entry: JournalEntry): void {
    if (entry.type === 'host') for (const address of entry.addresses) this.#hostsByAddress.set(address, entry.host);
    this.#add({ at, ...entry });
  }

  #addIfRecording(entry: TraceEntry): void {
    if (this.isRecording) this.#add(entry);
  }

  #add(entry: TraceEntry): void {
    this.#store.push(entry);
    this.#onLine?.(`${writeTraceEntry(entry)}\n`);
  }
}

/** What a recorder asks of a world. */
export interface RecordedWorld {
  readonly seed?: number;
  readonly timeOriginUnixMs: number;
  /** Virtual milliseconds. */
  readonly now: number;
  /** Returns the function that ends it. */
  watch(recorder: TraceRecorder): () => void;
}

/** A packet under way; one that was sent before the recording began is not. */
interface KnownPacket {
  readonly number: number;
  /** As they were recorded. */
  readonly from: TraceEndpoint;
  readonly to: TraceEndpoint;
}

/** Those that NATs on the way have changed, and the receiver where it was not known before. */
function changedAddresses(
  { origin, source, destination, target }: Packet,
  known: KnownPacket,
): { from?: TraceEndpoint; to?: TraceEndpoint } {
  const to = endpoint(target?.host ?? known.to.host, destination);
  return {
    ...(!isSame(source, known.from) && { from: { host: origin.host, ...source } }),
    ...((!isSame(to, known.to) || to.host !== known.to.host) && { to }),
  };
}

function endpoint(host: string | undefined, { address, port }: SocketAddress): TraceEndpoint {
  return host === undefined ? { address, port } : { host, address, port };
}

function isSame(a: SocketAddress, b: SocketAddress): boolean {
  return a.address === b.address && a.port === b.port;
}

function describeSegment({ isSyn, isAck, isFin, isReset, sequence, acknowledgment }: TcpSegment): TraceSegment {
  const flags = `${isSyn ? 'S' : ''}${isAck ? 'A' : ''}${isFin ? 'F' : ''}${isReset ? 'R' : ''}`;
  return { flags, sequence, acknowledgment };
}
