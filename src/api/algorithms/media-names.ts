import type { LocalSsrcs } from '../../jsep/media-types.ts';
import { readUint32 } from '../../util/bytes.ts';
import type { Connection } from '../records/connection.ts';
import type { Sender } from '../records/transceiver.ts';
import { randomText } from './make-ice-parameters.ts';

/** RFC 7022 §4.2: a short-term persistent CNAME, at least 96 random bits. */
const CNAME_CHARACTERS = 16;

/** What RTCP calls a connection. */
export function cnameOf(connection: Connection): string {
  connection.cname ??= randomText(connection.host.random, CNAME_CHARACTERS);
  return connection.cname;
}

/**
 * The SSRCs of a sender's stream, or of one of its layers, which stay; random and different within the connection,
 * RFC 3550 §8.
 */
export function ssrcsOf(sender: Sender, layer = 0): LocalSsrcs {
  const { connection } = sender.transceiver;
  while (sender.ssrcs.length <= layer) sender.ssrcs.push({ media: makeSsrc(connection), rtx: makeSsrc(connection) });
  return { cname: cnameOf(connection), ...sender.ssrcs[layer] };
}

function makeSsrc(connection: Connection): number {
  const bytes = new Uint8Array(4);
  const used = (connection.ssrcs ??= new Set());
  for (;;) {
    connection.host.random.fill(bytes);
    const ssrc = readUint32(bytes, 0);
    if (ssrc === 0 || used.has(ssrc)) continue;
    used.add(ssrc);
    return ssrc;
  }
}
