import type { Section } from './section.ts';

/** a=msid, RFC 8830 §2: the stream a track belongs to, and a name for the track. */
export interface Msid {
  /** `-`: no stream. */
  readonly streamId: string;
  readonly trackId: string | undefined;
}

export function msidsOf(section: Section): Msid[] {
  return section.attributes('msid').map(readMsid);
}

export function addMsid(section: Section, { streamId, trackId }: Msid): void {
  section.addAttribute('msid', trackId === undefined ? streamId : `${streamId} ${trackId}`);
}

/** Of `a=msid:stream track` and of `a=ssrc:1 msid:stream track`. */
export function readMsid(value: string): Msid {
  const [streamId, trackId] = value.trim().split(/ +/);
  return { streamId, trackId };
}
