import type { ChannelPriority } from '../../dcep/priority.ts';
import type { SendOptions } from '../../sctp/types.ts';
import type { Connection } from './connection.ts';

/** RTCDataChannelInit and the label, converted and checked. */
export interface DataChannelParameters {
  readonly label: string;
  readonly ordered: boolean;
  readonly maxPacketLifeTime: number | null;
  readonly maxRetransmits: number | null;
  readonly protocol: string;
  readonly negotiated: boolean;
  readonly priority: ChannelPriority;
}

/** A message that waits for the Blob before it to be read. */
export type PendingSend =
  | { readonly payloadProtocolId: number; readonly bytes: Uint8Array; readonly size: number }
  | { readonly blob: Blob; readonly size: number };

/** The slots of an RTCDataChannel, and what its data transport needs. */
export class DataChannel {
  readonly connection: Connection;
  readonly parameters: DataChannelParameters;
  /** Of the channels of its connection, in order of creation. */
  readonly ordinal: number;
  /** Set right after construction and never changed. */
  face!: EventTarget;
  id: number | null = null;
  readyState: RTCDataChannelState = 'connecting';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType: BinaryType = 'arraybuffer';
  /** What the next message is sent with: ordered until the peer knows the channel, RFC 8832 §6. */
  sendOptions: SendOptions;
  readonly configuredSendOptions: SendOptions;
  /** The 'open' event was fired: messages that came before wait. */
  isOpenAnnounced = false;
  readonly heldMessages: (() => void)[] = [];
  /** Non-empty while a Blob is being read. */
  readonly pendingSends: PendingSend[] = [];
  pendingSendBytes = 0;
  isDrainTaskQueued = false;
  /** The OPEN message was handed to the transport. */
  isOpenSent = false;
  /** The association knows the stream: something was, or may have been, sent on it. */
  isTransportOpen = false;
  isClosingStarted = false;
  isResetRequested = false;
  isOutgoingReset = false;
  isIncomingReset = false;
  messagesSent = 0;
  messagesReceived = 0;
  bytesSent = 0;
  bytesReceived = 0;

  constructor(connection: Connection, parameters: DataChannelParameters) {
    this.connection = connection;
    this.parameters = parameters;
    this.ordinal = connection.dataChannelCount++;
    this.configuredSendOptions = {
      ordered: parameters.ordered,
      maxRetransmits: parameters.maxRetransmits ?? undefined,
      maxLifetimeMs: parameters.maxPacketLifeTime ?? undefined,
    };
    this.sendOptions = this.configuredSendOptions;
  }
}
