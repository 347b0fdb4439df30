import { extensionMapsOf } from '../sdp/extmap.ts';
import { bundleGroupsOf } from '../sdp/groups.ts';
import { directionOf, isBundleOnly, midOf, sends } from '../sdp/media-attributes.ts';
import { mediaLineOf } from '../sdp/media-line.ts';
import { msidsOf } from '../sdp/msid.ts';
import { payloadFormatsOf } from '../sdp/payload-formats.ts';
import type { Section } from '../sdp/section.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { sourcesOf } from '../sdp/ssrc-attributes.ts';
import { isRejectedSection, kindOf } from './kinds.ts';
import type { DescriptionRecord } from './types.ts';

/**
 * What makes audio and video sections of a remote description unusable, in words; `undefined` when they are fine.
 * `before` is the offer that is answered or the peer's description before this one.
 */
export function complaintAboutMedia(
  parsed: SessionDescription,
  before: DescriptionRecord | undefined,
  isAnswer: boolean,
): string | undefined {
  if (!parsed.media.some(isMedia)) return undefined;
  for (const [index, section] of parsed.media.entries()) {
    if (!isMedia(section)) continue;
    const complaint =
      complaintAboutSources(section) ??
      complaintAboutExtensions(section, parsed, before, index) ??
      (isAnswer ? complaintAboutBundling(parsed, before, index) : undefined);
    if (complaint !== undefined) return `m= section ${index} ${complaint}`;
  }
  return complaintAboutPayloadTypes(parsed);
}

/** Two sections that send the same track: there is no telling them apart (RFC 8830 §3.2.1). */
export function duplicateMsidIn(parsed: SessionDescription): string | undefined {
  if (!parsed.media.some(isMedia)) return undefined;
  const seen = new Set<string>();
  for (const section of parsed.media) {
    if (!isMedia(section) || !sends(directionOf(section, parsed.session))) continue;
    const named = msidsOf(section).filter(({ trackId }) => trackId !== undefined);
    const own = new Set(named.map(({ streamId, trackId }) => `${streamId} ${trackId}`));
    for (const msid of own) {
      if (seen.has(msid)) return msid;
      seen.add(msid);
    }
  }
  return undefined;
}

function isMedia(section: Section): boolean {
  const kind = kindOf(section);
  return (kind === 'audio' || kind === 'video') && !isRejectedSection(section);
}

/** RFC 9429 §5.1: one track per section; several in one is what came before ("plan B"). */
function complaintAboutSources(section: Section): string | undefined {
  const tracks = sourcesOf(section).flatMap(({ msids }) => msids.flatMap(({ trackId }) => trackId ?? []));
  return new Set(tracks).size > 1 ? 'has a=ssrc lines of more than one track' : undefined;
}

/** RFC 8285 §6: an id means one thing in a section, and the same as before. */
function complaintAboutExtensions(
  section: Section,
  { session }: SessionDescription,
  before: DescriptionRecord | undefined,
  index: number,
): string | undefined {
  const formerSection = isSameSection(section, before, index) ? before?.parsed.media[index] : undefined;
  const former = formerSection && before ? extensionMapsOf(formerSection, before.parsed.session) : [];
  const meanings = new Map(former.map(({ id, uri }) => [id, uri]));
  const own = new Map<number, string>();
  for (const { id, uri } of extensionMapsOf(section, session)) {
    if ((own.get(id) ?? uri) !== uri) return `maps header extension id ${id} twice`;
    if ((meanings.get(id) ?? uri) !== uri) return `gives header extension id ${id} a new meaning`;
    own.set(id, uri);
  }
  return undefined;
}

function isSameSection(section: Section, before: DescriptionRecord | undefined, index: number): boolean {
  const plan = before?.sections[index];
  const mid = midOf(section);
  return plan !== undefined && !plan.isRejected && plan.kind === kindOf(section) && (mid ?? plan.mid) === plan.mid;
}

/** RFC 9143 §7.3.3: what was offered as bundle-only is taken into the bundle or rejected. */
function complaintAboutBundling(
  { session }: SessionDescription,
  offer: DescriptionRecord | undefined,
  index: number,
): string | undefined {
  const offered = offer?.parsed.media[index];
  if (offer === undefined || offered === undefined || !isBundleOnly(offered)) return undefined;
  const isBundled = bundleGroupsOf(session).some((mids) => mids.includes(offer.sections[index].mid));
  return isBundled ? undefined : 'was offered for the bundle only and is not in it';
}

/** RFC 9143 §9.1: in a bundle a payload type stands for one encoding. */
function complaintAboutPayloadTypes(parsed: SessionDescription): string | undefined {
  for (const mids of bundleGroupsOf(parsed.session)) {
    const group = new Set(mids);
    const encodings = new Map<number, string>();
    for (const section of parsed.media.filter((each) => isMedia(each) && group.has(midOf(each) ?? ''))) {
      for (const { payloadType, name, clockRate } of payloadFormatsOf(section)) {
        const encoding = `${mediaLineOf(section).media}/${name}/${clockRate}`.toLowerCase();
        if ((encodings.get(payloadType) ?? encoding) !== encoding) {
          return `payload type ${payloadType} has two meanings in one bundle`;
        }
        encodings.set(payloadType, encoding);
      }
    }
  }
  return undefined;
}
