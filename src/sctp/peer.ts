import type { InitChunk } from './chunks/init-chunk.ts';

/** What the other side said of itself in its INIT or INIT ACK. */
export interface Peer {
  readonly tag: number;
  readonly initialTsn: number;
  readonly windowBytes: number;
  /** Streams it sends on, and streams it takes. */
  readonly outgoingStreams: number;
  readonly incomingStreams: number;
  readonly supportsPartialReliability: boolean;
  readonly supportsReconfig: boolean;
  readonly acceptsZeroChecksum: boolean;
}

/** Undefined if a mandatory value is zero, RFC 9260 §3.3.2: nobody could talk to such a peer. */
export function peerOf(init: InitChunk): Peer | undefined {
  if (init.initiateTag === 0 || init.outgoingStreams === 0 || init.incomingStreams === 0) return undefined;
  return {
    tag: init.initiateTag,
    initialTsn: init.initialTsn,
    windowBytes: init.windowBytes,
    outgoingStreams: init.outgoingStreams,
    incomingStreams: init.incomingStreams,
    supportsPartialReliability: init.supportsPartialReliability,
    supportsReconfig: init.supportsReconfig,
    acceptsZeroChecksum: init.acceptsZeroChecksum,
  };
}
