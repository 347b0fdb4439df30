import type { SdpType } from '../../jsep/types.ts';
import { parseSessionDescription } from '../../sdp/parse.ts';
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
    connection.foreseenFailure = syntaxErrorOf(connection, sdp);
    return setSessionDescription(connection, 'rollback', '', 'local').then(() =>
      setSessionDescription(connection, type, sdp, 'remote'),
    );
  }
  return setSessionDescription(connection, type, sdp, 'remote');
}

/** An offer that cannot even be read is refused after the rollback, or when the connection is closed before that. */
function syntaxErrorOf({ faces: { errors } }: Connection, sdp: string): Error | undefined {
  const parsed = parseSessionDescription(sdp);
  if (parsed.ok) return undefined;
  return errors.rtc({ errorDetail: 'sdp-syntax-error', sdpLineNumber: parsed.error.line }, parsed.error.message);
}

/** RFC 9429 §4.1.8.1. */
function isOfferAllowed(signalingState: RTCSignalingState): boolean {
  return signalingState === 'stable' || signalingState === 'have-remote-offer';
}
