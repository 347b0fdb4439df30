import type { CandidateAttribute } from '../sdp/candidate-attribute.ts';
import { addCandidate, setEndOfCandidates } from '../sdp/ice-attributes.ts';
import { mediaLineOf, setMediaPort } from '../sdp/media-line.ts';
import type { Section } from '../sdp/section.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { setConnectionAddress } from '../sdp/session-lines.ts';
import type { DescriptionRecord, GatheredCandidates } from './types.ts';

/**
 * The text of a local description with what was gathered since it was applied: a=candidate and a=end-of-candidates
 * lines, and the default candidate in c= and m= (RFC 9429 §5.2.1). Keys are transport names (`transportMid`).
 */
export function withCandidates(
  record: DescriptionRecord,
  candidates: ReadonlyMap<string, readonly CandidateAttribute[]>,
  endOfCandidates: ReadonlySet<string>,
): string {
  const description = withoutCandidates(record.parsed);
  for (const { index, transportMid, isBundled } of record.sections) {
    // RFC 9143 §7.1.3: only the section that speaks for the bundle carries candidates.
    if (transportMid === undefined || isBundled) continue;
    addGathered(description.media[index], {
      candidates: candidates.get(transportMid) ?? [],
      isComplete: endOfCandidates.has(transportMid),
    });
  }
  return description.toString();
}

/** The remote description after addIceCandidate; `candidate` undefined: end of candidates. */
export function withRemoteCandidate(
  record: DescriptionRecord,
  sectionIndex: number,
  candidate: CandidateAttribute | undefined,
): DescriptionRecord {
  const section = record.parsed.media[sectionIndex].clone();
  if (candidate === undefined) setEndOfCandidates(section);
  else addCandidate(section, candidate);
  return new ChangedDescription(record, record.parsed.with(sectionIndex, section));
}

/** Its text is written when it is read: candidates come in bursts, and hardly anybody reads what was in between. */
class ChangedDescription implements DescriptionRecord {
  readonly type: DescriptionRecord['type'];
  readonly parsed: SessionDescription;
  readonly sections: DescriptionRecord['sections'];

  constructor({ type, sections }: DescriptionRecord, parsed: SessionDescription) {
    this.type = type;
    this.parsed = parsed;
    this.sections = sections;
  }

  get sdp(): string {
    return this.parsed.toString();
  }
}

/** The m= section a candidate belongs to: by mid, else by index; `undefined` if there is none such (an OperationError). */
export function sectionOfCandidate(
  record: DescriptionRecord,
  sdpMid: string | null,
  sdpMLineIndex: number | null,
): number | undefined {
  if (sdpMid !== null) return record.sections.find(({ mid }) => mid === sdpMid)?.index;
  if (sdpMLineIndex === null) return undefined;
  return record.sections[sdpMLineIndex]?.index;
}

/** Appends candidates to a section that has none, and makes one of them the default. */
export function addGathered(section: Section, gathered: GatheredCandidates | undefined): void {
  if (gathered === undefined) return;
  for (const candidate of gathered.candidates) addCandidate(section, candidate);
  if (gathered.isComplete) setEndOfCandidates(section);
  const chosen = defaultCandidate(gathered.candidates);
  if (chosen === undefined) return;
  setConnectionAddress(section, chosen.address);
  setMediaPort(section, chosen.port);
}

/** A copy of one of our descriptions as it was before anything was gathered. */
export function withoutCandidates(description: SessionDescription): SessionDescription {
  const copy = description.clone();
  for (const section of copy.media) {
    section.removeAttributes('candidate');
    section.removeAttributes('end-of-candidates');
    setConnectionAddress(section, '0.0.0.0');
    // Port 0 is not an address: the section is rejected or bundle-only.
    if (mediaLineOf(section).port !== 0) setMediaPort(section, 9);
  }
  return copy;
}

/** RFC 8445 §5.1.4: what most likely works with a peer that knows no ICE: relayed, then reflexive, then host; IPv4 first. */
function defaultCandidate(candidates: readonly CandidateAttribute[]): CandidateAttribute | undefined {
  let best: CandidateAttribute | undefined;
  for (const candidate of candidates) {
    if (isDefaultable(candidate) && (best === undefined || rank(candidate) > rank(best))) best = candidate;
  }
  return best;
}

function isDefaultable({ component, transport, address }: CandidateAttribute): boolean {
  return component === 1 && transport.toLowerCase() === 'udp' && /^[\d.]+$|:/.test(address);
}

function rank({ type, address }: CandidateAttribute): number {
  return 2 * ['host', 'prflx', 'srflx', 'relay'].indexOf(type) + (address.includes(':') ? 0 : 1);
}
