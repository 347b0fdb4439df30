import type { IceParameters } from '../ice/types.ts';
import { bundleGroupsOf } from '../sdp/groups.ts';
import { setMediaPort } from '../sdp/media-line.ts';
import type { Section } from '../sdp/section.ts';
import { SessionDescription } from '../sdp/session-description.ts';
import { assert } from '../util/assert.ts';
import { addGathered } from './candidates.ts';
import { saysTheSame } from './replay.ts';
import { negotiatedRecord, newestLocal } from './slots.ts';
import { strategyOf } from './strategies.ts';
import { localIceOf } from './transports.ts';
import type { DescriptionRecord, OfferOptions, SectionKind, SectionPlan, SessionSnapshot } from './types.ts';
import { addTransport, beginSection, rejectedSection, sessionPart } from './write-description.ts';

/** The SDP of an initial or subsequent offer, RFC 9429 §5.2. To be called in 'stable' and 'have-local-offer' only. */
export function createOffer(snapshot: SessionSnapshot, options: OfferOptions = {}): string {
  const base = snapshot.pendingLocal ?? negotiatedRecord(snapshot);
  const sections = offeredSections(snapshot, base);
  const isRestart = snapshot.iceRestartRequested || options.iceRestart === true;
  const bundle = bundleOf(sections, base);
  const media = sections.map((section) => {
    const leader = bundle.find(({ transportMid }) => transportMid === section.transportMid) ?? section;
    return writeSection(snapshot, section, leader, isRestart);
  });
  const mids = bundle.map(({ mid }) => mid);
  return String(new SessionDescription(sessionPart(snapshot, mids.length > 0 ? [mids] : []), media));
}

/** Whether an offer created earlier still says what `createOffer` would say now (webrtc-pc: "system state"). */
export function isOfferCurrent(snapshot: SessionSnapshot, sdp: string): boolean {
  return saysTheSame(snapshot, sdp, (replayed) => createOffer(replayed));
}

/** A section to be offered. */
interface OfferedSection {
  readonly mid: string;
  readonly kind: SectionKind;
  readonly isRejected: boolean;
  /** The section at this place before, if it is the same one. */
  readonly model: Section | undefined;
  readonly transportMid: string;
}

/** The sections there were, in their order, then what is new, which takes the place of a rejected one if there is any. */
function offeredSections(snapshot: SessionSnapshot, base: DescriptionRecord | undefined): OfferedSection[] {
  const sections = (base?.sections ?? []).map((plan) => offeredAgain(plan, base));
  for (const kind of missingKinds(snapshot, sections)) {
    const mid = unusedMid(snapshot);
    const added = {
      mid,
      kind,
      isRejected: false,
      model: undefined,
      transportMid: newTransport(snapshot, sections, mid),
    };
    const vacant = sections.findIndex((section) => section.isRejected);
    if (vacant < 0) sections.push(added);
    else sections[vacant] = added;
  }
  return sections;
}

function offeredAgain(plan: SectionPlan, base: DescriptionRecord | undefined): OfferedSection {
  const { mid, kind, isRejected, index } = plan;
  return { mid, kind, isRejected, model: base?.parsed.media[index], transportMid: plan.transportMid ?? mid };
}

function missingKinds({ wantsDataChannels }: SessionSnapshot, sections: readonly OfferedSection[]): SectionKind[] {
  const hasData = sections.some(({ kind, isRejected }) => kind === 'application' && !isRejected);
  return wantsDataChannels && !hasData ? ['application'] : [];
}

/** RFC 9429 §4.1.1: with max-bundle, everything goes where the first section goes. */
function newTransport({ bundlePolicy }: SessionSnapshot, sections: readonly OfferedSection[], mid: string): string {
  const first = sections.find((section) => !section.isRejected);
  return bundlePolicy === 'max-bundle' && first !== undefined ? first.transportMid : mid;
}

/** Short, as RFC 9429 §5.2.1 asks, and neither a section's nor a transport's anywhere in the session. */
function unusedMid({ currentLocal, pendingLocal, currentRemote, pendingRemote }: SessionSnapshot): string {
  const sections = [currentLocal, pendingLocal, currentRemote, pendingRemote].flatMap(
    (record) => record?.sections ?? [],
  );
  const used = new Set(sections.flatMap(({ mid, transportMid }) => [mid, transportMid]));
  let mid = 0;
  while (used.has(String(mid))) mid++;
  return String(mid);
}

/** All that is not rejected; what was in a group keeps its order there, so that its first stays the first. */
function bundleOf(sections: readonly OfferedSection[], base: DescriptionRecord | undefined): OfferedSection[] {
  const before = base === undefined ? [] : bundleGroupsOf(base.parsed.session).flat();
  const place = ({ mid }: OfferedSection) => (before.includes(mid) ? before.indexOf(mid) : before.length);
  return sections.filter((section) => !section.isRejected).sort((a, b) => place(a) - place(b));
}

/** The first of the bundle that uses a transport describes it; the others only say that they follow. */
function writeSection(
  snapshot: SessionSnapshot,
  offered: OfferedSection,
  leader: OfferedSection,
  isRestart: boolean,
): Section {
  const { mid, kind, isRejected, model } = offered;
  if (isRejected && model !== undefined) return rejectedSection(model, mid);
  const strategy = strategyOf(kind);
  assert(strategy !== undefined, `no strategy to offer ${kind}`);
  const section = beginSection(strategy.mediaLine(snapshot, model), mid);
  if (offered === leader) describeTransport(section, snapshot, offered.transportMid, isRestart);
  else if (model === undefined) markBundleOnly(section);
  strategy.addAttributes(section, snapshot, model);
  return section;
}

function describeTransport(section: Section, snapshot: SessionSnapshot, name: string, isRestart: boolean): void {
  const kept = isRestart ? undefined : keptIce(snapshot, name);
  // RFC 8842 §5.5: also an offer that changes nothing leaves the roles to the answer.
  const { fingerprints } = snapshot;
  addTransport(section, { ice: kept ?? snapshot.makeIceParameters(), fingerprints, setup: 'actpass' });
  if (kept !== undefined) addGathered(section, snapshot.gathered?.get(name));
}

/** The credentials the transport has, which stay unless ICE restarts (RFC 9429 §5.2.2). */
function keptIce(snapshot: SessionSnapshot, name: string): IceParameters | undefined {
  const plans = (snapshot.pendingLocal ?? negotiatedRecord(snapshot))?.sections ?? [];
  const mids = plans.filter(({ transportMid }) => transportMid === name).map(({ mid }) => mid);
  return localIceOf(newestLocal(snapshot), mids);
}

/** RFC 9143 §7.2.1: nothing but the bundle can carry it. */
function markBundleOnly(section: Section): void {
  setMediaPort(section, 0);
  section.addAttribute('bundle-only');
}
