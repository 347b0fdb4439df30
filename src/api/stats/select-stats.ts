import type { Connection } from '../records/connection.ts';
import type { Receiver, Sender } from '../records/transceiver.ts';
import { collectStats } from './collect-stats.ts';

/**
 * https://w3c.github.io/webrtc-pc/#the-stats-selection-algorithm: the RTP streams of a sender or receiver and all that
 * they refer to.
 */
export function selectStats(connection: Connection, { transceiver, ...selector }: Sender | Receiver): RTCStats[] {
  const type = 'sendEncodings' in selector ? 'outbound-rtp' : 'inbound-rtp';
  const all = new Map(collectStats(connection).map((entry) => [entry.id, entry]));
  const selected = new Map<string, RTCStats>();
  for (const entry of all.values()) {
    if (entry.type === type && (entry as { mid?: string }).mid === transceiver.mid) add(entry, all, selected);
  }
  return [...selected.values()];
}

/** An entry, and what its members name. */
function add(entry: RTCStats, all: ReadonlyMap<string, RTCStats>, selected: Map<string, RTCStats>): void {
  if (selected.has(entry.id)) return;
  selected.set(entry.id, entry);
  for (const [name, value] of Object.entries(entry)) {
    const referred = name.endsWith('Id') && typeof value === 'string' ? all.get(value) : undefined;
    if (referred !== undefined) add(referred, all, selected);
  }
}
