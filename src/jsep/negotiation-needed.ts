import type { SessionSnapshot } from './types.ts';

/** https://w3c.github.io/webrtc-pc/#dfn-check-if-negotiation-is-needed, for data and ICE restarts. */
export function negotiationNeeded(snapshot: SessionSnapshot): boolean {
  throw new Error(`in progress ${snapshot.signalingState}`);
}
