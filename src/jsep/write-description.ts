import type { Fingerprint } from '../crypto/certificate-types.ts';
import type { IceParameters } from '../ice/types.ts';
import { addFingerprint, setSetup } from '../sdp/dtls-attributes.ts';
import type { Setup } from '../sdp/dtls-attributes.ts';
import { addGroup } from '../sdp/groups.ts';
import { setIceCredentials, setIceOptions } from '../sdp/ice-attributes.ts';
import { sdpLine } from '../sdp/line.ts';
import { setDirection, setMid } from '../sdp/media-attributes.ts';
import { mediaLineOf, mediaLineText } from '../sdp/media-line.ts';
import type { MediaLine } from '../sdp/media-line.ts';
import { Section } from '../sdp/section.ts';
import { connectionText, originText } from '../sdp/session-lines.ts';
import { kindOf } from './kinds.ts';
import type { SessionSnapshot } from './types.ts';

/** What the section in front of a bundle says of the transport. */
export interface TransportWords {
  readonly ice: IceParameters;
  readonly fingerprints: readonly Fingerprint[];
  readonly setup: Setup;
}

/** v= to the session's attributes, RFC 9429 §5.2.1. */
export function sessionPart(
  { origin }: SessionSnapshot,
  bundles: readonly (readonly string[])[],
  allowsMixedExtensions: boolean,
): Section {
  const { sessionId, nextVersion } = origin;
  const sessionVersion = String(nextVersion);
  const ours = { username: '-', sessionId, sessionVersion, netType: 'IN', addressType: 'IP4', address: '0.0.0.0' };
  const session = new Section(['v=0\r\n', sdpLine('o', originText(ours)), 's=-\r\n', 't=0 0\r\n']);
  for (const mids of bundles) addGroup(session, { semantics: 'BUNDLE', mids });
  if (allowsMixedExtensions) session.addAttribute('extmap-allow-mixed');
  setIceOptions(session, ['trickle', 'ice2']);
  return session;
}

/** m=, c= and a=mid; without candidates the default one is port 9 and no address (RFC 9429 §5.2.1). */
export function beginSection(line: MediaLine, mid: string | undefined): Section {
  const section = new Section([sdpLine('m', mediaLineText(line)), sdpLine('c', connectionText('0.0.0.0'))]);
  if (mid !== undefined) setMid(section, mid);
  return section;
}

/** Keeps its place, its kind and its mid (RFC 3264 §6, 8.2). */
export function rejectedSection(model: Section, mid: string | undefined): Section {
  const section = beginSection({ ...mediaLineOf(model), port: 0 }, mid);
  const kind = kindOf(section);
  if (kind === 'audio' || kind === 'video') setDirection(section, 'inactive');
  return section;
}

export function addTransport(section: Section, { ice, fingerprints, setup }: TransportWords): void {
  setIceCredentials(section, ice);
  for (const fingerprint of fingerprints) addFingerprint(section, fingerprint);
  setSetup(section, setup);
}
