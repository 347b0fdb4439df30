import { parseCandidateAttribute, serializeCandidateAttribute } from './candidate-attribute.ts';
import type { CandidateAttribute } from './candidate-attribute.ts';
import type { Section } from './section.ts';

/** a=ice-ufrag and a=ice-pwd, RFC 8839 §5.4. */
export interface IceCredentials {
  readonly usernameFragment: string;
  readonly password: string;
}

/** Of the section, else of the session; `undefined` unless both lines are there. */
export function iceCredentialsIn(section: Section, session: Section): IceCredentials | undefined {
  const usernameFragment = section.attribute('ice-ufrag') ?? session.attribute('ice-ufrag');
  const password = section.attribute('ice-pwd') ?? session.attribute('ice-pwd');
  if (usernameFragment === undefined || password === undefined) return undefined;
  return { usernameFragment, password };
}

export function setIceCredentials(section: Section, credentials: IceCredentials): void {
  section.setAttribute('ice-ufrag', credentials.usernameFragment);
  section.setAttribute('ice-pwd', credentials.password);
}

/** RFC 8839 §5.6: words of a=ice-options of the section, else of the session. */
export function iceOptionsOf(section: Section, session: Section): readonly string[] {
  const value = section.attribute('ice-options') ?? session.attribute('ice-options') ?? '';
  const words = value.split(' ');
  return words.includes('') ? words.filter((word) => word !== '') : words;
}

export function setIceOptions(section: Section, options: readonly string[]): void {
  section.setAttribute('ice-options', options.join(' '));
}

/** RFC 8839 §5.3: a session-level attribute. */
export function isIceLite(session: Section): boolean {
  return session.hasAttribute('ice-lite');
}

/** RFC 8839 §5.1: those that parse, in order. */
export function candidatesOf(section: Section): CandidateAttribute[] {
  return section.attributes('candidate').flatMap((value) => parseCandidateAttribute(value) ?? []);
}

export function addCandidate(section: Section, candidate: CandidateAttribute): void {
  section.addAttribute('candidate', serializeCandidateAttribute(candidate).slice('candidate:'.length));
}

/** RFC 8840 §8.2, at either level. */
export function hasEndOfCandidates(section: Section, session: Section): boolean {
  return section.hasAttribute('end-of-candidates') || session.hasAttribute('end-of-candidates');
}

export function setEndOfCandidates(section: Section): void {
  section.setAttribute('end-of-candidates');
}
