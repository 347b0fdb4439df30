import type { Crypto } from '../ports/crypto.ts';
import type { SocketAddress, UdpSocket } from '../ports/network.ts';
import type { Random } from '../ports/random.ts';

export type IceRole = 'controlling' | 'controlled';
export type IceCandidateType = 'host' | 'srflx' | 'prflx' | 'relay';
export type IceTcpType = 'active' | 'passive' | 'so';
/** RTCIceTransportState. */
export type IceState = 'new' | 'checking' | 'connected' | 'completed' | 'disconnected' | 'failed' | 'closed';

export interface IceParameters {
  readonly usernameFragment: string;
  readonly password: string;
}

/** A candidate of either side, RFC 8839 §5.1. Remote ones are validated and resolved before they reach the agent. */
export interface IceCandidate {
  readonly foundation: string;
  readonly component: 1 | 2;
  readonly protocol: 'udp' | 'tcp';
  readonly priority: number;
  readonly address: string;
  readonly port: number;
  readonly type: IceCandidateType;
  readonly relatedAddress?: string;
  readonly relatedPort?: number;
  readonly tcpType?: IceTcpType;
  readonly usernameFragment?: string;
  /** The STUN or TURN server's URL a local srflx or relay candidate came from. */
  readonly url?: string;
  readonly relayProtocol?: 'udp' | 'tcp' | 'tls';
}

/** A socket handed to the agent: one base. A TURN allocation is one too (`type: 'relay'`). */
export interface IceBase {
  readonly socket: UdpSocket;
  readonly type: 'host' | 'relay';
  /** 0…65535; higher is better; unique per base of a type (RFC 8445 §5.1.2.1). */
  readonly localPreference: number;
  readonly relatedAddress?: SocketAddress;
  readonly url?: string;
  readonly relayProtocol?: 'udp' | 'tcp' | 'tls';
  /** False where policy forbids announcing the base itself (iceTransportPolicy 'relay'). */
  readonly isAnnounced: boolean;
  /** Of a relay: lets packets from a remote candidate in (RFC 8656 §9), before the first check goes out. */
  readonly permit?: (remote: SocketAddress) => void;
}

export interface IceCandidatePairInfo {
  readonly local: IceCandidate;
  readonly remote: IceCandidate;
}

export interface IceAgentOptions {
  readonly random: Random;
  readonly crypto: Crypto;
  readonly role: IceRole;
  readonly localParameters: IceParameters;
  /** Ta, RFC 8445 §14.2. Default 5 ms when nothing is known to be wrong with it, at least 5. */
  readonly pacingMs?: number;
  /** Initial RTO of checks and server queries; default 500 or what the RFC asks, see §14.3. */
  readonly initialRtoMs?: number;
}

/** What the agent reports, oldest first. */
export type IceNews =
  | { readonly type: 'local-candidate'; readonly candidate: IceCandidate }
  | {
      readonly type: 'candidate-error';
      readonly base: IceBase;
      readonly url: string;
      /** STUN error code, or 701 when the server could not be reached. */
      readonly errorCode: number;
      readonly errorText: string;
    }
  | { readonly type: 'gathering-complete' }
  | { readonly type: 'state'; readonly state: IceState; readonly reason: string }
  | { readonly type: 'selected-pair'; readonly pair: IceCandidatePairInfo | undefined }
  | { readonly type: 'role'; readonly role: IceRole };

/** RTCStatsIceCandidatePairState. */
export type IcePairState = 'frozen' | 'waiting' | 'in-progress' | 'failed' | 'succeeded';

export interface IceCandidateSnapshot {
  /** Stable and unique within the agent, local and remote ones together. */
  readonly id: number;
  readonly candidate: IceCandidate;
}

/** One candidate pair for getStats. Times are monotonic milliseconds, round trips seconds. */
export interface IcePairSnapshot {
  /** Stable and unique within the agent. */
  readonly id: number;
  readonly localId: number;
  readonly remoteId: number;
  readonly local: IceCandidate;
  readonly remote: IceCandidate;
  readonly state: IcePairState;
  readonly nominated: boolean;
  /** RFC 8445 §6.1.2.3, rounded to a double. */
  readonly priority: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly requestsSent: number;
  readonly requestsReceived: number;
  readonly responsesSent: number;
  readonly responsesReceived: number;
  readonly consentRequestsSent: number;
  readonly packetsDiscardedOnSend: number;
  readonly bytesDiscardedOnSend: number;
  readonly totalRoundTripTime: number;
  readonly currentRoundTripTime: number | undefined;
  readonly lastPacketSentAt: number | undefined;
  readonly lastPacketReceivedAt: number | undefined;
}

export interface IceCounters {
  /** Data that went through `transmit` and `noteDataReceived`, all pairs together. */
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
  /** Data that found no valid pair. */
  packetsDiscardedOnSend: number;
  stunMessagesSent: number;
  stunMessagesReceived: number;
  /** Not STUN, a bad fingerprint, an unknown method or transaction, or of no use to an ICE agent. */
  malformedDropped: number;
  /** Wrong integrity or wrong user name. */
  forgedDropped: number;
  remoteCandidatesIgnored: number;
}
