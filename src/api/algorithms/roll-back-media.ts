import type { NegotiationPlan } from '../../jsep/types.ts';
import type { Connection } from '../records/connection.ts';
import type { Transceiver } from '../records/transceiver.ts';
import { keepRidlessEncodings, rollBackEncodings } from './negotiate-encodings.ts';
import { processRemoteTracks } from './process-remote-tracks.ts';
import type { RemoteTrackChanges } from './remote-track-changes.ts';
import { stopTransceiver } from './stop-transceiver.ts';

/** The steps of "set a session description" that an offer in 'stable' begins with. */
export function keepStableMedia({ transceivers }: Connection): void {
  for (const { sender, receiver } of transceivers) {
    sender.lastStableTransport = sender.transport;
    keepRidlessEncodings(sender);
    receiver.lastStableTransport = receiver.transport;
    receiver.lastStableStreams = receiver.streams;
    receiver.lastStableReceiveCodecs = receiver.receiveCodecs;
  }
}

/** Its steps for a rollback, of transceivers. `media` is what was negotiated last; `wasRemote`: the offer was the peer's. */
export function rollBackMedia(
  connection: Connection,
  { media }: NegotiationPlan,
  wasRemote: boolean,
  changes: RemoteTrackChanges,
): void {
  const negotiated = new Set(media.map(({ mid }) => mid));
  for (const transceiver of connection.transceivers) {
    if (transceiver.jsepMid !== null && !negotiated.has(transceiver.jsepMid)) disassociate(transceiver);
    restore(transceiver);
    if (!wasRemote) continue;
    const streamIds = transceiver.receiver.lastStableStreams.map(({ id }) => id);
    processRemoteTracks(transceiver, transceiver.currentDirection, streamIds, changes);
    if (transceiver.isOfPendingOffer && !transceiver.hasAddedTrack) stopTransceiver(transceiver);
  }
  connection.transceivers = connection.transceivers.filter(
    ({ isOfPendingOffer, hasAddedTrack }) => !isOfPendingOffer || hasAddedTrack,
  );
  for (const transceiver of connection.transceivers) {
    // Only addTrack keeps it: as if it had made it.
    transceiver.wasAddedByTrack ||= transceiver.isOfPendingOffer;
    transceiver.isOfPendingOffer = false;
  }
}

/** It has no m= section any more. */
export function disassociate(transceiver: Transceiver): void {
  transceiver.jsepMid = null;
  transceiver.mid = null;
}

function restore({ sender, receiver }: Transceiver): void {
  sender.transport = sender.lastStableTransport;
  rollBackEncodings(sender);
  receiver.transport = receiver.lastStableTransport;
  receiver.receiveCodecs = receiver.lastStableReceiveCodecs;
}
