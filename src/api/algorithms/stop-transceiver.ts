import type { Transceiver } from '../records/transceiver.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtptransceiver-stop */
export function stop(transceiver: Transceiver): void {
  const { connection } = transceiver;
  if (connection.isClosed) throw connection.faces.errors.closed();
  if (transceiver.isStopping) return;
  stopSendingAndReceiving(transceiver);
  updateNegotiationNeededFlag(connection);
}

/** https://w3c.github.io/webrtc-pc/#stop-sending-and-receiving */
export function stopSendingAndReceiving(transceiver: Transceiver): void {
  const { connection, receiver } = transceiver;
  // Not dropped when the connection closes meanwhile: the track has ended whatever becomes of the connection.
  connection.host.clock.queueTask(() => receiver.track.end());
  transceiver.direction = 'inactive';
  transceiver.isStopping = true;
}

/** https://w3c.github.io/webrtc-pc/#stop-the-rtcrtptransceiver */
export function stopTransceiver(transceiver: Transceiver): void {
  const { receiver } = transceiver;
  if (!transceiver.isStopping) stopSendingAndReceiving(transceiver);
  transceiver.isStopped = true;
  transceiver.isReceptive = false;
  transceiver.currentDirection = undefined;
  receiver.streams = [];
  receiver.lastStableStreams = [];
}
