import { Stream } from '../../media/stream.ts';
import { receives, type Direction } from '../../sdp/media-attributes.ts';
import type { Connection } from '../records/connection.ts';
import type { Receiver, Transceiver } from '../records/transceiver.ts';
import type { RemoteTrackChanges } from './remote-track-changes.ts';

/** https://w3c.github.io/webrtc-pc/#process-remote-tracks; `direction` undefined: none was negotiated before. */
export function processRemoteTracks(
  transceiver: Transceiver,
  direction: Direction | undefined,
  streamIds: readonly string[],
  changes: RemoteTrackChanges,
): void {
  const { receiver, firedDirection } = transceiver;
  const addedBefore = changes.added.length;
  setAssociatedRemoteStreams(receiver, streamIds, changes);
  const isReceiving = direction !== undefined && receives(direction);
  const wasReceiving = firedDirection !== undefined && receives(firedDirection);
  if ((isReceiving && !wasReceiving) || changes.added.length > addedBefore) {
    changes.tracks.push({ transceiver, streams: receiver.streams });
  }
  if (!isReceiving) transceiver.isReceptive = false;
  if (!isReceiving && wasReceiving) removeRemoteTrack(transceiver, changes);
  transceiver.firedDirection = direction;
}

/** https://w3c.github.io/webrtc-pc/#process-remote-track-removal */
export function removeRemoteTrack({ receiver }: Transceiver, changes: RemoteTrackChanges): void {
  if (!receiver.track.muted) changes.muted.push(receiver.track);
}

/** https://w3c.github.io/webrtc-pc/#set-associated-remote-streams */
export function setAssociatedRemoteStreams(
  receiver: Receiver,
  streamIds: readonly string[],
  changes: RemoteTrackChanges,
): void {
  const { track, streams: former } = receiver;
  const streams = streamIds.map((id) => remoteStream(receiver.transceiver.connection, id));
  for (const stream of former) if (!streams.includes(stream)) changes.removed.push({ stream, track });
  for (const stream of streams) if (!former.includes(stream)) changes.added.push({ stream, track });
  receiver.streams = streams;
}

/** One object for each id that the peer names. */
function remoteStream(connection: Connection, id: string): Stream {
  const streams = (connection.remoteStreams ??= new Map());
  const stream = streams.get(id) ?? new Stream(connection.host, [], id);
  streams.set(id, stream);
  return stream;
}
