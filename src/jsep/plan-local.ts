import type { LastCreated, PlanResult, SdpType, SessionSnapshot } from './types.ts';

/**
 * What applying a local description (or a local rollback) does, RFC 9429 §5.5, 5.9. `sdp` '' means the last created
 * one, which the caller has made sure exists and is current.
 */
export function planLocalDescription(
  snapshot: SessionSnapshot,
  type: SdpType,
  sdp: string,
  lastCreated: LastCreated,
): PlanResult {
  throw new Error(`in progress ${snapshot.signalingState} ${type} ${sdp} ${lastCreated.offer}`);
}
