import { setupOf } from '../sdp/dtls-attributes.ts';
import type { Setup } from '../sdp/dtls-attributes.ts';
import { bundleGroupsOf } from '../sdp/groups.ts';
import { allowsMixedExtmap, midOf } from '../sdp/media-attributes.ts';
import type { Section } from '../sdp/section.ts';
import { SessionDescription } from '../sdp/session-description.ts';
import { assert } from '../util/assert.ts';
import { addGathered } from './candidates.ts';
import { layersOf } from './layers.ts';
import { saysTheSame } from './replay.ts';
import { withTransports } from './sections.ts';
import { negotiatedRecord, stableSlots } from './slots.ts';
import { strategyOf } from './strategies.ts';
import type { SectionBody } from './strategies.ts';
import { areSameIceParameters, carriers, isSameAssociation, transportFacts } from './transports.ts';
import type { TransportFacts } from './transports.ts';
import type { DescriptionRecord, SectionPlan, SessionSnapshot } from './types.ts';
import { addTransport, beginSection, rejectedSection, sessionPart } from './write-description.ts';

/** The SDP of an answer to the pending remote offer, RFC 9429 §5.3. To be called in 'have-remote-offer' and 'have-local-pranswer' only. */
export function createAnswer(snapshot: SessionSnapshot): string {
  const offer = snapshot.pendingRemote;
  assert(offer !== undefined, 'there is no offer to answer');
  const sections = answeredSections(snapshot, offer);
  const media = sections.map((section) => writeSection(snapshot, offer, section, sections));
  // RFC 8285 §6: only where it was offered.
  const allowsMixed = allowsMixedExtmap(offer.parsed.session) && sections.some(isMedia);
  return String(new SessionDescription(sessionPart(snapshot, answeredBundles(offer, sections), allowsMixed), media));
}

/** Whether an answer created earlier still says what `createAnswer` would say now. */
export function isAnswerCurrent(snapshot: SessionSnapshot, sdp: string): boolean {
  return saysTheSame(snapshot, sdp, createAnswer);
}

/** What becomes of an offered section; one without body is rejected. */
interface AnsweredSection {
  readonly plan: SectionPlan;
  readonly body: SectionBody | undefined;
}

function isMedia({ plan: { kind }, body }: AnsweredSection): boolean {
  return body !== undefined && kind !== 'application';
}

/** The transports are settled here again: a section that would have led its bundle may be rejected. */
function answeredSections(snapshot: SessionSnapshot, offer: DescriptionRecord): AnsweredSection[] {
  const bodies = offer.sections.map((plan) => bodyOf(snapshot, offer, plan));
  const leader = offer.sections.find(({ index }) => bodies[index] !== undefined)?.mid;
  const isTooFar = ({ mid }: SectionPlan): boolean =>
    snapshot.bundlePolicy === 'max-bundle' && leader !== undefined && !isBundledWith(offer, leader, mid);
  const drafts = offer.sections.map((plan) => ({
    ...plan,
    isRejected: bodies[plan.index] === undefined || isTooFar(plan),
  }));
  const negotiated = negotiatedRecord(stableSlots(snapshot));
  const context = { source: 'local', type: 'answer', counterpart: offer, negotiated } as const;
  return withTransports(drafts, offer.parsed, context).map((plan) => ({
    plan,
    body: plan.isRejected ? undefined : bodies[plan.index],
  }));
}

function bodyOf(snapshot: SessionSnapshot, offer: DescriptionRecord, plan: SectionPlan): SectionBody | undefined {
  const strategy = plan.isRejected ? undefined : strategyOf(plan.kind);
  const { media, session } = offer.parsed;
  return strategy?.answer({ snapshot, mid: plan.mid, offered: media[plan.index], session });
}

/** RFC 9429 §4.1.1: with max-bundle, what was not offered in one bundle is not taken. */
function isBundledWith(offer: DescriptionRecord, leader: string, mid: string): boolean {
  const group = bundleGroupsOf(offer.parsed.session).find((mids) => mids.includes(leader)) ?? [leader];
  return group.includes(mid);
}

/** RFC 9143 §7.3: the offered groups without what is rejected, in the offered order. */
function answeredBundles(offer: DescriptionRecord, sections: readonly AnsweredSection[]): string[][] {
  const accepted = new Set(sections.filter(({ plan }) => !plan.isRejected).map(({ plan }) => plan.mid));
  return bundleGroupsOf(offer.parsed.session)
    .map((mids) => mids.filter((mid) => accepted.has(mid)))
    .filter((mids) => mids.length > 0);
}

function writeSection(
  snapshot: SessionSnapshot,
  offer: DescriptionRecord,
  { plan, body }: AnsweredSection,
  all: readonly AnsweredSection[],
): Section {
  const offered = offer.parsed.media[plan.index];
  const mid = midOf(offered);
  if (body === undefined) return rejectedSection(offered, mid);
  const section = beginSection(body.mediaLine, mid);
  if (!plan.isBundled) {
    const sharing = all.flatMap((other) => (other.plan.transportMid === plan.transportMid ? [other.plan] : []));
    describeTransport(section, snapshot, offer, sharing);
  }
  body.addAttributes(section);
  return section;
}

function describeTransport(
  section: Section,
  snapshot: SessionSnapshot,
  offer: DescriptionRecord,
  sharing: readonly SectionPlan[],
): void {
  const [asked] = transportFacts(sharing, snapshot);
  const before = factsBefore(snapshot, asked.mid);
  // RFC 9429 §5.3.1: new remote credentials are an ICE restart, which is answered with new ones.
  const kept = before !== undefined && areSameIceParameters(before.remote, asked.remote) ? before.local : undefined;
  const { fingerprints } = snapshot;
  const setup = answeredSetup(offeredSetup(offer, asked), before, asked);
  addTransport(section, { ice: kept ?? snapshot.makeIceParameters(), fingerprints, setup });
  if (kept !== undefined) addGathered(section, snapshot.gathered?.get(asked.mid));
}

/** What a provisional answer of this negotiation said of the transport, else what the last negotiation made it. */
function factsBefore(snapshot: SessionSnapshot, name: string): TransportFacts | undefined {
  const slots = snapshot.pendingLocal === undefined ? stableSlots(snapshot) : snapshot;
  const [{ sections, slots: source }] = layersOf(slots);
  return transportFacts(sections, source).find(({ mid }) => mid === name);
}

function offeredSetup(offer: DescriptionRecord, { sectionMids }: TransportFacts): Setup {
  for (const section of carriers(offer, sectionMids)) {
    const setup = setupOf(section, offer.parsed.session);
    if (setup !== undefined) return setup;
  }
  return 'actpass';
}

/** RFC 8842 §5.3, RFC 9429 §5.3.1: active where there is a choice, and the role stays as long as the association. */
function answeredSetup(offered: Setup, before: TransportFacts | undefined, asked: TransportFacts): Setup {
  if (offered === 'active') return 'passive';
  if (offered === 'passive') return 'active';
  const isKept = before !== undefined && isSameAssociation(before, asked);
  return isKept && before.dtlsRole === 'server' ? 'passive' : 'active';
}
