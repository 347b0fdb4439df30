/** Chunk types, RFC 9260 §3.2 and the extensions spoken here. */
export const ChunkType = {
  data: 0,
  init: 1,
  initAck: 2,
  sack: 3,
  heartbeat: 4,
  heartbeatAck: 5,
  abort: 6,
  shutdown: 7,
  shutdownAck: 8,
  error: 9,
  cookieEcho: 10,
  cookieAck: 11,
  shutdownComplete: 14,
  /** RFC 6525 §3.1. */
  reconfig: 130,
  /** RFC 4820 §3. */
  pad: 132,
  /** RFC 3758 §3.2. */
  forwardTsn: 192,
} as const;

/** Every chunk begins with type, flags and length. */
export const CHUNK_HEADER_BYTES = 4;

/** Chunks and parameters are padded to four bytes; their length fields do not count the padding. */
export function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}

/** What the two highest bits of an unknown chunk or parameter type ask for, RFC 9260 §3.2 and §3.2.1. */
export function unknownTypeAction(highBits: number): { readonly skips: boolean; readonly reports: boolean } {
  return { skips: (highBits & 2) !== 0, reports: (highBits & 1) !== 0 };
}
