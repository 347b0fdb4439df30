import type { Fingerprint, LocalCertificate } from '../crypto/certificate-types.ts';
import type { DtlsCounters, DtlsRole, DtlsSecrets, DtlsSessionInfo, DtlsState } from '../dtls/types.ts';
import type { IceCandidate, IceCandidatePairInfo, IceParameters, IceRole, IceState } from '../ice/types.ts';
import type { Host } from '../ports/host.ts';
import type { SctpCloseReason, SendOptions } from '../sctp/types.ts';

/** RTCIceGathererState. */
export type IceGatheringState = 'new' | 'gathering' | 'complete';
export type IceTransportPolicy = 'all' | 'relay';

/** One server of RTCConfiguration.iceServers: one URL, already parsed (RFC 7064 §3, RFC 7065 §3). */
export interface IceServer {
  readonly scheme: 'stun' | 'stuns' | 'turn' | 'turns';
  /** A DNS name or a literal address, without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  /** As the user wrote it: what candidates and errors report. */
  readonly url: string;
  readonly username?: string;
  readonly credential?: string;
}

/** What a transport reports, oldest first. */
export type TransportNews =
  | { readonly type: 'ice-candidate'; readonly candidate: IceCandidate }
  | {
      readonly type: 'ice-candidate-error';
      /** The local address the server was asked from; undefined where it must not be shown. */
      readonly address?: string;
      readonly port?: number;
      readonly url: string;
      /** STUN error code, or 701 when the server could not be reached. */
      readonly errorCode: number;
      readonly errorText: string;
    }
  /**
   * `usernameFragment` names the generation the state belongs to. 'complete' comes after the last candidate of its
   * generation; a restart reports 'gathering' again.
   */
  | { readonly type: 'ice-gathering-state'; readonly state: IceGatheringState; readonly usernameFragment: string }
  | { readonly type: 'ice-state'; readonly state: IceState; readonly reason: string }
  | { readonly type: 'ice-selected-pair'; readonly pair: IceCandidatePairInfo | undefined }
  | { readonly type: 'ice-role'; readonly role: IceRole }
  | { readonly type: 'dtls-state'; readonly state: DtlsState; readonly reason: string }
  /** Comes before the 'connected' state. DER certificates, leaf first. */
  | { readonly type: 'dtls-remote-certificates'; readonly chain: readonly Uint8Array[] }
  /** Comes before the 'failed' state. */
  | {
      readonly type: 'dtls-error';
      readonly detail: 'fingerprint-failure' | 'dtls-failure';
      readonly receivedAlert?: number;
      readonly sentAlert?: number;
      readonly message: string;
    }
  | { readonly type: 'sctp-connected'; readonly outgoingStreams: number; readonly incomingStreams: number }
  /** A whole message. `data` belongs to the reader. */
  | {
      readonly type: 'sctp-message';
      readonly streamId: number;
      readonly payloadProtocolId: number;
      readonly data: Uint8Array;
    }
  /** `bufferedBytes(streamId)` went down. */
  | { readonly type: 'sctp-buffer-drained'; readonly streamId: number }
  | { readonly type: 'sctp-incoming-streams-reset'; readonly streamIds: readonly number[] }
  | { readonly type: 'sctp-outgoing-streams-reset'; readonly streamIds: readonly number[] }
  | {
      readonly type: 'sctp-closed';
      readonly reason: SctpCloseReason;
      readonly causeCode?: number;
      readonly message: string;
    };

/**
 * Called synchronously at the end of a turn, once per piece of news, in order. It must not call back into the
 * transport; the API queues tasks of its own from it.
 */
export type TransportNewsHandler = (news: TransportNews) => void;

export interface TransportOptions {
  readonly host: Host;
  /** Absent: DTLS will never be started. */
  readonly certificate?: LocalCertificate;
  readonly iceServers: readonly IceServer[];
  readonly iceTransportPolicy: IceTransportPolicy;
  readonly onNews: TransportNewsHandler;
  /** Told the secrets of each DTLS association: only where the user asked for a key log or a recording. */
  readonly onSecrets?: (secrets: DtlsSecrets) => void;
}

/** A remote candidate as it was signalled: `address` may still be a DNS or mDNS name, which the transport resolves. */
export type RemoteIceCandidate = IceCandidate;

export interface SctpStartOptions {
  readonly localPort: number;
  readonly remotePort: number;
  /** Largest message accepted, in bytes. */
  readonly maxReceiveMessageBytes: number;
}

