import type { PlanResult, SdpType, SessionSnapshot } from './types.ts';

/** What applying a remote description (or a remote rollback) does, RFC 9429 §5.6, 5.10, 5.11. */
export function planRemoteDescription(snapshot: SessionSnapshot, type: SdpType, sdp: string): PlanResult {
  throw new Error(`in progress ${snapshot.signalingState} ${type} ${sdp}`);
}
