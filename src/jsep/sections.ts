import { bundleGroupsOf } from '../sdp/groups.ts';
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

/** The m= sections of a description and the transports they use. */
export function planSections(parsed: SessionDescription, context: SectionContext): SectionPlan[] {
  const mids = midsOf(parsed, context.counterpart);
  const isRemoteOffer = context.source === 'remote' && context.type === 'offer';
  const drafts = parsed.media.map((section, index) => {
    const kind = kindOf(section);
    const isRefused = isRemoteOffer && strategyOf(kind)?.accepts(index, parsed) !== true;
    return { index, mid: mids[index], kind, isRejected: isRejectedSection(section) || isRefused };
  });
  return drafts.map((draft) => ({ ...draft, ...transportOf(draft, drafts, parsed, context) }));
}

/** The mids of the m= sections in order, made up where there is none (RFC 9429 §5.10). */
export function midsOf(parsed: SessionDescription, counterpart: DescriptionRecord | undefined): string[] {
  const own = parsed.media.map(midOf);
  return own.map((mid, index) => mid ?? counterpart?.sections[index]?.mid ?? unusedMid(index, own));
}

type Draft = Omit<SectionPlan, 'isBundled' | 'transportMid'>;

function transportOf(
  draft: Draft,
  drafts: readonly Draft[],
  parsed: SessionDescription,
  context: SectionContext,
): Pick<SectionPlan, 'isBundled' | 'transportMid'> {
  if (draft.isRejected) return { isBundled: false, transportMid: undefined };
  const leader = leaderOf(draft, drafts, parsed);
  const before = negotiatedTransport(draft.mid, context);
  const leaderTransport = negotiatedTransport(leader.mid, context) ?? leader.mid;
  if (leader === draft) return { isBundled: false, transportMid: leaderTransport };
  // RFC 9143 §7.2: our offer bundles what the peer cannot refuse to bundle; everything else waits for the answer.
  const isSettled = context.source === 'remote' || context.type !== 'offer';
  const isBundled = isSettled || before === leaderTransport || isBundleOnly(parsed.media[draft.index]);
  return { isBundled, transportMid: isBundled ? leaderTransport : (before ?? draft.mid) };
}

/** The first section of the BUNDLE group that is not rejected: its transport is the group's (RFC 9143 §7.3.1). */
function leaderOf(draft: Draft, drafts: readonly Draft[], parsed: SessionDescription): Draft {
  const group = bundleGroupsOf(parsed.session).find((mids) => mids.includes(draft.mid)) ?? [];
  for (const mid of group) {
    const member = drafts.find((other) => other.mid === mid && !other.isRejected);
    if (member !== undefined) return member;
  }
  return draft;
}

function negotiatedTransport(mid: string, context: SectionContext): string | undefined {
  return context.negotiated?.sections.find((section) => section.mid === mid)?.transportMid;
}

function unusedMid(index: number, used: readonly (string | undefined)[]): string {
  let mid = String(index);
  while (used.includes(mid)) mid += '_';
  return mid;
}
