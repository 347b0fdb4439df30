import type { Stream } from '../../media/stream.ts';
import type { Sender } from '../records/transceiver.ts';
import { idsOf } from './create-transceiver.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpsender-setstreams */
export function setStreams(sender: Sender, streams: readonly Stream[]): void {
  const { connection } = sender.transceiver;
  if (connection.isClosed) throw connection.faces.errors.closed();
  sender.streamIds = idsOf(streams);
  updateNegotiationNeededFlag(connection);
}
