import { extensionMapsOf } from '../sdp/extmap.ts';
import { directionOf, receives, reversed, sends, usesReducedSizeRtcp, usesRtcpMux } from '../sdp/media-attributes.ts';
import type { Direction } from '../sdp/media-attributes.ts';
import { msidsOf } from '../sdp/msid.ts';
import type { Msid } from '../sdp/msid.ts';
import type { Section } from '../sdp/section.ts';
import { sourceGroupsOf, sourcesOf } from '../sdp/ssrc-attributes.ts';
import type { Associations } from './associations.ts';
import { isRejectedSection } from './kinds.ts';
import type { Layer } from './layers.ts';
import { mediaCapabilities } from './media-capabilities.ts';
import type {
  MediaKind,
  MediaSectionPlan,
  NegotiatedHeaderExtension,
  NegotiatedRid,
  RemoteSsrc,
  RtcpPlan,
} from './media-types.ts';
import { agreedReceiveCodecs, agreedSendCodecs, knownCodecs } from './negotiated-codecs.ts';
import { newestLocal, newestRemote, sectionWithMid } from './slots.ts';
import { layersIn, requestedSendRids } from './simulcast-rids.ts';
import type { DescriptionRecord, NegotiationSlots, SectionPlan, SessionSnapshot } from './types.ts';

/** The audio and video sections of the newest description in `slots`, which `layer` is, for NegotiationPlan. */
export function mediaPlans(
  snapshot: SessionSnapshot,
  layer: Layer,
  slots: NegotiationSlots,
  associations: Associations,
): MediaSectionPlan[] {
  const record = [slots.pendingLocal, slots.pendingRemote, slots.currentLocal, slots.currentRemote].find(
    (each) => each !== undefined && each.sections === layer.sections,
  );
  if (record === undefined) return [];
  return record.sections.flatMap((section) => {
    const { kind } = section;
    if (kind !== 'audio' && kind !== 'video') return [];
    return mediaPlan(viewOf(snapshot, layer.slots, record, section, kind), associations.get(section.mid));
  });
}

/** A section and what the two sides say of it. */
interface SectionView {
  readonly snapshot: SessionSnapshot;
  readonly plan: SectionPlan;
  readonly kind: MediaKind;
  readonly type: DescriptionRecord['type'];
  /** The description just applied is ours. */
  readonly isLocal: boolean;
  /** In the description just applied. */
  readonly section: Section;
  readonly session: Section;
  /** Ours; an offer of the peer has none yet. */
  readonly local: Section | undefined;
  readonly localSession: Section | undefined;
  /** The peer's, of this negotiation or of the last one. */
  readonly remote: Section | undefined;
  readonly remoteSession: Section | undefined;
}

function viewOf(
  snapshot: SessionSnapshot,
  slots: NegotiationSlots,
  record: DescriptionRecord,
  plan: SectionPlan,
  kind: MediaKind,
): SectionView {
  const isLocal = record === slots.pendingLocal || record === slots.currentLocal;
  const isRemoteOffer = !isLocal && record.type === 'offer';
  const own = isRemoteOffer ? undefined : newestLocal(slots);
  const theirs = newestRemote(slots);
  const { parsed, type } = record;
  return {
    snapshot,
    plan,
    kind,
    type,
    isLocal,
    section: parsed.media[plan.index],
    session: parsed.session,
    local: sectionWithMid(own, plan.mid),
    localSession: own?.parsed.session,
    remote: sectionWithMid(theirs, plan.mid),
    remoteSession: theirs?.parsed.session,
  };
}

function mediaPlan(view: SectionView, transceiverId: number | undefined): MediaSectionPlan {
  const { plan, kind, section } = view;
  const isRejected = isRejectedSection(section);
  const direction = isRejected ? 'inactive' : directionFromHere(view);
  const remoteMsids = remoteMsidsOf(view);
  return {
    index: plan.index,
    mid: plan.mid,
    kind,
    transceiverId,
    isRejected,
    direction,
    remoteStreamIds: streamIdsIn(remoteMsids),
    remoteTrackId: remoteMsids?.find(({ trackId }) => trackId !== undefined)?.trackId,
    ...codecsOf(view, isRejected, direction),
    headerExtensions: isRejected ? [] : headerExtensionsOf(view),
    proposedSendRids: proposedSendRids(view, isRejected),
    negotiatedSendRids: negotiatedSendRids(view, direction),
    receiveRids: layersIn(view.remote, 'send'),
    remoteSsrcs: remoteSsrcsOf(view.remote),
    rtcp: rtcpOf(view),
  };
}

