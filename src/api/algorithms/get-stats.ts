import type { Track } from '../../media/track.ts';
import type { Connection } from '../records/connection.ts';
import type { Receiver, Sender } from '../records/transceiver.ts';
import { collectStats } from '../stats/collect-stats.ts';
import { selectStats } from '../stats/select-stats.ts';
import { collectSenders } from './add-track.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcpeerconnection-getstats. Works on a closed connection too. */
export function getStats(connection: Connection, track: Track | undefined): Promise<RTCStatsReport> {
  if (track === undefined) return report(connection, () => collectStats(connection));
  const selected = thoseWith(connection, track);
  if (selected.length !== 1) {
    const message = `The track is sent or received ${selected.length} times by this connection.`;
    throw connection.faces.errors.invalidAccess(message);
  }
  return getStatsOf(selected[0]);
}

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpsender-getstats and the receiver's. */
export function getStatsOf(selector: Sender | Receiver): Promise<RTCStatsReport> {
  const { connection } = selector.transceiver;
  return report(connection, () => selectStats(connection, selector));
}

function report(connection: Connection, collect: () => RTCStats[]): Promise<RTCStatsReport> {
  return new Promise((resolve) => {
    connection.host.clock.queueTask(() => resolve(connection.faces.statsReport(collect())));
  });
}

function thoseWith(connection: Connection, track: Track): (Sender | Receiver)[] {
  const senders = collectSenders(connection);
  const receivers = senders.map(({ transceiver }) => transceiver.receiver);
  return [...senders, ...receivers].filter((one) => one.track === track);
}
