/** Reliability of a data channel, RFC 8832 §5.1. At most one of the two limits is set; neither means reliable. */
export interface Reliability {
  readonly ordered: boolean;
  readonly maxRetransmits?: number;
  /** Milliseconds. */
  readonly maxPacketLifeTime?: number;
}

export interface ChannelType {
  /** The Channel Type byte. */
  readonly type: number;
  /** The Reliability Parameter: retransmissions or milliseconds, 0 for reliable channels. */
  readonly parameter: number;
}

const RELIABLE = 0x00;
const PARTIAL_RELIABLE_REXMIT = 0x01;
const PARTIAL_RELIABLE_TIMED = 0x02;
const UNORDERED = 0x80;

export function channelTypeOf({ ordered, maxRetransmits, maxPacketLifeTime }: Reliability): ChannelType {
  const order = ordered ? 0 : UNORDERED;
  if (maxRetransmits !== undefined) return { type: order | PARTIAL_RELIABLE_REXMIT, parameter: maxRetransmits };
  if (maxPacketLifeTime !== undefined) return { type: order | PARTIAL_RELIABLE_TIMED, parameter: maxPacketLifeTime };
  return { type: order | RELIABLE, parameter: 0 };
}

/** `undefined` for a channel type RFC 8832 does not define. */
export function reliabilityOf({ type, parameter }: ChannelType): Reliability | undefined {
  const ordered = (type & UNORDERED) === 0;
  switch (type & ~UNORDERED) {
    case RELIABLE:
      return { ordered };
    case PARTIAL_RELIABLE_REXMIT:
      return { ordered, maxRetransmits: parameter };
    case PARTIAL_RELIABLE_TIMED:
      return { ordered, maxPacketLifeTime: parameter };
    default:
      return undefined;
  }
}
