import type { DataChannel } from '../records/data-channel.ts';
import type { RTCDataChannelStats } from './dictionaries.ts';
import type { StatsIds } from './stats-ids.ts';

/** https://w3c.github.io/webrtc-stats/#dcstats-dict* */
export function dataChannelStats(channel: DataChannel, ids: StatsIds): RTCStats {
  const { parameters, id, readyState, messagesSent, bytesSent, messagesReceived, bytesReceived } = channel;
  const stats: RTCDataChannelStats = {
    id: ids.of('D', channel.ordinal),
    type: 'data-channel',
    timestamp: 0,
    label: parameters.label,
    protocol: parameters.protocol,
    state: readyState,
    messagesSent,
    bytesSent,
    messagesReceived,
    bytesReceived,
  };
  if (id !== null) stats.dataChannelIdentifier = id;
  return stats;
}
