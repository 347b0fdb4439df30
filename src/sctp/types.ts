import type { Crypto } from '../ports/crypto.ts';
import type { Random } from '../ports/random.ts';
import type { PacketSink } from '../util/engine.ts';

export interface AssociationOptions {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly sink: PacketSink;
  readonly localPort: number;
  readonly remotePort: number;
  /** Largest message this side accepts, in bytes; what arrives larger aborts the association. */
  readonly maxReceiveMessageBytes: number;
  /** Streams asked for in each direction; default 65535, the number RFC 8831 §6.2 recommends. */
  readonly maxStreams?: number;
  /** Advertised receive window; default 5 MiB. */
  readonly receiveWindowBytes?: number;
  /** Offer to leave the checksum out where DTLS protects the packets (RFC 9653). Default true. */
  readonly zeroChecksum?: boolean;
  /** Max.Init.Retransmits, RFC 9260 §16; default 8. Infinity where something below knows whether the peer is there. */
  readonly maxInitRetransmissions?: number;
  /** Association.Max.Retrans, RFC 9260 §16; default 10. Infinity as above. */
  readonly maxRetransmissions?: number;
  /** Size in bytes of an SCTP packet that every path carries; default 1191 (1228-byte UDP payload in DTLS). */
  readonly basePacketBytes?: number;
  /** A larger size worth probing for (RFC 8899), in bytes; undefined or smaller than the base: none. */
  readonly maxPacketBytes?: number;
}

/** How one user message is sent. */
export interface SendOptions {
  readonly ordered: boolean;
  /** RFC 7496 §3.2 (limited retransmissions); undefined: reliable. */
  readonly maxRetransmits?: number;
  /** RFC 3758 (timed reliability), in milliseconds from `send`; undefined: reliable. */
  readonly maxLifetimeMs?: number;
  /** 0…65535, larger is more important (RFC 8831 §6.4); default 256. */
  readonly priority?: number;
}

export type SctpCloseReason = 'shutdown' | 'abort-sent' | 'abort-received' | 'timeout' | 'protocol-violation';

export type SctpNews =
  | { readonly type: 'connected'; readonly outgoingStreams: number; readonly incomingStreams: number }
  /** A whole message. `data` belongs to the reader. */
  | {
      readonly type: 'message';
      readonly streamId: number;
      readonly payloadProtocolId: number;
      readonly data: Uint8Array;
    }
  /** Bytes of messages on this stream left the send buffer: `bufferedBytes(streamId)` went down. */
  | { readonly type: 'buffer-drained'; readonly streamId: number }
  /** The peer reset its outgoing streams: everything sent on them before has been delivered. */
  | { readonly type: 'incoming-streams-reset'; readonly streamIds: readonly number[] }
  /** Our reset request was performed by the peer: the ids may be used again. */
  | { readonly type: 'outgoing-streams-reset'; readonly streamIds: readonly number[] }
  /** The peer lost its state and connected anew: what was in flight is gone, what was queued goes on. */
  | { readonly type: 'restarted' }
  | {
      readonly type: 'closed';
      readonly reason: SctpCloseReason;
      /** SCTP error cause code, where there was one. */
      readonly causeCode?: number;
      readonly message: string;
    };

/** What an association counts for itself. Bytes are those of whole SCTP packets. */
export interface SctpCounters {
  packetsSent: number;
  packetsReceived: number;
  /** Not ours, forged, damaged, or for a state that is over. */
  packetsDropped: number;
  bytesSent: number;
  bytesReceived: number;
  chunksRetransmitted: number;
}

/** RFC 9260 §4; 'closed' is before `connect` and after the end. */
export type AssociationState =
  | 'closed'
  | 'cookie-wait'
  | 'cookie-echoed'
  | 'established'
  | 'shutdown-pending'
  | 'shutdown-sent'
  | 'shutdown-received'
  | 'shutdown-ack-sent';
