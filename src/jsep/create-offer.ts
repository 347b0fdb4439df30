import type { OfferOptions, SessionSnapshot } from './types.ts';

/** The SDP of an initial or subsequent offer, RFC 9429 §5.2. To be called in 'stable' and 'have-local-offer' only. */
export function createOffer(snapshot: SessionSnapshot, options: OfferOptions = {}): string {
  throw new Error(`in progress ${snapshot.signalingState} ${options.iceRestart}`);
}

/** Whether an offer created earlier still says what `createOffer` would say now (webrtc-pc: "system state"). */
export function isOfferCurrent(snapshot: SessionSnapshot, sdp: string): boolean {
  throw new Error(`in progress ${snapshot.signalingState} ${sdp}`);
}
