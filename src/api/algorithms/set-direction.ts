import type { Transceiver } from '../records/transceiver.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtptransceiver-direction, on setting. */
export function setDirection(transceiver: Transceiver, direction: RTCRtpTransceiverDirection): void {
  const { connection } = transceiver;
  const { errors } = connection.faces;
  if (transceiver.isStopping) throw errors.invalidState('The transceiver is stopped.');
  if (direction === transceiver.direction) return;
  if (direction === 'stopped') throw errors.type("The direction cannot be set to 'stopped': use stop().");
  transceiver.direction = direction;
  updateNegotiationNeededFlag(connection);
}
