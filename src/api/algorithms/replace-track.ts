import type { Track } from '../../media/track.ts';
import type { Sender } from '../records/transceiver.ts';
import { chainOperation } from './chain-operation.ts';
import { inTask } from './in-task.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpsender-replacetrack; undefined takes the track away. */
export function replaceTrack(sender: Sender, track: Track | undefined): Promise<void> {
  const { transceiver } = sender;
  const { connection, kind } = transceiver;
  const { errors } = connection.faces;
  if (track !== undefined && track.kind !== kind) {
    return Promise.reject(errors.type(`The track's kind is not '${kind}'.`));
  }
  return chainOperation(connection, () => {
    if (transceiver.isStopping) return Promise.reject(errors.invalidState('The transceiver is stopped.'));
    return inTask(connection, () => {
      sender.track = track;
    });
  });
}
