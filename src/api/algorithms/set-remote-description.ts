import type { SdpType } from '../../jsep/types.ts';
import type { Connection } from '../records/connection.ts';
import { targetIdentityFailure } from './identity.ts';
import { setSessionDescription } from './set-session-description.ts';

/**
 * https://w3c.github.io/webrtc-pc/#dom-peerconnection-setremotedescription, the part behind the chain: an offer that
 * meets our own pending offer rolls it back first.
 */
export function setRemoteDescription(connection: Connection, type: SdpType, sdp: string): Promise<void> {
  const failure = targetIdentityFailure(connection);
  if (failure !== undefined && type !== 'rollback') return Promise.reject(failure);
  if (type === 'offer' && !isOfferAllowed(connection.signalingState)) {
    return setSessionDescription(connection, 'rollback', '', 'local').then(() =>
      setSessionDescription(connection, type, sdp, 'remote'),
    );
  }
  return setSessionDescription(connection, type, sdp, 'remote');
}

/** RFC 9429 §4.1.8.1. */
function isOfferAllowed(signalingState: RTCSignalingState): boolean {
  return signalingState === 'stable' || signalingState === 'have-remote-offer';
}
