import type { Crypto } from '../ports/crypto.ts';
import type { SocketAddress } from '../ports/network.ts';
import type { Random } from '../ports/random.ts';

export interface TurnClientOptions {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly username: string;
  readonly password: string;
  /** Over TCP and TLS: nothing is sent twice (RFC 8489 §6.2.2) and ChannelData is padded. */
  readonly isReliable: boolean;
  /** The way to the server. Takes ownership. */
  readonly transmit: (message: Uint8Array) => void;
  /** What a peer sent to a relayed address of its family. The packet is the receiver's from then on. */
  readonly receiver: (packet: Uint8Array, from: SocketAddress, now: number) => void;
  /** Which relayed addresses to ask for; the second of two is optional to the server. Default both. */
  readonly families?: 'ipv4' | 'ipv6' | 'both';
  /** RTO of RFC 8489 §6.2.1, milliseconds. Default 500. */
  readonly initialRtoMs?: number;
}

/** What a TURN client reports, oldest first. */
export type TurnNews =
  | {
      readonly type: 'allocated';
      /** One per family, IPv4 first. */
      readonly relayed: readonly SocketAddress[];
      /** This client as the server sees it. */
      readonly mapped: SocketAddress;
    }
  /** There is no allocation. A STUN error code, or 701 for a server that does not answer. */
  | { readonly type: 'refused'; readonly errorCode: number; readonly errorText: string }
  /** 300: ask that server instead, over the same transport. */
  | { readonly type: 'redirected'; readonly server: SocketAddress; readonly domain: string | undefined }
  /** The answer to `verify`: the allocation is alive. */
  | { readonly type: 'verified' }
  /** There was an allocation, and it is gone. */
  | { readonly type: 'lost'; readonly errorCode: number; readonly errorText: string }
  /** Given back, or as good as: the socket is of no use any more. */
  | { readonly type: 'released' };

export interface TurnCounters {
  messagesSent: number;
  messagesReceived: number;
  /** Neither STUN nor ChannelData, an unknown channel, method or transaction, or attributes that make no sense. */
  malformedDropped: number;
  /** An answer whose integrity is wrong or missing. */
  forgedDropped: number;
  /** Data that came from an address without permission. */
  unpermittedDropped: number;
  /** Packets for a peer that the server refuses, and what could not wait any longer for a permission. */
  packetsDiscardedOnSend: number;
}
