import { parseSessionDescription } from '../sdp/parse.ts';
import { assert } from '../util/assert.ts';
import { localAssociations } from './associations.ts';
import { failure, wrongState } from './failure.ts';
import { assemblePlan, assembleRollback } from './plan.ts';
import { planSections } from './sections.ts';
import { nextSignalingState, slotsAfter } from './signaling.ts';
import { negotiatedRecord, stableSlots } from './slots.ts';
import type { DescriptionRecord, LastCreated, PlanResult, SdpType, SessionSnapshot } from './types.ts';

/**
 * What applying a local description (or a local rollback) does, RFC 9429 §5.5, 5.9. `sdp` '' means the last created
 * one, which the caller has made sure exists and is current. Nothing is changed.
 */
export function planLocalDescription(
  snapshot: SessionSnapshot,
  type: SdpType,
  sdp: string,
  lastCreated: LastCreated,
): PlanResult {
  const created = (type === 'offer' ? lastCreated.offer : lastCreated.answer) ?? '';
  if (type !== 'rollback' && sdp !== '' && sdp !== created) {
    const message = `the ${type} is not the one that was created last`;
    return failure({ name: 'InvalidModificationError', message });
  }
  const state = nextSignalingState(snapshot.signalingState, 'local', type);
  if (state === undefined) return wrongState(snapshot.signalingState, 'local', type);
  if (type === 'rollback') {
    return { ok: true, plan: assembleRollback(snapshot, slotsAfter(snapshot, 'local', state, undefined)) };
  }
  const record = recordOf(snapshot, type, created);
  const slots = slotsAfter(snapshot, 'local', state, record);
  return { ok: true, plan: assemblePlan(snapshot, type, slots, localAssociations(snapshot, record, lastCreated)) };
}

function recordOf(snapshot: SessionSnapshot, type: Exclude<SdpType, 'rollback'>, sdp: string): DescriptionRecord {
  const result = parseSessionDescription(sdp);
  assert(result.ok, `a created ${type} does not parse`);
  const counterpart = type === 'offer' ? undefined : snapshot.pendingRemote;
  const negotiated = negotiatedRecord(stableSlots(snapshot));
  const sections = planSections(result.description, { source: 'local', type, counterpart, negotiated });
  return { type, sdp, parsed: result.description, sections };
}
