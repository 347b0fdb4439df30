import { bundleGroupsOf } from '../sdp/groups.ts';
import type { Section } from '../sdp/section.ts';
import { transceiverWithMid } from './associations.ts';
import type { TransceiverSnapshot } from './media-types.ts';
import { negotiatedRecord } from './slots.ts';
import type { DescriptionRecord, SectionKind, SectionPlan, SessionSnapshot } from './types.ts';

/** A section to be offered. */
export interface OfferedSection {
  readonly mid: string;
  readonly kind: SectionKind;
  readonly isRejected: boolean;
  /** The section at this place before, if it is the same one. */
  readonly model: Section | undefined;
  /** Of an audio or video section that is not rejected. */
  readonly transceiver: TransceiverSnapshot | undefined;
  readonly transportMid: string;
}

/** What a new offer starts from: the offer that waits for its answer, else what was negotiated. */
export function baseOf(snapshot: SessionSnapshot): DescriptionRecord | undefined {
  return snapshot.pendingLocal ?? negotiatedRecord(snapshot);
}

/**
 * RFC 9429 §5.2.2: the sections there were, in their order, then one for each transceiver without, in order of
 * creation, then data. What is new takes the place of what was rejected, if there is any.
 */
export function offeredSections(snapshot: SessionSnapshot): OfferedSection[] {
  const base = baseOf(snapshot);
  const sections = (base?.sections ?? []).map((plan) => offeredAgain(plan, base, snapshot));
  for (const { kind, transceiver } of missingIn(sections, snapshot)) {
    const mid = unusedMid(snapshot, sections);
    const transportMid = newTransport(snapshot, sections, mid, kind);
    const added = { mid, kind, isRejected: false, model: undefined, transceiver, transportMid };
    const vacant = sections.findIndex((section, index) => isVacant(section, index, snapshot));
    if (vacant < 0) sections.push(added);
    else sections[vacant] = added;
  }
  return sections;
}

/** All that is not rejected; what was in a group keeps its order there, so that its first stays the first. */
export function bundleOf(
  sections: readonly OfferedSection[],
  base: DescriptionRecord | undefined,
): readonly OfferedSection[] {
  const before = base === undefined ? [] : bundleGroupsOf(base.parsed.session).flat();
  const place = ({ mid }: OfferedSection) => (before.includes(mid) ? before.indexOf(mid) : before.length);
  return sections.filter((section) => !section.isRejected).sort((a, b) => place(a) - place(b));
}

function offeredAgain(
  { mid, kind, isRejected, index, transportMid = mid }: SectionPlan,
  base: DescriptionRecord | undefined,
  snapshot: SessionSnapshot,
): OfferedSection {
  const model = base?.parsed.media[index];
  if (isRejected || (kind !== 'audio' && kind !== 'video')) {
    return { mid, kind, isRejected, model, transceiver: undefined, transportMid };
  }
  const transceiver = transceiverWithMid(snapshot, mid, kind);
  // §5.2.2: what was stopped is rejected; a stopped transceiver may be gone already.
  if (transceiver === undefined || isEnded(transceiver)) {
    return { mid, kind, isRejected: true, model, transceiver: undefined, transportMid };
  }
  return { mid, kind, isRejected, model, transceiver, transportMid };
}

function isEnded({ isStopping, isStopped }: TransceiverSnapshot): boolean {
  return isStopping || isStopped;
}

function missingIn(
  sections: readonly OfferedSection[],
  { transceivers = [], wantsDataChannels }: SessionSnapshot,
): Pick<OfferedSection, 'kind' | 'transceiver'>[] {
  // What an answer has rejected is over, whether or not the transceiver was told.
  const present = new Set(sections.map(({ mid }) => mid));
  const absent = transceivers.filter(
    (transceiver) => !isEnded(transceiver) && (transceiver.mid === undefined || !present.has(transceiver.mid)),
  );
  const hasData = sections.some(({ kind, isRejected }) => kind === 'application' && !isRejected);
  const media = absent.map((transceiver) => ({ kind: transceiver.kind, transceiver }));
  return wantsDataChannels && !hasData ? [...media, { kind: 'application', transceiver: undefined }] : media;
}

/** Not before both sides have agreed that the section is over (RFC 9429 §5.2.2). */
function isVacant({ isRejected, mid }: OfferedSection, index: number, snapshot: SessionSnapshot): boolean {
  const before = negotiatedRecord(snapshot)?.sections[index];
  return isRejected && before?.isRejected === true && (before.mid === mid || snapshot.pendingLocal !== undefined);
}

/**
 * RFC 9429 §4.1.1: what the policy lets only the bundle carry goes where the bundle goes: all but the first section of
 * its kind, or all but the first section.
 */
function newTransport(
  snapshot: SessionSnapshot,
  sections: readonly OfferedSection[],
  mid: string,
  kind: SectionKind,
): string {
  const leader = bundleOf(sections, baseOf(snapshot)).at(0);
  if (leader === undefined || snapshot.bundlePolicy === 'max-compat') return mid;
  const isFirstOfKind = sections.every((section) => section.kind !== kind || section.isRejected);
  return snapshot.bundlePolicy === 'balanced' && isFirstOfKind ? mid : leader.transportMid;
}

/** Short, as RFC 9429 §5.2.1 asks, and behind every number in use, so that a mid is not used again for something else. */
function unusedMid(snapshot: SessionSnapshot, sections: readonly OfferedSection[]): string {
  const { currentLocal, pendingLocal, currentRemote, pendingRemote } = snapshot;
  const plans = [currentLocal, pendingLocal, currentRemote, pendingRemote].flatMap((record) => record?.sections ?? []);
  const used = [...plans, ...sections].flatMap(({ mid, transportMid = mid }) => [mid, transportMid]);
  return String(1 + Math.max(-1, ...used.filter((mid) => /^\d{1,9}$/.test(mid)).map(Number)));
}
