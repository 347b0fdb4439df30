import { readMsid } from './msid.ts';
import type { Msid } from './msid.ts';
import type { Section } from './section.ts';

/** What the a=ssrc lines of a section say of one source, RFC 5576 §4.1. */
export interface SourceDescription {
  readonly ssrc: number;
  readonly cname: string | undefined;
  /** `a=ssrc:1 msid:stream track`, as older browsers write it. */
  readonly msids: readonly Msid[];
}

/** a=ssrc-group, RFC 5576 §4.2. */
export interface SourceGroup {
  /** Such as FID (retransmissions), FEC-FR or SIM. */
  readonly semantics: string;
  readonly ssrcs: readonly number[];
}

/** In order of first mention. */
export function sourcesOf(section: Section): SourceDescription[] {
  const sources = new Map<number, { ssrc: number; cname: string | undefined; msids: Msid[] }>();
  for (const value of section.attributes('ssrc')) {
    const match = /^(\d{1,10}) ([^:]+)(?::(.*))?$/.exec(value);
    if (match === null) continue;
    const [ssrc, name, text] = [Number(match[1]), match[2], match[3] ?? ''];
    const source = sources.get(ssrc) ?? { ssrc, cname: undefined, msids: [] };
    sources.set(ssrc, source);
    if (name === 'cname') source.cname ??= text;
    if (name === 'msid') source.msids.push(readMsid(text));
  }
  return [...sources.values()];
}

export function sourceGroupsOf(section: Section): SourceGroup[] {
  return section.attributes('ssrc-group').map((value) => {
    const [semantics, ...ssrcs] = value.trimEnd().split(/ +/);
    return { semantics, ssrcs: ssrcs.map(Number) };
  });
}

export function addSourceGroup(section: Section, { semantics, ssrcs }: SourceGroup): void {
  section.addAttribute('ssrc-group', [semantics, ...ssrcs].join(' '));
}

export function addSource(section: Section, { ssrc, cname, msids }: SourceDescription): void {
  if (cname !== undefined) section.addAttribute('ssrc', `${ssrc} cname:${cname}`);
  for (const { streamId, trackId } of msids) {
    section.addAttribute('ssrc', `${ssrc} msid:${streamId}${trackId === undefined ? '' : ` ${trackId}`}`);
  }
}
