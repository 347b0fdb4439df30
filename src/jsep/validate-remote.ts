import { fingerprintsOf, setupOf } from '../sdp/dtls-attributes.ts';
import { iceCharacters } from '../sdp/grammar.ts';
import { bundleGroupsOf } from '../sdp/groups.ts';
import { iceCredentialsIn } from '../sdp/ice-attributes.ts';
import { midOf, usesRtcpMux } from '../sdp/media-attributes.ts';
import { mediaLineOf } from '../sdp/media-line.ts';
import type { Section } from '../sdp/section.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { isRejectedSection, kindOf } from './kinds.ts';
import type { DescriptionRecord, RtcpMuxPolicy } from './types.ts';

/** What a remote description is held against. */
export interface RemoteContext {
  readonly isAnswer: boolean;
  /** The offer that an answer answers; for an offer, the description before it, if any. */
  readonly counterpart: DescriptionRecord | undefined;
  readonly rtcpMuxPolicy: RtcpMuxPolicy;
}

/** RFC 9429 §5.8.3 and 5.10…5.11: what makes a well-formed description unusable, in words; `undefined` when it is fine. */
export function complaintAboutRemote(parsed: SessionDescription, context: RemoteContext): string | undefined {
  return (
    complaintAboutSections(parsed, context) ??
    complaintAboutMids(parsed) ??
    complaintAboutBundle(parsed, context) ??
    complaintAboutTransports(parsed, context)
  );
}

function complaintAboutTransports(parsed: SessionDescription, context: RemoteContext): string | undefined {
  const spokesmen = bundleSpeakers(parsed);
  return firstComplaint(parsed.media, (section, index) => {
    if (isRejectedSection(section) || kindOf(section) === 'unknown') return undefined;
    const speakers = [section, ...(spokesmen.get(midOf(section) ?? '') ?? [])];
    const complaint = complaintAboutTransport(section, speakers, parsed.session, context);
    return complaint && `m= section ${index} ${complaint}`;
  });
}

function complaintAboutSections(parsed: SessionDescription, context: RemoteContext): string | undefined {
  const { counterpart, isAnswer } = context;
  if (counterpart === undefined) return undefined;
  const { length } = counterpart.parsed.media;
  if (isAnswer && parsed.media.length !== length) {
    return `the answer has ${parsed.media.length} m= sections, the offer ${length}`;
  }
  if (parsed.media.length < length) {
    return `the offer has ${parsed.media.length} m= sections, the description before it ${length}`;
  }
  return firstComplaint(counterpart.parsed.media, (before, index) =>
    complaintAboutSuccessor(parsed.media[index], before, counterpart, index, isAnswer),
  );
}

/** A section stays what it was, except that an offer may reuse the place of a rejected one (RFC 9429 §5.2.2). */
function complaintAboutSuccessor(
  section: Section,
  before: Section,
  counterpart: DescriptionRecord,
  index: number,
  isAnswer: boolean,
): string | undefined {
  const { isRejected, mid } = counterpart.sections[index];
  if (!isAnswer && isRejected) return undefined;
  if (isAnswer && isRejectedSection(before) && !isRejectedSection(section)) {
    return `m= section ${index} was rejected by the offer but not by the answer`;
  }
  const { media } = mediaLineOf(section);
  const { media: former } = mediaLineOf(before);
  if (media !== former) return `m= section ${index} is "${media}" but was "${former}"`;
  const ownMid = midOf(section);
  return ownMid === undefined || ownMid === mid
    ? undefined
    : `m= section ${index} has mid "${ownMid}" but had "${mid}"`;
}

function complaintAboutMids(parsed: SessionDescription): string | undefined {
  const duplicate = firstDuplicate(parsed.media.flatMap((section) => midOf(section) ?? []));
  return duplicate === undefined ? undefined : `mid "${duplicate}" is used twice`;
}

/** RFC 9143 §7.2, 7.3: groups name sections that exist, each in one group, and an answer adds none to a group. */
function complaintAboutBundle(parsed: SessionDescription, context: RemoteContext): string | undefined {
  const named = bundleGroupsOf(parsed.session).flat();
  const mids = new Set(parsed.media.map(midOf));
  const unknown = named.find((mid) => !mids.has(mid));
  if (unknown !== undefined) return `a=group:BUNDLE names mid "${unknown}", which no m= section has`;
  const duplicate = firstDuplicate(named);
  if (duplicate !== undefined) return `a=group:BUNDLE names mid "${duplicate}" twice`;
  return context.isAnswer ? complaintAboutAnsweredBundle(parsed, context.counterpart) : undefined;
}

