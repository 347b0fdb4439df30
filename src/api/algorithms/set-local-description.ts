import { isAnswerCurrent } from '../../jsep/create-answer.ts';
import { isOfferCurrent } from '../../jsep/create-offer.ts';
import { nextSignalingState } from '../../jsep/signaling.ts';
import type { SdpType } from '../../jsep/types.ts';
import type { Connection } from '../records/connection.ts';
import { createAnswer } from './create-answer.ts';
import { createOffer } from './create-offer.ts';
import { sessionSnapshotOf } from './session-snapshot.ts';
import { setSessionDescription } from './set-session-description.ts';

/** https://w3c.github.io/webrtc-pc/#dom-peerconnection-setlocaldescription, the part behind the chain. */
export function setLocalDescription(
  connection: Connection,
  givenType: SdpType | undefined,
  sdp: string,
): Promise<void> {
  const type = givenType ?? impliedType(connection.signalingState);
  if (type === 'rollback') return setSessionDescription(connection, type, '', 'local');
  const { signalingState } = connection.negotiation;
  // RFC 9429 §5.5: the state is what is looked at first.
  if (nextSignalingState(signalingState, 'local', type) === undefined) {
    const message = `Cannot set a local ${type} in signalingState '${signalingState}'.`;
    return Promise.reject(connection.faces.errors.invalidState(message));
  }
  const lastCreated = type === 'offer' ? connection.lastCreatedOffer : connection.lastCreatedAnswer;
  if (sdp !== '' && sdp !== lastCreated) return Promise.reject(modified(connection, type));
  if (sdp !== '' || (lastCreated !== '' && isCurrent(connection, type, lastCreated))) {
    return setSessionDescription(connection, type, lastCreated, 'local');
  }
  const created = type === 'offer' ? createOffer(connection, {}) : createAnswer(connection);
  return created.then((description) => setSessionDescription(connection, type, description.sdp ?? '', 'local'));
}

function impliedType(signalingState: RTCSignalingState): SdpType {
  const offers = ['stable', 'have-local-offer', 'have-remote-pranswer'];
  return offers.includes(signalingState) ? 'offer' : 'answer';
}

function isCurrent(connection: Connection, type: SdpType, sdp: string): boolean {
  const snapshot = sessionSnapshotOf(connection);
  return type === 'offer' ? isOfferCurrent(snapshot, sdp) : isAnswerCurrent(snapshot, sdp);
}

function modified(connection: Connection, type: SdpType): DOMException {
  const source = type === 'offer' ? 'createOffer' : 'createAnswer';
  return connection.faces.errors.invalidModification(`The SDP is not what ${source} last returned.`);
}
