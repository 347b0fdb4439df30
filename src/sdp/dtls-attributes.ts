import type { Fingerprint } from '../crypto/certificate-types.ts';
import type { Section } from './section.ts';

/** RFC 4145 §4. */
export type Setup = 'active' | 'passive' | 'actpass' | 'holdconn';

/** RFC 8122 §5: whether `value` is a hash name, a blank and pairs of hex digits, as many as the hash has bytes. */
export function isFingerprint(value: string): boolean {
  const match = /^([!-~]+) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*)$/.exec(value);
  if (match === null) return false;
  const bytes = digestBytes.get(match[1].toLowerCase());
  return bytes === undefined || match[2].length === 3 * bytes - 1;
}

/** All of the section, else all of the session (RFC 8122 §5: a media-level one replaces the session's). */
export function fingerprintsOf(section: Section, session: Section): Fingerprint[] {
  const own = section.attributes('fingerprint');
  return (own.length > 0 ? own : session.attributes('fingerprint')).map(fingerprintFrom);
}

export function addFingerprint(section: Section, { algorithm, value }: Fingerprint): void {
  section.addAttribute('fingerprint', `${algorithm} ${value}`);
}

/** Of the section, else of the session. */
export function setupOf(section: Section, session: Section): Setup | undefined {
  return (section.attribute('setup') ?? session.attribute('setup')) as Setup | undefined;
}

export function setSetup(section: Section, setup: Setup): void {
  section.setAttribute('setup', setup);
}

/** RFC 8842 §4: the name of a DTLS association. */
export function tlsIdOf(section: Section, session: Section): string | undefined {
  return section.attribute('tls-id') ?? session.attribute('tls-id');
}

function fingerprintFrom(value: string): Fingerprint {
  const [algorithm, digits] = value.split(' ');
  return { algorithm: algorithm.toLowerCase(), value: digits.toUpperCase() };
}

const digestBytes = new Map([
  ['sha-1', 20],
  ['sha-224', 28],
  ['sha-256', 32],
  ['sha-384', 48],
  ['sha-512', 64],
]);