function directionFromHere({ section, session, isLocal }: SectionView): Direction {
  const direction = directionOf(section, session);
  return isLocal ? direction : reversed(direction);
}

/** `undefined`: the peer does not send. A peer that names no stream means one all the same (RFC 8830 §4.1). */
function remoteMsidsOf({ remote, remoteSession }: SectionView): readonly Msid[] | undefined {
  if (remote === undefined || remoteSession === undefined || isRejectedSection(remote)) return undefined;
  if (!sends(directionOf(remote, remoteSession))) return undefined;
  const own = msidsOf(remote);
  const older = own.length > 0 ? own : sourcesOf(remote).flatMap(({ msids }) => msids);
  return older.length > 0 ? older : [{ streamId: defaultStreamId, trackId: undefined }];
}

const defaultStreamId = 'default';

function streamIdsIn(msids: readonly Msid[] | undefined): string[] {
  const ids = (msids ?? []).map(({ streamId }) => streamId).filter((streamId) => streamId !== '-');
  return [...new Set(ids)];
}

function codecsOf(
  view: SectionView,
  isRejected: boolean,
  direction: Direction,
): Pick<MediaSectionPlan, 'receiveCodecs' | 'sendCodecs'> {
  const { type, isLocal, local, remote, snapshot, kind } = view;
  if (isRejected) return { receiveCodecs: [], sendCodecs: [] };
  // A peer that does not send now may do so later without asking; what we have closed ourselves stays closed.
  const isReceiving = !isLocal || receives(direction);
  const supported = (snapshot.capabilities ?? mediaCapabilities)[kind].codecs;
  if (type === 'offer') {
    const known = isReceiving ? knownCodecs(view.section, supported, isLocal) : [];
    return { receiveCodecs: known, sendCodecs: [] };
  }
  const receiveCodecs = isReceiving ? agreedReceiveCodecs(local, remote, supported) : [];
  return { receiveCodecs, sendCodecs: agreedSendCodecs(local, remote, supported, isLocal) };
}

function headerExtensionsOf(view: SectionView): NegotiatedHeaderExtension[] {
  const { type, isLocal, section, session, local, localSession, remote, remoteSession, snapshot, kind } = view;
  const known = new Set((snapshot.capabilities ?? mediaCapabilities)[kind].headerExtensions.map(({ uri }) => uri));
  const other = isLocal
    ? remote && extensionMapsOf(remote, remoteSession!)
    : local && extensionMapsOf(local, localSession!);
  return extensionMapsOf(section, session).flatMap(({ id, uri, direction = 'sendrecv' }) => {
    const isAgreed = type === 'offer' || other?.some((each) => each.id === id && each.uri === uri) === true;
    if (!known.has(uri) || !isAgreed || id > 255) return [];
    return { id, uri, direction: isLocal ? direction : reversed(direction) };
  });
}

/** webrtc-pc: only video has layers. */
function proposedSendRids({ type, isLocal, kind, section }: SectionView, isRejected: boolean): string[] {
  return type !== 'offer' || isLocal || isRejected || kind !== 'video' ? [] : requestedSendRids(section);
}

function negotiatedSendRids(
  { type, isLocal, local, remote }: SectionView,
  direction: Direction,
): NegotiatedRid[] | undefined {
  if (type === 'offer' || !sends(direction)) return undefined;
  if (isLocal) return layersIn(local, 'send');
  const offered = new Set(layersIn(local, 'send').map(({ rid }) => rid));
  return layersIn(remote, 'recv').filter(({ rid }) => offered.has(rid));
}

function remoteSsrcsOf(remote: Section | undefined): RemoteSsrc[] {
  if (remote === undefined) return [];
  const repairs = new Map(
    sourceGroupsOf(remote).flatMap(({ semantics, ssrcs }): [number, number][] =>
      semantics === 'FID' && ssrcs.length === 2 ? [[ssrcs[0], ssrcs[1]]] : [],
    ),
  );
  const secondary = new Set(repairs.values());
  return sourcesOf(remote)
    .filter(({ ssrc }) => !secondary.has(ssrc))
    .map(({ ssrc, cname }) => ({ ssrc, cname, rtxSsrc: repairs.get(ssrc) }));
}

function rtcpOf({ local, remote }: SectionView): RtcpPlan {
  const isReducedSize = [local, remote].every((section) => section !== undefined && usesReducedSizeRtcp(section));
  const cname = remote && sourcesOf(remote).find((source) => source.cname !== undefined)?.cname;
  return { usesMux: remote !== undefined && usesRtcpMux(remote), isReducedSize, cname };
}
