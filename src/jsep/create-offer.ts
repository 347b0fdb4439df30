import type { IceParameters } from '../ice/types.ts';
import { setMediaPort } from '../sdp/media-line.ts';
import type { Section } from '../sdp/section.ts';
import { SessionDescription } from '../sdp/session-description.ts';
import { assert } from '../util/assert.ts';
import { noAssociations } from './associations.ts';
import type { Associations } from './associations.ts';
import { addGathered } from './candidates.ts';
import { ExtensionIds } from './extension-ids.ts';
import { baseOf, bundleOf, offeredSections } from './offered-sections.ts';
import type { OfferedSection } from './offered-sections.ts';
import { PayloadTypes } from './payload-types.ts';
import { saysTheSame } from './replay.ts';
import { negotiatedRecord, newestLocal } from './slots.ts';
import { strategyOf } from './strategies.ts';
import { localIceOf } from './transports.ts';
import type { OfferOptions, SessionSnapshot } from './types.ts';
import { addTransport, beginSection, rejectedSection, sessionPart } from './write-description.ts';

/** The SDP of an initial or subsequent offer, RFC 9429 §5.2. To be called in 'stable' and 'have-local-offer' only. */
export function createOffer(snapshot: SessionSnapshot, options: OfferOptions = {}): string {
  const sections = offeredSections(snapshot);
  const bundle = bundleOf(sections, baseOf(snapshot));
  const writer: OfferWriter = {
    snapshot,
    isRestart: snapshot.iceRestartRequested || options.iceRestart === true,
    payloadTypes: new PayloadTypes(snapshot),
    extensionIds: new ExtensionIds(snapshot),
  };
  const media = sections.map((section) => {
    const leader = bundle.find(({ transportMid }) => transportMid === section.transportMid) ?? section;
    return writeSection(writer, section, leader);
  });
  const mids = bundle.map(({ mid }) => mid);
  const hasExtensions = bundle.some(({ transceiver }) => transceiver !== undefined);
  const session = sessionPart(snapshot, mids.length > 0 ? [mids] : [], hasExtensions);
  return String(new SessionDescription(session, media));
}

/** Whether an offer created earlier still says what `createOffer` would say now (webrtc-pc: "system state"). */
export function isOfferCurrent(snapshot: SessionSnapshot, sdp: string): boolean {
  return saysTheSame(snapshot, sdp, (replayed) => createOffer(replayed));
}

/** The transceivers the sections of `createOffer` are for, by mid: to be kept with the offer (`LastCreated`). */
export function offerAssociations(snapshot: SessionSnapshot): Associations {
  if (snapshot.transceivers === undefined || snapshot.transceivers.length === 0) return noAssociations;
  const ids = offeredSections(snapshot).flatMap(({ mid, transceiver }): [string, number][] =>
    transceiver === undefined ? [] : [[mid, transceiver.id]],
  );
  return new Map(ids);
}

interface OfferWriter {
  readonly snapshot: SessionSnapshot;
  readonly isRestart: boolean;
  readonly payloadTypes: PayloadTypes;
  readonly extensionIds: ExtensionIds;
}

/** The first of the bundle that uses a transport describes it; the others only say that they follow. */
function writeSection(writer: OfferWriter, offered: OfferedSection, leader: OfferedSection): Section {
  const { snapshot } = writer;
  const { mid, kind, isRejected, model, transceiver } = offered;
  if (isRejected && model !== undefined) return rejectedSection(model, mid);
  const strategy = strategyOf(kind);
  assert(strategy !== undefined, `no strategy to offer ${kind}`);
  const { payloadTypes, extensionIds } = writer;
  const body = strategy.offer({ snapshot, mid, model, transceiver, payloadTypes, extensionIds });
  const section = beginSection(body.mediaLine, mid);
  if (offered === leader) describeTransport(section, writer, offered.transportMid);
  else if (!isSettled(snapshot, offered)) markBundleOnly(section);
  body.addAttributes(section);
  return section;
}

function describeTransport(section: Section, { snapshot, isRestart }: OfferWriter, name: string): void {
  const kept = isRestart ? undefined : keptIce(snapshot, name);
  // RFC 8842 §5.5: also an offer that changes nothing leaves the roles to the answer.
  const { fingerprints } = snapshot;
  addTransport(section, { ice: kept ?? snapshot.makeIceParameters(), fingerprints, setup: 'actpass' });
  if (kept !== undefined) addGathered(section, snapshot.gathered?.get(name));
}

/** The credentials the transport has, which stay unless ICE restarts (RFC 9429 §5.2.2). */
function keptIce(snapshot: SessionSnapshot, name: string): IceParameters | undefined {
  const plans = baseOf(snapshot)?.sections ?? [];
  const mids = plans.filter(({ transportMid }) => transportMid === name).map(({ mid }) => mid);
  return localIceOf(newestLocal(snapshot), mids);
}

/** The last negotiation put it on the transport it is to use. */
function isSettled(snapshot: SessionSnapshot, { mid, transportMid }: OfferedSection): boolean {
  const sections = negotiatedRecord(snapshot)?.sections ?? [];
  return sections.some((section) => section.mid === mid && section.transportMid === transportMid);
}

/** RFC 9143 §7.2.1: nothing but the bundle can carry it. */
function markBundleOnly(section: Section): void {
  setMediaPort(section, 0);
  section.addAttribute('bundle-only');
}
