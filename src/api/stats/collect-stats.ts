import type { Connection } from '../records/connection.ts';
import { unixNow } from '../algorithms/ensure-certificates.ts';
import { certificateStats } from './certificate-stats.ts';
import { dataChannelStats } from './data-channel-stats.ts';
import type { RTCPeerConnectionStats } from './dictionaries.ts';
import { iceStats } from './ice-stats.ts';
import { rtpStats } from './rtp-stats.ts';
import { StatsIds } from './stats-ids.ts';
import { transportStats } from './transport-stats.ts';

/** Everything of https://w3c.github.io/webrtc-stats/ that a connection has without packets of media. */
export function collectStats(connection: Connection): RTCStats[] {
  const ids = new StatsIds(connection);
  const timestamp = unixNow(connection.host);
  const stats: RTCStats[] = [peerConnectionStats(connection, ids)];
  for (const channel of connection.dataChannels) stats.push(dataChannelStats(channel, ids));
  for (const transceiver of connection.transceivers) stats.push(...rtpStats(transceiver, ids));
  for (const transport of connection.transports.values()) {
    stats.push(transportStats(transport, ids), ...iceStats(transport, ids, connection.host));
    stats.push(...certificateStats(transport, ids));
  }
  return stats.map((entry) => ({ ...entry, timestamp }));
}

function peerConnectionStats(
  { dataChannelsOpened, dataChannelsClosed }: Connection,
  ids: StatsIds,
): RTCPeerConnectionStats {
  return { id: ids.of('P'), type: 'peer-connection', timestamp: 0, dataChannelsOpened, dataChannelsClosed };
}
