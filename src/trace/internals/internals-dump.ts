import type { ConnectionId, SentEntry, StateEntry, Trace, TraceEndpoint, TraceEntry } from '../entries.ts';
import { PacketTracker } from '../packets/packet-tracker.ts';
import { isoTime } from './iso-time.ts';
import { StatsSampler, type StatsSeries } from './stats-series.ts';
import { updateOf, type InternalsUpdate } from './update-log.ts';

/**
 * What chrome://webrtc-internals exports, as far as its importers ask for it: those that read what Chromium wrote until
 * 2025, and those of today, which read that as well.
 */
export interface InternalsDump {
  /** Of the end of the trace, Unix milliseconds. */
  readonly timestamp: number;
  readonly getUserMedia: readonly [];
  readonly PeerConnections: Readonly<Record<string, InternalsConnection>>;
  readonly UserAgent: string;
  readonly UserAgentData: readonly { readonly brand: string; readonly version: string }[];
}

export interface InternalsConnection {
  readonly pid: number;
  readonly rid: number;
  readonly url: string;
  readonly rtcConfiguration: string;
  readonly constraints: string;
  readonly stats: Readonly<Record<string, StatsSeries>>;
  readonly updateLog: readonly InternalsLine[];
}

export interface InternalsLine extends InternalsUpdate {
  /** ISO 8601: older importers look here. */
  readonly time: string;
  /** Unix milliseconds: newer ones here. */
  readonly timestamp: number;
}

const SAMPLE_MS = 1000;

/**
 * A trace as a dump of webrtc-internals, for tools that read those: the log of each connection, and once a second what its
 * transport and its channels have carried. The counts are of datagrams as the network saw them.
 */
export function internalsDumpOf(trace: Trace): InternalsDump {
  const collector = new DumpCollector(trace);
  for (const entry of trace.entries) collector.add(entry);
  return {
    timestamp: collector.endUnixMs,
    getUserMedia: [],
    PeerConnections: collector.finish(),
    UserAgent: 'twinrtc, simulated',
    UserAgentData: ['Not)A;Brand', 'Chromium', 'twinrtc'].map((brand) => ({ brand, version: '1' })),
  };
}

class DumpCollector {
  readonly #trace: Trace;
  readonly #tracker = new PacketTracker();
  readonly #connections = new Map<string, ConnectionCollector>();
  /** By host and socket. */
  readonly #bySocket = new Map<string, ConnectionCollector>();
  #sampledAt = 0;
  #endsAt = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  get endUnixMs(): number {
    return this.#trace.header.timeOriginUnixMs + this.#endsAt;
  }

  add(entry: TraceEntry): void {
    for (; this.#sampledAt + SAMPLE_MS <= entry.at; this.#sampledAt += SAMPLE_MS)
      this.#sampleAll(this.#sampledAt + SAMPLE_MS);
    this.#endsAt = entry.at;
    const packet = this.#tracker.follow(entry);
    if (entry.type === 'sent') this.#ofSocket(entry.from)?.sent(entry);
    else if (entry.type === 'delivered' && packet !== undefined)
      this.#ofSocket(packet.to)?.received(packet.data.length);
    else if ('connection' in entry) this.#ofConnection(entry).tell(entry);
    if (entry.type === 'transport' && entry.socket !== undefined) {
      this.#bySocket.set(socketKey({ host: entry.host, ...entry.socket }), this.#ofConnection(entry));
    }
  }

  finish(): Record<string, InternalsConnection> {
    this.#sampleAll(this.#sampledAt + SAMPLE_MS);
    return Object.fromEntries([...this.#connections].map(([id, connection]) => [id, connection.finish()]));
  }

  #sampleAll(at: number): void {
    for (const connection of this.#connections.values()) connection.sample(at);
  }

  #ofSocket(end: TraceEndpoint): ConnectionCollector | undefined {
    return this.#bySocket.get(socketKey(end));
  }

  #ofConnection({ host, connection }: ConnectionId): ConnectionCollector {
    const id = `${host}-${connection}`;
    const known = this.#connections.get(id);
    if (known !== undefined) return known;
    const created = new ConnectionCollector(host, connection, this.#trace.header.timeOriginUnixMs);
    this.#connections.set(id, created);
    return created;
  }
}

interface ChannelRecord {
  state: string;
  hasOpened: boolean;
  messagesReceived: number;
}

class ConnectionCollector {
  readonly #host: string;
  readonly #number: number;
  readonly #timeOriginUnixMs: number;
  readonly #sampler: StatsSampler;
  readonly #log: InternalsLine[] = [];
  readonly #transport = { packetsSent: 0, bytesSent: 0, packetsReceived: 0, bytesReceived: 0 };
  readonly #states = new Map<string, string>();
  readonly #channels = new Map<string, ChannelRecord>();
  #configuration = '{}';

  constructor(host: string, number: number, timeOriginUnixMs: number) {
    this.#host = host;
    this.#number = number;
    this.#timeOriginUnixMs = timeOriginUnixMs;
    this.#sampler = new StatsSampler(timeOriginUnixMs);
  }

  tell(entry: TraceEntry): void {
    if (entry.type === 'call' && entry.method === 'new RTCPeerConnection') this.#configuration = entry.argument ?? '{}';
    if (entry.type === 'state') this.#changeState(entry);
    if (entry.type === 'event' && entry.event === 'message') this.#channel(entry.of).messagesReceived++;
    const update = updateOf(entry);
    const timestamp = this.#timeOriginUnixMs + entry.at;
    if (update !== undefined) this.#log.push({ time: isoTime(timestamp), timestamp, ...update });
  }

  sent({ data }: SentEntry): void {
    this.#transport.packetsSent++;
    this.#transport.bytesSent += data.length;
  }

  received(bytes: number): void {
    this.#transport.packetsReceived++;
    this.#transport.bytesReceived += bytes;
  }

  sample(at: number): void {
    const isClosed = this.#states.get('connection') === 'closed';
    const iceState = isClosed ? 'closed' : (this.#states.get('ice-transport') ?? 'new');
    const dtlsState = isClosed ? 'closed' : (this.#states.get('dtls-transport') ?? 'new');
    this.#sampler.sample('T01', 'transport', at, { ...this.#transport, iceState, dtlsState });
    const channels = [...this.#channels.values()].filter(({ hasOpened }) => hasOpened);
    this.#sampler.sample('P', 'peer-connection', at, {
      dataChannelsOpened: channels.length,
      dataChannelsClosed: channels.filter(({ state }) => isClosed || state === 'closed').length,
    });
    let id = 0;
    for (const [label, { state, messagesReceived }] of this.#channels) {
      this.#sampler.sample(`D${++id}`, 'data-channel', at, { label, state, messagesReceived });
    }
  }

  finish(): InternalsConnection {
    return {
      pid: 1,
      rid: this.#number,
      url: `twinrtc://${this.#host}/`,
      rtcConfiguration: this.#configuration,
      constraints: '',
      stats: this.#sampler.series,
      updateLog: this.#log,
    };
  }

  #changeState({ machine, state, of }: StateEntry): void {
    if (machine !== 'data-channel') this.#states.set(machine, state);
    else Object.assign(this.#channel(of), state === 'open' ? { state, hasOpened: true } : { state });
  }

  #channel(label = ''): ChannelRecord {
    const channel = this.#channels.get(label) ?? { state: 'connecting', hasOpened: false, messagesReceived: 0 };
    this.#channels.set(label, channel);
    return channel;
  }
}

function socketKey({ host, address, port }: TraceEndpoint): string {
  return `${host ?? ''} ${address} ${port}`;
}
