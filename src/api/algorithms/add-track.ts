import type { Stream } from '../../media/stream.ts';
import type { Track } from '../../media/track.ts';
import type { Connection } from '../records/connection.ts';
import type { Sender } from '../records/transceiver.ts';
import { createTransceiver, idsOf } from './create-transceiver.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcpeerconnection-addtrack */
export function addTrack(connection: Connection, track: Track, streams: readonly Stream[]): Sender {
  const { errors } = connection.faces;
  if (connection.isClosed) throw errors.closed();
  const senders = collectSenders(connection);
  if (senders.some((sender) => sender.track === track)) throw errors.invalidAccess('The track is being sent already.');
  const reusable = senders.find((sender) => isReusable(sender, track));
  const sender =
    reusable === undefined
      ? createTransceiver(connection, { kind: track.kind, direction: 'sendrecv', track, streams }).sender
      : reuse(reusable, track, streams);
  sender.transceiver.wasAddedByTrack ||= reusable === undefined;
  sender.transceiver.hasAddedTrack = true;
  updateNegotiationNeededFlag(connection);
  return sender;
}

/** https://w3c.github.io/webrtc-pc/#dfn-collectsenders */
export function collectSenders({ transceivers }: Connection): Sender[] {
  return transceivers.filter(({ isStopped }) => !isStopped).map(({ sender }) => sender);
}

function isReusable({ track, transceiver, hasSent }: Sender, { kind }: Track): boolean {
  return track === undefined && transceiver.kind === kind && !transceiver.isStopping && !hasSent;
}

function reuse(sender: Sender, track: Track, streams: readonly Stream[]): Sender {
  const { transceiver } = sender;
  sender.track = track;
  sender.streamIds = idsOf(streams);
  if (transceiver.direction === 'recvonly') transceiver.direction = 'sendrecv';
  else if (transceiver.direction === 'inactive') transceiver.direction = 'sendonly';
  return sender;
}
