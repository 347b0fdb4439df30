import { setupOf } from '../sdp/dtls-attributes.ts';
import type { Setup } from '../sdp/dtls-attributes.ts';
import { bundleGroupsOf } from '../sdp/groups.ts';
import { midOf } from '../sdp/media-attributes.ts';
import type { Section } from '../sdp/section.ts';
import { SessionDescription } from '../sdp/session-description.ts';
import { assert } from '../util/assert.ts';
import { addGathered } from './candidates.ts';
import { layersOf } from './layers.ts';
import { saysTheSame } from './replay.ts';
import { stableSlots } from './slots.ts';
import { strategyOf } from './strategies.ts';
import { areSameIceParameters, carriers, isSameAssociation, transportFacts } from './transports.ts';
import type { TransportFacts } from './transports.ts';
import type { DescriptionRecord, SectionPlan, SessionSnapshot } from './types.ts';
import { addTransport, beginSection, rejectedSection, sessionPart } from './write-description.ts';

/** The SDP of an answer to the pending remote offer, RFC 9429 §5.3. To be called in 'have-remote-offer' and 'have-local-pranswer' only. */
export function createAnswer(snapshot: SessionSnapshot): string {
  const offer = snapshot.pendingRemote;
  assert(offer !== undefined, 'there is no offer to answer');
  const media = offer.sections.map((plan) => writeSection(snapshot, offer, plan));
  return String(new SessionDescription(sessionPart(snapshot, answeredBundles(offer)), media));
}

/** Whether an answer created earlier still says what `createAnswer` would say now. */
export function isAnswerCurrent(snapshot: SessionSnapshot, sdp: string): boolean {
  return saysTheSame(snapshot, sdp, createAnswer);
}

/** RFC 9143 §7.3: the offered groups without what is rejected, in the offered order. */
function answeredBundles(offer: DescriptionRecord): string[][] {
  const accepted = new Set(offer.sections.filter(({ isRejected }) => !isRejected).map(({ mid }) => mid));
  return bundleGroupsOf(offer.parsed.session)
    .map((mids) => mids.filter((mid) => accepted.has(mid)))
    .filter((mids) => mids.length > 0);
}

function writeSection(snapshot: SessionSnapshot, offer: DescriptionRecord, plan: SectionPlan): Section {
  const offered = offer.parsed.media[plan.index];
  const strategy = strategyOf(plan.kind);
  const mid = midOf(offered);
  if (plan.isRejected || strategy === undefined) return rejectedSection(offered, mid);
  const section = beginSection(strategy.mediaLine(snapshot, offered), mid);
  if (!plan.isBundled) describeTransport(section, snapshot, offer, plan);
  strategy.addAttributes(section, snapshot, offered);
  return section;
}

function describeTransport(
  section: Section,
  snapshot: SessionSnapshot,
  offer: DescriptionRecord,
  { transportMid }: SectionPlan,
): void {
  const [asked] = transportFacts(
    offer.sections.filter((plan) => plan.transportMid === transportMid),
    snapshot,
  );
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
