import type { RecordHeader } from '../../dtls/record.ts';

/** What a packet is for: the outermost thing that says something. */
export type PacketKind = 'stun' | 'turn' | 'dtls' | 'sctp' | 'data' | 'tcp' | 'other';

export interface PacketDescription {
  readonly kind: PacketKind;
  /** A line for people. */
  readonly text: string;
  /** It is not what its first byte promised. */
  readonly isMalformed?: boolean;
}

/** Decrypts one record of a datagram, without changing the datagram; `undefined` where the key is not known. */
export type OpenRecord = (datagram: Uint8Array, header: RecordHeader) => Uint8Array | undefined;
