import { bundleGroupsOf } from '../sdp/groups.ts';
import { iceCredentialsIn } from '../sdp/ice-attributes.ts';
import { isBundleOnly, midOf } from '../sdp/media-attributes.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { isRejectedSection, kindOf } from './kinds.ts';
import type { DescriptionSource } from './signaling.ts';
import { strategyOf } from './strategies.ts';
import type { DescriptionRecord, SdpType, SectionPlan } from './types.ts';

/** What is read of a description besides its text. */
export interface SectionContext {
  readonly source: DescriptionSource;
  readonly type: Exclude<SdpType, 'rollback'>;
  /** The offer that is answered; for an offer, the description before it. Lends its mids where a peer sends none. */
  readonly counterpart: DescriptionRecord | undefined;
  /** The answer of the last negotiation: its transports live on. */
  readonly negotiated: DescriptionRecord | undefined;
}

/** A section before it is known which transport it uses. */
export type SectionDraft = Omit<SectionPlan, 'isBundled' | 'transportMid'>;

/** The m= sections of a description and the transports they use. */
export function planSections(parsed: SessionDescription, context: SectionContext): SectionPlan[] {
  const mids = midsOf(parsed, context.counterpart);
  const isRemoteOffer = context.source === 'remote' && context.type === 'offer';
  const drafts = parsed.media.map((section, index) => {
    const kind = kindOf(section);
    const isRefused = isRemoteOffer && strategyOf(kind)?.accepts(index, parsed) !== true;
    const usernameFragment = iceCredentialsIn(section, parsed.session)?.usernameFragment;
    const isRejected = isRejectedSection(section) || isRefused;
    return { index, mid: mids[index], kind, usernameFragment, isRejected };
  });
  return withTransports(drafts, parsed, context);
}

/** The same with their transports, given what is rejected. */
export function withTransports(
  drafts: readonly SectionDraft[],
  parsed: SessionDescription,
  context: SectionContext,
): SectionPlan[] {
  // Most sessions are one data section, which follows nobody.
  const leaders = drafts.length < 2 ? NOBODY : leadersOf(drafts, parsed);
  const before = transportsOf(context.negotiated);
  return drafts.map((draft) => {
    const leader = leaders.get(draft.mid) ?? draft;
    const { index, mid, kind, usernameFragment, isRejected } = draft;
    const { isBundled, transportMid } = transportOf(draft, leader, before, parsed, context);
    return { index, mid, kind, usernameFragment, isRejected, isBundled, transportMid };
  });
}

/** The mids of the m= sections in order, made up where there is none (RFC 9429 §5.10). */
export function midsOf(parsed: SessionDescription, counterpart: DescriptionRecord | undefined): string[] {
  const own = parsed.media.map(midOf);
  return own.map((mid, index) => mid ?? counterpart?.sections[index]?.mid ?? unusedMid(index, own));
}

/** The name of each section's transport, by mid. */
function transportsOf(record: DescriptionRecord | undefined): ReadonlyMap<string, string | undefined> {
  return record === undefined
    ? NO_TRANSPORTS
    : new Map(record.sections.map(({ mid, transportMid }) => [mid, transportMid]));
}

const NOBODY: ReadonlyMap<string, SectionDraft> = new Map();
const NO_TRANSPORTS: ReadonlyMap<string, string> = new Map();

function transportOf(
  draft: SectionDraft,
  leader: SectionDraft,
  negotiated: ReadonlyMap<string, string | undefined>,
  parsed: SessionDescription,
  context: SectionContext,
): Pick<SectionPlan, 'isBundled' | 'transportMid'> {
  if (draft.isRejected) return { isBundled: false, transportMid: undefined };
  const before = negotiated.get(draft.mid);
  const leaderTransport = negotiated.get(leader.mid) ?? leader.mid;
  if (leader === draft) return { isBundled: false, transportMid: leaderTransport };
  // RFC 9143 §7.2: our offer bundles what the peer cannot refuse to bundle; everything else waits for the answer.
  const isSettled = context.source === 'remote' || context.type !== 'offer';
  const isBundled = isSettled || before === leaderTransport || isBundleOnly(parsed.media[draft.index]);
  return { isBundled, transportMid: isBundled ? leaderTransport : (before ?? draft.mid) };
}

/** By mid, the first section of its BUNDLE group that is not rejected: its transport is the group's (RFC 9143 §7.3.1). */
function leadersOf(drafts: readonly SectionDraft[], parsed: SessionDescription): Map<string, SectionDraft> {
  const leaders = new Map<string, SectionDraft>();
  const accepted = new Map<string, SectionDraft>();
  for (const draft of drafts) if (!draft.isRejected) accepted.set(draft.mid, draft);
  for (const group of bundleGroupsOf(parsed.session)) {
    const first = group.find((mid) => accepted.has(mid));
    const leader = first === undefined ? undefined : accepted.get(first);
    if (leader === undefined) continue;
    for (const mid of group) if (!leaders.has(mid)) leaders.set(mid, leader);
  }
  return leaders;
}

function unusedMid(index: number, used: readonly (string | undefined)[]): string {
  let mid = String(index);
  while (used.includes(mid)) mid += '_';
  return mid;
}
