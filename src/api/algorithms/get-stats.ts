import { isObject } from '../../webidl/convert.ts';
import type { Connection } from '../records/connection.ts';
import { collectStats } from '../stats/collect-stats.ts';

/**
 * https://w3c.github.io/webrtc-pc/#dom-rtcpeerconnection-getstats. Works on a closed connection too. No track is sent
 * or received yet, so none can select.
 */
export function getStats(connection: Connection, selector: unknown): Promise<RTCStatsReport> {
  if (selector !== null && selector !== undefined) throw unusableSelector(connection, selector);
  return new Promise((resolve) => {
    connection.host.clock.queueTask(() => resolve(connection.faces.statsReport(collectStats(connection))));
  });
}

function unusableSelector({ faces: { errors } }: Connection, selector: unknown): Error {
  const isTrack = isObject(selector) && Object.prototype.toString.call(selector) === '[object MediaStreamTrack]';
  if (!isTrack) return errors.type('The selector is not a MediaStreamTrack.');
  return errors.invalidAccess('The track is neither sent nor received by this connection.');
}
