/** A user message on its way: queued, then cut into chunks. */
export class OutgoingMessage {
  readonly streamId: number;
  readonly payloadProtocolId: number;
  readonly isUnordered: boolean;
  /** Infinity: reliable. */
  readonly maxRetransmits: number;
  /** When it is no longer worth sending; Infinity: never. */
  readonly expiresAt: number;
  /** Emptied when the message is given up, so that memory goes at once. */
  data: Uint8Array;
  /** How much of it was cut into chunks. */
  offset = 0;
  /** Assigned with the first chunk, so that what expires before leaves no hole; -1 until then. Unwrapped. */
  streamSequence = -1;

  constructor(
    streamId: number,
    payloadProtocolId: number,
    data: Uint8Array,
    isUnordered: boolean,
    maxRetransmits: number,
    expiresAt: number,
  ) {
    this.streamId = streamId;
    this.payloadProtocolId = payloadProtocolId;
    this.isUnordered = isUnordered;
    this.maxRetransmits = maxRetransmits;
    this.expiresAt = expiresAt;
    this.data = data;
  }
}
