import { MAX_STREAM_ID, nextStreamId } from '../../dcep/stream-ids.ts';
import type { DtlsRole } from '../../dtls/types.ts';
import type { Connection } from '../records/connection.ts';
import type { DataChannel } from '../records/data-channel.ts';
import { endDataChannel } from './announce-closed.ts';

/** Gives every channel without an id one, now that the DTLS role is known. The channels that got none are closed. */
export function assignDataChannelIds(connection: Connection): DataChannel[] {
  if (connection.sctp?.dtls.role === undefined) return [];
  const failed = [...connection.dataChannels].filter((channel) => channel.id === null && !assignId(channel));
  for (const channel of failed) endDataChannel(channel);
  return failed;
}

/** False if the DTLS role is not known or no id is left. */
export function assignId(channel: DataChannel): boolean {
  const { connection } = channel;
  const role = connection.sctp?.dtls.role;
  const id = role === undefined ? undefined : unusedId(connection, role);
  if (id === undefined) return false;
  useId(channel, id);
  return true;
}

export function useId(channel: DataChannel, id: number): void {
  channel.id = id;
  channel.connection.dataChannelsById.set(id, channel);
}

function unusedId({ dataChannelsById, sctp }: Connection, role: DtlsRole): number | undefined {
  return nextStreamId(role, sctp?.maxChannels ?? MAX_STREAM_ID + 1, (id) => dataChannelsById.has(id));
}
