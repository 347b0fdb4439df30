import type { DtlsRole } from '../dtls/types.ts';
import type { IceParameters } from '../ice/types.ts';
import { serializeCandidateAttribute } from '../sdp/candidate-attribute.ts';
import type { CandidateAttribute } from '../sdp/candidate-attribute.ts';
import { fingerprintsOf, setupOf, tlsIdOf } from '../sdp/dtls-attributes.ts';
import { bundleGroupsOf } from '../sdp/groups.ts';
import { candidatesOf, hasEndOfCandidates, iceCredentialsIn, iceOptionsOf, isIceLite } from '../sdp/ice-attributes.ts';
import type { Section } from '../sdp/section.ts';
import { newestAnswer, newestLocal, newestRemote } from './slots.ts';
import type { DescriptionRecord, NegotiationSlots, SectionPlan, TransportPlan } from './types.ts';

/** A transport as the descriptions in the slots present it. */
export type TransportFacts = Omit<TransportPlan, 'isLocalIceRestart' | 'isRemoteIceRestart' | 'isNewDtlsAssociation'>;

/** The transports these sections use, in order of first use. */
export function transportFacts(sections: readonly SectionPlan[], slots: NegotiationSlots): TransportFacts[] {
  if (sections.length > 1) return Array.from(membersOf(sections), ([mid, members]) => factsOf(mid, members, slots));
  const transportMid = sections.at(0)?.transportMid;
  return transportMid === undefined ? [] : [factsOf(transportMid, [sections[0].mid], slots)];
}

/** The mids of the sections on each transport, by its name. */
function membersOf(sections: readonly SectionPlan[]): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const { transportMid, mid } of sections) {
    if (transportMid === undefined) continue;
    const mids = members.get(transportMid);
    if (mids === undefined) members.set(transportMid, [mid]);
    else mids.push(mid);
  }
  return members;
}

function factsOf(mid: string, sectionMids: readonly string[], slots: NegotiationSlots): TransportFacts {
  const remote = remoteFacts(newestRemote(slots), sectionMids);
  return {
    mid,
    sectionMids,
    local: localIceOf(newestLocal(slots), sectionMids),
    dtlsRole: dtlsRoleOf(slots, sectionMids),
    remote: remote.remote,
    remoteFingerprints: remote.remoteFingerprints,
    remoteTlsId: remote.remoteTlsId,
    remoteCandidates: remote.remoteCandidates,
    hasRemoteEndOfCandidates: remote.hasRemoteEndOfCandidates,
  };
}

/** Sections that may speak for the transport of `sectionMids`, the likeliest first (RFC 9143 §7.1.3). */
export function carriers(record: DescriptionRecord | undefined, sectionMids: readonly string[]): readonly Section[] {
  if (record === undefined) return [];
  // Most sessions are one data section, for which nobody else can speak.
  if (record.sections.length === 1 && sectionMids.includes(record.sections[0].mid)) return record.parsed.media;
  const members = new Set(sectionMids);
  const group = bundleGroupsOf(record.parsed.session).find((mids) => mids.some((mid) => members.has(mid))) ?? [];
  const own = group.filter((mid) => members.has(mid));
  // A section that is bundled, or bundle-only, has no transport attributes of its own: they stand in the tagged one, which
  // may have been refused since. Others of the group may be about to join it, each with attributes of its own.
  const inOrder = new Set([...own.slice(0, 1), ...group.slice(0, 1), ...own, ...sectionMids, ...group]);
  const indexes = new Map(record.sections.map(({ mid, index }) => [mid, index]));
  return [...inOrder].flatMap((mid) => record.parsed.media[indexes.get(mid) ?? -1] ?? []);
}

/** The ICE credentials for the transport of these sections. */
export function localIceOf(
  record: DescriptionRecord | undefined,
  sectionMids: readonly string[],
): IceParameters | undefined {
  return firstOf(carriers(record, sectionMids), (section) => iceCredentialsIn(section, record!.parsed.session));
}

export function areSameIceParameters(a: IceParameters | undefined, b: IceParameters | undefined): boolean {
  return a?.usernameFragment === b?.usernameFragment && a?.password === b?.password;
}

/** RFC 8842 §4: a DTLS association lives on while the peer announces the same tls-id and a certificate it had. */
export function isSameAssociation(before: TransportFacts, after: TransportFacts): boolean {
  const isAnnouncedStill = before.remoteFingerprints.some((old) =>
    after.remoteFingerprints.some(({ algorithm, value }) => algorithm === old.algorithm && value === old.value),
  );
  return before.remoteTlsId === after.remoteTlsId && isAnnouncedStill;
}

type RemoteFacts = Pick<
  TransportFacts,
  'remote' | 'remoteFingerprints' | 'remoteTlsId' | 'remoteCandidates' | 'hasRemoteEndOfCandidates'
>;

function remoteFacts(record: DescriptionRecord | undefined, sectionMids: readonly string[]): RemoteFacts {
  const sections = carriers(record, sectionMids);
  if (record === undefined || sections.length === 0) return nothingKnown;
  const { session } = record.parsed;
  const speaker = sections.find((section) => iceCredentialsIn(section, session) !== undefined) ?? sections[0];
  const credentials = iceCredentialsIn(speaker, session);
  const sameIce = sections.filter(
    (section) => section === speaker || areSameIceParameters(iceCredentialsIn(section, session), credentials),
  );
  return {
    remote: credentials && {
      usernameFragment: credentials.usernameFragment,
      password: credentials.password,
      isLite: isIceLite(session),
      options: iceOptionsOf(speaker, session),
    },
    remoteFingerprints: firstOf(sections, (section) => nonEmpty(fingerprintsOf(section, session))) ?? [],
    remoteTlsId: firstOf(sections, (section) => tlsIdOf(section, session)),
    remoteCandidates: distinct(sameIce.flatMap(candidatesOf)),
    hasRemoteEndOfCandidates: sameIce.some((section) => hasEndOfCandidates(section, session)),
  };
}

const nothingKnown: RemoteFacts = {
  remote: undefined,
  remoteFingerprints: [],
  remoteTlsId: undefined,
  remoteCandidates: [],
  hasRemoteEndOfCandidates: false,
};

/** RFC 5763 §5: who answers "active" is the DTLS client. An answer that says nothing means active (RFC 4145 §4). */
function dtlsRoleOf(slots: NegotiationSlots, sectionMids: readonly string[]): DtlsRole | undefined {
  const answer = newestAnswer(slots);
  if (answer === undefined) return undefined;
  const { record, isLocal } = answer;
  const sections = carriers(record, sectionMids);
  if (sections.length === 0) return undefined;
  const isActive = (firstOf(sections, (section) => setupOf(section, record.parsed.session)) ?? 'active') === 'active';
  return isActive === isLocal ? 'client' : 'server';
}

function firstOf<T, U>(items: readonly T[], read: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const value = read(item);
    if (value !== undefined) return value;
  }
  return undefined;
}

function nonEmpty<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}

function distinct(candidates: readonly CandidateAttribute[]): readonly CandidateAttribute[] {
  if (candidates.length < 2) return candidates;
  return [...new Map(candidates.map((candidate) => [serializeCandidateAttribute(candidate), candidate])).values()];
}
