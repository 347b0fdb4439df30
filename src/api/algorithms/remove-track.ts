import type { Connection } from '../records/connection.ts';
import type { Sender } from '../records/transceiver.ts';
import { collectSenders } from './add-track.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcpeerconnection-removetrack */
export function removeTrack(connection: Connection, sender: Sender): void {
  const { errors } = connection.faces;
  const { transceiver } = sender;
  if (connection.isClosed) throw errors.closed();
  if (transceiver.connection !== connection) throw errors.invalidAccess('The sender belongs to another connection.');
  if (transceiver.isStopping || !collectSenders(connection).includes(sender) || sender.track === undefined) return;
  sender.track = undefined;
  if (transceiver.direction === 'sendrecv') transceiver.direction = 'recvonly';
  else if (transceiver.direction === 'sendonly') transceiver.direction = 'inactive';
  updateNegotiationNeededFlag(connection);
}
