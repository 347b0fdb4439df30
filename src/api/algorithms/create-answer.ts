import { createAnswer as createAnswerSdp } from '../../jsep/create-answer.ts';
import type { Connection } from '../records/connection.ts';
import { ensureCertificates } from './ensure-certificates.ts';
import { assertionFailure } from './identity.ts';
import { inTask } from './in-task.ts';
import { creationSnapshotOf } from './session-snapshot.ts';

/** https://w3c.github.io/webrtc-pc/#dfn-create-an-answer, the part behind the chain. */
export function createAnswer(connection: Connection): Promise<RTCSessionDescriptionInit> {
  const { errors } = connection.faces;
  const { signalingState } = connection;
  if (signalingState !== 'have-remote-offer' && signalingState !== 'have-local-pranswer') {
    return Promise.reject(errors.invalidState(`Cannot create an answer in signalingState '${signalingState}'.`));
  }
  return inTask(connection, () => {
    const failure = assertionFailure(connection);
    if (failure !== undefined) throw failure;
    ensureCertificates(connection);
    const sdp = createAnswerSdp(creationSnapshotOf(connection));
    connection.nextSessionVersion++;
    connection.lastCreatedAnswer = sdp;
    return { type: 'answer', sdp };
  });
}
