import type { SessionSnapshot } from './types.ts';

/** The SDP of an answer to the pending remote offer, RFC 9429 §5.3. To be called in 'have-remote-offer' and 'have-local-pranswer' only. */
export function createAnswer(snapshot: SessionSnapshot): string {
  throw new Error(`in progress ${snapshot.signalingState}`);
}

/** Whether an answer created earlier still says what `createAnswer` would say now. */
export function isAnswerCurrent(snapshot: SessionSnapshot, sdp: string): boolean {
  throw new Error(`in progress ${snapshot.signalingState} ${sdp}`);
}
