import type { CandidatePair } from './candidate-pair.ts';
import type { IceContext } from './context.ts';
import type { Selection } from './selection.ts';
import type { IceState } from './types.ts';

/** RFC 8445 §8.3: how long an agent that is done still waits for the peer, which may choose otherwise. */
const AFTERMATH_MS = 3000;

/** RTCIceTransportState as https://w3c.github.io/webrtc-pc/#rtcicetransportstate defines it, of an agent not yet over. */
export function concludeState(context: IceContext, selection: Selection, now: number): IceState {
  const { session, state } = context;
  noteSettled(context, selection, now);
  if (selection.isLost) return 'disconnected';
  if (selection.pair !== undefined) return isCompleted(context, selection.pair) ? 'completed' : 'connected';
  if (session.remote === undefined) return state;
  if (session.checkList.hasUnfinished(undefined) || session.checkList.bestSucceeded !== undefined) return 'checking';
  if (isHopeless(context)) return 'failed';
  if (session.remoteCandidates.length === 0) return state;
  const isFinal = session.isGatheringComplete && session.hasRemoteEnded;
  return isFinal || session.checkList.pairs.length === 0 ? 'checking' : 'disconnected';
}

/** The pair has proved itself once more after the aftermath: a peer that left at once is never 'completed'. */
function isCompleted({ session }: IceContext, pair: CandidatePair): boolean {
  return pair.lastResponseAt >= session.settledAt + AFTERMATH_MS;
}

function noteSettled(context: IceContext, selection: Selection, now: number): void {
  const { session } = context;
  if (selection.isLost || !isSettled(context, selection)) session.settledAt = Infinity;
  else if (session.settledAt === Infinity) session.settledAt = now;
}

function isSettled({ session }: IceContext, selection: Selection): boolean {
  if (selection.currentPair === undefined || !session.isGatheringComplete || !session.hasRemoteEnded) return false;
  return session.nominee === undefined && !session.checkList.hasUnfinished(selection.currentPair);
}

/**
 * No pair is left. A peer that never says end-of-candidates is given up like one that did once the PAC timer (RFC 8863)
 * has run out: many applications do not signal it, and would wait for ever. But before its first candidate there is
 * nothing to give up.
 */
function isHopeless({ session }: IceContext): boolean {
  if (session.hasLostConsent) return true;
  if (!session.isGatheringComplete || !session.expectsChecks) return false;
  return session.isPatienceOver || (session.hasRemoteEnded && session.localCandidates.length === 0);
}
