import { iceCredentialsOf } from '../../jsep/ice-credentials.ts';
import type { Connection } from '../records/connection.ts';
import { credentialsKey } from './apply-plan.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

/** https://w3c.github.io/webrtc-pc/#dom-peerconnection-restartice */
export function restartIce(connection: Connection): void {
  restartIceWithNextOffer(connection);
  if (!connection.isClosed) updateNegotiationNeededFlag(connection);
}

/** The same, asking for no negotiation. */
export function restartIceWithNextOffer(connection: Connection): void {
  const { currentLocal, pendingLocal } = connection.negotiation;
  const descriptions = [currentLocal, pendingLocal].filter((record) => record !== undefined);
  connection.localIceCredentialsToReplace = new Set(descriptions.flatMap(iceCredentialsOf).map(credentialsKey));
}
