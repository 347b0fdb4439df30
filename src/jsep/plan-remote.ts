import { parseSessionDescription } from '../sdp/parse.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { remoteAssociations } from './associations.ts';
import { failure, invalidContent, syntaxFailure, wrongState } from './failure.ts';
import { assemblePlan, assembleRollback } from './plan.ts';
import { planSections } from './sections.ts';
import { nextSignalingState, slotsAfter } from './signaling.ts';
import { negotiatedRecord, stableSlots } from './slots.ts';
import type { DescriptionRecord, PlanResult, SdpType, SessionSnapshot } from './types.ts';
import { complaintAboutMedia, duplicateMsidIn } from './validate-media.ts';
import { complaintAboutRemote } from './validate-remote.ts';

/** What applying a remote description (or a remote rollback) does, RFC 9429 §5.6, 5.10, 5.11. Nothing is changed. */
export function planRemoteDescription(snapshot: SessionSnapshot, type: SdpType, sdp: string): PlanResult {
  const state = nextSignalingState(snapshot.signalingState, 'remote', type);
  if (state === undefined) return wrongState(snapshot.signalingState, 'remote', type);
  if (type === 'rollback') {
    return { ok: true, plan: assembleRollback(snapshot, slotsAfter(snapshot, 'remote', state, undefined)) };
  }
  const result = parseSessionDescription(sdp);
  if (!result.ok) return syntaxFailure(result.error);
  const { rtcpMuxPolicy } = snapshot;
  const counterpart = counterpartOf(snapshot, type);
  const isAnswer = type !== 'offer';
  const complaint =
    complaintAboutRemote(result.description, { isAnswer, counterpart, rtcpMuxPolicy }) ??
    complaintAboutMedia(result.description, counterpart, isAnswer);
  if (complaint !== undefined) return failure(invalidContent(complaint));
  const msid = duplicateMsidIn(result.description);
  if (msid !== undefined) return failure({ name: 'OperationError', message: `a=msid:${msid} is in two m= sections` });
  const record = recordOf(snapshot, type, sdp, result.description);
  const slots = slotsAfter(snapshot, 'remote', state, record);
  return { ok: true, plan: assemblePlan(snapshot, type, slots, remoteAssociations(snapshot, record)) };
}

function recordOf(
  snapshot: SessionSnapshot,
  type: Exclude<SdpType, 'rollback'>,
  sdp: string,
  parsed: SessionDescription,
): DescriptionRecord {
  const counterpart = counterpartOf(snapshot, type);
  const negotiated = negotiatedRecord(stableSlots(snapshot));
  return { type, sdp, parsed, sections: planSections(parsed, { source: 'remote', type, counterpart, negotiated }) };
}

/** webrtc-pc: an offer after an offer is held against the one before, as if that had been answered. */
function counterpartOf(snapshot: SessionSnapshot, type: SdpType): DescriptionRecord | undefined {
  return type === 'offer' ? (snapshot.pendingRemote ?? negotiatedRecord(snapshot)) : snapshot.pendingLocal;
}
