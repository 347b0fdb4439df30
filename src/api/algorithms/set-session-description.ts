import { planLocalDescription } from '../../jsep/plan-local.ts';
import { planRemoteDescription } from '../../jsep/plan-remote.ts';
import type { NegotiationPlan, PlanResult, SdpType } from '../../jsep/types.ts';
import type { Connection } from '../records/connection.ts';
import { applyPlan } from './apply-plan.ts';
import { ensureCertificates } from './ensure-certificates.ts';
import { inTaskOnce } from './in-task.ts';
import { sessionSnapshotOf } from './session-snapshot.ts';

export type Side = 'local' | 'remote';

/**
 * https://w3c.github.io/webrtc-pc/#dfn-set-a-session-description: plan, then commit, in one task. A plan that fails has
 * touched nothing.
 */
export function setSessionDescription(connection: Connection, type: SdpType, sdp: string, side: Side): Promise<void> {
  if (type === 'rollback' && !canRollBack(connection.signalingState)) {
    const message = `There is nothing to roll back in signalingState '${connection.signalingState}'.`;
    return Promise.reject(connection.faces.errors.invalidState(message));
  }
  if (side === 'local') connection.wasLocalDescriptionSet = true;
  const isReady = (): boolean => connection.pendingParameterChanges === 0;
  return inTaskOnce(connection, isReady, () => {
    ensureCertificates(connection);
    applyPlan(connection, planOrThrow(connection, type, sdp, side), side);
  });
}

function canRollBack(signalingState: RTCSignalingState): boolean {
  return signalingState === 'have-local-offer' || signalingState === 'have-remote-offer';
}

function planOrThrow(connection: Connection, type: SdpType, sdp: string, side: Side): NegotiationPlan {
  const result = plan(connection, type, sdp, side);
  if (!result.ok) throw connection.faces.errors.negotiation(result.error);
  return result.plan;
}

function plan(connection: Connection, type: SdpType, sdp: string, side: Side): PlanResult {
  const snapshot = sessionSnapshotOf(connection);
  if (side === 'remote') return planRemoteDescription(snapshot, type, sdp);
  const { lastCreatedOffer: offer, lastCreatedAnswer: answer, lastOfferAssociations: offerAssociations } = connection;
  return planLocalDescription(snapshot, type, sdp, { offer, answer, offerAssociations });
}
