import { Queue } from '../../util/queue.ts';
import type { DataChannel } from './data-channel.ts';
import type { DtlsTransport } from './dtls-transport.ts';

export interface ReceivedMessage {
  readonly streamId: number;
  readonly payloadProtocolId: number;
  readonly data: Uint8Array;
}

/** The slots of an RTCSctpTransport. */
export class SctpTransport {
  /** Another one when the answer puts data and media on one transport. */
  dtls: DtlsTransport;
  face: EventTarget | undefined = undefined;
  state: RTCSctpTransportState = 'connecting';
  /** Null until an answer says; Infinity where nothing limits it. */
  maxMessageSize: number | null = null;
  maxBufferSize: number | null = null;
  maxChannels: number | null = null;
  /** The association was started. */
  isStarted = false;
  /** Whose resets of an outgoing stream were asked for and are not performed yet, by stream id, oldest first. */
  readonly resetsUnderWay = new Map<number, (DataChannel | undefined)[]>();
  /** Received, each with a task queued that delivers the oldest. */
  readonly received = new Queue<ReceivedMessage>();
  /** The steps of those tasks. */
  deliverNext: (() => void) | undefined = undefined;

  constructor(dtls: DtlsTransport) {
    this.dtls = dtls;
  }
}