function complaintAboutAnsweredBundle(
  parsed: SessionDescription,
  offer: DescriptionRecord | undefined,
): string | undefined {
  const offered = offer === undefined ? [] : bundleGroupsOf(offer.parsed.session);
  for (const group of bundleGroupsOf(parsed.session)) {
    const whole = offered.find((mids) => mids.includes(group[0])) ?? [];
    const stranger = group.find((mid) => !whole.includes(mid));
    if (stranger !== undefined) return `the answer bundles mid "${stranger}", which was not offered in that group`;
  }
  return undefined;
}

function complaintAboutTransport(
  section: Section,
  speakers: readonly Section[],
  session: Section,
  context: RemoteContext,
): string | undefined {
  const isRtp = kindOf(section) !== 'application';
  if (isRtp && context.rtcpMuxPolicy === 'require' && !speakers.some(usesRtcpMux)) {
    return 'does not use RTCP multiplexing, which the configuration requires';
  }
  return (
    complaintAboutIce(speakers, session) ??
    complaintAboutFingerprint(section, speakers, session) ??
    complaintAboutSetup(speakers, session, context.isAnswer)
  );
}

/** Per mid, the sections that may speak for it: in a bundle one may speak for all (RFC 9143 §7.1.3). */
function bundleSpeakers(parsed: SessionDescription): ReadonlyMap<string, readonly Section[]> {
  if (parsed.media.length < 2) return ITSELF;
  const speakers = new Map<string, readonly Section[]>();
  const byMid = new Map(parsed.media.map((section) => [midOf(section), section]));
  for (const mids of bundleGroupsOf(parsed.session)) {
    const members = mids.flatMap((mid) => byMid.get(mid) ?? []);
    const spokesmen = ['ice-ufrag', 'fingerprint', 'setup'].flatMap(
      (name) => members.find((section) => section.hasAttribute(name)) ?? [],
    );
    // Of RTP, RTCP multiplexing is for the first one to say.
    spokesmen.push(...members.filter((section) => kindOf(section) !== 'application').slice(0, 1));
    for (const mid of mids) speakers.set(mid, spokesmen);
  }
  return speakers;
}

/** One section speaks for itself. */
const ITSELF: ReadonlyMap<string, readonly Section[]> = new Map();

const iceText = new RegExp(`^${iceCharacters}$`);

/** RFC 8839 §5.4: at least 24 bits of ufrag and 128 bits of password, at most 256 characters of each. */
function complaintAboutIce(speakers: readonly Section[], session: Section): string | undefined {
  const speaker = speakers.find((section) => iceCredentialsIn(section, session) !== undefined);
  const credentials = speaker && iceCredentialsIn(speaker, session);
  if (credentials === undefined) return 'has no a=ice-ufrag or a=ice-pwd';
  const { usernameFragment, password } = credentials;
  if (!iceText.test(usernameFragment)) return 'has an a=ice-ufrag with characters that are not allowed';
  if (!iceText.test(password)) return 'has an a=ice-pwd with characters that are not allowed';
  if (usernameFragment.length < 4 || usernameFragment.length > 256) return 'has an a=ice-ufrag of invalid length';
  if (password.length < 22 || password.length > 256) return 'has an a=ice-pwd of invalid length';
  return undefined;
}

/** RFC 8827 §6.5: no media without DTLS, so keys in the description (a=crypto) do not help. */
function complaintAboutFingerprint(
  section: Section,
  speakers: readonly Section[],
  session: Section,
): string | undefined {
  if (speakers.some((speaker) => fingerprintsOf(speaker, session).length > 0)) return undefined;
  return section.hasAttribute('crypto') ? 'uses SDES, which is not allowed' : 'has no a=fingerprint';
}

/** RFC 8842 §5.3: an answer decides; RFC 5763 §5: holdconn is not for DTLS. */
function complaintAboutSetup(speakers: readonly Section[], session: Section, isAnswer: boolean): string | undefined {
  const setup = setupOf(speakers.find((section) => setupOf(section, session) !== undefined) ?? speakers[0], session);
  if (setup === 'holdconn') return 'says a=setup:holdconn';
  return isAnswer && setup === 'actpass' ? 'says a=setup:actpass in an answer' : undefined;
}

function firstDuplicate(words: readonly string[]): string | undefined {
  if (words.length < 2) return undefined;
  const seen = new Set<string>();
  return words.find((word) => seen.size === seen.add(word).size);
}

function firstComplaint<T>(
  items: readonly T[],
  check: (item: T, index: number) => string | undefined,
): string | undefined {
  for (let i = 0; i < items.length; i++) {
    const complaint = check(items[i], i);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}
