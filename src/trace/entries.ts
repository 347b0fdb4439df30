import type { JournalEntry } from '../hosts/sim/journal.ts';
import type { SocketAddress } from '../ports/network.ts';

/** One end of a packet's way; the host is missing where nobody in the world has the address. */
export interface TraceEndpoint extends SocketAddress {
  readonly host?: string;
}

/** Which connection: the host it lives on, and its number there, from 1 in order of construction. */
export interface ConnectionId {
  readonly host: string;
  readonly connection: number;
}

export type TraceProtocol = 'udp' | 'tcp';

/** What the header of a TCP segment says, RFC 9293 §3.1. */
export interface TraceSegment {
  /** Of `S`, `A`, `F` and `R` those that are set. */
  readonly flags: string;
  /** 0…2³²−1. */
  readonly sequence: number;
  readonly acknowledgment: number;
}

/** What every entry has: virtual milliseconds since the world began. */
interface Timed {
  readonly at: number;
}

type Told<T extends JournalEntry['type']> = Timed & Extract<JournalEntry, { readonly type: T }>;

/** A host, when it is first heard of and whenever its addresses change. */
export type HostEntry = Told<'host'>;

/** A packet leaves its sender. `packet` numbers the packets of a trace. */
export interface SentEntry extends Timed {
  readonly type: 'sent';
  readonly packet: number;
  readonly protocol: TraceProtocol;
  /** Of a TCP segment. */
  readonly segment?: TraceSegment;
  readonly from: TraceEndpoint;
  readonly to: TraceEndpoint;
  readonly data: Uint8Array;
}

/** A link or a rule made another of it; the copy has a number of its own. */
export interface DuplicatedEntry extends Timed {
  readonly type: 'duplicated';
  readonly packet: number;
  readonly copyOf: number;
}

/** Its bytes changed on the way. */
export interface CorruptedEntry extends Timed {
  readonly type: 'corrupted';
  readonly packet: number;
  readonly data: Uint8Array;
}

/** What is written on a packet in the end, where a NAT has changed it, and who has it now. */
interface Readdressed {
  readonly from?: TraceEndpoint;
  readonly to?: TraceEndpoint;
}

/** It reached a socket. */
export interface DeliveredEntry extends Timed, Readdressed {
  readonly type: 'delivered';
  readonly packet: number;
}

export interface DroppedEntry extends Timed, Readdressed {
  readonly type: 'dropped';
  readonly packet: number;
  readonly reason: string;
}

/** A state of a connection, of one of its transports, or of a data channel. */
export interface StateEntry extends Timed, ConnectionId {
  readonly type: 'state';
  readonly machine: StateMachine;
  /** The label of a data channel, the number of a transport from 1. */
  readonly of?: string;
  readonly state: string;
  readonly reason?: string;
}

export type StateMachine =
  | 'signaling'
  | 'connection'
  | 'ice-connection'
  | 'ice-gathering'
  | 'ice-transport'
  | 'dtls-transport'
  | 'sctp-transport'
  | 'data-channel';

/** An event fired at an RTCPeerConnection or at one of its data channels. */
export interface EventEntry extends Timed, ConnectionId {
  readonly type: 'event';
  readonly event: string;
  /** The label of a data channel; missing for the connection itself. */
  readonly of?: string;
  /** The new state, the candidate, what the message holds: text for people. */
  readonly detail?: string;
}

/** An operation that script asked for; `call` numbers those that take time. */
export interface CallEntry extends Timed, ConnectionId {
  readonly type: 'call';
  readonly call: number;
  readonly method: string;
  readonly argument?: string;
}

/** Its promise settled. */
export interface SettledEntry extends Timed, ConnectionId {
  readonly type: 'settled';
  readonly call: number;
  readonly method: string;
  readonly outcome: 'resolved' | 'rejected';
  /** What it resolved with, if that says something, or the error. */
  readonly value?: string;
}

/** What a transport says beside its states: candidates, the selected pair, errors, streams that were reset. */
export interface TransportEntry extends Timed, ConnectionId {
  readonly type: 'transport';
  readonly news: string;
  readonly detail: string;
  /** Of a host candidate: the socket that its packets pass. */
  readonly socket?: SocketAddress;
}

/** The secrets of a DTLS association (hex), told by one of its ends: enough to decrypt it. */
export interface SecretsEntry extends Timed {
  readonly type: 'secrets';
  readonly host: string;
  readonly clientRandom: string;
  readonly serverRandom: string;
  readonly masterSecret: string;
  /** IANA number. */
  readonly cipherSuite: number;
}

/** A fault of the network comes into force or is healed; `what` says to people what kind, where and how much. */
export type FaultEntry = Told<'fault'>;

/** Something was changed that nobody heals, such as the conditions of a link. */
export type ChangeEntry = Told<'change'>;

/** A message of the application's signalling, or the state of its connection. */
export type SignalingEntry = Told<'signaling'>;

/** What the user had to say. */
export interface NoteEntry extends Timed {
  readonly type: 'note';
  readonly text: string;
}

export type TraceEntry =
  | HostEntry
  | SentEntry
  | DuplicatedEntry
  | CorruptedEntry
  | DeliveredEntry
  | DroppedEntry
  | StateEntry
  | EventEntry
  | CallEntry
  | SettledEntry
  | TransportEntry
  | SecretsEntry
  | FaultEntry
  | ChangeEntry
  | SignalingEntry
  | NoteEntry;

/** What is said once, in front. */
export interface TraceHeader {
  readonly format: 'twinrtc-trace';
  readonly version: 1;
  /** How many entries went before the first, because they did not fit into the recorder's memory. */
  readonly entriesLost?: number;
  readonly seed?: number;
  /** Unix milliseconds at virtual time 0. */
  readonly timeOriginUnixMs: number;
}

/** A trace as all its readers take it. Entries are in the order things happened. */
export interface Trace {
  readonly header: TraceHeader;
  readonly entries: Iterable<TraceEntry>;
}
