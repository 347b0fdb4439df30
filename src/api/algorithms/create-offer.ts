import { createOffer as createOfferSdp, offerAssociations } from '../../jsep/create-offer.ts';
import type { OfferOptions } from '../../jsep/types.ts';
import type { Connection } from '../records/connection.ts';
import { ensureCertificates } from './ensure-certificates.ts';
import { assertionFailure } from './identity.ts';
import { inTask } from './in-task.ts';
import { creationSnapshotOf } from './session-snapshot.ts';

/** https://w3c.github.io/webrtc-pc/#dfn-create-an-offer, the part behind the chain. */
export function createOffer(connection: Connection, options: OfferOptions): Promise<RTCSessionDescriptionInit> {
  const { errors } = connection.faces;
  const { signalingState } = connection;
  if (signalingState !== 'stable' && signalingState !== 'have-local-offer') {
    return Promise.reject(errors.invalidState(`Cannot create an offer in signalingState '${signalingState}'.`));
  }
  return inTask(connection, () => {
    const failure = assertionFailure(connection);
    if (failure !== undefined) throw failure;
    ensureCertificates(connection);
    const snapshot = creationSnapshotOf(connection);
    const sdp = createOfferSdp(snapshot, options);
    connection.lastOfferAssociations = offerAssociations(snapshot);
    connection.nextSessionVersion++;
    connection.lastCreatedOffer = sdp;
    return { type: 'offer', sdp };
  });
}
