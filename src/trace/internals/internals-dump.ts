import type { ConnectionId, SentEntry, StateEntry, Trace, TraceEndpoint, TraceEntry } from '../entries.ts';
import { PacketTracker } from '../packets/packet-tracker.ts';
import { isoTime } from './iso-time.ts';
import { StatsSampler, type StatsSeries } from './stats-series.ts';
import { updateOf } from './update-log.ts';

/** What chrome://webrtc-internals exports, as far as its importers ask for it. */
export interface InternalsDump {
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
  readonly updateLog: readonly { readonly time: string; readonly type: string; readonly value: string }[];
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

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  add(entry: TraceEntry): void {
    for (; this.#sampledAt + SAMPLE_MS <= entry.at; this.#sampledAt += SAMPLE_MS)
      this.#sampleAll(this.#sampledAt + SAMPLE_MS);
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

class ConnectionCollector {
  readonly #host: string;
  readonly #number: number;
  readonly #timeOriginUnixMs: number;
  readonly #sampler: StatsSampler;
  readonly #log: { readonly time: string; readonly type: string; readonly value: string }[] = [];
  readonly #transport = { packetsSent: 0, bytesSent: 0, packetsReceived: 0, bytesReceived: 0 };
  readonly #states = new Map<string, string>();
  readonly #channels = new Map<string, { state: string; messagesReceived: number }>();
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
    if (update !== undefined) this.#log.push({ time: isoTime(this.#timeOriginUnixMs + entry.at), ...update });
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
    const iceState = this.#states.get('ice-transport') ?? 'new';
    const dtlsState = this.#states.get('dtls-transport') ?? 'new';
    this.#sampler.sample('T01', 'transport', at, { ...this.#transport, iceState, dtlsState });
    const opened = [...this.#channels.values()].filter(({ state }) => state === 'open').length;
    this.#sampler.sample('P', 'peer-connection', at, { dataChannelsOpened: opened });
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
    if (machine === 'data-channel') this.#channel(of).state = state;
    else this.#states.set(machine, state);
  }

  #channel(label = ''): { state: string; messagesReceived: number } {
    const channel = this.#channels.get(label) ?? { state: 'connecting', messagesReceived: 0 };
    this.#channels.set(label, channel);
    return channel;
  }
}

function socketKey({ host, address, port }: TraceEndpoint): string {
  return `${host ?? ''} ${address} ${port}`;
}