/** RTCStatsIceCandidatePairState. */
export type IceCandidatePairState = 'frozen' | 'waiting' | 'in-progress' | 'failed' | 'succeeded';

/** One pair of the check list. Times are monotonic milliseconds of the host's clock, durations milliseconds. */
export interface IceCandidatePairSnapshot extends IceCandidatePairInfo {
  readonly state: IceCandidatePairState;
  readonly nominated: boolean;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly lastPacketSentAt?: number;
  readonly lastPacketReceivedAt?: number;
  readonly totalRoundTripMs: number;
  readonly currentRoundTripMs?: number;
  readonly requestsSent: number;
  readonly requestsReceived: number;
  readonly responsesSent: number;
  readonly responsesReceived: number;
  readonly consentRequestsSent: number;
}

export interface IceSnapshot {
  readonly role: IceRole | undefined;
  readonly state: IceState;
  readonly gatheringState: IceGatheringState;
  readonly localParameters?: IceParameters;
  readonly remoteParameters?: IceParameters;
  /** Of the current generation, in the order found; peer-reflexive ones included. */
  readonly localCandidates: readonly IceCandidate[];
  readonly remoteCandidates: readonly IceCandidate[];
  readonly selectedPair?: IceCandidatePairInfo;
  /** Local and remote are the same objects as in the two lists above. */
  readonly pairs: readonly IceCandidatePairSnapshot[];
  /** How often the selected pair changed, undefined to a pair included. */
  readonly selectedPairChanges: number;
}

export interface DtlsSnapshot {
  readonly state: DtlsState;
  readonly role: DtlsRole | undefined;
  /** Once connected. */
  readonly session?: DtlsSessionInfo;
  readonly counters: DtlsCounters;
}

export interface SctpSnapshot {
  readonly isConnected: boolean;
  readonly outgoingStreams: number;
  readonly incomingStreams: number;
}

/**
 * One ICE agent, the DTLS endpoint over it and, where a data section was negotiated, the SCTP association over that:
 * what a BUNDLE group shares. Calls take effect at once and transmit at the end of the turn (a microtask at most).
 */
export interface Transport {
  /** The first call starts gathering; other parameters than before are an ICE restart with a new generation. */
  gather(localParameters: IceParameters): void;
  setIceRole(role: IceRole): void;
  /** Other parameters than before start a new generation of remote candidates. */
  setRemoteIceParameters(parameters: IceParameters, options: { readonly isLite: boolean }): void;
  /** A candidate with the username fragment of another generation than the current remote one is ignored. */
  addRemoteCandidate(candidate: RemoteIceCandidate): void;
  /** The next remote parameters are another peer's: local parameters, sockets and candidates stay. */
  forgetRemote(): void;
  endRemoteCandidates(): void;
  /** The handshake begins as soon as ICE has a valid pair; a later call replaces the fingerprints. */
  startDtls(role: DtlsRole, remoteFingerprints: readonly Fingerprint[]): void;
  /**
   * A new DTLS association in place of the former, with another peer, RFC 8842 §5: SCTP ends with the former, and the
   * handshake waits for a pair of the current ICE generation.
   */
  restartDtls(role: DtlsRole, remoteFingerprints: readonly Fingerprint[]): void;
  /** The association is set up once DTLS is connected. */
  startSctp(options: SctpStartOptions): void;
  /** Takes ownership of `data`. Allowed before the association is connected: it goes with the end of its handshake. */
  sendData(streamId: number, payloadProtocolId: number, data: Uint8Array, options: SendOptions): void;
  /** Takes back what waits on a stream. False, and nothing happens: some of it was sent already. */
  withdrawData(streamId: number): boolean;
  /** User bytes of a stream that were not yet handed to the network. */
  bufferedBytes(streamId: number): number;
  /** Asks for a reset of outgoing streams, performed when what was sent on them is delivered (RFC 6525). */
  resetStreams(streamIds: readonly number[]): void;
  /** For the next gathering. */
  setIceServers(servers: readonly IceServer[], policy: IceTransportPolicy): void;
  /** Aborts SCTP, sends close_notify, releases every socket. No news afterwards. Idempotent. */
  close(): void;

  /** Snapshots, as of now. */
  readonly ice: IceSnapshot;
  readonly dtls: DtlsSnapshot;
  readonly sctp: SctpSnapshot | undefined;
}

/** How the API gets its transports. */
export type TransportFactory = (options: TransportOptions) => Transport;
