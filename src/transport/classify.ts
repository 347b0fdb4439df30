/** What a datagram is, by its first byte (RFC 7983 §7). */
export type PacketKind = 'stun' | 'dtls' | 'rtp' | 'unknown';

export function classify(firstByte: number): PacketKind {
  if (firstByte < 4) return 'stun';
  if (firstByte < 20) return 'unknown';
  if (firstByte < 64) return 'dtls';
  if (firstByte >= 128 && firstByte < 192) return 'rtp';
  return 'unknown';
}
