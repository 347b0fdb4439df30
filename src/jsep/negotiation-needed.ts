import type { SessionSnapshot } from './types.ts';

/** https://w3c.github.io/webrtc-pc/#dfn-check-if-negotiation-is-needed, for data and ICE restarts. */
export function negotiationNeeded(snapshot: SessionSnapshot): boolean {
  return snapshot.iceRestartRequested || (snapshot.wantsDataChannels && !isDataNegotiated(snapshot));
}

/** Also when the peer refused: asking again would be refused again. */
function isDataNegotiated({ currentLocal }: SessionSnapshot): boolean {
  return currentLocal?.sections.some(({ kind, isRejected }) => kind === 'application' && !isRejected) === true;
}
