import { Memo } from '../util/memo.ts';
import type { Section } from './section.ts';

/** a=group, RFC 5888 §5. */
export interface Group {
  /** Such as BUNDLE or LS. */
  readonly semantics: string;
  readonly mids: readonly string[];
}

export function groupsOf(session: Section): Group[] {
  return session.attributes('group').map((value) => known.of(value));
}

function readGroup(value: string): Group {
  const words = value.trimEnd().split(' ');
  return { semantics: words[0], mids: words.slice(1) };
}

/** Negotiation asks who is in a bundle all the time, and most sessions bundle the same few mids. */
const known = new Memo(readGroup, 64, 64);

/** RFC 9143 §7: the mids of every BUNDLE group, the tagged one first. */
export function bundleGroupsOf(session: Section): (readonly string[])[] {
  return groupsOf(session).flatMap(({ semantics, mids }) => (semantics === 'BUNDLE' ? [mids] : []));
}

export function addGroup(session: Section, { semantics, mids }: Group): void {
  session.addAttribute('group', [semantics, ...mids].join(' '));
}

/** a=msid-semantic of browsers (`WMS *`): its words. `undefined` without one. */
export function msidSemanticOf(session: Section): readonly string[] | undefined {
  return session.attribute('msid-semantic')?.trim().split(/ +/);
}
