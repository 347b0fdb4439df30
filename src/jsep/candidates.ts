import type { CandidateAttribute } from '../sdp/candidate-attribute.ts';
import type { DescriptionRecord } from './types.ts';

/**
 * The text of a local description with what was gathered since it was applied: a=candidate and a=end-of-candidates
 * lines, and the default candidate in c= and m= (RFC 9429 §5.2.1). Keys are transport names (`transportMid`).
 */
export function withCandidates(
  record: DescriptionRecord,
  candidates: ReadonlyMap<string, readonly CandidateAttribute[]>,
  endOfCandidates: ReadonlySet<string>,
): string {
  throw new Error(`in progress ${record.sdp} ${candidates.size} ${endOfCandidates.size}`);
}

/** The remote description after addIceCandidate; `candidate` undefined: end of candidates. */
export function withRemoteCandidate(
  record: DescriptionRecord,
  sectionIndex: number,
  candidate: CandidateAttribute | undefined,
): DescriptionRecord {
  throw new Error(`in progress ${record.sdp} ${sectionIndex} ${candidate?.address}`);
}

/** The m= section a candidate belongs to: by mid, else by index; `undefined` if there is none such (an OperationError). */
export function sectionOfCandidate(
  record: DescriptionRecord,
  sdpMid: string | null,
  sdpMLineIndex: number | null,
): number | undefined {
  throw new Error(`in progress ${record.sdp} ${sdpMid} ${sdpMLineIndex}`);
}

/** The a=ice-ufrag that holds for a section. */
export function usernameFragmentOf(record: DescriptionRecord, sectionIndex: number): string | undefined {
  throw new Error(`in progress ${record.sdp} ${sectionIndex}`);
}
