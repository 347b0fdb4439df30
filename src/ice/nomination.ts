import type { CandidatePair } from './candidate-pair.ts';
import type { IceSession } from './session.ts';

/** How long a lesser pair may wait for a better one: two of its round trips, and one Ta per better pair unchecked. */
const MIN_WAIT_MS = 10;
const MAX_WAIT_MS = 250;
/** An aggressive peer's first volley is over by then: a later nomination means what it says. */
const VOLLEY_MS = 2000;

export interface PlannedNomination {
  readonly pair: CandidatePair;
  /** -Infinity: at once. */
  readonly at: number;
}

/**
 * The pair the controlling side should nominate, RFC 8445 §8.1.1, and when: the best that works, at once if nothing
 * better can still come of the checks under way. `selected` is the pair in use as long as it lives.
 */
export function planNomination(
  session: IceSession,
  selected: CandidatePair | undefined,
  lost: CandidatePair | undefined,
  pacingMs: number,
): PlannedNomination | undefined {
  const { checkList } = session;
  const best = checkList.pairs.find((pair) => pair.state === 'succeeded' && pair !== lost);
  if (best === undefined || best === selected) return undefined;
  if (selected !== undefined) return best.isBetterThan(selected) ? { pair: best, at: -Infinity } : undefined;
  if (!checkList.hasUnfinished(best)) return { pair: best, at: -Infinity };
  const waitMs = Math.max(MIN_WAIT_MS, 2 * best.currentRoundTripMs) + pacingMs * checkList.countUnchecked(best);
  return { pair: best, at: best.lastResponseAt + Math.min(waitMs, MAX_WAIT_MS) };
}

/**
 * Whether the controlled side follows a nomination. Upwards always; downwards when the pair in use is in doubt, or when
 * the peer says so for the first time long after its first volley. Peers that nominate every pair they check (the
 * aggressive nomination of RFC 5245 §8.1.1.2) thereby end on the best one.
 */
export function followsNomination(
  pair: CandidatePair,
  isNew: boolean,
  selected: CandidatePair | undefined,
  isSelectedInDoubt: boolean,
  selectedForMs: number,
): boolean {
  if (selected === undefined || isSelectedInDoubt || pair.isBetterThan(selected)) return true;
  return isNew && selectedForMs > VOLLEY_MS;
}

/** The pair the controlled side falls back to when the one in use is in doubt: the best other one the peer has named. */
export function otherNominated(session: IceSession, selected: CandidatePair): CandidatePair | undefined {
  const { pairs } = session.checkList;
  return pairs.find((pair) => pair !== selected && pair.isNominated && pair.state === 'succeeded');
}
