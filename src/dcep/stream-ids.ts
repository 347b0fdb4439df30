/** 65535 is reserved: RFC 8832 §6. */
export const MAX_STREAM_ID = 65534;

/**
 * The lowest free stream id for a channel this side opens: even ones for the DTLS client, odd ones for the server
 * (RFC 8832 §6). `undefined` when all below `streams` are taken.
 */
export function nextStreamId(
  role: 'client' | 'server',
  streams: number,
  isTaken: (id: number) => boolean,
): number | undefined {
  const end = Math.min(streams, MAX_STREAM_ID + 1);
  for (let id = role === 'client' ? 0 : 1; id < end; id += 2) if (!isTaken(id)) return id;
  return undefined;
}
